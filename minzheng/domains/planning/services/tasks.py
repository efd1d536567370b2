"""Tasks: assigned, broken down, reported on with evidence, done or cancelled."""

from datetime import date, datetime
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import choices as papers
from minzheng.kernel.documents import services as documents

from ..choices import CANCELLED, OPEN, TASK_DONE
from ..models import Plan, Task, TaskProgress
from ..queries import work
from .guards import PlanningError, said

ASSIGN = ("plans.enter", "plans.confirm", "plans.work")
WHOLE = 100


@transaction.atomic
def assign(
    title: str,
    *,
    division: Division | str,
    by: Mandate,
    at: datetime,
    unit: str = "",
    owner: Mandate | None = None,
    due_on: date | None = None,
    plan: Plan | None = None,
    parent: Task | None = None,
    text: str = "",
    quantity: Decimal | None = None,
    quantity_unit: str = "",
    origin: str = "",
    is_practical: bool = False,
) -> Task:
    """Give a task to a unit and a person until a day; a part of a task stays within its parent.

    A second click gives the task that stands. PlanningError: out of reach, nobody named, an owner of
    another place, later than the whole task.
    """
    place = division if isinstance(division, str) else division.pk
    if not any(by.may(one) for one in ASSIGN) or not accounts.covers(by, place):
        raise PlanningError("您的岗位或辖区不能下达这项任务。")
    # One click at a time of one person: a double click finds the first task.
    held(by)
    told = said(title=title)
    if not unit.strip() and owner is None:
        raise PlanningError("请写明责任单位或责任人。")
    if owner is not None and not _near(owner, place):
        raise PlanningError("责任人应是任务所在地区或其上级、下级的工作人员。")
    if quantity is not None and quantity <= 0:
        raise PlanningError("数量应大于零。")
    if parent is not None:
        plan = _within(parent, due_on)
    same = Task.objects.filter(
        plan=plan, parent=parent, division_id=place, title=told["title"], due_on=due_on, owner=owner,
        unit=unit.strip(), origin=origin, state=OPEN,
    ).first()  # fmt: skip
    if same is not None:
        return same
    siblings = Task.objects.filter(plan=plan, parent=parent)
    last = siblings.aggregate(last=Max("sequence"))["last"] if plan or parent else 0
    row = Task.objects.create(
        plan=plan, parent=parent, sequence=(last or 0) + 1, title=told["title"], text=text.strip(),
        unit=unit.strip(), division_id=place, owner=owner, due_on=due_on, quantity=quantity,
        quantity_unit=quantity_unit.strip(), is_practical=is_practical, origin=origin.strip(), by=by, at=at,
    )  # fmt: skip
    audit.record("planning.task.assigned", subject=row, by=by, at=at, owner=str(owner or unit))
    return row


def _near(owner: Mandate, place: str) -> bool:
    """Say whether a mandate is of a place, of one above it or of one below it."""
    return accounts.covers(owner, place) or owner.division.path.startswith(
        Division.objects.values_list("path", flat=True).get(pk=place)
    )


def _within(parent: Task, due_on: date | None) -> Plan | None:
    whole = held(parent)
    if whole.state != OPEN:
        raise PlanningError("上级任务已经办结，不能再分解。")
    if whole.parent_id is not None and whole.parent is not None and whole.parent.parent_id is not None:  # fmt: skip
        raise PlanningError("任务最多分解三级。")
    if whole.due_on is not None and (due_on is None or due_on > whole.due_on):
        raise PlanningError(f"子任务的期限不能晚于{whole.due_on}。")
    return whole.plan


@transaction.atomic
def progress(
    task: Task,
    *,
    on: date,
    percent: int,
    text: str,
    by: Mandate,
    at: datetime,
    quantity: Decimal | None = None,
    upload: File | None = None,
) -> TaskProgress:
    """Report how far a task is on a day, with words and evidence; at 100 % it is done.

    A second click gives the report that stands. PlanningError: not one's task, done already, a day
    ahead or before the last report, parts still open, less done than asked for.
    """
    row = held(task)
    if not work.may_work(by, row):
        raise PlanningError("只有责任人和所在地区的经办人可以填报这项任务。")
    words = said(text=text)["text"]
    same = row.progress.filter(on=on, percent=percent, text=words, by=by).first()
    if same is not None:
        return same
    if row.state != OPEN:
        raise PlanningError("这项任务已经办结。")
    _sound(row, on, percent, quantity, at)
    made = TaskProgress.objects.create(
        task=row, on=on, percent=percent, quantity=quantity, text=words, by=by, at=at
    )
    if upload is not None:
        made.document = documents.store(
            upload, kind=papers.OTHER, title=f"{row.title} 佐证", division=row.division_id, subject=row, by=by, at=at
        )  # fmt: skip
        made.save(update_fields=["document"])
    audit.record("planning.task.progress", subject=row, by=by, at=at, percent=percent)
    if percent == WHOLE:
        row.state, row.done_on = TASK_DONE, on
        row.save(update_fields=["state", "done_on"])
        audit.record("planning.task.done", subject=row, by=by, at=at)
    return made


def _sound(row: Task, on: date, percent: int, quantity: Decimal | None, at: datetime) -> None:
    if not 0 <= percent <= WHOLE or (quantity is not None and quantity < 0):
        raise PlanningError("完成百分比应在0至100之间，数量不能为负。")
    if on > accounts.day_of(at):
        raise PlanningError("日期不能晚于今天。")
    last = row.progress.order_by("-on").first()
    if last is not None and on < last.on:
        raise PlanningError(f"已有{last.on}的进展，不能补填更早的日期。")
    if percent < WHOLE:
        return
    if row.parts.filter(state=OPEN).exists():
        raise PlanningError("还有没有完成的子任务。")
    if row.quantity is not None and (quantity is None or quantity < row.quantity):
        raise PlanningError(f"任务数量为{row.quantity.normalize():f}{row.quantity_unit}，请填写累计完成数量。")  # fmt: skip


@transaction.atomic
def cancel(task: Task, *, reason: str, by: Mandate, at: datetime) -> Task:
    """Take a task back, with its open parts and with the reason. PlanningError."""
    row = held(task)
    if not (by.may("plans.enter") or by.may("plans.confirm")) or not accounts.covers(by, row.division_id):  # fmt: skip
        raise PlanningError("您的岗位或辖区不能取消这项任务。")
    if row.state == TASK_DONE:
        raise PlanningError("已经完成的任务不能取消。")
    words = said(reason=reason)["reason"]
    if row.state == OPEN:
        row.state = CANCELLED
        row.save(update_fields=["state"])
        row.parts.filter(state=OPEN).update(state=CANCELLED)
        audit.record("planning.task.cancelled", subject=row, by=by, at=at, reason=words)
    return row


@transaction.atomic
def mark_practical(task: Task, *, is_practical: bool, by: Mandate, at: datetime) -> Task:
    """Put a task on the government's list of practical matters for the people, or take it off (PL-16)."""
    row = held(task)
    if not by.may("plans.enter") or not accounts.covers(by, row.division_id):
        raise PlanningError("您的岗位或辖区不能办理这件事。")
    if row.is_practical != is_practical:
        row.is_practical = is_practical
        row.save(update_fields=["is_practical"])
        audit.record("planning.task.practical", subject=row, by=by, at=at, listed=is_practical)
    return row


@transaction.atomic
def hand_over(task: Task, *, owner: Mandate, unit: str, by: Mandate, at: datetime) -> Task:
    """Give an open task to another person or unit. PlanningError."""
    row = held(task)
    if not any(by.may(one) for one in ASSIGN) or not accounts.covers(by, row.division_id):
        raise PlanningError("您的岗位或辖区不能办理这件事。")
    if row.state != OPEN or not _near(owner, row.division_id):
        raise PlanningError("任务已经办结，或责任人不在本地区。")
    row.owner, row.unit = owner, unit.strip() or row.unit
    row.save(update_fields=["owner", "unit"])
    audit.record("planning.task.assigned", subject=row, by=by, at=at, owner=str(owner))
    return row
