"""Citizens sign in through the identity service: every way it goes right or wrong."""

from urllib.parse import parse_qs, urlsplit

import pytest
import urllib3
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from minzheng.core import clock
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.citizens.models import Citizen
from minzheng.kernel.citizens.services import confirm_delegation
from minzheng.kernel.citizens.tests.signing import sign_in
from minzheng.kernel.documents.tests.county import county, family, own_home, register, staff
from minzheng.kernel.people.models import Person
from minzheng.site.portal import oidc
from world import identity
from world.identity import SECRET, Identity, Persona

__all__ = ["county", "family", "own_home", "register", "staff"]
HOME, GO, BACK = "/portal/", "/portal/sign-in/go/", "/portal/sign-in/back/"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def service(family, settings):
    """Return a running identity service that knows the head of the family."""
    settings.DEMO = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    head = family.head
    known = Persona("1", head.name, head.id_number, "13900000000")
    with Identity([known]) as running:
        settings.OIDC_ISSUER, settings.OIDC_SECRET = running.issuer, SECRET
        # Another service may have stood at the same address a moment ago.
        oidc.provider()._papers = None
        yield running


def choose(address, persona="1"):
    """Choose somebody on the page of the service; return where the browser is sent."""
    parts = urlsplit(address)
    chosen = f"{parts.scheme}://{parts.netloc}/choose?{parts.query}&persona={persona}"
    answer = urllib3.request("GET", chosen, redirect=False)
    where = urlsplit(answer.headers["Location"])
    return f"{where.path}?{where.query}"


def signed_in(client, wanted=HOME, persona="1"):
    """Sign a browser in the whole way; return the last answer."""
    going = client.get(GO, {"next": wanted})
    assert going.status_code == 302, going.content.decode()
    return client.get(choose(going["Location"], persona))


def test_citizen_signs_in_and_comes_back_to_the_page_he_wanted(service, client, family):
    answer = signed_in(client, "/portal/account/")
    assert (answer.status_code, answer["Location"]) == (302, "/portal/account/")
    citizen = Citizen.objects.get()
    assert (citizen.person, citizen.phone, citizen.assurance) == (
        family.head, "13900000000", "high",
    )  # fmt: skip
    page = client.get("/portal/account/").content.decode()
    assert "张秀英" in page
    assert family.head.id_number not in page
    assert client.get(reverse("portal:sign_in")).status_code == 302


def test_request_carries_state_nonce_and_a_challenge_but_no_secret(service, client):
    asked = parse_qs(urlsplit(client.get(GO)["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert len(asked["state"][0]) > 30 < len(asked["nonce"][0])
    cookie = client.cookies["minzheng_signing"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(
    ("manner", "words"),
    [
        (identity.WRONG_NONCE, "没有通过校验"),
        (identity.WRONG_KEY, "没有通过校验"),
        (identity.WRONG_ISSUER, "没有通过校验"),
        (identity.WRONG_AUDIENCE, "没有通过校验"),
        (identity.ANOTHER, "没有通过校验"),
        (identity.EXPIRED, "时间不对"),
        (identity.EARLY, "时间不对"),
        (identity.BROKEN, "没有应答"),
        (identity.UNNAMED, "姓名和身份证号"),
    ],
)
def test_whatever_does_not_hold_lets_nobody_in_and_says_what_to_do(service, client, manner, words):
    service.manners = [manner]
    answer = signed_in(client)
    assert answer.status_code >= 400
    assert words in answer.content.decode()
    assert not Citizen.objects.exists()
    assert client.get("/portal/account/").status_code == 302
    assert signed_in(client).status_code == 302


def test_slow_service_does_not_hold_the_page(service, client, monkeypatch):
    quick = urllib3.PoolManager(timeout=0.2, retries=False)
    monkeypatch.setattr(oidc, "_POOL", quick)
    service.manners, service.slow = [identity.SLOW], 0.6
    assert "没有应答" in signed_in(client).content.decode()


def test_cancelled_sign_in_is_no_error(service, client):
    answer = signed_in(client, persona="")
    assert answer.status_code == 200
    assert "取消" in answer.content.decode()


def test_answer_counts_once_and_only_on_the_device_that_asked(service, client):
    back = choose(client.get(GO)["Location"])
    other = Client()
    assert "重新点" in other.get(back).content.decode()
    other.get(GO)
    assert "重新点" in other.get(back).content.decode()
    assert client.get(back).status_code == 302
    assert "重新点" in client.get(back).content.decode()


def test_sign_in_ends_the_session_of_whoever_sat_there_before(service, client, staff):
    client.force_login(staff["lin"].user)
    before = client.session.session_key
    signed_in(client)
    assert client.session.session_key != before
    assert "mandate_id" not in client.session
    assert client.session["citizen_id"] == Citizen.objects.get().pk


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.test/portal/", "//evil.test/portal/", "/cases/", "/portal/sign-in/go/",
     "javascript:alert(1)", "http://testserver/portal/", "/portal/\\evil.test"],
)  # fmt: skip
def test_only_our_own_pages_are_gone_on_to(service, client, wanted):
    assert urlsplit(signed_in(client, wanted)["Location"]).path.startswith("/portal/")
    assert not urlsplit(signed_in(client, wanted)["Location"]).netloc


def test_new_key_of_the_service_is_fetched(service, client):
    signed_in(client)
    service.turn_key()
    oidc.provider()._papers.keys_at -= oidc.PAUSE + 1
    assert signed_in(Client()).status_code == 302


def test_level_that_does_not_suffice_is_told_so(service, client, settings):
    settings.OIDC_LEVELS = ["face"]
    assert "实名等级不够" in signed_in(client).content.decode()


def test_changed_number_and_disabled_account_stay_out(service, client, family):
    signed_in(client)
    spouse = family.memberships.get(relation="spouse").person
    service.personas["1"] = Persona("1", "张秀英", spouse.id_number)
    assert "首次登录时不同" in signed_in(Client()).content.decode()
    service.personas["1"] = Persona("1", "张秀英", family.head.id_number)
    user = Citizen.objects.get().user
    user.is_active = False
    user.save()
    assert "已停用" in signed_in(Client()).content.decode()
    assert client.get("/portal/account/").status_code == 302


def test_service_that_is_gone_is_said_in_plain_words(client, db, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    answer = client.get(GO)
    assert answer.status_code == 502
    assert "没有应答" in answer.content.decode()
    settings.OIDC_ISSUER = ""
    assert "尚未开通" in client.get(GO).content.decode()
    assert "尚未开通" in client.get("/portal/sign-in/").content.decode()


def test_sign_out_ends_the_session_and_names_the_other_one(service, client):
    signed_in(client)
    page = client.post("/portal/sign-out/").content.decode()
    assert f"{service.issuer}/end" in page
    assert client.get("/portal/account/").status_code == 302


@pytest.mark.requirement("PO-11")
def test_neighbour_acts_with_a_letter_a_clerk_confirmed_and_either_withdraws_it(
    client, family, register, staff, settings
):
    settings.DEMO = True
    at = clock.now()
    elder = register(("赵大爷", clock.now().date().replace(year=1945), "head"))
    me = sign_in(client, family.head)
    form = client.get("/portal/account/delegations/").content.decode()
    assert "委托书照片" in form
    told = {"name": "赵大爷", "id_number": elder.head.id_number, "kind": "neighbour", "until": ""}
    refused = client.post("/portal/account/delegations/", {**told, "name": "赵二爷"})
    assert (refused.status_code, "赵二爷" in refused.content.decode()) == (422, True)
    letter = SimpleUploadedFile("letter.pdf", PDF, "application/pdf")
    assert (
        client.post("/portal/account/delegations/", {**told, "letter": letter}).status_code == 302
    )
    assert "待窗口核对" in client.get("/portal/account/").content.decode()
    row = me.delegations.get()
    confirm_delegation(row, by=staff["lin"], at=at)
    assert "赵大爷" in client.get("/portal/account/").content.decode()
    old = Client()
    sign_in(old, Person.objects.get(pk=elder.head_id))
    assert "张秀英" in old.get("/portal/account/").content.decode()
    stranger = Client()
    sign_in(stranger, register(("钱七", at.date().replace(year=1990), "head")).head)
    away = reverse("portal:delegation_withdraw", args=[row.pk])
    assert stranger.post(away).status_code == 404
    assert old.post(away).status_code == 302
    assert "赵大爷" not in client.get("/portal/account/").content.decode()


def test_short_messages_are_switched_off_and_on_by_oneself(family, client):
    citizen = sign_in(client, family.head)
    assert "关闭短信提醒" in client.get("/portal/account/").content.decode()
    for said, wanted in (("off", False), ("on", True)):
        answer = client.post("/portal/account/texting/", {"texting": said}, follow=True)
        citizen.refresh_from_db()
        assert citizen.is_texted is wanted
        assert ("已打开短信提醒" if wanted else "已关闭短信提醒") in answer.content.decode()
    assert Entry.objects.filter(verb="citizens.texting.set").count() == 2
