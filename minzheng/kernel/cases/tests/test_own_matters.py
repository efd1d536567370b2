"""A citizen reaches his own matters and nothing else, whatever division his mandate names."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.cases import queries, services
from minzheng.kernel.cases.declarations import PORTAL, Service, StepRefused, Workflow
from minzheng.kernel.cases.models import Case
from minzheng.kernel.cases.tests.procedures import KEY
from minzheng.kernel.citizens.models import Citizen
from minzheng.kernel.citizens.services import seat
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.tests.county import VILLAGE, Register, Staff, moment
from minzheng.kernel.people import services as people
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.people.permissions import NotPermitted

NOW = moment(11, 16)


def citizen_of(person: Person) -> Mandate:
    """Return the mandate of a person who signed in."""
    row = Citizen.objects.create(
        user=User.objects.create_user(f"citizen-{person.pk}", display_name=person.name),
        person=person, issuer="test", subject=str(person.pk), name=person.name,
        created_at=NOW, seen_at=NOW,
    )  # fmt: skip
    return seat(row, person.division, at=NOW)


@pytest.fixture
def offered(procedure: Workflow) -> Workflow:
    """Return the test procedure as one that is offered on the portal."""
    object.__setattr__(procedure, "service", Service(channels=(PORTAL,)))
    return procedure


@pytest.fixture
def neighbours(family: Household, register: Register) -> Household:
    """Return another household of the same village."""
    return register(("李大山", date(1970, 2, 2), "head"))


@pytest.fixture
def own(family: Household) -> Mandate:
    """Return the head of the family, signed in."""
    assert family.head is not None
    return citizen_of(family.head)


@pytest.fixture
def stranger(neighbours: Household) -> Mandate:
    """Return the head of the next house, signed in at the same village."""
    assert neighbours.head is not None
    return citizen_of(neighbours.head)


@pytest.fixture
def case(offered: Workflow, family: Household, own: Mandate) -> Case:
    """Return the family's application, opened by its head on the portal."""
    return services.open_case(KEY, household=family, by=own, at=NOW, channel="portal")


def test_citizen_opens_and_amends_his_own_matter(case: Case, own: Mandate) -> None:
    services.amend_data(case, by=own, at=NOW, story="房屋漏雨")
    assert (case.data["story"], case.opened_by_id) == ("房屋漏雨", own.pk)


def test_nobody_opens_a_matter_for_the_house_next_door(
    offered: Workflow, family: Household, stranger: Mandate
) -> None:
    with pytest.raises(StepRefused, match="不是您本人"):
        services.open_case(KEY, household=family, by=stranger, at=NOW, channel="portal")


def test_nobody_touches_the_matter_of_the_house_next_door(case: Case, stranger: Mandate) -> None:
    member = case.household.head  # type: ignore[union-attr]
    kin = {"kin_name": "某", "kin_role": "committee", "relation": "cousin"}
    deeds = (
        lambda: services.amend_data(case, by=stranger, at=NOW, story="改"),
        lambda: services.take(case, "accept", by=stranger, at=NOW),
        lambda: services.declare_no_near_kin(case, by=stranger, at=NOW),
        lambda: services.declare_near_kin(case, member=member, by=stranger, at=NOW, **kin),
    )
    for deed in deeds:
        with pytest.raises(StepRefused, match="不是您本人"):
            deed()
    case.refresh_from_db()
    assert "story" not in case.data and not case.data.get("near_kin_declared")


def test_division_lists_nothing_to_a_citizen(case: Case, own: Mandate, staff: Staff) -> None:
    assert not queries.cases(own).exists()
    assert queries.cases(staff["lin"]).get() == case


def test_what_is_not_offered_on_the_portal_is_not_opened(
    procedure: Workflow, family: Household, own: Mandate
) -> None:
    with pytest.raises(StepRefused, match="不能在网上申请"):
        services.open_case(KEY, household=family, by=own, at=NOW, channel="portal")


def test_citizen_changes_his_own_phone_only(
    family: Household, own: Mandate, stranger: Mandate
) -> None:
    assert family.head is not None
    with pytest.raises(NotPermitted):
        people.change_phone(family.head, "13900000000", by=stranger, at=NOW)
    people.change_phone(family.head, "13900000001", by=own, at=NOW)
    family.head.refresh_from_db()
    assert family.head.phone == "13900000001"


def test_citizen_opens_only_the_papers_he_brought(
    family: Household, own: Mandate, stranger: Mandate
) -> None:
    paper = documents.keep(
        b"x", "a.txt", content_type="text/plain", kind="evidence", title="甲", division=VILLAGE,
        by=own, at=NOW,
    )  # fmt: skip
    assert documents.open_document(paper, by=own, at=NOW, reason="查看") == b"x"
    with pytest.raises(PermissionDenied):
        documents.open_document(paper, by=stranger, at=NOW, reason="查看")
