"""Who is told to visit whom; who is overdue is chased at the worker's desk and, later, the township's."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any

from django.db import transaction

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import CLERK, VILLAGE_WORKER
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.choices import OTHER_TASK
from minzheng.kernel.cases.models import Task
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Household

from .. import queries
from ..declarations import visit_rules
from ..models import VisitDuty
from ..queries.plans import PlanLine, lines_of
from .visits import VisitRefused

TASK = "visits.visitduty"
LATE_VILLAGE = "visits.latevillage"
BATCH = 500


@transaction.atomic
def assign(
    lines: Sequence[tuple[str, int, int | None]], worker: Mandate, *, by: Mandate, at: datetime
) -> int:
    """Tell a worker to visit those of some lines (rule, household, person); return how many.

    Who held the duty before gives it up. VisitRefused (Chinese): outside either one's divisions, a
    rule or household that is unknown.
    """
    on = accounts.day_of(at)
    if not by.may("visits.plan"):
        raise VisitRefused("您的岗位不能分派走访")
    if not worker.may("visits.record"):
        raise VisitRefused(f"{worker.user}的岗位不记录走访")
    homes = Household.objects.in_bulk([household for _rule, household, _person in lines])
    known = {rule.key for rule in visit_rules()}
    for rule, household, person in lines:
        home = homes.get(household)
        if home is None or rule not in known:
            raise VisitRefused("名单已变化，请刷新后再分派")
        if not (
            accounts.covers(by, home.division_id) and accounts.covers(worker, home.division_id)
        ):
            raise VisitRefused("走访人或该户不在辖区内")
        row = _duty(rule, household, person)
        if row is not None and row.worker_id == worker.pk:
            continue
        if row is not None:
            _end(row, on, by=by, at=at)
        VisitDuty.objects.create(
            rule=rule, household=home, person_id=person, division_id=home.division_id, worker=worker,
            since=on, by=by, at=at,
        )  # fmt: skip
    if lines:
        audit.record(
            "visits.assigned", subject=None, subject_key=TASK, by=by, at=at, to=worker.pk,
            count=len(lines),
        )  # fmt: skip
    return len(lines)


@transaction.atomic
def end_duty(duty: VisitDuty, *, by: Mandate, at: datetime) -> VisitDuty:
    """Take a duty from its worker; whoever comes next may be told."""
    if not by.may("visits.plan") or not accounts.covers(by, duty.division_id):
        raise VisitRefused("您的岗位或辖区不能收回走访任务")
    row = VisitDuty.objects.select_for_update().get(pk=duty.pk)
    if row.ended_on is None:
        _end(row, accounts.day_of(at), by=by, at=at)
        audit.record("visits.duty_ended", subject=row, by=by, at=at)
    return row


def chase(*, by: Mandate, at: datetime) -> dict[str, int]:
    """Put overdue visits on the worker's list, then on the township's; end duties nobody needs.

    The work of every day: run again on the same day it finds nothing new. Returns how many visits
    were ``chased``, how many villages went to the township (``escalated``), how many duties ``ended``.
    """
    on = accounts.day_of(at)
    codes = list(divisions.subtree(by.division_id).values_list("code", flat=True))
    lines = {line.key: line for line in lines_of(visit_rules(), codes, on, all_lines=True)}
    late = [line for line in lines.values() if line.is_late and line.done < line.wanted]
    with transaction.atomic():
        rows = {
            (row.rule, row.household_id, row.person_id): row
            for row in VisitDuty.objects.filter(ended_on=None, division__in=codes)
        }
        ended = [_end(row, on, by=by, at=at) for key, row in rows.items() if key not in lines]
        chased = _chase(late, rows, by=by, at=at)
        escalated = _escalate(late, on, at=at)
        counts = {"chased": chased, "escalated": escalated, "ended": len(ended)}
        if any(counts.values()):
            audit.record("visits.chased", subject=None, subject_key=TASK, by=by, at=at, **counts)
    return counts


def _duty(rule: str, household: int, person: int | None) -> VisitDuty | None:
    rows = VisitDuty.objects.select_for_update().filter(
        rule=rule, household=household, person=person, ended_on=None
    )
    return rows.first()


def _end(row: VisitDuty, on: date, *, by: Mandate, at: datetime) -> VisitDuty:
    row.ended_on = on
    row.save(update_fields=["ended_on"])
    cases.close_tasks(row, by=by, at=at)
    return row


def _chase(
    late: Sequence[PlanLine], rows: dict[Any, VisitDuty], *, by: Mandate, at: datetime
) -> int:
    """Give everybody overdue a duty and a task at the worker's desk; return how many are new."""
    workers = _Workers(accounts.day_of(at))
    fresh = [
        VisitDuty(
            rule=line.rule.key, household_id=line.household, person_id=line.person,
            division_id=line.division, worker_id=workers.of(line.division),
            since=accounts.day_of(at), by=by, at=at,
        )
        for line in late
        if line.key not in rows
    ]  # fmt: skip
    for row in VisitDuty.objects.bulk_create(fresh, batch_size=BATCH):
        rows[row.rule, row.household_id, row.person_id] = row
    waiting = [(rows[line.key], line) for line in late if rows[line.key].chased_at is None]
    for row, line in waiting:
        row.chased_at, row.due_on, row.chases = at, line.due_on, row.chases + 1
    duties = [row for row, _line in waiting]
    VisitDuty.objects.bulk_update(duties, ["chased_at", "due_on", "chases"], batch_size=BATCH)
    held = {
        row.pk: row
        for row in VisitDuty.objects.filter(pk__in=[d.pk for d in duties]).select_related(
            "worker", "household__head", "person"
        )
    }
    cases.open_tasks((_task(held[row.pk], line) for row, line in waiting), at=at)
    return len(waiting)


def _task(row: VisitDuty, line: PlanLine) -> dict[str, Any]:
    who = row.person or row.household.head
    role = row.worker.role if row.worker else VILLAGE_WORKER.key
    place = row.worker.division_id if row.worker else row.division_id
    return {
        "kind": OTHER_TASK, "title": f"逾期未走访：{who.name if who else row.household}（{line.rule.label}）",
        "role": role, "division": place, "subject_key": TASK, "subject_id": row.pk,
        "due_on": line.due_on, "source": line.rule.label, "assignee": row.worker,
    }  # fmt: skip


def _escalate(late: Sequence[PlanLine], on: date, *, at: datetime) -> int:
    """Tell the township of each village with visits overdue for days; take down what was made good."""
    days: dict[str, int] = {}
    villages: set[str] = set()
    for line in late:
        if line.division not in days:
            days[line.division] = queries.limits(line.division, on).get("chase_days", 0)
        if line.due_on + timedelta(days=days[line.division]) < on:
            villages.add(line.division)
    waiting = Task.objects.filter(subject_key=LATE_VILLAGE, done_at=None)
    waiting.exclude(subject_id__in=[int(code) for code in villages]).update(done_at=at)
    VisitDuty.objects.filter(division__in=villages, chased_at__isnull=False, ended_on=None, escalated_at=None).update(escalated_at=at)  # fmt: skip
    names = dict(Division.objects.filter(code__in=villages).values_list("code", "name"))
    return cases.open_tasks(
        [
            {
                "kind": OTHER_TASK, "title": f"{names[code]}有走访逾期未完成，请督促", "role": CLERK.key,
                "division": cases.place_for(CLERK, code), "subject_key": LATE_VILLAGE,
                "subject_id": int(code), "due_on": on, "source": "走访催办",
            }
            for code in sorted(villages)
        ],
        at=at,
    )  # fmt: skip


class _Workers:
    """Who goes where unless somebody says otherwise: the workers of a village in turn."""

    def __init__(self, on: date) -> None:
        held: defaultdict[str, list[int]] = defaultdict(list)
        rows = Mandate.objects.in_force(on).filter(role=VILLAGE_WORKER.key, user__is_active=True)
        for pk, division in rows.order_by("pk").values_list("pk", "division"):
            held[division].append(pk)
        self._turns = {division: cycle(keys) for division, keys in held.items()}

    def of(self, division: str) -> int | None:
        """Return the next worker of a village, None where there is nobody."""
        turn = self._turns.get(division)
        return next(turn) if turn else None
