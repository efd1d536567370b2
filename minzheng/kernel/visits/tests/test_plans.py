"""Plans follow the rules: who is due by when, who is late, how far a month is done, who is chased."""

from datetime import date

import pytest

from minzheng.kernel.cases.models import Task
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.visits import queries, services
from minzheng.kernel.visits.models import VisitDuty
from minzheng.kernel.visits.queries.coverage import rate
from minzheng.kernel.visits.services import VisitRefused

from .conftest import SAID, value

BORN = date(1944, 3, 2)


@pytest.fixture
def elder(register):
    return register(("张桂兰", BORN, "head"))


def visit(household, who, month, day, *, rule="test.rule", **more):
    return services.record_visit(
        household, kind="care", purpose="月探访", visited_at=moment(month, day, 10), rule=rule,
        form_answers=SAID, by=who, at=moment(month, day, 15), **more,
    )  # fmt: skip


def due(staff, on: date):
    return [(line.due_on, line.is_late) for line in queries.plan_for(staff["lin"], on)]


@pytest.mark.requirement("EL-26")
def test_next_visit_is_due_by_the_end_of_the_month_after_the_last_one(elder, staff, ruled):
    """民政业务手册 elderly §13: last visit 2026-08-05, due again by 2026-09-30, then September is missed."""
    ruled(since=date(2026, 1, 1))
    visit(elder, staff["lin"], 8, 5)
    assert due(staff, date(2026, 8, 20)) == []
    assert due(staff, date(2026, 9, 30)) == [(date(2026, 9, 30), False)]
    assert due(staff, date(2026, 10, 1)) == [(date(2026, 9, 30), True)]
    (september,) = queries.coverage(staff["lin"], "2026-09", date(2026, 10, 5))
    assert (september.listed, september.covered, september.missed) == (1, 0, 1)
    assert rate(781, 797) == "97.99%"
    assert rate(99_999, 100_000) == "99.99%"


def test_never_visited_is_due_in_the_window_of_coming_onto_the_list(elder, staff, ruled):
    ruled(since=date(2026, 10, 20))
    assert due(staff, date(2026, 10, 21)) == [(date(2026, 10, 31), False)]
    assert due(staff, date(2026, 11, 2)) == [(date(2026, 10, 31), True)]


def test_three_visits_a_month_are_due_in_three_parts_of_it(elder, staff, ruled):
    ruled(times=3)
    assert due(staff, date(2026, 11, 2)) == [(date(2026, 11, 10), False)]
    visit(elder, staff["lin"], 11, 3)
    visit(elder, staff["lin"], 11, 3)
    assert due(staff, date(2026, 11, 12)) == [(date(2026, 11, 20), False)]
    visit(elder, staff["lin"], 11, 12)
    visit(elder, staff["lin"], 11, 13)
    assert due(staff, date(2026, 11, 14)) == []


def test_round_is_asked_for_in_the_holidays_only(elder, staff, ruled):
    rule = ruled(period="round")
    value(rule.owner, "winter", "12-20/02-10")
    value(rule.owner, "summer", "07-10/08-31")
    assert due(staff, date(2026, 5, 1)) == []
    assert due(staff, date(2026, 7, 15)) == [(date(2026, 8, 31), False)]
    assert due(staff, date(2026, 1, 3)) == [(date(2026, 2, 10), False)]
    visit(elder, staff["lin"], 7, 20)
    assert due(staff, date(2026, 8, 1)) == []


def test_visit_of_another_family_another_rule_or_rejected_counts_nothing(
    elder, register, staff, ruled
):
    ruled()
    other = register(("李大山", BORN, "head"))
    visit(other, staff["lin"], 11, 3)
    made = visit(elder, staff["lin"], 11, 3)
    assert due(staff, date(2026, 11, 5)) == []
    made.standing = "rejected"
    made.save()
    assert due(staff, date(2026, 11, 5)) == [(date(2026, 11, 30), False)]


def test_stranger_has_an_empty_plan_and_a_worker_not_what_another_was_told(elder, staff, ruled):
    ruled()
    on = date(2026, 11, 5)
    assert queries.plan_for(staff["zhao"], on) == []
    assert len(queries.plan_for(staff["worker"], on)) == 1
    services.assign(
        [("test.rule", elder.pk, None)], staff["lin"], by=staff["lin"], at=moment(11, 5)
    )
    assert queries.plan_for(staff["worker"], on) == []
    (line,) = queries.plan_for(staff["lin"], on)
    assert line.worker == staff["lin"].pk
    with pytest.raises(VisitRefused, match="不在辖区"):
        services.assign(
            [("test.rule", elder.pk, None)], staff["zhao"], by=staff["lin"], at=moment(11, 5)
        )


def test_overdue_visits_go_to_the_worker_then_the_township_until_somebody_comes(
    elder, staff, ruled
):
    ruled(since=date(2026, 9, 1))
    chen, lin = staff["chen"], staff["lin"]
    assert services.chase(by=chen, at=moment(10, 3)) == {"chased": 1, "escalated": 0, "ended": 0}
    task = Task.objects.get()
    assert (task.role, task.division_id, task.assignee) == (
        "village_worker", elder.division_id, staff["worker"],
    )  # fmt: skip
    assert "张桂兰" in task.title
    assert services.chase(by=chen, at=moment(10, 4))["chased"] == 0
    assert services.chase(by=chen, at=moment(10, 8))["escalated"] == 1
    assert Task.objects.filter(role="clerk", division="620422100", done_at=None).count() == 1
    visit(elder, lin, 10, 9)
    assert not Task.objects.filter(role="village_worker", done_at=None).exists()
    services.chase(by=chen, at=moment(10, 10))
    assert not Task.objects.filter(done_at=None).exists()


def test_duty_ends_with_the_household_and_is_not_opened_twice(elder, staff, ruled):
    ruled(since=date(2026, 9, 1))
    services.chase(by=staff["chen"], at=moment(10, 3))
    elder.valid_to = date(2026, 10, 5)
    elder.save()
    assert services.chase(by=staff["chen"], at=moment(10, 6))["ended"] == 1
    assert VisitDuty.objects.get().ended_on == date(2026, 10, 6)


def test_coverage_of_a_month_is_read_at_a_fixed_number_of_queries(
    register, staff, ruled, django_assert_num_queries
):
    ruled()
    register(("张桂兰", BORN, "head"))
    with django_assert_num_queries(7):
        queries.coverage(staff["lin"], "2026-11", date(2026, 11, 5), "test.rule")
    for name in ("李大山", "王小花"):
        visit(register((name, BORN, "head")), staff["lin"], 11, 3)
    with django_assert_num_queries(7):
        (row,) = queries.coverage(staff["lin"], "2026-11", date(2026, 11, 5), "test.rule")
    assert (row.listed, row.reached, row.covered) == (3, 2, 2)
