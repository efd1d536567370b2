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
CLAIMED = "原文称"
FULL, HUNDREDTH = Decimal(100), Decimal("0.01")
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


# Of several series of one indicator the first found in this order says where it stands.
LEAST = (BEHIND, UNKNOWN, ON_TRACK, MET, EARLY)


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
    """Return a figure as a report writes it: two digits at most, the unit behind, never 0 for unknown."""
    if value is None:
        return missing
    plain = f"{Decimal(value).quantize(HUNDREDTH):f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return f"{plain}{unit}"


def counted(section: str, key: str, name: str, rows: Sequence[dict[str, Any]], unit: str = "", reason: str = "") -> Gathered:  # fmt: skip
    """Return how many rows there are, with the rows."""
    return Gathered(
        section, key, name, "count", Decimal(len(rows)), unit, str(len(rows)), reason=reason, rows=list(rows)
    )  # fmt: skip


def share(value: Fraction | None) -> Decimal | None:
    """Return a fraction as percent with one decimal, rounded as the standing itself says it."""
    return None if value is None else Decimal(standings.share(value).rstrip(PERCENT))


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
    target, status = standing.target, standing.status
    reason, value = standing.reason.rstrip("。"), _stands_at(standing)
    if status == UNKNOWN:
        # What is known of it stands in the table already; what is missing is the reason.
        reason = "，".join(
            p for p in reason.split("，") if not p.startswith(("现值", "基期", "目标"))
        )
    doubts = doubts_of(target)
    if status == UNKNOWN and _open_ended(target) and value is not None:
        reason = f"{NO_GOAL}目标值"
        is_upward = target.comparator in {">=", ">", "="}
        if _is_share(standing) and is_upward and value >= FULL and not doubts:
            status = EARLY if on < target.due_on else MET
            reason += "；比率已达100%，任何目标值均已达到"
    if standing.reading is None and value is not None:
        reason += f"；数字取自来源材料（{target.position or '原文'}），没有另经审核上报"
    if status == UNKNOWN:
        reason = f"{'；'.join([*doubts, reason])}，无法判断"
    return Judged(standing, status, _beside(claim, status, reason), claim, label)


def doubts_of(target: Target) -> list[str]:
    """Return what is doubtful about a target's figures; a question to the importer is none."""
    return [str(flag) for flag in target.flags if "请确认" not in str(flag)]


def _stands_at(standing: Standing) -> Decimal | None:
    """Return what a target stands at: the accepted figure, else the one an evaluation printed without doubt."""
    if standing.reading is not None:
        return standing.current if standing.current is not None else standing.reading.value
    printed = standing.target.printed.get("reached")
    return None if printed is None or doubts_of(standing.target) else Decimal(str(printed))


def _beside(claim: str, status: str, reason: str) -> str:
    """Add to a reason what the source claims and whether its figures bear it out."""
    if not claim:
        return reason
    said = {UNKNOWN: "现有数据无法核实", BEHIND: "现有数据不支持"}.get(status, "与现有数据一致")
    return "；".join(filter(None, (reason, f"{CLAIMED}“{claim}”，{said}")))


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


def group_of(target: Target) -> tuple[str, str]:
    """Return what makes several targets one indicator: a numbered item of a document with several series.

    Their names differ only by what stands in brackets at the end, and the sentence is one.
    """
    return (str(target.printed.get("sentence") or target.pk), target.label.split("（")[0])


def indicators_of(rows: Sequence[Judged]) -> list[list[Judged]]:
    """Return the targets by indicator, in order: one each, but for items with several series."""
    groups: dict[tuple[str, str], list[Judged]] = {}
    for row in rows:
        groups.setdefault(group_of(row.target), []).append(row)
    return list(groups.values())


def status_of(group: Sequence[Judged]) -> str:
    """Return the status of an indicator: the least of its series."""
    return min((row.status for row in group), key=LEAST.index)


def of_targets(plan: Plan, rows: Sequence[Judged]) -> list[Gathered]:
    """Return base, goal, reached value and completion of every target, and how many stand how."""
    figures = [figure for row in rows for figure in _of_target(row)]
    groups = indicators_of([row for row in rows if row.target.is_listed] or rows)
    figures += _tally(groups)
    claimed = [group for group in groups if any(row.claim for row in group)]
    if claimed:
        figures.append(_how_many("claims.all", "原文称已达到的指标数", claimed))
        borne = [group for group in claimed if status_of(group) not in {UNKNOWN, BEHIND}]
        done = [
            g for g in claimed if any(word in row.claim for row in g for word in ("完成", "超出"))
        ]
        figures.append(_how_many("claims.done", "原文称已完成的指标数", done))
        figures.append(_how_many("claims.borne", "原文表述得到数据支持的指标数", borne))
    dated = [row for row in rows if not row.target.is_listed]
    if dated and len(dated) < len(rows):
        figures.append(_how_many("dated.all", "文中定期目标数", [[row] for row in dated]))
        met = [[row] for row in dated if row.status in {EARLY, MET}]
        figures.append(_how_many("dated.met", "文中定期目标完成数", met))
    return figures


def _how_many(key: str, name: str, groups: Sequence[Sequence[Judged]]) -> Gathered:
    return counted(ON_TARGETS, key, name, [_row(min(g, key=lambda r: LEAST.index(r.status))) for g in groups])  # fmt: skip


def _tally(groups: Sequence[Sequence[Judged]]) -> list[Gathered]:
    figures = [_how_many("targets.all", "指标总数", groups)]
    for kind in (BINDING, EXPECTED):
        of_kind = [group for group in groups if group[0].target.kind == kind]
        figures.append(_how_many(f"targets.{kind}", f"{TARGET_KINDS[kind]}指标数", of_kind))
    for status, name in COUNTED.items():
        standing = [group for group in groups if status_of(group) == status]
        figures.append(_how_many(f"targets.{status}", name, standing))
    reached = [group for group in groups if status_of(group) in {EARLY, MET}]
    figures.append(_how_many("targets.reached", "达到目标值的指标数", reached))
    if groups:
        gone = share(groups[0][0].standing.time_progress)
        figures.append(
            Gathered(
                PREFACE, "time", "时间进度", "share", gone, PERCENT, written(gone, PERCENT),
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
    here: dict[str, Any] = {"section": ON_TARGETS, "target": target.pk}
    value, source = _reached(standing)
    source = {"rows": [_row(row)]} | source
    # A figure is in the unit of its indicator, which a plan may print otherwise (万人).
    own = standing.reading.unit if standing.reading is not None else unit
    done = share(standing.completion)
    return [
        Gathered(
            key=f"{row.prefix}.reached", name=row.label, part="reached", value=value, unit=own,
            text=written(value, own), status=row.status, reason=row.reason[:500], **source, **here,
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
    """Return what a target stands at, and the observations or the printed line it was read from."""
    target, reading, value = standing.target, standing.reading, _stands_at(standing)
    if value is None:
        return None, {}
    if reading is None:
        sentence = str(target.printed.get("sentence") or target.label)
        row = {"kind": "target", "id": target.pk, "label": sentence[:200], "note": target.position}
        return value, {"rows": [row]}
    rows = [
        {
            "kind": "reading", "id": one.observation_id, "label": months.period_label(one.period),
            "note": written(one.value, one.unit), "period": one.period,
        }
        for one in standing.course or (reading,)
    ]  # fmt: skip
    return value, {
        "indicator": reading.indicator, "period": reading.period, "observation": reading.observation_id, "rows": rows,
    }  # fmt: skip


def _unit(standing: Standing) -> str:
    return PERCENT if _is_share(standing) else standing.unit


def _goal(target: Target, goal: Decimal | None, unit: str) -> str:
    if goal is None:
        return "随参照指标" if target.relative_to else NO_GOAL
    sign = {">=": "≥", "<=": "≤", ">": "＞", "<": "＜", "=": ""}.get(
        target.comparator, target.comparator
    )
    upper = f"～{written(target.upper, unit)}" if target.upper is not None else ""
    return f"{sign}{written(goal, '' if upper else unit)}{upper}"[:60]
