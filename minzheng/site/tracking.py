"""What somebody may know of his own matter: where it stands, who has it, by when, what was decided and why."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.core.money import format_yuan
from minzheng.core.months import month_of
from minzheng.kernel.accounts.declarations import APPLICANT
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import label_of
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases import queries as procedure
from minzheng.kernel.cases.declarations import Step, bookable, workflows
from minzheng.kernel.cases.models import Case, CaseEvent, Deadline, Hearing, PublicNotice, Rating
from minzheng.kernel.cases.queries import asks_note
from minzheng.kernel.citizens import queries as citizens
from minzheng.kernel.citizens import services as seats
from minzheng.kernel.citizens.models import Citizen
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.determinations.models import Determination
from minzheng.kernel.determinations.queries import value_in_force
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents.declarations import LAWSUIT_MONTHS, RECONSIDERATION_DAYS
from minzheng.kernel.documents.models import Document
from minzheng.kernel.messages.choices import INBOX
from minzheng.kernel.messages.models import Message

CORRECT, OFFICES = "correct", "assistance"
# Where in a delivered file a figure stands is for the office; it stays in the letter.
_FILE = re.compile(r"（[^（）]*\.(?:csv|xlsx?|txt|dbf) 第 \d+ 行）")


# -- the way of a case --------------------------------------------------------------------------


def is_offered(step: Step, case: Case, at: datetime) -> bool:
    """Say whether a step is the thing to do now, or an exception that only may be done."""
    if step.offered_when:
        return all(condition(case, at)[0] for condition in step.offered_when)
    return not asks_note(step)


def step_bar(case: Case, at: datetime) -> list[dict[str, Any]]:
    """Return the way of the case: what is done and when, where it stands, what is still ahead.

    Of several ways ahead the one that is open now is shown, else the one declared first.
    """
    on, events = localdate(at), list(case.events.all())
    limits = {row.name: row for row in procedure.running_deadlines(case)}
    refusal = _refusal_due(case, at)
    ahead = _ahead(case, at) if case.closed_at is None else []
    ahead = [refusal] if refusal is not None else ahead
    later = {step.key for step in ahead}
    last = {event.step: event for event in events if event.step not in later}
    bar: list[dict[str, Any]] = [
        {"label": _step_of(case, event).label, "state": "done", "done_on": localdate(event.at)}
        for key, event in sorted(last.items(), key=lambda pair: pair[1].sequence)
        if key in case.definition.by_key and not asks_note(_step_of(case, event))
    ]
    for number, step in enumerate(ahead):
        limit = limits.get(step.key)
        late = limit is not None and limit.due_on < on
        state = "next" if number else "late" if late else "current"
        due = limit.due_on if limit else None
        bar.append({"label": step.label, "due_on": due, "state": state})
    if case.closed_at is not None and events and asks_note(_step_of(case, events[-1])):
        done = localdate(events[-1].at)
        bar.append({"label": events[-1].label, "state": "late", "note": f"{done:%Y-%m-%d}"})
    return bar


def _ahead(case: Case, at: datetime) -> list[Step]:
    """Return the steps from where the case stands to its end, one for each state passed."""
    state, path = case.state, list[Step]()
    passed = {event.step for event in case.events.all()}
    while True:
        leaving = [
            step
            for step in case.definition.steps
            if state in step.from_
            and not asks_note(step)
            and step not in path
            and (step.to != state or step.key not in passed)
        ]
        open_now = (step for step in leaving if is_offered(step, case, at))
        chosen = next(open_now, next(iter(leaving), None))
        if chosen is None:
            return path
        path.append(chosen)
        state = chosen.to


def _refusal_due(case: Case, at: datetime) -> Step | None:
    """Return the refusal that a sure no leads to, instead of the steps that grant."""
    steps = case.definition.steps if case.closed_at is None else ()
    due = (step for step in steps if step.offered_when and asks_note(step))
    return next((s for s in due if case.state in s.from_ and is_offered(s, case, at)), None)


def _step_of(case: Case, event: CaseEvent) -> Step:
    """Return the step of an event; the opening counts as the first step."""
    return case.definition.by_key.get(event.step, case.definition.steps[0])


# -- one's own matters --------------------------------------------------------------------------


@dataclass(frozen=True)
class Handler:
    """The office that has a matter now, and its telephone; never the name of a clerk."""

    office: str
    doing: str
    phone: str


@dataclass(frozen=True)
class Decision:
    """What was decided, on which day, why, for how much, and what can be done against it."""

    label: str
    on: date
    # What was asked for; a refusal may still recognise something else, which stands among the amounts.
    granted: bool
    reasons: tuple[str, ...]
    amounts: tuple[str, ...]
    remedies: tuple[str, ...]

    @property
    def told(self) -> list[list[str]]:
        """Return each reason in its parts: what was not met, on which figures, by which rule."""
        return [reason.split("；") for reason in self.reasons]


@dataclass(frozen=True)
class Deed:
    """A step the citizen can take himself now; ``reasons`` say what still stands against it."""

    step: Step
    reasons: tuple[str, ...]

    @property
    def asks_note(self) -> bool:
        """Whether a reason must be written."""
        return asks_note(self.step)


@dataclass(frozen=True)
class Tracked:
    """Everything of one matter that its owner may see."""

    case: Case
    on: date
    way: list[dict[str, Any]]
    now: str
    handlers: list[Handler]
    limit: Deadline | None
    wanted: str
    deeds: list[Deed]
    hearing: Hearing | None
    notice: PublicNotice | None
    decision: Decision | None
    letters: list[Document]
    brought: list[Document]
    rating: Rating | None

    @property
    def is_mine_to_do(self) -> bool:
        """Whether it is the citizen's turn: something can be handed in."""
        return any(not deed.asks_note for deed in self.deeds)

    @property
    def is_late(self) -> bool:
        """Whether the office let its limit pass."""
        return self.limit is not None and self.limit.due_on < self.on

    @property
    def may_rate(self) -> bool:
        """Whether a rating can be given now: the first, or the one after a bad one was answered."""
        row = self.rating
        if self.case.closed_at is None or self.case.definition.service is None:
            return False
        if row is None:
            return True
        answered = row.is_bad and row.call.answered_at is not None
        return answered and not Rating.objects.filter(follows=row).exists()


def matters(citizen: Citizen, on: date) -> QuerySet[Case]:
    """Return the cases of everybody a citizen may act for, newest first."""
    mine = citizens.persons(citizen, on)
    homes = citizens.households(citizen, on)
    own = Q(person__in=mine) | Q(person=None, household__in=homes)
    # A family's matter names who applied for it; it stays the family's.
    families = Q(household__in=homes, workflow__in=_family_workflows())
    rows = Case.objects.filter(own | families)
    return rows.select_related("person", "household__head", "division").order_by("-opened_at")


def _family_workflows() -> list[str]:
    return [flow.key for flow in workflows() if flow.of == "household"]


def matter(citizen: Citizen, number: str, on: date) -> Case | None:
    """Return one of a citizen's own matters by its number, None for anything else."""
    return matters(citizen, on).filter(number=number).first()


def tracked(case: Case, citizen: Citizen, at: datetime) -> Tracked:
    """Return what the owner of a matter may see of it now."""
    by, on = seats.seat(citizen, case.division, at=at), localdate(at)
    papers = Document.objects.filter(
        subject_key=case._meta.label_lower, subject_id=case.pk, disposed_at=None
    ).order_by("created_at", "pk")
    deeds = _deeds(case, by, at)
    wanted = wanted_of(case)
    running = procedure.running_deadlines(case).first() if case.closed_at is None else None
    return Tracked(
        case=case,
        on=on,
        way=step_bar(case, at),
        now=_now(case, deeds, wanted),
        handlers=_handlers(case, on),
        limit=running,
        wanted=wanted,
        deeds=deeds,
        hearing=case.hearings.filter(heard_at=None).first() if case.closed_at is None else None,
        notice=case.notices.filter(withdrawn_at=None, until_on__gte=on).first(),
        decision=decision_of(case, on) if case.closed_at is not None else None,
        letters=[row for row in papers if row.template],
        brought=[row for row in papers if not row.template],
        rating=procedure.rating_of(case),
    )


def service_label(key: str) -> str:
    """Return the Chinese name of what was asked for; the key itself where it is no longer offered."""
    try:
        return bookable(key).label
    except KeyError:
        return key


def owner_of(case: Case) -> str:
    """Return whose a matter is, as a list names it."""
    if case.person is not None:
        return case.person.name
    head = case.household.head if case.household is not None else None
    return _("%(name)s一家") % {"name": head.name} if head is not None else ""


def _deeds(case: Case, by: Mandate, at: datetime) -> list[Deed]:
    """Return the steps an applicant may take now, those that lead on before those that give up."""
    found = [
        Deed(step, tuple(reasons)) for step, reasons in procedure.available_steps(case, by, at)
    ]
    return sorted(found, key=lambda deed: deed.asks_note)


def wanted_of(case: Case) -> str:
    """Return what the office asked for when it sent the application back; empty when nothing is open."""
    if case.state != case.definition.first_state:
        return ""
    last = case.events.order_by("-sequence").first()
    return last.note if last is not None and last.step == CORRECT else ""


def _now(case: Case, deeds: Iterable[Deed], wanted: str) -> str:
    """Say in one sentence what is happening now."""
    if case.closed_at is not None:
        return _("已经办结，结果：%(state)s。") % {"state": case.state_label}
    if wanted:
        return _("申请退回补正，请按下面的要求补充后重新提交。")
    if any(not deed.asks_note for deed in deeds):
        return _("还没有提交，提交以后工作人员才能办理。")
    return _("正在办理，现在的环节：%(state)s。") % {"state": case.state_label}


def _handlers(case: Case, on: date) -> list[Handler]:
    """Return which offices have the matter, from the tasks that wait."""
    found: dict[str, Handler] = {}
    for task in case.tasks.filter(done_at=None).select_related("division"):
        doing = "、".join(case.definition.step(key).label for key in task.steps) or task.title
        office = office_of(task.division)
        found.setdefault(office, Handler(office, doing, phone_of(task.division_id, on)))
    return list(found.values())


def office_of(division: Division) -> str:
    """Return what the office of a place is called: its government, its bureau, its committee."""
    if division.level == Level.TOWN:
        return division.name if division.name.endswith("街道") else f"{division.name}人民政府"
    if division.level == Level.VILLAGE:
        return _("%(name)s（村、社区）") % {"name": division.name}
    return f"{division.name}民政局"


def phone_of(division: str, on: date) -> str:
    """Return the telephone of the office in charge at a place."""
    row = value_in_force(OFFICES, "contact", division, on)
    return row.value if row is not None else "12345"


def is_refused(case: Case) -> bool:
    """Say whether a matter ended with a written no of the office, not with a withdrawal by the citizen."""
    last = case.events.order_by("-sequence").first() if case.closed_at is not None else None
    step = case.definition.by_key.get(last.step) if last is not None else None
    return step is not None and asks_note(step) and APPLICANT not in step.roles


def decision_of(case: Case, on: date) -> Decision:
    """Return the decision in the citizen's words; a refusal names the remedies and their terms."""
    last = case.events.order_by("-sequence").first()
    closed = localdate(case.closed_at) if case.closed_at else on
    rows = Entitlement.objects.filter(case_id=case.pk).order_by("valid_from", "pk")
    amounts = tuple(_amount_text(row) for row in rows)
    refused = is_refused(case)
    reasons = tuple(_reasons(case, last)) if refused and last is not None else ()
    remedies = tuple(_remedies(case, closed)) if refused else ()
    return Decision(
        case.state_label, closed, bool(rows) and not refused, reasons, amounts, remedies,
    )  # fmt: skip


def _amount_text(row: Entitlement) -> str:
    told = {"label": label_of(row.benefit), "sum": format_yuan(row.amount), "month": month_of(row.valid_from)}  # fmt: skip
    if not row.amount:
        return _("%(label)s：已经认定，从 %(month)s 起") % told
    if row.holder.startswith("c"):
        return _("%(label)s：一次性 %(sum)s 元") % told
    return _("%(label)s：每月 %(sum)s 元，从 %(month)s 起") % told


def _reasons(case: Case, event: CaseEvent) -> Iterable[str]:
    """Yield the officer's own words, then each condition that was not met."""
    if event.note.strip():
        yield event.note.strip()
    found = Determination.objects.filter(pk=case.data.get("determination") or 0).first()
    if found is not None:
        told = determinations.explain(found)["citizen"]
        for text in (*told["reasons"], *told["lacking"]):
            yield _FILE.sub("", text)


def _remedies(case: Case, on: date) -> Iterable[str]:
    """Yield what the law opens against a decision: whom to ask, within which term."""
    body = value_in_force(OFFICES, "review_body", case.division_id, on)
    court = value_in_force(OFFICES, "court", case.division_id, on)
    yield _("可以自收到决定之日起 %(days)d 日内，向%(body)s申请行政复议（不收费）。") % {
        "days": RECONSIDERATION_DAYS,
        "body": body.value if body is not None else _("本级人民政府"),
    }
    yield _("也可以自收到决定之日起 %(months)d 个月内，向%(court)s提起行政诉讼。") % {
        "months": LAWSUIT_MONTHS,
        "court": court.value if court is not None else _("当地人民法院"),
    }


# -- messages -----------------------------------------------------------------------------------


def inbox(citizen: Citizen) -> QuerySet[Message]:
    """Return the messages to a citizen himself, newest first; never those to people he acts for."""
    own = Q(user=citizen.user_id)
    if citizen.person_id is not None:
        own |= Q(person=citizen.person_id)
    return Message.objects.filter(own, channel=INBOX).order_by("-queued_at", "-pk")


def unread(citizen: Citizen) -> int:
    """Return how many messages of a citizen are unread."""
    return inbox(citizen).filter(read_at=None).count()


def mark_read(message: Message, citizen: Citizen, *, at: datetime) -> None:
    """Record that a citizen read a message of his own; anybody else's stays as it is."""
    inbox(citizen).filter(pk=message.pk, read_at=None).update(read_at=at)
