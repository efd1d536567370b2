"""Fixtures of the tests of this room: a small county with money, a supplier, an operator and rules."""

from datetime import date

import pytest

from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.bodies.models import Body
from minzheng.kernel.documents.tests.county import (
    county,
    family,
    moment,
    own_home,
    register,
    staff,
)
from minzheng.kernel.ledger import services as ledger
from minzheng.kernel.purchases import declarations, services
from minzheng.kernel.purchases.declarations import BANDS, BY_HEAD, BY_PIECE, BY_SCORE, Item, Subsidy

__all__ = ["county", "family", "own_home", "register", "staff"]

COUNTY = "620422"
AT = moment(11, 16)
ITEMS = (Item("开放天数", 60, "查签到"), Item("食品安全", 40, "现场检查"))
KINDS = (
    Subsidy("test.canteen", "老饭桌", "test", BY_SCORE),
    Subsidy("test.care", "集中照护", "test", BY_HEAD, "人"),
    Subsidy("test.meals", "助餐补贴", "test", BY_PIECE, "餐"),
)
declarations.declare_subsidies(*KINDS)


@pytest.fixture
def hands(staff):
    """Return who enters, confirms and pays, and a stranger of the next county's kind."""
    user = User.objects.create_user("cai", display_name="cai")
    staff["cai"] = Mandate.objects.create(
        user=user, role="finance", division_id=COUNTY, valid_from=date(2020, 1, 1)
    )
    return staff


@pytest.fixture
def money(hands):
    """Return a function that grants money under a fund and a source."""

    def grant(fund, source, amount):
        ledger.appropriate(
            fund, source, COUNTY, amount, document="县财〔2026〕1号", on=date(2026, 1, 5), by=hands["cai"],
            at=AT, key=f"test:{fund}:{source}:{amount}",
        )  # fmt: skip

    return grant


@pytest.fixture
def operator(county):
    return Body.objects.create(
        name="夕阳红社工服务中心", kind="social_organisation", division=county
    )


@pytest.fixture
def rule(hands):
    """Return a function that enters and confirms a rule."""

    def make(key, since=date(2026, 1, 1), document="会民发〔2026〕3号", **told):
        row = services.enter_rule(
            key, COUNTY, since, document=document, by=hands["chen"], at=AT, **told
        )
        return services.decide_rule(row, agreed=True, by=hands["reviewer"], at=AT)

    return make


@pytest.fixture
def scoring(rule):
    return rule("purchase", items=ITEMS, bands=BANDS)


@pytest.fixture
def item(hands):
    return services.list_item(
        COUNTY, code="A0601", name="特困人员住院照护", room="test", unit="天", document="会政办〔2026〕2号",
        since=date(2026, 1, 1), by=hands["chen"], at=AT,
    )  # fmt: skip


@pytest.fixture
def demand(item, hands):
    row = services.ask_demand(
        item, title="住院照护", reason="特困人员住院无人照护", quantity=100, budget=1_000_000, fund="work",
        source="county", by=hands["chen"], at=AT,
    )  # fmt: skip
    return services.decide_demand(row, agreed=True, by=hands["reviewer"], at=AT)


@pytest.fixture
def contract(demand, operator, hands, scoring):
    """Return a contract of 100 days at 80 yuan."""
    return services.sign_contract(
        demand, operator, number="会民购2026-1", method="negotiation", signed_on=date(2026, 8, 20),
        starts_on=date(2026, 9, 1), ends_on=date(2026, 11, 15), quantity=100, unit_price=8_000,
        costs=[("人工", 700_000), ("管理", 100_000)], by=hands["chen"], at=AT,
    )  # fmt: skip
