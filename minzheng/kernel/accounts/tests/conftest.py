"""A county with its staff."""

from datetime import UTC, date, datetime

import pytest

from minzheng.kernel.accounts import services
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.divisions.services import load_county

AT = datetime(2026, 11, 16, 2, tzinfo=UTC)


@pytest.fixture
def county() -> Division:
    return load_county("620422")


@pytest.fixture
def town(county: Division) -> Division:
    return Division.objects.get(code="620422100")


@pytest.fixture
def lin() -> User:
    user = services.create_user(
        username="lin", display_name="林", password="correct-horse-42", by=None, at=AT
    )
    secret = services.enrol_totp(user, by=None, at=AT)
    code = services.totp_code(secret, AT)
    assert services.confirm_totp(user, code, by=None, at=AT)
    return user


@pytest.fixture
def clerk(lin: User, town: Division) -> Mandate:
    return services.grant_mandate(lin, "clerk", town, by=None, at=AT, valid_from=date(2026, 1, 1))


@pytest.fixture
def security(county: Division) -> Mandate:
    user = User.objects.create_user("security", display_name="安")
    return services.grant_mandate(user, "security_admin", county, by=None, at=AT)
