"""Looking at what is sealed: allowed by role, asked with a reason, written into the audit."""

from datetime import datetime

from django.db import transaction

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.people.choices import REVEALABLE
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.people.permissions import need, need_reach

_SHORTEST_REASON = 2


@transaction.atomic
def reveal(
    subject: Person | Household, field: str, *, by: Mandate, at: datetime, reason: str
) -> str:
    """Return one sealed field in full, and record who asked and why.

    Raises ``NotPermitted`` for a role or division that may not, ``ValueError`` without a reason
    or for a field that is not ``REVEALABLE``. 个人信息保护法 第六条: the least, for a stated purpose.
    """
    need(by, "people.reveal")
    need_reach(by, subject)
    if field not in REVEALABLE or not hasattr(subject, field):
        raise ValueError(f"不能查看字段“{field}”。")
    if len(reason.strip()) < _SHORTEST_REASON:
        raise ValueError("查看完整信息须写明理由。")
    audit.record(
        "people.field.revealed",
        subject=subject,
        by=by,
        at=at,
        field=REVEALABLE[field],
        reason=reason.strip(),
    )
    return getattr(subject, field) or ""


@transaction.atomic
def open_file(
    subject: Person | Household, *, by: Mandate, at: datetime, reason: str = "查阅档案"
) -> None:
    """Record that somebody opened a personal file; refuses what is out of reach."""
    need(by, "people.see")
    need_reach(by, subject)
    audit.record_look(subject, by=by, at=at, reason=reason)
