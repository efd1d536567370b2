"""A citizen signs with a code; what is wrong stays counted."""

import json
from pathlib import Path

import pytest

from minzheng.kernel.audit.models import Entry
from minzheng.kernel.citizens import services
from minzheng.kernel.citizens.tests.signing import citizen_of
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.messages.services import CodeRefused

AT = moment(11, 2)


@pytest.fixture
def citizen(family, settings):
    settings.DEMO = True
    return citizen_of(family.head, at=AT)


def test_code_signs_once_for_its_purpose(citizen, settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert services.ask_code(citizen, "signing:1", at=AT) == "138****5678"
    line = json.loads((Path(settings.HOME) / "outbox" / "sms.jsonl").read_text("utf-8"))
    code = line["text"].split("验证码 ")[1][:6]
    with pytest.raises(CodeRefused, match="请先获取"):
        services.confirm_code(citizen, "signing:2", code, at=AT)
    services.confirm_code(citizen, "signing:1", code, at=AT)
    assert Entry.objects.filter(verb="citizens.code.confirmed").count() == 1
    with pytest.raises(CodeRefused, match="请先获取"):
        services.confirm_code(citizen, "signing:1", code, at=AT)


def test_citizen_without_phone_is_told_what_else_he_can_do(citizen):
    citizen.phone = None
    with pytest.raises(CodeRefused, match="手写签名"):
        services.ask_code(citizen, "signing:1", at=AT)
