"""Reading the register of persons and households, within the viewer's divisions."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from minzheng.core.fields import prefix_end
from minzheng.core.resident_id import InvalidId, normalise, upgrade_15
from minzheng.core.sealing import blind_index
from minzheng.core.text import half_width, normalise_name
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.queries import visible
from minzheng.kernel.divisions.queries import inside
from minzheng.kernel.people.choices import Relation
from minzheng.kernel.people.declarations import person_references
from minzheng.kernel.people.models import (
    Household,
    Kinship,
    Membership,
    MergeRecord,
    Person,
    PersonFlag,
)

_PHONE = re.compile(r"1\d{10}", re.ASCII)
_ID = re.compile(r"\d{17}[\dX]|\d{15}", re.ASCII)
_ACCOUNT = re.compile(r"\d{12,30}", re.ASCII)
_LATIN = re.compile(r"[a-z]+", re.ASCII)
_NUMBER = re.compile(r"[0-9A-Z-]{4,30}", re.ASCII)


@dataclass(frozen=True)
class Found:
    """What a search found; the persons come with their present membership."""

    persons: list[Person] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.persons) + len(self.households)


@dataclass(frozen=True)
class PersonFile:
    """Everything the register itself knows of one person; rooms add their panels."""

    person: Person
    membership: Membership | None
    memberships: list[Membership]
    kin: list[Kinship]
    flags: list[PersonFlag]
    merges: list[MergeRecord]


@dataclass(frozen=True)
class HouseholdFile:
    """Everything the register itself knows of one household."""

    household: Household
    members: list[Membership]
    former: list[Membership]


def _kept() -> QuerySet[Person]:
    """Return every person whose file was not merged into another."""
    return Person.objects.filter(merged_into__isnull=True).select_related("division")


def registered(viewer: Mandate | None) -> QuerySet[Person]:
    """Return of ``people`` those registered in the viewer's divisions: found without asking where they live."""
    if viewer is None or not viewer.may("people.see"):
        return Person.objects.none()
    return _kept().filter(inside(viewer.division_id))


def people(viewer: Mandate | None) -> QuerySet[Person]:
    """Return the persons registered in the viewer's divisions or living in a household there.

    Files merged into another are left out. Nobody without ``people.see`` sees any.
    """
    if viewer is None or not viewer.may("people.see"):
        return Person.objects.none()
    living = _kept()
    lives = visible(Membership.objects.all(), viewer, "household__division").filter(
        person=OuterRef("pk"), valid_to__isnull=True
    )
    # Asked person by person: a name sought among a million must not gather the million first.
    return living.filter(inside(viewer.division_id) | Exists(lives))


def households(viewer: Mandate | None) -> QuerySet[Household]:
    """Return the households of the viewer's divisions."""
    if viewer is None or not viewer.may("people.see"):
        return Household.objects.none()
    return visible(Household.objects.select_related("head", "division"), viewer)


def person(viewer: Mandate | None, pk: int) -> Person | None:
    """Return one person the viewer may see; a merged file answers with the one kept."""
    row = Person.objects.filter(pk=pk).values_list("merged_into", flat=True).first()
    return _few(viewer, [row or pk]).first()


def search(viewer: Mandate | None, text: str, *, limit: int = 50) -> Found:
    """Find persons and households by what a clerk has at hand.

    A name or its beginning, its pinyin or initials, a whole identity number (15 or 18, as
    written), a phone number, a bank account, or a household number or its beginning. Numbers are
    found through their blind index: nothing is decrypted.
    """
    wanted = half_width(text).strip()
    if len(wanted) < 2:
        return Found()
    condition = _person_condition(wanted)
    persons: list[Person] = []
    if condition is not None:
        # A dropped file leads to the file that was kept.
        hits = Person.objects.filter(condition).values_list("pk", "merged_into")[: 10 * limit]
        keys = {merged or pk for pk, merged in hits}
        persons = list(_few(viewer, keys).order_by("name", "birth_on")[:limit])
    number = normalise(wanted)
    homes: list[Household] = []
    if _NUMBER.fullmatch(number):
        span = Q(number__gte=number, number__lt=prefix_end(number))
        homes = list(households(viewer).filter(span).order_by("number")[:limit])
    return Found(persons, homes)


def person_file(viewer: Mandate | None, pk: int, at: date) -> PersonFile | None:
    """Return the file of one person as of a day, or None if the viewer may not see it.

    The caller records the look (``services.open_file``).
    """
    found = person(viewer, pk)
    if found is None:
        return None
    memberships = list(
        found.memberships.select_related("household__division").order_by("-valid_from")
    )
    present = next((m for m in memberships if m.is_in_force(at)), None)
    kin = found.kin.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at)).select_related("relative")
    merges = MergeRecord.objects.filter(Q(kept=found) | Q(dropped=found))
    return PersonFile(found, present, memberships, list(kin), list(found.flags.all()), list(merges))


def household_file(viewer: Mandate | None, pk: int, at: date) -> HouseholdFile | None:
    """Return the file of one household as of a day, or None if the viewer may not see it."""
    household = households(viewer).filter(pk=pk).first()
    if household is None:
        return None
    former = household.memberships.filter(valid_to__lte=at).select_related("person")
    return HouseholdFile(
        household, list(members(household, at)), list(former.order_by("-valid_to", "id"))
    )


def members(household: Household, at: date) -> QuerySet[Membership]:
    """Return the members of a household on a day, the head first, then spouse, then by age.

    The caller has checked that the household may be seen.
    """
    order = Case(
        When(relation=Relation.HEAD.value, then=Value(0)),
        When(relation=Relation.SPOUSE.value, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = Membership.objects.in_force(at).filter(household=household)
    return rows.select_related("person__division").order_by(order, "person__birth_on", "id")


def flags(persons: Collection[Person], on: date) -> QuerySet[PersonFlag]:
    """Return what is marked on some persons on a day, each with its person."""
    return PersonFlag.objects.in_force(on).filter(person__in=persons).select_related("person")


def kinship(persons: Collection[Person]) -> QuerySet[Kinship]:
    """Return the ties of some persons to kin, each with both ends."""
    return Kinship.objects.filter(person__in=persons).select_related("person", "relative")


def household_of(person_id: int, at: date) -> Household | None:
    """Return the household a person belonged to on a day."""
    row = (
        Membership.objects.in_force(at)
        .filter(person_id=person_id)
        .select_related("household__division")
        .first()
    )
    return row.household if row else None


def by_id_number(viewer: Mandate | None, number: str) -> Person | None:
    """Return the person with an identity number (15 or 18), if the viewer may see it."""
    pid = pid_of(number)
    row = Person.objects.filter(pid=pid).values_list("pk", flat=True).first() if pid else None
    return person(viewer, row) if row else None


def merges(viewer: Mandate | None) -> QuerySet[MergeRecord]:
    """Return the merges of files the viewer may see, newest first."""
    if viewer is None or not viewer.may("people.merge"):
        return MergeRecord.objects.none()
    rows = MergeRecord.objects.select_related(
        "kept__division", "dropped", "merged_by__user", "undone_by__user"
    )
    return visible(rows, viewer, "kept__division")


def hanging_on(person: Person) -> list[tuple[str, int]]:
    """Return what rows of all rooms hang on a person, by their Chinese name and count.

    The caller has checked that the person may be seen.
    """
    counts: dict[str, int] = {}
    for label, field_name in person_references():
        model = apps.get_model(label)
        count = model._base_manager.filter(**{field_name: person.pk}).count()
        name = str(model._meta.verbose_name)
        counts[name] = counts.get(name, 0) + count
    return [(name, count) for name, count in counts.items() if count]


def namesakes(viewer: Mandate | None) -> QuerySet[Person, Any]:
    """Return name, birth date and count of files that may be one person's: to be looked at."""
    return (
        people(viewer)
        .filter(birth_on__isnull=False)
        .values("name", "birth_on")
        .annotate(files=Count("pk"))
        .filter(files__gt=1)
        .order_by("-files", "name")
    )


def pid_of(number: str) -> str | None:
    """Return the blind index of an identity number as written; None for what is none."""
    plain = normalise(number)
    if len(plain) == 15 and plain.isdigit():
        try:
            plain = upgrade_15(plain)
        except InvalidId:
            return None
    return blind_index(plain) if plain else None


def _few(viewer: Mandate | None, keys: Collection[int]) -> QuerySet[Person]:
    """Return those of a few persons that ``people(viewer)`` holds, asking for each one only."""
    if viewer is None or not viewer.may("people.see"):
        return Person.objects.none()
    lives_here = Membership.objects.filter(
        inside(viewer.division_id, "household__division"), person=OuterRef("pk"), valid_to=None
    )
    return Person.objects.filter(
        inside(viewer.division_id) | Exists(lives_here), pk__in=keys, merged_into__isnull=True
    ).select_related("division")


def _person_condition(text: str) -> Q | None:
    plain = normalise(text)
    if _PHONE.fullmatch(plain):
        return Q(phone_index=blind_index(plain))
    if _ID.fullmatch(plain) or _ACCOUNT.fullmatch(plain):
        found = Q(account_index=blind_index(plain))
        pid = pid_of(plain)
        return found | Q(pid=pid) if pid else found
    latin = text.lower().replace(" ", "").replace("'", "")
    if _LATIN.fullmatch(latin):
        return _begins("name_initials", latin) | _begins("name_pinyin", latin)
    name = normalise_name(text)
    return _begins("name", name) if name and not name.isdigit() else None


def _begins(column: str, prefix: str) -> Q:
    return Q(**{f"{column}__gte": prefix, f"{column}__lt": prefix_end(prefix)})
