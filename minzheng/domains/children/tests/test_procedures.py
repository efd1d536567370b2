"""Orphans and de facto unattended children: recognised, paid to the guardian, reviewed, ended."""

from datetime import date

import pytest

from minzheng.domains.children import services
from minzheng.domains.children.choices import ADULTHOOD
from minzheng.domains.children.workflows import HARDSHIP, ORPHAN, UNATTENDED
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused, workflow
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.enrolment import services as enrolment
from minzheng.kernel.enrolment.tests.township import moment

ALIVE = {"is_adopted": False, "child_scheme_choice": "child", "child_placement": "scattered"}
ORPHANED = {**ALIVE, "father_dead": True, "mother_dead": True}
LEFT = {
    **ALIVE, "father_dead": True, "father_not_found": False, "father_declared_missing": False,
    "mother_dead": False, "mother_not_found": False, "mother_declared_missing": False,
    "mother_out_of_contact": True, "mother_lost_on": "2025-06-01",
    "dibao_family_grant": 0, "dibao_family_heads": 0,
}  # fmt: skip

CAPABLE = {
    "disability_kind": "none", "disability_grade": 0, "listed_disease": False, "custody": "none",
    "term_months": 0, "remand_months": 0, "out_of_contact": False, "guardianship_revoked": False,
    "deported": False,
}  # fmt: skip


def test_orphan_is_paid_the_standard_of_the_placement(resident, confirmed):
    confirmed(ORPHAN, resident("小雨", "2014-05-01"), **ORPHANED)
    row = Entitlement.objects.get()
    assert (row.benefit, row.amount, row.valid_from) == (ORPHAN, 100000, date(2026, 10, 1))


@pytest.mark.requirement("CH-13")
def test_unattended_child_is_recognised_reviewed_and_leaves_when_the_mother_is_back(
    resident, confirmed, office, act
):
    child = resident("小雨", "2014-05-01")
    confirmed(UNATTENDED, child, **LEFT)
    row = Entitlement.objects.get()
    assert (row.benefit, row.amount, row.recheck_on) == (UNATTENDED, 100000, date(2027, 9, 17))
    case = enrolment.open_change(
        UNATTENDED, child, cause="condition", by=office["clerk"], at=moment("2027-03-08"),
        text="母亲返乡抚养",
    )  # fmt: skip
    back = {
        "mother_out_of_contact": False, "mother_disability_grade": 0, "mother_disability_kind": "none",
        "mother_listed_disease": False, "mother_custody": "none", "mother_term_months": 0,
        "mother_remand_months": 0, "mother_guardianship_revoked": False, "mother_deported": False,
    }  # fmt: skip
    act(case, "verify", "clerk", "2027-03-08", answers=back, happened_on="2027-03-02")
    act(case, "decide", "officer", "2027-03-10")
    row.refresh_from_db()
    assert (case.data["change"]["kind"], row.valid_to) == ("stop", date(2027, 4, 1))


def test_child_is_never_posted():
    for key in (ORPHAN, UNATTENDED, HARDSHIP):
        steps = {step.key for step in workflow(f"{key}.application").steps}
        assert "notify" not in steps


def test_orphan_who_comes_of_age_is_stopped_by_the_review(resident, confirmed, office, act):
    child = resident("大明", "2008-11-20")
    confirmed(ORPHAN, child, **ORPHANED)
    case = enrolment.open_change(
        ORPHAN, child, cause="age", by=office["clerk"], at=moment("2026-11-23")
    )
    act(
        case,
        "verify",
        "clerk",
        "2026-11-23",
        happened_on="2026-11-20",
        answers={"schooling": "none"},
    )
    act(case, "decide", "officer", "2026-11-24")
    assert Entitlement.objects.get().valid_to == date(2026, 12, 1)


def test_guardian_receives_the_money(resident, confirmed, office, act):
    child, guardian = resident("小雨", "2014-05-01"), resident("周兰", "1970-05-01")
    case = enrolment.open_application(
        ORPHAN, child, by=office["clerk"], at=moment("2026-09-14"), data={"payee": guardian.pk}
    )
    act(act(case, "submit", "clerk", "2026-09-14"), "accept", "clerk", "2026-09-14")
    act(case, "assess", "clerk", "2026-09-15", answers=ORPHANED)
    act(act(case, "report", "head", "2026-09-16"), "confirm", "officer", "2026-09-17")
    assert Entitlement.objects.get().payee == guardian


def test_assessor_does_not_confirm(resident, accepted, act, office):
    case = accepted(ORPHAN, resident("小雨", "2014-05-01"))
    with pytest.raises(StepRefused, match="不由"):
        act(case, "assess", "officer", "2026-09-15", answers=ORPHANED)


@pytest.mark.requirement("CH-19")
def test_orphan_who_grows_up_gets_a_plan_and_every_department_answers(
    resident, confirmed, office, act
):
    child = resident("大明", "2008-12-20")
    confirmed(ORPHAN, child, **ORPHANED)
    at = moment("2026-10-05")
    assert services.open_plans(by=office["system"], at=at) == 1
    assert services.open_plans(by=office["system"], at=at) == 0
    case = Case.objects.get(workflow=ADULTHOOD, person=child)
    needs = ["education", "job", "housing"]
    act(case, "plan", "clerk", "2026-10-12", needs=needs, story="考入职业学院，无房")
    act(case, "refer", "clerk", "2026-10-12")
    sent = {row.department: row for row in case.referrals.all()}
    assert "县住房和城乡建设局" in sent
    assert len(sent) == 3
    with pytest.raises(StepRefused, match="尚未答复：县"):
        act(case, "close", "officer", "2026-10-20")
    for row in sent.values():
        cases.answer_referral(row, answer="已列入", by=office["officer"], at=moment("2026-10-20"))
    assert act(case, "close", "officer", "2026-10-21").state == "closed"


def test_disabled_child_of_a_poor_family_is_supported_while_in_rehabilitation(
    resident, accepted, act, office
):
    child = resident("小雨", "2014-05-01")
    granted = ParameterValue.objects.get(
        policy=HARDSHIP, name="grant_rehabilitation", division_id="000000"
    )
    ParameterValue.objects.create(
        policy=HARDSHIP, name="grant_rehabilitation", division_id="620422", since=date(2026, 1, 1),
        value="600", unit=granted.unit, source="测试依据", state="released",
    )  # fmt: skip
    benefits.grant(
        "assistance.dibao", household=child.memberships.get().household, amount=40000,
        since=date(2026, 2, 1), basis=benefits.Basis(reason="低保"), by=office["officer"],
        at=moment("2026-01-10"),
    )  # fmt: skip
    found = {
        "is_adopted": False, "disability_kind": "hearing", "disability_grade": 2,
        "in_rehabilitation": True, "guardianship_level": "normal", "harmed_or_wandering": False,
        "left_behind": False, "has_major_disease": False, "father_dead": False,
        "mother_dead": False, "father_not_found": False, "mother_not_found": False,
        "father_declared_missing": False, "mother_declared_missing": False,
    }  # fmt: skip
    capable = {
        f"{who}_{what}": value for who in ("father", "mother") for what, value in CAPABLE.items()
    }
    case = act(
        accepted(HARDSHIP, child), "assess", "clerk", "2026-09-15", answers={**found, **capable}
    )
    assert (case.data["outcome"], case.data["amount"]) == ("eligible", 60000)
    assert case.data["rules"]["rehabilitating"] is True
    other = act(
        accepted(HARDSHIP, resident("小云", "2015-05-01")), "assess", "clerk", "2026-09-15",
        answers={**found, **capable, "in_rehabilitation": False},
    )  # fmt: skip
    assert other.data["amount"] == 0
