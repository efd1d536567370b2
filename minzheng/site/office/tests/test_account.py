"""Signing in: two factors, the phone bound at the first time, roles with a home of their own."""

import datetime

import pytest
from django.test import Client

from minzheng.core import clock
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.accounts.models import Mandate
from world import staff

PASSWORD = "correct-horse-battery-42"


@pytest.fixture
def newcomer(county):
    by = Mandate.objects.get(user__username="secadmin")
    user = accounts.create_user(
        username="newcomer", display_name="新来", password=PASSWORD, by=by, at=clock.now()
    )
    village = Mandate.objects.get(user__username="lin").division
    accounts.grant_mandate(user, "clerk", village, by=by, at=clock.now())
    return user


def test_password_alone_opens_nothing(county):
    client = Client()
    answer = client.post("/sign-in/", {"username": "lin", "password": staff.PASSWORD, "code": ""})
    assert "不正确" in answer.content.decode()
    assert client.get("/").status_code == 302


def test_first_sign_in_binds_the_phone_before_anything_opens(newcomer, monkeypatch):
    client = Client()
    typed = {"username": "newcomer", "password": PASSWORD, "code": ""}
    assert client.post("/sign-in/", typed)["Location"] == "/sign-in/factor/"
    page = client.get("/sign-in/factor/").content.decode()
    newcomer.refresh_from_db()
    assert newcomer.totp_secret in page
    assert "data:image/svg+xml" in page
    assert client.get("/").status_code == 302
    code = accounts.totp_code(newcomer.totp_secret, clock.now() - datetime.timedelta(seconds=30))
    assert client.post("/sign-in/factor/", {"code": code})["Location"] == "/sign-in/"
    code = accounts.totp_code(newcomer.totp_secret, clock.now())
    assert client.post("/sign-in/", typed | {"code": code})["Location"] == "/"
    assert client.get("/").status_code == 200


def test_phone_is_not_bound_by_somebody_without_the_password(newcomer):
    client = Client()
    wrong = {"username": "newcomer", "password": "something-else-1", "code": ""}
    assert client.post("/sign-in/", wrong).status_code == 200
    assert client.get("/sign-in/factor/")["Location"] == "/sign-in/"


@pytest.mark.parametrize("username", [member.username for member in staff.STAFF])
def test_every_role_has_a_home(desk, username):
    answer = desk(username).get("/")
    assert answer.status_code == 200
    assert "ui-main" in answer.content.decode()


def test_tasks_stand_in_bands_with_their_days(desk):
    page = desk("lin").get("/").content.decode()
    assert "已超期" in page
    assert "今日到期" in page
    assert "个工作日" in page
