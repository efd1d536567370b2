"""The monthly visit rate of elders in special difficulty."""

from datetime import date

import polars as pl
import pytest

from minzheng.core.resident_id import make
from minzheng.domains.elderly.indicators import elder_visits, monthly_rate
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.determinations.services.batch import write_parquet
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.enrolment.tests.township import COUNTY, TOWN, moment
from minzheng.kernel.indicators.computing import compute
from minzheng.kernel.people import services as people
from minzheng.kernel.people.models import Person
from minzheng.kernel.people.services import Member
from minzheng.kernel.visits import services as visits

from .test_registers import record


@pytest.fixture
def with_family(resident, office):
    """Register an elder who lives with a grown child."""

    def register(name: str) -> Person:
        village = resident(f"{name}的邻居", "1980-01-01").division
        at, by = moment("2026-01-05"), office["system"]
        old, young = (
            people.register_person(name=who, division=village, id_number=id_no, by=by, at=at)
            for who, id_no in ((name, make("629901", date(1950, 1, 1), 507)), (f"{name}之子", make("629901", date(1979, 1, 1), 508)))
        )  # fmt: skip
        people.register_household(
            division=village, members=[Member(old, "head"), Member(young, "child")], by=by, at=at
        )
        return old

    return register


def rate(month: str) -> tuple[int, int | None]:
    found = compute(monthly_rate, {"elder_visits": elder_visits(month)}, divisions.lineages())
    return {f.division: (f.numerator, f.denominator) for f in found}.get(COUNTY, (0, 0))


def visit(office, person: Person, day: str, kind: str = "care", *, named: bool = True) -> None:
    visits.record_visit(
        person.memberships.get().household, kind=kind, purpose="月探访", visited_at=moment(day, 8),
        person=person if named else None, by=office["clerk"], at=moment(day),
    )  # fmt: skip


@pytest.mark.requirement("EL-82")
def test_rate_counts_elders_in_special_difficulty_visited_in_the_month(
    resident, with_family, office
):
    alone, other = resident("张桂兰", "1945-03-02"), resident("李大山", "1944-03-02")
    resident("王小花", "1990-01-01")
    cared = with_family("赵老汉")
    assert rate("2026-10") == (0, 2)
    visit(office, alone, "2026-10-31", named=False)
    visit(office, other, "2026-10-02", kind="lead_check")
    assert rate("2026-10") == (1, 2)
    assert (rate("2026-09"), rate("2026-11")) == ((0, 2), (0, 2))
    record(office, cared, "lost_only_child", True)
    visit(office, cared, "2026-10-08")
    assert rate("2026-10") == (2, 3)
    assert set(elder_visits("2026-10")["division"].str.head(len(TOWN))) == {TOWN}


def test_certificate_of_grade_two_is_a_special_difficulty_as_far_as_the_month_tells(
    with_family, office
):
    cared = with_family("赵老汉")
    assert rate("2026-10") == (0, 0)
    told = pl.DataFrame({"person": [cared.pk], "disability_grade": [2]})
    write_parquet(told, determinations.facts_path("2026-10", "persons"))
    assert rate("2026-10") == (0, 1)
