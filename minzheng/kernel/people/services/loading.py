"""Loading a whole register at once: a county of 400,000 persons within a minute."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import polars as pl
from django.conf import settings
from django.db import connection, transaction

from minzheng.core import pinyin
from minzheng.core.resident_id import DEMO_PREFIX, InvalidId, normalise, parse
from minzheng.core.sealing import indexer, sealer
from minzheng.core.text import normalise_name
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.queries import day_of
from minzheng.kernel.audit import services as audit
from minzheng.kernel.people.choices import IdStatus, Residence, Sex
from minzheng.kernel.people.models import Household, Membership, Person, PersonFlag
from minzheng.kernel.people.permissions import need

_AT_ONCE: Final = 20_000

Progress = Callable[[str, int, int], None]

_PERSON_COLUMNS: Final = (
    "id",
    "name",
    "name_pinyin",
    "name_initials",
    "sex",
    "birth_on",
    "id_number",
    "pid",
    "id_status",
    "phone",
    "phone_index",
    "account_number",
    "account_index",
    "bank_name",
    "account_name",
    "died_on",
    "residence",
    "division_id",
    "address",
    "ethnicity",
    "is_demo",
    "created_at",
)


@dataclass(frozen=True)
class LoadedRegister:
    """Where the rows of the frames went: frame key → id in the register."""

    persons: dict[Any, int]
    households: dict[Any, int]
    memberships: int


def load_register(
    *,
    persons: pl.DataFrame,
    households: pl.DataFrame,
    memberships: pl.DataFrame,
    by: Mandate,
    at: datetime,
    flags: pl.DataFrame | None = None,
    progress: Progress | None = None,
) -> LoadedRegister:
    """Put a whole register into an empty or existing home, in one transaction.

    ``persons``: person (any key), name, division; optional id_number, sex, birth_on, phone,
    account_number, bank_name, account_name, died_on, residence, address, ethnicity.
    ``households``: household (any key), number, division, valid_from; optional head (a person
    key), residence, address, hukou_book. ``memberships``: household, person, relation,
    valid_from; optional valid_to and the facts of the tie. ``flags``: person, kind, valid_from;
    optional value, valid_to. Dates are Date columns. A number that is not valid is kept and
    marked so; sex and birth date follow from a valid one. ``progress(what, done, total)``.
    """
    need(by, "people.edit")
    tell = progress or (lambda _what, _done, _total: None)
    with transaction.atomic():
        person_ids = _allot(Person, persons["person"].to_list())
        household_ids = _allot(Household, households["household"].to_list())
        _insert(
            Person,
            _PERSON_COLUMNS,
            _told(_person_rows(persons, person_ids, at), "人员", len(persons), tell),
        )
        _load_households(households, household_ids, person_ids, persons, memberships, tell)
        _load_memberships(memberships, household_ids, person_ids, tell)
        if flags is not None:
            _load_flags(flags, person_ids)
        audit.record(
            "people.register.loaded",
            subject=by.division_id,
            subject_key="divisions.division",
            by=by,
            at=at,
            persons=len(persons),
            households=len(households),
        )
    return LoadedRegister(person_ids, household_ids, len(memberships))


def _person_rows(
    frame: pl.DataFrame, ids: dict[Any, int], at: datetime
) -> Iterator[tuple[Any, ...]]:
    today = day_of(at)
    moment = connection.ops.adapt_datetimefield_value(at)
    index = indexer()
    seal_id, seal_phone, seal_account, seal_address = map(
        sealer, ("people.id_number", "people.phone", "people.account", "people.address")
    )

    @lru_cache(maxsize=200_000)
    def spelled(written: str) -> tuple[str, str, str]:
        name = normalise_name(written)
        return name, pinyin.full(name)[:200], pinyin.initials(name)[:50]

    for row in _dicts(frame):
        spelling = spelled(row["name"])
        number = normalise(row.get("id_number") or "")
        sex, birth_on, status = row.get("sex"), row.get("birth_on"), IdStatus.NONE.value
        if number:
            try:
                parsed = parse(number, on=today, allow_demo=settings.DEMO)
            except InvalidId:
                status = IdStatus.INVALID.value
            else:
                sex, birth_on, status = parsed.sex, parsed.birth_on, IdStatus.VALID.value
        phone, account = row.get("phone") or "", row.get("account_number") or ""
        address = row.get("address") or ""
        yield (
            ids[row["person"]],
            *spelling,
            sex or Sex.UNKNOWN.value,
            birth_on,
            seal_id(number.encode()) if number else None,
            index(number) if number else None,
            status,
            seal_phone(phone.encode()) if phone else None,
            index(phone) if phone else "",
            seal_account(account.encode()) if account else None,
            index(account) if account else "",
            row.get("bank_name") or "",
            row.get("account_name") or (spelling[0] if account else ""),
            row.get("died_on"),
            row.get("residence") or Residence.RURAL.value,
            row["division"],
            seal_address(address.encode()) if address else None,
            row.get("ethnicity") or "",
            number.startswith(DEMO_PREFIX),
            moment,
        )


def _load_households(
    frame: pl.DataFrame,
    ids: dict[Any, int],
    person_ids: dict[Any, int],
    persons: pl.DataFrame,
    memberships: pl.DataFrame,
    tell: Progress,
) -> None:
    demo = _demo_households(persons, memberships)
    seal_address = sealer("people.household_address")

    def rows() -> Iterator[tuple[Any, ...]]:
        for row in _dicts(frame):
            address = row.get("address") or ""
            yield (
                ids[row["household"]],
                row["number"],
                person_ids.get(row.get("head")),
                row["division"],
                row.get("residence") or Residence.RURAL.value,
                seal_address(address.encode()) if address else None,
                row.get("hukou_book") or "",
                row["household"] in demo,
                row["valid_from"],
                row.get("valid_to"),
            )

    columns = (
        "id",
        "number",
        "head_id",
        "division_id",
        "residence",
        "address",
        "hukou_book",
        "is_demo",
        "valid_from",
        "valid_to",
    )
    _insert(Household, columns, _told(rows(), "家庭", len(frame), tell))


def _demo_households(persons: pl.DataFrame, memberships: pl.DataFrame) -> set[Any]:
    """Return the households with a synthetic member."""
    if "id_number" not in persons.columns:
        return set()
    synthetic = persons.filter(pl.col("id_number").str.starts_with(DEMO_PREFIX))
    rows = memberships.join(synthetic.select("person"), on="person", how="semi")
    return set(rows["household"].to_list())


def _load_memberships(
    frame: pl.DataFrame, households: dict[Any, int], persons: dict[Any, int], tell: Progress
) -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        for row in _dicts(frame):
            yield (
                households[row["household"]],
                persons[row["person"]],
                row["relation"],
                row.get("years_together"),
                _truth(row.get("has_support_duty"), default=True),
                _truth(row.get("can_live_independently"), default=True),
                _truth(row.get("lives_with_other_parent"), default=False),
                row.get("left_reason") or "",
                row["valid_from"],
                row.get("valid_to"),
            )

    columns = (
        "household_id",
        "person_id",
        "relation",
        "years_together",
        "has_support_duty",
        "can_live_independently",
        "lives_with_other_parent",
        "left_reason",
        "valid_from",
        "valid_to",
    )
    _insert(Membership, columns, _told(rows(), "成员", len(frame), tell))


def _load_flags(frame: pl.DataFrame, persons: dict[Any, int]) -> None:
    rows = (
        (
            persons[row["person"]],
            row["kind"],
            row.get("value", 1),
            row["valid_from"],
            row.get("valid_to"),
        )
        for row in _dicts(frame)
    )
    _insert(PersonFlag, ("person_id", "kind", "value", "valid_from", "valid_to"), rows)


def _allot(model: Any, keys: Sequence[Any]) -> dict[Any, int]:
    """Give each key the next id of a table that nobody else writes to meanwhile."""
    if len(set(keys)) != len(keys):
        raise ValueError(f"{model._meta.verbose_name}的键有重复。")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'LOCK TABLE "{model._meta.db_table}" IN EXCLUSIVE MODE')
        cursor.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{model._meta.db_table}"')
        first = cursor.fetchone()[0] + 1
    return {key: first + offset for offset, key in enumerate(keys)}


def _insert(model: Any, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write many rows: COPY on PostgreSQL, executemany on SQLite (stack.md §3)."""
    table = model._meta.db_table
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), "
                f'GREATEST((SELECT MAX(id) FROM "{table}"), 1))'
            )
            return
        marks = ", ".join(["%s"] * len(columns))
        statement = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'
        for some in _batches(rows):
            cursor.executemany(statement, some)


def _batches(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    batch: list[tuple[Any, ...]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _dicts(frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    return frame.iter_rows(named=True, buffer_size=_AT_ONCE)


def _told(
    rows: Iterable[tuple[Any, ...]], what: str, total: int, tell: Progress
) -> Iterator[tuple[Any, ...]]:
    for done, row in enumerate(rows, start=1):
        yield row
        if done % _AT_ONCE == 0 or done == total:
            tell(what, done, total)


def _truth(value: Any, *, default: bool) -> bool:
    return default if value is None else bool(value)
