"""Whom delivered rows may be about: persons in doubt, and persons whose own number is wrong."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from minzheng.core.months import last_day
from minzheng.core.resident_id import normalise
from minzheng.kernel.exchange import lake
from minzheng.kernel.exchange.choices import COUNTING, MatchState
from minzheng.kernel.exchange.declarations import INCREMENT, data_set
from minzheng.kernel.exchange.models import Delivery, RowMatch, SettledReject
from minzheng.kernel.exchange.outgoing import delivered_row
from minzheng.kernel.people.models import Membership, Person

RESIDENTS = "police.residents"
NUMBER = "id_no"
DOUBTS = pl.Schema({"person": pl.Int64(), "data_set": pl.String()})
WRONG_IDS = pl.Schema(
    {
        "person": pl.Int64(),
        "pid": pl.String(),
        "name": pl.String(),
        "household_book": pl.String(),
        "delivery": pl.Int64(),
        "line": pl.UInt32(),
    }
)
STEM = 17
_BATCH = 500
_SCIENTIFIC = re.compile(r"([0-9])(?:\.([0-9]+))?E")


def accepted(key: str, month: str) -> pl.LazyFrame | None:
    """Return the accepted rows that speak for ``month``: pid, name, fields, delivery, line.

    None when there is no usable delivery.
    """
    return lake.scan(key, month)


# -- doubt --------------------------------------------------------------------------------------


def doubts(
    month: str,
    register: pl.DataFrame,
    keys: Iterable[str],
    usable: Mapping[str, list[Delivery]] | None = None,
) -> pl.DataFrame:
    """Return ``person data_set`` for everybody whom a rejected row may be about.

    ``register`` holds ``person pid name``. A rejected row with a sound number is about its
    holder; any other may be about every namesake whose number the surviving digits allow.
    ``usable`` is ``lake.usable_by_key(month)`` where the caller has it already.
    """
    usable = lake.usable_by_key(month) if usable is None else usable
    deliveries = [row for key in keys for row in usable[key]]
    people = register.select("person", "pid", "name").unique("person")
    rejects = _unsettled(_touching(lake.rejects(deliveries), people), deliveries)
    if rejects.is_empty():
        return pl.DataFrame(schema=DOUBTS)
    sure = rejects.drop("name").drop_nulls("pid").join(people, on="pid", how="inner")
    pairs = rejects.filter(pl.col("pid").is_null()).drop("pid").join(people, on="name", how="inner")
    for key in pairs["data_set"].unique():
        if data_set(key).mode == INCREMENT:
            pairs = _still_open(pairs, key, usable[key])
    pairs = _compatible(pairs, numbers_of(pairs["person"].unique().to_list()))
    pairs = _not_ruled_out(pairs, deliveries)
    found = [frame.select("person", "data_set") for frame in (sure, pairs)]
    return pl.concat(found, how="vertical").unique().cast(DOUBTS)


def _touching(rejects: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Keep the rejects that bear a number or a name of these people."""
    return rejects.filter(
        pl.col("pid").is_in(people["pid"].drop_nulls().implode())
        | (pl.col("pid").is_null() & pl.col("name").is_in(people["name"].implode()))
    )


def _unsettled(rejects: pl.DataFrame, deliveries: list[Delivery]) -> pl.DataFrame:
    if rejects.is_empty():
        return rejects
    settled = SettledReject.objects.filter(delivery__in=deliveries).values_list("delivery", "line")
    counted = RowMatch.objects.filter(delivery__in=deliveries, state__in=COUNTING)
    done = pl.DataFrame(
        [*settled, *counted.values_list("delivery", "line")],
        schema={"delivery": pl.Int64, "line": pl.UInt32},
        orient="row",
    )
    return rejects.join(done, on=["delivery", "line"], how="anti")


def _not_ruled_out(pairs: pl.DataFrame, deliveries: list[Delivery]) -> pl.DataFrame:
    """Drop the pairs of which an officer said that the row is about somebody else."""
    others = RowMatch.objects.filter(delivery__in=deliveries, state=MatchState.OTHER)
    ruled_out = pl.DataFrame(
        list(others.values_list("delivery", "line", "person")),
        schema={"delivery": pl.Int64, "line": pl.UInt32, "person": pl.Int64},
        orient="row",
    )
    return pairs.join(ruled_out, on=["delivery", "line", "person"], how="anti")


def _compatible(pairs: pl.DataFrame, numbers: dict[int, str]) -> pl.DataFrame:
    """Keep the pairs of reject and namesake whose numbers may be one and the same.

    Only here are numbers opened: those of namesakes of rejected rows, in memory.
    """
    rows = pairs.select("delivery", "line", "sealed_row").unique(["delivery", "line"])
    texts = [normalise(delivered_row(sealed)[NUMBER] or "") for sealed in rows["sealed_row"]]
    people = pl.DataFrame(
        {"person": list(numbers), "number": list(numbers.values())},
        schema={"person": pl.Int64, "number": pl.String},
    )
    compared = (
        pairs.join(
            rows.select("delivery", "line", text=pl.Series(texts, dtype=pl.String)),
            on=["delivery", "line"],
        )
        .join(people, on="person", how="left")
        .filter(_worth_a_look(pl.col("text"), pl.col("number")))
    )
    fits = [
        number is None or may_be(text, number)
        for text, number in compared.select("text", "number").iter_rows()
    ]
    return compared.filter(pl.Series(fits, dtype=pl.Boolean)).select(pairs.columns)


def _worth_a_look(text: pl.Expr, number: pl.Expr) -> pl.Expr:
    """A quick sieve before ``may_be``: one slip or loss leaves one half of the digits in place."""

    def same(column: int, length: int, shift: int = 0) -> pl.Expr:
        return text.str.slice(column, length) == number.str.slice(column + shift, length)

    slipped = same(0, 10) | same(10, 7) | (same(0, 9) & same(11, 6))
    lost = same(0, 10) | same(10, 7, shift=1)
    return (
        pl.when(number.is_null())
        .then(statement=True)
        .when(text.str.contains(r"^[0-9X]{18}$"))
        .then(slipped)
        .when(text.str.contains(r"^[0-9X]{17}$"))
        .then(lost)
        .otherwise(statement=True)
    )


def numbers_of(people: list[int]) -> dict[int, str]:
    """Return the identity numbers of some persons, opened in memory; who has none is left out."""
    found: dict[int, str] = {}
    for start in range(0, len(people), _BATCH):
        rows = Person.objects.filter(
            pk__in=people[start : start + _BATCH], id_number__isnull=False
        ).values_list("pk", "id_number")
        # The field unseals: what its type calls bytes is text here.
        found.update((pk, str(number)) for pk, number in rows)
    return found


def may_be(delivered: str, number: str) -> bool:
    """Say whether a spoilt text may have been ``number``, by the digits that survived.

    Empty: it may be anybody. Scientific notation: the digits before the E are its beginning, the
    last one perhaps rounded. Fewer than 18 characters: they stand in it in this order. 18: at
    most one digit of the first 17 was mistyped or two neighbours were exchanged. Anything else
    tells nothing and excludes nobody.
    """
    text = normalise(delivered)
    scientific = _SCIENTIFIC.match(text)
    if scientific:
        digits = (scientific[1] + (scientific[2] or "")).rstrip("0") or scientific[1]
        return _begins(number, digits)
    if not re.fullmatch(r"[0-9X]{1,18}", text):
        return True
    if len(text) == 15:
        return number[:6] + number[8:STEM] == text or _is_part(text, number)
    if len(text) < 18:
        return _is_part(text, number)
    return _one_slip(text[:STEM], number[:STEM])


def _begins(number: str, digits: str) -> bool:
    """The last digit may have been rounded up when the rest was cut off."""
    head = number[: len(digits)]
    if not head.isdigit():
        return False
    return int(digits) - int(head) in (0, 1)


def _is_part(text: str, number: str) -> bool:
    rest = iter(number)
    return all(character in rest for character in text)


def _one_slip(first: str, second: str) -> bool:
    differing = [i for i in range(STEM) if first[i] != second[i]]
    if len(differing) <= 1:
        return True
    if len(differing) != 2 or differing[1] - differing[0] != 1:
        return False
    left, right = differing
    return first[left] == second[right] and first[right] == second[left]


def _still_open(pairs: pl.DataFrame, key: str, deliveries: list[Delivery]) -> pl.DataFrame:
    """Drop rejects of an event list that a later delivery mended: the person is known by now.

    An event list is never replaced, so its senders send spoilt rows again in a later file. A
    reject without any digits proves nothing this way and stays open until settled by hand.
    """
    order = {row.pk: place for place, row in enumerate(deliveries)}
    rejects = pairs.filter(pl.col("data_set") == key, pl.col("has_number"))
    rejects = rejects.select("delivery", "line", "name", "sealed_row").unique(["delivery", "line"])
    # All namesakes there are, not only those asked about: the answer must not depend on that.
    people = Person.objects.filter(name__in=rejects["name"].unique().to_list(), pid__isnull=False)
    known = list(people.values_list("pk", "pid", "name", "id_number"))
    namesakes = pl.DataFrame(
        [row[:3] for row in known],
        schema={"person": pl.Int64, "pid": pl.String, "name": pl.String},
        orient="row",
    )
    came = pl.concat(
        lake.stored(row.lake_path).select("pid", pl.lit(order[row.pk]).alias("later"))
        for row in deliveries
    )
    candidates = _compatible(
        rejects.join(namesakes, on="name").join(came.unique(), on="pid"),
        {pk: str(number) for pk, _pid, _name, number in known if number},
    )
    sent = pl.col("delivery").replace_strict(order, return_dtype=pl.Int32, default=None)
    mended = candidates.filter(pl.col("later") > sent).select("delivery", "line").unique()
    return pairs.join(mended, on=["delivery", "line"], how="anti")


# -- wrong numbers ------------------------------------------------------------------------------


def wrong_ids(month: str, register: pl.DataFrame) -> pl.DataFrame:
    """Return the registered persons whose number the police proves wrong, with the proving row.

    Proof: the number does not occur in the month's list of residents, while the list has a row
    of the same name and the same household book under another number that nobody registered has.
    ``register`` holds ``person pid name``; the answer ``person pid name household_book delivery
    line``.
    """
    residents = lake.scan(RESIDENTS, month)
    people = register.select("person", "pid", "name").unique("person").drop_nulls("pid")
    if residents is None:
        return pl.DataFrame(schema=WRONG_IDS)
    listed = (
        residents.select("pid", "name", "household_book", "delivery", "line")
        .filter(
            pl.col("pid").is_in(people["pid"].implode())
            | pl.col("name").is_in(people["name"].implode())
        )
        .collect()
    )
    absent = people.join(listed, on="pid", how="anti")
    if absent.is_empty():
        return pl.DataFrame(schema=WRONG_IDS)
    absent = absent.join(_books(absent["person"].to_list(), last_day(month)), on="person")
    rows = listed.rename({"pid": "other"})
    pairs = absent.join(rows, on=["name", "household_book"], how="inner")
    registered = Person.objects.filter(pid__in=pairs["other"].to_list()).values_list("pid")
    taken = pl.DataFrame(list(registered), schema={"other": pl.String}, orient="row")
    return (
        pairs.join(taken, on="other", how="anti")
        .sort("person", "line")
        .unique("person", keep="first", maintain_order=True)
        .select(pl.col(name).cast(dtype) for name, dtype in WRONG_IDS.items())
    )


def _books(people: list[int], on: date) -> pl.DataFrame:
    """Return the household book of each person's household on a day."""
    rows: list[tuple[int, str]] = []
    for start in range(0, len(people), _BATCH):
        rows += (
            Membership.objects.in_force(on)
            .filter(person__in=people[start : start + _BATCH])
            .exclude(household__hukou_book="")
            .values_list("person_id", "household__hukou_book")
        )
    return pl.DataFrame(
        rows, schema={"person": pl.Int64, "household_book": pl.String}, orient="row"
    )
