"""Payment runs on the screen: the reckoning adds up, three hands act, every figure opens its rows."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.payments import files, services
from minzheng.kernel.payments.banks.stand_in import StandInBank
from minzheng.kernel.payments.models import PaymentLine, PaymentRun
from minzheng.site.office import reckoning, runs
from minzheng.site.office.tests.sheets import rows_of

DIBAO = "assistance.dibao"
COUNTY = "620422"


@pytest.fixture
def paid(county) -> PaymentRun:
    return PaymentRun.objects.get(benefit=DIBAO, month="2026-11")


@pytest.fixture
def draft(county, desk) -> PaymentRun:
    chen = Mandate.objects.get(user__username="chen")
    at = PaymentRun.objects.get(benefit=DIBAO, month="2026-11").made_at
    return services.build_run(
        DIBAO, "2026-12", division=Division.objects.get(pk=COUNTY), by=chen, at=at
    )


def act(client, run: PaymentRun, deed: str, state: str = "") -> str:
    url = f"/payments/{run.pk}/{deed}/"
    answer = client.post(url, {"state": state or run.state}, follow=True)
    run.refresh_from_db()
    return answer.content.decode()


def test_reckoning_leads_from_last_month_to_what_the_run_pays(draft):
    lines = {
        line["entry"].key: line["entry"] for line in runs.sums_of(draft, reckoning.changes(draft))
    }
    moved = sum(
        lines[key].amount * (1 if lines[key].sign == "+" else -1)
        for key in ("new", "stopped", "raised", "cut")
    )
    assert lines["before"].amount + moved == lines["now"].amount
    rest = {key: lines[key].amount if key in lines else 0 for key in ("again", "elsewhere", "held")}
    assert (
        lines["now"].amount + rest["again"] - rest["elsewhere"] - rest["held"]
        == lines["pays"].amount
    )
    assert lines["pays"].amount == sum(
        draft.lines.exclude(state="blocked").values_list("amount", flat=True)
    )
    assert lines["now"].amount > 0


def test_every_link_of_the_run_page_opens(paid, desk):
    chen = desk("chen")
    page = chen.get(f"/payments/{paid.pk}/").content.decode()
    links = set(re.findall(r'href="(/payments/[^"#]*)', page))
    assert any("/causes/" in link for link in links)
    assert {
        link: chen.get(link.replace("&amp;", "&")).status_code for link in links
    } == dict.fromkeys(links, 200)


def test_exceptions_stand_before_the_lines_with_their_reason_and_count(paid, desk):
    page = desk("chen").get(f"/payments/{paid.pk}/").content.decode()
    failed = PaymentLine.objects.filter(run=paid, state="failed").first()
    assert 0 < page.index(failed.failure_text) < page.index('id="table-payments-run_lines"')
    for group in runs.exceptions_of(paid):
        answer = desk("chen").get(group["href"]).content.decode()
        assert f"共 {group['lines']:,} 条" in answer


@pytest.mark.requirement("FN-01")
def test_run_goes_through_three_hands_to_the_bank_and_back(draft, desk):
    assert "已提交复核" in act(desk("chen"), draft, "submit")
    assert "已复核通过" in act(desk("wei"), draft, "approve")
    assert "已封存明细" in act(desk("sun"), draft, "send")
    lines = PaymentLine.objects.filter(run=draft, state="sent")
    bank = StandInBank({line.account: line.payee_name for line in lines})
    for file in draft.files.all():
        answer = desk("sun").get(f"/payments/{draft.pk}/files/{file.pk}/")
        assert answer.content == files.content(file)
        returned = bank.answer(answer.content, files.form_of(file))
        url = f"/payments/{draft.pk}/files/{file.pk}/return/"
        upload = {f"f{file.pk}-content": _upload(returned)}
        page = desk("sun").post(url, upload, follow=True).content.decode()
        assert f"成功 {file.lines} 笔，失败 0 笔" in page
    draft.refresh_from_db()
    assert draft.state == "returned"
    act(desk("sun"), draft, "close")
    assert draft.state == "closed"
    assert bank.balance() == sum(draft.lines.filter(state="paid").values_list("amount", flat=True))


def _upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("return.txt", content)


@pytest.mark.parametrize("who", ["wei", "sun", "liu", "song"])
def test_nobody_but_the_officer_submits(draft, desk, who):
    assert "不能办理" in act(desk(who), draft, "submit")
    assert draft.state == "draft"


def test_officer_who_submitted_does_not_approve(draft, desk):
    act(desk("chen"), draft, "submit")
    page = act(desk("chen"), draft, "approve")
    assert "您的岗位不能办理这一步" in page
    assert draft.state == "submitted"


def test_second_click_changes_nothing_and_says_so(draft, desk):
    act(desk("chen"), draft, "submit")
    page = act(desk("chen"), draft, "submit", state="draft")
    assert "状态已经变化" in page
    assert (
        Entry.objects.filter(verb="payments.run.submitted", subject_id=str(draft.pk)).count() == 1
    )


def test_run_sent_back_carries_its_reason(draft, desk):
    act(desk("chen"), draft, "submit")
    refused = desk("wei").post(f"/payments/{draft.pk}/back/", {"reason": ""})
    assert refused.status_code == 422
    page = (
        desk("wei")
        .post(f"/payments/{draft.pk}/back/", {"reason": "金额请再核"}, follow=True)
        .content.decode()
    )
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert "金额请再核" in page


def test_bank_file_is_for_finance_only(paid, desk):
    file = paid.files.first()
    assert desk("chen").get(f"/payments/{paid.pk}/files/{file.pk}/").status_code == 403
    assert desk("sun").get(f"/payments/{paid.pk}/files/{file.pk}/").status_code == 200
    assert Entry.objects.filter(verb="payments.file.downloaded", subject_id=str(paid.pk)).exists()


def test_return_that_is_no_bank_file_is_refused_in_words(paid, desk):
    file = paid.files.get(bank="agricultural")
    url = f"/payments/{paid.pk}/files/{file.pk}/return/"
    page = desk("sun").post(url, {f"f{file.pk}-content": _upload(b"\xff\xfe\x00")}, follow=True)
    assert "编码" in page.content.decode()


def test_export_of_lines_equals_the_run_and_is_on_record(paid, desk):
    answer = desk("sun").get(f"/payments/{paid.pk}/?export=xlsx")
    rows = rows_of(answer, "收款人")
    assert len(rows) == paid.lines.count()
    assert sum(round(row["金额（元）"] * 100) for row in rows) == sum(
        paid.lines.values_list("amount", flat=True)
    )
    line = Entry.objects.filter(verb="office.list.exported").latest("sequence")
    assert line.detail["rows"] == paid.lines.count()


def test_township_clerk_sees_the_lines_of_his_own_households(paid, desk):
    page = desk("zhao").get("/payments/").content.decode()
    own = PaymentLine.objects.filter(division__parent__name="郭城驿镇")
    assert f"共 {own.count():,} 条" in page
    assert "会师镇" not in page
    assert desk("zhao").get(f"/payments/{paid.pk}/").status_code == 404


def test_extra_run_takes_only_who_was_not_paid(paid, desk):
    assert "当月批次送银行以后" in desk("chen").get("/payments/extra/").content.decode()
    answer = desk("chen").post("/payments/extra/")
    extra = PaymentRun.objects.get(kind="extra")
    assert answer.headers["Location"] == f"/payments/{extra.pk}/"
    served = set(paid.lines.filter(state="paid").values_list("holder", flat=True))
    assert extra.lines.exists()
    assert served.isdisjoint(extra.lines.values_list("holder", flat=True))


def test_calendar_shows_the_month_and_finance_closes_it(paid, desk):
    page = desk("sun").get("/payments/calendar/?month=2026-11").content.decode()
    assert "最低生活保障金" in page
    assert "没有设定每月发放日" in page
    answer = desk("sun").post("/payments/calendar/close/", {"month": "2026-11"}, follow=True)
    assert "个批次没有办结" in answer.content.decode()
    assert desk("chen").post("/payments/calendar/close/", {"month": "2026-11"}).status_code == 403
