"""People report, complain and follow it on the portal: three things asked, no sign-in, number and code."""

import pytest
from django.test import Client

from minzheng.core import clock
from minzheng.domains.petitions import queries, services
from minzheng.domains.petitions.models import AddressDay, Grievance
from minzheng.kernel.citizens.tests.signing import sign_in
from minzheng.kernel.determinations.tests.fixtures import small
from minzheng.kernel.documents.tests.county import (
    TOWN,
    county,
    family,
    moment,
    own_home,
    register,
    staff,
)
from minzheng.kernel.messages.models import Message
from minzheng.site import voices

__all__ = ["county", "family", "own_home", "register", "small", "staff"]

NEED = {"place": "东山根三社", "text": "老人断粮两天了", "phone": "13900000001", "town": TOWN}


@pytest.fixture
def street(staff, small, monkeypatch):
    """Return a browser that nobody signed in with."""
    monkeypatch.setenv(clock.TODAY, "2026-11-16")
    return Client()


def tell(street, address="/portal/report/", **said):
    return street.post(address, NEED | {"receipt": "r1"} | said)


@pytest.mark.requirement("SA-51")
def test_anybody_reports_a_need_with_three_things_and_gets_a_number_at_once(street, staff):
    answer = tell(street, urgent="yes")
    row = Grievance.objects.get()
    assert answer.headers["Location"] == f"/portal/grievances/{row.number}/"
    assert (row.kind, row.urgency, row.division_id) == ("help", "high", TOWN)
    assert list(queries.on_desk(staff["lin"])) == [row]
    page = street.get(answer.headers["Location"]).content.decode()
    assert row.number in page
    assert queries.code_of(row) in page
    assert tell(street, urgent="yes").status_code == 302  # sent twice
    assert Grievance.objects.count() == 1


def test_what_was_typed_stays_and_the_fault_is_named(street):
    page = tell(street, text="").content.decode()
    assert "请填写“看到什么”" in page
    assert "东山根三社" in page


def test_another_browser_needs_the_code(street):
    tell(street)
    row = Grievance.objects.get()
    other = Client()
    address = f"/portal/grievances/{row.number}/"
    assert other.get(address).status_code == 404
    wrong = other.post("/portal/grievances/", {"number": row.number, "code": "00000000"})
    assert "查询码不对" in wrong.content.decode()
    found = other.post("/portal/grievances/", {"number": row.number, "code": queries.code_of(row)})
    assert found.headers["Location"] == address
    assert other.get(address).status_code == 200


def test_eleventh_report_of_a_day_from_one_address_is_refused(street):
    for number in range(10):
        tell(street, receipt=f"r{number}", text=f"第{number}件", place=f"{number}社")
    page = tell(street, receipt="r10", text="又一件", place="十社").content.decode()
    assert "次数已满" in page
    assert Grievance.objects.count() == 10


def test_behind_the_proxy_each_address_has_its_own_day(street, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for number in range(11):
        said = NEED | {"receipt": f"r{number}", "text": f"第{number}件", "place": f"{number}社"}
        # What the caller himself put before the proxy's own word counts for nothing.
        told = f"10.9.9.{number}, 10.0.0.{number % 2}"
        street.post("/portal/report/", said, headers={"x-forwarded-for": told})
    assert Grievance.objects.count() == 11
    assert AddressDay.objects.count() == 2


def test_complaint_is_followed_answered_and_dealt_with_again(street, staff):
    said = {"kind": "complaint", "matter": "charity.fundraising", "text": "募捐不公开", "anonymous": "yes"}  # fmt: skip
    answer = tell(street, "/portal/grievances/new/", **said)
    row = Grievance.objects.get()
    assert (row.kind, row.is_anonymous, queries.assignment_of(row).role) == ("complaint", True, "officer")  # fmt: skip
    services.answer(row, text="已责令公开。", by=staff["chen"], at=moment(11, 16, 10))
    page = street.get(answer.headers["Location"]).content.decode()
    assert "已责令公开。" in page
    street.post(f"{answer.headers['Location']}rate/", {"solved": "no", "satisfied": "no"})
    row.refresh_from_db()
    assert (row.state, row.rounds, row.is_satisfied) == ("assigned", 2, False)


def test_child_s_report_shows_nothing_of_the_child_again(street):
    said = {
        "body": "school", "body_name": "会师镇中心小学", "signs": ["injured"], "danger": "no", "police": "no",
        "about": "王小宝", "text": "身上多处伤痕", "name": "王老师",
    }  # fmt: skip
    answer = tell(street, "/portal/report/child/", **said)
    row = Grievance.objects.get()
    assert (row.kind, row.signs, row.body_name) == ("mandatory", ["injured"], "会师镇中心小学")
    page = street.get(answer.headers["Location"]).content.decode()
    assert row.number in page
    assert [word for word in ("王小宝", "伤痕", "中心小学", "王老师") if word in page] == []


def test_citizen_who_signed_in_finds_his_own_and_is_told_of_the_answer(street, family, staff):
    citizen = sign_in(street, family.head)
    tell(
        street,
        "/portal/grievances/new/",
        kind="complaint",
        matter="charity.work",
        text="账目不公开",
    )
    row = Grievance.objects.get()
    assert (row.citizen, row.received_by.role) == (citizen, "applicant")
    assert row.number in street.get("/portal/grievances/").content.decode()
    services.answer(row, text="已公开。", by=staff["chen"], at=moment(11, 17))
    told = Message.objects.get(template="petitions.answered", channel="inbox")
    assert row.number in told.text
    assert told.user == citizen.user
    other = Client()
    sign_in(
        other,
        family.head.memberships.get().household.memberships.exclude(person=family.head)[0].person,
    )
    assert other.get(f"/portal/grievances/{row.number}/").status_code == 404


def test_kind_follows_the_matter(street):
    said = {"kind": "complaint", "matter": "organisations.illegal", "text": "没登记的协会收会费"}
    tell(street, "/portal/grievances/new/", **said)
    assert Grievance.objects.get().kind == "report"


def test_platform_writes_at_the_county(street, county):
    assert voices.platform(county).division_id == "620422"
