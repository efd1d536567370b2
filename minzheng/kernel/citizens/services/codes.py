"""A citizen signs with a code sent to his phone: the way that works without script."""

from datetime import datetime

from django.db import transaction

from minzheng.core.text import mask_phone
from minzheng.kernel.audit import services as audit
from minzheng.kernel.citizens.models import Citizen
from minzheng.kernel.messages import services as messages
from minzheng.kernel.messages.services import CodeRefused


@transaction.atomic
def ask_code(citizen: Citizen, purpose: str, *, at: datetime, address: str = "") -> str:
    """Send a citizen a code for a purpose (``signing:DRAFT``) and return his masked phone.

    CodeRefused (Chinese): no phone is known, or too many codes were asked for.
    """
    if not citizen.phone:
        raise CodeRefused("实名信息中没有手机号，请改用手写签名或到窗口办理。")
    messages.send_code(citizen.phone, purpose, to=citizen.user, at=at, address=address)
    audit.record("citizens.code.asked", subject=citizen, by=None, at=at, purpose=purpose)
    return mask_phone(citizen.phone)


def confirm_code(citizen: Citizen, purpose: str, code: str, *, at: datetime) -> None:
    """Accept the code a citizen typed for a purpose, once; CodeRefused (Chinese) says why not.

    A wrong try counts although it is refused: do not call this inside a transaction that the
    refusal would undo.
    """
    if not citizen.phone:
        raise CodeRefused("实名信息中没有手机号，请改用手写签名或到窗口办理。")
    with transaction.atomic():
        refused = messages.check_code(citizen.phone, purpose, code, at=at)
        if not refused:
            audit.record(
                "citizens.code.confirmed", subject=citizen, by=None, at=at, purpose=purpose
            )
    if refused:
        raise CodeRefused(refused)
