"""A county with finance, its checker, and somebody of the next township."""

from datetime import date, datetime

import pytest

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.accounts.declarations import AUDITOR, CLERK, FINANCE, REVIEWER, SYSTEM
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.divisions import services as divisions

COUNTY, TOWN, NEXT_TOWN = "620422", "620422100", "620422101"
AT = datetime(2026, 9, 14, 9, tzinfo=SHANGHAI)
DAY = AT.date()


def seats() -> dict[str, Mandate]:
    """Raise the county and its people."""
    divisions.load_county(COUNTY)
    found = {}
    for name, role, place in (
        ("finance", FINANCE, COUNTY), ("reviewer", REVIEWER, COUNTY), ("auditor", AUDITOR, COUNTY), ("clerk", CLERK, TOWN),
        ("system", SYSTEM, COUNTY),
    ):  # fmt: skip
        user = User.objects.create(username=name, display_name=name)
        found[name] = Mandate.objects.create(
            user=user, role=role, division_id=place, valid_from=date(2020, 1, 1)
        )
    return found


@pytest.fixture
def office(db: None) -> dict[str, Mandate]:
    """Who enters, who confirms, who audits, who has no business here."""
    return seats()
