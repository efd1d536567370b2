"""The two subsidies: from application to stop, across provinces, with the local checklist."""

from datetime import date

import pytest

from minzheng.domains.disability.workflows import LIVING, NURSING
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Task
from minzheng.kernel.enrolment import queries
from minzheng.kernel.enrolment import services as enrolment
from minzheng.kernel.enrolment.tests.township import moment

CERTIFIED = {
    "disability_kind": "physical", "disability_grade": 1, "certificate_until": "2031-05-01",
    "work_injury_care": False, "in_custody": False,
}  # fmt: skip
LIVES = {**CERTIFIED, "other_living_money": 0}
CARED = {
    **CERTIFIED, "care_needed_months": 12, "other_nursing_money": 0, "care_insurance_paid": False,
}  # fmt: skip


@pytest.fixture
def poor(resident, office):
    """A disabled person of a family on dibao."""
    person = resident("马建国", "1975-04-01")
    home = person.memberships.get().household
    benefits.grant(
        "assistance.dibao", household=home, amount=40000, since=date(2026, 2, 1),
        basis=benefits.Basis(reason="低保"), by=office["officer"], at=moment("2026-01-10"),
    )  # fmt: skip
    return person


@pytest.mark.requirement("DI-01")
def test_living_subsidy_runs_from_the_month_of_application_to_the_end_of_dibao(
    poor, confirmed, office, act
):
    confirmed(LIVING, poor, **LIVES)
    row = Entitlement.objects.get(benefit=LIVING)
    assert (row.amount, row.valid_from, row.person) == (11000, date(2026, 9, 1), poor)
    dibao = Entitlement.objects.get(benefit="assistance.dibao")
    benefits.end(
        dibao, until=date(2027, 2, 1), reason="退出", by=office["officer"], at=moment("2027-01-20")
    )
    case = enrolment.open_change(
        LIVING, poor, cause="review", by=office["clerk"], at=moment("2027-02-08")
    )
    act(case, "verify", "clerk", "2027-02-08")
    assert case.data["change"]["kind"] == "stop"
    act(case, "decide", "officer", "2027-02-09")
    row.refresh_from_db()
    assert row.valid_to == date(2027, 3, 1)


@pytest.mark.requirement("DI-02")
def test_nursing_subsidy_is_confirmed_and_stops_when_the_certificate_has_run_out(
    resident, confirmed, office, act
):
    person = resident("马建国", "1975-04-01")
    confirmed(NURSING, person, **CARED)
    row = Entitlement.objects.get(benefit=NURSING)
    assert (row.amount, row.valid_from) == (11000, date(2026, 9, 1))
    case = enrolment.open_change(
        NURSING, person, cause="certificate", by=office["clerk"], at=moment("2026-11-08")
    )
    found = {**CARED, "certificate_until": "2026-10-31"}
    act(case, "verify", "clerk", "2026-11-08", answers=found, happened_on="2026-10-31")
    act(case, "decide", "officer", "2026-11-09")
    row.refresh_from_db()
    assert row.valid_to == date(2026, 11, 1)


def test_missing_facts_are_named_and_nothing_is_guessed(resident, accepted, act):
    case = accepted(NURSING, resident("马建国", "1975-04-01"))
    asked = {column.name for column in queries.trial(case, case.applied_on).questions}
    assert {"disability_grade", "care_needed_months"} <= asked
    assert asked.isdisjoint({"subsidy_applied_on", "registered_here", "is_dead", "birth_on"})
    with pytest.raises(StepRefused, match="需要长期照护"):
        act(case, "assess", "clerk", "2026-09-15", answers=CERTIFIED)


def test_answered_once_is_not_asked_for_the_other_subsidy(poor, confirmed, accepted):
    confirmed(NURSING, poor, **CARED)
    case = accepted(LIVING, poor, "2026-09-20")
    asked = {column.name for column in queries.trial(case, case.applied_on).questions}
    assert asked.isdisjoint({"work_injury_care", "care_needed_months"})


@pytest.mark.requirement("DI-07")
def test_checklist_of_the_county_must_be_ticked_before_the_confirmation(
    poor, accepted, act, office
):
    case = act(accepted(LIVING, poor), "assess", "clerk", "2026-09-15", answers=LIVES)
    act(case, "report", "head", "2026-09-16")
    with pytest.raises(StepRefused, match="清单还有未办事项：一窗受理"):
        act(case, "confirm", "officer", "2026-09-17")
    items = queries.checklist(case.workflow, case.division_id, date(2026, 9, 17))
    assert len(items) == 4
    assert queries.checklist(case.workflow, case.division_id, date(2022, 1, 1)) == []
    names = [item.name for item in items]
    enrolment.tick(case, names, by=office["officer"], at=moment("2026-09-17"))
    assert act(case, "confirm", "officer", "2026-09-17").state == "confirmed"


@pytest.mark.requirement("DI-05")
def test_application_accepted_in_another_province_is_decided_here_and_answered(poor, office, act):
    case = enrolment.accept_elsewhere(
        LIVING, poor, origin="浙江省宁波市鄞州区", received_on=date(2026, 9, 14),
        by=office["clerk"], at=moment("2026-09-14"),
    )  # fmt: skip
    assert case.deadlines.get(name="remote").due_on == date(2026, 9, 28)
    act(act(case, "submit", "clerk", "2026-09-14"), "accept", "clerk", "2026-09-14")
    act(case, "assess", "clerk", "2026-09-15", answers={**LIVES, "disability_grade": 5})
    act(case, "refuse", "officer", "2026-09-16", note="等级不符")
    told = Task.objects.get(case=case, done_at=None)
    assert "浙江省宁波市鄞州区" in told.title
    assert told.due_on == date(2026, 9, 20)


def test_outsider_is_accepted_here_for_his_own_county(office):
    row = enrolment.hand_over(
        NURSING, applicant="周强", destination="四川省成都市武侯区民政局", text="重度残疾，在本地务工",
        by=office["clerk"], at=moment("2026-09-14"),
    )  # fmt: skip
    assert (row.who, row.department, row.due_on) == (
        "周强",
        "四川省成都市武侯区民政局",
        date(2026, 9, 17),
    )
    assert row.household is None
