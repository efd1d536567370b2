"""Evaluation reports: frozen figures, unknown never nought, words kept, two people, readers from outside."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from minzheng.kernel.audit.models import Entry
from minzheng.kernel.documents.tests.county import county, own_home, staff
from minzheng.kernel.indicators.models import Observation

from ..models import EvaluationReport, PlanFact, Task
from ..queries import reports as found
from ..queries.report_figures import written
from ..services import reports
from ..services.guards import PlanningError
from .reporting import AT, ON, busy, figure, hands, observe, plan, report, target

__all__ = ["busy", "county", "hands", "own_home", "plan", "report", "staff", "target"]


def text(report, section):
    return found.plain(report)[section]


def sealed(report, hands):
    reports.submit(report, by=hands["chen"], at=AT)
    return reports.seal(report, issuer="会宁县民政局", by=hands["reviewer"], at=AT)


@pytest.mark.requirement("PL-08")
def test_midterm_report_counts_its_indicators_tasks_and_projects_of_the_day(report):
    stands = {row.name: row.text for row in report.figures.filter(part="count")}
    assert {stands[f"{n}指标数"] for n in ("提前完成", "滞后", "无法判断")} == {"1"}
    assert (stands["指标总数"], stands["任务总数"], stands["已完成任务数"], stands["逾期任务数"]) == ("3", "3", "1", "2")  # fmt: skip
    assert (stands["重大工程数"], stands["逾期节点数"]) == ("1", "1")
    assert "规划共列3项指标，已达到目标值1项（其中提前完成1项）" in text(report, "preface")
    assert "时间进度为50%" in text(report, "preface")
    assert "护理型床位占比：基期为50%，现为61%，目标≥73%，完成程度47.8%，滞后" in text(
        report, "problems"
    )
    assert "月探访率由80%变为100%，提前完成" in text(report, "experience")
    assert "改造敬老院、培训护理员" in text(report, "problems")


@pytest.mark.requirement("PL-09")
def test_final_report_has_the_same_form_at_the_end_of_the_plan(busy, hands):
    at = AT.replace(year=2026)
    row = reports.draft(busy, "final", on=date(2025, 12, 31), by=hands["chen"], at=at)
    assert row.title == "《会宁县民政事业规划》实施终期评估报告"
    assert "进行终期评估" in text(row, "preface")
    assert "时间进度为100%" in text(row, "preface")
    assert figure(row, "月探访率").status == "done"
    assert [one.title for one in found.sections(row)][1:] == [
        "主要目标指标完成情况", "重点任务推进情况", "重大工程实施情况", "典型经验", "存在问题", "下一步建议",
    ]  # fmt: skip


def test_unknown_figure_is_said_and_never_nought(report):
    reached = figure(report, "生态安葬率")
    assert (reached.value, reached.text, reached.status) == (None, "暂无数据", "unknown")
    assert figure(report, "工程资金到位").text == "暂无数据"
    assert "生态安葬率：基期为20%，暂无可以采用的数据" in text(report, "targets")


def test_draft_keeps_the_figures_it_was_drafted_with(report, hands):
    observe(figure(report, "护理型床位占比").target, 70, "2022")
    Task.objects.filter(title="改造敬老院").update(state="done", done_on=ON)
    assert figure(report, "护理型床位占比").text == "61%"
    newer = reports.draft(report.plan, "midterm", on=ON, by=hands["chen"], at=AT)
    assert (newer.number, figure(newer, "护理型床位占比").text) == (2, "70%")
    changed = {c.name: (c.before.text, c.after.text) for c in found.changed_figures(report, newer) if c.before and c.after}  # fmt: skip
    assert changed["逾期任务数"] == ("2", "1")
    assert changed["护理型床位占比"] == ("61%", "70%")
    assert next(c.title for c in found.changed_words(report, newer)) == "前言"


def test_every_figure_names_the_rows_or_the_observation_it_was_read_from(report):
    for row in report.figures.exclude(value=None).exclude(value=0).exclude(part="share"):
        assert row.rows or row.observation, row.name
    reached = figure(report, "护理型床位占比")
    seen = Observation.objects.get(pk=reached.observation)
    assert (seen.value, seen.period) == (reached.value, reached.period)
    for row in report.figures.filter(part="count"):
        assert len(row.rows) == row.value


def test_sentence_is_marked_as_prepared_until_the_writer_touches_it(report, hands):
    first = found.latest(report)["advice"]
    lines = first.body.splitlines()
    reports.write(report, "advice", "\n".join([*lines, "加强宣传。"]), version=1, by=hands["chen"], at=AT)  # fmt: skip
    section = next(one for one in found.sections(report) if one.key == "advice")
    assert [p.is_prepared for p in section.paragraphs] == [*[True] * len(lines), False]


def test_earlier_versions_stay_and_one_sitting_is_one_version(report, hands):
    write = {"by": hands["chen"], "report": report, "section": "experience"}
    reports.write(body="甲", version=1, at=AT, **write)
    reports.write(body="甲乙", version=2, at=AT + timedelta(minutes=1), **write)
    reports.write(body="丙", version=2, at=AT + timedelta(hours=1), **write)
    kept = report.texts.filter(section="experience").order_by("version")
    assert [row.body for row in kept][1:] == ["甲乙", "丙"]
    reports.restore(kept[1], by=hands["chen"], at=AT)
    assert text(report, "experience") == "甲乙"


def test_nobody_writes_over_newer_words_of_somebody_else(report, hands):
    reports.write(report, "tasks", "甲", version=1, by=hands["chen"], at=AT)
    with pytest.raises(PlanningError, match="刚刚改写"):
        reports.write(report, "tasks", "乙", version=1, by=hands["chen"], at=AT)


def test_written_words_are_carried_into_the_next_draft_with_its_figures(report, hands):
    reports.write(report, "tasks", "现有【逾期任务数】项逾期。", version=1, by=hands["chen"], at=AT)
    Task.objects.filter(title="改造敬老院").update(state="done", done_on=ON)
    newer = reports.draft(report.plan, "midterm", on=ON, by=hands["chen"], at=AT)
    assert text(newer, "tasks") == "现有1项逾期。"


def test_name_that_is_no_figure_holds_the_draft_back(report, hands):
    reports.write(report, "tasks", "共【胡编数】项", version=1, by=hands["chen"], at=AT)
    with pytest.raises(PlanningError, match="胡编数"):
        reports.submit(report, by=hands["chen"], at=AT)


def test_report_is_sealed_by_another_person_and_then_stays(report, hands):
    reports.submit(report, by=hands["chen"], at=AT)
    with pytest.raises(PlanningError, match="岗位"):
        reports.seal(report, issuer="会宁县民政局", by=hands["chen"], at=AT)
    row = reports.seal(report, issuer="会宁县民政局", document_no="会民发〔2023〕8号", by=hands["bureau"], at=AT)  # fmt: skip
    assert (row.state, found.is_intact(row), row.document.title) == ("sealed", True, row.title)
    with pytest.raises(PlanningError, match="不在起草中"):
        reports.write(row, "tasks", "改", version=1, by=hands["chen"], at=AT)
    row.figures.filter(name="指标总数").update(text="30")
    assert not found.is_intact(row)


def test_submitted_report_goes_back_with_words(report, hands):
    reports.submit(report, by=hands["chen"], at=AT)
    row = reports.send_back(report, note="补充典型经验", by=hands["reviewer"], at=AT)
    assert (row.state, row.note) == ("draft", "补充典型经验")


@pytest.mark.requirement("PL-10")
def test_evaluator_reads_one_report_until_a_day_and_every_look_is_kept(report, hands):
    fan, until = hands["fan"], date(2023, 7, 31)
    Task.objects.filter(title="改造敬老院").update(state="done", done_on=ON)
    other = reports.draft(report.plan, "midterm", on=ON, by=hands["chen"], at=AT)
    assert not found.reports(fan, ON).exists()
    row = reports.admit(report, fan, until=until, contract="评估合同1号", by=hands["bureau"], at=AT)
    assert list(found.reports(fan, until)) == [report]
    assert other not in found.reports(fan, until)
    assert not found.reports(fan, until + timedelta(days=1)).exists()
    reports.look(report, "第三方评估查阅", by=fan, at=AT)
    looked = Entry.objects.get(verb="planning.evaluationreport.looked")
    assert (looked.subject_id, looked.actor_user_id) == (str(report.pk), fan.user_id)
    reports.opine(report, opinion="指标口径清楚。", by=fan, at=AT)
    with pytest.raises(PlanningError, match="已经提交"):
        reports.opine(report, opinion="再写一次", by=fan, at=AT)
    reports.shut_out(row, by=hands["bureau"], at=AT)
    assert not found.reports(fan, until).exists()
    with pytest.raises(PlanningError, match="没有获得"):
        reports.opine(report, opinion="再写", by=fan, at=AT)


def test_evaluator_can_neither_write_nor_seal(report, hands):
    reports.admit(report, hands["fan"], until=date(2023, 7, 31), contract="合同", by=hands["bureau"], at=AT)  # fmt: skip
    with pytest.raises(PlanningError, match="岗位"):
        reports.write(report, "tasks", "改", version=1, by=hands["fan"], at=AT)


def test_stranger_of_a_township_sees_no_report(report, hands):
    assert not found.reports(hands["zhao"], ON).exists()
    assert list(found.reports(hands["supervisor"], ON)) == [report]


def test_best_and_worst_place_are_named_where_places_differ(busy, target, hands):
    row = busy.targets.first()
    observe(row, 90, "2022", "620422100")
    observe(row, 30, "2022", "620422101")
    drafted = reports.draft(busy, "midterm", on=ON, by=hands["chen"], at=AT)
    assert "会师镇（90%）最好" in text(drafted, "experience")
    assert "郭城驿镇（30%）最差" in text(drafted, "problems")


def test_doubts_of_the_source_are_told_among_the_problems(busy, hands):
    PlanFact.objects.create(
        plan=busy,
        section="defect",
        sequence=1,
        label="第3行",
        values={"issue": "分项合计与总数不符"},
    )
    drafted = reports.draft(busy, "midterm", on=ON, by=hands["chen"], at=AT)
    assert "来源材料有1处疑点：第3行：分项合计与总数不符" in text(drafted, "problems")


def test_whoever_presses_twice_makes_one_draft(report, hands):
    with pytest.raises(PlanningError, match="数字与第1稿相同"):
        reports.draft(report.plan, "midterm", on=ON, by=hands["chen"], at=AT)
    assert EvaluationReport.objects.get() == report


def test_figure_is_written_with_two_digits_at_most():
    assert written(Decimal(100) / 3, "%") == "33.33%"
    assert (written(Decimal("50.00"), "%"), written(None, "%")) == ("50%", "暂无数据")


def test_report_of_a_day_to_come_is_refused(busy, hands):
    with pytest.raises(PlanningError, match="评估时点"):
        reports.draft(busy, "midterm", on=date(2024, 1, 1), by=hands["chen"], at=AT)
    assert not EvaluationReport.objects.exists()
