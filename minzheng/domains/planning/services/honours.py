"""Honours: entered with their document and evidence, revoked in words."""

from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.choices import OTHER

from ..choices import GOVERNMENT_LEVELS, HONOUR_KINDS
from ..models import Honour
from .guards import PlanningError, need, said


@transaction.atomic
def enter_honour(
    division: Division, *, kind: str, holder: str, title: str, level: str, giver: str,
    document_number: str, given_on: date, evidence: File, by: Mandate, at: datetime, unit: str = "",
    valid_to: date | None = None,
) -> Honour:  # fmt: skip
    """Enter an honour with the document it was given by and its evidence. PlanningError.

    The same holder, title and day come once; a person is named with the unit.
    """
    need(by, "plans.work", division.code)
    if kind not in HONOUR_KINDS or level not in GOVERNMENT_LEVELS:
        raise PlanningError("请选择对象和级别。")
    if given_on > accounts.day_of(at) or (valid_to is not None and valid_to <= given_on):
        raise PlanningError("授予日期不能晚于今天，有效期须晚于授予日期。")
    if kind == "person" and not unit.strip():
        raise PlanningError("请填写获得者所在单位。")
    words = said(holder=holder, title=title, giver=giver, document_number=document_number)
    same = {"holder": words["holder"], "title": words["title"], "given_on": given_on}
    if Honour.objects.filter(division=division, **same).exists():
        raise PlanningError("这项荣誉已经登记。")
    row = Honour.objects.create(
        division=division, kind=kind, level=level, given_on=given_on, valid_to=valid_to,
        unit=unit.strip(), by=by, at=at, **words,
    )  # fmt: skip
    row.document = documents.store(
        evidence, kind=OTHER, title=f"{row.holder} {row.title}"[:200], division=division.code,
        subject=row, by=by, at=at,
    )  # fmt: skip
    row.save(update_fields=["document"])
    audit.record("planning.honour.entered", subject=row, by=by, at=at, level=level)
    return row


@transaction.atomic
def revoke_honour(
    honour: Honour, *, revoked_on: date, reason: str, by: Mandate, at: datetime
) -> Honour:
    """Put down that an honour was taken back, when and why. PlanningError."""
    row = held(honour)
    need(by, "plans.enter", row.division_id)
    if row.revoked_on is not None or not row.given_on <= revoked_on <= accounts.day_of(at):
        raise PlanningError("荣誉已经撤销，或者撤销日期不在授予日期至今天之间。")
    row.revoked_on, row.reason = revoked_on, said(reason=reason)["reason"]
    row.save(update_fields=["revoked_on", "reason"])
    audit.record("planning.honour.revoked", subject=row, by=by, at=at)
    return row
