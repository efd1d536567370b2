"""A villager on a small phone: applies for 低保, follows it, understands a refusal, objects, rates.

The keystroke-level estimate uses the constants of Card, Moran and Newell (1983), for somebody slow:
K 0.75 s a key, P 1.1 s to point with 0.2 s to press, M 1.35 s to decide on each thing asked, and
R 1.0 s for each page that loads.
"""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from minzheng.kernel.cases.models import Case, Rating
from minzheng.kernel.people.models import Person
from world.identity import Persona

from .access import faults_of
from .test_application import investigate, rich_family

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_FIELDS, MOST_TOUCHES, TARGET = 12, 90, 180
KEY, POINT, PRESS, MIND, RESPONSE = 0.75, 1.1, 0.2, 1.35, 1.0
# What a citizen opens of his own, beside the matter and the sheets of its application.
SIGNED_IN = (
    "", "matters/", "benefits/", "inbox/", "appointments/", "appointments/new/?matter=assistance.dibao.application",
    "changes/", "ratings/", "grievances/", "grievances/new/", "report/", "account/", "family/",
)  # fmt: skip
# A signature drawn with a finger: about as long as six points.
STROKES = 6


@dataclass
class Thumb:
    """What one thumb does on a page: every tap and key counted."""

    page: Page
    taps: int = 0
    keys: int = 0
    fields: int = 0
    asked: int = 0
    pages: int = 0
    faults: dict[str, list[str]] = field(default_factory=dict)

    def tap(self, target: Locator, *, loads: bool = False) -> None:
        """Tap something; wait where it leads to another page."""
        target.scroll_into_view_if_needed()
        if loads:
            with self.page.expect_navigation():
                target.tap()
            self.pages += 1
        else:
            target.tap()
        self.taps += 1
        self.asked += 1

    def type(self, target: Locator, text: str) -> None:
        """Tap into a field and type; a Chinese character costs three keys by pinyin."""
        self.tap(target)
        self.fields += 1
        self.keys += sum(1 if letter.isascii() else 3 for letter in text)
        target.fill(text)

    def sign(self, pad: Locator) -> None:
        """Draw a name with the finger."""
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box is not None
        mouse = self.page.mouse
        mouse.move(box["x"] + 20, box["y"] + 30)
        mouse.down()
        for step in range(1, 9):
            mouse.move(box["x"] + 20 + 18 * step, box["y"] + 30 + 25 * (step % 3))
        mouse.up()
        self.taps += STROKES
        self.asked += 1

    def look(self, name: str) -> None:
        """Keep what shuts somebody out of the page as it stands; what is wider than the phone, too."""
        found = faults_of(self.page)
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append("wider than the screen")
        if found:
            self.faults[name] = found

    @property
    def touches(self) -> int:
        """Return key presses and taps together."""
        return self.taps + self.keys

    @property
    def seconds(self) -> float:
        """Return the keystroke-level estimate."""
        hands = self.keys * KEY + self.taps * (POINT + PRESS)
        return hands + self.asked * MIND + self.pages * RESPONSE


def known(person: Person) -> Persona:
    """Return somebody of the register as the identity service knows him."""
    return Persona(str(person.pk), person.name, str(person.id_number), "13900000001")


def on(thumb: Thumb) -> None:
    """Look at the sheet as it is filled in and go on to the next."""
    thumb.look(f"sheet {thumb.pages}")
    thumb.tap(thumb.page.get_by_role("button", name="下一步"), loads=True)


def apply(thumb: Thumb, address: str, person: Person) -> str:
    """Apply for 低保 from the portal's first page on; return the number of the matter."""
    page = thumb.page
    page.goto(f"{address}/portal/")
    thumb.tap(page.get_by_role("link", name="我要办事").first, loads=True)
    thumb.tap(page.get_by_role("link", name="最低生活保障申请").first, loads=True)
    thumb.tap(page.get_by_role("link", name="开始申请").first, loads=True)
    thumb.tap(page.get_by_role("link", name="去登录"), loads=True)
    thumb.tap(page.locator("a", has_text=person.name).first, loads=True)
    thumb.tap(page.get_by_label("因病支出大"))
    thumb.type(page.get_by_label("情况说明"), "住院花了很多钱")
    on(thumb)
    thumb.tap(page.locator("[name=kin][value=no]"))
    on(thumb)
    on(thumb)
    expect(page.locator("canvas").first).to_be_visible()
    folded = page.get_by_role("button", name="在这台手机上签")
    while folded.count():
        thumb.tap(folded.first)
    for pad in page.locator("canvas").all():
        thumb.sign(pad)
    on(thumb)
    expect(page.locator(".p-fault")).to_have_count(0)
    thumb.look("summary")
    thumb.tap(page.get_by_role("button", name="提交申请"), loads=True)
    expect(page.locator("h1")).to_contain_text("申请已提交")
    thumb.look("done")
    case = Case.objects.filter(opened_by__user__citizen__person=person).latest("pk")
    expect(page.locator("main")).to_contain_text(case.number)
    return case.number


@pytest.mark.requirement("SA-09", "PO-04")
def test_a_villager_applies_is_refused_objects_and_rates(phone, window, address, identity, capsys):
    household = rich_family()
    person = household.head
    identity.personas[str(person.pk)] = known(person)
    thumb = Thumb(phone)
    number = apply(thumb, address, person)
    with capsys.disabled():
        print(
            f"\n低保申请（360 px）：填写 {thumb.fields} 项，点按 {thumb.taps} 次，按键 {thumb.keys} 次，"
            f"估计 {thumb.seconds:.0f} 秒（K={KEY} P={POINT}+{PRESS} M={MIND} R={RESPONSE}，目标 {TARGET} 秒）"
        )
    assert thumb.fields <= MOST_FIELDS
    assert thumb.touches <= MOST_TOUCHES
    assert thumb.seconds <= TARGET

    case = Case.objects.get(number=number)
    refuse(window, address, case)
    phone.goto(f"{address}/portal/matters/")
    thumb.tap(phone.locator(f"a[href*='{number}']").first, loads=True)
    seen = phone.locator("main")
    for words in ("不予确认", "行政复议", "收入"):
        expect(seen).to_contain_text(words)
    expect(seen).not_to_contain_text(str(person.id_number))
    thumb.look("refusal")
    object_to(thumb)
    rate(thumb, address, number)
    assert Rating.objects.get(case=case).is_bad
    for path in SIGNED_IN:
        answer = phone.goto(f"{address}/portal/{path}")
        assert answer.ok, path
        thumb.look(path)
    assert thumb.faults == {}


def refuse(window, address: str, case: Case) -> None:
    """Accept, survey, assess and refuse, as township and county do."""
    investigate(window, address, case.pk)
    chen = window("chen")
    chen.goto(f"{address}/cases/{case.pk}/")
    note = chen.locator("form[action$='/take/refuse/']")
    note.locator("textarea").fill("家庭收入或者财产超过规定标准。")
    note.get_by_role("button", name="不予确认").click()
    expect(chen.locator("h1")).to_contain_text("不予确认")


def object_to(thumb: Thumb) -> None:
    """Object to the refusal in one's own words."""
    part = thumb.page.locator("#object")
    if part.get_attribute("open") is None:
        thumb.tap(part.locator("summary"))
    thumb.type(part.locator("textarea").first, "车是亲戚的")
    thumb.tap(part.get_by_role("button", name="提交异议"), loads=True)
    expect(thumb.page.locator("main")).to_contain_text("异议")


def rate(thumb: Thumb, address: str, number: str) -> None:
    """Say how one was served."""
    page = thumb.page
    page.goto(f"{address}/portal/matters/{number}/")
    part = page.locator("#rate")
    thumb.tap(part.get_by_label("非常不满意"))
    thumb.tap(part.get_by_role("button", name="提交评价"), loads=True)
    expect(page.locator("main")).to_contain_text("您的评价：非常不满意")
