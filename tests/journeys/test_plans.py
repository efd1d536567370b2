"""Plans in the browser: a plan imported, a figure sent back and accepted, a problem struck off, a report downloaded."""

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from minzheng.domains import planning
from minzheng.domains.planning.models import EvaluationReport, Plan, RectificationItem
from minzheng.domains.planning.reading import plan_file
from minzheng.domains.planning.services import plans
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators import queries
from minzheng.kernel.indicators.models import ReportedValue

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FILE = Path(planning.__file__).parent / "plans" / "huining.yaml"
FIGURE = "elderly.homes.adapted"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def told(page: Page, words: str) -> None:
    """Expect the note above the page."""
    expect(page.locator(".ui-notice").first).to_contain_text(words)


def form_of(page: Page, act: str) -> Locator:
    """Return the form of a deed, unfolded where it is folded."""
    fold = page.locator(f"details:has(form[action$='/{act}/'])")
    if fold.count():
        fold.first.evaluate("one => one.open = true")
    return page.locator(f"form[action$='/{act}/']").first


def test_plan_is_imported_from_its_file_and_a_broken_one_is_refused_by_line(
    window, address, tmp_path
):
    chen = window("chen")
    broken = tmp_path / "plan.yaml"
    broken.write_text(FILE.read_text(encoding="utf-8").replace('comparator: ">="', 'comparator: "约"', 1), encoding="utf-8")  # fmt: skip
    chen.goto(f"{address}/plan-imports/new/")
    for path in (broken, FILE):
        chen.locator("[name=file]").set_input_files(path)
        chen.locator("#main form button[type=submit]").first.click()
        if path is broken:
            line = 1 + broken.read_text(encoding="utf-8").split("约")[0].count("\n")
            expect(chen.locator("#main")).to_contain_text(f"第 {line} 行")
            assert not Plan.objects.filter(key="huining").exists()
    expect(chen.locator("#main")).to_contain_text("与建筑面积 5000 平方米不符")
    chen.get_by_role("link", name="生成规划").click()
    chen.locator("#main form button[type=submit]").first.click()
    told(chen, "规划")
    plan = Plan.objects.get(key="huining")
    expect(chen.locator("#main")).to_contain_text("城乡低保标准年度增速")
    assert plan.targets.filter(is_listed=True).count() == 14
    assert plan.projects.count() == 9


def test_township_reports_a_figure_which_the_county_sends_back_and_then_accepts(window, address):
    lin, chen = window("lin"), window("chen")
    town = Mandate.objects.get(user__username="lin").division_id
    for value, period in (("48", "2025"), ("52", "2025")):
        lin.goto(f"{address}/indicators/reports/{FIGURE}/")
        lin.locator("[name=division]").select_option(town)
        lin.locator("[name=period]").fill(period)
        lin.locator("[name=value]").fill(value)
        lin.locator("[name=source]").fill("会师镇适老化改造台账")
        lin.locator("#main form button[type=submit]").first.click()
        row = ReportedValue.objects.filter(indicator=FIGURE, division=town).latest("pk")
        assert row.state == "submitted"
        chen.goto(f"{address}/indicators/values/{row.pk}/")
        if value == "48":
            form_of(chen, "refuse").locator("[name=reason]").fill("请补上十二月验收的四户")
            form_of(chen, "refuse").locator("button[type=submit]").click()
            lin.goto(f"{address}/indicators/values/{row.pk}/")
            expect(lin.locator("#main")).to_contain_text("请补上十二月验收的四户")
        else:
            form_of(chen, "accept").locator("button[type=submit]").click()
    found = queries.yearly(FIGURE, town, 2025)
    assert found is not None and found.value == 52
    lin.goto(f"{address}/dashboard/{FIGURE}/?month=2025&division={town}")
    expect(lin.locator("#main")).to_contain_text("会师镇适老化改造台账")


def test_a_problem_goes_from_the_ledger_to_striking_off_by_three_people(window, address, tmp_path):
    chen, lin, wei = window("chen"), window("lin"), window("wei")
    photo = tmp_path / "after.png"
    photo.write_bytes(PNG)
    issue = "临时救助公示栏破损"
    seat = Division.objects.get(name="会师镇", level=4)
    chen.goto(f"{address}/rectifications/new/")
    for name, value in (
        ("issue", issue),
        ("paper", "县委巡察反馈意见"),
        ("unit", "会师镇人民政府"),
        ("due_on", "2026-12-20"),
    ):
        chen.locator(f"#main [name={name}]").fill(value)
    chen.locator("#main [name=source]").select_option("patrol")
    chen.locator("#main [name=division]").select_option(seat.pk)
    chen.locator("#main form button[type=submit]").first.click()
    row = RectificationItem.objects.get(issue=issue)
    page = f"{address}/rectifications/{row.pk}/"
    lin.goto(page)
    form = form_of(lin, "measure")
    form.locator("[name=measure]").fill("更换公示栏，每月检查")
    form.locator("[name=owner]").select_option(str(Mandate.objects.get(user__username="lin").pk))
    form.locator("button[type=submit]").click()
    told(lin, "整改措施已登记")
    form = form_of(lin, "submit")
    form.locator("[name=text]").fill("已更换")
    form.locator("[name=evidence]").set_input_files(photo)
    form.locator("button[type=submit]").click()
    told(lin, "已报送")
    expect(lin.locator("form[action$='/verify/']")).to_have_count(0)
    wei.goto(page)
    form = form_of(wei, "verify")
    form.locator("[name=passed]").first.check() if form.locator("[name=passed][type=radio]").count() else form.locator("[name=passed]").select_option("1")  # fmt: skip
    form.locator("[name=opinion]").fill("现场查看，已更换")
    form.locator("button[type=submit]").click()
    told(wei, "复查结果已登记")
    lin.goto(page)
    expect(lin.locator("#main")).to_contain_text("已销号")


def test_midterm_report_is_drafted_downloaded_and_its_figures_open(
    raised, window, address, tmp_path
):
    chen = window("chen")
    if not Plan.objects.filter(key="huining").exists():
        by = Mandate.objects.get(user__username="chen")
        plans.enter(
            plan_file.read(FILE.read_bytes()).content,
            division="620422",
            by=by,
            at=raised.moment(11, 16),
        )
    plan = Plan.objects.get(key="huining")
    chen.goto(f"{address}/plan-reports/new/")
    chen.locator("[name=plan]").select_option(str(plan.pk))
    chen.locator("[name=kind]").select_option("midterm")
    chen.locator("[name=on]").fill("2026-11-10")
    chen.locator("#main form button[type=submit]").first.click()
    row = EvaluationReport.objects.get(plan=plan)
    expect(chen.locator("#main")).to_contain_text("主要目标指标完成情况")
    with chen.expect_download() as download:
        chen.get_by_role("link", name="下载文书").click()
    paper = tmp_path / "report.docx"
    download.value.save_as(paper)
    with zipfile.ZipFile(io.BytesIO(paper.read_bytes())) as book:
        words = book.read("word/document.xml").decode()
    assert all(target.label[:6] in words for target in plan.targets.filter(is_listed=True))
    link = chen.locator(f"article a[href^='/plan-reports/{row.pk}/figures/']").first
    shown = link.inner_text()
    link.click()
    expect(chen.locator("#main dd", has_text=shown).first).to_be_visible()
