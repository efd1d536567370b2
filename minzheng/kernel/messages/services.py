"""Queue a message with the change it tells of, and hand it over once the change is sure."""

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction

from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.messages import choices
from minzheng.kernel.messages.declarations import message_templates
from minzheng.kernel.messages.models import Message
from minzheng.kernel.people.models import Person

NO_PHONE = "没有登记手机号"
NOT_BY_SMS = "该类消息不以短信发送"


@transaction.atomic
def send(
    template: str,
    to: User | Mandate | Person,
    context: Mapping[str, Any],
    *,
    at: datetime,
    channel: str = choices.INBOX,
    subject: models.Model | None = None,
) -> Message:
    """Queue a declared message for a user (or the user of a mandate) or a person.

    It leaves only after the transaction is committed: a change that is taken back tells nobody.
    A person is reached by SMS at the phone in the person file; without one, or where the text
    must not leave by SMS, the message stays with its problem in words.
    """
    text = message_templates.get(template)
    user = to.user if isinstance(to, Mandate) else to if isinstance(to, User) else None
    person = to if isinstance(to, Person) else None
    phone = person.phone if person else user.phone if user else None
    message = Message.objects.create(
        user=user,
        person=person,
        phone=phone if channel == choices.SMS else None,
        channel=channel,
        template=template,
        text=text.fill(dict(context)),
        subject_key=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        queued_at=at,
        problem=_problem(channel, phone, sms=text.sms),
    )
    transaction.on_commit(lambda: deliver(message.pk, at=at))
    return message


def deliver(message_id: int, *, at: datetime) -> bool:
    """Hand one queued message over; returns whether it left now. A second call sends nothing."""
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message_id)
        if message.sent_at is not None or message.problem:
            return False
        message.sent_at = at
        message.save(update_fields=["sent_at"])
        if message.channel == choices.SMS:
            _to_gateway(message)
    return True


def deliver_pending(*, at: datetime) -> int:
    """Hand over what a crash left in the queue; returns how many left."""
    waiting = Message.objects.filter(sent_at=None, problem="").values_list("pk", flat=True)
    return sum(deliver(pk, at=at) for pk in waiting)


def mark_read(message: Message, *, by: Mandate, at: datetime) -> Message:
    """Record that the receiver read a message; nobody reads another's."""
    if message.user_id != by.user_id:
        raise PermissionError("只能查看自己的消息")
    if message.read_at is None:
        message.read_at = at
        message.save(update_fields=["read_at"])
    return message


def _problem(channel: str, phone: str | None, *, sms: bool) -> str:
    """Return why a message cannot leave; empty when it can."""
    if channel != choices.SMS:
        return ""
    if not sms:
        return NOT_BY_SMS
    return "" if phone else NO_PHONE


def _to_gateway(message: Message) -> None:
    """Write the line a gateway would take; the file stands in for a provider's interface."""
    outbox = Path(settings.HOME) / "outbox"
    outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    line = {
        "id": message.pk,
        "phone": message.phone,
        "text": f"【民政】{'（演示）' if settings.DEMO else ''}{message.text}",
        "at": message.sent_at.isoformat() if message.sent_at else "",
    }
    handle = os.open(outbox / "sms.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(json.dumps(line, ensure_ascii=False) + "\n")
