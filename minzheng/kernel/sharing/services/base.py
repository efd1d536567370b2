"""What every deed of the sharing stands on: refusals, reach, doors, the ledger."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.exchange.partners import signing
from minzheng.kernel.exchange.partners.wire import Wire

from ..choices import AskState, Mode
from ..models import Connection, ExchangeRecord, Subscription
from ..queries import connection


class SharingRefused(Exception):
    """Something may not be shared, or not so; ``reasons`` are Chinese sentences."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("；".join(reasons))
        self.reasons: Sequence[str] = reasons


def need(by: Mandate, capability: str, division: str) -> None:
    """Refuse who may not do this at a division."""
    if not by.may(capability):
        raise SharingRefused("您的岗位不能办理数据共享。")
    if not accounts.covers(by, division):
        raise SharingRefused("该区划不属于您的辖区。")


def living(subscription: Subscription, at: datetime) -> Subscription:
    """Return the row, locked, when it is granted and in force; SharingRefused otherwise."""
    row = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if row.state != AskState.GRANTED or not row.is_in_force(localdate(at)):
        raise SharingRefused("共享申请未获批准或不在有效期内，不能交换数据。")
    return row


def line_to(subscription: Subscription, pause: Callable[[float], None] = time.sleep) -> Wire:
    """Return the signed wire to the partner of an agreement; see `door`."""
    return door(subscription.partner, subscription.division_id, pause)


def door(partner: str, division: str, pause: Callable[[float], None] = time.sleep) -> Wire:
    """Return the signed wire to a partner; SharingRefused where none is set up."""
    found = connection(partner, division)
    if found is None or found.mode != Mode.HTTP:
        raise SharingRefused("还没有登记该对接方的接口地址。")
    return Wire(found.address, division, secret_of(found), pause=pause)


def secret_of(found: Connection) -> bytes:
    """Return the secret of a connection from the environment; SharingRefused where there is none."""
    try:
        return signing.secret_of(found.secret_name)
    except KeyError as missing:
        said = found.secret_name or "（未登记）"
        raise SharingRefused(f"没有对接密钥：请设置环境变量 {said}。") from missing


def enter(
    subscription: Subscription, at: datetime, by: Mandate | None, **told: Any
) -> ExchangeRecord:
    """Write one line of the ledger about a subscription."""
    told["outcome"] = str(told["outcome"])[:300]
    return ExchangeRecord.objects.create(
        at=at, by=by, partner=subscription.partner, data_set=subscription.data_set,
        division_id=subscription.division_id, purpose=subscription.purpose,
        direction=subscription.direction, **told,
    )  # fmt: skip
