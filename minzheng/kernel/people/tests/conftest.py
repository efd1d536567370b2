"""Two townships, their clerks Lin and Zhao, a county officer, and one family."""

from datetime import UTC, date, datetime

import pytest

from minzheng.core.resident_id import make
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.accounts.services import grant_mandate
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.divisions.services import load_county
from minzheng.kernel.people import services
from minzheng.kernel.people.models import Household, Person

AT = datetime(2026, 11, 16, 2, tzinfo=UTC)
TODAY = date(2026, 11, 16)
SINCE = date(2020, 1, 1)


def demo_id(birth_on: date, order: int) -> str:
    """Return the number of a synthetic person."""
    return make("629901", birth_on, order)


def mandate(username: str, role: str, code: str) -> Mandate:
    """Return a mandate of a new user."""
    user = User.objects.create_user(username, display_name=username)
    return grant_mandate(
        user, role, Division.objects.get(code=code), by=None, at=AT, valid_from=SINCE
    )


@pytest.fixture
def county() -> Division:
    return load_county("620422")


@pytest.fixture
def village(county: Division) -> Division:
    return Division.objects.get(code="620422100001")


@pytest.fixture
def lin(county: Division) -> Mandate:
    return mandate("lin", "clerk", "620422100")


@pytest.fixture
def zhao(county: Division) -> Mandate:
    return mandate("zhao", "clerk", "620422101")


@pytest.fixture
def chen(county: Division) -> Mandate:
    return mandate("chen", "officer", "620422")


@pytest.fixture
def zhang(lin: Mandate, village: Division) -> Person:
    return services.register_person(
        name="张秀英",
        division=village,
        id_number=demo_id(date(1950, 3, 7), 12),
        phone="13812345678",
        account_number="6228480012345678901",
        bank_name="农信社",
        address="东山根社区 1 号",
        by=lin,
        at=AT,
    )


@pytest.fixture
def wang(lin: Mandate, village: Division) -> Person:
    return services.register_person(
        name="王建国", division=village, id_number=demo_id(date(1948, 5, 2), 11), by=lin, at=AT
    )


@pytest.fixture
def family(lin: Mandate, village: Division, zhang: Person, wang: Person) -> Household:
    return services.register_household(
        division=village,
        members=[
            services.Member(zhang, "head"),
            services.Member(wang, "spouse", years_together=40),
        ],
        by=lin,
        at=AT,
        valid_from=SINCE,
    )
