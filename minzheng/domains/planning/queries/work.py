"""Reads of tasks and projects, within what the viewer may see, and where they stand on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import F, Prefetch, Q, QuerySet

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions

from ..choices import (
    BEHIND,
    CANCELLED,
    EARLY,
    GREEN,
    MET,
    ON_TRACK,
    OPEN,
    RED,
    TASK_DONE,
    UNKNOWN,
    YELLOW,
)
from ..models import Plan, Project, ProjectMilestone, Task, TaskProgress

SOON = timedelta(days=7)
PERCENT = 100


def tasks(viewer: Mandate) -> QuerySet[Task]:
    """Tasks of the viewer's divisions, their own, and to be read those of plans of the places above.

    The next township's tasks are nobody's here.
    """
    rows = Task.objects.select_related("plan", "parent", "division", "owner__user")
    above = Q(plan__isnull=False, division__in=list(divisions.lineage(viewer.division_id)))
    own = Q(pk__in=accounts.visible(Task.objects.all(), viewer)) | Q(owner__user=viewer.user_id)
    return rows.filter(own | above)


def my_tasks(viewer: Mandate) -> QuerySet[Task]:
    """Open tasks this person answers for."""
    return tasks(viewer).filter(owner__user=viewer.user_id, state=OPEN).order_by("due_on", "pk")


def may_work(viewer: Mandate, task: Task) -> bool:
    """Say whether somebody may report on a task or break it down: the owner, or the place's own staff."""
    mine = task.owner is not None and task.owner.user_id == viewer.user_id
    return viewer.may("plans.work") and (mine or accounts.covers(viewer, task.division_id))


def projects(viewer: Mandate) -> QuerySet[Project]:
    """Projects of the viewer's divisions and, to be read, of plans of the places above."""
    rows = Project.objects.select_related("plan", "division", "money")
    above = Q(plan__isnull=False, division__in=list(divisions.lineage(viewer.division_id)))
    return rows.filter(Q(pk__in=accounts.visible(Project.objects.all(), viewer)) | above)


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """How far a task is: percent as last reported (None: nothing reported), state and lamp."""

    task: Task
    percent: int | None
    progress: TaskProgress | None
    days_left: int | None
    status: str
    colour: str
    reason: str

    @property
    def is_late(self) -> bool:
        """Whether it is open past its day."""
        return self.status == BEHIND and self.task.state == OPEN


def task_standings(plan: Plan, on: date, viewer: Mandate) -> list[TaskStanding]:
    """Return where the tasks of a plan stand on a day, whole tasks before their parts."""
    rows = tasks(viewer).filter(plan=plan).order_by(F("parent__sequence").asc(nulls_first=True), "sequence", "pk")  # fmt: skip
    return standings_of(rows, on)


def standings_of(rows: QuerySet[Task] | Iterable[Task], on: date) -> list[TaskStanding]:
    """Return where tasks stand on a day; a task in parts is as far as its parts are on average."""
    found = list(rows)
    ids = [row.pk for row in found]
    parts = list(Task.objects.filter(parent__in=ids).exclude(state=CANCELLED))
    last = _last_progress([*ids, *(one.pk for one in parts)], on)
    by_parent: dict[int | None, list[Task]] = {}
    for part in parts:
        by_parent.setdefault(part.parent_id, []).append(part)
    return [_task(row, by_parent.get(row.pk, []), last, on) for row in found]


def _last_progress(ids: list[int], on: date) -> dict[int, TaskProgress]:
    rows = TaskProgress.objects.filter(task__in=ids, on__lte=on).order_by("on", "pk")
    return {row.task_id: row for row in rows}


def _percent(task: Task, last: dict[int, TaskProgress]) -> int | None:
    if task.state == TASK_DONE:
        return PERCENT
    return last[task.pk].percent if task.pk in last else None


def _task(task: Task, parts: list[Task], last: dict[int, TaskProgress], on: date) -> TaskStanding:
    percent = _percent(task, last)
    if parts and task.state != TASK_DONE:
        known = [_percent(one, last) for one in parts]
        percent = sum(one or 0 for one in known) // len(parts) if any(one is not None for one in known) else None  # fmt: skip
    left = None if task.due_on is None else (task.due_on - on).days
    progress = last.get(task.pk)
    status, colour, reason = _judged(task, percent, left, on)
    return TaskStanding(task, percent, progress, left, status, colour, reason)


def _judged(task: Task, percent: int | None, left: int | None, on: date) -> tuple[str, str, str]:
    if task.state == CANCELLED:
        return UNKNOWN, UNKNOWN, "已取消"
    if task.state == TASK_DONE and task.done_on is not None:
        if task.due_on is None or task.done_on <= task.due_on:
            early = task.due_on is not None and task.done_on < task.due_on and on < task.due_on
            return (EARLY if early else MET), GREEN, f"{task.done_on}完成"
        return MET, YELLOW, f"{task.done_on}完成，比期限晚{(task.done_on - task.due_on).days}天"
    said = "尚未填报进展" if percent is None else f"已完成{percent}%"
    if left is None:
        return UNKNOWN, UNKNOWN, f"{said}，没有期限"
    if left < 0:
        return BEHIND, RED, f"{said}，逾期{-left}天"
    if left <= SOON.days:
        return ON_TRACK, YELLOW, f"{said}，还有{left}天到期"
    return (UNKNOWN if percent is None else ON_TRACK), (UNKNOWN if percent is None else GREEN), said


@dataclass(frozen=True, slots=True)
class ProjectStanding:
    """How far a project is: milestones done of all (None without milestones), what is late, the lamp."""

    project: Project
    stones: tuple[ProjectMilestone, ...]
    completion: Fraction | None
    late: tuple[ProjectMilestone, ...]
    status: str
    colour: str
    reason: str


def project_standings(plan: Plan, on: date, viewer: Mandate) -> list[ProjectStanding]:
    """Return where the projects of a plan stand on a day."""
    return projects_of(projects(viewer).filter(plan=plan).order_by("pk"), on)


def projects_of(rows: QuerySet[Project], on: date) -> list[ProjectStanding]:
    """Return where projects stand on a day: milestones done of all, and those past their day."""
    ordered = ProjectMilestone.objects.order_by("sequence")
    return [
        _project(row, tuple(row.milestones.all()), on)
        for row in rows.prefetch_related(Prefetch("milestones", queryset=ordered))
    ]


def _project(row: Project, stones: tuple[ProjectMilestone, ...], on: date) -> ProjectStanding:
    done = [one for one in stones if one.done_on is not None and one.done_on <= on]
    late = tuple(one for one in stones if one not in done and one.due_on is not None and one.due_on < on)  # fmt: skip
    completion = Fraction(len(done), len(stones)) if stones else None
    if row.state == "stopped":
        status, colour, reason = BEHIND, RED, "已停建"
    elif not stones:
        is_up = row.state in ("finished", "in_use")
        status, colour = (MET, GREEN) if is_up else (UNKNOWN, UNKNOWN)
        reason = "没有登记节点"
    elif len(done) == len(stones):
        dues = [one.due_on for one in stones if one.due_on]
        status, colour = (EARLY if dues and on < max(dues) else MET), GREEN
        reason = f"{len(stones)}个节点全部完成"
    elif late:
        status, colour = BEHIND, RED
        reason = f"{len(done)}/{len(stones)}个节点完成，“{late[0].title}”逾期{(on - late[0].due_on).days}天"  # type: ignore[operator]
    else:
        dated = [one for one in stones if one.due_on]
        status, colour = (ON_TRACK, GREEN) if dated else (UNKNOWN, UNKNOWN)
        reason = f"{len(done)}/{len(stones)}个节点完成"
    return ProjectStanding(row, stones, completion, late, status, colour, reason)
