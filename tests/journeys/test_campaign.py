"""A screening in the browser: planned at the county, walked by two, sent twice, followed, closed."""

import pytest
from playwright.sync_api import expect

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.campaigns.models import Campaign, CampaignLine

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TITLE = "冬季困难群众摸排"


def plan(page, address: str) -> Campaign:
    """Plan a screening of the seat and make its lists."""
    page.goto(f"{address}/campaigns/")
    page.get_by_role("link", name="组织摸排").click()
    page.get_by_label("名称").fill(TITLE)
    page.get_by_label("依据").fill("县民发〔2026〕12号")
    page.get_by_label("摸排对象").select_option(label="全部家庭")
    seat = Mandate.objects.get(user__username="lin").division_id
    page.get_by_label("范围").select_option(seat)
    page.get_by_label("结束").fill("2026-11-30")
    page.get_by_role("button", name="保存计划").click()
    page.get_by_role("button", name="生成名单").click()
    expect(page.locator(".ui-notice").first).to_contain_text("名单已生成")
    return Campaign.objects.get(title=TITLE)


def record(page, address: str, line: CampaignLine, result: str, note: str = "") -> None:
    """Fill in the form at one door, on a phone."""
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(f"{address}/campaigns/lines/{line.pk}/")
    page.get_by_label("居住情况").select_option(label="独居")
    page.get_by_label(result).check()
    page.locator("[name=note]").fill(note)
    page.locator("[name=visited_at]").fill("2026-11-16T00:01")
    page.get_by_role("button", name="登记结果").click()
    expect(page.locator(".ui-notice").first).to_contain_text("摸排结果已登记")


@pytest.mark.requirement("LM-11")
def test_campaign_is_planned_walked_by_two_followed_and_closed(window, address):
    chen, yang, lin = window("chen"), window("yang"), window("lin")
    campaign = plan(chen, address)
    village = Mandate.objects.get(user__username="yang").division_id
    mine = campaign.lines.filter(division=village).order_by("pk").first()
    other = campaign.lines.exclude(division=village).order_by("pk").first()
    assert mine.worker.user.username == "yang"
    assert other.worker.user.username == "lin"

    # The phone sends the same form twice: one result, one lead.
    yang.goto(f"{address}/campaigns/lines/{mine.pk}/")
    receipt = yang.locator("[name=receipt]").input_value()
    token = yang.locator("form[data-draft^=line] [name=csrfmiddlewaretoken]").input_value()
    record(yang, address, mine, "需要救助或应享未享", "冬天没有取暖煤")
    mine.refresh_from_db()
    again = {"result": "need", "note": "冬天没有取暖煤", "visited_at": "2026-11-16T00:01"}
    again |= {"receipt": mine.receipt_id, "csrfmiddlewaretoken": token}
    assert receipt != mine.receipt_id
    answer = yang.request.post(
        f"{address}/campaigns/lines/{mine.pk}/", form=again, headers={"Referer": address}
    )
    assert answer.ok
    record(lin, address, other, "情况属实，无需救助")
    assert campaign.lines.exclude(result="").count() == 2
    assert campaign.lines.exclude(lead=None).count() == 1

    lin.goto(f"{address}/leads/{campaign.lines.get(pk=mine.pk).lead_id}/")
    expect(lin.locator("#main")).to_contain_text("冬天没有取暖煤")
    chen.goto(f"{address}/campaigns/{campaign.pk}/")
    tiles = chen.locator(".ui-tiles")
    expect(tiles).to_contain_text("已摸排")
    chen.get_by_text("结束摸排").click()
    chen.get_by_label("总结").fill("其余住户春节前补访")
    chen.get_by_role("button", name="结束并生成报告").click()
    expect(chen.locator("#main")).to_contain_text("其余住户春节前补访")
    with chen.expect_download() as saved:
        chen.get_by_role("link", name="导出 Excel").click()
    assert saved.value.suggested_filename.endswith(".xlsx")
    campaign.refresh_from_db()
    assert [(row["done"], row["needs"]) for row in campaign.closing] == [(2, 1)]
