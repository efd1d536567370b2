"""From the village worker's form to the money on the household's file; and a refusal that is objected to."""

from io import BytesIO
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from minzheng.core import clock
from minzheng.kernel.accounts.services import system_mandate
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases.models import Case
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents.models import Document
from minzheng.kernel.documents.services.papers import content_of
from minzheng.kernel.payments import files as bank_files
from minzheng.kernel.payments import services as payments
from minzheng.kernel.payments.banks.stand_in import StandInBank
from minzheng.kernel.payments.models import PaymentLine, PaymentRun
from minzheng.kernel.people.models import Household
from minzheng.kernel.visits.choices import COUNTY_CHECK
from minzheng.site.office.tests.county import household_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TYPED = (
    "input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=submit]), textarea"
)
MOST_TYPED = 8


@pytest.fixture
def at_day(monkeypatch):
    """Return a function that puts the clock of the county forward."""
    return lambda day: monkeypatch.setenv(clock.TODAY, day)


def apply_for(page: Page, address: str, household: Household, story: str) -> int:
    """Find a known family and hand in its application; return how many fields were typed."""
    page.goto(f"{address}/intake/")
    page.locator("#find").fill(household.head.name)
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="为这家办理").first.click()
    form = page.locator("form[data-draft^=intake]")
    typed = 0
    form.get_by_label("情况说明").fill(story)
    typed += 1
    for tick in form.get_by_label("已核验身份证并签署授权书").all():
        tick.check()
    form.get_by_label("没有", exact=True).check()
    offered = form.locator(TYPED).count()
    assert offered <= MOST_TYPED, "the form itself offers more than that to type into"
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("h1")).to_contain_text("已申请")
    return typed


def case_number(page: Page) -> int:
    """Return the case whose page is open."""
    return int(page.url.rstrip("/").split("/cases/")[1].split("/")[0])


def take(page: Page, address: str, case: int, step: str) -> None:
    """Take the next step of a case on its page."""
    page.goto(f"{address}/cases/{case}/")
    page.locator("#next").get_by_role("button", name=step, exact=True).click()
    expect(page.locator(".ui-notice").first).to_contain_text("已办理")


def visit(
    page: Page, address: str, case: int, conclusion: str, *, kind: str, second: str = ""
) -> None:
    """Record a visit for a case."""
    page.goto(f"{address}/cases/{case}/")
    page.get_by_role("link", name="记录走访").first.click()
    form = page.locator("form[data-draft^=visit]")
    form.get_by_label("类型").select_option(kind)
    if second:
        label = form.locator("select[name=second] option", has_text=second).first.inner_text()
        form.locator("select[name=second]").select_option(label=label)
    form.locator("[name=conclusion]").fill(conclusion)
    page.get_by_role("button", name="保存走访").click()
    expect(page.locator(".ui-notice").first).to_contain_text("走访已记录")


def investigate(window, address: str, case: int) -> None:
    """Accept, survey and assess, as the township does."""
    lin = window("lin")
    take(lin, address, case, "受理")
    expect(lin.locator("#checks")).to_contain_text("已出报告")
    expect(lin.locator("#checks")).to_contain_text("县公安局")
    visit(lin, address, case, "房屋老旧，收入微薄，情况属实", kind="survey", second="苏建民")
    take(lin, address, case, "提出初审意见")


@pytest.mark.requirement("SA-02", "SA-12")
def test_application_of_a_known_family_runs_from_the_village_to_the_bank(
    raised, window, address, at_day, tmp_path
):
    household = household_of(raised, "couple_never_applied")
    yang, lin = window("yang"), window("lin")
    typed = apply_for(yang, address, household, "老两口年纪大了，只有养老金。")
    assert typed <= MOST_TYPED
    case = case_number(yang)
    investigate(window, address, case)
    why = lin.locator("#why")
    for words in ("符合条件", "家庭人均收入低于当地低保标准", "社会救助法"):
        expect(why).to_contain_text(words)

    su = window("su")
    take(su, address, case, "张贴公示")
    su.locator(".ui-content a[href^='/notices/']").first.click()
    sheet = su.locator(".of-sheet")
    expect(sheet).to_contain_text("监督举报电话")
    for secret in (
        household.head.name,
        household.head.id_number,
        household.head.phone or "无此号码",
    ):
        expect(sheet).not_to_contain_text(secret)
    su.goto(f"{address}/cases/{case}/")
    expect(su.locator("#next")).to_contain_text("尚未届满")

    at_day("2026-11-24")
    take(su, address, case, "公示期满，上报县级")
    confirm(window("chen"), address, case)
    granted = Entitlement.objects.get(case_id=case)
    assert granted.valid_from.isoformat() == "2026-12-01"
    assert granted.amount > 0

    at_day("2026-12-07")
    pay(window, address, tmp_path)
    line = PaymentLine.objects.get(household=household, month="2026-12")
    assert (line.state, line.amount) == ("paid", granted.amount)
    yang.goto(f"{address}/households/{household.pk}/")
    expect(yang.locator("#benefits")).to_contain_text("在享")
    money = yang.locator("#money tbody tr").first
    expect(money).to_contain_text("2026-12")
    expect(money).to_contain_text("已到账")


def confirm(chen: Page, address: str, case: int) -> None:
    """Confirm at the county; a sampled case is visited first."""
    chen.goto(f"{address}/cases/{case}/")
    if Case.objects.get(pk=case).sampled:
        expect(chen.locator("#next")).to_contain_text("县级须入户核查")
        visit(chen, address, case, "与乡镇调查一致", kind=COUNTY_CHECK)
    take(chen, address, case, "确认")
    expect(chen.locator("h1")).to_contain_text("已确认")
    chen.locator(".ui-content").get_by_role("link", name="确认结果公布").click()
    expect(chen.locator(".of-sheet")).to_contain_text("现予公布")


def pay(window, address: str, folder: Path) -> None:
    """Make the run as the cycle does; three people submit, approve and send; the bank answers."""
    county = Division.objects.get(code="620422")
    run = payments.build_run(
        "assistance.dibao",
        "2026-12",
        division=county,
        by=system_mandate(county.code),
        at=clock.now(),
    )
    for name, label in (("chen", "提交"), ("wei", "复核"), ("sun", "送")):
        page = window(name)
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{address}/payments/{run.pk}/")
        page.locator(".office-hand .btn-primary", has_text=label).first.click()
        page.wait_for_load_state()
    run.refresh_from_db()
    assert run.state == "sent"
    sun = window("sun")
    bank = StandInBank(
        {line.account or "": line.payee_name for line in run.lines.filter(state="sent")}
    )
    for place, file in enumerate(run.files.order_by("pk")):
        answer_of(bank, sun, address, run, folder, place)
        assert file.returns.count() == 1


def answer_of(
    bank: StandInBank, sun: Page, address: str, run: PaymentRun, folder: Path, place: int
) -> None:
    """Download a bank file, let the bank answer it, and read the answer in."""
    sun.goto(f"{address}/payments/{run.pk}/")
    with sun.expect_download() as coming:
        sun.get_by_role("link", name="下载").nth(place).click()
    content = Path(coming.value.path()).read_bytes()
    file = run.files.order_by("pk")[place]
    path = folder / f"{file.file_name}.ret"
    path.write_bytes(bank.answer(content, bank_files.form_of(file)))
    part = sun.locator(
        "details", has=sun.locator(f"form[action$='/files/{file.pk}/return/']")
    ).first
    part.locator("summary").click()
    part.locator("input[type=file]").set_input_files(path)
    part.get_by_role("button", name="读入").click()
    sun.wait_for_load_state()


@pytest.mark.requirement("SA-23")
def test_refusal_gives_reasons_and_the_family_objects(raised, window, address):
    household = rich_family()
    yang_or_lin = window("lin")
    apply_for(yang_or_lin, address, household, "家里开销大。")
    case = case_number(yang_or_lin)
    investigate(window, address, case)
    expect(yang_or_lin.locator("#why")).to_contain_text("不符合条件")

    chen = window("chen")
    chen.goto(f"{address}/cases/{case}/")
    expect(chen.locator("#next h2")).to_contain_text("不予确认")
    note = chen.locator("form[action$='/take/refuse/']")
    note.locator("textarea").fill("家庭收入或者财产超过规定标准。")
    note.get_by_role("button", name="不予确认").click()
    expect(chen.locator("h1")).to_contain_text("不予确认")
    letter = Document.objects.get(template="refusal", subject_id=case)
    words = words_of(letter)
    assert "不符合" in words
    assert "社会救助法" in words
    assert "60" in words or "六十" in words

    yang_or_lin.goto(f"{address}/cases/{case}/")
    yang_or_lin.locator("summary", has_text="提出异议").click()
    yang_or_lin.locator("#objection-text").fill("车是亲戚的，不是我家的。")
    yang_or_lin.get_by_role("button", name="登记异议").click()
    expect(yang_or_lin.locator("h1")).to_contain_text("异议复核")
    expect(yang_or_lin.locator("#next")).to_contain_text("等待")

    objection = case_number(yang_or_lin)
    wei = window("wei")
    wei.goto(f"{address}/cases/{objection}/")
    wei.locator("#next summary", has_text="维持原决定").click()
    form = wei.locator("form[action$='/take/uphold/']")
    form.locator("textarea").fill("经复核，原认定依据充分。")
    form.get_by_role("button", name="维持原决定").click()
    expect(wei.locator("h1")).to_contain_text("维持原决定")


def rich_family() -> Household:
    """Return a family of the seat above the standard that never asked for anything."""
    taken = Case.objects.values("household")
    receiving = Entitlement.objects.values("household")
    rows = Household.objects.filter(division__parent__name="会师镇", findings=None)
    return rows.exclude(pk__in=taken).exclude(pk__in=receiving).order_by("number")[0]


def words_of(letter: Document) -> str:
    """Return the words of a letter from its sealed file."""
    paper = docx.Document(BytesIO(content_of(letter)))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(part.text for part in paper.paragraphs), *cells])
