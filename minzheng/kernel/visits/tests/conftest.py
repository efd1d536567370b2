"""Fixtures of the tests of this room: a county, its papers, and a rule of their own."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from minzheng.core.forms import YES_NO, Item
from minzheng.kernel.cases.tests.procedures import procedure
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.documents.tests.county import county, family, own_home, register, staff
from minzheng.kernel.people.models import Household
from minzheng.kernel.visits import declarations
from minzheng.kernel.visits.declarations import Due, VisitRule, visit_form

__all__ = ["county", "family", "own_home", "procedure", "register", "staff"]

FORM = visit_form("test.visit", "测试走访", Item("warm", "屋里暖和吗", YES_NO, is_required=True))
SAID = {"warm": "yes", "follow_up": "no"}


def value(owner: str, name: str, amount: str, since: date = date(2025, 1, 1)) -> None:
    """Release a value for the whole state."""
    ParameterValue.objects.create(
        policy=owner, name=name, division_id="000000", since=since, value=amount, source="测试",
        state="released",
    )  # fmt: skip


@pytest.fixture
def terms(county) -> None:
    """Release the terms of proof and chasing as they are seeded."""
    path = Path(declarations.PARAMETERS)
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        name, _division, _since, amount = line.split(",")[:4]
        value("visits", name, amount)


@pytest.fixture
def ruled(county, terms) -> Iterator[Callable[..., VisitRule]]:
    """Return a function that declares a rule about every household of the county."""
    keys = []

    def declare(period: str = "month", times: int = 1, key: str = "test.rule", **more) -> VisitRule:
        def everybody(codes: list[str], on: date) -> list[Due]:
            rows = Household.objects.in_force(on).filter(division__in=codes).order_by("pk")
            return [Due(row.pk, None, row.division_id, "测试", more.get("since")) for row in rows]

        kept = {name: given for name, given in more.items() if name != "since"}
        rule = VisitRule(
            key, "测试探访", "test", everybody, key, FORM, "测试", period=period,
            **{"windows": ("winter", "summer") if period == "round" else (), **kept},
        )  # fmt: skip
        declarations.declare_visit_rule(rule)
        keys.append(key)
        value(rule.owner, key, str(times))
        return rule

    yield declare
    for key in keys:
        declarations.forget(key)
