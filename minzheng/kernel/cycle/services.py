"""The run of a month: its stages one after the other, each alone if asked, resumed after a kill."""

import fcntl
import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.services import system_mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits import declarations as benefits
from minzheng.kernel.determinations import queries as answers
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.exchange import services as exchange
from minzheng.kernel.exchange.models import Delivery
from minzheng.kernel.indicators import services as indicators
from minzheng.kernel.monitoring import services as monitoring
from minzheng.kernel.payments import services as payments

from . import declarations
from .choices import FIGURES, STAGE_LABELS, RunState
from .declarations import Month, MonthlyRoutine, Stage
from .models import CycleRun, StageRun

logger = logging.getLogger(__name__)
SHOW_EVERY = 0.5


class CycleError(Exception):
    """A month that cannot be run now; the message is for the operator."""


# -- the stages -----------------------------------------------------------------------------------


def _deliveries(month: Month) -> Mapping[str, Any]:
    """Take whatever lies in the inbox; without an inbox the deliveries already taken serve."""
    taken: Sequence[Delivery] = ()
    if month.inbox is not None:
        taken = exchange.take_inbox(
            month.inbox, month.month, by=month.by, at=month.at, progress=month.progress
        )
    matched = exchange.link_rows(month.month, by=month.by, at=month.at)
    rows = Delivery.objects.filter(month=month.month)
    live = rows.filter(state="ingested")
    return {
        "files": len(taken),
        "ingested": live.count(),
        "failed": rows.filter(state="failed").count(),
        "rows": sum(live.values_list("rows", flat=True)),
        "rejected": sum(live.values_list("rejected", flat=True)),
        "matched": matched["automatic"] + matched["same"],
        "waiting": matched["waiting"],
        "content": hashlib.sha256(
            "".join(sorted(live.values_list("sha256", flat=True))).encode()
        ).hexdigest()[:16],
    }


def _facts(month: Month) -> Mapping[str, Any]:
    known = determinations.gather_facts(month.month)
    return {"households": known.households.height, "persons": known.persons.height}


def _determinations(month: Month) -> Mapping[str, Any]:
    summary: dict[str, Any] = {}
    for policy in determinations.determine_all(month.month, at=month.at, progress=month.progress):
        found = answers.results(policy, month.month)
        summary[policy] = (
            {}
            if found is None
            else dict(found.group_by("outcome").len().sort("outcome").collect().iter_rows())
        )
    return summary


def _findings(month: Month) -> Mapping[str, Any]:
    return monitoring.find(month.month, by=month.by, at=month.at, progress=month.progress)


def _leads(month: Month) -> Mapping[str, Any]:
    opened = monitoring.open_leads(month.month, by=month.by, at=month.at)
    register = monitoring.refresh_register(month.month, by=month.by, at=month.at)
    return {**opened, "register": register}


def _routines(month: Month) -> Mapping[str, Any]:
    """Run every room's routine in the places where its module works (KC-04)."""
    return {r.key: _routine(r, month) for r in declarations.routines()}


def _routine(routine: MonthlyRoutine, month: Month) -> dict[str, int]:
    home, total = month.by.division_id, Counter[str]()
    for area in accounts.areas_on(routine.key, home, localdate(month.at)):
        by = month.by if area == home else system_mandate(area)
        total.update(routine.work(month.month, by=by, at=month.at))
    return dict(total)


def _payments(month: Month) -> Mapping[str, Any]:
    """Make or refresh the draft run of the month to pay, one per benefit somebody is to be paid."""
    pay_month = months.shift_month(month.month, 1)
    summary = {}
    for benefit in benefits.benefits():
        if payments.has_work(benefit.key, pay_month, month.by.division):
            run = payments.build_run(
                benefit.key, pay_month, division=month.by.division, by=month.by, at=month.at
            )
            summary[benefit.key] = {"run": run.pk, "lines": run.lines.count()}
    return summary


def _indicators(month: Month) -> Mapping[str, Any]:
    figures = indicators.compute_month(month.month, by=month.by, at=month.at)
    # What the month rests on, by checksum: the same ground gives the same name.
    return {"figures": figures, "snapshot": determinations.take_snapshot(month.month)}


WORK: Mapping[str, Callable[[Month], Mapping[str, Any]]] = {
    "deliveries": _deliveries,
    "facts": _facts,
    "determinations": _determinations,
    "findings": _findings,
    "leads": _leads,
    "routines": _routines,
    "payments": _payments,
    "indicators": _indicators,
}
STAGES = tuple(Stage(key, label, WORK[key]) for key, label in STAGE_LABELS.items())
KEYS = tuple(stage.key for stage in STAGES)


# -- the run --------------------------------------------------------------------------------------


def run(
    month: str,
    *,
    inbox: Path | None,
    by: Mandate,
    at: datetime,
    only: Sequence[str] | None = None,
    progress: Callable[..., None] | None = None,
) -> CycleRun:
    """Run a month: deliveries, facts, determinations, findings, leads, routines, payments, indicators.

    Every stage may be run again and then changes nothing. A run that was killed is taken up at the
    stage it had reached, unless new deliveries have come in since. `only` names single stages.
    `progress` is called with words for the operator. CycleError when the month is running already
    or a stage is unknown; the error of a failed stage is kept on its row and raised again.
    """
    month = months.parse_month(month)
    unknown = [key for key in only or () if key not in KEYS]
    if unknown:
        raise CycleError(f"没有名为“{unknown[0]}”的阶段，可选：{'、'.join(KEYS)}")
    if not by.may("cycle.run"):
        raise CycleError("该岗位不能运行月度周期。")
    with _alone():
        cycle, resumed = _start(month, by=by, at=at, only=only)
        say = progress or (lambda *_words: None)
        clock = perf_counter()
        fresh = not resumed  # once a stage brings something new, everything after it runs again
        for number, stage in enumerate(STAGES, start=1):
            if only and stage.key not in only:
                continue
            row, _ = StageRun.objects.get_or_create(cycle=cycle, key=stage.key)
            if (
                not (fresh or only)
                and row.state == RunState.FINISHED.value
                and stage.key != "deliveries"
            ):
                say(f"[{number}/{len(STAGES)}]", stage.label, "已完成，跳过")
                continue
            before = row.summary
            _run_stage(
                stage, row, cycle, Month(month, by, at, inbox, _shower(row)), at + _since(clock)
            )
            if row.summary != before:
                fresh = True
                _outdate(cycle, after=number)
            say(
                f"[{number}/{len(STAGES)}]",
                stage.label,
                _words(row.summary),
                f"{row.seconds:.1f} 秒",
            )
        _finish(cycle, by=by, at=at + _since(clock))
    return cycle


def _outdate(cycle: CycleRun, *, after: int) -> None:
    """Mark the stages that rest on a changed one: they have to run again."""
    cycle.stages.filter(key__in=KEYS[after:]).update(state=RunState.WAITING.value)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process run a cycle on this home; a kill frees the lock with the process."""
    path = Path(settings.LAKE) / "cycle.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CycleError("月度周期正在运行，请等它完成。") from None
        yield


def _since(clock: float) -> timedelta:
    return timedelta(seconds=perf_counter() - clock)


@transaction.atomic
def _start(
    month: str, *, by: Mandate, at: datetime, only: Sequence[str] | None
) -> tuple[CycleRun, bool]:
    """Open the row of the month; say whether an interrupted run is being taken up again."""
    cycle, _ = CycleRun.objects.select_for_update().get_or_create(month=month)
    resumed = not only and cycle.state in {RunState.RUNNING.value, RunState.FAILED.value}
    if not only and not resumed:
        cycle.stages.update(state=RunState.WAITING.value, done=0, total=0, problem="")
    cycle.state, cycle.started_at, cycle.started_by = RunState.RUNNING.value, at, by
    cycle.finished_at, cycle.runs = None, cycle.runs + 1
    cycle.save()
    for key in KEYS:
        StageRun.objects.get_or_create(cycle=cycle, key=key)
    audit.record("cycle.started", subject=cycle, by=by, at=at, month=month, only=list(only or ()))
    return cycle, resumed


def _run_stage(
    stage: Stage, row: StageRun, cycle: CycleRun, month: Month, started_at: datetime
) -> None:
    """Run one stage and keep how it went; its own writes are its own transactions."""
    row.state, row.started_at, row.finished_at = RunState.RUNNING.value, started_at, None
    row.done, row.problem = 0, ""
    row.save()
    clock = perf_counter()
    try:
        summary = stage.work(month)
    except Exception as problem:
        logger.exception("stage %s of %s failed", stage.key, month.month)
        row.state, row.problem = RunState.FAILED.value, str(problem)[:500]
        row.save(update_fields=["state", "problem"])
        cycle.state = RunState.FAILED.value
        cycle.save(update_fields=["state"])
        raise
    row.refresh_from_db(fields=["done", "total"])
    row.summary, row.state = dict(summary), RunState.FINISHED.value
    row.done = row.total = max(row.total, 1)
    row.seconds = round(perf_counter() - clock, 2)
    row.finished_at = started_at + _since(clock)
    row.save()


def _shower(row: StageRun) -> Callable[[int, int], None]:
    """Return what a stage reports its progress to: the row, at most twice a second."""
    last = 0.0

    def show(done: int, total: int) -> None:
        nonlocal last
        if done >= total or perf_counter() - last > SHOW_EVERY:
            last = perf_counter()
            StageRun.objects.filter(pk=row.pk).update(done=done, total=total)

    return show


@transaction.atomic
def _finish(cycle: CycleRun, *, by: Mandate, at: datetime) -> None:
    done = not cycle.stages.exclude(state=RunState.FINISHED.value).exists()
    cycle.state = (RunState.FINISHED if done else RunState.WAITING).value
    cycle.finished_at = at if done else None
    cycle.save(update_fields=["state", "finished_at"])
    audit.record("cycle.finished", subject=cycle, by=by, at=at, month=cycle.month)


def _words(summary: Mapping[str, Any]) -> str:
    """Say the numbers of a stage in words."""
    plain = [f"{FIGURES.get(k, k)} {v:,}" for k, v in summary.items() if isinstance(v, int)]
    return "，".join(plain)
