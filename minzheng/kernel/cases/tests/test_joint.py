"""One application, several items: a refused one leads on to the next, nothing is asked again."""

from collections.abc import Iterator

import pytest

from minzheng.kernel.cases import services
from minzheng.kernel.cases.declarations import Workflow, forget_workflow, register_workflow
from minzheng.kernel.cases.models import Case
from minzheng.kernel.cases.tests.procedures import KEY
from minzheng.kernel.documents.tests.county import Staff, moment
from minzheng.kernel.people.models import Household

AT = moment(9, 14)
NEXT, LAST = "test.rigid.application", "test.relief.application"


@pytest.fixture
def others(procedure: Workflow) -> Iterator[list[Workflow]]:
    """Register two more procedures of the same shape."""
    made = [
        register_workflow(Workflow(key, "后续测试申请", **_like(procedure))) for key in (NEXT, LAST)
    ]
    yield made
    for one in made:
        forget_workflow(one)


def _like(flow: Workflow) -> dict[str, object]:
    names = ("of", "states", "basis", "steps", "service", "limits")
    return {name: getattr(flow, name) for name in names}


@pytest.fixture
def case(others: list[Workflow], staff: Staff, family: Household) -> Case:
    """Return an application that asked for what follows, too."""
    row = services.open_case(KEY, household=family, person=family.head, by=staff["lin"], at=AT)
    services.declare_near_kin(
        row, member=family.head, kin_name="某", kin_role="committee", relation="sibling",
        by=staff["lin"], at=AT,
    )  # fmt: skip
    joint = {"number": row.number, "then": [NEXT, LAST]}
    return services.amend_data(row, by=staff["lin"], at=AT, story="屋漏", outcome="no", joint=joint)


def test_refused_item_leads_on_with_what_was_said(case: Case, staff: Staff) -> None:
    found = services.open_next(case, by=staff["chen"], at=AT)
    assert found is not None
    assert (found.workflow, found.household, found.person) == (NEXT, case.household, case.person)
    assert (found.data["story"], found.applied_on) == ("屋漏", case.applied_on)
    # Findings of the office are made anew; the declared tie still makes the county visit.
    assert "outcome" not in found.data and found.near_kin
    assert found.near_kin_records.get().kin_name == "某"
    assert services.track_number(found) == case.number


def test_chain_goes_on_in_order_and_ends(case: Case, staff: Staff) -> None:
    first = services.open_next(case, by=staff["chen"], at=AT)
    assert first is not None
    second = services.open_next(first, by=staff["chen"], at=AT)
    assert second is not None and second.workflow == LAST
    assert services.open_next(second, by=staff["chen"], at=AT) is None


def test_what_runs_already_is_not_opened_twice(case: Case, staff: Staff, family: Household) -> None:
    services.open_case(NEXT, household=family, person=family.head, by=staff["lin"], at=AT)
    found = services.open_next(case, by=staff["chen"], at=AT)
    assert found is not None and found.workflow == LAST


def test_application_for_one_item_leads_nowhere(
    procedure: Workflow, staff: Staff, family: Household
) -> None:
    row = services.open_case(KEY, household=family, by=staff["lin"], at=AT)
    assert services.open_next(row, by=staff["chen"], at=AT) is None
    assert services.track_number(row) == row.number
