"""The sharing platform at the desk: asked by one, granted by another, pushed, mended; registers; certificates."""

import re
from datetime import date
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from minzheng.core import clock
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.exchange.partners.signing import signed
from minzheng.kernel.sharing import declarations, services
from minzheng.kernel.sharing.catalogue import offers
from minzheng.kernel.sharing.models import Batch, Certificate, Entry, Subscription
from world.national import National

ASK = {
    "purpose": "业务数据归集",
    "document": "甘民函〔2026〕1号",
    "valid_from": "2026-01-01",
    "valid_to": "",
}
SECRET = "MINZHENG_SHARE_DESK"


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setenv(SECRET, "desk-secret")


def text(answer):
    """Return what a page says."""
    return answer.content.decode()


def agreement(desk, data_set, partner, *fields, direction="out"):
    """Ask as chen and grant as the reviewer, on the pages."""
    address = f"/sharing/subscriptions/new/?set={data_set}&partner={partner}&direction={direction}"
    answer = desk("chen").post(address, {**ASK, "fields_asked": fields})
    assert answer.status_code == 303, text(answer)
    row = Subscription.objects.order_by("-pk").first()
    desk(reviewer()).post(
        f"/sharing/subscriptions/{row.pk}/decide/", {"answer": "grant", "reason": ""}
    )
    row.refresh_from_db()
    assert row.state == "granted"
    return row


def reviewer():
    """Return who approves at the county."""
    return Mandate.objects.filter(role="reviewer").first().user.username


def connect(desk, partner, address):
    way = {"mode": "http", "address": address, "secret_name": SECRET, "encoding": "utf-8-sig"}
    assert desk("chen").post(f"/sharing/partners/{partner}/", way).status_code == 303


@pytest.mark.parametrize(
    "address",
    [
        "/sharing/", "/sharing/sets/assistance.recipients/", "/sharing/partners/", "/sharing/partners/hr/",
        "/sharing/subscriptions/", "/sharing/batches/", "/sharing/ledger/", "/sharing/registers/",
        "/sharing/registers/places.names/", "/sharing/registers/places.names/new/", "/certificates/",
    ],
)  # fmt: skip
def test_page_opens_to_the_officer_and_is_shut_to_the_township(desk, address):
    assert desk("chen").get(address).status_code == 200
    if address != "/certificates/":
        assert desk("lin").get(address).status_code == 403


@pytest.mark.requirement("KC-03")
def test_every_field_of_work_goes_to_the_national_project_and_care_to_the_elderly_system():
    rooms = {offer.key.split(".")[0] for offer in offers() if offer.partner == "jinmin"}
    assert rooms == {
        "assistance", "charity", "children", "disability", "elderly", "funeral", "marriage", "places", "rescue",
        "volunteering",
    }  # fmt: skip
    assert declarations.shared_set("elderly.institutions").taken_from == "elderly_national"


@pytest.mark.requirement("HD-04")
def test_results_go_to_the_data_platform_and_only_what_changed_goes_again(desk):
    with National("desk-secret") as platform:
        connect(desk, "data_platform", platform.address)
        row = agreement(desk, "assistance.recipients", "data_platform", "name", "id_no", "benefit")
        desk("chen").post(f"/sharing/subscriptions/{row.pk}/push/", {"kind": ""})
        batch = Batch.objects.order_by("-pk").first()
        held = platform.held["assistance.recipients"]
        assert batch.state == "done"
        assert len(held) == batch.rows > 100
        assert {tuple(data) for data in held.values()} == {
            ("person_name", "id_card_no", "benefit_type")
        }
        desk("chen").post(f"/sharing/subscriptions/{row.pk}/push/", {"kind": ""})
        assert "没有变化" in text(desk("chen").get(f"/sharing/subscriptions/{row.pk}/"))
        one = Entitlement.objects.filter(benefit="assistance.tekun", valid_to=None).first()
        Entitlement.objects.filter(pk=one.pk).update(valid_to=date(2026, 11, 1))
        desk("chen").post(f"/sharing/subscriptions/{row.pk}/push/", {"kind": ""})
        second = Batch.objects.order_by("-pk").first()
        assert (second.rows, second.lines.get().is_delete) == (1, True)
        page = text(desk("chen").get("/sharing/ledger/?kind=push"))
        assert "市数据中台" in page and "社会救助对象" in page


def test_who_entered_a_request_cannot_decide_it(desk):
    desk("chen").post("/sharing/subscriptions/new/?set=places.divisions&partner=tax&direction=out", {**ASK, "fields_asked": ["code"]})  # fmt: skip
    row = Subscription.objects.get(data_set="places.divisions")
    assert (
        desk("chen")
        .post(f"/sharing/subscriptions/{row.pk}/decide/", {"answer": "grant"})
        .status_code
        == 403
    )
    refused = desk(reviewer()).post(
        f"/sharing/subscriptions/{row.pk}/decide/", {"answer": "refuse", "reason": "不便"}
    )
    assert "无条件共享的数据不得拒绝" in text(refused)
    assert 'value="不便"' in text(refused)


def test_register_is_typed_corrected_imported_and_taken_down(desk):
    chen, county = desk("chen"), Mandate.objects.get(user__username="chen").division_id
    typed = {
        "code": "D1",
        "name": "长征路",
        "pinyin": "Changzheng Lu",
        "kind": "街路巷",
        "status": "标准地名",
        "area": "99",
    }
    refused = chen.post("/sharing/registers/places.names/new/", typed)
    assert "所在区划代码不存在" in text(refused)
    assert "长征路" in text(refused)
    chen.post("/sharing/registers/places.names/new/", {**typed, "area": county})
    row = Entry.objects.get(values__code="D1")
    assert "标准地名没有批准机关" in text(chen.get(f"/sharing/entries/{row.pk}/"))
    chen.post(
        f"/sharing/entries/{row.pk}/save/", {**typed, "area": county, "approved_by": "县政府"}
    )
    row.refresh_from_db()
    assert row.values["approved_by"] == "县政府"
    table = SimpleUploadedFile("a.csv", f"dmdm,bzmc,lmzmpx,dmlb,syzt,szqh\nD2,南街,Nan Jie,5,1,{county}\nD3,,x,5,1,{county}\n".encode())  # fmt: skip
    chen.post("/sharing/registers/places.names/import/", {"file": table})
    said = text(chen.get("/sharing/registers/places.names/"))
    assert "新增 1 行" in said and "第 2 行：标准名称未填写" in said
    chen.post(f"/sharing/entries/{row.pk}/withdraw/", {"reason": "更名"})
    assert "已撤下" in text(chen.get("/sharing/registers/places.names/"))
    assert chen.get("/sharing/registers/places.names/?export=xlsx").status_code == 200


@pytest.mark.requirement("HD-07")
def test_certificate_is_issued_from_record_checked_by_number_and_code_and_revoked(desk, county):
    lin = desk("lin")
    holding = Entitlement.objects.filter(
        benefit="assistance.dibao", valid_to=None, division__parent__name="会师镇"
    ).first()
    person = holding.household.head
    lin.post(f"/people/{person.pk}/certificates/", {"kind": "assistance.dibao"})
    lin.post(f"/people/{person.pk}/certificates/", {"kind": "household"})
    kinds = {row.kind: row for row in Certificate.objects.filter(person=person)}
    assert kinds.keys() == {"assistance.dibao", "household"}
    row = kinds["assistance.dibao"]
    # Asked for again, the same certificate stands.
    lin.post(f"/people/{person.pk}/certificates/", {"kind": "assistance.dibao"})
    assert Certificate.objects.filter(person=person).count() == 2
    assert "有效" in text(lin.get(f"/certificates/?number={row.number}&digest={row.digest}"))
    assert "可能被改动" in text(lin.get(f"/certificates/?number={row.number}&digest={'0' * 64}"))
    # Another module and another department see it: nobody brings the paper.
    assert row.number in text(desk("chen").get(f"/people/{person.pk}/certificates/"))
    assert answered(
        desk, f"/open/certificates/?number={row.number}&digest={row.digest}"
    ).json() == {"state": "valid"}
    lin.post(f"/certificates/{row.pk}/revoke/", {"reason": "退出低保"})
    assert answered(
        desk, f"/open/certificates/?number={row.number}&digest={row.digest}"
    ).json() == {"state": "revoked"}
    assert desk("zhao").get(f"/certificates/{row.pk}/").status_code == 404


def question(secret, chen, path):
    """Return the headers of a signed question of the education department."""
    sender = f"education@{chen.division_id}"
    return signed(secret, sender=sender, method="GET", path=path, body=b"")


def answered(desk, path, *, secret=b"desk-secret", headers=None):
    """Ask the open address as the education department, signed."""
    chen = Mandate.objects.get(user__username="chen")
    way = {
        "mode": "http",
        "address": "http://127.0.0.1:9",
        "secret_name": SECRET,
        "encoding": "utf-8-sig",
    }
    services.connect("education", division=chen.division, by=chen, at=clock.now(), **way)
    made = headers or question(secret, chen, path)
    return Client().get(path, headers=made)


def test_open_address_answers_the_signed_and_granted_and_nobody_else(desk, county):
    assert Client().get("/open/assistance.recipients/?name=x").status_code == 401
    assert answered(desk, "/open/assistance.recipients/?name=x", secret=b"wrong").status_code == 401
    assert answered(desk, "/open/assistance.recipients/?name=x").status_code == 403
    agreement(desk, "assistance.recipients", "education", "name", "benefit")
    head = (
        Entitlement.objects.filter(benefit="assistance.dibao", valid_to=None).first().household.head
    )
    chen = Mandate.objects.get(user__username="chen")
    path = f"/open/assistance.recipients/?name={quote(head.name)}"
    headers = question(b"desk-secret", chen, path)
    rows = answered(desk, path, headers=headers).json()["rows"]
    assert {"name": head.name, "benefit": "最低生活保障金"} in rows
    # The same question once more is a replay.
    assert answered(desk, path, headers=headers).status_code == 401
    assert re.search("接口查询", text(desk("chen").get("/sharing/ledger/?kind=query")))


def test_statistics_count_what_passed_between_us_and_each_partner(desk, county):
    row = agreement(desk, "assistance.recipients", "education", "name", "benefit")
    services.answer_query(row, {"name": "nobody"}, at=clock.now())
    page = text(desk("chen").get("/sharing/statistics/"))
    assert re.search("教育", page)
    assert "核对查询" in page
    assert desk("lin").get("/sharing/statistics/").status_code in {403, 404}
