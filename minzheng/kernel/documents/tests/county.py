"""A small county for the tests of the rooms that handle papers and cases."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from minzheng.core.clock import SHANGHAI
from minzheng.core.resident_id import make
from minzheng.core.sealing import blind_index
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Household, Membership, Person

TOWN, OTHER_TOWN, VILLAGE = "620422100", "620422101", "620422100001"
PLACES = (
    ("000000", "全国", Level.STATE, ""),
    ("620000", "甘肃省", Level.PROVINCE, "000000"),
    ("620400", "白银市", Level.PREFECTURE, "620000"),
    ("620422", "会宁县", Level.COUNTY, "620400"),
    (TOWN, "会师镇", Level.TOWN, "620422"),
    (OTHER_TOWN, "郭城驿镇", Level.TOWN, "620422"),
    (VILLAGE, "东山根村", Level.VILLAGE, TOWN),
)
STAFF = {
    "worker": ("village_worker", VILLAGE),
    "lin": ("clerk", TOWN),
    "wang": ("clerk", TOWN),
    "head": ("head", TOWN),
    "zhao": ("clerk", OTHER_TOWN),
    "chen": ("officer", "620422"),
    "reviewer": ("reviewer", "620422"),
    "bureau": ("bureau_head", "620422"),
    "supervisor": ("supervisor", "620400"),
}
Staff = dict[str, Mandate]
Register = Callable[..., Household]


def moment(month: int, day: int, hour: int = 9, year: int = 2026) -> datetime:
    """Return an office hour of a day in Shanghai."""
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def own_home(settings: Any, tmp_path: Any) -> None:
    settings.HOME = tmp_path / "home"
    settings.MEDIA_ROOT = settings.HOME / "files"
    settings.LAKE = settings.HOME / "lake"
    settings.HOME.mkdir()


@pytest.fixture
def county(db: None) -> Division:
    """Return 会宁县 with one village and two towns."""
    paths = {"000000": ""}
    for code, name, level, parent in PLACES:
        if parent:
            paths[code] = f"{paths[parent]}{code}/"
        Division.objects.create(
            code=code, name=name, level=level, path=paths[code], parent_id=parent or None
        )
    return Division.objects.get(code="620422")


@pytest.fixture
def village(county: Division) -> Division:
    """Return the village of it."""
    return Division.objects.get(pk=VILLAGE)


@pytest.fixture
def staff(county: Division) -> Staff:
    """Return a mandate for everybody of STAFF, by name."""
    return {
        name: Mandate.objects.create(
            user=User.objects.create_user(name, display_name=name),
            role=role,
            division_id=place,
            valid_from=date(2020, 1, 1),
        )
        for name, (role, place) in STAFF.items()
    }


@pytest.fixture
def register(county: Division) -> Register:
    """Return a function that registers a household of (name, birth date, relation)."""

    def register_household(*members: tuple[str, date, str]) -> Household:
        order = Person.objects.count()
        village = Division.objects.get(code=VILLAGE)
        household = Household.objects.create(
            number=f"H{order:04d}", division=village, valid_from=date(2010, 1, 1), is_demo=True
        )
        for index, (name, birth_on, relation) in enumerate(members, start=1):
            number = make("629901", birth_on, order + index)
            person = Person.objects.create(
                name=name,
                birth_on=birth_on,
                id_number=number,
                id_status="valid",
                pid=blind_index(number),
                phone="13812345678" if relation == "head" else None,
                division=village,
                is_demo=True,
            )
            Membership.objects.create(
                household=household, person=person, relation=relation, valid_from=date(2010, 1, 1)
            )
            if relation == "head":
                household.head = person
                household.save()
        return household

    return register_household


@pytest.fixture
def family(register: Register) -> Household:
    """Return a couple with a child of ten."""
    return register(
        ("张秀英", date(1980, 3, 1), "head"),
        ("王建军", date(1978, 5, 6), "spouse"),
        ("王小宝", date(2016, 2, 3), "child"),
    )
