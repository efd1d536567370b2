"""The figures of an evaluation report, read from the plan as it stands on a day; none is made up."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.indicators.choices import ACCEPTED
from minzheng.kernel.indicators.models import ReportedValue

from ..choices import (
    BEHIND,
    BINDING,
    EARLY,
    EXPECTED,
    MET,
    ON_TARGETS,
    ON_TRACK,
    PREFACE,
    STATUSES,
    TARGET_KINDS,
    UNKNOWN,
)
from ..models import Plan, Target
from . import standings
from .standings import Standing

NO_DATA = "暂无数据"
NO_GOAL = "规划未载明"
FULL = Decimal(100)
PERCENT = "%"
# How an evaluation that was printed says that a target is reached.
CLAIM = re.compile(r"已完成目标任务|提前完成|(?:达到|超出|实现)预期目标|已完成")
COUNTED = {
    EARLY: "提前完成指标数",
    MET: "已完成指标数",
    ON_TRACK: "达到进度指标数",
    BEHIND: "滞后指标数",
    UNKNOWN: "无法判断指标数",
}


@dataclass(frozen=True)
class Gathered:
    """One figure with what it was read from; ``value`` None is a figure nobody knows."""

    section: str
    key: str
    name: str
    part: str
    value: Decimal | None
    unit: str
    text: str
    status: str = ""
    reason: str = ""
    indicator: str = ""
    period: str = ""
    observation: int | None = None
    target: int | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Judged:
    """A target with its standing, what the source claims of it, and our own word."""

    standing: Standing
    status: str
    reason: str
    claim: str
    label: str

    @property
    def target(self) -> Target:
        """The target."""
        return self.standing.target

    @property
    def prefix(self) -> str:
        """What the keys of its figures begin with."""
        return f"target.{self.target.pk}"


def written(value: Decimal | int | None, unit: str = "", missing: str = NO_DATA) -> str:
    """Return a figure as a report writes it: no needless noughts, the unit behind, never 0 for unknown."""
    if value is None:
        return missing
    plain = f"{Decimal(value):f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return f"{plain}{unit}"


def counted(section: str, key: str, name: str, rows: Sequence[dict[str, Any]], unit: str = "", reason: str = "") -> Gathered:  # fmt: skip
    """Return how many rows there are, with the rows."""
    return Gathered(
        section, key, name, "count", Decimal(len(rows)), unit, str(len(rows)), reason=reason, rows=list(rows)
    )  # fmt: skip


def share(value: Fraction | None) -> Decimal | None:
    """Return a fraction as percent with one decimal, cut and not rounded up to a completion."""
    return None if value is None else Decimal(int(value * 1000)) / 10


# -- targets ------------------------------------------------------------------------------------


def judged(plan: Plan, on: date, viewer: Mandate) -> list[Judged]:
    """Return every target of a plan with its status at a day and why, listed ones first.

    Where the plan prints no value a share that has reached 100 % meets whatever was asked; anything
    else cannot be judged, whatever the source says of itself.
    """
    found = standings.standings(plan, on, viewer)
    found = sorted(found, key=lambda one: (not one.target.is_listed, one.target.sequence))
    claims = _claims(plan, found)
    names = _labels([one.target for one in found])
    return [
        _judgement(one, claims.get(one.target.pk, ""), names[one.target.pk], on) for one in found
    ]


def _judgement(standing: Standing, claim: str, label: str, on: date) -> Judged:
    target, reading = standing.target, standing.reading
    status, reason = standing.status, standing.reason.rstrip("。")
    if standing.status == UNKNOWN and _open_ended(target) and reading is not None:
        reason = "规划未载明目标值，无法判断"
        if _is_share(standing) and target.comparator in {">=", ">", "="} and reading.value >= FULL:
            status = EARLY if on < target.due_on else MET
            reason = "规划未载明目标值；比率已达100%，任何目标值均已达到"
    if status == UNKNOWN and target.flags:
        reason = f"{'；'.join(str(flag) for flag in target.flags)}，无法判断"
    return Judged(standing, status, _beside(claim, status, reason), claim, label)


def _beside(claim: str, status: str, reason: str) -> str:
    """Add to a reason what the source claims and whether its figures bear it out."""
    if not claim:
        return reason
    said = {UNKNOWN: "现有数据无法核实", BEHIND: "现有数据不支持"}.get(status, "与现有数据一致")
    return "；".join(filter(None, (reason, f"原文称“{claim}”，{said}")))


def _open_ended(target: Target) -> bool:
    return target.value is None and not target.relative_to


def _is_share(standing: Standing) -> bool:
    return standing.unit in {PERCENT, "percent", "百分比"}


def _claims(plan: Plan, found: Iterable[Standing]) -> dict[int, str]:
    """Return what the source says of each target: in the note of the target or of the value reported."""
    keys = {one.target.indicator for one in found if one.target.indicator}
    rows = ReportedValue.objects.filter(
        indicator__in=keys, division=plan.division_id, state=ACCEPTED
    )
    noted: dict[tuple[str, str], str] = {(r.indicator, r.period): r.note for r in rows}
    claims = {}
    for one in found:
        period = one.reading.period if one.reading else ""
        texts = (one.target.note, noted.get((one.target.indicator, period), ""))
        matches = [match for text in texts if (match := CLAIM.search(text))]
        if matches:
            claims[one.target.pk] = matches[0].group()
    return claims


def _labels(targets: Sequence[Target]) -> dict[int, str]:
    """Name every target once: where two bear one name the day it falls due tells them apart."""
    seen: set[str] = set()
    names = {}
    for target in targets:
        label = target.label.strip()[:150].replace("【", "（").replace("】", "）")
        for name in (label, f"{label}（{target.due_on.year}年）", f"{label}（目标{target.pk}）"):
            if name not in seen:
                break
        seen.add(name)
        names[target.pk] = name
    return names


def of_targets(plan: Plan, rows: Sequence[Judged]) -> list[Gathered]:
    """Return base, goal, reached value and completion of every target, and how many stand how."""
    figures = [figure for row in rows for figure in _of_target(row)]
    listed = [row for row in rows if row.target.is_listed] or list(rows)
    figures += _tally(listed)
    claimed = [row for row in listed if row.claim]
    if claimed:
        figures.append(counted(ON_TARGETS, "claims.all", "原文称已达到的指标数", [_row(r) for r in claimed]))  # fmt: skip
        borne = [row for row in claimed if row.status not in {UNKNOWN, BEHIND}]
        figures.append(counted(ON_TARGETS, "claims.borne", "原文表述得到数据支持的指标数", [_row(r) for r in borne]))  # fmt: skip
    dated = [row for row in rows if not row.target.is_listed]
    if dated and len(dated) < len(rows):
        figures.append(counted(ON_TARGETS, "dated.all", "文中定期目标数", [_row(r) for r in dated]))
        met = [row for row in dated if row.status in {EARLY, MET}]
        figures.append(
            counted(ON_TARGETS, "dated.met", "文中定期目标完成数", [_row(r) for r in met])
        )
    return figures


def _tally(rows: Sequence[Judged]) -> list[Gathered]:
    figures = [counted(ON_TARGETS, "targets.all", "指标总数", [_row(row) for row in rows])]
    for kind in (BINDING, EXPECTED):
        of_kind = [_row(row) for row in rows if row.target.kind == kind]
        name = f"{TARGET_KINDS[kind]}指标数"
        figures.append(counted(ON_TARGETS, f"targets.{kind}", name, of_kind))
    for status, name in COUNTED.items():
        standing = [_row(row) for row in rows if row.status == status]
        figures.append(counted(ON_TARGETS, f"targets.{status}", name, standing))
    reached = [_row(row) for row in rows if row.status in {EARLY, MET}]
    figures.append(counted(ON_TARGETS, "targets.reached", "达到目标值的指标数", reached))
    if rows:
        gone = rows[0].standing.time_progress
        figures.append(
            Gathered(
                PREFACE, "time", "时间进度", "share", share(gone), PERCENT, written(share(gone), PERCENT),
                reason="已过月数 ÷ 规划期总月数，当月按已过天数 ÷ 当月天数折算",
            )
        )  # fmt: skip
    return figures


def _row(row: Judged) -> dict[str, Any]:
    note = "；".join(filter(None, (STATUSES.get(row.status, ""), row.reason)))
    return {"kind": "target", "id": row.target.pk, "label": row.label, "note": note}


def _of_target(row: Judged) -> list[Gathered]:
    target, standing = row.target, row.standing
    unit = _unit(standing)
    here = {"section": ON_TARGETS, "target": target.pk}
    value, source = _reached(standing)
    done = share(standing.completion)
    return [
        Gathered(
            key=f"{row.prefix}.reached", name=row.label, part="reached", value=value, unit=unit,
            text=written(value, unit), status=row.status, reason=row.reason[:500], **source, **here,
        ),
        Gathered(
            key=f"{row.prefix}.goal", name=f"{row.label}目标值", part="goal", value=standing.goal, unit=unit,
            text=_goal(target, standing.goal, unit), rows=[_row(row)], **here,
        ),
        Gathered(
            key=f"{row.prefix}.base", name=f"{row.label}基期值", part="base", value=standing.base, unit=unit,
            text=written(standing.base, unit), rows=[_row(row)],
            reason=f"{target.base_year}年" if target.base_year else "", **here,
        ),
        Gathered(
            key=f"{row.prefix}.completion", name=f"{row.label}完成程度", part="completion", value=done,
            unit=PERCENT, text=written(done, PERCENT, "无法计算"), reason=standing.reason[:500],
            rows=[_row(row)], **here,
        ),
    ]  # fmt: skip


def _reached(standing: Standing) -> tuple[Decimal | None, dict[str, Any]]:
    """Return what a target stands at, and the observations it was read or added up from."""
    reading = standing.reading
    value = standing.current if standing.current is not None else reading and reading.value
    if reading is None or value is None:
        return None, {}
    rows = [
        {
            "kind": "reading", "id": one.observation_id, "label": months.period_label(one.period),
            "note": written(one.value, standing.unit), "period": one.period,
        }
        for one in standing.course or (reading,)
    ]  # fmt: skip
    return Decimal(value), {
        "indicator": reading.indicator, "period": reading.period, "observation": reading.observation_id, "rows": rows,
    }  # fmt: skip


def _unit(standing: Standing) -> str:
    return PERCENT if _is_share(standing) else standing.unit


def _goal(target: Target, goal: Decimal | None, unit: str) -> str:
    if goal is None:
        return "随参照指标" if target.relative_to else NO_GOAL
    sign = {">=": "≥", "<=": "≤", "=": ""}.get(target.comparator, target.comparator)
    upper = f"～{written(target.upper, unit)}" if target.upper is not None else ""
    return f"{sign}{written(goal, '' if upper else unit)}{upper}"[:60]
