"""Machines file, follow and answer; a key opens what it was made for and nothing else."""

import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate
from PIL import Image

from minzheng.core import clock
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.accounts.models import ApiKey, Mandate
from minzheng.kernel.accounts.services import SCOPES
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases.models import Case
from minzheng.kernel.people.models import Household
from minzheng.kernel.verification import queries as letters
from minzheng.site.office.tests.county import county, desk, raised

__all__ = ["county", "desk", "raised"]

DIBAO = "assistance.dibao.application"


def picture():
    """Return a small picture as a phone would send it."""
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(stream, "PNG")
    return stream.getvalue()


def made_key(username, *scopes, per_minute=600):
    """Return a key that acts in the mandate of one of the staff."""
    by = Mandate.objects.get(user__username="secadmin")
    mandate = Mandate.objects.get(user__username=username)
    now = clock.now()
    _row, text = accounts.make_key(
        mandate, label="省政务服务平台", issuer="https://id.example.org", scopes=scopes or tuple(SCOPES),
        until=localdate(now) + timedelta(days=90), by=by, at=now, per_minute=per_minute,
    )  # fmt: skip
    return text


class Machine:
    """A caller with a key."""

    def __init__(self, key):
        self.client, self.headers = Client(), {"authorization": f"Bearer {key}"}

    def get(self, address):
        return self.client.get(f"/api/v1{address}", headers=self.headers)

    def post(self, address, body, token=""):
        headers = self.headers | ({"idempotency-key": token} if token else {})
        return self.client.post(
            f"/api/v1{address}", json.dumps(body), content_type="application/json", headers=headers
        )


@pytest.fixture
def portal(county):
    """Return the machine of a provincial portal: files for citizens, sees only what it filed."""
    return Machine(made_key("ren"))


@pytest.fixture
def family(county):
    """Return a family of 会师镇 without a running application, and its head as a body vouches for him."""
    busy = Case.objects.filter(household__isnull=False).values("household")
    held = Entitlement.objects.filter(household__isnull=False).values("household")
    lin = Mandate.objects.get(user__username="lin").division
    homes = (
        Household.objects.filter(
            division__path__startswith=lin.path, head__died_on=None, head__isnull=False
        )
        .exclude(pk__in=busy)
        .exclude(pk__in=held)
    )
    home = homes.select_related("head").order_by("pk").first()
    return home, {"name": home.head.name, "id_number": home.head.id_number}


def told(household, applicant, day, **answers):
    """Return the body of a 低保 application that every adult signed."""
    unsigned = letters.unsigned_members(household, day)
    adults = [p for p in unsigned if letters.is_adult(p, day)]
    signer = adults[0].pk if adults else 0
    return {
        "applicant": applicant,
        "answers": {"reason": "illness", "story": "住院花费大", "kin": "no", **answers},
        "letters": [{"person": p.pk, "signer": p.pk if p in adults else signer} for p in unsigned],
    }


@pytest.mark.requirement("KC-07")
def test_a_service_is_read_filed_followed_and_answered_by_machines(portal, family):
    keys = {one["key"] for one in portal.get("/services").json()}
    assert DIBAO in keys and len(keys) > 10
    guide = portal.get(f"/services/{DIBAO}").json()
    assert "story" in guide["form"]["properties"] and guide["letters"]
    household, applicant = family
    body = told(household, applicant, localdate(clock.now()))
    filed = portal.post(f"/services/{DIBAO}/applications", body, token="A-1")
    assert filed.status_code == 201, filed.json()
    number = filed.json()["number"]
    assert Case.objects.get(number=number).household == household
    again = portal.post(f"/services/{DIBAO}/applications", body, token="A-1")
    assert (again.status_code, again.json()["number"]) == (200, number)
    office = Machine(made_key("lin"))
    step = next(
        deed
        for deed in office.get(f"/applications/{number}").json()["deeds"]
        if not deed["needs_note"]
    )
    answered = office.post(f"/applications/{number}/steps/{step['key']}", {"note": ""})
    assert answered.status_code == 200, answered.json()
    seen = portal.get(f"/applications/{number}").json()
    assert seen["state"] == answered.json()["state"] != filed.json()["state"]
    assert [one["number"] for one in portal.get("/applications").json()["items"]] == [number]


def test_one_number_of_the_caller_is_one_application(portal, family):
    household, applicant = family
    day = localdate(clock.now())
    portal.post(f"/services/{DIBAO}/applications", told(household, applicant, day), token="A-1")
    other = portal.post(
        f"/services/{DIBAO}/applications", told(household, applicant, day, story="另一份"), token="A-1"
    )  # fmt: skip
    assert (other.status_code, other.json()["code"]) == (409, "token_reused")
    assert Case.objects.filter(household=household, workflow=DIBAO, closed_at=None).count() == 1


def test_what_is_wrong_is_said_by_item_and_nothing_is_opened(portal, family):
    household, applicant = family
    before = Case.objects.count()
    body = told(household, applicant, localdate(clock.now()), reason="weather")
    answer = portal.post(f"/services/{DIBAO}/applications", body, token="A-2")
    assert answer.status_code == 422
    assert "选项" in answer.json()["fields"]["reason"]
    assert Case.objects.count() == before


def test_a_false_identity_is_not_recognised(portal, family):
    household, applicant = family
    body = told(household, applicant | {"id_number": "123"}, localdate(clock.now()))
    answer = portal.post(f"/services/{DIBAO}/applications", body, token="A-3")
    assert (answer.status_code, answer.json()["code"]) == (422, "not_recognised")


def test_a_key_sees_only_what_it_filed_and_the_next_township_nothing(portal, family):
    household, applicant = family
    body = told(household, applicant, localdate(clock.now()))
    number = portal.post(f"/services/{DIBAO}/applications", body, token="A-4").json()["number"]
    for machine in (Machine(made_key("zhao")), Machine(made_key("ren"))):
        assert machine.get(f"/applications/{number}").status_code == 404
        assert machine.post(f"/applications/{number}/steps/submit", {"note": ""}).status_code == 404


def test_a_family_of_another_township_cannot_be_filed_for(family):
    household, applicant = family
    machine = Machine(made_key("zhao"))
    answer = machine.post(
        f"/services/{DIBAO}/applications", told(household, applicant, localdate(clock.now())), token="Z-1"
    )  # fmt: skip
    assert answer.status_code in {409, 422}
    assert not Case.objects.filter(household=household, workflow=DIBAO, closed_at=None).exists()


@pytest.mark.parametrize(
    ("header", "code"),
    [("", "no_key"), ("Bearer mz_00_x", "unknown_key"), ("Bearer x", "unknown_key")],
)
def test_without_a_key_nothing_opens(county, header, code):
    answer = Client().get("/api/v1/services", headers={"authorization": header} if header else {})
    assert (answer.status_code, answer.json()["code"]) == (401, code)


def test_a_revoked_key_and_a_missing_scope_are_refused(county):
    reader = Machine(made_key("ren", "services.read"))
    assert reader.get("/services").status_code == 200
    assert reader.get("/applications").json()["code"] == "scope"
    by = Mandate.objects.get(user__username="secadmin")
    accounts.revoke_key(ApiKey.objects.order_by("-pk").first(), by=by, at=clock.now())
    assert reader.get("/services").json()["code"] == "expired_key"


def test_too_many_calls_in_a_minute_are_refused(county, monkeypatch):
    machine = Machine(made_key("ren", per_minute=2))
    codes = [machine.get("/services").status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_a_paper_is_checked_like_any_upload(portal, family):
    household, applicant = family
    body = told(household, applicant, localdate(clock.now()))
    number = portal.post(f"/services/{DIBAO}/applications", body, token="A-5").json()["number"]

    def add(name, content):
        return portal.client.post(
            f"/api/v1/applications/{number}/papers",
            {"paper": SimpleUploadedFile(name, content)},
            headers=portal.headers,
        )

    assert add("诊断书.png", picture()).status_code == 201
    assert add("诊断书.png", b"MZ\x00").json()["code"] == "file_refused"


def test_the_key_itself_is_nowhere_on_record(county):
    text = made_key("ren")
    row = ApiKey.objects.order_by("-pk").first()
    assert text.rsplit("_", 1)[-1] not in json.dumps(
        [row.digest, row.mark, row.label], ensure_ascii=False
    )
