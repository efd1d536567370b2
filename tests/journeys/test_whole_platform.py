"""The platform of assistance in one piece: applied for by phone, checked, confirmed, warned of, helped, told."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from minzheng.core import clock
from minzheng.kernel.accounts.services import system_mandate
from minzheng.kernel.cases.models import Case
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange import services as exchange
from minzheng.kernel.exchange.choices import DELIVERY, HTTP
from minzheng.kernel.exchange.declarations import data_sets, partner
from minzheng.kernel.exchange.services import set_link
from minzheng.kernel.monitoring import services as monitoring
from minzheng.kernel.monitoring.models import Lead
from minzheng.kernel.people.models import Household
from minzheng.kernel.verification.queries import latest_report
from minzheng.kernel.visits.choices import LEAD_CHECK
from world.partners.links import BY_FILE, BY_VIEW, OVER_HTTP, SECRET
from world.partners.server import Departments
from world.partners.truth import Truth

from .test_application import confirm, take, visit
from .test_villager import Thumb, apply, known

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MONTH, COUNTY = "2026-10", "620422"
# 教育、人社、医保、乡村振兴、残联、公安: asked in the check, as far as its policy needs them (社会救助法 11).
ASKED = {"education", "hr", "medical", "agriculture", "disability", "police"}
# 住建、卫健、应急: delivered every month, and warned of.
WARNING = {"construction", "health", "emergency"}
LINKED = (*OVER_HTTP, BY_FILE, BY_VIEW)
WHEELCHAIR = "轮椅一辆"


class Hand(Thumb):
    """A thumb that does not stop to look: the villager's own journey does."""

    def look(self, name: str) -> None:
        """Go on."""


@pytest.fixture
def departments(raised, address, monkeypatch):
    """Return the departments, linked, that know of no income and no property; afterwards they are linked no more."""
    monkeypatch.setenv(SECRET, "geheim")
    server = Departments(Truth({}), b"geheim").start()
    common = {
        "division": Division.objects.get(code=COUNTY),
        "by": system_mandate(COUNTY),
        "source": "共享协议",
    }
    for key in LINKED:
        set_link(
            key, mode=HTTP, address=f"{server.address}/query/{key}", secret_name=SECRET, since=clock.now().date(),
            at=clock.now(), **common,
        )  # fmt: skip
    yield server
    monkeypatch.setenv(clock.TODAY, "2026-11-25")
    for key in LINKED:
        set_link(key, mode=DELIVERY, since=clock.now().date(), at=clock.now(), **common)
    server.shutdown()
    server.server_close()


def old_family() -> Household:
    """Return a family of old people of the seat that never applied for anything."""
    rows = Household.objects.filter(
        division__parent__name="会师镇", findings=None, entitlements=None
    )
    for row in rows.filter(cases=None).select_related("head").order_by("-number"):
        members = [one.person for one in row.memberships.filter(valid_to=None)]
        if members and all(one.birth_on and one.birth_on.year < 1960 for one in members):
            return row
    raise LookupError("no family of old people is left")


def deed(page: Page, act: str, **told: str) -> None:
    """Fill and send one of the small forms of a page, whether folded or not."""
    form = page.locator(f"form[action$='/{act}/']")
    # The page may still be on its way: whether the form is folded is asked once it is there.
    form.wait_for(state="attached")
    send = form.locator("button[type=submit]")
    if not send.is_visible():
        page.locator("details", has=form).locator("summary").first.click()
    for name, value in told.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    with page.expect_navigation():
        send.click()


def listed(page: Page, address: str) -> Locator:
    """Open the month's deliveries and return what is shown."""
    page.goto(f"{address}/deliveries/?month={MONTH}")
    return page.locator("#main")


def struck(household: Household, inbox: Path) -> Lead:
    """Take in a late list of the emergency bureau, judge the month by it, return what it warns of."""
    head = household.head
    assert head is not None
    inbox.mkdir()
    rows = f"身份证号,姓名,灾害种类,受灾日期,损失金额\n{head.id_number},{head.name},暴雨洪涝,2026-10-29,12000\n"
    (inbox / f"应急_受灾人员_{MONTH}.csv").write_text(rows, encoding="utf-8")
    by = system_mandate(COUNTY)
    exchange.take_inbox(inbox, MONTH, by=by, at=clock.now())
    monitoring.find(MONTH, by=by, at=clock.now())
    monitoring.open_leads(MONTH, by=by, at=clock.now())
    return Lead.objects.get(kind="warning.disaster", household=household)


@pytest.mark.requirement("SA-04", "SA-08")
def test_one_family_goes_from_the_phone_through_every_part_and_back_to_the_phone(
    window, phone, address, identity, departments, monkeypatch, tmp_path
):
    household = old_family()
    identity.personas[str(household.head.pk)] = known(household.head)
    thumb = Hand(phone)
    number = apply(thumb, address, household.head)
    case = Case.objects.get(number=number)
    verified(window, address, case)

    su = window("su")
    take(su, address, case.pk, "张贴公示")
    monkeypatch.setenv(clock.TODAY, "2026-11-24")
    take(su, address, case.pk, "公示期满，上报县级")
    confirm(window("chen"), address, case.pk)

    monkeypatch.setenv(clock.TODAY, "2026-11-25")
    lead = struck(household, tmp_path / "inbox")
    disposed(window, address, lead)
    helped(window, address, household)
    chen = window("chen")
    chen.goto(f"{address}/leads/{lead.pk}/")
    deed(chen, "feedback", **{"feedback-text": "已按需要帮扶，继续监测"})

    chen.goto(f"{address}/households/{household.pk}/")
    chain = chen.locator("#chain")
    for words in (
        "遭受暴雨洪涝",
        "房屋进水",
        "已出报告",
        "最低生活保障",
        "已确认",
        WHEELCHAIR,
        "继续监测",
    ):
        expect(chain).to_contain_text(words)

    phone.goto(f"{address}/portal/matters/{number}/")
    # Nine days later she signs in anew.
    thumb.tap(phone.get_by_role("link", name="去登录"), loads=True)
    thumb.tap(phone.locator("a", has_text=household.head.name).first, loads=True)
    expect(phone.locator("h1")).to_contain_text("最低生活保障")
    expect(phone.locator("main")).to_contain_text("已确认")
    phone.goto(f"{address}/portal/benefits/")
    for words in ("最低生活保障金", "每月", WHEELCHAIR, "县慈善会", "已接单"):
        expect(phone.locator("main")).to_contain_text(words)


def verified(window, address: str, case: Case) -> None:
    """Accept with one click, and see the nine departments of the platform in the report and on the calendar."""
    lin = window("lin")
    take(lin, address, case.pk, "受理")
    expect(lin.locator("#checks")).to_contain_text("已出报告")
    visit(lin, address, case.pk, "没有收入，情况属实", kind="survey", second="苏建民")
    take(lin, address, case.pk, "提出初审意见")
    report = latest_report(case)
    asked = set(report.partner_queries.values_list("partner", flat=True))
    assert asked >= ASKED
    lin.goto(f"{address}/verification/{report.pk}/")
    for key in ASKED:
        expect(lin.locator("#asked")).to_contain_text(partner(key).label)
    calendar = listed(window("chen"), address)
    for row in data_sets():
        if row.partner in ASKED | WARNING:
            expect(calendar).to_contain_text(row.label)
    for key in ASKED | WARNING:
        expect(calendar).to_contain_text(partner(key).label)


def disposed(window, address: str, lead: Lead) -> None:
    """Look into a warning at the township: begin, visit, judge, close."""
    su, page = window("su"), f"{address}/leads/{lead.pk}/"
    su.goto(page)
    su.get_by_role("button", name="开始核查").click()
    su.get_by_role("link", name="记录走访").first.click()
    form = su.locator("form[data-draft^=visit]")
    form.get_by_label("类型").select_option(LEAD_CHECK)
    form.locator("[name=conclusion]").fill("房屋进水，老人行动不便")
    su.get_by_role("button", name="保存走访").click()
    su.goto(page)
    deed(su, "judge", **{"judge-verdict": "true", "judge-note": "受灾属实"})
    deed(su, "measure", action="close", note="已转救助订单")
    expect(su.locator("main")).to_contain_text("办结")


def helped(window, address: str, household: Household) -> None:
    """Raise what the visit found, match it with the bank of resources, and let one answer."""
    lin, chen = window("lin"), window("chen")
    chen.goto(f"{address}/resources/new/")
    told = {"name": "爱心轮椅", "giver": "charity", "provider": "县慈善会", "form": "goods", "need": "care",
            "unit": "辆", "quantity": "3", "valid_from": date(2026, 1, 1).isoformat()}  # fmt: skip
    for name, value in told.items():
        field = chen.locator(f"form[data-draft] [name={name}]")
        choose = field.evaluate("one => one.tagName") == "SELECT"
        (field.select_option if choose else field.fill)(value)
    chen.locator("form[data-draft] button[type=submit]").click()
    expect(chen.locator("#main")).to_contain_text("爱心轮椅")
    lin.goto(f"{address}/households/{household.pk}/help/")
    deed(lin, "order", source="lead", need="care", form="goods", text=WHEELCHAIR, quantity="1")
    lin.goto(f"{address}/orders/")
    lin.locator("#main").get_by_role("link", name=household.head.name).first.click()
    deed(lin, "post")
    expect(lin.locator("#main")).to_contain_text("县慈善会")
    deed(lin, "accept", quantity="1")
    expect(lin.locator("#main")).to_contain_text("已接单")
