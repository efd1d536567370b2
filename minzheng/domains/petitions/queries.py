"""What was told and where it lies: lists within the viewer's power, the caller's matters, the three rates."""

import hmac
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from minzheng.core.resident_id import normalise
from minzheng.core.sealing import blind_index
from minzheng.core.text import half_width
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import CLERK, HEAD
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases import queries as casework
from minzheng.kernel.cases.models import Case
from minzheng.kernel.citizens.models import Citizen
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Household, Membership, Person

from .choices import CLOSED, GUARDED, HUNG, JOINED, MANDATORY, RUNNING, WAITING
from .declarations import LINES, MATTERS
from .models import Assignment, Call, Consultation, Duty, Entry, Grievance
from .permissions import COORDINATORS, HANDLERS, READERS, TEAM

ALIKE = 0.75
CODE_DIGITS = 8


# -- lists ------------------------------------------------------------------------------------------


def grievances(viewer: Mandate) -> QuerySet[Grievance]:
    """Return the voices a mandate may read.

    The county's desks, auditor and supervisor read their whole place; a township reads what is
    about it except complaints, reports and children in danger, which it reads only while they lie
    (or lay) on its own desk; everybody else reads what he took down himself.
    """
    rows = Grievance.objects.select_related("division__parent", "received_by__user")
    mine = Q(received_by__user=viewer.user_id)
    if viewer.role in READERS | COORDINATORS:
        return accounts.visible(rows, viewer)
    if viewer.role not in HANDLERS:
        return accounts.visible(rows.filter(mine), viewer) if viewer.may("needs.report") else rows.none()  # fmt: skip
    desk = Assignment.objects.filter(
        grievance=OuterRef("pk"), division=viewer.division_id, role__in=desks(viewer.role)
    )
    return accounts.visible(rows.filter(~Q(kind__in=GUARDED) | Q(Exists(desk)) | mine), viewer)


def desks(role: str) -> list[str]:
    """Return the roles on whose desk a role works."""
    return [desk for desk, team in TEAM.items() if role in team]


def on_desk(viewer: Mandate) -> QuerySet[Grievance]:
    """Return the voices that wait for the viewer's own desk, the soonest first."""
    sent = Assignment.objects.filter(
        grievance=OuterRef("pk"), ended_at=None, division=viewer.division_id, role__in=desks(viewer.role)
    )  # fmt: skip
    return grievances(viewer).filter(Exists(sent), state__in=RUNNING).order_by("due_at", "id")


def late(viewer: Mandate, at: datetime) -> QuerySet[Grievance]:
    """Return the voices past their limit without an answer, the longest late first."""
    return grievances(viewer).filter(state__in=RUNNING, due_at__lt=at).order_by("due_at", "id")


def asked_decisions(viewer: Mandate) -> QuerySet[Assignment]:
    """Return the returns and extensions that wait for a coordinator."""
    if viewer.role not in COORDINATORS:
        return Assignment.objects.none()
    asks = Q(return_asked_at__isnull=False, return_accepted=None) | Q(
        more_asked_at__isnull=False, more_accepted=None
    )
    rows = Assignment.objects.filter(asks, ended_at=None)
    return accounts.visible(rows, viewer, "grievance__division").select_related("grievance")


def assignment_of(grievance: Grievance) -> Assignment | None:
    """Return the unit on whose desk a voice lies, if any."""
    rows = Assignment.objects.filter(grievance=grievance, ended_at=None)
    return rows.select_related("grievance", "division").first()


def history(grievance: Grievance) -> QuerySet[Entry]:
    """Return what happened to a voice, oldest first."""
    return grievance.entries.select_related("by__user", "by__division").order_by("at", "id")


def conferences(grievance: Grievance) -> QuerySet[Consultation]:
    """Return the conferences on a voice with what each asked for."""
    rows = grievance.consultations.select_related("by__user").order_by("-held_at", "-id")
    return rows.prefetch_related("duties__division", "duties__done_by__user")


def duties(viewer: Mandate) -> QuerySet[Duty]:
    """Return what conferences asked of the viewer's place."""
    rows = Duty.objects.select_related("consultation__grievance", "division")
    if viewer.role in COORDINATORS:
        return accounts.visible(rows, viewer)
    return rows.filter(division=viewer.division_id, role=viewer.role)


def calls(viewer: Mandate) -> QuerySet[Call]:
    """Return the calls whose voice or case the viewer may read, newest first."""
    read = Q(grievance__in=grievances(viewer).values("pk"))
    if viewer.may("cases.see"):
        read |= Q(case__in=casework.cases(viewer).values("pk"))
    rows = Call.objects.filter(read).select_related("grievance", "case", "by__user", "division")
    return rows.order_by("-started_at", "-id")


# -- who is calling ---------------------------------------------------------------------------------


def index_of(phone: str) -> str:
    """Return the blind index a number is found under, empty without a number."""
    plain = normalise(phone).replace("-", "")
    return blind_index(plain) if plain else ""


@dataclass(frozen=True, slots=True)
class Caller:
    """What is known of a number the moment it rings: persons, their homes, what runs, what was told before."""

    persons: list[Person]
    households: list[Household]
    cases: list[Case]
    grievances: list[Grievance]


def caller(viewer: Mandate, phone: str, on: date) -> Caller:
    """Return what is known of a telephone number within the viewer's divisions."""
    found = people.search(viewer, phone) if phone else None
    persons = found.persons if found else []
    homes = Membership.objects.in_force(on).filter(person__in=persons).values("household")
    households = list(Household.objects.filter(pk__in=homes).select_related("head", "division"))
    running: list[Case] = []
    if viewer.may("cases.see"):
        about = Q(household__in=households) | Q(person__in=persons)
        running = list(casework.cases(viewer).filter(about, closed_at=None).order_by("-opened_at")[:20])  # fmt: skip
    index = index_of(phone)
    told = grievances(viewer).exclude(state=CLOSED).order_by("-received_at")
    near = Q(household__in=households) | Q(person__in=persons)
    near |= Q(phone_index=index) if index else Q()
    rows = list(told.filter(near)[:20]) if persons or index else []
    return Caller(persons, households, running, rows)


def lines(place: str, on: date, value: Any) -> list[tuple[str, str]]:
    """Return the lines of a place with their numbers; ``value(name, place, on, key)`` reads a parameter."""
    found = []
    for line in LINES.all():
        number = value("line_number", place, on, line.key)
        found.append((line.key, f"{line.label} {number}" if number else line.label))
    return found


# -- one's own, without an account ------------------------------------------------------------------


def code_of(grievance: Grievance) -> str:
    """Return the code told to whoever spoke: a keyed digest of the number, so that nothing is stored."""
    digest = int(blind_index(f"petitions code {grievance.number}"), 16)
    return f"{digest % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def tracked(number: str, code: str) -> Grievance | None:
    """Return the voice of a number and its code; None when they do not belong together."""
    row = Grievance.objects.filter(number=half_width(number).strip().upper()).first()
    if row is None:
        return None
    typed = half_width(code).strip()
    return row if hmac.compare_digest(code_of(row).encode(), typed.encode()) else None


def told_by(citizen: Citizen) -> QuerySet[Grievance]:
    """Return what a citizen told while signed in, newest first."""
    return Grievance.objects.filter(citizen=citizen).order_by("-received_at")


# -- the same thing told twice ----------------------------------------------------------------------


def same_thing(row: Grievance, since: datetime) -> Grievance | None:
    """Return the running voice of the same matter about the same person, household, order or place."""
    rows = Grievance.objects.filter(
        kind=row.kind, matter=row.matter, state__in=(*RUNNING, HUNG), received_at__gte=since,
        division__path__startswith=row.division.path,
    ).exclude(pk=row.pk).order_by("received_at")  # fmt: skip
    if row.order_number and (found := rows.filter(order_number=row.order_number).first()):
        return found
    if row.person_id:
        return rows.filter(person=row.person_id).first()
    if row.household_id:
        return rows.filter(household=row.household_id).first()
    if row.kind == MANDATORY:
        return None
    # By words alone only what says both the same place and the same story; a child's is never guessed.
    near = [
        one for one in rows.filter(division=row.division_id)[:200] if _alike(one.text, row.text)
    ]
    return next((one for one in near if (one.place, one.about) == (row.place, row.about)), None)


def _alike(one: str, other: str) -> bool:
    one, other = half_width(one).replace(" ", ""), half_width(other).replace(" ", "")
    return bool(one) and SequenceMatcher(None, one, other).ratio() >= ALIKE


# -- figures ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figures:
    """How a matter, a unit or everything went in a period; a rate without anything to count is None."""

    key: str
    label: str
    told: int
    answered: int
    late: int
    returned: int
    responded_rate: float | None
    solved_rate: float | None
    satisfied_rate: float | None
    return_rate: float | None


def figures(
    viewer: Mandate, start: datetime, end: datetime, now: datetime
) -> dict[str, list[Figures]]:
    """Return the three rates (三率) of what was told in a period: of all, by matter, by unit.

    Responded: answered within the limit, of those answered or past it. Solved and satisfied: of
    those called back. Returned: voices that were returned at least once, of those sent to a unit
    (each once, however often it moved).
    """
    rows = list(
        grievances(viewer)
        .filter(received_at__gte=start, received_at__lt=end)
        .exclude(state=JOINED)
        .annotate(
            was_returned=Exists(
                Assignment.objects.filter(grievance=OuterRef("pk"), return_accepted=True)
            )
        )
    )
    names = {m.key: m.label for m in MATTERS.all()}
    units = _units(rows)
    return {
        "all": [_figures("", "合计", rows, now)],
        "matter": _by(rows, lambda row: row.matter, names, now),
        "unit": _by(rows, lambda row: units.get(row.pk, ("", ""))[0], dict(units.values()), now),
    }


def _units(rows: Iterable[Grievance]) -> dict[int, tuple[str, str]]:
    """Return the last unit each voice was sent to: a key and its name."""
    roles = {CLERK.key: CLERK.label, HEAD.key: HEAD.label}
    sent = Assignment.objects.filter(grievance__in=[row.pk for row in rows]).order_by("assigned_at")
    return {
        row.grievance_id: (
            f"{row.division_id} {row.role}",
            f"{row.division.name} {roles.get(row.role, '县级经办人')}",
        )
        for row in sent.select_related("division")
    }


def _by(rows: list[Any], key: Any, names: dict[str, str], now: datetime) -> list[Figures]:
    held: dict[str, list[Any]] = {}
    for row in rows:
        held.setdefault(key(row), []).append(row)
    return [
        _figures(one, names.get(one, "未派单"), held[one], now)
        for one in sorted(held, key=lambda one: (-len(held[one]), one))
    ]


def _figures(key: str, label: str, rows: list[Any], now: datetime) -> Figures:
    count: Counter[str] = Counter()
    for row in rows:
        end = row.answered_at
        count["answered"] += end is not None
        count["late"] += (end or now) > row.due_at and row.state != HUNG
        count["in_time"] += end is not None and end <= row.due_at
        count["due"] += end is not None or (now > row.due_at and row.state != HUNG)
        count["sent"] += row.state != WAITING
        count["returned"] += row.was_returned
        count["called"] += row.called_back_at is not None
        count["solved"] += bool(row.is_solved)
        count["satisfied"] += bool(row.is_satisfied)
    return Figures(
        key, label, len(rows), count["answered"], count["late"], count["returned"],
        _rate(count["in_time"], count["due"]), _rate(count["solved"], count["called"]),
        _rate(count["satisfied"], count["called"]), _rate(count["returned"], count["sent"]),
    )  # fmt: skip


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None


# -- panels -----------------------------------------------------------------------------------------


def person_panel(person: Person, viewer: Mandate, at: datetime) -> dict[str, object] | None:
    """What was told about a person, for those who may read it."""
    return _panel(_about(viewer, Q(person=person)))


def household_panel(
    household: Household, viewer: Mandate, at: datetime
) -> dict[str, object] | None:
    """What was told about a household or somebody of it."""
    members = Membership.objects.in_force(accounts.day_of(at)).filter(household=household)
    about = Q(household=household) | Q(person__in=members.values("person"))
    return _panel(_about(viewer, about))


def case_panel(case: Case, viewer: Mandate, at: datetime) -> dict[str, object] | None:
    """What was said on the telephone about a case, and the voices it came from."""
    rang = Call.objects.filter(case=case).select_related("by__user").order_by("-started_at")
    return _panel(_about(viewer, Q(case=case)), rang)


def _panel(told: Iterable[Grievance], rang: Iterable[Call] = ()) -> dict[str, object] | None:
    found = {"rows": list(told), "calls": list(rang)}
    return found if any(found.values()) else None


def _about(viewer: Mandate, about: Q) -> QuerySet[Grievance]:
    rows = grievances(viewer).filter(about).select_related(None)
    return rows.order_by("-received_at")[:10]
