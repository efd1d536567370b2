"""Registered persons whom a record may be about, found through the indexes of the register."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl
from django.db.models import Max, Q

from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.exchange.linkage import model, records
from minzheng.kernel.exchange.linkage.comparisons import BLOCKS
from minzheng.kernel.exchange.matching import numbers_of
from minzheng.kernel.people.models import Person

_AT_ONCE = 500
# So many records are looked at together: each name has hundreds of bearers.
_RECORDS = 4_000
# More records than this are compared with the whole register, read by so many rows.
_MANY, _ROWS = 5_000, 50_000
# Nobody is asked about a likelihood below this.
LEAST = 0.01
# The number itself is sealed; whoever has a sound one was found by its pseudonym before.
_INDEXED = tuple(block for block in BLOCKS if block != ("number",))
_CHEAP = ("key", "name", "birth", "sex", "phone", "place", "number")
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
    size = register_size()
    prior = min(0.5, share / size)
    named = people.group_by(name_l="name").agg(frequency=pl.len() / size)
    parts = [wanted[start : start + _RECORDS] for start in range(0, wanted.height, _RECORDS)]
    met = [model.meeting(some, people, _INDEXED) for some in parts]
    if to_others:
        met = [keys.filter(pl.col("key_l") != pl.col("key_r")) for keys in met]
    met = [_hopeful(*two, people, named, prior) for two in zip(met, parts, strict=True)]
    # A number is opened only for whom the best number would still make likely.
    known = {key for keys in met for key in keys["key_r"]}
    people = _numbered(people.filter(pl.col("key").is_in(known)))
    scored = []
    for some, part in zip(met, parts, strict=True):
        keys = _hopeful(some, part, people, named, prior, opened=True)
        if not keys.is_empty():
            pairs = model.paired(keys, wanted, people, named)
            scored.append(model.of_one(model.people_model().score(pairs, prior)))
    if not scored:
        return pl.DataFrame(schema={"key_l": pl.String, "person": pl.Int64})
    told = pl.concat(scored).lazy().with_columns(person=pl.col("key_r").cast(pl.Int64))
    order = ["key_l", "probability", "person"]
    return told.sort(order, descending=[False, True, False]).collect()


def _hopeful(keys: pl.DataFrame, wanted: pl.DataFrame, people: pl.DataFrame, named: pl.DataFrame,
             prior: float, *, opened: bool = False) -> pl.DataFrame:  # fmt: skip
    """Return the pairs that may yet be one person; namesakes of a whole county are many.

    Before the numbers are ``opened`` each pair is granted that they are close.
    """
    if keys.is_empty() or (opened and not any(wanted["number"])):
        return keys
    pairs = model.sided(keys, wanted.select(_CHEAP), people.select(_CHEAP))
    pairs = pairs.join(named.lazy(), on="name_l", how="left")
    if opened:
        whole = pairs.collect()
        pairs = whole.lazy().with_columns(near=model.near(whole))
    else:
        pairs = pairs.with_columns(near=pl.col("number_l").is_not_null().replace(False, None))
    likely = model.people_model().may_be(prior, LEAST)
    return pairs.filter(likely).select("key_l", "key_r").collect()


def register_size() -> int:
    """Return about how many persons are registered: the highest key, found without counting."""
    return max(2, Person.objects.aggregate(last=Max("pk"))["last"] or 0)


def _registered(wanted: pl.DataFrame) -> pl.DataFrame:
    """Return the registered persons whom the records may be about, each once."""
    if wanted.height > _MANY:
        # So many names and days are those of the whole register: read once, not once for each.
        return _read([Q()])
    asked = []
    for column, field in (("pinyin", "name_pinyin"), ("phone", "phone_index"), ("name", "name")):
        asked += [Q(**{f"{field}__in": some}) for some in _chunks(wanted[column])]
    days = wanted.select(pl.col("day").str.to_date("%Y%m%d", strict=False)).to_series()
    return _read([*asked, *(Q(birth_on__in=some) for some in _chunks(days))])


def _chunks(values: Iterable[Any]) -> Iterable[list[Any]]:
    told = [value for value in dict.fromkeys(values) if value is not None]
    return (told[start : start + _AT_ONCE] for start in range(0, len(told), _AT_ONCE))


def _read(conditions: Iterable[Q]) -> pl.DataFrame:
    """Return the registered persons whom one of the conditions names, each once."""
    seen: set[int] = set()
    fresh: list[tuple[Any, ...]] = []
    found = []
    for condition in conditions:
        rows = Person.objects.filter(condition, merged_into__isnull=True).values_list(*_FIELDS)
        for row in rows.iterator(chunk_size=5000):
            if row[0] not in seen:
                seen.add(row[0])
                fresh.append(_placed(*row))
            if len(fresh) == _ROWS:
                found.append(records.registered(fresh))
                fresh = []
    return pl.concat([*found, records.registered(fresh)])


def _placed(
    pk: int,
    name: str,
    sex: str,
    birth_on: date | None,
    phone: str,
    level: int,
    place: str,
    parent: str,
) -> tuple[Any, ...]:
    """Return a person with village and town by name, as far as his division tells them."""
    village = place if level == Level.VILLAGE else None
    town = parent if village else place if level == Level.TOWN else None
    return str(pk), name, sex, birth_on, phone, village, town


def _numbered(people: pl.DataFrame) -> pl.DataFrame:
    numbers = numbers_of([int(key) for key in people["key"]])
    texts = [numbers.get(int(key)) for key in people["key"]]
    return people.with_columns(
        number=pl.Series(texts, dtype=pl.String),
        is_sound=pl.Series([records.is_sound(text or "") for text in texts]),
    )


def registered(person: Person) -> dict[str, Any]:
    """Return one registered person as a record, the number included."""
    found = _read([Q(pk=person.pk)]).to_dicts()
    said = found[0] if found else records.record(str(person.pk), name=person.name)
    number = numbers_of([person.pk]).get(person.pk)
    return said | {"number": number, "is_sound": records.is_sound(number or "")}
