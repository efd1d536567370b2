"""Who of the demo county may sign in at the stand-in identity service: the stories first."""

import dataclasses
import json
import pathlib
from collections.abc import Iterator
from typing import Any

from minzheng.core import clock
from minzheng.core.months import completed_age
from minzheng.kernel.accounts.queries import day_of
from minzheng.kernel.people.models import Household, Membership
from world.identity import Persona

OTHERS, ADULT = 60, 16


def write(place: pathlib.Path, stories: list[dict[str, Any]]) -> pathlib.Path:
    """Write the citizens of a demo home into a file for the service; return it."""
    path = place / "identity.json"
    rows = [dataclasses.asdict(one) for one in _personas(stories)]
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    path.chmod(0o600)
    return path


def _personas(stories: list[dict[str, Any]]) -> Iterator[Persona]:
    told = {story["household"]: story["text"] for story in stories}
    others = Household.objects.exclude(number__in=told).order_by("pk")[:OTHERS]
    numbers = [*told, *others.values_list("number", flat=True)]
    rows = Membership.objects.filter(household__number__in=numbers, valid_to=None)
    members: dict[str, list[Membership]] = {}
    for row in rows.select_related("person", "household__division").order_by("pk"):
        members.setdefault(row.household.number, []).append(row)
    for number in numbers:
        for row in members.get(number, []):
            if _may_sign_in(row):
                yield _persona(row, told.get(number, ""))


def _may_sign_in(row: Membership) -> bool:
    person = row.person
    if person.birth_on is None or person.died_on is not None or not person.id_number:
        return False
    return completed_age(person.birth_on, day_of(clock.now())) >= ADULT


def _persona(row: Membership, story: str) -> Persona:
    relation = row.get_relation_display()
    note = f"{row.household.division.name}，{relation}。{story}"
    person = row.person
    phone = person.phone or f"199{person.pk:08d}"
    return Persona(str(person.pk), person.name, str(person.id_number), phone, note=note)
