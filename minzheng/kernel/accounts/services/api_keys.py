"""Keys of machines: made once and shown once, checked at every call, revoked at once."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from minzheng.kernel.accounts.models import ApiCall, ApiKey, Mandate
from minzheng.kernel.accounts.queries import covers, day_of
from minzheng.kernel.audit import services as audit

SCOPES: Final = {
    "services.read": "查询事项",
    "applications.file": "代群众提交申请",
    "applications.read": "查询办理进度",
    "applications.answer": "办理环节",
}
LONGEST: Final = timedelta(days=366)
PREFIX: Final = "mz"


class KeyRefused(ValueError):
    """A key that cannot be made or used; the text is Chinese, ``code`` for machines."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@transaction.atomic
def make_key(
    mandate: Mandate,
    *,
    label: str,
    issuer: str,
    scopes: Sequence[str],
    until: date,
    by: Mandate,
    at: datetime,
    per_minute: int = 120,
) -> tuple[ApiKey, str]:
    """Make a key that acts in a mandate; returns the row and the key, which is never seen again.

    KeyRefused: not the security administrator of the place, a mandate not in force, an unknown
    scope, a life of more than a year.
    """
    if not by.may("accounts.manage") or not covers(by, mandate.division_id):
        raise KeyRefused("forbidden", "只有安全管理员可以为辖区内的岗位签发接口密钥。")
    day = day_of(at)
    if not mandate.is_in_force(day) or mandate.duty.is_administrator:
        raise KeyRefused("mandate", "该岗位不在有效期内，或者是管理员岗位，不能用于接口。")
    if not scopes or set(scopes) - set(SCOPES):
        raise KeyRefused("scope", "请选择权限范围。")
    if not day < until <= day + LONGEST:
        raise KeyRefused("until", "密钥有效期须在一年以内。")
    mark, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    row = ApiKey.objects.create(
        mandate=mandate, label=label.strip(), issuer=issuer.strip(), mark=mark, digest=_digest(secret),
        scopes=sorted(set(scopes)), per_minute=per_minute, valid_from=day, valid_to=until, made_by=by, made_at=at,
    )  # fmt: skip
    audit.record("accounts.key.made", subject=row, by=by, at=at, scopes=row.scopes)
    return row, f"{PREFIX}_{mark}_{secret}"


@transaction.atomic
def revoke_key(key: ApiKey, *, by: Mandate, at: datetime) -> ApiKey:
    """Revoke a key; the next call with it is refused."""
    if not by.may("accounts.manage") or not covers(by, key.mandate.division_id):
        raise KeyRefused("forbidden", "只有安全管理员可以作废接口密钥。")
    row = ApiKey.objects.select_for_update().get(pk=key.pk)
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        audit.record("accounts.key.revoked", subject=row, by=by, at=at)
    return row


def known_key(text: str, *, at: datetime) -> ApiKey:
    """Return the key a caller shows, and count the call. KeyRefused says what is wrong with it."""
    parts = text.split("_", 2)
    row = None
    if len(parts) == 3 and parts[0] == PREFIX:
        rows = ApiKey.objects.select_related("mandate__user", "mandate__division")
        row = rows.filter(mark=parts[1]).first()
    if row is None or not hmac.compare_digest(row.digest, _digest(parts[2])):
        raise KeyRefused("unknown_key", "接口密钥不正确。")
    day = day_of(at)
    usable = row.revoked_at is None and row.is_in_force(day) and row.mandate.is_in_force(day)
    if not usable or not row.mandate.user.is_active:
        raise KeyRefused("expired_key", "接口密钥已作废或者过期，请联系安全管理员。")
    _count(row, at)
    return row


def _count(row: ApiKey, at: datetime) -> None:
    """Count a call in the running minute. KeyRefused when there were too many."""
    minute = at.replace(second=0, microsecond=0)
    same = ApiKey.objects.filter(pk=row.pk, minute=minute)
    if not same.update(calls=F("calls") + 1, used_at=at):
        ApiKey.objects.filter(pk=row.pk).update(minute=minute, calls=1, used_at=at)
    if same.filter(calls__gt=row.per_minute).exists():
        raise KeyRefused("too_many", f"每分钟最多 {row.per_minute} 次，请稍后再试。")


def filed_before(key: ApiKey, token: str, content: bytes) -> str:
    """Return the number of the case a caller's own number became; empty when it is new.

    KeyRefused when the same number comes with other content.
    """
    row = ApiCall.objects.filter(key=key, token=token).first()
    if row is None:
        return ""
    if row.digest != hashlib.sha256(content).hexdigest():
        raise KeyRefused("token_reused", "同一流水号已用于另一份申请，请换一个流水号。")
    return row.number


def note_filing(key: ApiKey, token: str, content: bytes, number: str, *, at: datetime) -> ApiCall:
    """Keep which case a caller's own number became; call it in the transaction of the filing."""
    digest = hashlib.sha256(content).hexdigest()
    return ApiCall.objects.create(key=key, token=token, digest=digest, number=number, at=at)


def _digest(secret: str) -> str:
    # The secret has 256 random bits: a slow hash would only slow the caller.
    return hashlib.sha256(secret.encode()).hexdigest()
