"""Which citizen asks, whose matters are his own, and in what capacity he acts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from minzheng.core.models import in_force_at
from minzheng.core.months import completed_age
from minzheng.kernel.accounts.declarations import APPLICANT
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.queries import visible
from minzheng.kernel.citizens import choices
from minzheng.kernel.citizens.models import Citizen, Delegation
from minzheng.kernel.people.choices import Tie
from minzheng.kernel.people.models import Household, Kinship, Membership, Person

SESSION_KEY, UNTIL_KEY = "citizen_id", "citizen_until"
ADULT = 18


@dataclass(frozen=True)
class Capacity:
    """In what capacity a citizen acts for a person; ``delegation`` is the letter it rests on."""

    kind: str
    delegation: int | None = None

    @property
    def label(self) -> str:
        """Return the capacity in Chinese."""
        return choices.CAPACITIES[self.kind]


def citizen_of(request: HttpRequest) -> Citizen | None:
    """Return the citizen who signed in through the portal and whose session still runs, or None."""
    chosen = request.session.get(SESSION_KEY)
    if not chosen or not request.user.is_authenticated:
        return None
    at = request.at.timestamp()  # type: ignore[attr-defined]
    if at >= request.session.get(UNTIL_KEY, 0):
        return None
    rows = Citizen.objects.select_related("user", "person").filter(user__is_active=True)
    return rows.filter(pk=chosen, user=request.user.pk).first()


def phone_of(to: Person | Citizen) -> str | None:
    """Return the telephone somebody is told at; None where he switched that off or none is known.

    Who has an account is told at the telephone his identity service vouches for, never at one that
    was only typed; who has none at the one he left at the window.
    """
    if isinstance(to, Person):
        accounts = list(Citizen.objects.filter(person=to).order_by("-seen_at"))
        if not accounts:
            return to.phone
    else:
        accounts = [to]
    if not all(one.is_texted for one in accounts):
        return None
    return next((one.phone for one in accounts if one.phone), None)


def capacities(citizen: Citizen, on: date) -> dict[int, Capacity]:
    """Return for whom a citizen may act on a day, by the person's id, and in what capacity.

    Himself, who lives with him, his wards and his children under eighteen as the register knows them
    (unless somebody else is their guardian: 民法典 第二十七条、第三十六条), and those who entrusted him
    with a letter that a clerk confirmed.
    """
    found: dict[int, Capacity] = {
        row.person_id: Capacity(row.kind, row.pk) for row in entrusted(citizen, on)
    }
    own = citizen.person_id
    if own is None:
        return found
    found |= {pk: Capacity(kind) for pk, kind in _cared_for(own, on).items()}
    homes = Membership.objects.in_force(on).filter(person=own).values("household")
    mates = Membership.objects.in_force(on).filter(household__in=homes)
    found |= {pk: Capacity(choices.HOUSEHOLD) for pk in mates.values_list("person", flat=True)}
    found[own] = Capacity(choices.SELF)
    return found


def entrusted(citizen: Citizen, on: date) -> QuerySet[Delegation]:
    """Return the letters in force by which others let a citizen act."""
    return Delegation.objects.filter(
        in_force_at(on), citizen=citizen, state=choices.CONFIRMED, withdrawn_at=None
    ).order_by("pk")


def _cared_for(person: int, on: date) -> dict[int, str]:
    """Return the wards and minor children of a person, and as what he cares for them."""
    ties = Kinship.objects.in_force(on).select_related("relative")
    rows = list(ties.filter(person=person, kind__in=(Tie.WARD.value, Tie.CHILD.value)))
    if not rows:
        return {}
    others = set(
        Kinship.objects.in_force(on)
        .filter(person__in=[row.relative_id for row in rows], kind=Tie.GUARDIAN.value)
        .exclude(relative=person)
        .values_list("person", flat=True)
    )
    found = {row.relative_id: choices.GUARDIAN for row in rows if row.kind == Tie.WARD}
    for row in rows:
        born = row.relative.birth_on
        is_minor = born is not None and completed_age(born, on) < ADULT
        if row.kind == Tie.CHILD and is_minor and row.relative_id not in others:
            found.setdefault(row.relative_id, choices.PARENT)
    return found


def charges(citizen: Citizen, on: date) -> list[tuple[Person, Capacity]]:
    """Return for whom a citizen may act on a day and in what capacity, himself first."""
    known = capacities(citizen, on)
    if not known:
        return []
    found = Person.objects.filter(pk__in=known).select_related("division")
    rows = sorted(found, key=lambda person: (person.pk != citizen.person_id, person.pk))
    return [(person, known[person.pk]) for person in rows]


def persons(citizen: Citizen, on: date) -> list[Person]:
    """Return for whom a citizen may act on a day, himself first."""
    return [person for person, _capacity in charges(citizen, on)]


def households(citizen: Citizen, on: date) -> list[Household]:
    """Return the households a citizen may act for on a day, his own first.

    Who is parent or guardian only acts for the child, not for the other adults the child lives with.
    """
    known = capacities(citizen, on)
    memberships = Membership.objects.in_force(on)
    mine = set(memberships.filter(person=citizen.person_id).values_list("household", flat=True))
    letters = [pk for pk, capacity in known.items() if capacity.delegation is not None]
    asked = set(memberships.filter(person__in=letters).values_list("household", flat=True))
    cared = [pk for pk, c in known.items() if c.kind in {choices.PARENT, choices.GUARDIAN}]
    homes = set(memberships.filter(person__in=cared).values_list("household", flat=True))
    others = memberships.filter(household__in=homes).exclude(person__in=known)
    adults = {
        home
        for home, born in others.values_list("household", "person__birth_on")
        if born is None or completed_age(born, on) >= ADULT
    }
    rows = Household.objects.filter(pk__in=mine | asked | (homes - adults)).select_related(
        "division", "head"
    )
    return sorted(rows, key=lambda home: (home.pk not in mine, home.pk))


def capacity(
    by: Mandate, on: date, *, household: Household | None = None, person: Person | None = None
) -> Capacity | None:
    """Return in what capacity an applicant acts in a matter of a person, a household, or both.

    None: the matter is not his. With both, the person must be his and the household his too or the
    person's own.
    """
    citizen = Citizen.objects.filter(user=by.user_id).first()
    if citizen is None or (household is None and person is None):
        return None
    known = capacities(citizen, on)
    if person is not None and person.pk not in known:
        return None
    if household is None:
        assert person is not None
        return known[person.pk]
    members = set(
        Membership.objects.in_force(on).filter(household=household).values_list("person", flat=True)
    )
    if household.pk in {home.pk for home in households(citizen, on)}:
        best = [known[pk] for pk in sorted(members) if pk in known]
        return known[person.pk] if person is not None else _nearest(best)
    return known[person.pk] if person is not None and person.pk in members else None


def _nearest(found: list[Capacity]) -> Capacity | None:
    """Return the closest of several capacities in which a citizen stands to a household."""
    order = list(choices.CAPACITIES)
    return min(found, key=lambda one: order.index(one.kind), default=None)


def may_act(
    by: Mandate, on: date, *, household: Household | None = None, person: Person | None = None
) -> bool:
    """Say whether a matter is an applicant's own; for any other role the question does not arise."""
    if by.role != APPLICANT:
        return True
    return capacity(by, on, household=household, person=person) is not None


@dataclass(frozen=True)
class Agent:
    """Somebody who may act for a person; ``letter`` is what the person can withdraw."""

    name: str
    label: str
    letter: Delegation | None = None


def agents(citizen: Citizen, on: date) -> list[Agent]:
    """Return who may act for a citizen himself: parent or guardian, and by his letters."""
    own = citizen.person
    if own is None:
        return []
    ties = Kinship.objects.in_force(on).filter(
        person=own, kind__in=(Tie.PARENT.value, Tie.GUARDIAN.value)
    )
    found = []
    for tie in ties.select_related("relative"):
        kind = _cared_for(tie.relative_id, on).get(own.pk)
        if kind is not None:
            found.append(Agent(tie.relative.name, choices.CAPACITIES[kind]))
    letters = Delegation.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on), person=own, withdrawn_at=None
    ).exclude(state=choices.REFUSED)
    return found + [
        Agent(row.citizen.name, str(row.get_kind_display()), row)
        for row in letters.select_related("citizen").order_by("pk")
    ]


def delegations(viewer: Mandate) -> QuerySet[Delegation, Any]:
    """Return the letters about persons of the viewer's divisions, those to be confirmed first."""
    if not viewer.may("people.reveal"):
        return Delegation.objects.none()
    rows = Delegation.objects.select_related(
        "citizen", "person__division", "document", "decided_by__user"
    )
    return visible(rows, viewer, "person__division")
