"""A county with two who confirm, a person and a home to have faith in."""

from datetime import date, datetime

import pytest

from minzheng.core.clock import SHANGHAI
from minzheng.core.resident_id import make
from minzheng.kernel.accounts.declarations import (
    BUREAU_HEAD,
    CLERK,
    OFFICER,
    REVIEWER,
    VILLAGE_WORKER,
)
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.bodies.models import Body
from minzheng.kernel.divisions import services as divisions
from minzheng.kernel.people import services as people
from minzheng.kernel.people.models import Person

COUNTY, TOWN, NEXT_TOWN = "620422", "620422100", "620422101"
AT = datetime(2026, 9, 14, 9, tzinfo=SHANGHAI)


@pytest.fixture
def office(db: None) -> dict[str, Mandate]:
    """Who enters, who confirms, who looks; `stranger` is the clerk of the next township."""
    divisions.load_county(COUNTY)
    seats = (
        ("clerk", CLERK, TOWN), ("officer", OFFICER, COUNTY), ("reviewer", REVIEWER, COUNTY),
        ("chief", BUREAU_HEAD, COUNTY), ("stranger", CLERK, NEXT_TOWN), ("worker", VILLAGE_WORKER, TOWN),
    )  # fmt: skip
    found = {}
    for name, role, place in seats:
        user = User.objects.create(username=name, display_name=name)
        found[name] = Mandate.objects.create(
            user=user, role=role, division_id=place, valid_from=date(2020, 1, 1)
        )
    return found


@pytest.fixture
def person(office: dict[str, Mandate]) -> Person:
    """Somebody of the township."""
    number = make("629901", date(1970, 1, 1), 1)
    return people.register_person(
        name="王建国", division=office["clerk"].division, id_number=number, by=office["officer"], at=AT
    )  # fmt: skip


@pytest.fixture
def body(office: dict[str, Mandate]) -> Body:
    """A care home of the township."""
    return Body.objects.create(name="康乐养老院", kind="care_home", division_id=TOWN)
