"""The standards desk: typed by one, judged by the law, released by another, paid to the fen."""

import re
from datetime import date

import pytest
from django.db.models import Sum

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.determinations.models import StandardChange
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.payments import services as payments
from minzheng.kernel.payments.models import StandardEffect
from minzheng.site.office.tests.sheets import rows_of

NEW = "/standards/new/?owner=assistance.dibao&owner=assistance.tekun"
PAPER = {
    "title": "2026年标准", "document": "市政发〔2026〕30号", "source": "市人民政府通知", "issued_by": "prefecture",
    "division": "620422", "since": "2026-10-01",
    "new:assistance.dibao|standard|urban": "６９０元", "new:assistance.dibao|standard|rural": "480",
    "new:assistance.tekun|tekun_basic|urban": "897", "new:assistance.tekun|tekun_basic|rural": "624",
}  # fmt: skip


def drafted(desk, **changes) -> StandardChange:
    """Draft the paper at the desk."""
    answer = desk("chen").post(NEW, PAPER | changes)
    assert answer.status_code == 302, answer.content.decode()
    return StandardChange.objects.latest("pk")


def text(answer) -> str:
    """Return the words of a page without its tags."""
    return re.sub(r"<[^>]+>|\s+", "", answer.content.decode())


def test_draft_released_by_another_changes_the_next_run_by_the_sum_shown(county, desk):
    change = drafted(desk)
    assert change.values.get(category="urban", name="standard").value == "690"
    chen = Mandate.objects.get(user__username="chen")
    place = Division.objects.get(code="620422")
    at = change.made_at
    (plan,) = [p for p in payments.plans(change) if p.benefit.key == "assistance.dibao"]
    shown = f"{plan.next_run // 100:,}.{plan.next_run % 100:02d}"
    assert shown in text(desk("wei").get(f"/standards/{change.pk}/plan/"))
    assert desk("chen").post(f"/standards/{change.pk}/release/").status_code == 403
    desk("wei").post(f"/standards/{change.pk}/release/")
    change.refresh_from_db()
    assert change.state == "draft"  # the national line is not known: a reason is asked for
    desk("wei").post(f"/standards/{change.pk}/release/", {"reason": "按市级文件执行"})
    effect = StandardEffect.objects.get(change=change, benefit="assistance.dibao")
    assert (effect.monthly, effect.back) == (plan.monthly, plan.back)
    run = payments.build_run("assistance.dibao", plan.from_month, division=place, by=chen, at=at)
    raised = sum(new.after - new.before for new in plan.adjusted if new.month == plan.from_month)
    back = run.lines.filter(kind="back").aggregate(Sum("amount"))["amount__sum"]
    assert (back, raised + back) == (plan.back - plan.waiting, plan.next_run)
    page = text(desk("chen").get(f"/payments/{run.pk}/"))
    assert "补发以前月份" in page
    assert "在其他批次发放" not in page


def test_law_answers_while_somebody_types_and_keeps_nothing(county, desk):
    asked = PAPER | {"new:assistance.tekun|tekun_basic|urban": "811"}
    page = text(desk("chen").post(NEW, asked, headers={"HX-Request": "true"}))
    assert "特困人员基本生活标准811元/人·月低于低保标准×130%897元/人·月" in page
    assert "无法判断：缺当年国家扶贫标准" in page
    assert not StandardChange.objects.exists()


def test_what_was_typed_wrong_stays_with_its_reason(county, desk):
    page = desk("chen").post(NEW, PAPER | {"new:assistance.dibao|standard|rural": "四百八"})
    assert "四百八" in text(page)
    assert "不是数值" in text(page)
    assert not StandardChange.objects.exists()


def test_raise_by_percent_fills_the_boxes_up_to_the_yuan(county, desk):
    page = desk("chen").post(NEW, PAPER | {"do": "raise", "percent": "６.5%"}).content.decode()
    filled = dict(re.findall(r'name="new:([^"]+)" value="(\d*)"', page))
    assert filled["assistance.dibao|standard|urban"] == "664"  # 623 × 1.065 = 663.495
    assert filled["assistance.tekun|min_wage|"] == ""


def test_unlawful_paper_has_no_button_to_release_it(county, desk):
    change = drafted(desk, **{"new:assistance.tekun|tekun_basic|urban": "896"})
    page = desk("wei").get(f"/standards/{change.pk}/").content.decode()
    assert "不能发布" in page
    desk("wei").post(f"/standards/{change.pk}/release/", {"reason": "照发"})
    change.refresh_from_db()
    assert change.state == "draft"


def test_people_of_other_townships_are_not_shown(county, desk):
    change = drafted(desk)
    all_rows = rows_of(desk("chen").get(f"/standards/{change.pk}/people/?export=xlsx"), "户主")
    ours = rows_of(desk("lin").get(f"/standards/{change.pk}/people/?export=xlsx"), "户主")
    assert 0 < len(ours) < len(all_rows)
    assert {row["乡镇、村"].split()[0] for row in ours} == {"会师镇"}


@pytest.mark.requirement("SA-90")
def test_years_show_the_plans_growth_and_leave_as_a_workbook(county, desk):
    sheet = rows_of(desk("song").get("/standards/years/?first=2016&last=2020&export=xlsx"), "标准")
    urban = next(row for row in sheet if row["标准"] == "低保标准（城市）")
    assert (urban["2016"], urban["2020"], urban["起止年份"]) == ("346", "623", "2016—2020，4年")
    assert round(float(urban["年均增长"]), 4) == 0.1584
    assert "data-chart" in desk("song").get("/standards/years/").content.decode()


@pytest.mark.requirement("SA-44")
def test_checks_of_a_day_and_natural_growth_stand_on_one_page(county, desk):
    page = text(desk("song").get("/standards/checks/?on=2026-11-16"))
    assert "农村低保标准占城市低保标准的比例64.04%低于规定的最低比例75%" in page
    assert "低保标准（城市）6234.00648" in page
    filled = desk("chen").get(f"{NEW}&grow=1").content.decode()
    assert 'name="new:assistance.dibao|standard|urban" value="648"' in filled
    assert date(2026, 11, 16).isoformat() in page
