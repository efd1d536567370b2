"""Agreements: asked for by one officer, decided by another, withdrawn by either."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core.models import once
from minzheng.core.working_days import calendar
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.partners import addresses

from ..catalogue import partners
from ..choices import AskState, Direction, Mode
from ..declarations import CLOSED, OPEN, SharedSet, shared_set, term
from ..models import Connection, Subscription
from .base import SharingRefused, need


def ask(
    data_set: str, partner: str, *, direction: str, division: Division, fields: Sequence[str],
    purpose: str, document: str, valid_from: date, valid_to: date | None, by: Mandate, at: datetime,
) -> Subscription:  # fmt: skip
    """Enter a request for fields of a data set; its reply is due by the sharing property.

    SharingRefused: fields beyond what the partner is entitled to, a closed data set, no purpose or
    paper, a request that stands already, a division out of reach.
    """
    need(by, "sharing.enter", division.pk)
    share = shared_set(data_set)
    wanted = [name for name in share.names if name in set(fields)]
    reasons = _objections(share, partner, direction, fields, purpose, document)
    if reasons:
        raise SharingRefused(*reasons)
    if valid_to is not None and valid_to <= valid_from:
        raise SharingRefused("终止日期须晚于起始日期。")
    today = localdate(at)
    days = term(f"reply_days_{share.sharing}", division.pk, today)
    row = Subscription(
        data_set=data_set, partner=partner, direction=direction, division=division, fields=wanted,
        purpose=purpose.strip(), document=document.strip(), valid_from=valid_from, valid_to=valid_to,
        due_on=calendar().add_working_days(today, days), asked_by=by, asked_at=at,
    )  # fmt: skip
    with once(SharingRefused("该对接方对这一数据集已有待审批或有效的申请。")):
        row.save()
        audit.record(
            "sharing.asked", subject=row, by=by, at=at, partner=partner, data_set=data_set, fields=wanted
        )  # fmt: skip
    return row


def _objections(
    share: SharedSet,
    partner: str,
    direction: str,
    fields: Sequence[str],
    purpose: str,
    document: str,
) -> list[str]:
    reasons = []
    if partner not in partners():
        reasons.append("没有登记这个对接方。")
    if share.sharing == CLOSED:
        reasons.append("该数据集不予共享。")
    if direction == Direction.IN:
        if share.taken_from != partner:
            reasons.append("该数据集不从这个对接方获取。")
        entitled = set(share.names)
    else:
        entitled = set(share.consumers.get(partner, ()))
        if not entitled:
            reasons.append("该对接方不是这一数据集的使用方。")
    if beyond := [share.column(n).label for n in fields if n in share.names and n not in entitled]:
        reasons.append(f"超出该对接方可用字段：{'、'.join(beyond)}。")
    if not fields or set(fields) - set(share.names):
        reasons.append("请选择数据集里的字段。")
    if not purpose.strip() or not document.strip():
        reasons.append("请写明用途和依据文件。")
    return reasons


@transaction.atomic
def decide(
    subscription: Subscription, *, granted: bool, reason: str, by: Mandate, at: datetime
) -> Subscription:
    """Grant or refuse a request; never by whoever entered it.

    A data set that is shared without condition can be refused for no reason of ours.
    """
    need(by, "sharing.approve", subscription.division_id)
    row = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if row.state != AskState.ASKED:
        raise SharingRefused("该申请已经处理。")
    if row.asked_by.user_id == by.user_id:
        raise SharingRefused("登记人不能审批自己登记的申请。")
    if not granted and not reason.strip():
        raise SharingRefused("不批准须写明理由。")
    if not granted and shared_set(row.data_set).sharing == OPEN:
        raise SharingRefused("无条件共享的数据不得拒绝，也不得附加条件。")
    row.state = AskState.GRANTED if granted else AskState.REFUSED
    row.decided_by, row.decided_at, row.reason = by, at, reason.strip()
    row.save()
    verb = "sharing.granted" if granted else "sharing.refused"
    audit.record(verb, subject=row, by=by, at=at, partner=row.partner, data_set=row.data_set)
    return row


@transaction.atomic
def withdraw(subscription: Subscription, *, reason: str, by: Mandate, at: datetime) -> Subscription:
    """End a request or an agreement; nothing more leaves under it."""
    if not by.may("sharing.approve"):
        need(by, "sharing.enter", subscription.division_id)
    else:
        need(by, "sharing.approve", subscription.division_id)
    row = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if row.state not in {AskState.ASKED, AskState.GRANTED}:
        raise SharingRefused("该申请已经结束。")
    if not reason.strip():
        raise SharingRefused("撤回须写明理由。")
    row.state, row.reason = AskState.WITHDRAWN, reason.strip()
    row.save()
    audit.record("sharing.withdrawn", subject=row, by=by, at=at, reason=row.reason)
    return row


@transaction.atomic
def connect(
    partner: str, *, division: Division, mode: str, address: str, secret_name: str, encoding: str,
    by: Mandate, at: datetime,
) -> Connection:  # fmt: skip
    """Say how a division reaches a partner. The secret is named, never stored."""
    need(by, "sharing.enter", division.pk)
    if partner not in partners():
        raise SharingRefused("没有登记这个对接方。")
    wrong = ""
    if mode == Mode.HTTP:
        wrong = addresses.web_problem(address, secret_name)
    elif mode == Mode.TABLE:
        wrong = addresses.front_problem(address, secret_name, "table", "receipts")
    if wrong:
        raise SharingRefused(wrong)
    row, _made = Connection.objects.update_or_create(
        partner=partner, division=division,
        defaults={
            "mode": mode, "address": address, "secret_name": secret_name, "encoding": encoding,
            "set_by": by, "set_at": at,
        },
    )  # fmt: skip
    audit.record("sharing.connected", subject=row, by=by, at=at, partner=partner, mode=mode)
    return row
