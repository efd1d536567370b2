"""Who joins and leaves a household, and what a death ends."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from minzheng.core.events import announce
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.people.choices import Relation
from minzheng.kernel.people.events import PersonDied
from minzheng.kernel.people.models import Household, Membership, Person
from minzheng.kernel.people.permissions import need, need_reach

DEATH = "死亡"


@transaction.atomic
def add_member(
    household: Household,
    person: Person,
    relation: str,
    *,
    joined_on: date,
    by: Mandate,
    at: datetime,
    **ties: Any,
) -> Membership:
    """Let a person join a household from the day ``joined_on``.

    ``ties``: years_together, has_support_duty, can_live_independently, lives_with_other_parent.
    Raises ``ValueError`` where the person still belongs to a household.
    """
    need(by, "people.edit", "cases.take")
    need_reach(by, household)
    if Membership.objects.overlapping(joined_on, None).filter(person=person).exists():
        raise ValueError(f"{person.name}仍是其他家庭的成员，请先办理迁出。")
    row = Membership.objects.create(
        household=household, person=person, relation=relation, valid_from=joined_on, **ties
    )
    audit.record(
        "people.member.joined", subject=household, by=by, at=at, person=person.pk, on=joined_on
    )
    return row


@transaction.atomic
def move_member(
    membership: Membership,
    *,
    left_on: date,
    reason: str,
    by: Mandate,
    at: datetime,
    to: Household | None = None,
    relation: str = Relation.OTHER.value,
) -> Membership | None:
    """Let a member leave from the day ``left_on`` (no member on it), into ``to`` if given.

    Returns the new membership, if any. Raises ``ValueError`` for one
    that is over or would be shorter than a day. Leaving twice on the same day changes nothing.
    """
    need(by, "people.edit", "cases.take")
    membership = (
        Membership.objects.select_for_update()
        .select_related("household", "person")
        .get(pk=membership.pk)
    )
    need_reach(by, membership.household)
    if membership.valid_to is not None and (membership.valid_to != left_on or to is not None):
        raise ValueError(f"该成员已于 {membership.valid_to} 离开。")
    if membership.valid_to is None:
        _end(membership, left_on, reason)
        audit.record(
            "people.member.left",
            subject=membership.household,
            by=by,
            at=at,
            person=membership.person_id,
            on=left_on,
            reason=reason,
        )
    if to is None:
        return None
    return add_member(to, membership.person, relation, joined_on=left_on, by=by, at=at)


@transaction.atomic
def record_death(person: Person, *, died_on: date, by: Mandate, at: datetime) -> Person:
    """Record a death: membership ends on that day, ``PersonDied`` is announced.

    The spouse, else the eldest member left, becomes head of the household. Recording the same
    death again changes nothing; another day for a recorded death raises ``ValueError``.
    """
    need(by, "people.edit", "cases.take")
    person = Person.objects.select_for_update().get(pk=person.pk)
    need_reach(by, person)
    if person.died_on == died_on:
        return person
    if person.died_on is not None:
        raise ValueError(f"已登记死亡日期 {person.died_on}，请先更正。")
    if died_on > at.date() or (person.birth_on and died_on < person.birth_on):
        raise ValueError("死亡日期不合理。")
    person.died_on = died_on
    person.save(update_fields=["died_on"])
    membership = (
        Membership.objects.filter(person=person, valid_to__isnull=True)
        .select_related("household")
        .first()
    )
    if membership is not None:
        _end(membership, max(died_on, membership.valid_from + timedelta(days=1)), DEATH)
        _succeed(membership.household, person)
    audit.record("people.death.recorded", subject=person, by=by, at=at, on=died_on)
    household_id = membership.household_id if membership else None
    announce(PersonDied(person.pk, household_id, died_on, by, at))
    return person


@transaction.atomic
def follow_division(from_code: str, into_code: str, *, by: Any, at: datetime) -> int:
    """Move the persons and households of a dissolved division; returns how many rows moved."""
    moved = Person.objects.filter(division_id=from_code).update(division_id=into_code)
    moved += Household.objects.filter(division_id=from_code).update(division_id=into_code)
    audit.record(
        "people.division.followed",
        subject=from_code,
        subject_key="divisions.division",
        by=by,
        at=at,
        into=into_code,
        rows=moved,
    )
    return moved


def _end(membership: Membership, on: date, reason: str) -> None:
    if on <= membership.valid_from:
        raise ValueError(f"离开日期须晚于加入日期 {membership.valid_from}。")
    membership.valid_to, membership.left_reason = on, reason[:60]
    membership.save(update_fields=["valid_to", "left_reason"])


def _succeed(household: Household, dead: Person) -> None:
    """Name another head where the head died; relations stay as they were declared."""
    if household.head_id != dead.pk:
        return
    left = Membership.objects.filter(household=household, valid_to__isnull=True)
    spouse = left.filter(relation=Relation.SPOUSE.value).first()
    following = spouse or left.order_by("person__birth_on", "id").first()
    household.head_id = following.person_id if following else None
    household.save(update_fields=["head"])
