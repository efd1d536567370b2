"""The supported at home: monthly by cadres, three times a month by carers; help for members who cannot cope."""

from datetime import date

import pytest

from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.enrolment.tests.township import _demo_home, moment, office, resident
from minzheng.kernel.visits import queries
from minzheng.kernel.visits import services as visits
from minzheng.kernel.visits.services import VisitRefused

__all__ = ["_demo_home", "office", "resident"]

CADRE = {"health": "well", "living": "good", "carer": "yes", "paid": "yes", "follow_up": "no"}
FIVE = ["home", "hygiene", "laundry", "health", "safety"]
ON = date(2026, 11, 2)


@pytest.fixture
def supported(resident, office):
    """Return a person in 特困 support since October."""
    person = resident("马有福", "1950-01-01")
    benefits.grant(
        "assistance.tekun", household=person.memberships.get().household, person=person, amount=90000,
        since=date(2026, 10, 1), basis=benefits.Basis(reason="确认"), by=office["officer"],
        at=moment("2026-09-20"),
    )  # fmt: skip
    return person


def come(office, person, day, rule, kind, said, **more):
    return visits.record_visit(
        person.memberships.get().household, kind=kind, purpose="走访", person=person, rule=rule,
        form_answers=said, visited_at=moment(day, 8), by=office["clerk"], at=moment(day), **more,
    )  # fmt: skip


def lines(office, on, rule):
    return queries.plan_for(office["clerk"], on, rule)


@pytest.mark.requirement("SA-63")
def test_supported_at_home_is_planned_monthly_recorded_and_chased(supported, office):
    (line,) = lines(office, ON, "assistance.tekun")
    assert (line.due_on, line.is_late) == (date(2026, 10, 31), True)
    assert visits.chase(by=office["officer"], at=moment("2026-11-02"))["chased"] >= 1
    come(office, supported, "2026-11-05", "assistance.tekun", "care", CADRE)
    assert lines(office, date(2026, 11, 6), "assistance.tekun") == []
    (line,) = lines(office, date(2026, 12, 1), "assistance.tekun")
    assert (line.due_on, line.last_on) == (date(2026, 12, 31), date(2026, 11, 5))
    determinations.record_fact(
        "care_mode", "centralised", person=supported, since=date(2026, 12, 1), by=office["clerk"],
        at=moment("2026-12-01"),
    )  # fmt: skip
    assert lines(office, date(2026, 12, 2), "assistance.tekun") == []


@pytest.mark.requirement("SA-64")
def test_carer_comes_three_times_a_month_and_ticks_the_five_services(supported, office):
    carer = visits.enter_worker(
        office["clerk"].division, name="吴秀兰", kind="carer", body="康乐养老服务中心",
        valid_from=date(2026, 10, 1), by=office["clerk"], at=moment("2026-10-01"),
    )  # fmt: skip
    rule, kind = "assistance.carers", "service"
    said = {"done": FIVE, "state": "well", "follow_up": "no"}
    with pytest.raises(VisitRefused, match="完成的服务"):
        come(office, supported, "2026-11-02", rule, kind, {**said, "done": []})
    for day in ("2026-11-02", "2026-11-12"):
        made = come(office, supported, day, rule, kind, said, worker=carer)
    assert (made.worker, made.answers["done"]) == (carer, FIVE)
    (line,) = queries.coverage_lines(office["clerk"], "2026-11", date(2026, 11, 20), rule)
    assert (line.wanted, line.made, line.is_covered) == (3, 2, False)
    (open_line,) = lines(office, date(2026, 11, 20), rule)
    assert (open_line.done, open_line.due_on) == (2, date(2026, 11, 30))
    come(office, supported, "2026-11-22", rule, kind, said, worker=carer)
    assert lines(office, date(2026, 11, 23), rule) == []


@pytest.mark.requirement("SA-62")
def test_carer_signs_for_a_person_is_checked_and_a_low_mark_must_be_mended(supported, office):
    clerk, at = office["clerk"], moment("2026-11-03")
    worker = visits.enter_worker(
        clerk.division, name="吴秀兰", kind="carer", valid_from=date(2026, 10, 1), by=clerk, at=at
    )
    given = {
        "duties": "每日照看起居",
        "signed_on": date(2026, 11, 2),
        "supervisor": clerk,
        "at": at,
    }
    with pytest.raises(VisitRefused, match="辖区"):
        visits.charge_carer(worker, supported, by=office["stranger"], **given)
    charge = visits.charge_carer(worker, supported, by=clerk, **given)
    with pytest.raises(VisitRefused, match="已经签订"):
        visits.charge_carer(worker, supported, by=clerk, **given)
    scores = dict.fromkeys(("clean", "hygiene", "meals", "health", "safety"), 90) | {"attitude": 50}
    marked = {"scores": scores, "assessed_on": date(2026, 11, 3), "by": clerk, "at": at}
    with pytest.raises(VisitRefused, match="整改要求"):
        visits.assess_quality(charge, **marked)
    row = visits.assess_quality(charge, remarks="态度须改正", **marked)
    assert (row.is_passed, row.mend_by, row.total) == (False, date(2026, 12, 3), 83)
    mended = visits.mark_mended(row, on=date(2026, 11, 20), by=clerk, at=moment("2026-11-20"))
    assert mended.mended_on == date(2026, 11, 20)
    assert [one.why for one in lines(office, ON.replace(day=3), "assistance.carers")] == [
        "照料服务人：吴秀兰"
    ]
    assert not queries.charges(office["stranger"], date(2026, 11, 4)).exists()


@pytest.mark.requirement("SA-74")
def test_members_of_assisted_families_who_cannot_cope_are_served_under_a_contract(
    resident, office, supported
):
    elder, well = resident("李大山", "1944-03-02"), resident("王小花", "1990-01-01")
    for person in (elder, well):
        benefits.grant(
            "assistance.dibao", household=person.memberships.get().household, amount=40000,
            since=date(2026, 11, 1), basis=benefits.Basis(reason="确认"), by=office["officer"],
            at=moment("2026-10-20"),
        )  # fmt: skip
        determinations.record_fact(
            "ability_level", 3, person=person, since=date(2026, 10, 8), by=office["clerk"],
            at=moment("2026-10-08"),
        )  # fmt: skip
    rule = "assistance.member_care"
    assert [(one.person, one.why) for one in lines(office, ON, rule)] == [
        (elder.pk, "困难家庭失能老年人")
    ]
    worker = visits.enter_worker(
        office["officer"].division, name="赵护理", kind="visitor", body="康乐养老服务中心",
        contract="会民购〔2026〕3号", valid_from=date(2026, 1, 1), by=office["officer"], at=moment("2026-10-20"),
    )  # fmt: skip
    made = come(
        office, elder, "2026-11-02", rule, "service",
        {"done": ["hygiene"], "state": "fair", "follow_up": "no"}, worker=worker,
    )  # fmt: skip
    assert made.worker.contract == "会民购〔2026〕3号"
    (line,) = lines(office, date(2026, 11, 3), rule)
    assert (line.done, line.wanted) == (1, 2)


@pytest.mark.requirement("SA-59", "SA-75")
def test_social_worker_is_given_survey_analysis_and_referral_and_the_task_and_worker_are_on_record(
    supported, office
):
    clerk, at = office["clerk"], moment("2026-11-03")
    home = supported.memberships.get().household
    with pytest.raises(VisitRefused, match="所属机构"):
        visits.enter_worker(
            clerk.division, name="周社工", kind="social_worker", valid_from=ON, by=clerk, at=at
        )
    worker = visits.enter_worker(
        clerk.division, name="周社工", kind="social_worker", body="会宁县阳光社工服务中心",
        certificate="社工证 01", valid_from=ON, by=clerk, at=at,
    )  # fmt: skip
    order = {"text": "上门了解", "due_on": date(2026, 11, 20), "by": clerk, "at": at}
    done = {"done_on": date(2026, 11, 5), "by": clerk, "at": moment("2026-11-05")}
    needs = visits.give_task(worker, home, kind="needs", person=supported, **order)
    with pytest.raises(VisitRefused, match="需求类别"):
        visits.complete_task(needs, result="缺照料", **done)
    visits.complete_task(needs, result="缺照料", needs=["care"], **done)
    for kind in (
        "survey",
        "filing",
        "discovery",
        "linking",
        "information",
        "counselling",
        "integration",
    ):
        visits.complete_task(
            visits.give_task(worker, home, kind=kind, **order), result="已完成", **done
        )
    referral = visits.give_task(worker, home, kind="referral", **order)
    with pytest.raises(VisitRefused, match="转介去向"):
        visits.complete_task(referral, result="已联系", **done)
    visits.complete_task(referral, result="已联系", passed_to="县医院", **done)
    rows = queries.work_tasks(clerk)
    assert {row.worker for row in rows} == {worker}
    assert rows.filter(done_on__isnull=False).count() == 9
    assert not queries.work_tasks(office["stranger"]).exists()


@pytest.mark.requirement("SA-73", "ST-04")
def test_assistants_of_a_village_are_kept_with_duties_training_and_pay(supported, office):
    clerk, village = office["clerk"], supported.division
    row = visits.appoint(
        village, name="杨树林", post="assistant", duties="走访发现困难群众，代办申请", pay=50000,
        pay_source="县财政", valid_from=date(2026, 1, 1), by=clerk, at=moment("2026-01-02"),
    )  # fmt: skip
    visits.record_training(
        row,
        title="社会救助政策",
        held_on=date(2026, 5, 8),
        hours=8,
        by=clerk,
        at=moment("2026-05-09"),
    )
    (kept,) = queries.assistants(clerk, ON)
    assert (kept.pay, kept.hours, kept.duties) == (50000, 8, "走访发现困难群众，代办申请")
    assert not queries.assistants(office["stranger"], ON).exists()
    with pytest.raises(VisitRefused, match="已经登记"):
        visits.appoint(
            village,
            name="杨树林",
            post="assistant",
            duties="同上",
            valid_from=ON,
            by=clerk,
            at=moment("2026-11-02"),
        )
    visits.dismiss(
        row, until=date(2026, 11, 1), reason="外出务工", by=clerk, at=moment("2026-11-02")
    )
    assert not queries.assistants(clerk, ON).exists()
