"""Types of facilities that rooms declare, and their registry; no Django."""

import csv
from dataclasses import dataclass
from pathlib import Path

from minzheng.core.registry import Registry


@dataclass(frozen=True, slots=True)
class FacilityType:
    """A type of service facility (设施类型): its key, name, the room it serves, whether it has beds."""

    key: str
    label: str
    room: str
    has_beds: bool


_types: Registry[FacilityType] = Registry("设施类型")


def declare_facility_types(path: Path) -> None:
    """Read types of facilities: columns key, label, room, beds (yes or no). A key twice fails."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kind = FacilityType(row["key"], row["label"], row["room"], row["beds"] == "yes")
            _types.add(kind.key, kind)


def facility_types() -> list[FacilityType]:
    """Return every type of facility, as declared."""
    return list(_types.all())


def facility_type(key: str) -> FacilityType:
    """Return the type of a key; KeyError in Chinese for an unknown one."""
    return _types.get(key)


declare_facility_types(Path(__file__).parent / "facility_types.csv")
