"""Word to a citizen: into the inbox of the portal, and to his telephone unless he switched that off."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

from minzheng.kernel.audit import services as audit
from minzheng.kernel.citizens import queries
from minzheng.kernel.citizens.models import Citizen
from minzheng.kernel.messages import services as messages
from minzheng.kernel.messages.choices import SMS
from minzheng.kernel.people.models import Person


def tell(
    template: str,
    to: Person | Citizen,
    told: Mapping[str, Any],
    *,
    at: datetime,
    subject: models.Model | None = None,
    by_sms: bool = True,
    at_once: bool = True,
) -> None:
    """Queue a declared message for the inbox, and for the telephone where ``queries.phone_of`` has one.

    Both belong to the transaction of the caller: what is taken back tells nobody.
    """
    receiver = to.user if isinstance(to, Citizen) else to
    messages.send(template, receiver, told, at=at, subject=subject)
    phone = queries.phone_of(to) if by_sms else None
    if phone:
        messages.send(
            template, receiver, told, at=at, channel=SMS, subject=subject, phone=phone,
            at_once=at_once,
        )  # fmt: skip


@transaction.atomic
def set_texting(citizen: Citizen, *, wanted: bool, at: datetime) -> None:
    """Keep whether a citizen is told by SMS as well; codes to sign with come in any case."""
    if citizen.is_texted == wanted:
        return
    citizen.is_texted = wanted
    citizen.save(update_fields=["is_texted"])
    audit.record("citizens.texting.set", subject=citizen, by=None, at=at, wanted=wanted)
