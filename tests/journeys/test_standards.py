"""A standard is raised late: tried, drafted, released by a second person, paid to the fen with its back pay."""

import re

import pytest
from playwright.sync_api import Page, expect

from minzheng.core import clock, months
from minzheng.core.money import yuan_to_fen
from minzheng.kernel.accounts.services import system_mandate
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.determinations.models import StandardChange
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.payments import services as payments
from minzheng.kernel.payments.choices import LineKind

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DIBAO = "assistance.dibao"
PAPER = {
    "title": "提高农村低保标准",
    "document": "会民发〔2026〕9号",
    "source": "会宁县民政局通知 第一条",
}


def draft(chen: Page, address: str) -> int:
    """Type the paper and the one new value; return the change."""
    chen.goto(f"{address}/standards/new/?owner={DIBAO}")
    for name, value in PAPER.items():
        chen.locator(f"[name={name}]").fill(value)
    chen.locator("[name=issued_by]").select_option("prefecture")
    chen.locator("[name=since]").fill("2026-10-01")
    cell = chen.get_by_label("低保标准（农村）")
    cell.fill("440")
    cell.blur()
    # The destitute get 568 yuan: less than 1.3 times 440, so this may not be released alone.
    floor = chen.locator("#checks li", has_text="特困基本生活标准不低于低保标准的规定倍数（农村）")
    expect(floor).to_contain_text("568 元/人·月 低于")
    assert not StandardChange.objects.exists()
    cell.fill("４３５元")
    cell.blur()
    expect(floor).to_contain_text("568 元/人·月 高于")
    chen.get_by_role("button", name="拟好，交另一人复核").click()
    expect(chen.locator(".ui-notice").first).to_contain_text("等待另一人复核")
    return StandardChange.objects.latest("pk").pk


def shown(page: Page) -> int:
    """Read what the page promises of the next run: by how much it pays more, back pay included, in fen."""
    told = page.get_by_text("发布后每月共增减").inner_text()
    found = re.search(r"当月发放比原来多 ([\d,.]+) 元（含补发）", told)
    assert found, told
    return yuan_to_fen(found[1].replace(",", ""))


def test_late_rise_is_paid_exactly_as_the_page_said(raised, window, address, monkeypatch):
    chen, wei = window("chen"), window("wei")
    change = draft(chen, address)
    page = f"{address}/standards/{change}/"
    expect(chen.get_by_role("button", name="复核无误，发布")).to_have_count(0)
    more = shown(chen)

    county = Division.objects.get(code="620422")
    row = StandardChange.objects.get(pk=change)
    (plan,) = (plan for plan in payments.plans(row) if plan.benefit.key == DIBAO)
    month = plan.from_month
    before = {e.holder: e.amount for e in benefits.payable(DIBAO, month)}
    assert months.first_day(month) > months.first_day("2026-11")

    wei.goto(page)
    if wei.locator("[name=reason]").count():
        wei.locator("[name=reason]").fill("上级统一部署，按文件执行")
    wei.on("dialog", lambda dialog: dialog.accept())
    wei.get_by_role("button", name="复核无误，发布").click()
    expect(wei.locator(".ui-notice").first).to_contain_text("已发布")
    expect(wei.locator("main")).to_contain_text("已落实的待遇")

    monkeypatch.setenv(clock.TODAY, f"{month}-05")
    run = payments.build_run(
        DIBAO, month, division=county, by=system_mandate(county.code), at=clock.now()
    )
    lines = run.lines.filter(month=month, reissue_of=None)
    regular = dict(lines.filter(kind=LineKind.REGULAR.value).values_list("holder", "amount"))
    back = lines.filter(kind=LineKind.BACK.value).values_list("amount", flat=True)
    assert sum(back) > 0
    assert sum(regular.values()) + sum(back) - sum(before[holder] for holder in regular) == more
