"""Codes that prove a telephone: six digits, five minutes, five tries, never kept in the clear."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from minzheng.core.sealing import blind_index
from minzheng.kernel.accounts.models import User
from minzheng.kernel.messages import choices
from minzheng.kernel.messages.models import Code
from minzheng.kernel.messages.services.sending import send

DIGITS = 6
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class CodeLimits:
    """How often codes may be asked for and tried; protection of the platform, not law."""

    minutes: int = 5
    tries: int = 5
    # Seconds between two codes to one phone.
    pause: int = 60
    phone_hour: int = 5
    phone_day: int = 10
    # A village shares one address.
    address_hour: int = 60


CODES = CodeLimits()


class CodeRefused(ValueError):
    """A code was not sent or not accepted; the text is Chinese."""


@transaction.atomic
def send_code(
    phone: str,
    purpose: str,
    *,
    to: User,
    at: datetime,
    address: str = "",
    limits: CodeLimits = CODES,
) -> Code:
    """Send a new code for a purpose to a phone; former codes of the purpose no longer count.

    CodeRefused (Chinese) when too many were asked for by this phone or from this address.
    """
    # Two requests at once are counted one after the other.
    User.objects.select_for_update().get(pk=to.pk)
    index = blind_index(phone)
    _check(index, address, at, limits)
    Code.objects.filter(phone_index=index, sent_at__lt=at - DAY).delete()
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    code = Code.objects.create(
        phone_index=index,
        purpose=purpose,
        address=address[:45],
        digest=_digest(index, purpose, digits),
        sent_at=at,
        expires_at=at + timedelta(minutes=limits.minutes),
        tries_left=limits.tries,
    )
    context = {"code": digits, "minutes": limits.minutes}
    send("messages.code", to, context, at=at, channel=choices.SMS, phone=phone)
    return code


def _check(index: str, address: str, at: datetime, limits: CodeLimits) -> None:
    """Refuse a code to a phone or an address that asked for many."""
    mine = Code.objects.filter(phone_index=index)
    latest = mine.order_by("-sent_at").values_list("sent_at", flat=True).first()
    if latest is not None and at - latest < timedelta(seconds=limits.pause):
        wait = limits.pause - int((at - latest).total_seconds())
        raise CodeRefused(f"验证码刚刚发出，请 {wait} 秒后再试。")
    if mine.filter(sent_at__gt=at - HOUR).count() >= limits.phone_hour:
        raise CodeRefused("验证码发送过于频繁，请一小时后再试。")
    if mine.filter(sent_at__gt=at - DAY).count() >= limits.phone_day:
        raise CodeRefused("今天的验证码次数已用完，请改用手写签名或到窗口办理。")
    here = Code.objects.filter(address=address[:45], sent_at__gt=at - HOUR)
    if address and here.count() >= limits.address_hour:
        raise CodeRefused("当前网络请求过多，请稍后再试。")


@transaction.atomic
def check_code(phone: str, purpose: str, code: str, *, at: datetime) -> str:
    """Use up the code of a purpose; return why it is not accepted (Chinese), nothing when it is.

    A sentence instead of an exception: a wrong try must stay counted.
    """
    index = blind_index(phone)
    rows = Code.objects.select_for_update().filter(phone_index=index, purpose=purpose)
    row = rows.order_by("-sent_at", "-pk").first()
    if row is None or row.used_at is not None:
        return "请先获取验证码。"
    if at >= row.expires_at:
        return "验证码已过期，请重新获取。"
    if not row.tries_left:
        return "验证码错误次数过多，请重新获取。"
    if not secrets.compare_digest(row.digest, _digest(index, purpose, code.strip())):
        Code.objects.filter(pk=row.pk).update(tries_left=F("tries_left") - 1)
        return "验证码不正确，请核对短信。"
    row.used_at = at
    row.save(update_fields=["used_at"])
    return ""


def _digest(index: str, purpose: str, digits: str) -> str:
    """Return the keyed digest of a code: six digits alone would be found by trying them all."""
    return blind_index(f"code|{index}|{purpose}|{digits}")
