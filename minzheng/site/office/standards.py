"""What the standards desk shows: values in force beside new ones, what the law says, what it costs."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from minzheng.facts import COLUMNS
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.determinations import checks, declarations
from minzheng.kernel.determinations.services import NewValue, cleaned
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.policy import COUNTY, PREFECTURE, Parameter, ParameterRow
from minzheng.policy.legality import Judgement, Outcome
from minzheng.ui.formats import yuan

from . import words

STANDARD_KINDS = ("money", "percent", "whole")
TONES = {
    Outcome.OK: "good",
    Outcome.BREACH: "danger",
    Outcome.UNKNOWN: "due",
    Outcome.NONE: "quiet",
}
FEN_PER_YUAN, HUNDRED = 100, 100
FIELD = re.compile(r"new:(?P<policy>[\w.]+)\|(?P<name>\w+)\|(?P<category>\w*)")


def places(viewer: Mandate) -> list[Division]:
    """Return the viewer's division and its townships: villages have no standards of their own."""
    rows = divisions.subtree(viewer.division_id).filter(level__lte=Level.TOWN, valid_to=None)
    return list(rows.order_by("path"))


@dataclass(frozen=True, slots=True)
class Line:
    """One standard of the grid: what is in force at the place, and what was typed beside it."""

    parameter: Parameter
    category: str
    present: ParameterRow | None
    typed: str = ""
    problem: str = ""

    @property
    def field(self) -> str:
        """Return the name of its box."""
        return f"new:{self.parameter.policy}|{self.parameter.name}|{self.category}"

    @property
    def now(self) -> str:
        """Return the value in force for a reader; empty where there is none."""
        return shown(self.parameter, self.present.value) if self.present else ""

    @property
    def label(self) -> str:
        """Return its Chinese name with its category."""
        return labelled(self.parameter, self.category)


def labelled(parameter: Parameter, category: str) -> str:
    """Return the name of a standard, its category in brackets."""
    return (
        f"{parameter.label}（{worded_category(parameter, category)}）"
        if category
        else parameter.label
    )


def worded_category(parameter: Parameter | None, category: str) -> str:
    """Return the Chinese word of a category: a choice of the fact the values are keyed by."""
    column = COLUMNS.get(parameter.by) if parameter is not None and parameter.by else None
    told = column.choices.get(category) if column is not None else None
    return str(told or words.CATEGORIES.get(category, category))


def owners() -> list[tuple[str, str]]:
    """Return the policies and collections that have standards, by key with their names."""
    keys = dict.fromkeys(
        p.policy for p in declarations.declared_parameters() if p.kind in STANDARD_KINDS
    )
    return [(key, words.owner(key)) for key in keys]


def grid(
    chosen: Collection[str], division: str, on: date, typed: Mapping[str, str], *, every: bool
) -> list[Line]:
    """Return the standards of the chosen owners at a place on a day; `every` adds ages and shares."""
    values = checks.book()
    lineage = divisions.lineage(division)
    lines = []
    for parameter in declarations.declared_parameters():
        kinds = STANDARD_KINDS if every else ("money",)
        if parameter.policy not in chosen or parameter.kind not in kinds:
            continue
        for category in values.categories(parameter.policy, parameter.name, lineage):
            present = values.row(parameter.policy, parameter.name, lineage, on, category)
            if present is None and not every:
                continue
            line = Line(parameter, category, present)
            lines.append(replace(line, typed=typed.get(line.field, "")))
    return lines


def raised(lines: Iterable[Line], percent: Fraction) -> list[Line]:
    """Return the lines with every monthly standard of the place raised by so many percent, to the whole yuan.

    Statistics, limits and what the province sets stay as they are.
    """
    found = []
    for line in lines:
        is_ours = line.parameter.set_by in {PREFECTURE, COUNTY} and "月" in line.parameter.unit
        now = line.parameter.parse(line.present.value) if line.present and line.present.value else 0
        if is_ours and line.parameter.kind == "money" and now:
            grown = -(-(now * (HUNDRED + percent)) // (HUNDRED * FEN_PER_YUAN))
            found.append(replace(line, typed=str(int(grown))))
        else:
            found.append(line)
    return found


def grown(lines: Iterable[Line], division: str, on: date) -> list[Line]:
    """Return the lines with what natural growth proposes, where its pace is known."""
    proposals = {
        (g.policy, g.name, g.category): g.proposed
        for g in checks.natural_growth(division, on)
        if g.proposed is not None
    }
    return [
        replace(line, typed=str(proposed // FEN_PER_YUAN))
        if (proposed := proposals.get((line.parameter.policy, line.parameter.name, line.category)))
        else line
        for line in lines
    ]


def new_values(
    lines: Sequence[Line], division: str, since: date
) -> tuple[list[NewValue], list[Line]]:
    """Return what was typed as values, and the lines with what cannot be read marked in words."""
    values, marked = [], []
    for line in lines:
        text = cleaned(line.typed, line.parameter.unit)
        if not text:
            marked.append(replace(line, typed=""))
            continue
        problem = ""
        try:
            line.parameter.parse(text)
        except ValueError as wrong:
            problem = str(wrong)
        marked.append(replace(line, typed=text if not problem else line.typed, problem=problem))
        values.append(
            NewValue(
                line.parameter.policy, line.parameter.name, division, since, text, line.category
            )
        )
    return values, marked


def rows(values: Iterable[NewValue]) -> list[ParameterRow]:
    """Return typed values as rows of the engine, so that the law can be asked before anything is stored."""
    return [
        ParameterRow(v.policy, v.name, v.division, v.since, v.until, v.value, v.category)
        for v in values
    ]


def judged(values: Sequence[NewValue]) -> list[Judgement]:
    """Return what the law says about typed values."""
    if not values:
        return []
    touched = {(v.policy, v.name) for v in values}
    return checks.judgements(
        values[0].division, values[0].since, drafts=rows(values), touching=touched
    )


def sentences(found: Iterable[Judgement]) -> list[dict[str, Any]]:
    """Return judgements for a page: the graver first, each with both figures and what it rests on."""
    order = [Outcome.BREACH, Outcome.UNKNOWN, Outcome.OK, Outcome.NONE]
    rows_ = [j for j in found if j.outcome is not Outcome.NONE]
    return [
        {
            "judgement": j,
            "label": j.check.label,
            "category": worded_category(_keyed(j), j.category) if j.category else "",
            "status": (verdict(j), TONES[j.outcome] if j.blocks or j.outcome is not Outcome.BREACH else "due"),
            "says": said(j),
            "read": j.read,
        }
        for j in sorted(rows_, key=lambda j: (order.index(j.outcome), j.check.key, j.category))
    ]  # fmt: skip


def verdict(judgement: Judgement) -> str:
    """Return the word of an outcome; a breach that only warns says so."""
    if judgement.outcome is Outcome.BREACH and not judgement.blocks:
        return _("不符合（须说明理由）")
    return judgement.outcome.label


def said(judgement: Judgement) -> str:
    """Return the two figures in a sentence, or what is missing."""
    if judgement.outcome is Outcome.UNKNOWN:
        return _("无法判断：缺%(figure)s") % {"figure": judgement.missing}
    compared = judgement.comparison
    if compared is None:
        return ""
    word = _("高于") if compared.actual > compared.required else _("等于")
    if compared.actual < compared.required:
        word = _("低于")
    return f"{compared.says} {judgement.actual} {word} {compared.against} {judgement.required}"


def _keyed(judgement: Judgement) -> Parameter | None:
    for key in judgement.check.of:
        owner, _dot, name = key.rpartition(".")
        declared = declarations.declared_parameter(owner, name)
        if declared is not None and declared.by:
            return declared
    return None


def shown(parameter: Parameter | None, value: str) -> str:
    """Return a stored value for a reader: yuan with two places only where there are fen."""
    if parameter is None or parameter.kind != "money" or not value:
        return str(words.VALUES.get(value, value))
    return yuan(parameter.parse(value)).removesuffix(".00")


def tabs(active: str) -> list[dict[str, Any]]:
    """Return the pages about standards, the one shown marked."""
    pages = {
        "standards": _("标准调整"),
        "parameters": _("全部数值"),
        "standard_checks": _("合法性核验"),
        "standard_years": _("历年标准"),
    }
    return [
        {"label": label, "url": reverse(f"office:{name}"), "active": name == active}
        for name, label in pages.items()
    ]
