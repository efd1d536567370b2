"""A day in the field in a real browser: no signal, a killed browser, everything arrives once; and the lock."""

import io
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.campaigns.models import NeedReport
from minzheng.kernel.offline.models import Record
from minzheng.kernel.visits.models import Visit
from minzheng.site.testing import PATIENCE_MS
from tests.journeys.access import faults_of
from tests.journeys.conftest import _sign_in as sign_in
from world import raising

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PIN, VISITS = "295831", 30
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
    "has_touch": True,
    "geolocation": {"latitude": 35.69, "longitude": 105.05},
    "permissions": ["geolocation"],
}
# Answers what a form asks of everybody, as a thumb would; photographs are taken apart.
ANSWER = """() => {
  for (const field of document.querySelectorAll(".f-field:not([hidden])")) {
    if (field.textContent.includes("（选填）")) continue;
    const choice = field.querySelector("input[type=radio], input[type=checkbox]");
    if (choice) { choice.click(); continue; }
    const text = field.querySelector("textarea, input.f-input");
    if (text) { text.value = "一切正常"; text.dispatchEvent(new Event("input", {bubbles: true})); }
  }
}"""
ALL = """async () => (await import("/static/field/core/records.js")).list()"""
DAY = """async () => (await import("/static/field/core/plan.js")).day()"""

# Another sync, once the one under way has ended.
SYNC = """async () => {
  const sync = await import("/static/field/core/sync.js");
  for (;;) {
    const told = await sync.run();
    if (told.failed !== "busy") return told;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}"""
ROWS = """async () => {
  const store = await import("/static/field/core/store.js");
  const tables = ["meta", "records", "versions", "outbox", "blobs", "day"];
  return (await Promise.all(tables.map((name) => store.all(name)))).flat().length;
}"""


def photograph(number: int) -> dict[str, Any]:
    """Return a picture that no other number has."""
    kept = io.BytesIO()
    Image.effect_noise((96, 96), 20 + number).save(kept, "JPEG")
    return {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}


def set_up(page: Page, address: str, username: str) -> None:
    """Sign in, set the PIN, fetch the day."""
    page.set_default_timeout(PATIENCE_MS)
    sign_in(page, address, username)
    page.goto(f"{address}/field/")
    page.get_by_label("设置 6 位数字解锁码").fill(PIN)
    page.get_by_label("再输入一次").fill(PIN)
    page.get_by_role("button", name="设置并下载今日任务").click()
    expect(page.locator("nav")).to_be_visible(timeout=30_000)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def unlock(page: Page, address: str) -> None:
    """Open the app from cold and type the PIN."""
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/field/")
    page.get_by_label("解锁码").fill(PIN)
    expect(page.locator("nav")).to_be_visible(timeout=30_000)


def drawn(page: Page, screen: str) -> None:
    """Wait until a screen stands in place of the last one."""
    page.wait_for_selector(f"#main[data-drawn='#/{screen}']")


def visit(page: Page, line: dict[str, Any], number: int) -> None:
    """Work one line of the plan: answers, a photograph, handed in."""
    whom = line["person"] or ""
    page.evaluate(f"location.hash = '#/new/visit/{line['household']}/{whom}/{line['rule']}'")
    page.wait_for_selector(".f-bar")
    page.evaluate(ANSWER)
    page.locator("input[type=file]").first.set_input_files(photograph(number))
    page.get_by_text("再拍一张").first.wait_for()
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url("**/#/today")
    expect(page.locator("main .f-form")).to_have_count(0)


def kill(profile: Path) -> None:
    """End the browser of a profile as a dying phone does."""
    mark = f"--user-data-dir={profile}".encode()
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark in (entry / "cmdline").read_bytes():
                os.kill(int(entry.name), signal.SIGKILL)
        except OSError:
            # Gone between looking and ending.
            continue


@pytest.fixture
def phone(chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that switches the same phone on, as often as it dies."""
    opened: list[BrowserContext] = []

    def switch_on(*, offline: bool = False) -> BrowserContext:
        context = chromium.browser_type.launch_persistent_context(
            tmp_path / "phone", executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu"], offline=offline, **PHONE,
        )  # fmt: skip
        opened.append(context)
        return context

    yield switch_on
    opened[-1].close()
    kill(tmp_path / "phone")


@pytest.fixture
def other_phone(chromium: Browser) -> Iterator[Page]:
    """Return a phone nothing was ever kept on."""
    context = chromium.new_context(**PHONE)
    yield context.new_page()
    context.close()


def test_day_without_signal_survives_a_killed_browser_and_arrives_once(
    phone: Callable[..., BrowserContext], address: str, tmp_path: Path
) -> None:
    context = phone()
    page = context.pages[0]
    set_up(page, address, "lin")
    lines = page.evaluate(DAY)["lines"][: VISITS + 1]
    assert len(lines) == VISITS + 1
    before = Visit.objects.count()

    context.set_offline(True)
    for number, line in enumerate(lines[:VISITS]):
        visit(page, line, number)
    # The last one is only begun when the phone dies.
    last = lines[VISITS]
    page.evaluate(f"location.hash = '#/new/visit/{last['household']}/{last['person'] or ''}/{last['rule']}'")  # fmt: skip
    page.get_by_label("说明").fill("炕烟道堵了")
    expect(page.locator(".f-saved")).to_contain_text("已保存在手机")
    kill(tmp_path / "phone")
    assert Visit.objects.count() == before

    context = phone(offline=True)
    page = context.pages[0]
    unlock(page, address)
    kept = page.evaluate(ALL)
    assert [row["state"] for row in kept].count("waiting") == VISITS
    begun = next(row for row in kept if row["state"] == "draft")
    page.evaluate(f"location.hash = '#/open/{begun['id']}'")
    expect(page.get_by_label("说明")).to_have_value("炕烟道堵了")
    expect(page.locator(".f-sync")).to_contain_text(f"{VISITS + 1} 条待上传（没有网络）")

    context.set_offline(False)
    expect(page.locator(".f-sync")).to_contain_text("全部已上传")
    again = page.evaluate(SYNC)
    assert (again["failed"], again["sent"]) == ("", 0)
    receipts = [row["id"] for row in kept if row["state"] == "waiting"]
    arrived = Visit.objects.filter(receipt_id__in=receipts)
    assert Visit.objects.count() - before == arrived.count() == VISITS
    assert [one.photos.count() for one in arrived] == [1] * VISITS
    assert {row["state"] for row in page.evaluate(ALL) if row["id"] in receipts} == {"submitted"}
    assert Record.objects.get(pk=begun["id"]).state == "draft"


def test_ten_wrong_pins_and_signing_out_leave_nothing_on_the_phone(
    other_phone: Page, address: str
) -> None:
    page = other_phone
    set_up(page, address, "yang")
    assert page.evaluate(ROWS) > 0
    page.evaluate("location.hash = '#/settings'")
    page.get_by_role("button", name="锁上").click()
    for left in range(9, -1, -1):
        page.get_by_label("解锁码").fill("864202")
        if left:
            expect(page.get_by_text(f"还可以试 {left} 次")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("第一次使用这部手机")).to_be_visible(timeout=30_000)
    assert page.evaluate(ROWS) == 0

    page.goto(f"{address}/field/")
    page.get_by_label("设置 6 位数字解锁码").fill(PIN)
    page.get_by_label("再输入一次").fill(PIN)
    page.get_by_role("button", name="设置并下载今日任务").click()
    expect(page.locator("nav")).to_be_visible(timeout=30_000)
    page.evaluate("location.hash = '#/settings'")
    page.get_by_role("button", name="退出并清除本机数据").click()
    page.get_by_role("button", name="退出并清除", exact=True).click()
    expect(page.get_by_text("第一次使用这部手机")).to_be_visible(timeout=30_000)
    expect(page.locator("#live")).to_contain_text("本机数据已清除")
    assert page.evaluate(ROWS) == 0
    assert page.request.get(f"{address}/field/sync/hello").status == 401


def test_clerk_of_the_next_township_fetches_nothing_of_ours(
    raised: raising.Raising, other_phone: Page, address: str
) -> None:
    set_up(other_phone, address, "zhao")
    day = other_phone.evaluate(DAY)
    ours = Mandate.objects.get(user__username="lin").division_id
    stranger = Mandate.objects.get(user__username="zhao").division_id
    codes = {one["division"] for one in [*day["lines"], *day["households"]]}
    assert codes
    assert all(code.startswith(stranger[:9]) for code in codes)
    assert not any(code.startswith(ours[:9]) for code in codes)
    authors = {row["author"] for row in other_phone.evaluate(ALL)}
    assert authors <= {"", "赵志远"}


def test_lead_takes_three_taps_and_a_sentence_and_arrives_when_there_is_signal(
    other_phone: Page, address: str
) -> None:
    page = other_phone
    set_up(page, address, "yang")
    page.context.set_offline(True)
    page.get_by_role("link", name="记录", exact=True).click()
    page.get_by_role("link", name="上报线索").click()
    page.get_by_label("什么情况").fill("村口老人独居，家里断了取暖煤")
    page.get_by_role("button", name="上报", exact=True).click()
    expect(page.locator(".f-sync")).to_contain_text("1 条待上传")
    expect(page.get_by_text("待上传", exact=True).first).to_be_visible()
    receipt = page.evaluate(ALL)[0]["id"]
    page.context.set_offline(False)
    expect(page.locator(".f-sync")).to_contain_text("全部已上传")
    assert page.evaluate(ALL)[0]["state"] == "submitted"
    report = NeedReport.objects.get(receipt_id=receipt)
    assert report.division == Mandate.objects.get(user__username="yang").division
    assert report.text == "村口老人独居，家里断了取暖煤"


def test_every_screen_is_accessible_and_keeps_to_360_pixels(
    other_phone: Page, address: str
) -> None:
    page = other_phone
    page.goto(f"{address}/field/")
    page.wait_for_selector("form")
    wrong = {"first": faults_of(page)}
    set_up(page, address, "yang")
    whom = f"{page.evaluate(DAY)['households'][0]['id']}/"
    page.evaluate(f"location.hash = '#/new/visit/{whom}'")
    page.get_by_label("说明").fill("甲")
    expect(page.locator(".f-saved")).to_contain_text("已保存在手机")
    wrong["writing"] = faults_of(page)
    draft = page.evaluate(ALL)[0]["id"]
    # As if another phone had written the same field without having seen ours.
    page.evaluate(
        f"""import("/static/field/core/records.js").then((all) => all.set("{draft}", "note", "乙", {{base: []}}))"""
    )
    page.evaluate("location.hash = '#/today'")
    page.evaluate(f"location.hash = '#/new/visit/{whom}'")
    drawn(page, f"conflict/{draft}")
    screens = (
        "today", f"conflict/{draft}", "people", f"person/{whom}", "record",
        "mine", "settings", "pin", f"lead/{whom}", f"new/check/{whom}", f"new/survey/{whom}",
    )  # fmt: skip
    for scheme, shown in (("light", screens), ("dark", screens[:3])):
        page.emulate_media(color_scheme=scheme)
        for screen in shown:
            page.evaluate(f"location.hash = '#/{screen}'")
            drawn(page, screen)
            wrong[f"{screen} {scheme}"] = faults_of(page)
            assert page.evaluate("document.documentElement.scrollWidth") == 360, screen
    page.evaluate("location.hash = '#/settings'")
    page.get_by_role("button", name="锁上").click()
    page.get_by_label("解锁码").wait_for()
    wrong["locked"] = faults_of(page)
    page.get_by_label("解锁码").fill(PIN)
    expect(page.locator("nav")).to_be_visible(timeout=30_000)
    page.evaluate(f"location.hash = '#/conflict/{draft}'")
    assert {screen: found for screen, found in wrong.items() if found} == {}

    expect(page.get_by_text("甲", exact=True)).to_be_visible()
    page.locator(".f-version", has_text="乙").get_by_role("button", name="采用这一份").click()
    expect(page.get_by_text("都核对好了")).to_be_visible()
    page.get_by_role("link", name="打开这条记录").click()
    drawn(page, f"open/{draft}")
    expect(page.get_by_label("说明")).to_have_value("乙")


@pytest.mark.parametrize("answer", ["waits", "taken"])
def test_new_version_waits_for_a_tap_and_keeps_what_is_being_typed(
    other_phone: Page, address: str, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    page = other_phone
    set_up(page, address, "yang")
    home = page.evaluate(DAY)["households"][0]["id"]
    page.evaluate(f"location.hash = '#/new/visit/{home}/'")
    page.get_by_label("说明").fill("写到一半")
    monkeypatch.setattr("minzheng.site.field.shell.version", lambda: f"new-{answer}")
    page.evaluate("navigator.serviceWorker.getRegistration().then((kept) => kept.update())")
    expect(page.get_by_role("button", name="有新版本，点此更新")).to_be_visible()
    expect(page.get_by_label("说明")).to_have_value("写到一半")
    if answer == "taken":
        page.get_by_role("button", name="有新版本，点此更新").click()
        page.get_by_label("解锁码").fill(PIN)
        expect(page.get_by_label("说明")).to_have_value("写到一半")
