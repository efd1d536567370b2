"""Signing in with two factors, choosing a mandate, signing out."""

from datetime import datetime, timedelta

from django.contrib.auth import login, logout
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.accounts.queries import (
    MANDATE_SESSION_KEY,
    SECOND_FACTOR_SESSION_KEY,
    mandates_of,
)
from minzheng.kernel.accounts.services.users import accept_code
from minzheng.kernel.audit import services as audit

ATTEMPTS = 5
LOCK = timedelta(minutes=15)
# One sentence for every wrong pair, so that nobody learns which user names exist.
WRONG = "用户名、密码或动态口令不正确。"
BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignInRefused(Exception):
    """Nobody was signed in; ``code`` is wrong, locked, disabled or second_factor_missing."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def sign_in(*, username: str, password: str, code: str, at: datetime, address: str = "") -> User:
    """Return the user whose password and second factor are right; both are always asked.

    After five failures in a row the account is locked for fifteen minutes (等保2.0 三级 身份鉴别).
    Raises ``SignInRefused`` in Chinese. Success and failure are audited; must not run inside a
    transaction that its refusal would undo.
    """
    user = User.objects.filter(username=username).first()
    if user is None:
        # The same work as for a known name: the answer's delay must not tell them apart.
        make_password(password)
        _record_refusal(username, "unknown", at, address)
        raise SignInRefused("wrong", WRONG)
    if user.locked_until and user.locked_until > at:
        _record_refusal(user, "locked", at, address)
        raise SignInRefused("locked", "连续多次登录失败，账户已临时锁定，请稍后再试。")
    if not user.check_password(password):
        _count_failure(user, at)
        _record_refusal(user, "password", at, address)
        raise SignInRefused("wrong", WRONG)
    if not user.is_active:
        _record_refusal(user, "disabled", at, address)
        raise SignInRefused("disabled", "账户已停用，请联系安全管理员。")
    if not user.has_second_factor:
        _record_refusal(user, "second_factor_missing", at, address)
        raise SignInRefused("second_factor_missing", "账户尚未启用动态口令，请先绑定。")
    if not accept_code(user, code, at=at):
        _count_failure(user, at)
        _record_refusal(user, "code", at, address)
        raise SignInRefused("wrong", WRONG)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(failed_attempts=0, locked_until=None, last_login=at)
        audit.record(
            "accounts.signed_in", subject=user, by=_first_mandate(user, at), at=at, address=address
        )
    user.refresh_from_db()
    return user


def open_session(request: HttpRequest, user: User, *, at: datetime) -> Mandate | None:
    """Begin the session of a user who passed ``sign_in``, in his first mandate (None: has none)."""
    login(request, user, backend=BACKEND)
    request.session[SECOND_FACTOR_SESSION_KEY] = at.isoformat()
    mandate = _first_mandate(user, at)
    if mandate is not None:
        request.session[MANDATE_SESSION_KEY] = mandate.pk
    return mandate


def switch_mandate(request: HttpRequest, mandate_id: int, *, at: datetime) -> Mandate | None:
    """Let the session act in another mandate of the same user; None if it is not his or over."""
    mandate = mandates_of(request.user, at).filter(pk=mandate_id).first()  # type: ignore[arg-type]
    if mandate is None:
        return None
    request.session[MANDATE_SESSION_KEY] = mandate.pk
    audit.record("accounts.mandate.chosen", subject=mandate, by=mandate, at=at)
    return mandate


def sign_out(request: HttpRequest, *, by: Mandate | None, at: datetime) -> None:
    """End the session."""
    if request.user.is_authenticated:
        audit.record("accounts.signed_out", subject=request.user, by=by, at=at)
    logout(request)


def _first_mandate(user: User, at: datetime) -> Mandate | None:
    return mandates_of(user, at).first()


def _count_failure(user: User, at: datetime) -> None:
    rows = User.objects.filter(pk=user.pk)
    rows.update(failed_attempts=F("failed_attempts") + 1)
    # The count starts anew with the lock; whoever goes on failing is locked again.
    rows.filter(failed_attempts__gte=ATTEMPTS).update(failed_attempts=0, locked_until=at + LOCK)


def _record_refusal(subject: User | str, reason: str, at: datetime, address: str) -> None:
    audit.record(
        "accounts.sign_in_refused",
        subject=subject,
        subject_key="accounts.user",
        by=None,
        at=at,
        reason=reason,
        address=address,
    )
