"""A message leaves once, and only when what it tells of is sure."""

import json
from pathlib import Path

import pytest
from django.db import transaction

from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.messages import queries, services
from minzheng.kernel.messages.models import Message

AT = moment(11, 2)
DECISION = {
    "applicant": "张秀英",
    "applied_on": "10月8日",
    "matter": "最低生活保障",
    "outcome": "予以确认",
    "phone": "0943-0000000",
}


def outbox(settings):
    """Return the lines the stand-in gateway took."""
    path = Path(settings.HOME) / "outbox" / "sms.jsonl"
    return (
        [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    )


@pytest.mark.requirement("KC-02")
def test_sms_leaves_after_commit(family, settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        message = services.send("tests.decision", family.head, DECISION, at=AT, channel="sms")
        assert outbox(settings) == []
    message.refresh_from_db()
    assert message.sent_at == AT
    line = outbox(settings)[0]
    assert line["phone"] == "13812345678"
    assert line["text"].startswith(
        "【民政】（演示）张秀英，您于10月8日提出的最低生活保障申请已办结"
    )


def send_and_fail(person):
    """Send inside a change that is taken back."""
    with transaction.atomic():
        services.send("tests.decision", person, DECISION, at=AT, channel="sms")
        raise RuntimeError


@pytest.mark.django_db(transaction=True)
def test_change_taken_back_tells_nobody(family, settings):
    with pytest.raises(RuntimeError):
        send_and_fail(family.head)
    assert not Message.objects.exists()
    assert outbox(settings) == []


def test_message_leaves_once(family, settings):
    message = services.send("tests.decision", family.head, DECISION, at=AT, channel="sms")
    assert [services.deliver(message.pk, at=AT) for _ in range(2)] == [True, False]
    assert len(outbox(settings)) == 1


def test_what_a_crash_left_in_the_queue_leaves_later(family, settings):
    services.send("tests.decision", family.head, DECISION, at=AT, channel="sms")
    assert services.deliver_pending(at=moment(11, 3)) == 1
    assert services.deliver_pending(at=moment(11, 3)) == 0


def test_person_without_phone_keeps_the_problem_in_words(register, settings):
    home = register(("李四", moment(1, 1).date(), "child"))
    person = home.memberships.get().person
    message = services.send("tests.decision", person, DECISION, at=AT, channel="sms")
    assert message.problem == "没有登记手机号"
    assert services.deliver(message.pk, at=AT) is False


def test_text_not_meant_for_sms_stays_inside(family):
    message = services.send("messages.plain", family.head, {"text": "内部"}, at=AT, channel="sms")
    assert message.problem == "该类消息不以短信发送"


def test_missing_word_is_named(family):
    with pytest.raises(KeyError, match="缺少：outcome"):
        services.send(
            "tests.decision",
            family.head,
            {k: v for k, v in DECISION.items() if k != "outcome"},
            at=AT,
        )


def test_nobody_reads_the_messages_of_another(staff):
    message = services.send("messages.plain", staff["lin"], {"text": "请补录"}, at=AT)
    assert queries.unread(staff["lin"]) == 1
    assert list(queries.inbox(staff["wang"])) == []
    with pytest.raises(PermissionError):
        services.mark_read(message, by=staff["wang"], at=AT)
    services.mark_read(message, by=staff["lin"], at=AT)
    assert queries.unread(staff["lin"]) == 0
