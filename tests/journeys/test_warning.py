"""A warning from hit to feedback by three people: the county gives it out, the township verifies and refers it."""

import pytest
from playwright.sync_api import Page, expect

from minzheng.kernel.monitoring.models import Lead

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def step(page: Page, name: str) -> None:
    """Open one of the steps of the lead's page."""
    page.locator(f"#step-{name} summary").click()


@pytest.mark.requirement("LM-08")
def test_warning_goes_from_hit_to_feedback_by_three_people(raised, window, address):
    seat = Lead.objects.filter(division__parent__name="会师镇", state="open")
    lead = seat.filter(kind__startswith="warning.").order_by("kind").first()
    page = f"{address}/leads/{lead.pk}/"

    chen = window("chen")
    chen.goto(page)
    step(chen, "dispatch")
    chen.locator("[name=dispatch-to]").select_option(label="苏建民（会师镇乡镇负责人）")
    chen.locator("[name=dispatch-note]").fill("三日内入户")
    chen.get_by_role("button", name="派发").click()
    expect(chen.locator("main")).to_contain_text("派给苏建民：三日内入户")

    su = window("su")
    su.goto(page)
    su.get_by_role("button", name="开始核查").click()
    step(su, "judge")
    su.locator("[name=judge-verdict]").select_option(label="属实")
    su.locator("[name=judge-note]").fill("入户核实，确有困难")
    su.get_by_role("button", name="写核查结论").click()
    expect(su.locator("main")).to_contain_text("属实：入户核实，确有困难")

    lin = window("lin")
    lin.goto(page)
    step(lin, "pass")
    lin.locator("[name=pass-department]").fill("县教育局")
    lin.locator("[name=pass-matter]").fill("助学")
    lin.get_by_role("button", name="转介其他部门").click()
    expect(lin.locator("main")).to_contain_text("转介县教育局办理：助学")

    chen.goto(page)
    step(chen, "feedback")
    chen.locator("[name=feedback-text]").fill("处置到位，下月继续监测")
    chen.get_by_role("button", name="反馈").click()
    expect(chen.locator("main")).to_contain_text("县级反馈：处置到位，下月继续监测")

    chen.goto(f"{address}/warnings/rules/{lead.kind}/")
    expect(chen.locator("main")).to_contain_text("责任岗位")
    chen.goto(f"{address}/households/{lead.household_id}/")
    chain = chen.locator("#chain")
    expect(chain).to_contain_text("处置到位，下月继续监测")
    expect(chain).to_contain_text(lead.text[:12])
