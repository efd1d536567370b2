"""Fixtures of the tests of this room: a county of four families in two towns under one small policy."""

from collections.abc import Iterator
from datetime import date

import pytest

from minzheng.kernel.benefits import declarations as benefits
from minzheng.kernel.benefits.declarations import Benefit
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.determinations.tests.fixtures import KEY, MONTH, known_pensions, small
from minzheng.kernel.documents.tests.county import (
    OTHER_TOWN,
    county,
    family,
    own_home,
    register,
    staff,
)
from minzheng.kernel.people.models import Household

__all__ = ["county", "family", "known_pensions", "own_home", "register", "small", "staff"]


@pytest.fixture
def families(small, register, known_pensions) -> Iterator[list[Household]]:
    """Return four rural singles with pensions of 100, 400.50, 420 and unknown; the last two live next door.

    The standard is 400.50 yuan: the first draws 300.50, the second and third nothing, the fourth is open.
    """
    benefits.declare_benefit(Benefit(KEY, "小额补助", policy=KEY))
    made = []
    for name, pension in (("甲", 10000), ("乙", 40050), ("丙", 42000), ("丁", None)):
        household = register((f"{name}一", date(1960, 1, 1), "head"))
        known_pensions[household.head_id] = pension
        made.append(household)
    for household in made[2:]:
        Household.objects.filter(pk=household.pk).update(division_id=OTHER_TOWN)
    determinations.gather_facts(MONTH)
    yield made
    benefits.registry.remove(KEY)
