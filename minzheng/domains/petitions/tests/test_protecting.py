"""Children in danger, urgent needs and calls: receipt and clock, police, leads, help, conferences."""

from datetime import timedelta

import pytest

from minzheng.domains.petitions import queries, services
from minzheng.domains.petitions.models import Call, Duty
from minzheng.domains.petitions.services import Asked, PetitionError
from minzheng.kernel.campaigns.models import NeedReport
from minzheng.kernel.cases.models import Task
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.monitoring.models import Lead


@pytest.fixture
def harmed(told, limits):
    """Return a school's report that a child came with many injuries."""
    return told(
        "mandatory", "children.harm", channel="portal", text="孩子身上多处新旧伤痕", body="school",
        body_name="会师镇中心小学", signs=("injured",), urgency="high", is_anonymous=True,
    )  # fmt: skip


@pytest.mark.requirement("CH-31")
def test_report_of_harm_is_checked_goes_to_the_police_and_is_answered(harmed, limits):
    chen = limits["chen"]
    assert harmed.number.startswith("SQ261116")
    assert harmed.respond_by == harmed.received_at + timedelta(hours=24)
    assert services.check_due(harmed) == harmed.received_at + timedelta(hours=24)
    with pytest.raises(PetitionError, match="初步核查"):
        services.answer(harmed, text="已处理。", by=chen, at=moment(11, 16, 10))
    services.screen(
        harmed, risk="life", founded=True, seen=False, finding="邻居证实长期挨打", by=chen, at=moment(11, 16, 10),
    )  # fmt: skip
    harmed.refresh_from_db()
    assert harmed.respond_by == harmed.received_at + timedelta(hours=2)
    with pytest.raises(PetitionError, match="公安"):
        services.answer(harmed, text="已处理。", by=chen, at=moment(11, 16, 11))
    services.hand_to_police(harmed, unit="会师派出所", receipt="接警 2026-118", by=chen, at=moment(11, 16, 11))  # fmt: skip
    services.answer(harmed, text="孩子已由亲属照料，公安已立案。", by=chen, at=moment(11, 17))
    harmed.refresh_from_db()
    assert harmed.state == "answered"
    assert [one.action for one in queries.history(harmed)][-3:] == ["screened", "police", "replied"]


def test_township_and_stranger_never_read_a_child_s_report(harmed, limits):
    for name in ("lin", "head", "worker", "zhao"):
        mine = {harmed} if name == "lin" else set()  # she took it down
        assert set(queries.grievances(limits[name])) == mine


def test_report_of_harm_without_a_sign_is_refused(told):
    with pytest.raises(PetitionError, match="至少选择一项"):
        told("mandatory", "children.harm")


@pytest.fixture
def ring(limits, village):
    """Return a function that takes a call of the county's seat."""

    def take(line="assistance", by="lin", **said):
        given = {"note": "老人家里断粮了", "division": village, "phone": "13812345678", "started_at": moment(11, 16)}  # fmt: skip
        return services.record_call(line=line, by=limits[by], at=moment(11, 16) + timedelta(minutes=4), **given | said)  # fmt: skip

    return take


@pytest.mark.requirement("SA-07")
def test_call_becomes_an_enquiry_a_complaint_or_a_lead_each_with_its_limit(ring, limits):
    asked = ring(kind="enquiry", matter="assistance.apply", note="低保怎么申请", answer="向乡镇申请（社会救助法第三十七条）。")  # fmt: skip
    wrong = ring(kind="complaint", matter="assistance.conduct", note="经办人推诿")
    need = ring(kind="help", matter="assistance.urgent", urgency="high")
    asked.grievance.refresh_from_db()
    assert (asked.grievance.state, asked.grievance.answer[:5]) == ("answered", "向乡镇申请")
    assert queries.assignment_of(wrong.grievance).role == "officer"
    report = NeedReport.objects.get(pk=need.grievance.need_id)
    assert (report.channel, report.order_number) == ("hotline", need.grievance.number)
    assert Lead.objects.get(pk=report.lead_id).source == "hotline"
    assert need.grievance.due_at == need.started_at + timedelta(hours=24, minutes=4)
    services.answer(need.grievance, text="已送米面并受理临时救助。", by=limits["lin"], at=moment(11, 16, 15))  # fmt: skip
    report.refresh_from_db()
    assert report.answer == "已送米面并受理临时救助。"


@pytest.mark.requirement("CH-03")
def test_children_s_line_takes_a_mandatory_report_with_its_clock(ring, limits):
    call = ring(
        "children", kind="mandatory", matter="children.harm", note="邻居孩子被锁在家里", signs=("abandoned",),
        urgency="life", by="chen",
    )  # fmt: skip
    row = call.grievance
    assert (row.line, row.respond_by) == ("children", row.received_at + timedelta(hours=2))
    assert queries.assignment_of(row).role == "officer"


@pytest.mark.requirement("CH-04")
def test_minors_line_takes_enquiry_complaint_and_report_and_disposes_in_time(ring, limits):
    kinds = {
        ring("minors", kind=kind, matter="children.rights", note=f"孩子的事：{kind}", by="chen").grievance.kind
        for kind in ("enquiry", "complaint", "report")
    }  # fmt: skip
    assert kinds == {"enquiry", "complaint", "report"}
    waiting = list(queries.on_desk(limits["chen"]))
    assert [row.due_at.date().isoformat() for row in waiting] == ["2026-11-17", "2026-11-23", "2026-12-07"]  # fmt: skip
    assert [row.kind for row in queries.late(limits["chen"], moment(11, 24))] == ["enquiry", "complaint"]  # fmt: skip


def test_caller_is_known_by_his_number_with_what_runs(ring, family, limits):
    type(family.head).objects.update(phone_index=queries.index_of("13812345678"))
    found = queries.caller(limits["lin"], "138 1234 5678", moment(11, 16).date())
    assert [home.pk for home in found.households] == [family.pk]
    ring(kind="complaint", matter="assistance.apply", note="等了很久")
    again = queries.caller(limits["lin"], "13812345678", moment(11, 16).date())
    assert [row.text for row in again.grievances] == ["等了很久"]
    assert queries.caller(limits["zhao"], "13812345678", moment(11, 16).date()).persons == []


def test_second_call_joins_the_running_voice(ring, limits):
    first = ring(kind="help", matter="assistance.urgent")
    second = ring(grievance=first.grievance, note="老人又摔倒了")
    assert Call.objects.filter(grievance=first.grievance).count() == 2
    words = [one.text for one in queries.history(second.grievance) if one.action == "added"]
    assert words == ["老人又摔倒了"]


@pytest.mark.requirement("SA-51")
def test_urgent_need_is_answered_quickly_and_conferred_on(told, limits, village):
    row = told("help", "assistance.urgent", channel="portal", text="一家人煤气中毒", urgency="high")
    assert row.respond_by == row.received_at + timedelta(hours=24)
    services.respond(row, what="10 点到现场，已送医", by=limits["lin"], at=moment(11, 16, 10))
    services.report_as_need(row, by=limits["lin"], at=moment(11, 16, 11))
    town = village.parent
    asked = [Asked("head", town, "协调卫生院垫付", moment(11, 18).date())]
    services.hold_consultation(
        row, held_at=moment(11, 16, 14), participants=["民政", "卫健", "村委会"], decision="先救治后付费，同步临时救助",
        asked=asked, by=limits["lin"], at=moment(11, 16, 15),
    )  # fmt: skip
    duty = Duty.objects.get()
    assert Task.objects.filter(subject_key="petitions.duty", role="head", done_at=None).count() == 1
    with pytest.raises(PetitionError, match="没有交给"):
        services.finish_duty(duty, result="好了", by=limits["lin"], at=moment(11, 17))
    services.finish_duty(duty, result="已垫付", by=limits["head"], at=moment(11, 17))
    assert not Task.objects.filter(subject_key="petitions.duty", done_at=None).exists()
    row.refresh_from_db()
    assert (row.responded_at, row.need.lead.risk) == (moment(11, 16, 10), "high")


def test_help_case_needs_to_know_the_household(told, limits):
    row = told("help", "assistance.urgent", text="断粮")
    with pytest.raises(PetitionError, match="哪一户"):
        services.open_urgent_help(row, by=limits["lin"], at=moment(11, 17))


@pytest.mark.requirement("PE-08")
def test_opinion_on_a_plan_names_the_plan_and_is_answered(told, limits):
    row = told(
        "opinion", "planning.opinion", text="养老服务设施应建在村里", plan_key="huining-15", plan_title="会宁县民政事业发展规划",
    )  # fmt: skip
    media = told(
        "opinion", "planning.opinion", text="日报报道：规划进度没有公开", channel="media", plan_key="huining-15",
    )  # fmt: skip
    assert {queries.assignment_of(one).role for one in (row, media)} == {"officer"}
    assert row.due_at.date() == moment(12, 7).date()
    services.answer(row, text="已列入年度任务。", by=limits["chen"], at=moment(11, 20))
    row.refresh_from_db()
    assert (row.plan_title, row.state) == ("会宁县民政事业发展规划", "answered")


def test_code_opens_only_its_own_number(told):
    row = told()
    assert queries.tracked(row.number.lower(), queries.code_of(row)) == row
    assert queries.tracked(row.number, "00000000") is None
    assert queries.tracked("SQ1", queries.code_of(row)) is None


def test_address_may_tell_only_so_often_a_day(limits):
    for _ in range(10):
        services.count_address("10.0.0.1", services.TELL, "620422", at=moment(11, 16))
    with pytest.raises(PetitionError, match="次数已满"):
        services.count_address("10.0.0.1", services.TELL, "620422", at=moment(11, 16))
    services.count_address("10.0.0.1", services.TELL, "620422", at=moment(11, 17))
