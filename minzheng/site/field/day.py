"""What a phone carries for a day's walk: plan, people, forms, places, colleagues; no numbers of papers."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import ROLES
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import label_of
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.benefits.queries import in_force
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.offline.declarations import KINDS
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Household, Membership, Person
from minzheng.kernel.visits import queries as visits
from minzheng.kernel.visits.models import HomePlace
from minzheng.kernel.visits.queries import PlanLine
from minzheng.site.field import kinds

# A village's families; a township's phone carries those who are on its list.
MOST_HOUSEHOLDS = 1500


def gather(by: Mandate, at: datetime) -> dict[str, Any]:
    """Return all of it as JSON; the same rows give the same JSON."""
    on = accounts.day_of(at)
    lines = visits.plan_for(by, on)
    homes = _homes(by, lines)
    places = _places(homes, by)
    return {
        "on": on.isoformat(),
        "lines": [_line(line, places) for line in lines if line.household in homes],
        "households": _households(homes, places, on),
        "people": _people(homes, on),
        "forms": [form.described() for form in kinds.forms()],
        "kinds": [{"key": kind.key, "label": kind.label} for kind in KINDS if by.may(kind.may)],
        "places": [{"code": code, "name": name} for code, name in sorted(places.items())],
        "fellows": _fellows(by, on),
    }


def _homes(by: Mandate, lines: Iterable[PlanLine]) -> dict[int, Household]:
    """Return the households on the list, and those of the worker's own village, as far as there is room."""
    rows = people.households(by).filter(valid_to=None).select_related("head", "division")
    wanted = {line.household for line in lines}
    found = {row.pk: row for row in rows.filter(pk__in=wanted).order_by("pk")[:MOST_HOUSEHOLDS]}
    if by.division.level == Level.VILLAGE:
        for row in rows.order_by("pk")[:MOST_HOUSEHOLDS]:
            if len(found) < MOST_HOUSEHOLDS:
                found.setdefault(row.pk, row)
    return dict(sorted(found.items()))


def _places(homes: dict[int, Household], by: Mandate) -> dict[str, str]:
    found = {home.division_id: home.division.name for home in homes.values()}
    if by.division.level >= Level.TOWN:
        rows: Iterable[Division] = divisions.subtree(by.division_id)
        found |= {row.code: row.name for row in rows if row.level == Level.VILLAGE}
    return found


def _line(line: PlanLine, places: dict[str, str]) -> dict[str, Any]:
    return {
        "rule": line.rule.key,
        "label": line.rule.label,
        "form": line.rule.form.key,
        "household": line.household,
        "person": line.person,
        "division": line.division,
        "place": places.get(line.division, ""),
        "why": line.why,
        "dueOn": line.due_on.isoformat(),
        "lastOn": line.last_on.isoformat() if line.last_on else None,
        "isLate": line.is_late,
        "wanted": line.wanted,
        "done": line.done,
    }


def _households(
    homes: dict[int, Household], places: dict[str, str], on: date
) -> list[dict[str, Any]]:
    spots = {row.household_id: row for row in HomePlace.objects.filter(household__in=homes)}
    given = _benefits(homes, on)
    return [
        {
            "id": home.pk,
            "number": home.number,
            "name": home.head.name if home.head else home.number,
            "address": home.address or "",
            "division": home.division_id,
            "place": places.get(home.division_id, ""),
            "benefits": given.get(home.pk, []),
            "latitude": float(spots[home.pk].latitude) if home.pk in spots else None,
            "longitude": float(spots[home.pk].longitude) if home.pk in spots else None,
        }
        for home in homes.values()
    ]


def _benefits(homes: Collection[int], on: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Entitlement.objects.filter(in_force(on), household__in=homes).order_by("benefit", "pk")
    for household, benefit in rows.values_list("household", "benefit"):
        if label_of(benefit) not in found.setdefault(household, []):
            found[household].append(label_of(benefit))
    return found


def _people(homes: Collection[int], on: date) -> list[dict[str, Any]]:
    rows = Membership.objects.in_force(on).filter(household__in=homes, person__died_on=None)
    return [
        _person(row.person, row, on)
        for row in rows.select_related("person").order_by("household", "pk")
    ]


def _person(person: Person, tie: Membership, on: date) -> dict[str, Any]:
    birth = person.birth_on
    age = on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day)) if birth else None
    return {
        "id": person.pk,
        "name": person.name,
        "pinyin": person.name_pinyin,
        "initials": person.name_initials,
        "sex": person.get_sex_display(),
        "age": age,
        "phone": person.phone or "",
        "household": tie.household_id,
        "relation": tie.get_relation_display(),
    }


def _fellows(by: Mandate, on: date) -> list[dict[str, Any]]:
    """Return who may be the second investigator: the staff above the worker's place and below it."""
    roles = [key for key, role in ROLES.sorted() if role.may("visits.record")]
    rows = Mandate.objects.in_force(on).filter(role__in=roles, user__is_active=True)
    rows = rows.exclude(user=by.user_id).exclude(user__username="system")
    above = rows.filter(division__in=list(divisions.lineage(by.division_id)))
    both = above | accounts.visible(rows, by)
    return [
        {"id": row.pk, "name": str(row.user), "duty": row.duty.label, "place": row.division.name}
        for row in both.distinct().select_related("user", "division").order_by("pk")[:100]
    ]
