"""What contradicts itself in sound plan data: dates, sums, areas. It is pointed out, never mended."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from .faults import Path
from .schema import BOUNDS

Oddity = tuple[Path, str, str]
LOOK = "请对照原文核对"


def oddities(content: Mapping[str, Any]) -> Iterator[Oddity]:
    """Yield every place of a sound content where a person should look again."""
    yield from _period(content)
    for number, row in enumerate(content.get("indicators") or ()):
        yield from _goal(("indicators", number), row, "target")
    for number, row in enumerate(content.get("targets") or ()):
        yield from _goal(("targets", number), row, "value")
    for section in ("targets", "standards", "parameters"):
        for number, row in enumerate(content.get(section) or ()):
            yield from _range((section, number), row)
    for number, row in enumerate(content.get("projects") or ()):
        yield from project_oddities(("projects", number), row)


def _period(content: Mapping[str, Any]) -> Iterator[Oddity]:
    begin, end = content["period"].get("from"), content["period"].get("to")
    first, last = _day(begin, first=True), _day(end, first=False)
    if first and last and first > last:
        yield ("period", "from"), _("规划期的起始晚于截止"), _(LOOK)
    for section in ("indicators", "targets"):
        for number, row in enumerate(content.get(section) or ()):
            due = _day(row.get("due"), first=False)
            if due and first and last and not first <= due <= last:
                yield (section, number, "due"), _("完成期限不在规划期内"), _(LOOK)


def _goal(path: Path, row: Mapping[str, Any], name: str) -> Iterator[Oddity]:
    value, unit = row.get(name), str(row.get("unit") or "")
    is_range = row.get("from") is not None or row.get("to") is not None
    if value is None and not row.get("relative_to") and not is_range:
        yield path, _("没有目标值，也没有相对于什么"), _("完成情况将无法判断")
    if isinstance(value, (int, float)) and unit in {"percent", "%"} and not 0 <= value <= 100:
        yield (*path, name), _("百分比不在 0 至 100 之间"), _(LOOK)


def _range(path: Path, row: Mapping[str, Any]) -> Iterator[Oddity]:
    low, high = row.get("from"), row.get("to")
    if type(low) is type(high) and isinstance(low, (int, float, date)) and low > high:  # type: ignore[operator]
        yield (*path, "from"), _("起始数大于截止数"), _(LOOK)


def project_oddities(path: Path, row: Mapping[str, Any]) -> Iterator[Oddity]:
    """Yield what does not fit inside one project: beds and area, parts and sums, land."""
    beds, each, area = row.get("beds"), row.get("m2_per_bed"), row.get("area_m2")
    if beds and each and area and _differ(_exact(beds) * _exact(each), area):
        words = {
            "beds": beds,
            "each": each,
            "made": _text(_exact(beds) * _exact(each)),
            "area": area,
        }
        yield (
            (*path, "area_m2"),
            _("%(beds)s 张床位 × %(each)s 平方米 = %(made)s 平方米，与建筑面积 %(area)s 平方米不符") % words,
            _(LOOK),
        )  # fmt: skip
    old, new = row.get("beds_existing"), row.get("beds_added")
    if beds and old is not None and new is not None and old + new != beds:
        yield (*path, "beds"), _("原有床位与新增床位之和不等于床位数"), _(LOOK)
    main = row.get("main_building_area_m2")
    if area and main and main > area:
        yield (*path, "main_building_area_m2"), _("主楼面积大于建筑面积"), _(LOOK)
    mu, land = row.get("land_mu"), row.get("land_m2")
    if mu and land and _differ(_exact(mu) * _exact(BOUNDS.square_metres_per_mu), land):
        yield (*path, "land_mu"), _("亩数与平方米数不符"), _(LOOK)
    yield from _money(path, row)


def _money(path: Path, row: Mapping[str, Any]) -> Iterator[Oddity]:
    total, parts = row.get("total_investment"), row.get("funding")
    if not total or not isinstance(parts, Mapping):
        return
    amounts = [_exact(one) for one in parts.values() if isinstance(one, (int, float))]
    if amounts and sum(amounts) != _exact(total):
        words = {"made": _text(Fraction(sum(amounts))), "total": _text(_exact(total))}
        yield (*path, "funding"), _("资金来源合计 %(made)s 元，总投资 %(total)s 元") % words, _(LOOK)  # fmt: skip


def _differ(made: Fraction, printed: Any) -> bool:
    return abs(made - _exact(printed)) > _exact(printed) * _exact(BOUNDS.tolerance)


def _exact(value: Any) -> Fraction:
    return Fraction(str(value))


def _text(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"


def _day(value: Any, *, first: bool) -> date | None:
    """Return a day of a date or a bare year; None for anything else."""
    if isinstance(value, date):
        return value
    if isinstance(value, int):
        return date(value, 1, 1) if first else date(value, 12, 31)
    return None
