"""Phones: known from their first contact, emptied by order, closed when they say they are empty."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.offline.models import Device
from minzheng.kernel.offline.services.records import NotYours, OfflineRefused

WIPE = "accounts.manage"


@transaction.atomic
def register(
    number: UUID, *, label: str, waiting: int, usage: int, by: Mandate, at: datetime
) -> Device:
    """Know a phone and when it was last heard of.

    NotYours when it belongs to somebody else or was ordered to be emptied.
    """
    device, is_new = Device.objects.get_or_create(
        pk=number,
        defaults={
            "user_id": by.user_id, "division_id": by.division_id, "label": label[:120],
            "registered_at": at, "seen_at": at,
        },
    )  # fmt: skip
    if device.user_id != by.user_id:
        raise NotYours("本机存有其他工作人员的资料，请先由其退出登录。")
    if device.wipe_ordered_at is not None or device.wiped_at is not None:
        raise NotYours("本机资料已按指令清除，请重新设置。")
    device.seen_at, device.waiting, device.usage = at, max(waiting, 0), max(usage, 0)
    device.division_id = by.division_id
    device.save(update_fields=["seen_at", "waiting", "usage", "division_id"])
    if is_new:
        audit.record("offline.device.registered", subject=device, by=by, at=at)
    return device


@transaction.atomic
def order_wipe(device: Device, *, reason: str, by: Mandate, at: datetime) -> Device:
    """Order a phone to be emptied at its next contact, whoever holds it then.

    By its own user, or by whoever manages accounts where it is used. PermissionDenied otherwise,
    OfflineRefused without a reason or when it is empty already.
    """
    row = held(device)
    manages = by.may(WIPE) and accounts.covers(by, row.division_id)
    if row.user_id != by.user_id and not manages:
        raise PermissionDenied("您不能清除这台终端")
    if not reason.strip():
        raise OfflineRefused("请填写清除原因，如手机遗失、人员调离。")
    if row.wiped_at is not None:
        raise OfflineRefused("这台终端的资料已清除。")
    row.wipe_ordered_at, row.wipe_ordered_by = at, by
    row.wipe_reason = reason.strip()[:200]
    row.save(update_fields=["wipe_ordered_at", "wipe_ordered_by", "wipe_reason"])
    audit.record("offline.device.wipe_ordered", subject=row, by=by, at=at, reason=row.wipe_reason)
    return row


@transaction.atomic
def wiped(number: UUID, *, at: datetime) -> None:
    """Note that a phone said it is empty: after an order, ten wrong PINs, or a sign-out.

    Nobody is signed in on it any more; its number, which only the phone and the house know, speaks.
    """
    row = Device.objects.select_for_update().filter(pk=number, wiped_at=None).first()
    if row is None:
        return
    row.wiped_at, row.waiting, row.usage = at, 0, 0
    row.save(update_fields=["wiped_at", "waiting", "usage"])
    audit.record("offline.device.wiped", subject=row, by=None, at=at)
