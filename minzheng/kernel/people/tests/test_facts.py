"""The register as frames, and whole registers loaded at once."""

from datetime import date

import polars as pl
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from minzheng.core.months import completed_age
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.services import system_mandate
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people import facts, queries, services
from minzheng.kernel.people.models import Household, Membership, Person
from minzheng.kernel.people.tests.conftest import AT, SINCE, TODAY, demo_id

BIRTHS = [date(1950, 1, 1), date(1980, 2, 29), date(2015, 6, 1)]


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.dates(date(2026, 1, 1), date(2060, 1, 1)))
def test_age_in_columns_agrees_with_the_age_of_one(birth: date, at: date) -> None:
    frame = pl.DataFrame({"birth_on": [birth, date(2012, 2, 29), None]})
    ages = frame.select(age=facts.age_on(at))["age"].to_list()
    assert ages == [completed_age(birth, at), completed_age(date(2012, 2, 29), at), None]


@pytest.mark.django_db
def test_register_rows_hold_the_facts_of_person_and_tie(
    lin: Mandate, family: Household, zhang: Person, wang: Person
) -> None:
    services.flag(wang, "religious", value=2, by=lin, at=AT)
    services.flag(wang, "missing", by=lin, at=AT)
    rows = facts.register_persons(TODAY, [family.pk]).to_dicts()
    assert [row["name"] for row in rows] == ["张秀英", "王建国"]
    assert rows[0] == {
        "household": family.pk,
        "person": zhang.pk,
        "pid": zhang.pid,
        "name": "张秀英",
        "division": "620422100001",
        "residence": "rural",
        "relation": "head",
        "age": 76,
        "sex": "female",
        "birth_on": date(1950, 3, 7),
        "declared_missing": False,
        "years_religious": 0,
        "is_conscript": False,
        "can_live_independently": True,
        "years_together": None,
        "lives_with_other_parent": False,
        "has_support_duty": True,
    }
    assert (rows[1]["years_religious"], rows[1]["declared_missing"]) == (2, True)


@pytest.mark.django_db
def test_register_is_read_as_of_a_day(lin: Mandate, family: Household, wang: Person) -> None:
    services.record_death(wang, died_on=date(2026, 10, 20), by=lin, at=AT)
    counts = [
        facts.register_persons(day).height
        for day in (date(2019, 12, 31), date(2026, 10, 19), date(2026, 10, 20))
    ]
    assert counts == [0, 2, 1]
    assert facts.register_households(date(2019, 12, 31)).is_empty()
    assert facts.register_households(TODAY).to_dicts() == [
        {"household": family.pk, "division": "620422100001", "residence": "rural"}
    ]


@pytest.mark.django_db
def test_named_households_only_are_read(lin: Mandate, village: Division, family: Household) -> None:
    other = services.register_person(name="李四", division=village, by=lin, at=AT)
    services.register_household(
        division=village, members=[services.Member(other, "head")], by=lin, at=AT
    )
    assert facts.register_persons(TODAY, [family.pk]).height == 2
    assert facts.register_persons(TODAY, []).is_empty()
    assert facts.register_persons(TODAY).height == 3
    assert facts.residents(TODAY).filter(pl.col("age").is_null()).height == 1


def _register(village: str, size: int = 3) -> dict[str, pl.DataFrame]:
    keys = list(range(size))
    return {
        "persons": pl.DataFrame(
            {
                "person": keys,
                "name": [f"张三{'一二三四五六七八九'[k % 9]}" for k in keys],
                "id_number": [demo_id(BIRTHS[k % 3], k) for k in keys],
                "phone": ["13812345678", *[None] * (size - 1)],
                "division": [village] * size,
            }
        ),
        "households": pl.DataFrame(
            {
                "household": ["a"],
                "number": ["D1"],
                "division": [village],
                "head": [0],
                "address": ["某村 1 号"],
                "valid_from": [SINCE],
            }
        ),
        "memberships": pl.DataFrame(
            {
                "household": ["a"] * size,
                "person": keys,
                "relation": ["head", *["child"] * (size - 1)],
                "valid_from": [SINCE] * size,
                "valid_to": [*[None] * (size - 1), date(2025, 1, 1)],
            }
        ),
        "flags": pl.DataFrame({"person": [1], "kind": ["conscript"], "valid_from": [SINCE]}),
    }


@pytest.mark.django_db
def test_loaded_register_is_as_if_entered_one_by_one(lin: Mandate, village: Division) -> None:
    told: list[tuple[str, int, int]] = []
    loaded = services.load_register(
        **_register(village.code),
        by=system_mandate(),
        at=AT,
        progress=lambda *step: told.append(step),
    )
    household = Household.objects.get(number="D1")
    assert loaded.households == {"a": household.pk}
    assert household.head_id == loaded.persons[0]
    assert (household.address, household.is_demo) == ("某村 1 号", True)
    first = Person.objects.get(pk=loaded.persons[0])
    assert (first.id_status, first.birth_on, first.created_at) == ("valid", BIRTHS[0], AT)
    assert queries.search(lin, first.id_number).persons == [first]
    assert queries.search(lin, "13812345678").persons == [first]
    rows = facts.register_persons(TODAY)
    assert rows.height == 2
    assert rows["is_conscript"].to_list() == [False, True]
    assert told == [("人员", 3, 3), ("家庭", 1, 1), ("成员", 3, 3)]
    assert Entry.objects.filter(verb="people.register.loaded").count() == 1


@pytest.mark.django_db
def test_loading_beside_existing_files_continues_their_ids(
    lin: Mandate, village: Division, family: Household
) -> None:
    loaded = services.load_register(**_register(village.code), by=system_mandate(), at=AT)
    assert min(loaded.persons.values()) > Person.objects.get(name="王建国").pk
    after = services.register_person(name="赵六", division=village, by=lin, at=AT)
    assert after.pk > max(loaded.persons.values())
    assert Membership.objects.count() == 5


@pytest.mark.django_db
def test_wrong_number_in_a_register_is_kept_and_marked(village: Division) -> None:
    frames = _register(village.code)
    frames["persons"] = frames["persons"].with_columns(
        id_number=pl.Series(["629901195001010001", None, demo_id(BIRTHS[2], 2)]),
        birth_on=pl.Series([date(1950, 1, 2), None, None]),
    )
    loaded = services.load_register(**frames, by=system_mandate(), at=AT)
    wrong, none, right = (Person.objects.get(pk=loaded.persons[k]) for k in range(3))
    assert (wrong.id_status, wrong.id_number) == ("invalid", "629901195001010001")
    assert wrong.pid is not None
    assert wrong.birth_on == date(1950, 1, 2)
    assert (none.id_status, none.pid) == ("none", None)
    assert right.id_status == "valid"


@pytest.mark.django_db
def test_register_with_one_key_twice_is_refused_whole(village: Division) -> None:
    frames = _register(village.code)
    frames["persons"] = pl.concat([frames["persons"], frames["persons"].head(1)])
    with pytest.raises(ValueError, match="重复"):
        services.load_register(**frames, by=system_mandate(), at=AT)
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_register_is_read_by_two_statements_at_any_size(
    village: Division, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    services.load_register(**_register(village.code, 500), by=system_mandate(), at=AT)
    with django_assert_num_queries(2, connection=connection):
        assert facts.register_persons(TODAY).height == 499
