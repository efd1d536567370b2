"""A family that no register knows declares itself: the file opens with what the citizen says, to be verified.

Somebody named whom the register knows already is not moved by another's word: a clerk compares the
household book first. Until then the citizen neither acts for him nor learns what is on file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from minzheng.core.resident_id import InvalidId, parse
from minzheng.core.text import normalise_name
from minzheng.kernel.accounts.declarations import CLERK
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.queries import day_of
from minzheng.kernel.audit import queries as trail
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.choices import OTHER_TASK
from minzheng.kernel.cases.models import Task
from minzheng.kernel.citizens.choices import UNKNOWN
from minzheng.kernel.citizens.models import Citizen
from minzheng.kernel.citizens.services import seat
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people import queries as people
from minzheng.kernel.people import services as register
from minzheng.kernel.people.choices import Relation, Residence
from minzheng.kernel.people.models import Household, Membership, Person

DECLARED = "citizens.family.declared"
# Somebody named who has a file: what waits for the clerk, and what became of it.
NAMED, SETTLED = "citizens.family.named", "citizens.family.settled"
# What the task of the clerk is about: the citizen who said it.
SUBJECT = Citizen._meta.label_lower
MOST_MEMBERS = 8


class FamilyRefused(ValueError):
    """A family that cannot be declared here; the text is Chinese."""


@dataclass(frozen=True)
class Declared:
    """One member as the citizen names him: name, identity number, how he stands to the citizen."""

    name: str
    id_number: str
    relation: str


@dataclass(frozen=True)
class Named:
    """Somebody a citizen named as his family who has a file already: what the clerk compares."""

    task: Task
    person: Person
    household: Household
    relation: str

    @property
    def pk(self) -> int:
        """Return the number of the task."""
        return self.task.pk

    @property
    def lives_in(self) -> Household | None:
        """Return the household he belongs to now."""
        row = Membership.objects.filter(person=self.person, valid_to=None).first()
        return row.household if row is not None else None


@transaction.atomic
def declare_family(
    citizen: Citizen,
    others: Sequence[Declared],
    *,
    division: Division,
    address: str,
    at: datetime,
    residence: str = Residence.RURAL.value,
) -> Household:
    """Open the files of a citizen and of his family as far as no register knows them; he is the head.

    Whoever has a file already stays where he is, whatever name was typed with his number, and a
    clerk gets the task to compare. FamilyRefused (Chinese): he belongs to a household already, a
    number is wrong or stands twice.
    """
    row = Citizen.objects.select_for_update(of=("self",)).select_related("user", "person").get(pk=citizen.pk)  # fmt: skip
    on = day_of(at)
    if row.person is not None and people.household_of(row.person.pk, on) is not None:
        raise FamilyRefused("您已有家庭登记，不用再报；有变化的请报告家庭变化")
    if row.person is None and row.unjoined != UNKNOWN:
        raise FamilyRefused(row.unjoined_words or "请带身份证到乡镇（街道）窗口核对")
    if len(others) >= MOST_MEMBERS:
        raise FamilyRefused(f"最多填 {MOST_MEMBERS} 人，更多的请到窗口登记")
    _refuse_wrong(row, others, at)
    by = seat(row, division, at=at)
    place = {"division": division, "residence": residence, "by": by, "at": at, "declared": True}
    head = row.person or _opened(row.name, str(row.id_number), place, address)
    members = [register.Member(head, Relation.HEAD.value)]
    known = list[tuple[Declared, Person]]()
    for one in others:
        person = Person.objects.filter(pid=people.pid_of(one.id_number)).first()
        if person is not None:
            known.append((one, person))
            continue
        person = _opened(one.name, one.id_number, place, address)
        members.append(register.Member(person, one.relation))
    home = register.register_household(
        division=division, members=members, residence=residence, address=address, by=by, at=at,
        declared=True,
    )  # fmt: skip
    row.person, row.unjoined = head, ""
    row.save(update_fields=["person", "unjoined"])
    audit.record(DECLARED, subject=home, by=by, at=at, members=len(members), known=len(known))
    for one, person in known:
        _ask_clerk(row, home, one, person, by=by, at=at)
    return home


def _refuse_wrong(citizen: Citizen, others: Sequence[Declared], at: datetime) -> None:
    """Refuse a number that is none or stands twice."""
    seen = {citizen.pid}
    for one in others:
        try:
            parse(one.id_number, on=day_of(at), allow_demo=True)
        except InvalidId as fault:
            raise FamilyRefused(f"{one.name}的身份证号不正确：{fault}") from fault
        pid = str(people.pid_of(one.id_number))
        if pid in seen:
            raise FamilyRefused(f"{one.name}的身份证号填重了")
        seen.add(pid)


def _opened(name: str, number: str, place: dict[str, object], address: str) -> Person:
    """Open one file."""
    try:
        return register.register_person(
            name=normalise_name(name),
            id_number=number,
            address=address,
            **place,  # type: ignore[arg-type]
        )
    except InvalidId as fault:
        raise FamilyRefused(f"{name}的身份证号不正确：{fault}") from fault


def _ask_clerk(
    citizen: Citizen, home: Household, one: Declared, person: Person, *, by: Mandate, at: datetime
) -> None:
    """Put on the clerk's list to compare somebody who was named; the typed name only, no number."""
    task = cases.open_task(
        kind=OTHER_TASK, title=f"核对申报的家人：{citizen.name}报{one.name}为共同生活的家人",
        role=CLERK.key, division=cases.place_for(CLERK, home.division_id), at=at, subject=citizen,
        source=home.number,
    )  # fmt: skip
    audit.record(
        NAMED,
        subject=task,
        by=by,
        at=at,
        person=person.pk,
        household=home.pk,
        relation=one.relation,
    )


def is_declared(household: Household) -> bool:
    """Say whether a household's file was opened by the family itself and not by a window."""
    return trail.entries_of(household).filter(verb=DECLARED).exists()


def waiting(household: Household) -> QuerySet[Task]:
    """Return what a clerk still has to compare of a family that declared itself."""
    return Task.objects.filter(subject_key=SUBJECT, source=household.number, done_at=None)


def named(task: Task) -> Named:
    """Return whom a task to compare is about; the caller has checked that the viewer has the task."""
    told = trail.entries_of(task).filter(verb=NAMED).get().detail
    person = Person.objects.select_related("merged_into", "division").get(pk=told["person"])
    home = Household.objects.select_related("head", "division").get(pk=told["household"])
    return Named(task, person.merged_into or person, home, told["relation"])


@transaction.atomic
def settle(one: Named, *, joins: bool, note: str, by: Mandate, at: datetime) -> None:
    """Move somebody into the family that named him, or leave him where he is; the task is done.

    NotPermitted: his present household lies in other divisions, whose office lets him go first.
    ValueError (Chinese): it was settled before, or he died.
    """
    task = Task.objects.select_for_update().get(pk=one.task.pk)
    if task.done_at is not None:
        raise ValueError("已经核对过了")
    if joins:
        _join(one, by=by, at=at)
    task.done_at, task.assignee = at, by
    task.save(update_fields=["done_at", "assignee"])
    audit.record(
        SETTLED, subject=one.household, by=by, at=at, person=one.person.pk, joins=joins, note=note
    )


def _join(one: Named, *, by: Mandate, at: datetime) -> None:
    if one.person.died_on is not None:
        raise ValueError("此人已登记死亡，不能并入")
    row = Membership.objects.filter(person=one.person, valid_to=None).first()
    if row is None:
        register.add_member(
            one.household, one.person, one.relation, joined_on=day_of(at), by=by, at=at
        )
    elif row.household_id != one.household.pk:
        register.move_member(
            row, left_on=day_of(at), reason="并入共同生活的家庭", to=one.household,
            relation=one.relation, by=by, at=at,
        )  # fmt: skip
