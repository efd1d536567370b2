"""Checks of plan data: types and duties refuse, contradictions and oddities are pointed out."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from . import sense
from .faults import FAULT, WARNING, Finding, Path, Reading
from .schema import (
    ANY,
    BOUNDS,
    CODE,
    COMPARATOR,
    COMPARATORS,
    DAY,
    HEAD,
    INNER,
    KEY,
    LIST,
    MAPPING,
    NUMBER,
    PERIOD,
    SECTIONS,
    TEXT,
    WHOLE,
    Field,
    Section,
)

Where = Callable[[Path], str]
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
_PERIOD = re.compile(r"(\d{4})-(\d{4})")
_WANTED = {
    TEXT: ("文字", ""),
    NUMBER: ("数字", "不带单位和逗号，如 55 或 96.5"),
    WHOLE: ("整数", "如 2025"),
    DAY: ("日期", "写作 2025-12-31 或 2025"),
    KEY: ("代码", "只用小写字母、数字和下划线，以字母开头，如 nursing_bed_share"),
    CODE: ("六位区划代码", '加引号写作 "620422"'),
    COMPARATOR: ("比较方式", "写作 " + "、".join(f'"{one}"' for one in COMPARATORS)),
    PERIOD: ("期间", "写作 2016-2020"),
    MAPPING: ("若干“名称: 值”", ""),
    LIST: ("一组条目", "每条以 - 开头"),
}


def check(content: dict[str, Any], where: Where) -> Reading:
    """Return the content with every finding, in the order of the file's places."""
    findings = list(_all(content, where))
    if not any(one.level == FAULT for one in findings):
        findings += [
            Finding(WARNING, where(path), what, advice)
            for path, what, advice in sense.oddities(content)
        ]
    return Reading(content, findings)


def _all(content: dict[str, Any], where: Where) -> Iterator[Finding]:
    yield from _duties(content, (), HEAD, where)
    for name, value in content.items():
        if name in SECTIONS:
            yield from _section(name, SECTIONS[name], value, where)
        elif name in HEAD:
            yield from _one((name,), HEAD[name], value, where)
        else:
            yield _unknown((name,), where)
    if not any(content.get(name) for name in ("indicators", "targets", "tasks")):
        yield Finding(FAULT, where(()), _("没有指标、目标，也没有任务"), _("请至少写出一类"))


def _section(name: str, section: Section, value: Any, where: Where) -> Iterator[Finding]:
    if not section.is_list:
        if isinstance(value, dict):
            yield from _mapping((name,), section.fields, value, where)
        else:
            yield _wrong((name,), section.label, MAPPING, where)
        return
    if not isinstance(value, list):
        yield _wrong((name,), section.label, LIST, where)
        return
    if len(value) > BOUNDS.rows:
        yield Finding(FAULT, where((name,)), _("“%(name)s”超过 %(rows)d 条") % {"name": section.label, "rows": BOUNDS.rows}, _("请分成几个规划"))  # fmt: skip
        return
    seen: dict[str, set[Any]] = {}
    for number, row in enumerate(value):
        path: Path = (name, number)
        if not isinstance(row, dict):
            yield _wrong(path, section.label, MAPPING, where)
            continue
        yield from _mapping(path, section.fields, row, where, is_open=section.is_open)
        yield from _repeated(path, section, row, seen, where)


def _repeated(
    path: Path, section: Section, row: Mapping[str, Any], seen: dict[str, set[Any]], where: Where
) -> Iterator[Finding]:
    """Point out rows of one section that name the same thing."""
    together = section.once == ("benefit", "category", "measure")
    for keys in [section.once] if together else [(one,) for one in section.once]:
        mark = tuple(str(row.get(one, "")) for one in keys)
        if not any(mark):
            continue
        known = seen.setdefault(",".join(keys), set())
        if mark in known:
            label = "、".join(section.fields[one].label for one in keys)
            said = " ".join(mark).strip()
            yield Finding(
                FAULT, where((*path, keys[0])),
                _("%(label)s“%(value)s”重复") % {"label": label, "value": said}, _("请合并或改正其中一条"),
            )  # fmt: skip
        known.add(mark)


def _mapping(
    path: Path, fields: Mapping[str, Field], row: Mapping[str, Any], where: Where, *, is_open: bool = False
) -> Iterator[Finding]:  # fmt: skip
    yield from _duties(row, path, fields, where)
    for name, value in row.items():
        if name in fields:
            yield from _one((*path, name), fields[name], value, where)
        elif not is_open:
            yield _unknown((*path, name), where)


def _duties(
    row: Mapping[str, Any], path: Path, fields: Mapping[str, Field], where: Where
) -> Iterator[Finding]:
    for name, one in fields.items():
        value = row.get(name)
        if one.required and (value is None or value == ""):
            yield Finding(
                FAULT, where((*path, name) if name in row else path),
                _("缺“%(label)s”（%(name)s）") % {"label": one.label, "name": name}, _("请补上"),
            )  # fmt: skip


def _one(path: Path, asked: Field, value: Any, where: Where) -> Iterator[Finding]:
    if value is None or value == "":
        return
    inner = INNER.get(path)
    if inner is not None and isinstance(value, dict):
        yield from _mapping(path, inner, value, where)
    elif not _holds(asked.holds, value):
        yield _wrong(path, asked.label, asked.holds, where)
    elif asked.allowed and value not in asked.allowed:
        yield Finding(
            FAULT, where(path), _("“%(label)s”不能写“%(value)s”") % {"label": asked.label, "value": value},
            _("只能写 %(allowed)s") % {"allowed": "、".join(asked.allowed)},
        )  # fmt: skip


def _holds(holds: str, value: Any) -> bool:
    """Tell whether a value is of the kind; a yes or no is never a number."""
    if isinstance(value, bool):
        return holds == ANY
    if holds == DAY:
        return isinstance(value, date) or (isinstance(value, int) and _is_year(value))
    simple: dict[str, bool] = {
        ANY: True,
        TEXT: isinstance(value, str) and len(value) <= BOUNDS.longest_text,
        NUMBER: isinstance(value, (int, float)) and abs(value) < 10**15,
        WHOLE: isinstance(value, int) and abs(value) < 10**9,
        MAPPING: isinstance(value, dict),
        LIST: isinstance(value, list),
        COMPARATOR: value in COMPARATORS if isinstance(value, str) else False,
        KEY: isinstance(value, str) and bool(_KEY.fullmatch(value)),
        CODE: isinstance(value, str) and len(value) == 6 and value.isdecimal(),
        PERIOD: isinstance(value, str) and bool(_PERIOD.fullmatch(value)),
    }
    return simple[holds]


def _is_year(value: int) -> bool:
    return BOUNDS.years[0] <= value <= BOUNDS.years[1]


def _wrong(path: Path, label: str, holds: str, where: Where) -> Finding:
    kind, advice = _WANTED[holds]
    return Finding(
        FAULT, where(path), _("“%(label)s”应为%(kind)s") % {"label": label, "kind": kind}, advice
    )


def _unknown(path: Path, where: Where) -> Finding:
    return Finding(
        WARNING, where(path), _("不认识的名称“%(name)s”") % {"name": path[-1]},
        _("内容照原样保留，请核对是否写错"),
    )  # fmt: skip
