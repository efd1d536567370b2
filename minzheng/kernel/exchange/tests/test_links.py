"""A way of asking is proposed by one and confirmed by another; nobody may point us at our own data."""

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.documents.tests.county import county, register, staff
from minzheng.kernel.exchange.choices import PROCEED
from minzheng.kernel.exchange.models import PartnerLink
from minzheng.kernel.exchange.queries import link_proposals
from minzheng.kernel.exchange.services import decide_link, propose_link

__all__ = ["county", "register", "staff"]
AT = datetime(2026, 11, 6, 9, tzinfo=SHANGHAI)


@pytest.fixture
def propose(staff, county):
    """Return a function that proposes as chen to ask the banks over HTTP."""

    def make(**told):
        given = {
            "mode": "http", "since": date(2026, 11, 10), "source": "协议第2条", "by": staff["chen"],
            "address": "https://bank.example/q", "secret_name": "MINZHENG_PARTNER_BANK",
            "on_failure": PROCEED, "attempts": 3,
        }  # fmt: skip
        return propose_link("bank.deposits", division=county, at=AT, **given | told)

    return make


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"mode": "database", "address": "sqlite:///etc/x.sqlite3?view=v"}, "之下"),
        ({"mode": "drop", "address": "/etc"}, "之下"),
        ({"secret_name": "MINZHENG_SECRET_KEY"}, "密钥变量名"),
        ({"attempts": 11}, "每轮尝试次数须在 1 到 10 之间"),
        ({"since": date(2026, 11, 5)}, "不能早于今天"),
        ({"source": " "}, "依据"),
    ],
)
def test_proposal_that_must_not_stand_is_refused(propose, told, problem):
    with pytest.raises(ValueError, match=problem):
        propose(**told)


def test_link_is_set_by_a_second_person_and_not_before_that_day(propose, staff):
    row = propose()
    with pytest.raises(ValueError, match="待确认"):
        propose()
    assert not PartnerLink.objects.exists()
    for name in ("chen", "lin"):
        with pytest.raises(PermissionDenied):
            decide_link(row, granted=True, reason="", by=staff[name], at=AT)
    late = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)
    link = decide_link(row, granted=True, reason="", by=staff["reviewer"], at=late)
    assert (link.valid_from, link.entered_by, link.attempts) == (late.date(), staff["chen"], 3)
    with pytest.raises(ValueError, match="已经处理"):
        decide_link(row, granted=False, reason="x", by=staff["reviewer"], at=late)
    assert not link_proposals(staff["zhao"]).exists()


def test_refused_proposal_says_why_and_sets_nothing(propose, staff):
    row = propose()
    with pytest.raises(ValueError, match="理由"):
        decide_link(row, granted=False, reason="", by=staff["reviewer"], at=AT)
    assert decide_link(row, granted=False, reason="地址有误", by=staff["reviewer"], at=AT) is None
    assert not PartnerLink.objects.exists()
