"""Start and end the time limits of a case; lengths come from parameters, never from code."""

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from minzheng.core.working_days import calendar
from minzheng.kernel.cases.declarations import Limit, Step, StepRefused
from minzheng.kernel.cases.models import Case, Deadline
from minzheng.kernel.cases.queries.parameters import Owner, due_on, length_of, roll_in_force

# Limits over several steps run under names that begin so.
OVERALL = "limit."


def deadline_for(
    owner: Owner, name: str, *, division: str, start: date, citizen: bool = False
) -> dict[str, Any]:
    """Return when the limit ``name`` that starts on ``start`` ends, and by which rule.

    Keys: due_on, length, basis, is_provisional (the count touches a year whose holidays were
    not announced yet). StepRefused in Chinese when no value is set.
    """
    try:
        length, row = length_of(owner, name, division, start)
        roll = roll_in_force(owner, division, start)
    except LookupError as missing:
        raise StepRefused(str(missing.args[0])) from missing
    end = due_on(length, start, roll=roll, citizen=citizen)
    return {
        "due_on": end,
        "length": str(length),
        "basis": row.source,
        "is_provisional": calendar().unofficial(start, end),
    }


def start_deadline(
    case: Case, name: str, parameter: str, label: str, *, on: date, citizen: bool = False
) -> Deadline:
    """Begin a time limit of a case; one that already runs under this name stays as it is."""
    running = case.deadlines.filter(name=name, met_at=None).first()
    if running is not None:
        return running
    found = deadline_for(
        case.workflow, parameter, division=case.division_id, start=on, citizen=citizen
    )
    case.parameter_snapshot[name] = {
        "parameter": parameter,
        "length": found["length"],
        "basis": found["basis"],
        "on": on.isoformat(),
    }
    case.save(update_fields=["parameter_snapshot"])
    return Deadline.objects.create(
        case=case, name=name, label=label, starts_on=on, parameter=parameter, **found
    )


def end_deadlines(case: Case, names: list[str] | None, *, at: datetime) -> None:
    """End the limits of these names (all when None); a late one is marked as breached."""
    running = case.deadlines.filter(met_at=None)
    for deadline in running if names is None else running.filter(name__in=names):
        deadline.met_at = at
        deadline.breached = localdate(at) > deadline.due_on
        deadline.save(update_fields=["met_at", "breached"])


def follow_step(case: Case, step: Step, *, at: datetime) -> None:
    """End the limits of the state that was left and start those of the state entered."""
    workflow, on = case.definition, localdate(at)
    if workflow.is_end(case.state):
        end_deadlines(case, None, at=at)
        return
    left = [other.key for state in step.from_ for other in workflow.steps_from(state)]
    end_deadlines(case, left, at=at)
    end_deadlines(case, [_name(lim) for lim in workflow.limits if step.key in lim.ends], at=at)
    for limit in workflow.limits:
        if limit.starts == step.key:
            start_deadline(
                case, _name(limit), limit.parameter, limit.label, on=on, citizen=limit.citizen
            )
    start_steps(case, on=on)


def start_steps(case: Case, *, on: date) -> None:
    """Start the limit of every step that leaves the present state."""
    for step in case.definition.steps_from(case.state):
        if step.within:
            start_deadline(case, step.key, step.within, step.label, on=on, citizen=step.citizen)


def _name(limit: Limit) -> str:
    """Return the name under which a limit over several steps runs."""
    return f"{OVERALL}{limit.parameter}"
