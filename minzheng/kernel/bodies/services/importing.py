"""Facilities from a table: rows that can be taken are taken, the others are named with their reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from minzheng.core.text import half_width
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division

from ..choices import FACILITY_LEVELS, FACILITY_STATES, OWNERSHIPS
from ..declarations import facility_types
from ..models import Body, Facility
from .facilities import FacilityError, change_facility, register_facility

# The heads of the table, in the order of the template, with the column each fills.
HEADS = {
    "乡镇（街道）": "town",
    "村（社区）": "village",
    "名称": "name",
    "类型": "kind",
    "级别": "level",
    "性质": "ownership",
    "运营机构": "operator",
    "地址": "address",
    "公开电话": "phone",
    "建筑面积（平方米）": "area_m2",
    "床位": "beds",
    "护理型床位": "nursing_beds",
    "建成日期": "built_on",
    "改造日期": "renovated_on",
    "经度": "longitude",
    "纬度": "latitude",
    "状态": "state",
    "状态起始日期": "since",
}
NEEDED = ("名称", "类型", "级别", "性质", "状态", "状态起始日期")
COUNTED = ("area_m2", "beds", "nursing_beds")
DAYS = ("built_on", "renovated_on", "since")
DEGREES = ("longitude", "latitude")
MOST_ROWS = 5_000


@dataclass
class Imported:
    """What became of a table: how many rows were new, changed or the same, and why others were not taken."""

    added: int = 0
    changed: int = 0
    same: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)


def import_facilities(
    rows: Sequence[tuple[int, Sequence[str | None]]], *, document: str, on: date, by: Mandate, at: datetime
) -> Imported:  # fmt: skip
    """Take a table of facilities: numbered lines of text cells, the first of them the heads.

    A facility already there (same place and name) is changed from the day ``on`` where the table
    says something else; an empty cell says nothing. Each line stands or falls by itself.
    FacilityError when the table as a whole is of no use.
    """
    if not rows:
        raise FacilityError("表格是空的。")
    heads = [half_width(str(cell or "")).strip() for cell in rows[0][1]]
    by_head = {half_width(head): key for head, key in HEADS.items()}
    missing = [head for head in NEEDED if half_width(head) not in heads]
    if missing:
        raise FacilityError("表头缺少：" + "、".join(missing) + "。请使用模板。")
    if len(rows) - 1 > MOST_ROWS:
        raise FacilityError(f"一次最多导入 {MOST_ROWS} 行。")
    places = _places(by)
    result = Imported()
    for line, cells in rows[1:]:
        texts = [str(cell or "").strip() for cell in cells]
        told = {by_head[h]: t for h, t in zip(heads, texts, strict=False) if h in by_head and t}
        if not told:
            continue
        try:
            with transaction.atomic():
                _take(told, places, result, document=document, on=on, by=by, at=at)
        except FacilityError as wrong:
            result.problems.append((line, str(wrong)))
    audit.record(
        "bodies.facilities.imported", subject=by.division, by=by, at=at, added=result.added,
        changed=result.changed, refused=len(result.problems),
    )  # fmt: skip
    return result


def _take(
    told: dict[str, str], places: dict[tuple[str, str], Division], result: Imported, *, document: str,
    on: date, by: Mandate, at: datetime,
) -> None:  # fmt: skip
    """Take one line."""
    place = places.get((told.pop("town", ""), told.pop("village", "")))
    if place is None:
        raise FacilityError("辖区内没有这个乡镇或村。")
    values = {key: _value(key, text) for key, text in told.items()}
    lacking = [head for head in NEEDED if HEADS[head] not in values]
    if lacking:
        raise FacilityError("缺少：" + "、".join(lacking) + "。")
    state, since, name = values.pop("state"), values.pop("since"), values.pop("name")
    if "operator" in values:
        values["operator"] = _operator(values["operator"], place)
    standing = Facility.objects.filter(division=place, name=name).first()
    if standing is None:
        register_facility(
            place, name=name, state=state, since=since, document=document, by=by, at=at, **values
        )
        result.added += 1
        return
    if standing.state != state:
        raise FacilityError(f"已登记为“{standing.get_state_display()}”，状态变更请在设施页面办理。")
    if all(getattr(standing, key) == value for key, value in values.items()):
        result.same += 1
        return
    change_facility(standing, on=on, document=document, by=by, at=at, **values)
    result.changed += 1


def _places(by: Mandate) -> dict[tuple[str, str], Division]:
    """Return the divisions of a mandate by township and village as a table names them."""
    found = {("", ""): by.division}
    for row in divisions.subtree(by.division_id).filter(valid_to=None).select_related("parent"):
        if row.level == Level.TOWN:
            found[row.name, ""] = row
        elif row.level == Level.VILLAGE and row.parent is not None:
            found[row.parent.name, row.name] = row
    return found


def _operator(text: str, place: Division) -> Body:
    """Return the body of a name or credit code, of the lineage of the place."""
    line = divisions.lineage(place.code)
    own = Body.objects.filter(credit_code=text) | Body.objects.filter(name=text, division_id__in=line)  # fmt: skip
    found = list(own[:2])
    if len(found) != 1:
        raise FacilityError(f"运营机构“{text}”没有登记，或者有重名，请填统一社会信用代码。")
    return found[0]


def _value(key: str, text: str) -> Any:
    """Return what a cell says in its column; FacilityError names the cell."""
    labels = {
        "kind": {kind.key: kind.label for kind in facility_types()}, "level": FACILITY_LEVELS,
        "ownership": OWNERSHIPS, "state": FACILITY_STATES,
    }  # fmt: skip
    if key in labels:
        found = next((k for k, label in labels[key].items() if text in (k, label)), None)
        if found is None:
            raise FacilityError(f"“{text}”不是可用的值，应为：{'、'.join(labels[key].values())}。")
        return found
    plain = half_width(text).replace(",", "")
    try:
        if key in COUNTED:
            number = Decimal(plain)
            if number != int(number) or number < 0:
                raise ValueError(text)
            return int(number)
        if key in DEGREES:
            return Decimal(plain)
        if key in DAYS:
            return date.fromisoformat(plain[:10].replace("/", "-").replace(".", "-"))
    except (ValueError, InvalidOperation):
        raise FacilityError(f"“{text}”不是整数、日期（如 2020-05-01）或度数。") from None
    return text
