"""Who may do what in planning, how a row is held while it is changed, and what a refusal is."""

from typing import Any, TypeVar

from django.db.models import Model

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate

M = TypeVar("M", bound=Model)


class PlanningError(ValueError):
    """Something planning cannot do; the text is for the person at the screen."""


def need(by: Mandate, capability: str, division: str) -> None:
    """Refuse whom the capability or the place is not his. PlanningError."""
    if not by.may(capability) or not accounts.covers(by, division):
        raise PlanningError("您的岗位或辖区不能办理这件事。")


def held(row: M) -> M:
    """Return the row as it stands now, locked until the transaction ends."""
    model: Any = type(row)
    found: M = model.objects.select_for_update(of=("self",)).get(pk=row.pk)
    return found


def said(**words: str) -> dict[str, str]:
    """Return the texts trimmed; PlanningError when one says nothing."""
    trimmed = {name: text.strip() for name, text in words.items()}
    if not all(trimmed.values()):
        raise PlanningError("请把名称、文号和说明填写完整。")
    return trimmed
