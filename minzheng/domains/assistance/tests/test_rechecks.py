"""Re-checks: due twice a year, on the township's list once, closed with the visit that made them."""

from datetime import date

import pytest

from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases import queries as cases
from minzheng.kernel.cases.choices import RECHECK_TASK
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Task
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.visits import services as visits

from ..services import rechecks, settings
from .conftest import TOWN, moment


@pytest.fixture
def recipient(family):
    """Return a household that receives since March 2026, decided on 20 February."""
    household = family(("张秀英", date(1950, 3, 1), "head"))
    Entitlement.objects.create(
        benefit="assistance.dibao", holder=f"h{household.pk}", household=household, division=household.division,
        payee=household.head, amount=39900, valid_from=date(2026, 3, 1), confirmed_on=date(2026, 2, 20),
    )  # fmt: skip
    return household


@pytest.fixture
def twice(office):
    """Let the county re-check twice a year."""
    ParameterValue.objects.create(
        policy="assistance", name="rechecks_per_year", division_id="620422", since=date(2024, 1, 1), value="2",
        unit="次", source="县民政局2024年工作要点", state="released",
    )  # fmt: skip


def visit(office, household, day):
    return visits.record_visit(
        household, kind="survey", purpose="定期复核", visited_at=moment(day, 8), by=office["clerk"],
        second_visitor=office["second"], at=moment(day), conclusion="情况无变化",
    )  # fmt: skip


def open_rechecks(office, month, day):
    return rechecks.open_rechecks(month, by=office["system"], at=moment(day))


@pytest.mark.requirement("SA-69")
def test_recipient_is_rechecked_twice_a_year(office, recipient, twice):
    assert open_rechecks(office, "2026-06", "2026-07-02") == {"due": 0, "opened": 0}
    assert open_rechecks(office, "2026-07", "2026-08-02") == {"due": 1, "opened": 1}
    task = Task.objects.get(kind=RECHECK_TASK)
    assert (task.division_id, task.due_on, task.role) == (TOWN, date(2026, 8, 20), "clerk")
    rechecks.record_recheck(
        task,
        visit=visit(office, recipient, "2026-08-12"),
        is_changed=False,
        by=office["clerk"],
        at=moment("2026-08-12"),
    )
    assert open_rechecks(office, "2026-12", "2027-01-02") == {"due": 0, "opened": 0}
    assert open_rechecks(office, "2027-01", "2027-02-02") == {"due": 1, "opened": 1}
    assert Task.objects.filter(kind=RECHECK_TASK, done_at=None).get().due_on == date(2027, 2, 12)


def test_household_waits_on_the_list_once_and_not_before_strangers(office, recipient, twice):
    open_rechecks(office, "2026-07", "2026-08-02")
    assert open_rechecks(office, "2026-07", "2026-08-03") == {"due": 1, "opened": 0}
    assert cases.open_tasks(office["clerk"]).filter(kind=RECHECK_TASK).count() == 1
    assert not cases.open_tasks(office["stranger"]).filter(kind=RECHECK_TASK).exists()


def test_earlier_of_the_decision_and_the_yearly_number_counts(office, recipient, twice):
    Entitlement.objects.update(recheck_on=date(2026, 6, 1))
    assert open_rechecks(office, "2026-05", "2026-06-01")["due"] == 1


def test_place_without_a_yearly_number_follows_the_decision(office, recipient):
    Entitlement.objects.update(recheck_on=date(2027, 3, 1))
    assert open_rechecks(office, "2027-01", "2027-02-02")["due"] == 0
    assert open_rechecks(office, "2027-02", "2027-03-02")["due"] == 1


def test_former_recipient_is_not_rechecked(office, recipient, twice):
    Entitlement.objects.update(valid_to=date(2026, 7, 1), state="ended")
    assert open_rechecks(office, "2026-07", "2026-08-02")["due"] == 0


def test_recheck_needs_a_visit_of_its_own_time_and_place(office, recipient, twice):
    before = visit(office, recipient, "2026-07-20")
    open_rechecks(office, "2026-07", "2026-08-02")
    task = Task.objects.get(kind=RECHECK_TASK)
    at = moment("2026-08-12")
    with pytest.raises(StepRefused, match="走访记录"):
        rechecks.record_recheck(task, visit=before, is_changed=False, by=office["clerk"], at=at)
    fresh = visit(office, recipient, "2026-08-12")
    with pytest.raises(StepRefused, match="岗位"):
        rechecks.record_recheck(task, visit=fresh, is_changed=False, by=office["stranger"], at=at)
    rechecks.record_recheck(task, visit=fresh, is_changed=False, by=office["clerk"], at=at)
    with pytest.raises(StepRefused, match="已办结"):
        rechecks.record_recheck(task, visit=fresh, is_changed=False, by=office["clerk"], at=at)


def test_changed_family_goes_on_as_a_change_case(office, recipient, twice):
    open_rechecks(office, "2026-07", "2026-08-02")
    task = Task.objects.get(kind=RECHECK_TASK)
    case = rechecks.record_recheck(
        task,
        visit=visit(office, recipient, "2026-08-12"),
        is_changed=True,
        by=office["clerk"],
        at=moment("2026-08-12"),
    )
    assert (case.workflow, case.household) == ("assistance.dibao.change", recipient)


@pytest.mark.parametrize(
    ("irregular", "due"), [(False, date(2027, 3, 10)), (True, date(2026, 9, 10))]
)
def test_stable_families_wait_a_year_irregular_ones_half(office, irregular, due):
    """Worked example 10: approved 2026-03-10 → re-check by 2027-03-10, or by 2026-09-10."""
    assert settings.recheck_on(TOWN, date(2026, 3, 10), irregular=irregular) == due
