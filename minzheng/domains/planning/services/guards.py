"""Who may do what in planning, and what a refusal is."""

from datetime import datetime
from typing import TypeVar

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate

from ..choices import CONFIRMED, ENTERED, REFUSED
from ..models import FormApproval, Scheme

Entered = TypeVar("Entered", Scheme, FormApproval)


class PlanningError(ValueError):
    """Something planning cannot do; the text is for the person at the screen."""


def need(by: Mandate, capability: str, division: str) -> None:
    """Refuse whom the capability or the place is not his. PlanningError."""
    if not by.may(capability) or not accounts.covers(by, division):
        raise PlanningError("您的岗位或辖区不能办理这件事。")


def said(**words: str) -> dict[str, str]:
    """Return the texts trimmed; PlanningError when one says nothing."""
    trimmed = {name: text.strip() for name, text in words.items()}
    if not all(trimmed.values()):
        raise PlanningError("请把名称、文号和说明填写完整。")
    return trimmed


def to_decide(row: Entered, name: str, by: Mandate) -> Entered:
    """Return what another entered, held, for who may decide it. PlanningError."""
    found = held(row)
    need(by, "plans.confirm", found.division_id)
    if found.state != ENTERED:
        raise PlanningError(f"这份{name}已经复核过了。")
    if found.entered_by.user_id == by.user_id:
        raise PlanningError("录入人和复核人不能是同一个人。")
    return found


def decide(row: Scheme | FormApproval, *, agreed: bool, by: Mandate, at: datetime) -> None:
    """Put down who decided, and how."""
    row.state, row.decided_by, row.decided_at = CONFIRMED if agreed else REFUSED, by, at
    row.save(update_fields=["state", "decided_by", "decided_at"])
