"""Public notices as people may read them, and what must never stand on one."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from minzheng.core.resident_id import given_away
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases import choices
from minzheng.kernel.cases.models import PublicNotice
from minzheng.kernel.divisions import queries as divisions

# What a list in a village may say of a family; anything else is refused.
COLUMNS = {
    "applicant": "申请人",
    "village": "村（社区）",
    "members": "保障人口",
    "benefit": "类别",
    "amount": "月金额（元）",
    "sum": "一次性金额（元）",
    "outcome": "结果",
    "period": "期限",
    "category": "困难类别",
}
_NEVER = re.compile(
    r"phone|mobile|tel|account|card|bank|address|电话|手机|账号|帐号|卡号|银行|住址|地址",
    re.IGNORECASE,
)


def publication_problems(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return in Chinese why a list may not be published; empty when it may.

    Blocked by any phone, account or address column (masked or not), by any column outside the
    allow-list, and by any unmasked number that is an identity, phone or card number.
    """
    found = []
    for column in columns:
        if _NEVER.search(column):
            found.append(f"公示内容含“{column}”列，电话、账号、住址即使脱敏也不得公示")
        elif column not in COLUMNS and column not in COLUMNS.values():
            found.append(f"“{column}”不在允许公示的内容之内")
    for number, row in enumerate(rows, start=1):
        found += [
            f"第 {number} 行：{problem}"
            for problem in dict.fromkeys(filter(None, (given_away(str(v)) for v in row.values())))
        ]
    return found


def notices(viewer: Mandate, kind: str = "") -> QuerySet[PublicNotice]:
    """Return the notices of the viewer's division, those that end soonest first."""
    rows = accounts.visible(PublicNotice.objects.all(), viewer)
    rows = rows.filter(kind=kind) if kind else rows
    return rows.select_related("case", "division").order_by("withdrawn_at", "until_on")


def public_notices(division: str, on: date, kind: str = "") -> QuerySet[PublicNotice]:
    """Return what anybody may read at ``division`` today: standing notices within their period."""
    rows = divisions.within(PublicNotice.objects.all(), division)
    rows = rows.filter(withdrawn_at=None, posted_on__lte=on, until_on__gte=on)
    rows = rows.filter(kind=kind) if kind in choices.NOTICE_KINDS else rows
    return rows.order_by("until_on", "pk")
