"""What was done for a plan until a day, as figures of its report: tasks, projects, places, honours, faults."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.indicators import queries as indicators
from minzheng.kernel.indicators.choices import DOWN
from minzheng.kernel.indicators.models import Observation, item_of

from ..choices import (
    BEHIND,
    CANCELLED,
    EXPERIENCE,
    ON_PROJECTS,
    ON_TASKS,
    PROBLEMS,
)
from ..models import Honour, Plan, PlanFact, Project, ProjectMilestone, RectificationItem, Task
from .report_figures import PERCENT, Gathered, Judged, counted, written

# So many places are named at either end of an indicator, so many indicators are looked at.
NAMED, LOOKED_AT = 1, 6
FEN_OF_TEN_THOUSAND = Decimal(1_000_000)
BUILT = ("finished", "in_use")


def of_tasks(plan: Plan, on: date) -> list[Gathered]:
    """Return how many tasks there are, are done, late or still in time; a task with parts is its parts."""
    rows = list(
        Task.objects.filter(plan=plan, parts__isnull=True).exclude(state=CANCELLED).order_by("due_on", "pk")
    )  # fmt: skip
    done = [row for row in rows if _done(row, on)]
    late = [row for row in rows if not _done(row, on) and row.due_on and row.due_on < on]
    going = [row for row in rows if row not in done and row not in late]
    figures = [
        counted(ON_TASKS, "tasks.all", "任务总数", [_task(row) for row in rows]),
        counted(ON_TASKS, "tasks.done", "已完成任务数", [_task(row) for row in done]),
        counted(ON_TASKS, "tasks.going", "推进中任务数", [_task(row) for row in going]),
        counted(ON_TASKS, "tasks.late", "逾期任务数", [_task(row) for row in late]),
    ]
    return figures + [figure for row in rows if (figure := _quantity(row, on))]


def _done(row: Task, on: date) -> bool:
    return row.done_on is not None and row.done_on <= on


def _task(row: Task) -> dict[str, Any]:
    note = f"{row.unit or '未定责任单位'}，期限{row.due_on or '未定'}"
    if row.done_on:
        note += f"，{row.done_on}完成"
    return {"kind": "task", "id": row.pk, "label": row.title, "note": note}


def _quantity(row: Task, on: date) -> Gathered | None:
    """Return what was done so far of a task that counts pieces; None where it counts none."""
    if row.quantity is None:
        return None
    last = row.progress.filter(on__lte=on).order_by("on", "pk").last()
    value = last.quantity if last else None
    return Gathered(
        ON_TASKS, f"task.{row.pk}.quantity", f"{_plain(row.title)}（任务{row.pk}）累计完成", "quantity", value,
        row.quantity_unit, written(value, row.quantity_unit), rows=[_task(row)],
        reason=f"计划{written(row.quantity, row.quantity_unit)}" + (f"，{last.on}填报" if last else "，没有填报进展"),
    )  # fmt: skip


def of_projects(plan: Plan, on: date) -> list[Gathered]:
    """Return the projects by how far they are, their milestones, beds and money (万元)."""
    rows = list(Project.objects.filter(plan=plan).select_related("money").order_by("pk"))
    found = ProjectMilestone.objects.filter(project__plan=plan).select_related("project")
    steps = list(found.order_by("due_on", "pk"))
    reached = [row for row in steps if row.done_on and row.done_on <= on]
    late = [row for row in steps if row not in reached and row.due_on and row.due_on < on]
    built = [row for row in rows if row.state in BUILT]
    building = [row for row in rows if row.state == "building"]
    stopped = [row for row in rows if row.state == "stopped"]
    return [
        counted(ON_PROJECTS, "projects.all", "重大工程数", [_project(row) for row in rows]),
        counted(ON_PROJECTS, "projects.built", "建成工程数", [_project(row) for row in built]),
        counted(ON_PROJECTS, "projects.building", "在建工程数", [_project(row) for row in building]),
        counted(ON_PROJECTS, "projects.stopped", "停建工程数", [_project(row) for row in stopped]),
        counted(ON_PROJECTS, "milestones.all", "工程节点数", [_step(row) for row in steps]),
        counted(ON_PROJECTS, "milestones.reached", "完成节点数", [_step(row) for row in reached]),
        counted(ON_PROJECTS, "milestones.late", "逾期节点数", [_step(row) for row in late]),
        *_sums(rows, on),
    ]  # fmt: skip


def _sums(rows: Sequence[Project], on: date) -> list[Gathered]:
    """Return planned money, money received and beds; a project that does not say is named, not counted as 0."""
    planned = [row for row in rows if row.total is not None]
    paid_for = [row for row in rows if row.money is not None]
    bedded = [row for row in rows if row.beds is not None]
    received = sum(
        receipt.amount for row in paid_for if row.money is not None
        for source in row.money.sources.prefetch_related("receipts")
        for receipt in source.receipts.all() if receipt.on <= on
    )  # fmt: skip
    return [
        _sum("projects.planned", "工程计划总投资", sum(row.total or 0 for row in planned) if planned else None, planned, rows),
        _sum("projects.received", "工程资金到位", received if paid_for else None, paid_for, rows),
        Gathered(
            ON_PROJECTS, "projects.beds", "工程计划床位", "sum",
            Decimal(sum(row.beds or 0 for row in bedded)) if bedded else None, "张",
            written(sum(row.beds or 0 for row in bedded) if bedded else None, "张"),
            reason=_silent(bedded, rows), rows=[_project(row) for row in bedded],
        ),
    ]  # fmt: skip


def _sum(
    key: str, name: str, fen: int | None, known: Sequence[Project], rows: Sequence[Project]
) -> Gathered:
    value = None if fen is None else (Decimal(fen) / FEN_OF_TEN_THOUSAND).quantize(Decimal("0.01"))
    return Gathered(
        ON_PROJECTS, key, name, "money", value, "万元", written(value, "万元"),
        reason=_silent(known, rows), rows=[_project(row) for row in known],
    )  # fmt: skip


def _silent(known: Sequence[Project], rows: Sequence[Project]) -> str:
    missing = len(rows) - len(known)
    return f"另有{missing}个工程没有这项数据，未计入" if missing else ""


def _project(row: Project) -> dict[str, Any]:
    note = "，".join(filter(None, (row.get_state_display(), row.status_note)))
    return {"kind": "project", "id": row.pk, "label": row.name, "note": note}


def _step(row: ProjectMilestone) -> dict[str, Any]:
    label = f"{row.project.name}：{row.title}"
    note = f"计划{row.due_on or '未定'}，{f'{row.done_on}完成' if row.done_on else '尚未完成'}"
    return {"kind": "project", "id": row.project_id, "label": label, "note": note}


# -- places, honours, faults --------------------------------------------------------------------


def of_places(rows: Iterable[Judged], viewer: Mandate, plan: Plan) -> list[Gathered]:
    """Return the best and the worst place right below, of the indicators of the plan that are known there."""
    figures: list[Gathered] = []
    with_figures = [
        row for row in rows if row.standing.reading is not None and row.target.indicator
    ]
    # Those behind come first: there the place that hangs back matters most.
    for row in sorted(with_figures, key=lambda one: one.status != BEHIND):
        if len(figures) >= LOOKED_AT * NAMED * 2:
            break
        figures += _ends(row, viewer, plan)
    return figures


def _ends(row: Judged, viewer: Mandate, plan: Plan) -> list[Gathered]:
    reading, item = row.standing.reading, item_of(row.target.indicator)
    if reading is None or item is None:
        return []
    found = indicators.observations(viewer, month=reading.period, indicator=item.key).filter(
        division__parent=plan.division_id, dimension=""
    )
    known: list[tuple[Decimal, Observation]] = []
    for seen in found.order_by("division_id"):
        value = item.value(seen.numerator, seen.denominator)
        if value is not None:
            known.append((value, seen))
    if len({value for value, _seen in known}) < 2:
        return []
    known.sort(key=lambda pair: pair[0], reverse=item.better != DOWN)
    unit = PERCENT if item.unit in {PERCENT, "percent"} else item.unit
    ends = ((EXPERIENCE, "best", "最好", known[0]), (PROBLEMS, "worst", "最低" if item.better != DOWN else "最高", known[-1]))  # fmt: skip
    return [
        Gathered(
            section, f"{row.prefix}.{end}", f"{seen.division.name}{row.label}", "place",
            rounded := value.quantize(Decimal("0.01")), unit, written(rounded, unit), reason=f"{words}的乡镇",
            indicator=item.key, period=reading.period, observation=seen.pk, target=row.target.pk,
            rows=[{"kind": "place", "id": seen.division_id, "label": seen.division.name, "note": words}],
        )
        for section, end, words, (value, seen) in ends
    ]  # fmt: skip


def honours(plan: Plan, on: date) -> QuerySet[Honour]:
    """Return the honours of units, brands and areas since the plan began; no person's."""
    rows = Honour.objects.exclude(kind="person").filter(
        Q(revoked_on=None) | Q(revoked_on__gt=on),
        given_on__gte=plan.period_from, given_on__lte=on,
    )  # fmt: skip
    return divisions.within(rows, plan.division_id).order_by("-given_on", "pk")


def unresolved(plan: Plan, on: date) -> QuerySet[RectificationItem]:
    """Return what was to be put right and was not struck off on a day, the oldest deadline first."""
    rows = RectificationItem.objects.filter(at__date__lte=on)
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gt=on))
    return divisions.within(rows, plan.division_id).order_by("due_on", "pk")


def of_standing(plan: Plan, on: date) -> list[Gathered]:
    """Return the honours won and the faults found and not yet put right."""
    won = [
        {"kind": "honour", "id": row.pk, "label": f"{row.holder}：{row.title}", "note": f"{row.giver}，{row.given_on}"}
        for row in honours(plan, on)
    ]  # fmt: skip
    open_items = list(unresolved(plan, on))
    late = [row for row in open_items if row.due_on < on]
    doubts = [
        {"kind": "fact", "id": row.pk, "label": _doubt(row), "note": ""}
        for row in PlanFact.objects.filter(plan=plan, section="defect").order_by("sequence")
    ]
    return [
        counted(PROBLEMS, "doubts", "来源材料疑点数", doubts),
        counted(EXPERIENCE, "honours", "获得荣誉数", won),
        counted(PROBLEMS, "rectifications.open", "未销号整改事项数", [_item(row) for row in open_items]),
        counted(PROBLEMS, "rectifications.late", "逾期整改事项数", [_item(row) for row in late]),
    ]  # fmt: skip


def _doubt(row: PlanFact) -> str:
    issue = str(row.values.get("issue") or "")
    return "：".join(filter(None, (row.label, issue)))[:200]


def _item(row: RectificationItem) -> dict[str, Any]:
    note = f"{row.unit}，期限{row.due_on}，{row.get_state_display()}"
    return {"kind": "rectification", "id": row.pk, "label": row.issue[:120], "note": note}


def _plain(title: str) -> str:
    return title.strip()[:150].replace("【", "（").replace("】", "）")
