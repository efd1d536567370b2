"""What the data of a plan says, in the words of the tables: days, figures, names, methods, doubts."""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.indicators import queries as indicators
from minzheng.kernel.indicators import services as figures
from minzheng.kernel.indicators.declarations import DOWN, FLOW, QUARTER, STOCK, UP, YEAR

from ..choices import (
    BINDING,
    COMPARATORS,
    CUMULATIVE,
    DONE,
    EXPECTED,
    KEEP,
    METHODS,
    RISE,
)
from ..models import Plan

HERE = Path(__file__).parent.parent
BEFORE = "prev_year_"
TIMES_A_YEAR = "次/年"
KINDS = {"约束性": BINDING, "预期性": EXPECTED}
# Counts whose name says that they are worked off piece by piece.
_ADDS_UP = re.compile("新增|增加|新建|改造|培训|孵化|开展|举办|建设|建成|游学|救助.*人次")
_LARGEST = Decimal(10) ** 15
_TOLERANCE = Decimal("0.01")


@cache
def _names() -> Mapping[tuple[str, str], str]:
    with (HERE / "names.csv").open(encoding="utf-8") as rows:
        return {(row["kind"], row["key"]): row["label"] for row in csv.DictReader(rows)}


@cache
def _keys() -> Mapping[tuple[str, str], str]:
    with (HERE / "keys.csv").open(encoding="utf-8") as rows:
        return {(row["plan_key"], row["unit"]): row["indicator"] for row in csv.DictReader(rows)}


def meant(key: str, unit: str = "") -> str:
    """Return the indicator a shared name means, for its unit if that is told apart; "" where the plan defines it."""
    return _keys().get((key, unit), _keys().get((key, ""), ""))


def name(kind: str, key: object) -> str:
    """Return the Chinese name of a unit, a source of money or a milestone; what nobody named stays as printed."""
    return _names().get((kind, str(key)), str(key))


def cut(text: object, length: int) -> str:
    """Return a text that fits its column; the whole of it stays in ``printed``."""
    words = str(text).strip()
    return words if len(words) <= length else words[: length - 1] + "…"


def day(value: object, *, first: bool = False) -> date | None:
    """Return a day; a bare year is its last day, or its first."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value or "")
    if re.fullmatch(r"\d{4}", text):
        return date(int(text), 1, 1) if first else date(int(text), 12, 31)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def number(value: object) -> Decimal | None:
    """Return a printed number; None for what is none, and for what no column holds."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < _LARGEST else None


def plain(value: Any) -> Any:
    """Return a value as JSON keeps it; days as text."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, (date, Decimal)):
        return str(value)
    return value


def target(row: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
    """Return the columns of a target from a row of the table of indicators or of the dated targets."""
    value = number(row.get("target", row.get("value")))
    upper = number(row.get("upper"))
    if value is None and number(row.get("from")) is not None:
        value, upper = number(row.get("from")), number(row.get("to"))
    span = [
        str(day(row[k])) for k in ("from", "to") if day(row.get(k)) and number(row.get(k)) is None
    ]
    unit = name("unit", row.get("unit") or "")
    label = cut(row.get("name_zh") or row.get("zh") or row["key"], 200)
    due = day(row.get("due")) or (day(row.get("to")) if span else None) or plan.period_to
    relative, lag = relation(row.get("relative_to"))
    compared = row.get("comparator")
    told = {
        "key": str(row["key"]), "label": label, "unit": cut(unit, 60), "value": value, "upper": upper,
        "comparator": compared if compared in COMPARATORS else ">=", "relative_to": relative, "relative_lag": lag,
        "kind": KINDS.get(str(row.get("kind") or ""), ""), "base": number(row.get("base")),
        "base_year": row.get("base_year"), "due_on": due, "owner": cut(row.get("owner") or "", 120),
        "flags": [str(one) for one in row.get("flags") or ()], "position": _position(row),
        "note": cut("；".join([*([name("text", row.get("notes") or row.get("note"))] if row.get("notes") or row.get("note") else []), *(["至".join(span)] if span else [])]), 500),
    }  # fmt: skip
    told["method"] = method(row, told, plan)
    return told


def _position(row: Mapping[str, Any]) -> str:
    line = row.get("line")
    return cut(f"第{line}行" if line else row.get("position") or "", 100)


def relation(key: object) -> tuple[str, int]:
    """Return the reference series of a relative target and by how many years it runs before."""
    text = str(key or "")
    if not text:
        return "", 0
    lag = 1 if text.startswith(BEFORE) else 0
    return meant(text) or meant(text.removeprefix(BEFORE)) or text, lag


def method(row: Mapping[str, Any], told: Mapping[str, Any], plan: Plan) -> str:
    """Return how a target is reckoned: as the data says, else by what it asks."""
    said = str(row.get("method") or "")
    if said in METHODS:
        return said
    value, unit = told["value"], str(told["unit"])
    if told["relative_to"] or told["comparator"] in ("<", "<=") or value == 0:
        return KEEP
    if unit == TIMES_A_YEAR and is_short(plan):
        return CUMULATIVE
    if unit.endswith("（每月）") or ("/" in unit and not unit.startswith("人/")):
        return KEEP
    if value is None or (value == 1 and row.get("unit") in ("done", "office", "centre")):
        return DONE
    if not unit.startswith("%") and _ADDS_UP.search(str(told["label"])):
        return CUMULATIVE
    return RISE


def is_short(plan: Plan) -> bool:
    """Say whether a plan is for a year or so, like a yearly list of work points."""
    return plan.period_to < months.add_months(plan.period_from, 13)


def indicator_of(
    row: Mapping[str, Any], told: Mapping[str, Any], plan: Plan, *, by: Mandate, at: datetime
) -> str:
    """Return the indicator a target names; one nobody knows is defined as the plan prints it."""
    known = str(row.get("indicator") or "") or meant(str(row["key"]), str(row.get("unit") or ""))
    if known and indicators.find(known) is not None:
        return known
    key = f"plan.{row['key']}"
    if indicators.find(key) is not None:
        return key
    unit, value = str(told["unit"]), told["value"]
    is_share = unit.startswith("%")
    falls = told["comparator"] in ("<", "<=") or value == 0
    figures.define(
        key=key, label=told["label"], unit="%" if is_share else unit,
        kind=FLOW if told["method"] == CUMULATIVE else STOCK, every=QUARTER if is_short(plan) else YEAR,
        definition=f"{plan.title}所列“{told['label']}”，口径以该规划为准。", basis=plan.title,
        per=100 if is_share else 1, digits=0 if _is_count(unit, value) else 2,
        better=DOWN if falls else UP, by=by, at=at,
    )  # fmt: skip
    return key


def _is_count(unit: str, value: Decimal | None) -> bool:
    is_whole = value is None or value == value.to_integral_value()
    return is_whole and "/" not in unit and unit not in ("%", "倍", "平方米")


def amounts(funding: Mapping[str, Any] | None) -> Iterator[tuple[str, Decimal]]:
    """Yield the sources of money of a project with their amounts in yuan."""
    for key, amount in (funding or {}).items():
        found = number(amount)
        if found is not None and found > 0:
            yield key, found


def status_note(row: Mapping[str, Any]) -> str:
    """Return what the data says of the state of a project, in Chinese where it has a name."""
    said = [name("text", row[kind]) for kind in ("status", "mode", "notes") if row.get(kind)]
    return cut("；".join(said), 300)


def project_flags(row: Mapping[str, Any]) -> list[str]:
    """Return what of a project's figures contradicts itself, in Chinese sentences."""
    found = [str(one) for one in row.get("flags") or ()]
    beds, each, area = (number(row.get(k)) for k in ("beds", "m2_per_bed", "area_m2"))
    if beds and each and area and abs(beds * each - area) > area * _TOLERANCE:
        found.append(
            f"{beds}张床位×{each}平方米＝{beds * each:,}平方米，与建筑面积{area:,}平方米不一致"
        )
    old, added = number(row.get("beds_existing")), number(row.get("beds_added"))
    if beds and old is not None and added is not None and old + added != beds:
        found.append(f"原有{old}张加新增{added}张，与床位{beds}张不一致")
    total, parts = (
        number(row.get("total_investment")),
        sum(a for _k, a in amounts(row.get("funding"))),
    )
    if total and parts and abs(parts - total) > 1:
        found.append(f"资金来源合计{parts:,}元，与总投资{total:,}元不一致")
    return found


def fact_label(row: Mapping[str, Any], fallback: str) -> str:
    """Return what a fact is called: its name, or the benefit and category of a standard."""
    if row.get("benefit"):
        category = name("text", row.get("category") or "")
        return cut(f"{name('benefit', row['benefit'])}（{category}）", 200)
    return cut(row.get("zh") or name("text", row.get("where") or fallback), 200)
