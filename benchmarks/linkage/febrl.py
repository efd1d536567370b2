"""FEBRL 3 and 4 linked by our engine: its own comparisons of Australian records, learnt without labels."""

from typing import Any

import polars as pl

from benchmarks.linkage.figures import Outcome, judged
from minzheng.kernel.exchange.linkage import model, training
from minzheng.kernel.exchange.linkage.comparisons import Comparison, Level

# Two records are one person's when that is likelier than not.
LIKELY = 0.5
ID = "soc_sec_id"
FIELDS = ("given_name", "surname", "street_number", "address_1", "address_2", "suburb",
          "postcode", "state", "date_of_birth", ID)  # fmt: skip


def _eq(left: str, right: str | None = None) -> str:
    return f'"{left}_l" = "{right or left}_r"'


def _like(column: str, least: float) -> str:
    return f'jaro_winkler_similarity("{column}_l", "{column}_r") >= {least}'


def _off(column: str, edits: int) -> str:
    return f'damerau_levenshtein("{column}_l", "{column}_r") <= {edits}'


def _text(key: str, *levels: Level) -> Comparison:
    return Comparison(key, key, (key,), (Level("same", _eq(key)), *levels), "differs")


COMPARISONS = (
    _text("given_name", Level("alike", _like("given_name", 0.88)),
          Level("swapped", _eq("given_name", "surname"))),
    _text("surname", Level("alike", _like("surname", 0.88)),
          Level("swapped", _eq("surname", "given_name"))),
    _text("date_of_birth", Level("one slip", _off("date_of_birth", 1)),
          Level("two slips", _off("date_of_birth", 2))),
    _text("street_number", Level("one slip", _off("street_number", 1))),
    _text("address_1", Level("alike", _like("address_1", 0.9))),
    _text("suburb", Level("alike", _like("suburb", 0.9))),
    _text("postcode", Level("one slip", _off("postcode", 1))),
    _text(ID, Level("one slip", _off(ID, 1)), Level("two slips", _off(ID, 2))),
)  # fmt: skip
BLOCKS = (("given_name",), ("surname",), ("date_of_birth",), ("postcode",), ("suburb",),
          ("address_1",), ("street_number", "state"), ("swapped_name",), (ID,))  # fmt: skip


def link(
    left: pl.DataFrame, right: pl.DataFrame | None, truth: pl.DataFrame, *, with_id: bool
) -> Outcome:
    """Return how well one set is linked, with or without the identity number."""
    comparisons = [c for c in COMPARISONS if with_id or c.key != ID]
    sessions = ["l.date_of_birth = r.date_of_birth", "l.postcode = r.postcode",
                "l.surname = r.surname and l.given_name = r.given_name"]  # fmt: skip
    certain = [
        "l.given_name = r.given_name and l.surname = r.surname and l.date_of_birth = r.date_of_birth"
    ]
    if with_id:
        certain.append(f"l.{ID} = r.{ID}")
    learnt, prior = training.train(
        left, right, comparisons, sessions=sessions, certain=certain,
        recall=0.8 if with_id else 0.6, trained_on="febrl", max_pairs=3e5,
    )  # fmt: skip
    pairs = _pairs(left, left if right is None else right, with_id=with_id, own=right is None)
    scored = learnt.score(pairs, prior)
    if right is not None:
        scored = model.of_one(scored)
    linked = scored.filter(pl.col("probability") >= LIKELY).select(left="key_l", right="key_r")
    if right is None:
        linked = closed(linked)
    return judged(linked, truth)


def _pairs(left: pl.DataFrame, right: pl.DataFrame, *, with_id: bool, own: bool) -> pl.DataFrame:
    blocks = [block for block in BLOCKS if with_id or ID not in block]
    sides = [
        frame.with_columns(
            number=pl.lit(None, pl.String), is_sound=pl.lit(value=False),
            swapped_name=pl.concat_str(*columns, separator=" "),
        )
        for frame, columns in ((left, ("given_name", "surname")), (right, ("surname", "given_name")))
    ]  # fmt: skip
    keys = model.meeting(*sides, blocks)
    if own:
        keys = keys.filter(pl.col("key_l") < pl.col("key_r"))
    return model.paired(keys, *sides)


def closed(linked: pl.DataFrame) -> pl.DataFrame:
    """Return every pair of records that a chain of links joins."""
    group: dict[Any, Any] = {}

    def root(key: Any) -> Any:
        while group.setdefault(key, key) != key:
            group[key] = group[group[key]]
            key = group[key]
        return key

    for left, right in linked.iter_rows():
        group[root(left)] = root(right)
    members = pl.DataFrame({"key": list(group), "group": [root(key) for key in list(group)]})
    return (
        members.join(members, on="group")
        .filter(pl.col("key") < pl.col("key_right"))
        .select(left="key", right="key_right")
    )
