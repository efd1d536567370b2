"""Registered persons whom a record may be about, found through the indexes of the register."""

from collections.abc import Iterable
from typing import Any

import polars as pl
from django.db.models import Max, Q

from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.exchange.linkage import model, records
from minzheng.kernel.exchange.linkage.comparisons import BLOCKS
from minzheng.kernel.exchange.matching import numbers_of
from minzheng.kernel.people.models import Person

_AT_ONCE = 500
# The number itself is sealed; whoever has a sound one was found by its pseudonym before.
_INDEXED = tuple(block for block in BLOCKS if block != ("number",))
_FIELDS = ("pk", "name", "sex", "birth_on", "phone_index", "division__level", "division__name",
           "division__parent__name")  # fmt: skip


def compare(wanted: pl.DataFrame, share: float, *, to_others: bool = False) -> pl.DataFrame:
    """Return the scored pairs of records and registered persons that are worth a look.

    ``wanted`` are records as ``records.frame`` makes them; the answer has ``key_l``, ``person``,
    ``probability`` and the levels. ``share``: the part of such records that are registered.
    ``to_others``: the records are registered themselves, and none is compared with itself.
    Numbers are opened in memory for the persons compared only.
    """
    people = _registered(wanted)
    met = model.meeting(wanted, people, _INDEXED)
    if to_others:
        met = met.filter(pl.col("key_l") != pl.col("key_r"))
    if met.is_empty():
        return pl.DataFrame(schema={"key_l": pl.String, "person": pl.Int64})
    people = _numbered(people.filter(pl.col("key").is_in(met["key_r"].implode())))
    size = register_size()
    named = people.group_by("name").agg(frequency=pl.len() / size)
    pairs = model.paired(met, wanted, people).join(
        named, left_on="name_l", right_on="name", how="left"
    )
    scored = model.of_one(model.people_model().score(pairs, min(0.5, share / size)))
    return scored.with_columns(person=pl.col("key_r").cast(pl.Int64)).sort(
        ["key_l", "probability"], descending=[False, True]
    )


def register_size() -> int:
    """Return about how many persons are registered: the highest key, found without counting."""
    return max(2, Person.objects.aggregate(last=Max("pk"))["last"] or 0)


def _registered(wanted: pl.DataFrame) -> pl.DataFrame:
    found: dict[int, dict[str, Any]] = {}
    for column, field in (("pinyin", "name_pinyin"), ("phone", "phone_index"), ("name", "name")):
        for some in _chunks(wanted[column].drop_nulls().unique().to_list()):
            _read(found, Q(**{f"{field}__in": some}))
    days = wanted["day"].drop_nulls().str.to_date("%Y%m%d", strict=False).drop_nulls().unique()
    for some in _chunks(days.to_list()):
        _read(found, Q(birth_on__in=some))
    return records.frame(list(found.values()))


def _chunks(values: list[Any]) -> Iterable[list[Any]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))


def _read(found: dict[int, dict[str, Any]], condition: Q) -> None:
    rows = Person.objects.filter(condition, merged_into__isnull=True).values_list(*_FIELDS)
    for pk, name, sex, birth_on, phone, level, place, parent in rows.iterator(chunk_size=5000):
        if pk in found:
            continue
        is_village, is_town = level == Level.VILLAGE, level == Level.TOWN
        found[pk] = records.record(
            str(pk),
            name=name,
            birth=f"{birth_on:%Y%m%d}" if birth_on else None,
            sex=sex,
            phone=phone,
            place=place if is_village else None,
            town=parent if is_village else place if is_town else None,
        )


def _numbered(people: pl.DataFrame) -> pl.DataFrame:
    numbers = numbers_of([int(key) for key in people["key"]])
    texts = [numbers.get(int(key)) for key in people["key"]]
    return people.with_columns(
        number=pl.Series(texts, dtype=pl.String),
        is_sound=pl.Series([records.is_sound(text or "") for text in texts]),
    )


def registered(person: Person) -> dict[str, Any]:
    """Return one registered person as a record, the number included."""
    people: dict[int, dict[str, Any]] = {}
    _read(people, Q(pk=person.pk))
    said = people.get(person.pk) or records.record(str(person.pk), name=person.name)
    number = numbers_of([person.pk]).get(person.pk)
    return said | {"number": number, "is_sound": records.is_sound(number or "")}
