"""The ledger of a plan: every item it orders, with its number, deadline, office and state (PL-19)."""

from dataclasses import dataclass
from datetime import date

from minzheng.kernel.accounts.models import Mandate

from ..choices import BEHIND, COMPARATORS, EARLY, GREEN, MET, RED, UNKNOWN
from ..models import Measure, Plan, Target
from . import standings, work

TARGET, TASK, PROJECT, MEASURE = "target", "task", "project", "measure"
ITEMS = {TARGET: "指标", TASK: "任务", PROJECT: "项目", MEASURE: "文件"}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the ledger; ``number`` is what is asked, in words, ``done`` what is there so far."""

    kind: str
    pk: int
    position: int
    title: str
    number: str
    due_on: date | None
    office: str
    done: str
    status: str
    colour: str
    reason: str

    @property
    def kind_label(self) -> str:
        """What sort of item it is, in Chinese."""
        return ITEMS[self.kind]


def ledger(plan: Plan, on: date, viewer: Mandate) -> list[Item]:
    """Return every item of a plan in the order of the plan: targets, tasks, projects, measures."""
    found = [_of_target(one) for one in standings.standings(plan, on, viewer)]
    found += [_of_task(one) for one in work.task_standings(plan, on, viewer)]
    found += [_of_project(one) for one in work.project_standings(plan, on, viewer)]
    found += [_of_measure(row, on) for row in Measure.objects.filter(plan=plan).order_by("pk")]
    return [_numbered(item, n) for n, item in enumerate(found, 1)]


def _numbered(item: Item, position: int) -> Item:
    values = {name: getattr(item, name) for name in Item.__slots__}
    return Item(**(values | {"position": position}))


def asked(target: Target) -> str:
    """Return what a target asks, in words."""
    if target.relative_to:
        return "不低于参照增速"
    if target.value is None:
        return "完成"
    number = standings.plain(target.value)
    upper = f"至{standings.plain(target.upper)}" if target.upper is not None else ""
    return f"{COMPARATORS[target.comparator]}{number}{upper}{target.unit}"


def _of_target(one: standings.Standing) -> Item:
    row = one.target
    done = "" if one.current is None else f"{standings.plain(one.current)}{one.unit}"
    return Item(TARGET, row.pk, 0, row.label, asked(row), row.due_on, row.owner, done, one.status, one.colour, one.reason)  # fmt: skip


def _of_task(one: work.TaskStanding) -> Item:
    row = one.task
    number = (
        f"{standings.plain(row.quantity)}{row.quantity_unit}" if row.quantity is not None else ""
    )
    done = "" if one.percent is None else f"{one.percent}%"
    title = f"{row.parent.title}—{row.title}" if row.parent is not None else row.title
    return Item(TASK, row.pk, 0, title, number, row.due_on, row.unit, done, one.status, one.colour, one.reason)  # fmt: skip


def _of_project(one: work.ProjectStanding) -> Item:
    row = one.project
    days = [stone.due_on for stone in one.stones if stone.due_on]
    number = f"{row.beds}张床位" if row.beds else ""
    done = f"{sum(s.done_on is not None for s in one.stones)}/{len(one.stones)}个节点" if one.stones else row.get_state_display()  # fmt: skip
    return Item(PROJECT, row.pk, 0, row.name, number, max(days, default=None), "", done, one.status, one.colour, one.reason)  # fmt: skip


def _of_measure(row: Measure, on: date) -> Item:
    is_late = row.issued_on is None and row.due_on is not None and row.due_on < on
    status, colour = UNKNOWN, UNKNOWN
    if row.issued_on is not None:
        status = EARLY if row.due_on is not None and row.issued_on < row.due_on and on < row.due_on else MET  # fmt: skip
        colour = GREEN
    elif is_late:
        status, colour = BEHIND, RED
    done = str(row.get_stage_display())
    return Item(MEASURE, row.pk, 0, row.title, "", row.due_on, row.owner, done, status, colour, done)  # fmt: skip
