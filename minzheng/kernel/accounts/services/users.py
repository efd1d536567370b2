"""Accounts and their second factors."""

from datetime import datetime

import pyotp
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.audit import services as audit

ISSUER = "民政一体化平台"
STEP_SECONDS = 30


@transaction.atomic
def create_user(
    *,
    username: str,
    display_name: str,
    password: str | None,
    by: Mandate | None,
    at: datetime,
    phone: str | None = None,
    is_demo: bool = False,
) -> User:
    """Return a new account without any mandate; raises ``ValidationError`` for a weak password.

    ``by`` is None only when a home is raised and nobody exists yet.
    """
    user = User(
        username=username, display_name=display_name, phone=phone, is_demo=is_demo, created_at=at
    )
    if password is not None and not is_demo:
        validate_password(password, user)
    user.set_password(password)
    user.password_changed_at = at
    user.save()
    audit.record("accounts.user.created", subject=user, by=by, at=at, username=username)
    return user


@transaction.atomic
def set_password(user: User, password: str, *, by: Mandate | None, at: datetime) -> None:
    """Give an account a new password; raises ``ValidationError`` for a weak one."""
    validate_password(password, user)
    user.set_password(password)
    user.password_changed_at = at
    user.save(update_fields=["password", "password_changed_at"])
    audit.record("accounts.password.changed", subject=user, by=by, at=at)


@transaction.atomic
def enrol_totp(user: User, *, by: Mandate | None, at: datetime, secret: str | None = None) -> str:
    """Give a user a new second factor (TOTP, RFC 6238) and return its secret, shown once.

    It counts only after ``confirm_totp``; until then the account cannot open a session. A given
    ``secret`` is for demo accounts.
    """
    secret = secret or pyotp.random_base32()
    user.totp_secret, user.totp_confirmed_at, user.totp_last_step = secret, None, 0
    user.save(update_fields=["totp_secret", "totp_confirmed_at", "totp_last_step"])
    audit.record("accounts.totp.enrolled", subject=user, by=by, at=at)
    return secret


@transaction.atomic
def confirm_totp(user: User, code: str, *, by: Mandate | None, at: datetime) -> bool:
    """Put the second factor into use if ``code`` shows that the device holds the secret."""
    if not accept_code(user, code, at=at):
        return False
    user.totp_confirmed_at = at
    user.save(update_fields=["totp_confirmed_at"])
    audit.record("accounts.totp.confirmed", subject=user, by=by, at=at)
    return True


@transaction.atomic
def reset_second_factor(user: User, *, by: Mandate, at: datetime, reason: str) -> None:
    """Take a lost device's second factor away; the user enrols anew at the next sign-in."""
    _need_security_admin(by)
    user.totp_secret, user.totp_confirmed_at = None, None
    user.save(update_fields=["totp_secret", "totp_confirmed_at"])
    audit.record("accounts.totp.reset", subject=user, by=by, at=at, reason=reason)


@transaction.atomic
def unlock(user: User, *, by: Mandate, at: datetime) -> None:
    """End the lock of an account before its time."""
    _need_security_admin(by)
    user.failed_attempts, user.locked_until = 0, None
    user.save(update_fields=["failed_attempts", "locked_until"])
    audit.record("accounts.user.unlocked", subject=user, by=by, at=at)


def provisioning_uri(user: User) -> str:
    """Return the address that an authenticator reads from a QR code."""
    return pyotp.TOTP(user.totp_secret or "").provisioning_uri(user.username, issuer_name=ISSUER)


def totp_code(secret: str, at: datetime) -> str:
    """Return the six digits a device with ``secret`` shows at a moment."""
    return pyotp.TOTP(secret).at(int(at.timestamp()))


def accept_code(user: User, code: str, *, at: datetime) -> bool:
    """Say whether ``code`` is right now (or one step off) and was not used before; mark it used.

    The row is updated only where the step is still unused: of two sessions opened with one code
    at the same moment one is refused.
    """
    if not user.totp_secret:
        return False
    step = int(at.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(user.totp_secret)
    digits = code.strip().replace(" ", "")
    for offset in (0, -1, 1):
        if not pyotp.utils.strings_equal(digits, totp.at((step + offset) * STEP_SECONDS)):
            continue
        unused = User.objects.filter(pk=user.pk, totp_last_step__lt=step + offset)
        if unused.update(totp_last_step=step + offset):
            user.totp_last_step = step + offset
            return True
    return False


def _need_security_admin(by: Mandate) -> None:
    if not by.may("accounts.manage"):
        raise PermissionError("只有安全管理员可以办理。")
