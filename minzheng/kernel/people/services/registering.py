"""Opening the files of persons and households, and correcting what identifies them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from minzheng.core import pinyin
from minzheng.core.fields import prefix_end
from minzheng.core.resident_id import ResidentId, mask_id, normalise, parse, upgrade_15
from minzheng.core.sealing import blind_index
from minzheng.core.text import half_width, normalise_name
from minzheng.kernel.accounts.declarations import APPLICANT
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.queries import day_of
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.choices import MIRROR, FlagKind, IdStatus, Relation, Residence, Sex, Tie
from minzheng.kernel.people.models import Household, Kinship, Membership, Person, PersonFlag
from minzheng.kernel.people.permissions import need, need_reach, need_self

_NUMBER_DIGITS = 5


class AlreadyRegistered(ValueError):
    """The identity number is in the register already; ``person`` is whose it is."""

    def __init__(self, person: Person) -> None:
        super().__init__("该公民身份号码已建档，请使用已有档案。")
        self.person = person


@dataclass(frozen=True)
class Member:
    """One who belongs to a household that is being registered."""

    person: Person
    relation: str = Relation.OTHER.value
    years_together: int | None = None
    has_support_duty: bool = True
    can_live_independently: bool = True
    lives_with_other_parent: bool = False


@transaction.atomic
def register_person(
    *,
    name: str,
    division: Division,
    by: Mandate,
    at: datetime,
    id_number: str | None = None,
    sex: str | None = None,
    birth_on: date | None = None,
    residence: str = Residence.RURAL.value,
    declared: bool = False,
    **details: Any,
) -> Person:
    """Open a person's file; sex and birth date follow from the identity number.

    ``declared``: by a citizen for his own family; the room of citizens has made sure of that.
    ``details``: phone, account_number, bank_name, account_name, address, ethnicity. Without a
    number (a baby, an unidentified person) the file has none until it is corrected or merged.
    Raises ``InvalidId`` for a wrong number and ``AlreadyRegistered`` for a known one: one person
    has one file.
    """
    need(by, "own.apply" if declared else "people.edit")
    number = _parsed(id_number, at) if id_number else None
    if number is not None:
        _refuse_known(number)
    person = Person(
        name=normalise_name(name),
        division=division,
        residence=residence,
        sex=sex or Sex.UNKNOWN.value,
        birth_on=birth_on,
        created_at=at,
    )
    if not person.name:
        raise ValueError("姓名不能为空。")
    _spell(person)
    _identify(person, number)
    _fill(person, details)
    person.save()
    audit.record("people.person.registered", subject=person, by=by, at=at)
    return person


@transaction.atomic
def register_household(
    *,
    division: Division,
    members: Sequence[Member],
    by: Mandate,
    at: datetime,
    number: str | None = None,
    residence: str = Residence.RURAL.value,
    address: str | None = None,
    hukou_book: str = "",
    valid_from: date | None = None,
    declared: bool = False,
) -> Household:
    """Open a household's file with its members; the one whose relation is ``head`` is its head.

    ``declared``: by the family itself, as for a person.

    ``number`` is given by the house unless it exists elsewhere. Raises ``ValueError`` where there
    is not exactly one head or a member still belongs to another household.
    """
    need(by, "own.apply" if declared else "people.edit")
    heads = [m.person for m in members if m.relation == Relation.HEAD]
    if len(heads) != 1:
        raise ValueError("家庭须有且只有一名户主。")
    busy = Membership.objects.filter(
        person__in=[m.person.pk for m in members], valid_to__isnull=True
    ).select_related("person")
    if taken := [m.person.name for m in busy]:
        raise ValueError(f"{'、'.join(taken)}仍是其他家庭的成员，请先办理迁出。")
    start = valid_from or day_of(at)
    household = Household.objects.create(
        number=number or _next_number(division),
        head=heads[0],
        division=division,
        residence=residence,
        address=address or None,
        hukou_book=hukou_book,
        is_demo=any(m.person.is_demo for m in members),
        valid_from=start,
    )
    need_reach(by, household)
    Membership.objects.bulk_create(
        Membership(
            household=household,
            person=m.person,
            relation=m.relation,
            years_together=m.years_together,
            has_support_duty=m.has_support_duty,
            can_live_independently=m.can_live_independently,
            lives_with_other_parent=m.lives_with_other_parent,
            valid_from=start,
        )
        for m in members
    )
    audit.record(
        "people.household.registered", subject=household, by=by, at=at, members=len(members)
    )
    return household


@transaction.atomic
def correct_id_number(
    person: Person, id_number: str, *, by: Mandate, at: datetime, reason: str
) -> Person:
    """Replace a person's identity number after it was checked against the original.

    Sex and birth date follow it. Raises ``InvalidId`` and ``AlreadyRegistered`` (then the two
    files may have to be merged).
    """
    need(by, "people.edit", "cases.take")
    need_reach(by, person)
    number = _parsed(id_number, at)
    _refuse_known(number, but=person)
    old = mask_id(person.id_number) if person.id_number else ""
    _identify(person, number)
    person.save()
    audit.record(
        "people.id_number.corrected",
        subject=person,
        by=by,
        at=at,
        old=old,
        new=mask_id(number.number),
        reason=reason,
    )
    return person


@transaction.atomic
def change_phone(person: Person, phone: str, *, by: Mandate, at: datetime) -> Person:
    """Give a person's file another phone number (empty: none); a citizen only his own."""
    if by.role == APPLICANT:
        need_self(by, person)
    else:
        need(by, "people.edit")
        need_reach(by, person)
    _fill(person, {"phone": phone})
    person.save(update_fields=["phone", "phone_index"])
    audit.record("people.phone.changed", subject=person, by=by, at=at)
    return person


@transaction.atomic
def change_account(
    person: Person,
    *,
    account_number: str,
    bank_name: str,
    by: Mandate,
    at: datetime,
    account_name: str = "",
) -> Person:
    """Give a person's file another bank account; the holder is the person unless named."""
    need(by, "people.edit", "cases.take")
    need_reach(by, person)
    old = person.masked_account
    _fill(
        person,
        {
            "account_number": account_number,
            "bank_name": bank_name,
            "account_name": account_name or person.name,
        },
    )
    person.save()
    audit.record(
        "people.account.changed", subject=person, by=by, at=at, old=old, new=person.masked_account
    )
    return person


@transaction.atomic
def register_kin(
    person: Person, relative: Person, kind: str, *, by: Mandate, at: datetime
) -> Kinship:
    """Note that ``relative`` is the person's ``kind`` (a ``Tie``), and the other way round."""
    need(by, "people.edit")
    need_reach(by, person)
    start = day_of(at)
    tie, _ = Kinship.objects.get_or_create(
        person=person, relative=relative, kind=kind, valid_to=None, defaults={"valid_from": start}
    )
    if mirrored := MIRROR.get(Tie(kind)):
        Kinship.objects.get_or_create(
            person=relative,
            relative=person,
            kind=mirrored.value,
            valid_to=None,
            defaults={"valid_from": start},
        )
    audit.record("people.kin.registered", subject=person, by=by, at=at, kind=kind)
    return tie


@transaction.atomic
def flag(
    person: Person,
    kind: str,
    *,
    by: Mandate,
    at: datetime,
    value: int = 1,
    since: date | None = None,
) -> PersonFlag:
    """Note something dated about a person (a ``FlagKind``); a present flag of the kind ends."""
    need(by, "people.edit", "cases.take")
    need_reach(by, person)
    start = since or day_of(at)
    PersonFlag.objects.filter(person=person, kind=kind, valid_from__gte=start).delete()
    PersonFlag.objects.filter(person=person, kind=kind, valid_to__isnull=True).update(
        valid_to=start
    )
    row = PersonFlag.objects.create(
        person=person, kind=FlagKind(kind).value, value=value, valid_from=start
    )
    audit.record("people.person.flagged", subject=person, by=by, at=at, kind=kind, value=value)
    return row


@transaction.atomic
def unflag(row: PersonFlag, *, by: Mandate, at: datetime, until: date | None = None) -> None:
    """End a flag; one that began on or after that day goes altogether."""
    need(by, "people.edit", "cases.take")
    need_reach(by, row.person)
    end = until or day_of(at)
    if row.valid_from < end:
        row.valid_to = end
        row.save(update_fields=["valid_to"])
    else:
        row.delete()
    audit.record("people.person.unflagged", subject=row.person, by=by, at=at, kind=row.kind)


def _parsed(text: str, at: datetime) -> ResidentId:
    plain = normalise(text)
    if len(plain) == 15:
        plain = upgrade_15(plain)
    return parse(plain, on=day_of(at), allow_demo=settings.DEMO)


def _refuse_known(number: ResidentId, but: Person | None = None) -> None:
    known = Person.objects.filter(pid=blind_index(number.number)).first()
    if known is not None and known != but:
        raise AlreadyRegistered(known)


def _identify(person: Person, number: ResidentId | None) -> None:
    if number is None:
        return
    person.id_number, person.pid = number.number, blind_index(number.number)
    person.id_status = IdStatus.VALID.value
    person.sex, person.birth_on = number.sex, number.birth_on
    person.is_demo = number.is_demo


def _spell(person: Person) -> None:
    person.name_pinyin = pinyin.full(person.name)[:200]
    person.name_initials = pinyin.initials(person.name)[:50]


def _fill(person: Person, details: dict[str, Any]) -> None:
    """Put optional details into a file, numbers with their index."""
    for name, value in details.items():
        if name not in {
            "phone",
            "account_number",
            "bank_name",
            "account_name",
            "address",
            "ethnicity",
        }:
            raise TypeError(f"unknown detail {name!r}")
        if name in {"phone", "account_number"}:
            plain = half_width(value or "").replace(" ", "").replace("-", "")
            setattr(person, name, plain or None)
            index = "phone_index" if name == "phone" else "account_index"
            setattr(person, index, blind_index(plain) if plain else "")
        elif name == "address":
            person.address = value or None
        else:
            setattr(person, name, (value or "").strip())


def _next_number(division: Division) -> str:
    """Return the next household number of a township: its code and a running number."""
    prefix = division.code[:9]
    last = (
        Household.objects.filter(number__gte=prefix, number__lt=prefix_end(prefix))
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    tail = (last or "")[len(prefix) :]
    running = int(tail) + 1 if tail.isdigit() else 1
    return f"{prefix}{running:0{_NUMBER_DIGITS}d}"
