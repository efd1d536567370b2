"""Queue a message with the change it tells of, and hand it over once the change is sure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.messages import choices
from minzheng.kernel.messages.declarations import MessageTemplate, message_templates
from minzheng.kernel.messages.models import Message
from minzheng.kernel.messages.transport import Undelivered, gateway
from minzheng.kernel.people.models import Person

NO_PHONE = "没有登记手机号"
NOT_BY_SMS = "该类消息不以短信发送"
TOO_LATE = "已过有效时间，未发出"
# After each failure a message waits longer; after the last one it stays with its problem.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
# For so long one process holds a message it is handing over; then another may take it.
LEASE = timedelta(minutes=2)


@transaction.atomic
def send(
    template: str,
    to: User | Mandate | Person,
    context: Mapping[str, Any],
    *,
    at: datetime,
    channel: str = choices.INBOX,
    subject: models.Model | None = None,
    phone: str | None = None,
    at_once: bool = True,
) -> Message:
    """Queue a declared message for a user (or the user of a mandate) or a person.

    It leaves only after the transaction is committed: a change that is taken back tells nobody.
    A person is reached by SMS at the phone in the person file, or at ``phone`` where the sender knows
    better; without one, or where the text must not leave by SMS, the message stays with its problem
    in words. Without ``at_once`` it waits for ``deliver_pending``: thousands at a time keep nobody
    before the screen.
    """
    text = message_templates.get(template)
    user = to.user if isinstance(to, Mandate) else to if isinstance(to, User) else None
    person = to if isinstance(to, Person) else None
    number = phone or (person.phone if person else user.phone if user else None)
    message = Message.objects.create(
        user=user,
        person=person,
        phone=number if channel == choices.SMS else None,
        channel=channel,
        template=template,
        text=text.fill(dict(context), by_sms=channel == choices.SMS),
        subject_key=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        queued_at=at,
        problem=_problem(channel, number, sms=bool(text.sms)),
    )
    if at_once:
        transaction.on_commit(lambda: deliver(message.pk, at=at))
    return message


def deliver(message_id: int, *, at: datetime) -> bool:
    """Hand one queued message over; returns whether it left now. A second call sends nothing.

    No row is locked while the gateway is asked: the message is claimed for two minutes, handed over,
    and marked. What fails waits for ``deliver_pending``.
    """
    message = _claimed(message_id, at)
    if message is None:
        return False
    if message.channel == choices.SMS:
        try:
            mark = "（演示）" if settings.DEMO else ""
            gateway().send(message.pk, str(message.phone), f"【民政】{mark}{message.text}")
        except Undelivered as failure:
            _put_back(message, failure, at)
            return False
    message.sent_at, message.again_at = at, None
    _keep(message)
    return True


def deliver_pending(*, at: datetime) -> int:
    """Hand over what a crash or a silent gateway left in the queue and is due; returns how many left."""
    due = Q(again_at=None) | Q(again_at__lte=at)
    waiting = Message.objects.filter(due, sent_at=None, problem="").order_by("pk")
    return sum(deliver(pk, at=at) for pk in list(waiting.values_list("pk", flat=True)))


def mark_read(message: Message, *, by: Mandate, at: datetime) -> Message:
    """Record that the receiver read a message; nobody reads another's."""
    if message.user_id != by.user_id:
        raise PermissionError("只能查看自己的消息")
    if message.read_at is None:
        message.read_at = at
        message.save(update_fields=["read_at"])
    return message


@transaction.atomic
def _claimed(message_id: int, at: datetime) -> Message | None:
    """Return a message that is due, kept from others until it is handed over; None if it is not."""
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.sent_at is not None or message.problem:
        return None
    if message.again_at is not None and message.again_at > at:
        return None
    minutes = _template(message).minutes
    if minutes and at > message.queued_at + timedelta(minutes=minutes):
        message.problem = TOO_LATE
        _keep(message)
        return None
    message.again_at = at + LEASE
    message.save(update_fields=["again_at"])
    return message


def _put_back(message: Message, failure: Undelivered, at: datetime) -> None:
    """Let a message wait for its next try, or keep the reason when there is none."""
    message.tries += 1
    if failure.is_final or message.tries > len(WAITS):
        message.problem = str(failure)[:200]
    else:
        message.again_at = at + WAITS[message.tries - 1]
    _keep(message)


def _keep(message: Message) -> None:
    """Save how a message stands; one that held a secret holds it no longer than it is needed."""
    if (message.sent_at or message.problem) and _template(message).is_secret:
        message.text = _template(message).label
    message.save(update_fields=["sent_at", "again_at", "tries", "problem", "text"])


def _template(message: Message) -> MessageTemplate:
    return message_templates.get(message.template)


def _problem(channel: str, phone: str | None, *, sms: bool) -> str:
    """Return why a message cannot leave; empty when it can."""
    if channel != choices.SMS:
        return ""
    if not sms:
        return NOT_BY_SMS
    return "" if phone else NO_PHONE
