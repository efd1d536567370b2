"""Operations as phones send them, the record each belongs to, and the one order of all changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases.models import Case
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.offline import choices
from minzheng.kernel.offline.declarations import KINDS
from minzheng.kernel.offline.models import Device, Record, Sequence
from minzheng.kernel.people.models import Household, Person

MOST_VALUE = 64 * 1024
MOST_FIELD = 120


class OfflineRefused(ValueError):
    """An operation, a file or an order is not taken for good; the text is Chinese."""


class NotYours(ValueError):
    """Outside the present mandate: the phone keeps it and tries again; the text is Chinese."""


@dataclass(frozen=True, slots=True)
class Header:
    """Which record an operation belongs to, and whom it is about."""

    id: UUID
    kind: str
    began: datetime | None
    form: str = ""
    rule: str = ""
    household: int | None = None
    person: int | None = None
    case: int | None = None
    division: str = ""

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Header":
        """Return the header a phone wrote; OfflineRefused when it cannot be one."""
        try:
            return cls(
                id=UUID(str(said["id"])),
                kind=str(said["kind"])[:40],
                began=moment(said.get("began")),
                form=str(said.get("form") or "")[:100],
                rule=str(said.get("rule") or "")[:100],
                household=_number(said.get("household")),
                person=_number(said.get("person")),
                case=_number(said.get("case")),
                division=str(said.get("division") or "")[:15],
            )
        except (KeyError, ValueError, TypeError) as wrong:
            raise OfflineRefused("记录的内容不完整，不能接收。") from wrong


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing a worker did on a phone."""

    op: UUID
    type: str
    counter: int
    at: datetime | None
    record: Header
    field: str = ""
    value: Any = None
    bases: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Operation":
        """Return the operation a phone sent; OfflineRefused when it cannot be one."""
        try:
            read = cls(
                op=UUID(str(said["op"])),
                type=str(said["type"]),
                counter=int(said["counter"]),
                at=moment(said.get("at")),
                record=Header.read(said["record"]),
                field=str(said.get("field") or ""),
                value=said.get("value"),
                bases=tuple(str(UUID(str(one))) for one in said.get("bases") or ()),
                heads=tuple(str(UUID(str(one))) for one in said.get("heads") or ()),
            )
        except (KeyError, ValueError, TypeError) as wrong:
            raise OfflineRefused("操作的内容不完整，不能接收。") from wrong
        is_named = 0 < len(read.field) <= MOST_FIELD
        if read.type not in choices.OPERATIONS or (read.type == choices.SET and not is_named):
            raise OfflineRefused("操作的类型或项目有误，不能接收。")
        return read


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an operation: kept, submitted or refused for good, or to be sent again."""

    op: UUID
    state: str
    text: str = ""


def moment(said: object) -> datetime | None:
    """Return a moment a phone wrote, None when it wrote none that can be read."""
    found = parse_datetime(str(said)) if said else None
    return found if found is not None and found.tzinfo is not None else None


def _number(said: object) -> int | None:
    return None if said in (None, "") else int(str(said))


class Order:
    """Hands out the numbers of changes; holds everybody else back until the transaction ends."""

    def __init__(self) -> None:
        """Lock the row: what is numbered here becomes visible before anything numbered later."""
        Sequence.objects.get_or_create(pk=1)
        self._row = Sequence.objects.select_for_update().get(pk=1)

    def next(self) -> int:
        """Return the next number."""
        self._row.last += 1
        return self._row.last

    def keep(self) -> None:
        """Write down the last number given."""
        self._row.save(update_fields=["last"])


def record_of(
    header: Header, *, device: Device | None, order: Order, by: Mandate, at: datetime
) -> Record:
    """Return the record of a header, begun now if it is new.

    NotYours when the mandate does not cover it, OfflineRefused when the header contradicts the
    record or names nobody.
    """
    if header.kind not in KINDS:
        raise OfflineRefused("平台不认识这种记录。")
    known = Record.objects.select_related("division").filter(pk=header.id).first()
    division = known.division if known is not None else _division(header, by)
    if not by.may(KINDS.get(header.kind).may) or not accounts.covers(by, division.code):
        raise NotYours("该记录不在您现在的岗位或辖区内，内容仍保存在手机中，请联系乡镇。")
    if known is not None:
        if not _agrees(header, known):
            raise OfflineRefused("同一编号的记录对象不一致，不能接收。")
        return known
    began = min(header.began or at, at)
    return Record.objects.create(
        id=header.id, kind=header.kind, form=header.form, rule=header.rule,
        household_id=header.household, person_id=header.person, case_id=header.case,
        division=division, author=by, began_at=began, received_at=at, sequence=order.next(),
    )  # fmt: skip


def _agrees(header: Header, record: Record) -> bool:
    told = (header.kind, header.form, header.rule, header.household, header.person, header.case)
    return told == (
        record.kind, record.form, record.rule, record.household_id, record.person_id, record.case_id,
    )  # fmt: skip


def _division(header: Header, by: Mandate) -> Division:
    """Return where a new record belongs: the place of its household, person or case, or as said."""
    places: list[Division | None] = []
    for number, rows in (
        (header.household, Household.objects),
        (header.case, Case.objects),
        (header.person, Person.objects),
    ):
        if number is not None:
            found = rows.select_related("division").filter(pk=number).first()
            places.append(found.division if found is not None else None)
    if header.division:
        places.append(Division.objects.filter(code=header.division).first())
    if None in places:
        raise OfflineRefused("记录的对象在平台中不存在。")
    return next((place for place in places if place is not None), by.division)
