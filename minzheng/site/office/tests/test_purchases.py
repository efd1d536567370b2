"""Pages of purchases: a service bought to its payment, an operator paid by score and month, a project, goods."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.kernel.bodies.models import Body
from minzheng.kernel.people.models import Person
from minzheng.kernel.purchases.models import (
    Appraisal,
    CatalogueItem,
    Demand,
    Goods,
    Milestone,
    Project,
    Rule,
    Settlement,
)

from .test_help import PHOTO, text

SUPPLIER = {"name": "夕阳红服务中心", "kind": "social_organisation", "credit_code": "52150425MJ06789028"}  # fmt: skip


@pytest.fixture
def chen(desk):
    client = desk("chen")
    client.post("/purchases/payees/new/", SUPPLIER)
    return client


@pytest.fixture
def body(chen) -> int:
    return Body.objects.get(name=SUPPLIER["name"]).pk


@pytest.fixture
def granted(desk):
    """Return a function that grants money on the ledger's own page."""

    def grant(fund, source, amount):
        answer = desk("sun").post("/books/appropriations/new/", {
            "fund": fund, "source": source, "division": "620422", "amount": amount, "on": "2026-01-05",
            "document": f"县财〔2026〕{fund}",
        })  # fmt: skip
        assert answer.status_code < 400

    return grant


@pytest.fixture
def ruled(chen, desk):
    """Return a function that enters a rule as it is offered and confirms it."""

    def rule(key, **told):
        page = f"/subsidies/rules/new/{key}/"
        form = chen.get(page).context["form"]
        offered = {n: f.initial for n, f in form.fields.items() if f.initial not in (None, "")}
        chen.post(page, {"since": "2026-01-01", "document": "会民发〔2026〕3号", **offered, **told})
        row = Rule.objects.get(subsidy=key)
        desk("wei").post(f"/subsidies/rules/{row.pk}/agree/")
        return row

    return rule


def paid(desk, row: Settlement) -> Settlement:
    desk("wei").post(f"/settlements/{row.pk}/confirm/")
    desk("sun").post(f"/settlements/{row.pk}/pay/", {"voucher": f"付{row.pk}", "on": "2026-11-16"})
    row.refresh_from_db()
    return row


def points(row: Rule, prefix: str = "points_") -> dict[str, int]:
    return {f"{prefix}{n}": item.points for n, item in enumerate(row.scored)}


def test_service_is_bought_page_by_page_to_the_voucher(chen, desk, body, granted, ruled):
    rule = ruled("purchase")
    chen.post("/purchases/catalogue/new/", {
        "code": "A01", "name": "入户探访", "room": "assistance", "unit": "人次", "document": "文1", "since": "2026-01-01",
    })  # fmt: skip
    wanted = {
        "item": CatalogueItem.objects.get().pk, "title": "低保家庭探访", "reason": "人手不足", "quantity": "100",
        "budget": "8000", "fund": "old_age", "source": "county",
    }  # fmt: skip
    assert "只能从" in chen.post("/purchases/new/", wanted).content.decode()
    chen.post("/purchases/new/", {**wanted, "fund": "work"})
    page = f"/purchases/{Demand.objects.get().pk}/"
    desk("wei").post(f"{page}agree/")
    signed = {
        "supplier": body, "number": "购1", "method": "inquiry", "signed_on": "2026-03-01", "starts_on": "2026-03-01",
        "ends_on": "2026-10-31", "quantity": "100", "unit_price": "80", "costs": "人工 7000\n管理 999",
    }  # fmt: skip
    refused = chen.post(f"{page}sign/", signed).content.decode()
    assert "成本核算各项合计" in refused
    assert "管理 999" in refused
    chen.post(f"{page}sign/", {**signed, "costs": "人工 7000\n管理 1000"})
    chen.post(f"{page}accept/", {"starts_on": "2026-03-01", "ends_on": "2026-10-31", "quantity": "100", **points(rule)})  # fmt: skip
    chen.post(f"{page}invoice/", {"number": "票1", "issued_on": "2026-11-01", "amount": "8000"})
    invoice = Demand.objects.get().contracts.get().invoices.get()
    chen.post(f"{page}settle/", {"invoice": invoice.pk})
    granted("work", "county", "100000")
    row = paid(desk, Settlement.objects.get())
    assert (row.state, row.amount, row.payee) == ("paid", 800_000, SUPPLIER["name"])
    chen.post(f"{page}rate/", {"rating": "良好", **points(rule)})
    assert "已结束" in text(chen, "/purchases/")
    assert row.voucher in text(desk("song"), page)
    assert text(desk("zhao"), page, 403)


def test_operator_is_judged_and_a_month_settled_from_its_records(chen, desk, body, granted, ruled):
    money = {"fund": "elderly_service", "source": "lottery"}
    rule = ruled("elderly.canteen", amount="12000", **money)
    told = {"operator": body, "from_month": "2026-07", "to_month": "2026-09", **points(rule)}
    assert "还有" not in text(chen, "/subsidies/appraise/elderly.canteen/")
    chen.post("/subsidies/appraise/elderly.canteen/", told)
    row = Appraisal.objects.get()
    desk("wei").post(f"/subsidies/appraisals/{row.pk}/agree/")
    chen.post(f"/subsidies/appraisals/{row.pk}/settle/")
    assert "3,000.00" in text(chen, f"/subsidies/appraisals/{row.pk}/")
    ruled("elderly.meals", amount="2.5", **money)
    person = Person.objects.filter(id_status="valid").first()
    chen.post("/subsidies/services/new/", {
        "operator": body, "subsidy_key": "elderly.meals", "id_number": person.id_number, "on": "2026-10-05",
        "quantity": "2", "reference": "单1",
    })  # fmt: skip
    chen.post("/subsidies/services/settle/", {"operator": body, "key": "elderly.meals", "month": "2026-10"})  # fmt: skip
    month = Settlement.objects.get(month="2026-10")
    assert month.amount == 500
    assert person.name in text(chen, f"/settlements/{month.pk}/")


def test_home_visits_of_a_month_are_settled_by_the_visit(chen, desk, body, granted, ruled):
    ruled("elderly.home_visits", amount="40", fund="elderly_service", source="lottery")
    person = Person.objects.filter(id_status="valid").first()
    for day in ("05", "12"):
        chen.post("/subsidies/services/new/", {
            "operator": body, "subsidy_key": "elderly.home_visits", "id_number": person.id_number,
            "on": f"2026-10-{day}", "quantity": "1", "reference": f"上门{day}",
        })  # fmt: skip
    chen.post("/subsidies/services/settle/", {"operator": body, "key": "elderly.home_visits", "month": "2026-10"})  # fmt: skip
    granted("elderly_service", "lottery", "80")
    row = paid(desk, Settlement.objects.get())
    assert (row.state, row.amount, row.records.count()) == ("paid", 8_000, 2)


def test_project_shows_plan_receipts_and_payments_and_its_missing_matching(chen, desk, body):
    chen.post("/projects/new/", {
        "name": "养护楼", "purpose": "新建床位", "document": "发改1", "fund": "projects", "starts_on": "2026-03-01",
        "ends_on": "2026-12-01", "source_central": "600", "source_county": "400",
        "milestones": "主体 2026-06-01 600\n装修 2026-11-01 400",
    })  # fmt: skip
    page = f"/projects/{Project.objects.get().pk}/"
    chen.post(f"{page}receive/", {"source": "central", "amount": "600", "on": "2026-03-05", "document": "文1"})  # fmt: skip
    part = Milestone.objects.get(sequence=1)
    chen.post(f"{page}finish/", {
        "milestone": part.pk, "done_on": "2026-06-20", "note": "封顶",
        "photo": SimpleUploadedFile("封顶.jpg", PHOTO, content_type="image/jpeg"),
    })  # fmt: skip
    chen.post(f"{page}settle/", {"milestone": part.pk, "source": "central", "amount": "500", "payee": body})  # fmt: skip
    assert paid(desk, Settlement.objects.get()).state == "paid"
    chen.post(f"{page}step/", {"kind": "budget", "on": "2026-03-01", "text": "批复"})
    said = text(chen, page)
    assert "资金未足额到位" in said
    assert "400.00" in said
    for url in ("/projects/", "/settlements/", "/purchases/", "/subsidies/", "/goods/"):
        assert chen.get(f"{url}?export=xlsx").status_code == 200


def test_goods_and_aid_are_entered_and_a_refusal_keeps_what_was_typed(chen, desk):
    move = {
        "name": "棉被", "unit": "床", "kind": "in", "quantity": "10", "on": "2026-11-10", "party": "爱心企业",
        "purpose": "救灾", "voucher": "入1",
    }  # fmt: skip
    chen.post("/goods/move/", move)
    again = {**move, "kind": "out", "quantity": "11", "voucher": "出1", "party": "张三"}
    said = chen.post("/goods/move/", again).content.decode()
    assert "结存只有 10" in said
    assert "张三" in said
    row = Goods.objects.get()
    assert "爱心企业" in text(chen, f"/goods/{row.pk}/")
    person = Person.objects.filter(id_status="valid").first()
    chen.post("/settlements/aid/", {
        "id_number": person.id_number, "kind": "illness", "amount": "5000", "reason": "重病", "fund": "local",
    })  # fmt: skip
    aid = Settlement.objects.get()
    assert (aid.source, aid.amount, aid.get_aid_display()) == ("charity", 500_000, "重大疾病")
    assert "辖区内没有" in chen.post("/settlements/aid/", {
        "id_number": "1", "kind": "illness", "amount": "5", "reason": "重病", "fund": "local",
    }).content.decode()  # fmt: skip
    assert "保险费" in text(chen, "/settlements/premium/")
    assert "保险费与理赔" in text(chen, "/settlements/policies/")
