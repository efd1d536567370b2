"""Pages of evaluation reports: every figure opens with the same number, drafts, seal, outsiders, strangers."""

import io
import re
import zipfile
from datetime import date

import pytest
from django.urls import reverse

from minzheng.core import clock
from minzheng.domains.planning.models import EvaluationReport, Plan, Project, Target, Task
from minzheng.domains.planning.services import reports as services
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.indicators.models import Observation
from minzheng.kernel.indicators.queries import find

from .test_help import text

ON = date(2026, 11, 10)
KEY = "assistance.dibao.coverage"
LINK = re.compile(r'<a[^>]*href="(/plan-reports/\d+/figures/\d+/)"[^>]*>([^<]+)</a>')


def mandate(username):
    return Mandate.objects.get(user__username=username)


@pytest.fixture
def report(county):
    chen, at = mandate("chen"), clock.now()
    told = {"division_id": "620422", "by": chen, "at": at}
    plan = Plan.objects.create(
        key="pages-plan", title="页面规划", kind="five_year_plan", period_from=date(2026, 1, 1), period_to=date(2030, 12, 31), **told,
    )  # fmt: skip
    item = find(KEY)
    seen = Observation.objects.filter(indicator=KEY, division="620422", dimension="").latest(
        "period"
    )
    goals = {"unit": item.unit, "due_on": date(2030, 12, 31), "plan": plan, "label": item.label}
    Target.objects.create(sequence=1, key="a", indicator=KEY, base=0, value=round(seen.value, 2) / 2, **goals)  # fmt: skip
    Target.objects.create(sequence=2, key="b", label="无数指标", **{k: v for k, v in goals.items() if k != "label"}, value=3)  # fmt: skip
    Task.objects.create(plan=plan, title="逾期任务", due_on=date(2026, 3, 1), **told)
    Project.objects.create(plan=plan, name="养护楼", state="building", total=120_000_000, **told)
    return services.draft(plan, "midterm", on=ON, by=chen, at=at)


def page(report, *rest):
    return "/".join(["/plan-reports", str(report.pk), *rest, ""])


@pytest.mark.requirement("PL-08")
def test_every_figure_of_the_page_opens_with_the_same_number(report, desk):
    chen = desk("chen")
    links = LINK.findall(text(chen, page(report)))
    assert len(links) > 15
    for address, shown in set(links):
        answer = chen.get(address)
        assert answer.status_code == 200
        assert f"<dd>{shown}</dd>" in answer.content.decode(), shown


def test_every_row_behind_a_figure_opens(report, desk):
    chen = desk("chen")
    for figure in report.figures.exclude(rows=[]):
        answer = chen.get(page(report, "figures", str(figure.pk)))
        for line in answer.context["rows"].lines:
            assert line.cells[0].href, figure.name
            assert chen.get(line.cells[0].href).status_code == 200, line.cells[0].href
    reached = report.figures.get(part="reached", indicator=KEY)
    source = chen.get(page(report, "figures", str(reached.pk))).context["source"]
    assert f"{Observation.objects.get(pk=reached.observation).percent:.2f}" in text(chen, source)


def test_report_is_drafted_written_and_sealed_page_by_page(report, desk):
    chen, wei = desk("chen"), desk("wei")
    chen.post("/plan-reports/new/", {"plan": report.plan_id, "kind": "final", "on": "2026-11-01"})
    row = EvaluationReport.objects.get(kind="final")
    saved = chen.post(page(row, "write", "advice"), {"body": "共【任务总数】项任务。", "version": 1}, headers={"HX-Request": "true"})  # fmt: skip
    assert "已自动保存（第2版" in saved.content.decode()
    assert 'value="2" hx-swap-oob' in saved.content.decode()
    stale = chen.post(page(row, "write", "advice"), {"body": "旧", "version": 1}, headers={"HX-Request": "true"})  # fmt: skip
    assert "刚刚改写" in stale.content.decode()
    assert "由数据生成" in text(chen, page(row, "versions", "advice"))
    chen.post(page(row, "submit"))
    assert chen.post(page(row, "seal"), {"issuer": "会宁县民政局"}).status_code == 404
    wrong = wei.post(page(row, "seal"), {"issuer": "会宁县民政局", "document_no": "会民发12"})
    assert "不规范" in wrong.content.decode()
    wei.post(page(row, "seal"), {"issuer": "会宁县民政局", "document_no": "会民发〔2026〕12号"})
    assert "已定稿" in text(chen, "/plan-reports/?kind=final")
    assert "rp-edit" not in text(chen, page(row))


def test_paper_of_a_report_links_every_figure_to_its_page(report, desk):
    answer = desk("chen").get(page(report, "paper"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        related = book.read("word/_rels/document.xml.rels").decode()
        words = book.read("word/document.xml").decode()
    reached = report.figures.get(part="reached", indicator=KEY)
    assert page(report, "figures", str(reached.pk)) in related
    assert "第1稿，未定稿" in words
    assert words.count("<w:hyperlink") > 15


def test_two_drafts_stand_side_by_side(report, desk):
    chen = desk("chen")
    Task.objects.filter(plan=report.plan).update(state="done", done_on=ON)
    chen.post(page(report, "again"))
    newer = EvaluationReport.objects.get(plan=report.plan, number=2)
    shown = text(chen, page(newer, "compare", str(report.pk)))
    assert "逾期任务数" in shown
    assert "<ins>登记重点任务1项，已完成1项" in shown
    assert "<del>登记重点任务1项，已完成0项" in shown


@pytest.mark.requirement("PL-10")
def test_outsider_reads_only_what_he_was_let_into_and_every_look_is_kept(report, desk):
    fan, wei = desk("fan"), desk("wei")
    assert fan.get(page(report)).status_code == 404
    wei.post(page(report, "admit"), {"reader": mandate("fan").pk, "contract": "评估合同1号", "until": "2026-12-31"})  # fmt: skip
    shown = text(fan, page(report))
    assert "佐证材料清单" in shown
    assert not re.search(r"rp-edit|其他稿次|第三方查阅授权", shown)
    assert (
        fan.post(page(report, "write", "advice"), {"body": "改", "version": 1}).status_code == 403
    )
    assert fan.get(page(report, "paper")).status_code == 200
    fan.post(page(report, "opine"), {"opinion": "口径清楚，数据可以追溯。"})
    assert "口径清楚" in text(wei, page(report))
    looks = Entry.objects.filter(verb="planning.evaluationreport.looked", subject_id=str(report.pk))
    assert looks.count() == 2
    given = report.readers.get()
    wei.post(page(report, "readers", str(given.pk)))
    assert fan.get(page(report)).status_code == 404
    assert fan.get(page(report, "paper")).status_code == 404


def test_outsider_is_not_told_rows_that_may_name_people(report, desk):
    figure = report.figures.get(key="rectifications.open")
    figure.rows = [{"kind": "rectification", "id": 1, "label": "张三冒领低保", "note": ""}]
    figure.save()
    services.admit(report, mandate("fan"), until=date(2026, 12, 31), contract="合同", by=mandate("wei"), at=clock.now())  # fmt: skip
    shown = text(desk("fan"), page(report, "figures", str(figure.pk)))
    assert "张三" not in shown
    assert "只计数" in shown


@pytest.mark.parametrize("rest", [(), ("paper",), ("versions", "advice"), ("compare", "1"), ("figures", "1")])  # fmt: skip
def test_stranger_of_a_township_opens_no_report(report, desk, rest):
    assert desk("zhao").get(page(report, *rest)).status_code in {403, 404}
    assert report.title not in text(desk("zhao"), reverse("office:evaluation_reports"))
