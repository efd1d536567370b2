"""What phones send and fetch over HTTP: sessions, strangers, plans, visits received once."""

import hashlib
import io
import json
import uuid

import pytest
from django.test import Client
from PIL import Image

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.campaigns.models import NeedReport
from minzheng.kernel.offline.models import Device, Record
from minzheng.kernel.visits.models import Visit
from minzheng.site.office.tests.county import county, desk, raised

__all__ = ["county", "desk", "raised"]

BEGAN = "2026-11-16T09:00:00+08:00"


class Phone:
    """A phone in somebody's hand, speaking what the app speaks."""

    def __init__(self, client):
        self.client, self.device, self.counter = client, str(uuid.uuid4()), 0
        self.hello = client.get("/field/sync/hello", {"device": self.device})

    def get(self, path, **query):
        return self.client.get(f"/field/sync/{path}", {"device": self.device, **query})

    def push(self, *ops):
        body = json.dumps({"device": self.device, "ops": ops})
        return self.client.post("/field/sync/push", body, content_type="application/json")

    def say(self, kind, answers, **subject):
        """Return the operations of a record filled in and handed in."""
        header = {"id": str(uuid.uuid4()), "kind": kind, "began": BEGAN, **subject}
        ops = []
        for field, value in answers.items():
            ops.append(self._op(header, type="set", field=field, value=value, bases=[]))
        heads = [op["op"] for op in ops]
        return [*ops, self._op(header, type="submit", heads=heads)]

    def _op(self, header, **more):
        self.counter += 1
        return {
            "op": str(uuid.uuid4()), "counter": self.counter, "at": BEGAN, "record": header, **more,
        }  # fmt: skip


def answered(reply):
    return [(one["state"], one["text"]) for one in reply.json()["receipts"]]


def seat():
    return Mandate.objects.get(user__username="lin", valid_to=None)


def test_without_a_session_a_phone_is_told_so_in_json(county):
    for path in ("hello", "pull", "day"):
        reply = Client().get(f"/field/sync/{path}")
        assert (reply.status_code, reply.json()) == (401, {"reason": "sign_in"})
    assert Client().post("/field/sync/push", {}).status_code == 401


def test_who_makes_no_visits_is_kept_out(desk):
    reply = desk("wei").get("/field/sync/hello")
    assert (reply.status_code, reply.json()) == (403, {"reason": "forbidden"})


def test_a_post_without_the_token_is_refused(desk):
    client = Client(enforce_csrf_checks=True)
    client.cookies = desk("lin").cookies
    assert client.post("/field/sync/push", "{}", content_type="application/json").status_code == 403


def test_a_day_has_plan_people_and_forms_of_the_place_and_no_identity_numbers(desk):
    phone = Phone(desk("yang"))
    told = phone.get("day").json()
    assert {"field.visit", "field.survey", "field.check", "field.need"} <= {
        form["key"] for form in told["forms"]
    }
    homes = {home["id"] for home in told["households"]}
    assert homes and {person["household"] for person in told["people"]} <= homes
    assert {line["household"] for line in told["lines"]} <= homes
    place = Mandate.objects.get(user__username="yang", valid_to=None).division_id
    assert {home["division"] for home in told["households"]} == {place}
    assert not {"id_number", "account"} & {key for person in told["people"] for key in person}
    assert phone.get("day", known=told["digest"]).json()["same"] is True


def test_the_next_township_gets_nothing_of_ours(desk):
    ours, next_door = Phone(desk("lin")), Phone(desk("zhao"))
    home = ours.get("day").json()["households"][0]
    ours.push(*ours.say("check", {"note": "一"}, household=home["id"]))
    told = next_door.get("pull", cursor=0, scope="").json()
    assert told["records"] == told["versions"] == []
    assert home["id"] not in {one["id"] for one in next_door.get("day").json()["households"]}
    [(state, text), *_rest] = answered(
        next_door.push(*next_door.say("check", {"note": "二"}, household=home["id"]))
    )
    assert state == "waiting" and "辖区" in text


def test_a_visit_with_a_photograph_arrives_once(desk):
    phone = Phone(desk("lin"))
    home = phone.get("day").json()["households"][0]
    out = io.BytesIO()
    Image.new("RGB", (32, 32), "green").save(out, "JPEG")
    sha = hashlib.sha256(out.getvalue()).hexdigest()
    ops = phone.say(
        "visit",
        {
            "seen": "家中整洁", "follow_up": "no", "photos#1": {"sha256": sha, "takenAt": BEGAN},
            "_place": {"latitude": 35.69, "longitude": 105.05, "accuracy": 12},
        },
        household=home["id"], form="field.visit",
    )  # fmt: skip
    assert answered(phone.push(*ops))[-1][0] == "waiting"
    query = (
        f"device={phone.device}&sha256={sha}&type=image/jpeg&record={json.dumps(ops[0]['record'])}"
    )
    sent = phone.client.post(
        f"/field/sync/file?{query}", out.getvalue(), content_type="application/octet-stream"
    )
    assert sent.json()["state"] == "kept"
    assert answered(phone.push(*ops))[-1] == answered(phone.push(*ops))[-1] == ("submitted", "")
    visit = Visit.objects.get(receipt_id=ops[0]["record"]["id"])
    assert visit.photos.count() == 1 and visit.household_id == home["id"]


def test_a_survey_keeps_what_members_earn_and_needs_a_second_investigator(desk):
    phone = Phone(desk("lin"))
    day = phone.get("day").json()
    person = day["people"][0]
    answers = {"housing": "土木结构", "conclusion": "属实", f"@{person['id']}.wages": "1200.50"}
    answers["is_emergency"] = "no"
    ops = phone.say("survey", {**answers, "photos": None}, household=person["household"])
    assert "住房照片" in answered(phone.push(*ops))[-1][1]


def test_a_need_is_reported_from_the_phone(desk):
    phone = Phone(desk("yang"))
    ops = phone.say("need", {"text": "独居老人摔倒，无人照料", "place": "村口", "urgent": "yes"})
    assert answered(phone.push(*ops))[-1] == ("submitted", "")
    assert NeedReport.objects.get(receipt_id=ops[0]["record"]["id"]).text.startswith("独居老人")
    assert Record.objects.get().outcome_key == "campaigns.needreport"


def test_a_phone_in_other_hands_is_refused(desk):
    phone = Phone(desk("lin"))
    reply = desk("yang").get("/field/sync/pull", {"device": phone.device})
    assert (reply.status_code, reply.json()["reason"]) == (403, "other_user")


def test_an_order_to_empty_is_heard_without_a_session(desk):
    phone = Phone(desk("lin"))
    stolen = Client()
    assert stolen.get("/field/sync/order", {"device": phone.device}).json() == {"wipe": False}
    page = f"/devices/{phone.device}/wipe/"
    assert desk("zhao").post(page, {"reason": "丢失"}).status_code == 404
    assert desk("lin").post(page, {"reason": "丢失"}).status_code == 303
    assert stolen.get("/field/sync/order", {"device": phone.device}).json() == {"wipe": True}
    assert phone.get("pull", cursor=0).status_code == 403
    stolen.post(
        "/field/sync/wiped", json.dumps({"device": phone.device}), content_type="application/json"
    )
    assert Device.objects.get(pk=phone.device).wiped_at is not None


@pytest.mark.parametrize(
    ("path", "body"),
    [("push", "[]"), ("push", "{"), ("wiped", "{}"), ("push", '{"device": "x", "ops": []}')],
)
def test_what_cannot_be_read_is_refused(desk, path, body):
    reply = desk("lin").post(f"/field/sync/{path}", body, content_type="application/json")
    assert reply.status_code == 400
