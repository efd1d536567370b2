"""Rows as the other side writes them: names and codes from a csv, values as text, and back again."""

import csv
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from minzheng.core import resident_id
from minzheng.core.money import format_yuan, yuan_to_fen
from minzheng.core.sealing import digest_sm3
from minzheng.core.text import half_width, normalise_name
from minzheng.kernel.exchange.declarations import (
    CHOICE,
    CODE,
    DATE,
    DECIMAL,
    MONEY,
    PERSON_ID,
    Field,
    header_form,
)

from .declarations import SharedSet

Row = dict[str, Any]
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")
LONGEST = 500


@dataclass(frozen=True)
class Target:
    """What one field is called at the other side, and how its values are coded there."""

    name: str
    codes: Mapping[str, str] = field(default_factory=dict)


@lru_cache
def targets(path: Path | None, system: str, key: str) -> dict[str, Target]:
    """Return the fields of a data set that a system calls otherwise; empty where it takes ours.

    A row of the csv without a data set (column `set`) holds for every one of the file.
    """
    if path is None:
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [
            row
            for row in csv.DictReader(stream)
            if row["system"] == system and row.get("set", "") in {"", key}
        ]
    return {
        row["field"]: Target(row["target"], dict(_pair(text) for text in row["codes"].split(";") if text))
        for row in rows
    }  # fmt: skip


def _pair(text: str) -> tuple[str, str]:
    ours, _sign, theirs = text.partition("=")
    return ours, theirs


def outward(
    share: SharedSet, system: str, row: Mapping[str, Any], fields: Iterable[str]
) -> dict[str, str]:
    """Return one row as a system reads it: its names, its codes, every value as text."""
    told = targets(share.mapping, system, share.key)
    found = {}
    for name in fields:
        target = told.get(name, Target(name))
        text = written(share.column(name), row.get(name))
        found[target.name] = target.codes.get(text, text)
    return found


def written(column: Field, value: Any) -> str:
    """Return a value as text: days as ISO, fen as yuan; nothing known is empty."""
    if value is None:
        return ""
    if column.kind == MONEY:
        return format_yuan(value).replace(",", "")
    if column.kind == DECIMAL:
        return f"{value / 100:.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def inward(share: SharedSet, system: str, raw: Mapping[str, Any]) -> tuple[Row, list[str]]:
    """Read one row of a system or of a form: the values, and in Chinese what is wrong with it."""
    told = targets(share.mapping, system, share.key)
    row: Row = {}
    problems: list[str] = []
    known = {header_form(str(key)): value for key, value in raw.items()}
    for column in share.columns:
        target = told.get(column.name, Target(column.name))
        names = (header_form(target.name), header_form(column.name), *column.headers)
        text = next((known[name] for name in names if name in known), None)
        text = half_width(str(text)).strip() if text is not None else ""
        text = next((ours for ours, theirs in target.codes.items() if theirs == text), text)
        if not text:
            row[column.name] = None
            if column.required:
                problems.append(f"{column.label}未填写")
            continue
        try:
            row[column.name] = read(column, text)
        except ValueError:
            row[column.name] = None
            problems.append(f"{column.label}“{_shown(column, text)}”不符合要求")
    if not problems:
        problems = [said for check in share.checks for said in check(row)]
    return row, problems


def _shown(column: Field, text: str) -> str:
    return "***" if column.kind == PERSON_ID else text[:30]


def read(column: Field, text: str) -> Any:
    """Return a value from its text; ValueError where it cannot be one of the column."""
    if len(text) > LONGEST:
        raise ValueError(text[:20])
    if column.kind == DATE:
        found = _DAY.fullmatch(text)
        if found is None:
            raise ValueError(text)
        return date(*(int(part) for part in found.groups()))
    if column.kind == MONEY:
        return yuan_to_fen(text)
    if column.kind == DECIMAL:
        return yuan_to_fen(text)
    if column.kind == CHOICE:
        for value, words in column.choices.items():
            if text == value or text in words:
                return value
        raise ValueError(text)
    if column.kind == PERSON_ID:
        return resident_id.parse(text, allow_demo=True).number
    return text.upper() if column.kind == CODE else _words(column, text)


def _words(column: Field, text: str) -> str:
    return normalise_name(text) if column.name == "name" else text


def digest(row: Mapping[str, Any]) -> str:
    """Return the SM3 digest of a row, the same for the same values in any order."""
    return digest_sm3(json.dumps(row, ensure_ascii=False, sort_keys=True, default=_plain).encode())


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def stored(share: SharedSet, row: Mapping[str, Any]) -> tuple[Row, Row]:
    """Return the open and the sensitive values of a row as JSON keeps them."""
    plain = {
        k: v.isoformat() if isinstance(v, date) else v for k, v in row.items() if v is not None
    }
    hidden = share.sensitive
    return (
        {k: v for k, v in plain.items() if k not in hidden},
        {k: v for k, v in plain.items() if k in hidden},
    )


def restored(share: SharedSet, *parts: Mapping[str, Any]) -> Row:
    """Return the values that ``stored`` took apart."""
    kept = {key: value for part in parts for key, value in part.items()}
    return {
        c.name: date.fromisoformat(kept[c.name])
        if c.kind == DATE and kept.get(c.name)
        else kept.get(c.name)
        for c in share.columns
    }
