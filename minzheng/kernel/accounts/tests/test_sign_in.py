"""Two factors at the door, a lock after failures, one session per code."""

from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import FieldError, ValidationError
from django.db import connection
from django.http import HttpRequest

from minzheng.kernel.accounts import queries, services
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.accounts.services import SignInRefused, sign_in, totp_code
from minzheng.kernel.accounts.tests.conftest import AT
from minzheng.kernel.audit.models import Entry

PASSWORD = "correct-horse-42"
LATER = AT + timedelta(minutes=5)

pytestmark = pytest.mark.django_db


def _enter(user: User, *, at: datetime = LATER, password: str = PASSWORD, code: str = "") -> User:
    code = code or totp_code(user.totp_secret, at)
    return sign_in(username=user.username, password=password, code=code, at=at)


def _refusal(user: User, **changes: object) -> str:
    with pytest.raises(SignInRefused) as refused:
        _enter(user, **changes)  # type: ignore[arg-type]
    return refused.value.code


@pytest.mark.requirement("KC-02")
def test_right_password_and_code_sign_in_and_are_audited(lin: User, clerk: Mandate) -> None:
    assert _enter(lin) == lin
    entry = Entry.objects.filter(verb="accounts.signed_in").latest("sequence")
    assert (entry.subject_id, entry.mandate_key) == (str(lin.pk), "clerk@620422100")


@pytest.mark.requirement("KC-28")
def test_password_without_the_second_factor_is_refused(lin: User) -> None:
    assert _refusal(lin, code="000000") == "wrong"
    entry = Entry.objects.filter(verb="accounts.sign_in_refused").latest("sequence")
    assert entry.detail["reason"] == "code"


def test_unknown_name_and_wrong_password_are_told_alike(lin: User) -> None:
    with pytest.raises(SignInRefused) as unknown:
        sign_in(username="nobody", password="x", code="000000", at=LATER)
    with pytest.raises(SignInRefused) as wrong:
        _enter(lin, password="wrong")
    assert str(unknown.value) == str(wrong.value)


def test_code_opens_one_session_only(lin: User) -> None:
    code = totp_code(lin.totp_secret, LATER)
    _enter(lin, code=code)
    assert _refusal(lin, code=code) == "wrong"
    assert _enter(lin, at=LATER + timedelta(seconds=30)) == lin


def test_code_of_a_clock_one_step_off_is_taken_and_an_older_one_is_not(lin: User) -> None:
    old = totp_code(lin.totp_secret, LATER - timedelta(seconds=90))
    assert _refusal(lin, code=old) == "wrong"
    assert _enter(lin, code=totp_code(lin.totp_secret, LATER - timedelta(seconds=30))) == lin


@pytest.mark.requirement("KC-28")
def test_five_failures_lock_the_account_for_a_quarter_of_an_hour(lin: User) -> None:
    for _ in range(5):
        assert _refusal(lin, password="wrong") == "wrong"
    assert _refusal(lin) == "locked"
    assert _refusal(lin, at=LATER + timedelta(minutes=14)) == "locked"
    assert _enter(lin, at=LATER + timedelta(minutes=16)) == lin


def test_success_forgets_former_failures(lin: User) -> None:
    for _ in range(4):
        _refusal(lin, password="wrong")
    _enter(lin)
    lin.refresh_from_db()
    assert lin.failed_attempts == 0


def test_disabled_account_and_one_without_second_factor_stay_outside(lin: User) -> None:
    User.objects.filter(pk=lin.pk).update(totp_confirmed_at=None)
    assert _refusal(lin) == "second_factor_missing"
    User.objects.filter(pk=lin.pk).update(is_active=False)
    assert _refusal(lin) == "disabled"


def test_security_administrator_unlocks_and_resets(lin: User, security: Mandate) -> None:
    for _ in range(5):
        _refusal(lin, password="wrong")
    services.unlock(User.objects.get(pk=lin.pk), by=security, at=LATER)
    lin.refresh_from_db()
    assert _enter(lin) == lin
    services.reset_second_factor(lin, by=security, at=LATER, reason="手机遗失")
    assert not User.objects.get(pk=lin.pk).has_second_factor


def test_nobody_else_unlocks(lin: User, clerk: Mandate) -> None:
    with pytest.raises(PermissionError):
        services.unlock(lin, by=clerk, at=LATER)


def test_weak_password_is_refused(lin: User) -> None:
    with pytest.raises(ValidationError):
        services.set_password(lin, "12345678", by=None, at=LATER)


def _request(user: User) -> HttpRequest:
    request = HttpRequest()
    request.session = SessionStore()
    request.user = user
    request.at = LATER  # type: ignore[attr-defined]
    return request


def test_session_acts_in_a_mandate_and_only_in_ones_own(
    lin: User, clerk: Mandate, security: Mandate
) -> None:
    request = _request(lin)
    assert services.open_session(request, lin, at=LATER) == clerk
    assert queries.mandate_of(request) == clerk
    assert services.switch_mandate(request, security.pk, at=LATER) is None
    assert queries.mandate_of(request) == clerk
    services.sign_out(request, by=clerk, at=LATER)
    request.user = lin
    assert queries.mandate_of(request) is None


@pytest.mark.parametrize("fault", ["no second factor", "another's", "over", "disabled"])
def test_session_without_a_sound_mandate_acts_in_none(
    lin: User, clerk: Mandate, security: Mandate, fault: str
) -> None:
    request = _request(lin)
    services.open_session(request, lin, at=LATER)
    if fault == "no second factor":
        del request.session[queries.SECOND_FACTOR_SESSION_KEY]
    elif fault == "another's":
        request.session[queries.MANDATE_SESSION_KEY] = security.pk
    elif fault == "over":
        services.revoke_mandate(clerk, by=security, at=LATER, reason="调离")
    else:
        User.objects.filter(pk=lin.pk).update(is_active=False)
    assert queries.mandate_of(request) is None


def test_sealed_text_is_unreadable_in_the_database(lin: User) -> None:
    User.objects.filter(pk=lin.pk).update(phone="13812345678")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, totp_secret FROM accounts_user WHERE id = %s", [lin.pk])
        phone, secret = map(bytes, cursor.fetchone())
    assert b"13812345678" not in phone
    assert lin.totp_secret.encode() not in secret
    assert User.objects.get(pk=lin.pk).phone == "13812345678"
    assert User.objects.filter(phone__isnull=False).count() == 1


def test_sealed_text_cannot_be_compared() -> None:
    with pytest.raises(FieldError):
        User.objects.filter(phone="13812345678").exists()
