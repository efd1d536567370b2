"""A township with families on dibao, and the three people who pay them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from minzheng.kernel.accounts.declarations import FINANCE, OFFICER, REVIEWER, SYSTEM
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.divisions import services as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people import services as people
from minzheng.kernel.people.models import Person
from minzheng.kernel.people.services import Member

DIBAO = "assistance.dibao"
AT = datetime(2026, 11, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def county(db):
    divisions.load_county("620422")
    return Division.objects.get(code="620422")


@pytest.fixture
def mandate(county):
    def make(role, division=county):
        user = User.objects.create(
            username=f"{role}-{division.code}-{User.objects.count()}", display_name=str(role)
        )
        return Mandate.objects.create(
            user=user, role=role, division=division, valid_from=date(2020, 1, 1)
        )

    return make


@pytest.fixture
def system(mandate):
    return mandate(SYSTEM)


@pytest.fixture
def three(mandate):
    """Maker, checker, sender."""
    return mandate(OFFICER), mandate(REVIEWER), mandate(FINANCE)


@pytest.fixture
def family(county, system):
    """Register one more family on dibao: name, fen a month, account."""
    village = (
        Division.objects.filter(path__startswith=county.path, level=5).order_by("code").first()
    )

    def make(
        name="张三", amount=40_000, account="6222000011112222", **more
    ) -> benefits.Entitlement:
        person = people.register_person(name=name, division=village, by=system, at=AT)
        if account:
            people.change_account(
                person, account_number=account, bank_name=more.get("bank", "会宁县农村信用社"),
                account_name=more.get("account_name", name), by=system, at=AT,
            )  # fmt: skip
        household = people.register_household(
            division=village,
            members=[Member(Person.objects.get(pk=person.pk), "head")],
            by=system,
            at=AT,
        )
        return benefits.grant(
            DIBAO, household=household, amount=amount, since=more.get("since", date(2026, 1, 1)),
            basis=benefits.Basis(reason="试"), by=system, at=AT,
        )  # fmt: skip

    return make
