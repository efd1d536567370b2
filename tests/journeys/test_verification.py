"""A check of means inside a 低保 case while the bank is down: gone on with a mark, run again, complete."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from minzheng.core import clock
from minzheng.kernel.accounts.services import system_mandate
from minzheng.kernel.cases.models import Case
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.choices import DELIVERY, HTTP, PROCEED
from minzheng.kernel.exchange.services import set_link
from minzheng.kernel.verification.queries import latest_report, verification_returned
from world.partners.server import Departments, Temper
from world.partners.truth import Truth

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BANK, SECRET = "bank.deposits", "MINZHENG_PARTNER_SECRET"


@pytest.fixture
def bank(raised, address, monkeypatch):
    """Return the departments, the bank linked and down; afterwards nothing is linked any more."""
    monkeypatch.setenv(SECRET, "geheim")
    server = Departments(Truth.of(raised.made()), b"geheim").start()
    server.tempers[BANK] = Temper(latency=(0, 0.05), is_down=True)
    county = Division.objects.get(code="620422")
    common = {"division": county, "by": system_mandate(county.code), "source": "共享协议"}
    set_link(
        BANK, mode=HTTP, address=f"{server.address}/query/{BANK}", secret_name=SECRET,
        on_failure=PROCEED, attempts=2, since=clock.now().date(), at=clock.now(), **common,
    )  # fmt: skip
    yield server
    set_link(BANK, mode=DELIVERY, since=clock.now().date(), at=clock.now(), **common)
    server.shutdown()
    server.server_close()


def check_again(page, address, case):
    """Press the one button that checks the family of a case anew."""
    page.goto(f"{address}/cases/{case.pk}/")
    page.locator("#checks details", has_text="重新核对").locator("summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="重新核对").click()


@pytest.mark.requirement("HD-01", "HD-16")
def test_bank_down_is_marked_and_once_it_is_up_the_report_is_whole(window, address, bank):
    case = (
        Case.objects.filter(workflow="assistance.dibao.application", state="accepted")
        .filter(division__parent__name="会师镇", verifications__state="returned")
        .first()
    )
    lin = window("lin")
    check_again(lin, address, case)
    checks = lin.locator("#checks")
    expect(checks).to_contain_text("没有答复的部门")
    expect(checks).to_contain_text("对方返回 503")

    bank.temper(BANK).is_down = False
    check_again(lin, address, case)
    expect(checks).to_contain_text("已出报告")
    expect(checks).to_contain_text("未取得 0 项")
    expect(checks).not_to_contain_text("没有答复的部门")
    expect(lin.locator("#next")).not_to_contain_text("核对报告尚未出具")
    assert verification_returned(case, clock.now() + timedelta(minutes=1)) == (True, "")

    lin.get_by_role("link", name="打开核对报告").click()
    expect(lin.locator("h1")).to_contain_text("经济状况核对报告")
    lin.locator("#asked").get_by_role("link", name="银行（查询专线）·存款余额").first.click()
    expect(lin.locator("#main")).to_contain_text("答复摘要（SM3）")
    query = latest_report(case).partner_queries.filter(data_set=BANK).first()
    assert bank.book.times[query.key] == 1
