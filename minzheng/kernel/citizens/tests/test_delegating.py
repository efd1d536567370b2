"""Acting for another: whose matters are a citizen's, by what right, and until when."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.kernel.audit.models import Entry
from minzheng.kernel.citizens import queries, services
from minzheng.kernel.citizens.services import DelegationRefused
from minzheng.kernel.citizens.tests.signing import citizen_of
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.people.models import Kinship, Membership

AT, TODAY = moment(11, 2), date(2026, 11, 2)
SINCE = date(2010, 1, 1)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


@pytest.fixture
def elder(register):
    """Return an old man who lives alone."""
    return register(("赵大爷", date(1945, 1, 1), "head"))


def letter():
    return SimpleUploadedFile("letter.pdf", PDF, "application/pdf")


def asked(citizen, person, **other):
    told = {"name": person.name, "id_number": person.id_number, "kind": "neighbour"}
    return services.ask_delegation(citizen, **{**told, "letter": letter(), "at": AT, **other})


def seat(citizen, household):
    return services.seat(citizen, household.division, at=AT)


def test_citizen_acts_for_who_lives_with_him_and_for_nobody_else(family, elder, staff):
    citizen = citizen_of(family.head, at=AT)
    by = seat(citizen, family)
    assert queries.may_act(by, TODAY, household=family)
    assert not queries.may_act(by, TODAY, household=elder)
    assert not queries.may_act(by, TODAY, household=elder, person=family.head)
    assert not queries.may_act(by, TODAY)
    assert queries.may_act(staff["lin"], TODAY, household=elder)
    assert queries.capacity(by, TODAY, household=family).label == "本人"


def test_letter_counts_from_confirmation_until_withdrawn(family, elder, staff):
    citizen = citizen_of(family.head, at=AT)
    row = asked(citizen, elder.head)
    by = seat(citizen, elder)
    assert not queries.may_act(by, TODAY, household=elder)
    services.confirm_delegation(row, by=staff["lin"], at=AT)
    assert queries.capacity(by, TODAY, household=elder).label == "邻居"
    assert [home.pk for home in queries.households(citizen, TODAY)] == [family.pk, elder.pk]
    old = citizen_of(elder.head, at=AT)
    assert [(a.name, a.label) for a in queries.agents(old, TODAY)] == [("张秀英", "邻居")]
    services.withdraw_delegation(row, old, at=AT)
    assert not queries.may_act(by, TODAY, household=elder)


def test_what_is_done_for_another_names_the_letter(family, elder, staff):
    citizen = citizen_of(family.head, at=AT)
    row = services.confirm_delegation(asked(citizen, elder.head), by=staff["lin"], at=AT)
    by = seat(citizen, elder)
    services.note_acting(elder, by=by, at=AT, household=elder)
    services.note_acting(family, by=by, at=AT, household=family)
    detail = Entry.objects.get(verb="citizens.acted").detail
    assert (detail["capacity"], detail["delegation"]) == ("neighbour", row.pk)


def test_letter_ends_on_its_day(family, elder, staff):
    citizen = citizen_of(family.head, at=AT)
    row = asked(citizen, elder.head, until=date(2026, 12, 1))
    services.confirm_delegation(row, by=staff["lin"], at=AT)
    by = seat(citizen, elder)
    assert queries.may_act(by, date(2026, 11, 30), household=elder)
    assert not queries.may_act(by, date(2026, 12, 1), household=elder)


def test_only_a_clerk_of_the_place_decides_and_only_once(family, elder, staff):
    row = asked(citizen_of(family.head, at=AT), elder.head)
    for nobody in ("zhao", "worker"):
        with pytest.raises(DelegationRefused, match="不能核对"):
            services.confirm_delegation(row, by=staff[nobody], at=AT)
    assert list(queries.delegations(staff["zhao"])) == []
    assert list(queries.delegations(staff["lin"])) == [row]
    with pytest.raises(DelegationRefused, match="理由"):
        services.refuse_delegation(row, by=staff["lin"], at=AT, reason=" ")
    services.refuse_delegation(row, by=staff["lin"], at=AT, reason="签名不是本人")
    with pytest.raises(DelegationRefused, match="处理过"):
        services.confirm_delegation(row, by=staff["lin"], at=AT)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"name": "赵二爷"}, "没有找到"),
        ({"id_number": "1"}, "没有找到"),
        ({"letter": None}, "照片"),
        ({"kind": "guardian"}, "关系"),
        ({"until": date(2026, 11, 2)}, "晚于今天"),
    ],
)
def test_letter_that_cannot_be_taken_says_why(family, elder, other, words):
    with pytest.raises(DelegationRefused, match=words):
        asked(citizen_of(family.head, at=AT), elder.head, **other)


def test_letter_is_asked_once_and_never_for_ones_own_family(family, elder):
    citizen = citizen_of(family.head, at=AT)
    asked(citizen, elder.head)
    with pytest.raises(DelegationRefused, match="重复"):
        asked(citizen, elder.head)
    with pytest.raises(DelegationRefused, match="不需要"):
        asked(citizen, family.memberships.get(relation="child").person)


def tie(person, relative, kind):
    Kinship.objects.create(person=person, relative=relative, kind=kind, valid_from=SINCE)


def test_parent_acts_for_the_child_elsewhere_but_not_for_whom_it_lives_with(family, elder):
    child = family.memberships.get(relation="child").person
    father = citizen_of(elder.head, at=AT)
    tie(elder.head, child, "child")
    tie(child, elder.head, "parent")
    by = seat(father, family)
    assert queries.capacity(by, TODAY, person=child).label == "父母"
    assert queries.may_act(by, TODAY, household=family, person=child)
    assert not queries.may_act(by, TODAY, household=family)
    grown = date(2016 + 18, 2, 3)
    assert not queries.may_act(by, grown, person=child)


def test_guardian_takes_the_place_of_the_parent(family, elder):
    child = family.memberships.get(relation="child").person
    Membership.objects.filter(person=child).update(valid_to=TODAY)
    mother, guardian = citizen_of(family.head, at=AT), citizen_of(elder.head, at=AT)
    tie(family.head, child, "child")
    assert child.pk in queries.capacities(mother, TODAY)
    tie(child, elder.head, "guardian")
    tie(elder.head, child, "ward")
    assert child.pk not in queries.capacities(mother, TODAY)
    assert queries.capacities(guardian, TODAY)[child.pk].kind == "guardian"
    assert [a.name for a in queries.agents(citizen_of(child, at=AT), TODAY)] == ["赵大爷"]
