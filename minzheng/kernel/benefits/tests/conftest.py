"""Fixtures of the tests of this room: a small county, its staff, and a family of a child and two grown-ups."""

from datetime import date, datetime

import pytest

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.benefits import services
from minzheng.kernel.documents.tests.county import county, own_home, register, staff

__all__ = ["county", "family", "give", "own_home", "register", "staff"]

AT = datetime(2026, 10, 20, 9, tzinfo=SHANGHAI)
SINCE = date(2026, 11, 1)


@pytest.fixture
def family(register):
    """A grandmother, a father and a child of ten; returns the household and its three members."""
    home = register(
        ("张秀英", date(1950, 3, 1), "head"),
        ("张建军", date(1980, 5, 6), "child"),
        ("张小宝", date(2016, 7, 8), "grandchild"),
    )
    return home, [m.person for m in home.memberships.order_by("person_id")]


@pytest.fixture
def give(staff):
    """Return a function that grants: benefit, household, yuan, person."""

    def grant(benefit, household, yuan, person=None, *, since=SINCE, **basis):
        return services.grant(
            benefit, household=household, person=person, amount=round(yuan * 100), since=since,
            basis=services.Basis(reason="试", **basis), by=staff["chen"], at=AT,
        )  # fmt: skip

    return grant
