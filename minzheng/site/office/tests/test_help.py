"""Pages of help: a family's whole help, an order to its end, special referrals, credit, honest errors."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.domains.assistance.models import (
    ErrorReport,
    HelpOrder,
    HelpRecord,
    HelpResource,
    SpecialReferral,
)
from minzheng.kernel.cases.models import Case, Referral
from minzheng.kernel.credit.models import CreditCheck, CreditRecord
from minzheng.kernel.documents.tests.pictures import JPEG as PHOTO
from minzheng.kernel.people.models import Household


@pytest.fixture
def home(county) -> Household:
    """Return a family of the seat that never asked for anything."""
    told = [story["household"] for story in county.truth["stories"]]
    rows = Household.objects.filter(division__parent__name="会师镇", cases=None, entitlements=None)
    return rows.exclude(number__in=told).select_related("head", "division").order_by("number")[0]


def text(client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def test_order_goes_from_the_family_page_to_the_store_of_all_help(home, desk):
    lin, chen, zhao = desk("lin"), desk("chen"), desk("zhao")
    page = f"/households/{home.pk}/help/"
    lin.post(f"{page}order/", {"source": "visit", "need": "care", "form": "goods", "text": "轮椅", "quantity": "1"})  # fmt: skip
    order = HelpOrder.objects.get()
    chen.post("/resources/new/", {
        "name": "爱心轮椅", "giver": "charity", "provider": "县慈善会", "form": "goods", "need": "care", "unit": "辆",
        "quantity": "2", "valid_from": "2026-01-01",
    })  # fmt: skip
    resource = HelpResource.objects.get()
    lin.post(f"/orders/{order.pk}/post/")
    assert "爱心轮椅" in text(lin, f"/orders/{order.pk}/")
    refused = chen.post(
        f"/orders/{order.pk}/accept/", {"resource": resource.pk, "quantity": "很多"}
    )
    assert "请填写金额" in refused.content.decode()
    chen.post(f"/orders/{order.pk}/accept/", {"resource": resource.pk, "quantity": "1"})
    proof = SimpleUploadedFile("送达.jpg", PHOTO, content_type="image/jpeg")
    told = {"delivered_on": "2026-11-14", "quantity": "1", "note": "送到家中", "proof": proof}
    lin.post(f"/orders/{order.pk}/deliver/", told)
    lin.post(f"/orders/{order.pk}/confirm/", {"confirmer": "family", "rating": "5"})
    order.refresh_from_db()
    assert (order.state, order.rating, order.proof.title) == (
        "closed",
        5,
        f"送达凭证 {order.number}",
    )
    assert HelpRecord.objects.get(order=order).provider == "县慈善会"
    assert "县慈善会" in text(lin, "/help/")
    assert "爱心轮椅" in text(lin, page)
    assert "1 辆" in text(lin, f"/resources/{resource.pk}/")
    assert order.number not in text(zhao, "/orders/")
    for url in ("/help/years/", "/help/gaps/", "/orders/", "/resources/"):
        assert lin.get(f"{url}?export=xlsx").status_code == 200


def test_special_help_is_referred_and_its_result_shown(home, desk):
    lin, chen = desk("lin"), desk("chen")
    lin.post(f"/households/{home.pk}/refer/", {"matter": "教育救助", "person": str(home.head_id), "text": "学费"})  # fmt: skip
    row = Referral.objects.get(matter="教育救助", household=home)
    chen.post(f"/referrals/{row.pk}/remind/")
    kept = chen.post(
        f"/referrals/{row.pk}/answer/", {"result": "declined", "decided_on": "2026-11-16"}
    )
    assert "请填写部门说明的原因" in kept.content.decode()
    chen.post(f"/referrals/{row.pk}/answer/", {"result": "given", "decided_on": "2026-11-16", "amount": "800"})  # fmt: skip
    special = SpecialReferral.objects.get(referral=row)
    assert (special.result, special.amount, special.reminders) == ("given", 80_000, 1)
    assert "800.00" in text(lin, f"/referrals/{row.pk}/")
    assert "教育救助" in text(lin, "/referrals/figures/")


@pytest.mark.requirement("KC-20")
def test_dishonest_applicant_is_flagged_at_the_window_and_on_the_case(county, desk):
    lin, chen, wei, zhao = desk("lin"), desk("chen"), desk("wei"), desk("zhao")
    case = Case.objects.filter(division__parent__name="会师镇", state="accepted").first()
    number = case.household.head.id_number
    chen.post("/credit/new/", {
        "number": number, "field": "assistance", "kind": "penalty", "fact": "隐瞒车辆", "paper": "会民罚3号",
        "valid_from": "2026-01-01", "months_long": "24",
    })  # fmt: skip
    record = CreditRecord.objects.get()
    assert "会民罚3号" not in text(lin, f"/cases/{case.pk}/")
    wei.post(
        f"/credit/{record.pk}/decide/", {"confirmed": "yes", "reason": "属实", "publish_days": "30"}
    )
    assert "会民罚3号" in text(lin, f"/cases/{case.pk}/")
    assert "会民罚3号" in text(
        lin, f"/intake/{case.household_id}/?workflow=assistance.temporary.application"
    )
    assert "隐瞒车辆" in text(lin, "/credit/?published=1")
    lin.post(f"/cases/{case.pk}/credit-check/", {"record": record.pk, "finding": "车辆已报废"})
    assert CreditCheck.objects.get().subject_id == case.pk
    assert "已加核" in text(lin, f"/cases/{case.pk}/")
    text(zhao, f"/credit/{record.pk}/", 404)


def test_error_is_reported_by_its_maker_and_reviewed_by_another(county, desk):
    lin, wei = desk("lin"), desk("wei")
    case = Case.objects.filter(division__parent__name="会师镇").first()
    told = {
        "case": case.number, "what": "少算一人", "cause": "疏忽", "happened_on": "2026-11-02",
        "found_on": "2026-11-10", "corrected_on": "2026-11-11", "correction": "已补发",
    }  # fmt: skip
    lin.post("/tolerance/new/", told)
    report = ErrorReport.objects.get()
    assert "相关审计记录" in text(wei, f"/tolerance/{report.pk}/")
    wei.post(f"/tolerance/{report.pk}/review/", {"met": ["lawful"], "reasons": "未及时纠正"})
    report.refresh_from_db()
    assert report.state == "not_exempt"
    assert "不予免责" in text(lin, "/tolerance/")
