"""Pages of tracking: a problem until it is struck off, campaigns, meetings, inspections, what is due."""

import io
from argparse import Namespace
from datetime import date, timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from minzheng.core import clock
from minzheng.domains.planning.models import (
    CampaignObject,
    Inspection,
    Mechanism,
    Meeting,
    RectificationItem,
    SpecialCampaign,
    Task,
)
from minzheng.domains.planning.queries import inspections as inspecting
from minzheng.domains.planning.queries import meetings as meeting
from minzheng.domains.planning.services import reminders
from minzheng.domains.planning.services.guards import PlanningError
from minzheng.domains.planning.services.rectification import decide_extension, set_measure, verify
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.services import system_mandate
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.messages.models import Message
from minzheng.kernel.payments.models import AuditFinding
from minzheng.kernel.purchases.models import Project, ProjectStep
from minzheng.site.verbs import daily

from .county import TODAY
from .test_help import PHOTO, text

COUNTY = "620422"


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("整改后.jpg", PHOTO, content_type="image/jpeg")


def mandate(username: str) -> Mandate:
    return Mandate.objects.get(user__username=username, valid_to=None)


@pytest.fixture
def seat(county) -> Division:
    return Division.objects.get(name="会师镇", level=4)


@pytest.fixture
def problem(desk, seat):
    """Return a function that puts a problem of the seat on the ledger."""

    def put(issue="敬老院消防通道堵塞", due_on="2026-12-31", **told) -> RectificationItem:
        answer = desk("chen").post("/rectifications/new/", {
            "division": seat.pk, "source": "patrol", "paper": "县委第四轮巡察反馈意见", "issue": issue,
            "unit": "会师镇人民政府", "due_on": due_on, **told,
        })  # fmt: skip
        assert answer.status_code < 400, answer.context["form"].errors
        return RectificationItem.objects.get(issue=issue)

    return put


def mended(desk, row: RectificationItem) -> None:
    lin = desk("lin")
    lin.post(
        f"/rectifications/{row.pk}/measure/", {"measure": "清理通道", "owner": mandate("lin").pk}
    )
    lin.post(f"/rectifications/{row.pk}/submit/", {"text": "已清理", "evidence": photo()})


@pytest.mark.requirement("KC-25")
def test_item_is_struck_off_only_after_another_verified_the_proof(problem, desk):
    row = problem()
    page = f"/rectifications/{row.pk}/"
    assert "填写整改措施" in text(desk("lin"), page)
    # Without a measure nothing is reported mended.
    assert (
        desk("lin").post(f"{page}submit/", {"text": "已整改", "evidence": photo()}).status_code
        == 404
    )
    mended(desk, row)
    # Who reported it does not verify it; sent back once, verified the second time.
    assert desk("lin").post(f"{page}verify/", {"passed": "1", "opinion": "好"}).status_code == 404
    desk("chen").post(f"{page}verify/", {"passed": "0", "opinion": "照片看不清"})
    row.refresh_from_db()
    assert row.state == "mending"
    mended(desk, row)
    desk("wei").post(f"{page}verify/", {"passed": "1", "opinion": "现场查看，已通畅"})
    row.refresh_from_db()
    assert (row.state, row.ended_on, row.rounds.count()) == ("struck_off", TODAY, 2)
    assert row.closing.checked_by_id != row.closing.submitted_by_id
    shown = text(desk("lin"), page)
    assert "照片看不清" in shown and "已销号" in shown
    assert desk("wei").get("/rectifications/?export=xlsx").status_code == 200
    counted = text(desk("chen"), "/rectifications/counts/")
    assert "source=patrol&amp;state=struck_off" in counted


def test_database_refuses_striking_off_without_a_verified_round(problem):
    row = problem()
    with pytest.raises(IntegrityError), transaction.atomic():
        RectificationItem.objects.filter(pk=row.pk).update(state="struck_off", ended_on=TODAY)


def test_database_refuses_that_one_person_mends_and_verifies(problem, desk):
    row = problem()
    mended(desk, row)
    made = row.rounds.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.rounds.update(outcome="verified", opinion="好", checked_by=made.submitted_by)


def test_officer_with_the_pen_in_both_hands_is_refused(problem, desk):
    row = problem()
    chen, at = mandate("chen"), clock.at_noon(TODAY)
    set_measure(row, measure="清理", owner=chen, by=chen, at=at)
    desk("chen").post(f"/rectifications/{row.pk}/submit/", {"text": "已清理", "evidence": photo()})
    with pytest.raises(PlanningError, match="不能是报送整改的人"):
        verify(row, passed=True, opinion="好", by=chen, at=at)


def test_next_township_sees_and_works_nothing_of_it(problem, desk):
    row = problem()
    zhao = desk("zhao")
    assert zhao.get(f"/rectifications/{row.pk}/").status_code == 404
    assert zhao.post(f"/rectifications/{row.pk}/measure/", {"measure": "x"}).status_code == 404
    assert row.issue not in text(zhao, "/rectifications/") + text(zhao, "/dues/")


def test_deadline_is_moved_only_before_it_ran_out_and_by_another(problem, desk):
    row = problem(due_on="2026-11-20")
    page = f"/rectifications/{row.pk}/"
    desk("lin").post(f"{page}extend/", {"new_due_on": "2026-12-20", "reason": "等待配件"})
    late = clock.at_noon(date(2026, 11, 21))
    with pytest.raises(PlanningError, match="须在到期前批准"):
        decide_extension(row, agreed=True, opinion="同意", by=mandate("wei"), at=late)
    desk("wei").post(f"{page}agree/", {"agreed": "1", "opinion": "同意"})
    row.refresh_from_db()
    assert row.due_on == date(2026, 12, 20)
    assert row.deadlines.get().old_due_on == date(2026, 11, 20)


def test_item_of_another_authority_leaves_the_ledger_in_words(problem, desk):
    row = problem()
    page = f"/rectifications/{row.pk}/hand/"
    desk("wei").post(page, {"handed_to": "县消防救援大队", "handing": ""})
    row.refresh_from_db()
    assert row.state == "mending"
    desk("wei").post(page, {"handed_to": "县消防救援大队", "handing": "消防执法事项"})
    row.refresh_from_db()
    assert row.state == "handed_on"


def test_audit_finding_is_taken_over_with_one_click_and_linked_both_ways(desk):
    desk("song").post("/money/findings/new/", {
        "text": "死亡人员多发低保", "responsible": "县民政局", "due_on": "2026-12-31", "report": "审计报告3号", "amount": "1200",
    })  # fmt: skip
    finding = AuditFinding.objects.get(text="死亡人员多发低保")
    chen = desk("chen")
    for _click in range(2):
        chen.post(f"/money/findings/{finding.pk}/rectify/")
    row = RectificationItem.objects.get(audit_finding=finding)
    assert (row.amount, row.due_on) == (120_000, date(2026, 12, 31))
    assert f"/rectifications/{row.pk}/" in text(chen, f"/money/findings/{finding.pk}/")
    assert f"/money/findings/{finding.pk}/" in text(chen, f"/rectifications/{row.pk}/")


def test_what_the_audit_of_a_project_found_is_taken_over_once_with_a_deadline(desk):
    chen, at, on = mandate("chen"), clock.at_noon(TODAY), TODAY
    project = Project.objects.create(
        division_id=COUNTY, name="敬老院改造", purpose="改造", document="文1", fund="projects", starts_on=on, ends_on=on, by=chen, at=at,
    )  # fmt: skip
    ProjectStep.objects.create(
        project=project, kind="audit", on=on, text="专项审计", finding="多计工程量", by=chen, at=at
    )
    for _click in range(2):
        desk("chen").post(f"/projects/{project.pk}/rectify/", {"due_on": "2026-12-31"})
    row = RectificationItem.objects.get(project_step__project=project)
    assert (row.issue, row.due_on) == ("多计工程量", date(2026, 12, 31))
    assert f"/projects/{project.pk}/" in text(desk("chen"), f"/rectifications/{row.pk}/")


def test_daily_work_tells_of_deadlines(county, capsys):
    assert daily.run(Namespace()) == 0
    assert "逾期督办" in capsys.readouterr().out


# -- what is due --------------------------------------------------------------------------------------


def test_daily_work_reminds_once_and_raises_a_missed_deadline_once(problem):
    soon, missed = problem("台账不全", "2026-11-20"), problem("公示不到期", "2026-11-17")
    by = system_mandate()

    def told(day: int) -> dict[str, int]:
        return reminders.remind(by=by, at=clock.at_noon(date(2026, 11, day)))

    about = Message.objects.filter(subject_key="planning.rectificationitem")
    first = told(16)
    assert first["soon"] >= 2
    count = about.count()
    assert told(16) == {"soon": 0, "late": 0, "supervised": 0}
    assert about.count() == count > 0
    assert told(18)["supervised"] == 1
    told(19)
    missed.refresh_from_db()
    soon.refresh_from_db()
    assert (missed.supervision, soon.supervision) == (1, 0)
    # A new deadline set under supervision and missed again puts it on the board.
    RectificationItem.objects.filter(pk=missed.pk).update(due_on=date(2026, 11, 25))
    assert told(26)["supervised"] >= 1
    missed.refresh_from_db()
    assert missed.supervision == 2


def test_page_of_everything_due_filters_and_opens(problem, desk):
    row = problem()
    assert row.issue in text(desk("lin"), "/dues/?kind=rectification")
    assert row.issue not in text(desk("lin"), "/dues/?kind=task")
    assert row.issue not in text(desk("lin"), "/dues/?is_late=1")


# -- special campaigns --------------------------------------------------------------------------------


@pytest.fixture
def campaign(desk) -> SpecialCampaign:
    desk("chen").post("/special-campaigns/new/", {
        "division": COUNTY, "title": "安葬设施违规建设整治", "scope": "公墓和农村公益性墓地", "basis": "会民发〔2026〕20号",
        "starts_on": "2026-11-01", "ends_on": "2026-12-31",
    })  # fmt: skip
    return SpecialCampaign.objects.get(title="安葬设施违规建设整治")


def sheet(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for line, row in enumerate(
            [("排查对象", "乡镇（街道）或村（社区）", "类别", "地点"), *rows]
        ):
            page.write_row(line, 0, row)
    return SimpleUploadedFile("清单.xlsx", out.getvalue())


@pytest.mark.requirement("KC-26")
def test_campaign_goes_from_its_list_to_a_closing_when_all_is_settled(campaign, desk, seat):
    chen, page = desk("chen"), f"/special-campaigns/{campaign.pk}/"
    answer = chen.post(f"{page}import/", {"upload": sheet(("甲墓地", "没有的镇"), ("", "会师镇"))})
    assert "第 2 行" in answer.content.decode() and "第 3 行" in answer.content.decode()
    assert not CampaignObject.objects.filter(campaign=campaign).exists()
    for _again in range(2):
        chen.post(
            f"{page}import/",
            {"upload": sheet(("甲墓地", "会师镇", "公益性墓地", "东山"), ("乙墓地", "郭城驿镇"))},
        )
    assert campaign.objects_listed.count() == 2
    mine = campaign.objects_listed.get(name="甲墓地")
    assert desk("zhao").get(f"/checked-things/{mine.pk}/").status_code == 404
    assert "甲墓地" not in text(desk("zhao"), page)
    told = {
        "result": "problem",
        "checked_on": "2026-11-10",
        "note": "硬化墓超标准",
        "due_on": "2026-12-20",
    }
    desk("lin").post(f"/checked-things/{mine.pk}/record/", told)
    other = campaign.objects_listed.get(name="乙墓地")
    desk("zhao").post(
        f"/checked-things/{other.pk}/record/", {"result": "fine", "checked_on": "2026-11-10"}
    )
    row = RectificationItem.objects.get(campaign=campaign)
    assert (row.division, row.source) == (seat, "campaign")
    closing = {"summary": "共排查两处"}
    assert "1 项整改没有销号" in chen.post(f"{page}close/", closing).content.decode()
    mended(desk, row)
    desk("wei").post(f"/rectifications/{row.pk}/verify/", {"passed": "1", "opinion": "已整改"})
    chen.post(f"{page}close/", closing)
    campaign.refresh_from_db()
    assert (campaign.state, campaign.closed_on) == ("closed", TODAY)
    assert "各乡镇排查进度" in text(chen, page)


def test_families_of_a_campaign_are_visited_by_a_screening(campaign, desk):
    chen, page = desk("chen"), f"/special-campaigns/{campaign.pk}/"
    chen.post(f"{page}screen/", {"target": "campaigns.register"})
    campaign.refresh_from_db()
    assert campaign.screening.title == campaign.title
    assert "入户摸排还没有结束" in chen.post(f"{page}close/", {"summary": "完"}).content.decode()


def test_template_of_the_list_is_taken_back(campaign, desk):
    answer = desk("chen").get(f"/special-campaigns/{campaign.pk}/template/")
    assert answer.content.startswith(b"PK")


# -- meetings -----------------------------------------------------------------------------------------


@pytest.fixture
def mechanism(desk) -> Mechanism:
    desk("chen").post("/mechanisms/new/", {
        "division": COUNTY, "title": "困难群众基本生活保障工作协调机制", "kind": "coordination", "basis": "会政办发〔2026〕5号",
        "duty": "研究解决困难群众保障问题", "since": "2026-01-10",
    })  # fmt: skip
    return Mechanism.objects.latest("pk")


def held(desk, username="chen", **told) -> Meeting:
    desk(username).post("/meetings/new/", {
        "division": COUNTY, "kind": "weekly", "convener": "bureau", "title": "第46周例会", "held_on": "2026-11-09",
        "place": "局会议室", "chair": "刘慧敏", **told,
    })  # fmt: skip
    return Meeting.objects.latest("pk")


@pytest.mark.requirement("KC-23")
def test_mechanism_keeps_members_meetings_minutes_and_tasks(mechanism, desk):
    chen, page = desk("chen"), f"/mechanisms/{mechanism.pk}/"
    chen.post(
        f"{page}seat/",
        {"role": "chair", "name": "张县长", "unit": "县人民政府", "since": "2026-01-10"},
    )
    member = mechanism.members.get()
    chen.post(f"{page}unseat/", {"member": member.pk, "until": "2026-06-01"})
    member.refresh_from_db()
    assert not member.is_in_force(date(2026, 6, 1)) and member.is_in_force(date(2026, 5, 31))
    row = held(
        desk, kind="mechanism", mechanism=mechanism.pk, title="第一次会议",
        issues="临时救助备用金 | 每个乡镇安排5万元", minutes=SimpleUploadedFile("纪要.pdf", b"%PDF-1.4\n%%EOF"),
    )  # fmt: skip
    told = {"title": "拨付备用金", "unit": "县民政局", "division": COUNTY, "owner": mandate("chen").pk, "due_on": "2026-11-30",
            "issue": row.issues.get().pk}  # fmt: skip
    for _click in range(2):
        chen.post(f"/meetings/{row.pk}/assign/", told)
    task = Task.objects.get(title="拨付备用金")
    assert task.assigned_at.issue.decision == "每个乡镇安排5万元"
    assert row.minutes.kind == "minutes"
    shown = text(chen, page)
    assert all(word in shown for word in ("张县长", "第一次会议", "拨付备用金"))
    assert desk("zhao").get(page).status_code == 404


@pytest.mark.requirement("PL-21")
def test_weekly_dispatch_shows_overdue_first_and_presses_once_a_day(desk):
    chen, row = desk("chen"), held(desk)
    for title, due_on in (("按期事项", "2026-12-30"), ("逾期事项", "2026-11-12")):
        chen.post(f"/meetings/{row.pk}/assign/", {"title": title, "unit": "养老科", "division": COUNTY, "owner": mandate("chen").pk, "due_on": due_on})  # fmt: skip
    task = Task.objects.get(title="逾期事项")
    page = text(chen, "/dispatch/")
    assert page.index("逾期事项") < page.index("按期事项")
    assert (
        "逾期事项" in text(chen, "/dispatch/?late=1")
        and "按期事项" not in text(chen, "/dispatch/?late=1").split("no-print")[0]
    )
    chen.post(f"/dispatch/{task.pk}/press/", {"text": "请本周办结"})
    chen.post(f"/dispatch/{task.pk}/press/", {"text": "再催"})
    assert "今天已经催办" in text(chen, "/dispatch/")
    assert task.presses.count() == 1
    assert Message.objects.filter(subject_key="planning.task", subject_id=task.pk).count() == 1
    assert Entry.objects.filter(verb="planning.task.pressed").exists()


@pytest.mark.requirement("PL-14")
def test_one_special_meeting_a_year_passes_or_fails_by_place_and_year(desk):
    liu, on = mandate("liu"), TODAY

    def outcome(year: int) -> str:
        rows = meeting.yearly_rule(liu, year, on)
        return next(row.outcome for row in rows if row.division.pk == COUNTY)

    assert (outcome(2024), outcome(2025)) == ("failed", "failed")
    # A meeting that decided nothing, or of the bureau alone, does not count.
    day = {"kind": "special", "held_on": "2025-06-10"}
    held(desk, convener="government", title="专题会议", **day)
    held(desk, convener="bureau", title="局专题会", issues="甲 | 乙", **day)
    assert outcome(2025) == "failed"
    held(desk, convener="party", title="县委常委会专题", issues="养老服务 | 纳入民生实事", **day)
    assert (outcome(2024), outcome(2025)) == ("failed", "met")
    towns = [row for row in meeting.yearly_rule(liu, 2026, on) if row.division.level == 4]
    assert {row.outcome for row in towns} == {"unknown"}
    assert "未达到" in text(desk("liu"), "/meetings/special/?year=2024")


# -- inspections --------------------------------------------------------------------------------------


@pytest.mark.requirement("SA-70")
def test_every_township_is_inspected_once_a_quarter_by_two(desk, seat):
    chen, viewer = desk("chen"), mandate("chen")
    for _again in range(2):
        chen.post("/inspections/plan/", {"quarter": "2026-Q4"})
    towns = Division.objects.filter(level=4, valid_to=None).count()
    assert Inspection.objects.filter(quarter="2026-Q4").count() == towns > 1
    row = Inspection.objects.get(division=seat)
    page = f"/inspections/{row.pk}/"
    assert desk("zhao").get(page).status_code == 404
    form = next(o["form"] for o in chen.get(page).context["offered"])
    told = {name: "ok" for name in form.fields if name.startswith("answer_")}
    told |= {"held_on": "2026-11-12", "place": "镇便民大厅", "opinion": "总体规范", "due_on": "2026-12-12",
             "companion": mandate("wei").pk, "answer_3": "faulty"}  # fmt: skip
    refused = chen.post(f"{page}record/", told).content.decode()
    assert "不符合的，请写明情况" in refused
    chen.post(f"{page}record/", {**told, "note_3": "一户公示不足七天"})
    row.refresh_from_db()
    assert row.inspector_id != row.companion_id
    assert "一户公示不足七天" in RectificationItem.objects.get(inspection=row).issue
    shown = inspecting.figure(inspecting.coverage(viewer, "2026-Q4", TODAY))
    assert (shown.covered, shown.townships) == (1, towns)
    late = inspecting.coverage(viewer, "2026-Q4", date(2027, 1, 1))
    assert sum(one.outcome == "late" for one in late) == towns - 1
    assert "覆盖率" in text(chen, "/inspections/coverage/")


def test_how_often_a_township_is_inspected_is_a_dated_parameter_of_its_place(county):
    chen = mandate("chen")
    name = {"policy": "planning.tracking", "name": "inspections_per_quarter"}
    default = ParameterValue.objects.get(**name, division="000000")
    ParameterValue.objects.create(
        **name, division_id=COUNTY, since=date(2020, 1, 1), until=date(2026, 10, 1), value="2", unit="次/季度", source="本县规定", state=default.state
    )  # fmt: skip
    asked = {
        quarter: {c.wanted for c in inspecting.coverage(chen, quarter, TODAY)}
        for quarter in ("2026-Q3", "2026-Q4")
    }
    assert asked == {"2026-Q3": {2}, "2026-Q4": {1}}


def test_database_refuses_an_inspection_by_one_person_alone(desk, seat):
    desk("chen").post("/inspections/plan/", {"quarter": "2026-Q4"})
    chen = mandate("chen")
    with pytest.raises(IntegrityError), transaction.atomic():
        Inspection.objects.filter(division=seat).update(
            state="done", held_on=TODAY - timedelta(days=1), inspector=chen, companion=chen
        )
