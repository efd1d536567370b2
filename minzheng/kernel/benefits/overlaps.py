"""What is payable when several benefits meet on one person: one calculation for single, batch and payment.

A *claim* is one benefit of one holder; a *portion* is a claim as it meets one person: a household's
claim has a portion of equal size on each member. Portions of one person are settled among
themselves by the rows of every overlaps.csv, then put together again into claims.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import combinations, groupby, product
from operator import itemgetter
from typing import Any

import polars as pl

from .catalogue import DIFFERENCE, EXCLUSIVE, HIGHER, Matrix, Overlap, OverlapTable

# One row per claim and person. `amount` is the whole claim's (fen a month), null where undetermined;
# `full` what it was before a difference was taken (null: none was), `basic` the part that others
# deduct (null: all of it); `heads` among how many persons the claim is shared.
PORTIONS: dict[str, type[pl.DataType]] = {
    "claim": pl.Int64,
    "benefit": pl.String,
    "person": pl.Int64,
    "division": pl.String,
    "amount": pl.Int64,
    "full": pl.Int64,
    "basic": pl.Int64,
    "heads": pl.Int64,
}
# One row per claim. `payable` in fen, null where undetermined; `stands` false when nothing of the
# claim is left, null when that hangs on an unknown amount, which `waits_for` names; `out` counts the
# members whose portion fell. The row of law that lowered it most: `rule`, `clause`, the other
# benefit (`by`), the person on whom they met, whether the person may choose.
SETTLED: dict[str, pl.DataType | type[pl.DataType]] = {
    "claim": pl.Int64,
    "benefit": pl.String,
    "amount": pl.Int64,
    "payable": pl.Int64,
    "stands": pl.Boolean,
    "out": pl.Int64,
    "rule": pl.String,
    "clause": pl.String,
    "by": pl.String,
    "person": pl.Int64,
    "choice": pl.Boolean,
    "waits_for": pl.List(pl.String),
}
# Bounds between which an unknown amount is tried out: none at all, nothing, more than any law pays.
ABSENT, BOUNDS = None, (Fraction(0), Fraction(10**13))


@dataclass(frozen=True, slots=True)
class Portion:
    """One claim on one person, in exact fen; amounts are None where undetermined."""

    claim: int
    benefit: str
    amount: Fraction | None
    full: Fraction | None = None
    basic: Fraction | None = None

    @property
    def rank(self) -> tuple[str, int]:
        """An order that does not hang on the order of rows."""
        return (self.benefit, self.claim)

    @property
    def whole(self) -> Fraction:
        """The amount before any difference was taken."""
        return self.amount if self.full is None else self.full  # type: ignore[return-value]

    def assumed(self, amount: Fraction) -> "Portion":
        """Return the same portion with an amount tried out."""
        return Portion(self.claim, self.benefit, amount)


Set = frozenset[Portion]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one portion: what is paid (None: undetermined), and the law that lowered it."""

    payable: Fraction | None
    stands: bool | None
    law: Overlap | None = None
    by: str = ""
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """A set of benefits a person may have together, what each then pays (exact fen), and the sum."""

    payable: Mapping[Portion, Fraction]
    best: bool = field(default=False)

    @property
    def total(self) -> Fraction:
        """The sum a month."""
        return sum(self.payable.values(), Fraction(0))


def _law(matrix: Matrix, one: Portion, other: Portion) -> Overlap | None:
    row = matrix.get(frozenset((one.benefit, other.benefit)))
    return row if row is not None and row.rule in (EXCLUSIVE, HIGHER) else None


def _displaces(matrix: Matrix, one: Portion, other: Portion, *, by_choice: bool = False) -> bool:
    """Say whether `one`, where it stands, makes `other` fall.

    With `by_choice` the person may also decide for the lower of two.
    """
    row = _law(matrix, one, other)
    if row is None:
        return False
    if row.rule == EXCLUSIVE:
        return row.prefers in ("", one.benefit)
    if by_choice or one.whole > other.whole:
        return True
    first = row.prefers == one.benefit if row.prefers else one.rank < other.rank
    return one.whole == other.whole and first


def _paid(matrix: Matrix, portion: Portion, together: Iterable[Portion]) -> Fraction:
    """Return what a portion pays beside others: as far as it exceeds those it only tops up."""
    deducted = Fraction(0)
    for other in together:
        if _tops_up(matrix, portion, other):
            deducted += other.amount if other.basic is None else other.basic  # type: ignore[operator]
    return min(portion.amount, max(Fraction(0), portion.whole - deducted))  # type: ignore[type-var,return-value]


def _tops_up(matrix: Matrix, portion: Portion, other: Portion) -> bool:
    row = matrix.get(frozenset((portion.benefit, other.benefit)))
    return row is not None and row.rule == DIFFERENCE and row.benefit == portion.benefit


def _allowed(matrix: Matrix, portions: Sequence[Portion], *, by_choice: bool) -> Iterator[Set]:
    """Yield the sets the law allows: no two that exclude each other, and whatever is left out fell.

    A portion falls only before one that stands and may displace it; so nothing that the law puts
    first is left out for the sake of a larger sum.
    """
    for size in range(len(portions), 0, -1):
        for chosen in combinations(portions, size):
            if any(_law(matrix, one, other) for one, other in combinations(chosen, 2)):
                continue
            left = [p for p in portions if p not in chosen]
            if all(any(_displaces(matrix, c, p, by_choice=by_choice) for c in chosen) for p in left):  # fmt: skip
                yield frozenset(chosen)


def _options(matrix: Matrix, portions: Sequence[Portion], *, by_choice: bool) -> list[Option]:
    found = list(_allowed(matrix, portions, by_choice=by_choice))
    if not found and not by_choice:  # a circle of "higher" rows over equal law: the sum decides
        found = list(_allowed(matrix, portions, by_choice=True))
    options = [Option({p: _paid(matrix, p, chosen) for p in chosen}) for chosen in found]
    return sorted(options, key=lambda o: (-o.total, sorted(p.rank for p in o.payable)))


def options(matrix: Matrix, portions: Sequence[Portion]) -> list[Option]:
    """Return what a person may have together, the best first and marked; amounts must be known.

    Where the law lets the person choose (no order, or the higher of two), every choice is there.
    """
    taken = _options(matrix, portions, by_choice=False)[:1]
    rest = [
        o
        for o in _options(matrix, portions, by_choice=True)
        if o.payable.keys() != taken[0].payable.keys()
    ]
    return [*(Option(o.payable, best=True) for o in taken), *rest]


def settle_person(matrix: Matrix, portions: Sequence[Portion]) -> dict[int, Verdict]:
    """Settle the portions of one person, by claim.

    An amount that is not known is tried out between its bounds: what comes out the same whatever it
    is, is sure; what does not is undetermined and says whose amount it waits for.
    """
    ordered = sorted(portions, key=lambda p: p.rank)
    unknown = [p for p in ordered if p.amount is None]
    if not unknown:
        return _settle_known(matrix, ordered)
    known = [p for p in ordered if p.amount is not None]
    runs: dict[int, list[Verdict]] = {p.claim: [] for p in ordered}
    for tried in product(*(_bounds(matrix, p, ordered) for p in unknown)):
        assumed = [p.assumed(t) for p, t in zip(unknown, tried, strict=True) if t is not None]
        together = sorted([*known, *assumed], key=lambda p: p.rank)
        for claim, verdict in _settle_known(matrix, together).items():
            runs[claim].append(verdict)
    waits_for = tuple(p.benefit for p in unknown if len(_bounds(matrix, p, ordered)) > 1)
    found = {p.claim: _sure(runs[p.claim], waits_for) for p in known}
    for p in unknown:
        sure = _sure(runs[p.claim], waits_for)
        stands = sure.stands if sure.stands is False else None
        found[p.claim] = Verdict(None, stands, sure.law, sure.by, (p.benefit,))
    return found


def _bounds(
    matrix: Matrix, portion: Portion, others: Sequence[Portion]
) -> tuple[Fraction | None, ...]:
    """Return what to try for an unknown amount: only what can matter to one of the others."""
    rows = _rows_around(matrix, portion, others)
    if any(_by_amount(row) for row in rows):
        return (ABSENT, *BOUNDS)
    # Put first by the law: only whether it is there at all. Put second everywhere: nothing.
    first = any(row.prefers == portion.benefit for row in rows)
    return (ABSENT, BOUNDS[0]) if first else (BOUNDS[0],)


def _rows_around(matrix: Matrix, portion: Portion, others: Sequence[Portion]) -> list[Overlap]:
    """Return the rows between a portion and all it meets, itself or through others.

    What the law puts second to one may still be had beside a third, and its sum then weighs.
    """
    found: dict[frozenset[str], Overlap] = {}
    met, waiting = {portion}, [portion]
    while waiting:
        one = waiting.pop()
        for other in others:
            row = matrix.get(frozenset((one.benefit, other.benefit)))
            if other == one or row is None:
                continue
            found[row.pair] = row
            if other not in met:
                met.add(other)
                waiting.append(other)
    return list(found.values())


def _by_amount(row: Overlap) -> bool:
    """Say whether a row asks for amounts, not for the order of the law alone."""
    return row.rule in (HIGHER, DIFFERENCE) or not row.prefers


def _sure(runs: Sequence[Verdict], waits_for: tuple[str, ...]) -> Verdict:
    standing = {verdict.stands for verdict in runs}
    if len({verdict.payable for verdict in runs}) == 1 and len(standing) == 1:
        return runs[0]
    lowered = next((v for v in runs if v.law is not None), runs[0])
    agreed = standing.pop() if len(standing) == 1 else None
    return Verdict(None, agreed, lowered.law, lowered.by, waits_for)


def _settle_known(matrix: Matrix, portions: Sequence[Portion]) -> dict[int, Verdict]:
    if not portions:
        return {}
    best = _options(matrix, portions, by_choice=False)[0].payable
    found = {}
    for portion in portions:
        if portion in best:
            found[portion.claim] = _standing(matrix, portion, best)
        else:
            winner = next(
                p
                for p in sorted(best, key=lambda p: p.rank)
                if _displaces(matrix, p, portion, by_choice=True)
            )
            law = _law(matrix, winner, portion)
            found[portion.claim] = Verdict(Fraction(0), stands=False, law=law, by=winner.benefit)
    return found


def _standing(matrix: Matrix, portion: Portion, best: Mapping[Portion, Fraction]) -> Verdict:
    paid = best[portion]
    if paid == portion.amount:
        return Verdict(paid, stands=True)
    other = next(p for p in sorted(best, key=lambda p: p.rank) if _tops_up(matrix, portion, p))
    law = matrix[frozenset((portion.benefit, other.benefit))]
    return Verdict(paid, stands=True, law=law, by=other.benefit)


# -- frames -----------------------------------------------------------------------------------------


class Places:
    """The matrix of each division on a day, worked out once per place that has rows of its own."""

    def __init__(
        self, table: OverlapTable, lineages: Mapping[str, Sequence[str]], day: date
    ) -> None:
        """Take the declared rows and the lineage of every division, nearest first."""
        ruled = {row.division for row in table.rows()}
        self._places = {d: tuple(p for p in line if p in ruled) for d, line in lineages.items()}
        self._matrix = cache(lambda place: table.matrix(place, day))

    def name(self, division: str) -> str:
        """Return what divisions with the same rows have in common."""
        return " ".join(self._places[division])

    def of(self, division: str) -> Matrix:
        """Return the matrix of a division. Raises KeyError for one without lineage."""
        return self._matrix(self._places[division])  # type: ignore[no-any-return]


def settle(
    portions: pl.DataFrame,
    table: OverlapTable,
    lineages: Mapping[str, Sequence[str]],
    day: date,
) -> pl.DataFrame:
    """Settle every person's portions (columns PORTIONS) by the rows in force on a day: SETTLED.

    One row per claim, in the order of claims. Only persons on whom two ruled benefits meet are
    looked at one by one; everybody else is paid what he was granted.
    """
    portions = portions.select(PORTIONS.keys()).sort("claim", "person")
    verdicts = _verdicts(_contested(portions, table), Places(table, lineages, day))
    claims = portions.group_by("claim", maintain_order=True).agg(
        pl.col("benefit", "amount", "heads").first(), pl.len().alias("met")
    )
    lowered = claims.filter(pl.col("claim").is_in(list(verdicts)))
    changed = [_together(row, verdicts[row["claim"]]) for row in lowered.iter_rows(named=True)]
    untouched = claims.join(lowered, on="claim", how="anti").select(
        "claim",
        "benefit",
        "amount",
        payable="amount",
        # An amount nobody knows yet may turn out to be nothing at all.
        stands=pl.when(pl.col("amount").is_not_null()).then(statement=True),
        out=pl.lit(0, pl.Int64),
        waits_for=pl.when(pl.col("amount").is_null()).then(pl.concat_list("benefit")),
    )
    frame = pl.concat([untouched, pl.DataFrame(changed, schema=SETTLED)], how="diagonal")
    return frame.with_columns(
        pl.col("choice").fill_null(value=False), pl.col("waits_for").fill_null([])
    ).sort("claim").select(SETTLED.keys())  # fmt: skip


_EFFECTS = {"place": pl.String, "held": pl.String, "position": pl.Int64, "thought": pl.Int64}


def _verdicts(contested: pl.DataFrame, places: Places) -> dict[int, list[tuple[int, Verdict]]]:
    """Say by claim on which persons it is lowered or in doubt, and why.

    Where the law's order alone decides, the same benefits are the same constellation, whatever they
    amount to: it is thought through once for all who hold it. The others are settled one by one.
    """
    mark = pl.when(pl.col("amount").is_null()).then(pl.lit("?")).otherwise(pl.lit(""))
    ordered = contested.sort("person", "benefit", "claim").with_columns(
        place=pl.col("division").min().over("person"),
        held=pl.concat_str("benefit", mark).str.join("|").over("person"),
        position=pl.int_range(pl.len()).over("person"),
    )
    ordered = ordered.with_columns(
        place=pl.col("place").replace_strict(
            {d: places.name(d) for d in ordered["place"].unique()}, return_dtype=pl.String
        )
    )
    found: dict[int, list[tuple[int, Verdict]]] = {}
    kinds = ordered.unique(["place", "held"], keep="first").select("person", "place", "held")
    thought: list[Verdict] = []
    effects: list[tuple[str, str, int, int]] = []
    by_amount = kinds.clear()
    for kind in kinds.iter_slices(1):
        person, place, held = kind.row(0)
        rows = ordered.filter(person=person).rows(named=True)
        matrix, told = _matrix_of(rows, places), portions_of(rows)
        pairs = (matrix.get(frozenset((a.benefit, b.benefit))) for a, b in combinations(told, 2))
        if any(row is not None and _by_amount(row) for row in pairs):
            by_amount.extend(kind)
            continue
        settled = settle_person(matrix, told)
        for position, row in enumerate(rows):
            verdict = settled[row["claim"]]
            if verdict.law is not None or verdict.waits_for:
                effects.append((place, held, position, len(thought)))
                thought.append(verdict)
    lowered = ordered.join(
        pl.DataFrame(effects, schema=_EFFECTS, orient="row"),
        on=["place", "held", "position"],
    )
    for claim, person, number in lowered.select("claim", "person", "thought").iter_rows():
        found.setdefault(claim, []).append((person, thought[number]))
    alone = ordered.join(by_amount, on=["place", "held"], how="semi").iter_rows(named=True)
    for person, group in groupby(alone, key=itemgetter("person")):
        rows = list(group)
        settled = settle_person(_matrix_of(rows, places), portions_of(rows))
        for claim, verdict in settled.items():
            if verdict.law is not None or verdict.waits_for:
                found.setdefault(claim, []).append((person, verdict))
    return found


def _matrix_of(rows: Sequence[Mapping[str, Any]], places: Places) -> Matrix:
    return places.of(min(row["division"] for row in rows))


def portions_of(rows: Iterable[Mapping[str, Any]]) -> list[Portion]:
    """Return the rows of one person (columns PORTIONS) in exact fen."""
    return [
        Portion(
            row["claim"],
            row["benefit"],
            *(
                None if row[name] is None else Fraction(row[name], row["heads"])
                for name in ("amount", "full", "basic")
            ),
        )
        for row in rows
    ]


def _contested(portions: pl.DataFrame, table: OverlapTable) -> pl.DataFrame:
    """Keep the portions of persons on whom two benefits meet that some row sets against each other."""
    pairs = [(a, b) for row in table.rows() for a, b in [sorted(row.pair)]]
    declared = pl.DataFrame(
        sorted(set(pairs)), schema={"benefit": pl.String, "benefit_right": pl.String}, orient="row"
    )
    ruled = portions.filter(pl.col("person").is_not_null()).join(
        pl.DataFrame({"benefit": sorted(table.benefits())}, schema={"benefit": pl.String}),
        on="benefit", how="semi",
    )  # fmt: skip
    held = ruled.select("person", "benefit")
    meeting = held.join(held, on="person").join(
        declared, on=["benefit", "benefit_right"], how="semi"
    )
    return ruled.join(meeting, on="person", how="semi")


def _together(claim: Mapping[str, object], met: Sequence[tuple[int, Verdict]]) -> dict[str, object]:
    """Put the portions of a claim together again; the sum is rounded once, half up."""
    amount, heads = claim["amount"], int(str(claim["heads"]))
    out = sum(verdict.stands is False for _, verdict in met)
    # The portion that lost most speaks for the claim: one that fell before one that was lowered.
    person, chief = min(
        met, key=lambda pair: (pair[1].stands is not False, not pair[1].law, pair[0])
    )
    undetermined = amount is None or any(verdict.payable is None for _, verdict in met)
    stands: bool | None = out < int(str(claim["met"]))
    if stands and (amount is None or sum(v.stands is not True for _, v in met) == claim["met"]):
        stands = None
    law = chief.law
    return {
        "claim": claim["claim"],
        "benefit": claim["benefit"],
        "amount": amount,
        "payable": None if undetermined else _whole_fen(int(str(amount)), heads, met, stands),
        "stands": stands,
        "out": out,
        "rule": law and law.rule,
        "clause": law and law.clause,
        "by": chief.by or None,
        "person": person,
        "choice": law is not None and law.rule == EXCLUSIVE and not law.prefers,
        "waits_for": sorted({key for _, v in met for key in v.waits_for}),
    }


def _whole_fen(
    amount: int, heads: int, met: Sequence[tuple[int, Verdict]], stands: bool | None
) -> int:
    if stands is False:
        return 0
    lost = sum((Fraction(amount, heads) - v.payable for _, v in met if v.payable is not None), Fraction(0))  # fmt: skip
    return max(0, int(amount - lost + Fraction(1, 2)))
