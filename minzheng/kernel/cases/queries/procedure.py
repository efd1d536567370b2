"""Cases a viewer may see, what happened to them, and what may be done with them now."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate

from minzheng.core.reading import kept
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import APPLICANT
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases.declarations import REQUIRED, Step
from minzheng.kernel.cases.models import Case, Deadline
from minzheng.kernel.cases.queries.parameters import (
    NO_POWER,
    TOWNSHIP_DECIDES,
    level_in_force,
    parameter,
    roles_in_force,
)
from minzheng.kernel.citizens import queries as citizens
from minzheng.kernel.divisions import queries as divisions

NOT_OWN = "这不是您本人或者您受托办理的事项"


@dataclass(frozen=True)
class TimelineEntry:
    """One line of what happened to a case."""

    at: datetime
    kind: str
    label: str
    who: str = ""
    note: str = ""


def cases(viewer: Mandate, *, workflow: str = "", state: str = "") -> QuerySet[Case]:
    """Return the cases of the viewer's division and programme, newest first."""
    rows = accounts.visible(Case.objects.all(), viewer)
    if viewer.role == APPLICANT:
        # A division opens nothing to a citizen: his own matters are asked for by what they are.
        return rows.none()
    if viewer.programme:
        rows = rows.filter(workflow__startswith=f"{viewer.programme}.")
    if workflow:
        rows = rows.filter(workflow=workflow)
    if state:
        rows = rows.filter(state=state)
    return rows.select_related("household__head", "person", "division").order_by("-opened_at")


@kept
def open_cases(viewer: Mandate, household: int | None = None) -> QuerySet[Case]:
    """Return the cases still running, of one household if named."""
    rows = cases(viewer).filter(closed_at=None)
    return rows.filter(household=household) if household else rows


def refusals(step: Step, case: Case, viewer: Mandate, at: datetime) -> list[str]:
    """Return why this viewer may not take this step at all: role, division, state, four eyes."""
    on = localdate(at)
    found = []
    if case.state not in step.from_:
        found.append(f"办件当前为“{case.state_label}”，不能进行“{step.label}”")
    if not viewer.is_in_force(on):
        found.append("岗位授权不在有效期内")
    if viewer.division_id not in divisions.lineage(case.division_id):
        found.append("该办件不属于您的辖区")
    if not is_own(case, viewer, on):
        found.append(NOT_OWN)
    if viewer.programme and not case.workflow.startswith(f"{viewer.programme}."):
        found.append("该业务不在您的授权范围内")
    if viewer.role not in roles_in_force(step, case.workflow, case.division_id, on):
        found.append(_role_refusal(step, case, viewer, at))
    before = case.events.filter(step__in=step.not_by, by__user=viewer.user_id).first()
    if before is not None:
        found.append(f"“{before.label}”由您经办，“{step.label}”须由他人办理")
    return found


def is_own(case: Case, viewer: Mandate, on: date) -> bool:
    """Say whether a case is a citizen's own: of his household, or of somebody he acts for; staff pass.

    A case about one person belongs to whom it is about; one about a person who died, to the family.
    """
    if viewer.role != APPLICANT:
        return True
    person = case.person
    if case.definition.of == "person" and person is not None and person.died_on is None:
        return citizens.may_act(viewer, on, person=person)
    return citizens.may_act(viewer, on, household=case.household)


def _role_refusal(step: Step, case: Case, viewer: Mandate, at: datetime) -> str:
    """Say why the role is not enough; name the missing provincial rule where that is it."""
    on = localdate(at)
    if not isinstance(step.by, tuple) and viewer.role in step.by.get(TOWNSHIP_DECIDES, ()):
        chosen = parameter(case.workflow, "confirm_level", case.division_id, on).value
        if chosen == TOWNSHIP_DECIDES and (
            level_in_force(case.workflow, case.division_id, on) != TOWNSHIP_DECIDES
        ):
            return NO_POWER
    return f"“{step.label}”不由{viewer.duty.label}办理"


def blockers(step: Step, case: Case, at: datetime) -> list[str]:
    """Return the reasons of every condition of ``step`` that does not hold now."""
    answers = [need(case, at) for need in step.needs]
    return [reason for holds, reason in answers if not holds]


def available_steps(case: Case, viewer: Mandate, at: datetime) -> list[tuple[Step, list[str]]]:
    """Return the steps this viewer may take now, each with what still blocks it."""
    if case.closed_at is not None:
        return []
    return [
        (step, blockers(step, case, at))
        for step in case.definition.steps_from(case.state)
        if not refusals(step, case, viewer, at)
    ]


def asks_note(step: Step) -> bool:
    """Say whether a step may only be taken with a written note."""
    return step.note == REQUIRED


def running_deadlines(case: Case) -> QuerySet[Deadline]:
    """Return the time limits that run on a case, the nearest first."""
    return case.deadlines.filter(met_at=None).order_by("due_on")


def timeline(case: Case) -> list[TimelineEntry]:
    """Return everything that happened to a case, oldest first."""
    entries = [
        TimelineEntry(event.at, "step", event.label, str(event.by), event.note)
        for event in case.events.select_related("by__user", "by__division")
    ]
    for notice in case.notices.prefetch_related("log__by__user", "log__by__division"):
        entries += [
            TimelineEntry(
                line.at,
                "notice",
                f"{notice.get_kind_display()}·{line.get_act_display()}",
                str(line.by),
                line.note or f"{notice.place}，至 {notice.until_on}",
            )
            for line in notice.log.all()
        ]
    for hearing in case.hearings.select_related("asked_by__user", "asked_by__division"):
        asked = f"{hearing.intended}，至 {hearing.due_on}"
        entries.append(
            TimelineEntry(hearing.asked_at, "hearing", "听取意见", str(hearing.asked_by), asked)
        )
        if hearing.heard_at:
            said = "放弃陈述" if hearing.is_waived else hearing.opinion
            entries.append(TimelineEntry(hearing.heard_at, "hearing", "意见已记录", "", said))
    entries += [
        TimelineEntry(
            record.declared_at,
            "near_kin",
            "近亲属备案" if record.is_near else "亲属申报（非近亲属）",
            str(record.declared_by),
            f"{record.get_kin_role_display()}，{record.get_relation_display()}",
        )
        for record in case.near_kin_records.select_related(
            "declared_by__user", "declared_by__division"
        )
    ]
    return sorted(entries, key=lambda entry: entry.at)
