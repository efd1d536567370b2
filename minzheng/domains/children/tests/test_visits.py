"""Left-behind children and children in difficulty: holiday rounds, quarters, weekly contact, gaps by village."""

from datetime import date

import pytest

from minzheng.core.resident_id import make
from minzheng.domains.children.visits import unregistered
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.enrolment.tests.township import TOWN, moment
from minzheng.kernel.people import services as people
from minzheng.kernel.people.models import Person
from minzheng.kernel.people.services import Member
from minzheng.kernel.visits import queries
from minzheng.kernel.visits import services as visits

SAID = {"carer": "grandparents", "health": "well", "school": "yes", "follow_up": "no"}


@pytest.fixture
def child(office):
    """Register a child of ten with the grandparents; return the child."""
    village = Division.objects.filter(parent=TOWN).order_by("code")[0]
    given = {"by": office["system"], "at": moment("2026-01-05")}
    born = (("李奶奶", date(1955, 1, 1), 507), ("李小满", date(2016, 3, 1), 508))
    old, young = (
        people.register_person(
            name=name, division=village, id_number=make("629901", day, n), **given
        )
        for name, day, n in born
    )
    people.register_household(
        division=village, members=[Member(old, "head"), Member(young, "grandchild")], **given
    )
    return young


def left(office, child: Person, value: bool = True) -> None:
    determinations.record_fact(
        "left_behind", value, person=child, since=date(2026, 1, 10), by=office["clerk"],
        at=moment("2026-01-10"),
    )  # fmt: skip


def come(office, child: Person, day: str, rule: str, kind: str = "care", said=None) -> None:
    visits.record_visit(
        child.memberships.get().household, kind=kind, purpose="走访", person=child, rule=rule,
        form_answers=said or SAID, visited_at=moment(day, 8), by=office["clerk"], at=moment(day),
    )  # fmt: skip


def due(office, on: date, rule: str):
    return [line.due_on for line in queries.plan_for(office["clerk"], on, rule)]


@pytest.mark.requirement("CH-43")
def test_child_is_visited_in_both_holidays_and_every_quarter(office, child):
    assert due(office, date(2026, 8, 1), "children.quarterly") == []
    left(office, child)
    assert due(office, date(2026, 8, 1), "children.rounds") == [date(2026, 8, 31)]
    come(office, child, "2026-08-03", "children.rounds")
    assert due(office, date(2026, 8, 4), "children.rounds") == []
    assert due(office, date(2026, 9, 1), "children.quarterly") == []
    assert due(office, date(2026, 11, 1), "children.quarterly") == [date(2026, 12, 31)]
    assert due(office, date(2026, 11, 1), "children.rounds") == []
    assert due(office, date(2027, 1, 20), "children.rounds") == [date(2027, 2, 28)]
    assert queries.plan_for(office["stranger"], date(2026, 11, 1)) == []


@pytest.mark.requirement("CH-45")
def test_parents_away_owe_a_call_every_week_and_weeks_without_one_are_seen(office, child):
    left(office, child)
    rule, said = "children.contact", {"who": "mother", "way": "video"}
    assert due(office, date(2026, 1, 20), rule) == [date(2026, 1, 11)]
    for day in ("2026-11-02", "2026-11-10", "2026-11-11"):
        come(office, child, day, rule, "contact", said)
    assert due(office, date(2026, 11, 12), rule) == []
    (line,) = queries.coverage_lines(office["clerk"], "2026-11", date(2026, 11, 30), rule)
    assert (line.wanted, line.made, line.is_covered) == (5, 2, False)


@pytest.mark.requirement("CH-44")
def test_village_gaps_show_who_is_unregistered_unvisited_and_where_nothing_was_held(office, child):
    village = child.division
    on = date(2026, 11, 5)

    def gaps():
        rows = queries.villages_with_gaps(office["clerk"], "2026-11", on)
        (row,) = [row for row in rows if row.code == village.code]
        return row.unregistered, row.listed, row.unvisited, row.activities, row.is_whole

    assert gaps() == (1, 0, 0, 0, False)
    left(office, child)
    assert gaps() == (0, 1, 1, 0, False)
    come(office, child, "2026-11-03", "children.quarterly")
    visits.hold_activity(
        village, title="周末课堂", held_on=date(2026, 11, 1), organiser="村委会", children=8,
        volunteers=3, by=office["clerk"], at=moment("2026-11-02"),
    )  # fmt: skip
    assert gaps() == (0, 1, 0, 1, True)
    assert [
        row.code
        for row in queries.villages_with_gaps(office["stranger"], "2026-11", on)
        if row.listed
    ] == []


def test_child_known_not_to_be_left_behind_is_registered(office, child):
    codes = [child.division_id]
    assert [one.person for one in unregistered(codes, date(2026, 11, 5))] == [child.pk]
    left(office, child, value=False)
    assert list(unregistered(codes, date(2026, 11, 5))) == []
