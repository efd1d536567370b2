"""Two files of one person become one, and two again to the row."""

from datetime import date
from typing import Any

import pytest

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people import facts, queries, services
from minzheng.kernel.people.models import Household, Kinship, Membership, Person, PersonFlag
from minzheng.kernel.people.services import MergeRefused, NotPermitted
from minzheng.kernel.people.tests.conftest import AT, SINCE, TODAY

pytestmark = pytest.mark.django_db
REASON = "同一人重复建档"


@pytest.fixture
def double(lin: Mandate, village: Division, zhang: Person, wang: Person) -> Person:
    """A second file of Zhang, opened without her number, with rows of its own."""
    person = services.register_person(
        name="张秀英",
        division=village,
        birth_on=zhang.birth_on,
        sex="female",
        phone="13900000000",
        ethnicity="汉族",
        by=lin,
        at=AT,
    )
    services.register_kin(person, wang, "spouse", by=lin, at=AT)
    services.flag(person, "village_committee", by=lin, at=AT)
    services.register_household(
        division=village,
        members=[services.Member(person, "head")],
        by=lin,
        at=AT,
        valid_from=SINCE,
    )
    return person


def _state() -> dict[str, Any]:
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Person, Household, Membership, Kinship, PersonFlag)
    }


def _merge(keep: Person, drop: Person, by: Mandate) -> Any:
    return services.merge(keep, drop, by=by, at=AT, reason=REASON)


@pytest.mark.requirement("KC-09")
def test_merged_file_leads_to_the_one_kept(
    chen: Mandate, lin: Mandate, family: Household, zhang: Person, double: Person
) -> None:
    _merge(zhang, double, chen)
    assert queries.search(lin, "张秀英").persons == [zhang]
    assert queries.search(lin, "13900000000").persons == [zhang]
    assert queries.person_file(lin, double.pk, TODAY).person == zhang
    zhang.refresh_from_db()
    assert (zhang.ethnicity, zhang.phone) == ("汉族", "13812345678")
    assert zhang.kin.count() == 1
    assert zhang.flags.count() == 1


@pytest.mark.requirement("KC-09")
def test_merged_person_is_counted_once(
    chen: Mandate, family: Household, zhang: Person, double: Person
) -> None:
    def named() -> list[int]:
        rows = facts.register_persons(TODAY)
        return rows.filter(rows["name"] == "张秀英")["person"].to_list()

    assert len(named()) == 2
    _merge(zhang, double, chen)
    assert named() == [zhang.pk]


@pytest.mark.requirement("KC-09")
def test_unmerged_files_are_as_before_to_the_row(
    chen: Mandate, family: Household, zhang: Person, double: Person
) -> None:
    before = _state()
    record = _merge(zhang, double, chen)
    assert _state() != before
    services.unmerge(record, by=chen, at=AT, reason="并非同一人")
    assert _state() == before
    with pytest.raises(MergeRefused, match="已撤销"):
        services.unmerge(record, by=chen, at=AT, reason="再次")


def test_unmerge_keeps_what_was_changed_since(chen: Mandate, zhang: Person, double: Person) -> None:
    record = _merge(zhang, double, chen)
    Person.objects.filter(pk=zhang.pk).update(ethnicity="回族")
    services.unmerge(record, by=chen, at=AT, reason="并非同一人")
    zhang.refresh_from_db()
    assert zhang.ethnicity == "回族"


def test_two_valid_numbers_are_two_persons(chen: Mandate, zhang: Person, wang: Person) -> None:
    with pytest.raises(MergeRefused, match="不是同一人"):
        _merge(zhang, wang, chen)


def test_file_with_the_valid_number_is_the_one_kept(
    chen: Mandate, zhang: Person, double: Person
) -> None:
    with pytest.raises(MergeRefused, match="请保留"):
        _merge(double, zhang, chen)


def test_file_is_not_merged_twice_nor_into_itself_nor_without_reason(
    chen: Mandate, zhang: Person, double: Person
) -> None:
    with pytest.raises(MergeRefused, match="不同"):
        _merge(zhang, zhang, chen)
    with pytest.raises(MergeRefused, match="理由"):
        services.merge(zhang, double, by=chen, at=AT, reason=" ")
    _merge(zhang, double, chen)
    with pytest.raises(MergeRefused, match="已并入"):
        _merge(zhang, double, chen)


def test_tie_between_the_two_files_and_doubled_flags_stay_behind(
    chen: Mandate, lin: Mandate, zhang: Person, double: Person
) -> None:
    services.register_kin(zhang, double, "other", by=lin, at=AT)
    services.flag(zhang, "village_committee", by=lin, at=AT)
    _merge(zhang, double, chen)
    assert not Kinship.objects.filter(person=zhang, relative=zhang).exists()
    assert zhang.flags.filter(valid_to=None).count() == 1


def test_clerk_does_not_merge(lin: Mandate, zhang: Person, double: Person) -> None:
    with pytest.raises(NotPermitted):
        _merge(zhang, double, lin)


def test_earlier_membership_of_the_dropped_file_is_its_history(
    chen: Mandate, lin: Mandate, family: Household, zhang: Person, double: Person
) -> None:
    _merge(zhang, double, chen)
    closed = Membership.objects.get(household__head=zhang, left_reason="档案合并")
    assert closed.valid_to == TODAY
    assert queries.household_of(zhang.pk, TODAY) == family
    assert closed.valid_from < date(2026, 1, 1)
