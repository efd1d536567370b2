"""Fixtures of the tests of this room: a county with an informant, a target and a chain of its own."""

from collections.abc import Iterator
from datetime import date

import pytest

from minzheng.kernel.accounts.declarations import CLERK
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.campaigns import declarations
from minzheng.kernel.campaigns.declarations import Chain, Listed, Question
from minzheng.kernel.cases.tests.procedures import procedure
from minzheng.kernel.determinations.tests.fixtures import small
from minzheng.kernel.documents.tests.county import (
    VILLAGE,
    county,
    family,
    own_home,
    register,
    staff,
    village,
)
from minzheng.kernel.people.models import Membership

__all__ = ["county", "family", "own_home", "procedure", "register", "small", "staff", "village"]


@pytest.fixture
def network(staff, small):
    """Return the staff with an informant of a department and a second worker of the village."""
    for name, role, place in (
        ("ren", "informant", "620422"),
        ("second", "village_worker", VILLAGE),
    ):
        user = User.objects.create_user(name, display_name=name)
        staff[name] = Mandate.objects.create(
            user=user, role=role, division_id=place, valid_from=date(2020, 1, 1)
        )
    return staff


@pytest.fixture
def everybody() -> Iterator[str]:
    """Declare a target of these tests: every living member of a household."""

    @declarations.target(
        "test.everybody", "全体人员", workflows=("test.dibao.application",),
        questions=(Question("roof", "房屋", ("完好", "漏雨")), Question("aids", "辅具", fact="disability_aids")),
    )  # fmt: skip
    def query(divisions: list[str], on: date) -> list[Listed]:
        rows = Membership.objects.in_force(on).filter(household__division__in=divisions)
        return [
            Listed(row.household_id, row.person_id, row.household.division_id, {"关系": row.relation})
            for row in rows.select_related("household").order_by("pk")
        ]  # fmt: skip

    yield "test.everybody"
    declarations.forget("test.everybody")


@pytest.fixture
def chain() -> Iterator[Chain]:
    """Declare a chain of these tests: any death in a family asks the clerk to look at the rest."""
    made = Chain(
        "test.death", "died", "assistance", "重新核算家庭待遇", CLERK,
        lambda person, household, on: household is not None, "有家庭的人", "测试", limit="follow_up_days_urgent",
    )  # fmt: skip
    declarations.declare_chains(made)
    yield made
    declarations.forget("test.death")
