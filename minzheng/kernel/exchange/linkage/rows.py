"""Rejected rows as records to be compared, and matched ones as rows that count for a person."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from django.conf import settings
from django.utils import timezone

from minzheng.core.sealing import blind_index
from minzheng.kernel.exchange import lake
from minzheng.kernel.exchange.choices import COUNTING
from minzheng.kernel.exchange.cleaning import clean
from minzheng.kernel.exchange.declarations import data_set
from minzheng.kernel.exchange.identities import Identities
from minzheng.kernel.exchange.linkage import records
from minzheng.kernel.exchange.matching import NUMBER, numbers_of
from minzheng.kernel.exchange.models import Delivery, RowMatch
from minzheng.kernel.exchange.outgoing import delivered_row
from minzheng.kernel.exchange.reading import UNIT_NOTE
from minzheng.kernel.people.models import Person

# A row may count when its number is all that is wrong with it.
_ONLY_NUMBER = r"^id_no\.[a-z_]+(,id_no\.[a-z_]+)*$"
_SEXES = {"男": "M", "男性": "M", "1": "M", "女": "F", "女性": "F", "2": "F"}
_AT_ONCE = 500
# The column that says why a matched row counts.
GROUND = "match"
MATCHED = pl.Schema(
    {
        "delivery": pl.Int64(),
        "line": pl.UInt32(),
        "person": pl.Int64(),
        "probability": pl.Float64(),
        "reasons": pl.String(),
    }
)


def left_over(deliveries: Iterable[Delivery]) -> pl.DataFrame:
    """Return the rejected rows that only lack a sound number: delivery line sealed_row.

    A file whose header names another unit than was agreed is left to its sender.
    """
    told = [row for row in deliveries if not _in_other_units(row)]
    return (
        lake.rejects(told)
        .filter(pl.col("pid").is_null(), pl.col("codes").str.contains(_ONLY_NUMBER))
        .select("delivery", "line", "sealed_row")
    )


def _in_other_units(delivery: Delivery) -> bool:
    return any(str(note).startswith(UNIT_NOTE) for note in delivery.summary.get("notes", ()))


def described(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rejected rows as records; their key is ``delivery:line``."""
    return records.frame(
        [
            describe(f"{delivery}:{line}", delivered_row(sealed))
            for delivery, line, sealed in rows.select("delivery", "line", "sealed_row").iter_rows()
        ]
    )


def describe(key: str, row: Mapping[str, str | None]) -> dict[str, Any]:
    """Return what a delivered row says of its person."""
    return records.record(
        key,
        name=row.get("name"),
        birth=_day(row.get("birth_on") or ""),
        sex=_SEXES.get((row.get("sex") or "").strip()),
        town=(row.get("town_name") or "").strip() or None,
        place=(row.get("division_name") or "").strip() or None,
        number=row.get(NUMBER),
    )


def _day(text: str) -> str | None:
    parts = re.findall(r"\d+", text)
    if len(parts) == 3 and len(parts[0]) == 4:
        return f"{parts[0]}{int(parts[1]):02d}{int(parts[2]):02d}"
    return parts[0] if len(parts) == 1 and records.born("000000" + parts[0]) else None


def fingerprint(record: Mapping[str, Any]) -> str:
    """Return a blind index of a record by which a later delivery is known to repeat it.

    Empty where the row says too little: without digits and without a birthday anybody of the
    name may be meant next time.
    """
    if not record["number"] and not record["birth"]:
        return ""
    told = (record["name"], record["number"], record["birth"], record["sex"], record["place"])
    return blind_index("|".join(str(part or "") for part in told))


def counting(deliveries: Sequence[Delivery], people: Sequence[int] | None = None) -> pl.DataFrame:
    """Return the matches that count: delivery line person probability reasons (in words).

    Of ``people`` only, where they are named. A file merged since counts for the one kept.
    """
    rows = RowMatch.objects.filter(delivery__in=deliveries, state__in=COUNTING)
    chunks: list[Sequence[int] | None] = [None]
    if people is not None:
        chunks = [people[i : i + _AT_ONCE] for i in range(0, len(people), _AT_ONCE)]
    found: list[tuple[Any, ...]] = []
    for some in chunks:
        asked = rows if some is None else rows.filter(person__in=some)
        found += [
            (delivery, line, person, probability, words(reasons))
            for delivery, line, person, probability, reasons in asked.values_list(
                "delivery", "line", "person", "probability", "reasons"
            )
        ]
    return pl.DataFrame(found, schema=MATCHED, orient="row")


def words(reasons: Iterable[Mapping[str, Any]]) -> str:
    """Return the reasons of a match as one text."""
    return "；".join(str(reason["words"]) for reason in reasons)


def typed(key: str, deliveries: Sequence[Delivery], matched: pl.DataFrame) -> pl.DataFrame:
    """Return matched rows of one data set as the lake would hold them, with ``delivery``.

    Each is cleaned again under the number of its person; ``match`` says why it counts.
    """
    declared = data_set(key)
    mine = [row for row in deliveries if row.data_set == key]
    wanted = matched.filter(pl.col("delivery").is_in([row.pk for row in mine]))
    frames = []
    numbers = numbers_of(wanted["person"].unique().to_list())
    for delivery in mine:
        rows = lake.rejects([delivery]).join(
            wanted.filter(pl.col("delivery") == delivery.pk), on=["delivery", "line"], how="inner"
        )
        rows = rows.filter(pl.col("person").is_in(list(numbers)))
        if rows.is_empty():
            continue
        texts = [delivered_row(sealed) for sealed in rows["sealed_row"]]
        table = pl.DataFrame(
            {
                "line": rows["line"],
                **{
                    column.name: pl.Series(
                        [text.get(column.name) for text in texts], dtype=pl.String
                    )
                    for column in declared.columns
                },
                NUMBER: pl.Series([numbers[pk] for pk in rows["person"]], dtype=pl.String),
                "broken": pl.Series([None] * rows.height, dtype=pl.String),
            }
        )
        identities = Identities(
            on=timezone.localdate(delivery.received_at), allow_demo=settings.DEMO
        )
        percent = (pl.col("probability") * 100).round(1)
        ground = rows.select(
            "line", pl.format("比对认定，概率 {}%：{}", percent, "reasons").alias(GROUND)
        )
        cleaned = clean(table, declared, identities).rows
        frames.append(
            cleaned.with_columns(pl.lit(delivery.pk, pl.Int64).alias("delivery")).join(
                ground, on="line", how="left"
            )
        )
    return pl.concat(frames) if frames else pl.DataFrame()


def joined(rows: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    """Return accepted rows with matched ones; one that repeats an accepted row counts once."""
    if more.is_empty():
        return rows
    told = [c for c in rows.columns if c in more.columns and c not in {"line", "corrections"}]
    fresh = more.join(rows.select(told), on=told, how="anti", nulls_equal=True)
    kept = [c for c in (*rows.columns, GROUND) if c in fresh.columns]
    return pl.concat([rows, fresh.select(kept)], how="diagonal")


def with_matched(
    rows: Mapping[str, pl.DataFrame],
    people: pl.DataFrame,
    usable: Mapping[str, list[Delivery]],
) -> Mapping[str, pl.DataFrame]:
    """Add to the rows of each data set those that were matched to one of ``people``."""
    deliveries = [row for key in rows for row in usable[key]]
    few = people["person"].to_list() if people.height <= _AT_ONCE else None
    matched = counting(deliveries, few)
    matched = matched.filter(pl.col("person").is_in(people["person"].implode()))
    if matched.is_empty():
        return rows
    return {key: joined(own, typed(key, usable[key], matched)) for key, own in rows.items()}


def of_persons(deliveries: Sequence[Delivery], pids: Sequence[str]) -> pl.DataFrame:
    """Return which rows of some deliveries were matched to some persons, as ``counting`` does."""
    people: list[int] = []
    for start in range(0, len(pids), _AT_ONCE):
        some = pids[start : start + _AT_ONCE]
        people += Person.objects.filter(pid__in=some).values_list("pk", flat=True)
    return counting(deliveries, people)
