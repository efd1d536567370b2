"""Money on the screen: statements, the auditor's way from a question to a closed finding, books, what the public reads."""

import io
import re

import openpyxl
import pytest
from django.test import Client

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.documents.models import Document
from minzheng.kernel.payments.models import AuditFinding, AuditSample, FundRelease, PaymentLine
from minzheng.site.office.tests.sheets import rows_of
from minzheng.site.office.views.money.finance import rows_of as address_of
from minzheng.ui.formats import yuan


@pytest.fixture
def line(county) -> PaymentLine:
    return PaymentLine.objects.filter(state="paid", division__parent__name="会师镇").first()


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_every_figure_of_the_dashboard_opens_its_rows(county, desk):
    sun = desk("sun")
    page = text_of(sun, "/money/")
    links = {
        link.replace("&amp;", "&") for link in re.findall(r'href="(/money/lines/\?[^"]*)"', page)
    }
    assert len(links) > 4
    for link in links:
        text_of(sun, link)
    paid = sum(PaymentLine.objects.filter(state="paid").values_list("amount", flat=True))
    assert yuan(paid) in text_of(sun, address_of(state="paid"))


def test_statement_of_a_family_adds_up_and_becomes_a_paper(line, desk):
    lin, family = desk("lin"), line.household
    url = f"/households/{family.pk}/money/"
    rows = rows_of(lin.get(f"{url}?export=xlsx"), "所属月份")
    lines = PaymentLine.objects.filter(household=family)
    assert sum(round(row["金额（元）"] * 100) for row in rows) == sum(lines.values_list("amount", flat=True))  # fmt: skip
    lin.post(f"{url}paper/")
    paper = Document.objects.filter(template="money_statement").latest("pk")
    assert (paper.subject_key, paper.subject_id) == ("people.household", family.pk)
    assert Entry.objects.filter(verb="people.household.looked", subject_id=str(family.pk)).exists()


def test_person_page_leads_to_his_statement(line, desk):
    assert f"/people/{line.payee_id}/money/" in text_of(desk("lin"), f"/people/{line.payee_id}/")
    assert line.month in text_of(desk("lin"), f"/people/{line.payee_id}/money/")


def test_roll_shows_masked_names_only(line, desk):
    page = text_of(desk("lin"), f"/money/rolls/?benefit={line.benefit}&month={line.month}")
    assert line.household.head.masked_name in page
    assert line.household.head.name not in page.partition('id="main"')[2]
    assert "不得张贴" in page
    assert "孤儿" not in page


def test_auditor_goes_from_a_question_to_a_closed_finding(line, desk):
    song, chen = desk("song"), desk("chen")
    asked = f"benefit={line.benefit}&state=paid&least=1"
    assert "随机抽样" in text_of(song, f"/money/lines/?{asked}")
    assert "随机抽样" not in text_of(chen, "/money/lines/")
    song.post(f"/money/samples/draw/?{asked}", {"size": "1", "seed": "42"})
    sample = AuditSample.objects.latest("pk")
    assert sample.asked == {"benefit": line.benefit, "state": "paid", "least": "1"}
    assert "得到同样的明细" in text_of(song, f"/money/samples/{sample.pk}/")
    item = sample.items.get()
    assert "凭什么发" in text_of(song, f"/money/lines/{item.line_id}/")
    song.post(f"/money/items/{item.pk}/", {"outcome": "doubtful", "note": "缺签字"})
    given = {"text": "缺签字", "responsible": "会师镇", "due_on": "2026-12-31", "amount": "1.00"}
    song.post(f"/money/findings/new/?line={item.line_id}&sample={sample.pk}", given)
    finding = AuditFinding.objects.get(sample=sample)
    chen.post(f"/money/findings/{finding.pk}/answer/", {"answer": "已补签"})
    song.post(f"/money/findings/{finding.pk}/close/", {"mended": "yes", "closing": "属实"})
    song.post(f"/money/samples/{sample.pk}/close/", {"conclusion": "其余未见问题"})
    finding.refresh_from_db()
    sample.refresh_from_db()
    assert finding.state == "closed"
    assert sample.closed_at is not None


def test_line_leads_to_the_clause_it_rests_on(line, desk):
    page = text_of(desk("song"), f"/money/lines/{line.pk}/")
    assert "社会救助" in page
    assert str(line.run.approved_by.user) in page


def test_export_of_the_auditors_answer_is_on_record(line, desk):
    rows = rows_of(desk("song").get("/money/lines/?state=failed&export=xlsx"), "收款人")
    assert len(rows) == PaymentLine.objects.filter(state="failed").count()
    entry = Entry.objects.filter(verb="office.list.exported").latest("sequence")
    assert entry.detail["rows"] == len(rows)


@pytest.mark.requirement("FN-13")
def test_books_of_a_month_hold_every_line_of_it(line, desk):
    answer = desk("sun").get(f"/money/book/?period={line.month}")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)), read_only=True)
    assert {"资金收支", "按资金和待遇", "按乡镇", "按城乡", "未到账原因"} <= set(book.sheetnames)
    lines = [list(row) for row in book["按资金和待遇"].iter_rows(values_only=True)]
    start = next(n for n, row in enumerate(lines) if row[0] == "资金")
    due = sum(round(row[3] * 100) for row in lines[start + 1 :] if row[3])
    rows = PaymentLine.objects.filter(month=line.month).exclude(
        state="failed", reissue__isnull=False
    )
    assert due == sum(rows.values_list("amount", flat=True))


def test_report_breaks_down_by_town_and_country(county, desk):
    page = text_of(desk("liu"), "/money/report/?by=residence")
    assert "城镇" in page
    assert "农村" in page


@pytest.mark.requirement("FN-10")
def test_use_of_funds_is_released_by_another_and_read_without_signing_in(county, desk):
    chen, wei, anybody = desk("chen"), desk("wei"), Client()
    chen.post("/money/releases/new/", {"since": "2026-01", "until": "2026-12"})
    row = FundRelease.objects.get()
    public = f"/released/funds/{row.pk}/"
    assert anybody.get(public).status_code == 404
    assert chen.post(f"/money/releases/{row.pk}/release/").status_code == 404
    wei.post(f"/money/releases/{row.pk}/release/")
    page = text_of(anybody, public)
    assert yuan(row.content["total"]["money"]) in page
    assert "资金来源" in page
    assert all(one["holders"] is None or one["holders"] >= 5 for one in row.content["programmes"])
    assert row.title in text_of(anybody, "/released/funds/")
    wei.post(f"/money/releases/{row.pk}/withdraw/", {"reason": "金额有误"})
    assert anybody.get(public).status_code == 404


def test_township_sees_its_own_money_only(county, desk):
    zhao = Mandate.objects.get(user__username="zhao")
    page = text_of(desk("zhao"), "/money/lines/")
    own = PaymentLine.objects.filter(division__path__startswith=zhao.division.path)
    assert f"{own.count():,}</b> 笔" in page
    assert "会师镇" not in page
