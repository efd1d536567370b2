"""A county with two towns and a village, and who works there."""

from datetime import date

import pytest

from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division

TOWN, OTHER_TOWN = "620422100", "620422101"
PLACES = (
    ("000000", "全国", Level.STATE, ""),
    ("620422", "会宁县", Level.COUNTY, "000000"),
    (TOWN, "会师镇", Level.TOWN, "620422"),
    (OTHER_TOWN, "郭城驿镇", Level.TOWN, "620422"),
    ("620422100001", "东山根村", Level.VILLAGE, TOWN),
)
STAFF = {"lin": ("clerk", TOWN), "zhao": ("clerk", OTHER_TOWN), "chen": ("officer", "620422")}


@pytest.fixture
def staff(db):
    paths = {"000000": ""}
    for code, name, level, parent in PLACES:
        if parent:
            paths[code] = f"{paths[parent]}{code}/"
        Division.objects.create(code=code, name=name, level=level, path=paths[code], parent_id=parent or None)  # fmt: skip
    return {
        name: Mandate.objects.create(
            user=User.objects.create_user(name, display_name=name), role=role, division_id=place,
            valid_from=date(2020, 1, 1),
        )
        for name, (role, place) in STAFF.items()
    }  # fmt: skip
