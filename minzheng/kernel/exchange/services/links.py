"""How departments are asked: set from a day on, the former way ended there."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.choices import DELIVERY, HAND, MODES
from minzheng.kernel.exchange.declarations import data_set as declared_set
from minzheng.kernel.exchange.models import PartnerLink


@transaction.atomic
def set_link(
    data_set: str,
    *,
    division: Division,
    mode: str,
    since: date,
    source: str,
    by: Mandate,
    at: datetime,
    **settings: Any,
) -> PartnerLink:
    """Say how a data set is asked in a division and below it from the day ``since`` on.

    ``settings`` are the further fields of `PartnerLink`. The same day again corrects what was set.
    PermissionDenied outside one's division or right; ValueError (Chinese) for an unknown data set
    or mode, a way without an address, or no source.
    """
    checked(data_set, division=division, mode=mode, source=source, by=by, settings=settings)
    return write_link(
        data_set, division=division, mode=mode, since=since, source=source, by=by, at=at,
        settings=settings,
    )  # fmt: skip


def checked(
    data_set: str, *, division: Division, mode: str, source: str, by: Mandate, settings: Mapping[str, Any]
) -> None:  # fmt: skip
    """Refuse what must not be set, or not by this mandate; see `set_link`."""
    if not by.may("exchange.take") or not accounts.covers(by, division.pk):
        raise PermissionDenied("本岗位不能设置该区划的查询方式。")
    try:
        declared_set(data_set)
    except KeyError as unknown:
        raise ValueError(f"没有登记的数据集：{data_set}") from unknown
    if mode not in MODES:
        raise ValueError("请选择查询方式。")
    if mode not in {DELIVERY, HAND} and not settings.get("address"):
        raise ValueError("请填写对方地址。")
    if not source.strip():
        raise ValueError("请写明依据的协议或条款。")


def write_link(
    data_set: str, *, division: Division, mode: str, since: date, source: str, by: Mandate,
    at: datetime, settings: Mapping[str, Any],
) -> PartnerLink:  # fmt: skip
    """Write a link that was checked, end the former one where it begins, and say so in the log."""
    rows = PartnerLink.objects.filter(division=division, data_set=data_set)
    later = rows.filter(valid_from__gt=since).order_by("valid_from").first()
    rows.filter(valid_from__lt=since).overlapping(since, None).update(valid_to=since)
    link, _is_new = PartnerLink.objects.update_or_create(
        division=division,
        data_set=data_set,
        valid_from=since,
        defaults={
            "mode": mode,
            "source": source.strip(),
            "valid_to": later.valid_from if later else None,
            "entered_by": by,
            "entered_at": at,
            **settings,
        },
    )
    audit.record("exchange.link.set", subject=link, by=by, at=at, data_set=data_set, mode=mode)
    return link
