"""A code proves a telephone: five minutes, five tries, not too often, never kept in the clear."""

from datetime import timedelta

import pytest

from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.messages import services
from minzheng.kernel.messages.models import Code, Message
from minzheng.kernel.messages.services import CodeRefused

AT, PHONE = moment(11, 2), "13812345678"


@pytest.fixture
def user(staff):
    return staff["lin"].user


def sent(user, at=AT, phone=PHONE, address=""):
    """Send a code and return its digits."""
    services.send_code(phone, "p", to=user, at=at, address=address)
    return Message.objects.latest("pk").text.split("验证码 ")[1][:6]


def test_digits_are_kept_nowhere_once_they_have_left(user):
    digits = sent(user)
    assert digits not in str(list(Code.objects.values()))
    assert services.deliver(Message.objects.get().pk, at=AT)
    assert digits not in Message.objects.get().text


def test_code_lasts_five_minutes(user):
    digits = sent(user)
    assert "过期" in services.check_code(PHONE, "p", digits, at=AT + timedelta(minutes=5))
    assert not services.check_code(PHONE, "p", digits, at=AT + timedelta(minutes=4, seconds=59))


def test_after_five_wrong_tries_the_right_code_is_refused_too(user):
    digits = sent(user)
    wrong = f"{(int(digits) + 1) % 10**6:06d}"
    for _ in range(5):
        assert "不正确" in services.check_code(PHONE, "p", wrong, at=AT)
    assert "次数过多" in services.check_code(PHONE, "p", digits, at=AT)


def test_new_code_ends_the_former_one(user):
    first = sent(user)
    later = AT + timedelta(minutes=1)
    second = sent(user, later)
    if first != second:
        assert services.check_code(PHONE, "p", first, at=later)
    assert not services.check_code(PHONE, "p", second, at=later)


def test_phone_and_address_are_not_flooded(user):
    sent(user)
    with pytest.raises(CodeRefused, match="秒后再试"):
        sent(user, AT + timedelta(seconds=59))
    for minute in range(1, 5):
        sent(user, AT + timedelta(minutes=minute))
    with pytest.raises(CodeRefused, match="一小时后"):
        sent(user, AT + timedelta(minutes=6))
    for number in range(60):
        Code.objects.create(phone_index=f"{number}", purpose="p", address="10.0.0.9", digest="",
                            sent_at=AT, expires_at=AT, tries_left=5)  # fmt: skip
    with pytest.raises(CodeRefused, match="当前网络"):
        sent(user, AT, "13900000000", "10.0.0.9")


def test_code_that_could_not_leave_in_time_never_leaves(user):
    sent(user)
    message = Message.objects.get()
    assert not services.deliver(message.pk, at=AT + timedelta(minutes=6))
    message.refresh_from_db()
    assert message.problem
