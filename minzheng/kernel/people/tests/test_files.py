"""One person one file, one household one file; corrected, moved, ended."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from minzheng.core import events
from minzheng.core.resident_id import InvalidId
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.divisions import services as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people import queries, services
from minzheng.kernel.people.events import PersonDied
from minzheng.kernel.people.models import Household, Kinship, Membership, Person
from minzheng.kernel.people.services import AlreadyRegistered, NotPermitted
from minzheng.kernel.people.tests.conftest import AT, SINCE, TODAY, demo_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[events.Event]]:
    told: list[events.Event] = []
    events.listen(PersonDied, told.append)
    yield told
    events.ignore(PersonDied, told.append)


def test_number_tells_sex_and_birth_and_name_is_spelled(zhang: Person) -> None:
    assert (zhang.sex, zhang.birth_on) == ("female", date(1950, 3, 7))
    assert (zhang.name_pinyin, zhang.name_initials) == ("zhangxiuying", "zxy")
    assert (zhang.id_status, zhang.is_demo) == ("valid", True)


@pytest.mark.requirement("KC-09")
def test_second_file_for_one_number_is_refused(
    zhang: Person, zhao: Mandate, village: Division
) -> None:
    written = f" {zhang.id_number[:6]} {zhang.id_number[6:]}"
    with pytest.raises(AlreadyRegistered) as refused:
        services.register_person(name="张秀英", division=village, id_number=written, by=zhao, at=AT)
    assert refused.value.person == zhang
    assert Person.objects.filter(name="张秀英").count() == 1


def test_old_number_of_fifteen_digits_is_the_same_person(lin: Mandate, village: Division) -> None:
    person = services.register_person(
        name="李老", division=village, id_number="130503670401001", by=lin, at=AT
    )
    assert person.id_number == "130503196704010016"
    with pytest.raises(AlreadyRegistered):
        services.register_person(
            name="李老", division=village, id_number="130503196704010016", by=lin, at=AT
        )


def test_demo_number_is_refused_outside_a_demo_home(
    lin: Mandate, village: Division, settings: Settings
) -> None:
    settings.DEMO = False
    with pytest.raises(InvalidId, match="演示"):
        services.register_person(
            name="张三", division=village, id_number=demo_id(SINCE, 1), by=lin, at=AT
        )


def test_baby_without_number_gets_one_later(lin: Mandate, village: Division) -> None:
    baby = services.register_person(name="王小宝", division=village, by=lin, at=AT)
    assert (baby.pid, baby.id_status) == (None, "none")
    services.correct_id_number(baby, demo_id(TODAY, 3), by=lin, at=AT, reason="户口簿")
    baby.refresh_from_db()
    assert (baby.id_status, baby.sex, baby.birth_on) == ("valid", "male", TODAY)
    entry = Entry.objects.filter(verb="people.id_number.corrected").latest("sequence")
    assert entry.detail["new"] == f"629901********{baby.id_number[-4:]}"


@pytest.mark.requirement("KC-28")
def test_numbers_are_unreadable_in_the_database_and_masked_on_screen(zhang: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id_number, phone, account_number, address FROM people_person WHERE id = %s",
            [zhang.pk],
        )
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    person = Person.objects.get(pk=zhang.pk)
    for clear in (person.id_number, person.phone, person.account_number, person.address):
        assert clear.encode() not in stored
    assert person.masked_id == f"629901********{person.id_number[-4:]}"
    assert (person.masked_phone, person.masked_account) == ("138****5678", "****8901")


def test_database_refuses_two_files_with_one_index(zhang: Person, wang: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=wang.pk).update(pid=zhang.pid)


@pytest.mark.requirement("KC-09")
def test_household_holds_its_members_head_first(family: Household, zhang: Person) -> None:
    rows = queries.members(family, TODAY)
    assert [(m.person.name, m.relation) for m in rows] == [
        ("张秀英", "head"),
        ("王建国", "spouse"),
    ]
    assert family.head == zhang
    assert family.number == "62042210000001"
    assert family.is_demo
    assert queries.household_of(zhang.pk, TODAY) == family
    assert not queries.members(family, date(2019, 12, 31))


def test_household_needs_one_head_and_free_members(
    lin: Mandate, village: Division, family: Household, zhang: Person
) -> None:
    with pytest.raises(ValueError, match="户主"):
        services.register_household(division=village, members=[], by=lin, at=AT)
    with pytest.raises(ValueError, match="张秀英仍是"):
        services.register_household(
            division=village, members=[services.Member(zhang, "head")], by=lin, at=AT
        )


def test_household_numbers_of_a_township_run_on(
    lin: Mandate, village: Division, family: Household
) -> None:
    other = services.register_person(name="李四", division=village, by=lin, at=AT)
    second = services.register_household(
        division=village, members=[services.Member(other, "head")], by=lin, at=AT
    )
    assert second.number == "62042210000002"


def test_member_who_left_is_a_member_until_that_day(
    lin: Mandate, family: Household, wang: Person
) -> None:
    row = Membership.objects.get(person=wang)
    services.move_member(row, left_on=date(2026, 10, 1), reason="迁出", by=lin, at=AT)
    assert queries.members(family, date(2026, 9, 30)).count() == 2
    assert queries.members(family, date(2026, 10, 1)).count() == 1
    services.move_member(row, left_on=date(2026, 10, 1), reason="迁出", by=lin, at=AT)
    with pytest.raises(ValueError, match="已于"):
        services.move_member(row, left_on=date(2026, 10, 2), reason="迁出", by=lin, at=AT)


def test_member_moves_into_another_household_without_a_gap(
    lin: Mandate, village: Division, family: Household, wang: Person
) -> None:
    other = services.register_person(name="李四", division=village, by=lin, at=AT)
    target = services.register_household(
        division=village,
        members=[services.Member(other, "head")],
        by=lin,
        at=AT,
        valid_from=SINCE,
    )
    row = services.move_member(
        Membership.objects.get(person=wang),
        left_on=date(2026, 10, 1),
        reason="投靠子女",
        to=target,
        relation="parent",
        by=lin,
        at=AT,
    )
    assert (row.household, row.valid_from) == (target, date(2026, 10, 1))
    assert queries.household_of(wang.pk, date(2026, 9, 30)) == family


def test_database_refuses_a_second_present_membership(family: Household, wang: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(household=family, person=wang, valid_from=TODAY)


def test_death_ends_membership_and_names_the_next_head(
    lin: Mandate, family: Household, zhang: Person, wang: Person, heard: list[events.Event]
) -> None:
    died = date(2026, 10, 20)
    services.record_death(zhang, died_on=died, by=lin, at=AT)
    assert heard == [PersonDied(zhang.pk, family.pk, died, lin, AT)]
    assert [m.person for m in queries.members(family, died)] == [wang]
    assert Household.objects.get(pk=family.pk).head == wang
    services.record_death(zhang, died_on=died, by=lin, at=AT)
    assert len(heard) == 1
    with pytest.raises(ValueError, match="已登记死亡"):
        services.record_death(zhang, died_on=TODAY, by=lin, at=AT)


def test_death_in_the_future_or_before_birth_is_refused(lin: Mandate, zhang: Person) -> None:
    for day in (date(2026, 11, 17), date(1949, 1, 1)):
        with pytest.raises(ValueError, match="不合理"):
            services.record_death(zhang, died_on=day, by=lin, at=AT)


def test_kin_are_tied_both_ways(lin: Mandate, zhang: Person, wang: Person) -> None:
    services.register_kin(zhang, wang, "guardian", by=lin, at=AT)
    services.register_kin(zhang, wang, "guardian", by=lin, at=AT)
    ties = set(Kinship.objects.values_list("person", "relative", "kind"))
    assert ties == {(zhang.pk, wang.pk, "guardian"), (wang.pk, zhang.pk, "ward")}


def test_flag_has_a_beginning_and_an_end(lin: Mandate, wang: Person) -> None:
    first = services.flag(wang, "religious", value=2, since=SINCE, by=lin, at=AT)
    second = services.flag(wang, "religious", value=3, since=date(2026, 1, 1), by=lin, at=AT)
    first.refresh_from_db()
    assert first.valid_to == date(2026, 1, 1)
    services.unflag(second, by=lin, at=AT)
    assert list(wang.flags.in_force(TODAY)) == []
    assert list(wang.flags.in_force(date(2026, 11, 15))) == [second]


@pytest.mark.requirement("KC-10")
def test_files_follow_a_merged_village(
    chen: Mandate, family: Household, zhang: Person, village: Division
) -> None:
    into = Division.objects.get(code="620422100002")
    divisions.merge([village], into=into, on=TODAY, document="会政发〔2026〕9号", by=chen, at=AT)
    assert Household.objects.get(pk=family.pk).division == into
    assert Person.objects.get(pk=zhang.pk).division == into


@pytest.mark.requirement("KC-28")
def test_stranger_changes_nothing(zhao: Mandate, family: Household, wang: Person) -> None:
    membership = Membership.objects.get(person=wang)
    attempts = [
        lambda: services.record_death(wang, died_on=TODAY, by=zhao, at=AT),
        lambda: services.move_member(membership, left_on=TODAY, reason="x", by=zhao, at=AT),
        lambda: services.change_phone(wang, "13900000000", by=zhao, at=AT),
        lambda: services.change_account(wang, account_number="1", bank_name="x", by=zhao, at=AT),
        lambda: services.flag(wang, "missing", by=zhao, at=AT),
        lambda: services.correct_id_number(wang, demo_id(SINCE, 9), by=zhao, at=AT, reason="x"),
    ]
    for attempt in attempts:
        with pytest.raises(NotPermitted):
            attempt()
    fresh = Person.objects.get(pk=wang.pk)
    assert (fresh.died_on, fresh.phone, fresh.pid) == (None, None, wang.pid)
