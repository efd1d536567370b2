"""Short messages through an HTTP gateway: signed, tried again, never sent twice."""

from datetime import timedelta

import pytest

from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.messages import services
from minzheng.kernel.messages.models import Message
from world.sms import BROKEN, BUSY, REFUSING, SILENT, SmsGateway

AT = moment(11, 2)
CONTEXT = {"applicant": "张秀英", "matter": "最低生活保障", "papers": "户口簿", "due_on": "11月9日", "phone": "12345"}  # fmt: skip


@pytest.fixture
def platform(settings):
    """Return a running gateway to which the settings point."""
    with SmsGateway("secret") as running:
        settings.SMS_GATEWAY, settings.SMS_SECRET = running.address, "secret"
        yield running


@pytest.fixture
def message(family, platform):
    return services.send("tests.papers_missing", family.head, CONTEXT, at=AT, channel="sms")


def test_message_is_handed_over_signed(message, platform):
    assert services.deliver(message.pk, at=AT)
    assert platform.sent[message.pk]["phone"] == "13812345678"
    text = platform.sent[message.pk]["text"]
    assert "请于11月9日前提交" in text and "户口簿" not in text


@pytest.mark.parametrize("manner", [BROKEN, BUSY, SILENT])
def test_failure_is_tried_again_later_and_sent_once(message, platform, manner):
    platform.manners = [manner]
    assert not services.deliver(message.pk, at=AT)
    assert services.deliver_pending(at=AT + timedelta(seconds=59)) == 0
    assert services.deliver_pending(at=AT + timedelta(seconds=60)) == 1
    assert list(platform.sent) == [message.pk]


def test_refusal_of_the_gateway_is_kept_in_its_words(message, platform):
    platform.manners = [REFUSING]
    assert not services.deliver(message.pk, at=AT)
    message.refresh_from_db()
    assert message.problem == "号码在黑名单中"
    assert services.deliver_pending(at=AT + timedelta(days=1)) == 0


def test_after_the_last_try_the_message_stays_with_its_problem(message, platform):
    platform.manners = [BROKEN] * 9
    for hour in range(1, 8):
        services.deliver_pending(at=AT + timedelta(days=hour))
    message.refresh_from_db()
    assert (message.tries, message.problem) == (6, "系统维护中")


def test_gateway_with_another_secret_takes_nothing(message, platform, settings):
    settings.SMS_SECRET = "other"  # a test's
    assert not services.deliver(message.pk, at=AT)
    assert not platform.sent
    assert Message.objects.get().problem == "签名不正确"


def test_silent_address_does_not_break_the_page(family, settings):
    settings.SMS_GATEWAY = "http://127.0.0.1:9/send"
    row = services.send("tests.papers_missing", family.head, CONTEXT, at=AT, channel="sms")
    assert not services.deliver(row.pk, at=AT)
    row.refresh_from_db()
    assert (row.tries, row.problem, row.sent_at) == (1, "", None)
