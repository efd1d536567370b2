"""Searching, seeing and unveiling: within the division, masked, audited."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people import queries, services
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.people.services import NotPermitted
from minzheng.kernel.people.tests.conftest import AT, TODAY, mandate

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("KC-09")
@pytest.mark.parametrize(
    "text",
    ["张秀英", "张秀", " 张 秀英 ", "zxy", "zhangxiu", "ZXY", "13812345678", "138-1234-5678"],
)
def test_person_is_found_by_what_the_clerk_has(
    lin: Mandate, zhang: Person, wang: Person, text: str
) -> None:
    assert queries.search(lin, text).persons == [zhang]


def test_person_is_found_by_number_however_written(
    lin: Mandate, zhang: Person, wang: Person
) -> None:
    number = zhang.id_number
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
    for text in (number, wide, f"{number[:6]} {number[6:]}", "'" + number, zhang.account_number):
        assert queries.search(lin, text).persons == [zhang]
    assert queries.by_id_number(lin, number.lower()) == zhang
    assert len(queries.search(lin, number[:-1])) == 0


def test_household_is_found_by_its_number(lin: Mandate, family: Household) -> None:
    assert queries.search(lin, family.number).households == [family]
    assert queries.search(lin, family.number[:9]).households == [family]


def test_search_of_one_letter_finds_nothing(lin: Mandate, zhang: Person) -> None:
    assert len(queries.search(lin, "z")) == 0
    assert len(queries.search(lin, " ")) == 0


@pytest.mark.requirement("KC-28")
def test_stranger_finds_and_sees_nothing(zhao: Mandate, family: Household, zhang: Person) -> None:
    for text in ("张秀英", "zxy", zhang.id_number, "13812345678", family.number):
        assert len(queries.search(zhao, text)) == 0
    assert queries.person_file(zhao, zhang.pk, TODAY) is None
    assert queries.household_file(zhao, family.pk, TODAY) is None
    assert not queries.people(zhao).exists()
    assert not queries.households(zhao).exists()


@pytest.mark.requirement("KC-28")
@pytest.mark.parametrize("role", ["finance", "system_admin", "security_admin", "audit_admin"])
def test_role_without_business_sees_no_files(
    county: Division, family: Household, zhang: Person, role: str
) -> None:
    viewer = mandate("admin", role, "620422")
    assert len(queries.search(viewer, "张秀英")) == 0
    assert queries.person_file(viewer, zhang.pk, TODAY) is None
    assert not queries.households(viewer).exists()
    assert not queries.people(None).exists()


def test_member_registered_elsewhere_is_seen_where_he_lives(
    lin: Mandate, zhao: Mandate, chen: Mandate, family: Household
) -> None:
    elsewhere = Division.objects.get(code="620422101200")
    son = services.register_person(name="张小明", division=elsewhere, by=zhao, at=AT)
    assert queries.search(lin, "张小明").persons == []
    services.add_member(
        family, son, "child", joined_on=date(2026, 1, 1), by=lin, at=AT, years_together=1
    )
    assert queries.search(lin, "张小明").persons == [son]
    assert son in queries.people(lin)
    assert son in queries.people(zhao)
    assert queries.person_file(lin, son.pk, TODAY).membership.household == family


def test_person_file_holds_all_the_register_knows(
    lin: Mandate, family: Household, zhang: Person, wang: Person
) -> None:
    services.register_kin(zhang, wang, "spouse", by=lin, at=AT)
    services.flag(zhang, "village_committee", by=lin, at=AT)
    found = queries.person_file(lin, zhang.pk, TODAY)
    assert found.person == zhang
    assert found.membership.household == family
    assert [tie.relative for tie in found.kin] == [wang]
    assert [flag.kind for flag in found.flags] == ["village_committee"]


def test_household_file_holds_present_and_former_members(
    lin: Mandate, family: Household, wang: Person
) -> None:
    services.record_death(wang, died_on=date(2026, 10, 20), by=lin, at=AT)
    found = queries.household_file(lin, family.pk, TODAY)
    assert [m.person.name for m in found.members] == ["张秀英"]
    assert [(m.person.name, m.left_reason) for m in found.former] == [("王建国", "死亡")]


def test_members_cost_one_query_for_one_or_many(
    lin: Mandate, family: Household, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        names = [(m.person.name, m.person.division.name) for m in queries.members(family, TODAY)]
    assert len(names) == 2


@pytest.mark.requirement("KC-28")
def test_full_number_is_shown_with_a_reason_and_recorded(lin: Mandate, zhang: Person) -> None:
    shown = services.reveal(zhang, "id_number", by=lin, at=AT, reason="核对银行账户")
    assert shown == zhang.id_number
    entry = Entry.objects.latest("sequence")
    assert (entry.verb, entry.subject_id) == ("people.field.revealed", str(zhang.pk))
    assert (entry.actor_user_id, entry.detail["reason"]) == (lin.user_id, "核对银行账户")
    assert shown not in str(entry.detail)


def test_full_number_needs_role_reach_reason_and_a_revealable_field(
    lin: Mandate, zhao: Mandate, zhang: Person
) -> None:
    worker = mandate("cun", "village_worker", "620422100001")
    before = Entry.objects.count()
    for viewer in (worker, zhao):
        with pytest.raises(NotPermitted):
            services.reveal(zhang, "id_number", by=viewer, at=AT, reason="核对")
    with pytest.raises(ValueError, match="理由"):
        services.reveal(zhang, "id_number", by=lin, at=AT, reason=" ")
    with pytest.raises(ValueError, match="不能查看"):
        services.reveal(zhang, "pid", by=lin, at=AT, reason="核对")
    assert Entry.objects.count() == before


@pytest.mark.requirement("KC-28")
def test_opening_a_file_is_recorded(lin: Mandate, zhao: Mandate, family: Household) -> None:
    services.open_file(family, by=lin, at=AT, reason="入户前查阅")
    entry = Entry.objects.latest("sequence")
    assert (entry.verb, entry.subject_key) == ("people.household.looked", "people.household")
    with pytest.raises(NotPermitted):
        services.open_file(family, by=zhao, at=AT)


def test_files_that_may_be_one_person_are_listed(
    lin: Mandate, village: Division, zhang: Person
) -> None:
    services.register_person(
        name="张秀英", division=village, birth_on=zhang.birth_on, by=lin, at=AT
    )
    rows = list(queries.namesakes(lin))
    assert rows == [{"name": "张秀英", "birth_on": zhang.birth_on, "files": 2}]
