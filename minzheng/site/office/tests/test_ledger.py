"""The books at the desks: finance enters, the reviewer confirms, the auditor reads, a township has no door."""

import pytest

from minzheng.kernel.ledger import queries
from minzheng.kernel.ledger.models import Posting, ShareRule, Transfer

COUNTY, TOWN = "620422", "620422100"
PAPER = "甘财社〔2026〕12号"
GRANT = {
    "division": COUNTY, "fund": "lottery_projects", "source": "lottery", "amount": "1,000.01", "on": "2026-11-10",
    "document": PAPER,
}  # fmt: skip


def text(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_appropriation_is_entered_once_opened_to_its_lines_and_reversed_by_another(desk):
    sun, wei = desk("sun"), desk("wei")
    before = queries.balance("granted", source="lottery")
    for _ in range(2):
        sun.post("/books/appropriations/new/", GRANT)
    posting = Posting.objects.get(document=PAPER)
    page = text(sun.get(f"/books/postings/{posting.pk}/"))
    assert "1,000.01" in page
    assert "拨入" in page
    assert f"/books/postings/{posting.pk}/" in text(desk("song").get("/books/postings/"))
    assert sun.post(f"/books/postings/{posting.pk}/reverse/", {"reason": "x"}).status_code == 403
    wei.post(f"/books/postings/{posting.pk}/reverse/", {"reason": "文号录错"})
    assert queries.balance("granted", source="lottery") == before
    assert "已冲销" in text(wei.get(f"/books/postings/{posting.pk}/"))


@pytest.mark.requirement("FN-03")
def test_budget_page_warns_when_the_register_costs_more_than_the_budget(desk):
    sun = desk("sun")
    told = {
        "division": COUNTY,
        "year": 2026,
        "fund": "relief",
        "source": "county",
        "document": PAPER,
    }
    sun.post("/books/budgets/new/", {**told, "amount": "1"})
    page = text(sun.get("/books/budgets/?fund=relief"))
    assert "超预算" in page
    sun.post("/books/budgets/new/", {**told, "amount": "900000000"})
    page = text(desk("song").get("/books/budgets/?fund=relief&source=county"))
    assert "预算内" in page
    assert "ui-badge ui-tone-due" not in page


def test_transfer_waits_for_the_reviewer(desk):
    sun, wei = desk("sun"), desk("wei")
    sun.post(
        "/books/transfers/new/",
        {"fund": "relief", "source": "central", "division": COUNTY, "to_fund": "emergency", "to_division": TOWN,
         "amount": "40", "on": "2026-11-11", "reason": "应急", "document": PAPER},
    )  # fmt: skip
    row = Transfer.objects.get()
    assert "复核结论" not in text(sun.get(f"/books/transfers/{row.pk}/"))
    assert "复核结论" in text(wei.get(f"/books/transfers/{row.pk}/"))
    wei.post(f"/books/transfers/{row.pk}/decide/", {"confirmed": "yes", "reason": "同意"})
    assert queries.balance("available", division=TOWN, fund="emergency") == 4_000


def test_shares_that_are_not_a_whole_keep_what_was_typed(desk):
    sun = desk("sun")
    told = {
        "division": COUNTY,
        "fund": "relief",
        "since": "2026-07-01",
        "document": PAPER,
        "share_central": "80",
    }
    page = text(sun.post("/books/shares/new/", told))
    assert "合计" in page
    assert 'value="80"' in page
    assert not ShareRule.objects.filter(document=PAPER).exists()
    sun.post("/books/shares/new/", told | {"share_county": "19.5", "share_province": "0.5"})
    rule = ShareRule.objects.get(document=PAPER)
    assert rule.shares == [["central", 8000], ["province", 50], ["county", 1950]]
    assert "80%" in text(sun.get("/books/shares/"))


@pytest.mark.requirement("FN-08", "LO-04")
def test_earmark_page_names_what_is_missing(desk):
    sun = desk("sun")
    sun.post("/books/appropriations/new/", GRANT)
    spent = {k: v for k, v in GRANT.items() if k != "amount"} | {
        "fund": "purchases",
        "text": "社工服务",
    }
    sun.post("/books/spending/new/", spent | {"amount": "100", "purpose": "social_services"})
    page = text(sun.get("/books/earmarks/?year=2026"))
    assert "未达到" in page
    assert "150.01" in page


def test_books_are_shut_to_townships_and_read_only_for_the_auditor(desk):
    names = (
        "",
        "postings/",
        "budgets/",
        "transfers/",
        "shares/",
        "earmarks/",
        "supports/",
        "lines/",
    )
    for name in names:
        assert desk("zhao").get(f"/books/{name}").status_code == 403
        assert desk("song").get(f"/books/{name}").status_code == 200
    assert desk("song").get("/books/budgets/new/").status_code == 403
    book = desk("song").get("/books/?export=xlsx")
    assert "spreadsheet" in book.headers["Content-Type"]
