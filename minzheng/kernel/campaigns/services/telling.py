"""How people are told: drives with cards are logged, scans of printed codes counted."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents.models import Document

from ..choices import DRIVE_CHANNELS
from ..models import CodeScan, NoticeDrive
from .reports import CampaignError


@transaction.atomic
def record_drive(
    *,
    title: str,
    channel: str,
    division: Division,
    place: str,
    held_on: date,
    by: Mandate,
    at: datetime,
    cards: int | None = None,
    reached: int | None = None,
    note: str = "",
    photo: Document | None = None,
) -> NoticeDrive:
    """Log that people were told of policies at a place on a day (SA-91). CampaignError (Chinese).

    ``cards`` and ``reached`` stay unknown where nobody counted; never nought.
    """
    if not by.may("needs.report") or not accounts.covers(by, division.code):
        raise CampaignError("您的岗位或辖区不能登记这次宣传。")
    if channel not in DRIVE_CHANNELS:
        raise CampaignError("请选择宣传渠道。")
    if not (title.strip() and place.strip()):
        raise CampaignError("请填写主题和地点。")
    if held_on > accounts.day_of(at):
        raise CampaignError("宣传日期不能晚于今天。")
    row = NoticeDrive.objects.create(
        title=title.strip()[:100], channel=channel, division=division, place=place.strip()[:100],
        held_on=held_on, cards=cards, reached=reached, note=note.strip()[:500], photo=photo, by=by, at=at,
    )  # fmt: skip
    audit.record("campaigns.drive_recorded", subject=row, by=by, at=at, channel=channel)
    return row


def count_scan(code: str, *, division: Division | None, on: date) -> None:
    """Count one scan of a printed code on a day. Nobody acts, so nothing is audited and nobody named."""
    if CodeScan.objects.filter(code=code, on=on).update(count=F("count") + 1):
        return
    try:
        with transaction.atomic():
            CodeScan.objects.create(code=code, division=division, on=on, count=1)
    except IntegrityError:  # the first two scans of a day came together
        CodeScan.objects.filter(code=code, on=on).update(count=F("count") + 1)
