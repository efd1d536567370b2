"""The statistical report forms as data: lines, where each comes from, and the checks they must pass."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from minzheng.core.months import HALF, MONTH, QUARTER, YEAR

HERE = Path(__file__).parent.parent / "forms_statistics"
FREQUENCIES = {MONTH: "月报", QUARTER: "季报", HALF: "半年报", YEAR: "年报"}
EQUAL, AT_LEAST = "=", ">="
_REFERENCE = re.compile(r"(?:([a-z_.]+):)?(\d{2})")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a form (行次): an indicator of the whole or of one group, or a typed figure.

    ``scale`` is what the indicator's figure is divided by (10,000 from 元 to 万元). ``adds`` says
    whether the figures of places may be added: people counted once each may not.
    """

    code: str
    label: str
    unit: str
    indicator: str = ""
    dimension: str = ""
    category: str = ""
    adds: bool = True
    digits: int = 0
    scale: int = 1

    @property
    def is_typed(self) -> bool:
        """Whether a person fills it in."""
        return not self.indicator

    def rounded(self, value: Decimal) -> Decimal:
        """Return a figure in the unit and with the digits of the line (四舍五入)."""
        step = Decimal(1).scaleb(-self.digits)
        return (value / self.scale).quantize(step, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Reference:
    """A line of this form, or of another form of the same place whose period ends on the same day."""

    form: str
    code: str


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold: the left sum equals, or is at least, the right sum."""

    left: tuple[Reference, ...]
    sign: str
    right: tuple[Reference, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Form:
    """A report form (统计报表) as declared: key, title, how often, lines and checks."""

    key: str
    title: str
    every: str
    lines: tuple[Line, ...]
    checks: tuple[Check, ...]

    def line(self, code: str) -> Line:
        """Return the line of a code; KeyError when there is none."""
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(f"“{self.title}”没有行次 {code}。")


def forms() -> list[Form]:
    """Return every declared form in the order of the file."""
    return list(_forms().values())


def form_of(key: str) -> Form:
    """Return the form of a key; KeyError in Chinese."""
    try:
        return _forms()[key]
    except KeyError:
        raise KeyError(f"没有报表“{key}”。") from None


@cache
def _forms() -> Mapping[str, Form]:
    lines, checks = _rows("lines.csv"), _rows("checks.csv")
    found = {}
    for row in _rows("forms.csv"):
        own = tuple(_line(one) for one in lines if one["form"] == row["key"])
        ruled = tuple(_check(one) for one in checks if one["form"] == row["key"])
        found[row["key"]] = Form(row["key"], row["title"], row["every"], own, ruled)
    _proved(found)
    return found


def _proved(found: Mapping[str, Form]) -> None:
    """Fail at once when a form has no lines, or a check names a line that is not there."""
    for form in found.values():
        if form.every not in FREQUENCIES or not form.lines:
            raise ValueError(f"报表“{form.title}”没有行次或频率不对。")
        for check in form.checks:
            for reference in (*check.left, *check.right):
                found[reference.form or form.key].line(reference.code)


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _line(row: Mapping[str, str]) -> Line:
    return Line(
        row["code"], row["label"], row["unit"], row["indicator"], row["dimension"], row["category"],
        row["adds"] == "yes", int(row["digits"] or 0), int(row["scale"] or 1),
    )  # fmt: skip


def _check(row: Mapping[str, str]) -> Check:
    if row["sign"] not in (EQUAL, AT_LEAST):
        raise ValueError(f"审核关系“{row['text']}”的符号应为 = 或 >=。")
    return Check(_references(row["left"]), row["sign"], _references(row["right"]), row["text"])


def _references(text: str) -> tuple[Reference, ...]:
    found = []
    for part in text.split("+"):
        match = _REFERENCE.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"“{part}”不是行次。")
        found.append(Reference(match[1] or "", match[2]))
    return tuple(found)
