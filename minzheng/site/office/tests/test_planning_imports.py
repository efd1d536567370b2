"""Pages of imports: read a text, decide beside the source, make the plan, hand figures to another person."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.domains.planning.models import Plan, PlanImport
from minzheng.domains.planning.tests.test_imports import NEVER_SEEN
from minzheng.kernel.indicators.models import ReportedValue

PLAN = """某县“十五五”民政事业发展规划
到2030年,养老机构护理型床位占比达到60%以上。
到2030年,城乡低保标准比不低于7%。
"""
EVALUATION = """《某县“十四五”民政事业发展规划》实施中期评估报告
成文日期: 2024-04-29

一、主要目标指标完成情况

1、福利彩票销售网点数:福利彩票销售网点数415个,已完成目标任务。

2、志愿服务站点在社区综合服务设施中的覆盖率:覆盖率达到88%,达到预期目标。
"""
HEAD = {
    "title": "某县规划", "key": "page_plan", "kind": "five_year_plan", "period_from": "2026-01-01",
    "period_to": "2030-12-31", "division": "620422",
}  # fmt: skip


def text(answer) -> str:
    """Return the words of an answer."""
    return answer.content.decode()


@pytest.fixture
def begun(desk):
    """Return a function that pastes a text and returns its import."""

    def paste(words=PLAN) -> PlanImport:
        answer = desk("chen").post("/plan-imports/new/", {"text": words})
        assert answer.status_code == 303, text(answer)
        return PlanImport.objects.latest("pk")

    return paste


def _decide(desk, row, label, **told):
    one = row.proposals.exclude(section="defects").get(label=label)
    return desk("chen").post(f"/plan-imports/{row.pk}/items/{one.pk}/", {
        "label": one.label, "key": one.key, "comparator": one.comparator, "unit": one.unit, "value": one.value or "",
        "do": "take",
    } | told)  # fmt: skip


def test_a_proposal_stands_beside_its_sentence_with_the_figure_marked(begun, desk):
    page = text(desk("chen").get(f"/plan-imports/{begun().pk}/"))
    assert "到2030年,养老机构护理型床位占比达到<mark>60</mark>%以上" in page
    assert "原文第 2 行" in page and "低得不合常理" in page


def test_a_doubtful_figure_is_not_taken_unseen(begun, desk):
    row = begun()
    label = "城乡低保标准比"
    assert "有疑点" in text(desk("chen").get(_decide(desk, row, label).headers["Location"]))
    one = row.proposals.exclude(section="defects").get(label=label)
    assert one.state == "open"
    _decide(desk, row, label, confirmed="on", value="75")
    one.refresh_from_db()
    assert (one.state, one.value) == ("accepted", 75)


def test_what_was_decided_makes_a_plan(begun, desk):
    row, chen = begun(), desk("chen")
    chen.post(f"/plan-imports/{row.pk}/all/take/")
    assert chen.post(f"/plan-imports/{row.pk}/make/", HEAD).status_code == 200
    chen.post(f"/plan-imports/{row.pk}/all/leave/")
    assert "生成规划" in text(chen.get(f"/plan-imports/{row.pk}/"))
    assert chen.post(f"/plan-imports/{row.pk}/make/", HEAD).status_code == 303
    plan = Plan.objects.get(key="page_plan")
    assert [one.value for one in plan.targets.all()] == [60]
    assert plan.title in text(chen.get(f"/plan-imports/{row.pk}/"))
    # Pressed twice, it is one plan.
    assert chen.post(f"/plan-imports/{row.pk}/make/", HEAD).status_code == 200
    assert Plan.objects.filter(key="page_plan").count() == 1


def test_figures_of_an_evaluation_wait_for_another_person(begun, desk):
    row, chen = begun(EVALUATION), desk("chen")
    chen.post(f"/plan-imports/{row.pk}/all/take/")
    chen.post(f"/plan-imports/{row.pk}/all/leave/")
    # The report names its plan, and its own paper is not the plan's.
    assert 'value="某县“十四五”民政事业发展规划"' in text(chen.get(f"/plan-imports/{row.pk}/make/"))
    chen.post(f"/plan-imports/{row.pk}/make/", HEAD)
    answer = chen.post(f"/plan-imports/{row.pk}/report/", {"period": "2023"})
    answer = chen.get(answer.headers["Location"])
    waiting = ReportedValue.objects.filter(evidence=row.document, state="submitted")
    assert waiting.count() == 2, text(answer)
    assert "登记 2 项" in text(answer)


def test_a_wrong_data_file_is_refused_with_its_lines(county, desk):
    wrong = SimpleUploadedFile("p.yaml", NEVER_SEEN.replace('"<="', '"less"').encode())
    page = text(desk("chen").post("/plan-imports/new/", {"file": wrong}))
    assert "第 9 行" in page and "比较方式" in page
    assert not PlanImport.objects.exists()


def test_the_list_and_the_template_are_there_for_who_enters_plans_only(begun, desk):
    begun()
    assert "十五五" in text(desk("chen").get("/plan-imports/"))
    assert desk("chen").get("/plan-imports/template/")["Content-Type"].endswith("sheet")
    assert desk("lin").get("/plan-imports/").status_code == 403
