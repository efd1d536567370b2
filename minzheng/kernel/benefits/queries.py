"""Reads of entitlements, and what of them is payable where several meet."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
from django.db.models import Q, QuerySet

from minzheng.core import months
from minzheng.core.money import format_yuan
from minzheng.core.reading import kept
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.people.models import Household, Person

from . import claims, overlaps
from .catalogue import DIFFERENCE, EXCLUSIVE, HIGHER, Overlap
from .catalogue import overlaps as declared_overlaps
from .choices import EntitlementState
from .declarations import HOUSEHOLD, label_of
from .declarations import benefits as declared_benefits
from .models import Entitlement


def in_force(day: date) -> Q:
    """Return the condition: the period of the row holds the day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def payable(benefit: str, month: str) -> QuerySet[Entitlement]:
    """Entitlements whose period holds the first of the month and that are not suspended."""
    rows = Entitlement.objects.filter(in_force(months.first_day(month)), benefit=benefit)
    return rows.exclude(state=EntitlementState.SUSPENDED.value)


def entitlements(viewer: Mandate) -> QuerySet[Entitlement]:
    """All entitlements of the viewer's divisions."""
    rows = Entitlement.objects.select_related("household", "payee", "division")
    return accounts.visible(rows, viewer)


@kept
def current(household: Household, day: date, *, benefit: str = "") -> QuerySet[Entitlement]:
    """Entitlements of a household in force on a day."""
    rows = Entitlement.objects.filter(in_force(day), household=household)
    return rows.filter(benefit=benefit) if benefit else rows


@kept
def history(household: Household) -> QuerySet[Entitlement]:
    """Every period of every benefit of a household, newest first."""
    return Entitlement.objects.filter(household=household).order_by("-valid_from", "-id")


# -- what is payable where several benefits meet ----------------------------------------------------

NEW = 0  # the claim that somebody asks for, beside entitlements, which carry their own numbers


@dataclass(frozen=True, slots=True)
class Reduction:
    """Why an entitlement is not payable as granted: whole fen (None: undetermined) and the words."""

    payable: int | None
    stands: bool | None
    reason: str


def settle_month(month: str, *, sure_only: bool = False) -> pl.DataFrame:
    """Settle a month's answers of all policies for all people: columns of overlaps.SETTLED.

    With `sure_only` undetermined answers are left out: what is payable if nothing comes of them.

    Beside them `household` and `holder` (the person who holds it, null for the household) and
    `division`. The day is the last of the month, whose law the answers were made by.
    """
    day = months.last_day(month)
    portions = claims.determined_portions(month)
    portions = portions.filter(pl.col("amount").is_not_null()) if sure_only else portions
    together = pl.col("benefit").is_in([b.key for b in declared_benefits() if b.to == HOUSEHOLD])
    whose = portions.group_by("claim").agg(
        pl.col("household", "division").first(), holder=pl.when(~together).then("person").first()
    )
    settled = overlaps.settle(portions, declared_overlaps(), divisions.lineages(day), day)
    return settled.join(whose, on="claim", how="left", maintain_order="left")


def connected(benefits: Iterable[str]) -> frozenset[str]:
    """Return every benefit that some chain of rows, anywhere, ties to one of these, themselves left out."""
    table, named = declared_overlaps(), frozenset(benefits)
    return frozenset().union(*(table.connected(key) for key in named)) - named


def overlap_rows() -> list[Overlap]:
    """Return every declared row: what a stored result rests on."""
    return declared_overlaps().rows()


def live_among(benefits: Collection[str], day: date) -> QuerySet[Entitlement]:
    """Return the entitlements of some benefits in force on a day and not suspended."""
    rows = Entitlement.objects.filter(in_force(day), benefit__in=sorted(benefits))
    return rows.exclude(state=EntitlementState.SUSPENDED.value)


def personal_among(
    benefits: Collection[str], day: date, codes: Collection[str]
) -> QuerySet[Entitlement]:
    """Return those of them that are held by one person, in the families of some divisions."""
    return live_among(benefits, day).filter(household__division__in=codes, person__isnull=False)


def contested(held: pl.DataFrame) -> list[int]:
    """Return the households in which two benefits meet that some row sets against each other.

    `held` is household and benefit, in any order and as often as one likes.
    """
    pairs = [(a, b) for row in declared_overlaps().rows() for a, b in [sorted(row.pair)]]
    declared = pl.DataFrame(
        sorted(set(pairs)), schema={"benefit": pl.String, "benefit_right": pl.String}, orient="row"
    )
    homes = held.select("household", "benefit").unique()
    met = homes.join(homes, on="household").join(declared, on=["benefit", "benefit_right"], how="semi")  # fmt: skip
    return met["household"].unique().sort().to_list()


def settle_answers(
    answers: pl.DataFrame,
    members: pl.DataFrame,
    *,
    beside: QuerySet[Entitlement],
    held_on: date,
    law_on: date,
) -> pl.DataFrame:
    """Settle answers that are only tried beside what the same people hold: columns of overlaps.SETTLED.

    `answers` and `members` are those of `claims.answered_portions`; `beside` are entitlements in
    force on `held_on`, which stand in the result under their negative number. The law is that of
    `law_on`. The calculation is the one of grants and payments.
    """
    held = claims.held_portions(beside, held_on).with_columns(claim=-pl.col("claim"))
    held = held.filter(pl.col("household").is_in(members["household"].unique().implode()))
    tried = claims.answered_portions(answers, members, held_on)
    lines = divisions.lineages(law_on)
    return overlaps.settle(pl.concat([tried, held]), declared_overlaps(), lines, law_on)


def reason_lowered(row: Mapping[str, Any]) -> str:
    """Say in Chinese why a row of `overlaps.SETTLED` is not paid as granted; empty where it is."""
    untouched = row["payable"] == row["amount"] and row["stands"]
    return "" if untouched else claims.reason_of(row)


def reductions(benefit: str, month: str) -> dict[int, Reduction]:
    """Say which entitlements of a benefit are not payable as granted in a month, and why.

    Asked before every payment; nobody is read where no benefit of the other kinds is in force.
    """
    table = declared_overlaps()
    partners = table.partners(benefit)
    live = Entitlement.objects.filter(in_force(months.first_day(month)), benefit__in=partners)
    if not partners or not live.exists():
        return {}
    rows = claims.lowered(claims.settle_held(month, sorted(table.connected(benefit))))
    return {
        row["claim"]: Reduction(row["payable"], row["stands"], claims.reason_of(row))
        for row in rows.filter(pl.col("benefit") == benefit).iter_rows(named=True)
    }


def reductions_of(household: Household, day: date) -> dict[int, Reduction]:
    """Say which entitlements of one household are not payable as granted on a day, and why."""
    suspended = EntitlementState.SUSPENDED.value
    if sum(row.state != suspended for row in current(household, day)) < 2:
        return {}  # what stands alone meets nothing
    rows = current(household, day).exclude(state=suspended)
    portions = claims.held_portions(rows, day)
    lines = {code: divisions.lineage(code, day) for code in portions["division"].unique()}
    settled = overlaps.settle(portions, declared_overlaps(), lines, day)
    return {
        row["claim"]: Reduction(row["payable"], row["stands"], claims.reason_of(row))
        for row in claims.lowered(settled).iter_rows(named=True)
    }


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a claim would pay (whole fen) beside what is held; `obstacles` are sentences against it."""

    payable: int
    obstacles: tuple[str, ...]


def _asked(
    benefit: str, amount: int, household: Household, persons: Sequence[int], **more: int | None
) -> pl.DataFrame:
    heads = more.pop("heads", None) or max(1, len(persons))
    met: list[int | None] = [*persons] or [None]
    rows = [
        {
            "claim": NEW, "benefit": benefit, "person": person, "division": household.division_id, "amount": amount,
            "full": more.get("full"), "basic": more.get("basic"), "heads": heads, "household": household.pk,
        }
        for person in met
    ]  # fmt: skip
    return pl.DataFrame(rows, schema={**overlaps.PORTIONS, "household": pl.Int64})


def _standing(
    household: Household, persons: Sequence[int], since: date, *, leave_out: int | None
) -> QuerySet[Entitlement]:
    """Return what the household as a whole and these persons hold on or after a day."""
    later = Q(valid_to__isnull=True) | Q(valid_to__gt=since)
    whose = Q(household=household, person__isnull=True) | Q(person__in=list(persons))
    rows = Entitlement.objects.filter(later, whose)
    return rows if leave_out is None else rows.exclude(pk=leave_out)


def _met(household: Household, person: Person | None, day: date) -> list[int]:
    """Return the persons a claim meets: its holder, or every member of the household."""
    if person is not None:
        return [person.pk]
    return claims.members_on(day, [household.pk])["member"].to_list()


def prospect(
    benefit: str,
    *,
    household: Household,
    person: Person | None,
    amount: int,
    since: date,
    leave_out: int | None = None,
    **more: int | None,
) -> Prospect:
    """Say what a benefit of so much (whole fen a month) would pay from a day on, and what stands against it.

    `leave_out` is the entitlement it replaces; `full`, `basic` and `heads` are those of
    `overlaps.PORTIONS`. Nothing stands against it where only a share of a household's benefit falls.
    """
    table = declared_overlaps()
    persons = _met(household, person, since)
    rows = _standing(household, persons, since, leave_out=leave_out)
    held = {row.pk: row for row in rows.filter(benefit__in=table.connected(benefit) - {benefit})}
    if not held:
        return Prospect(amount, ())
    portions = pl.concat([
        _asked(benefit, amount, household, persons, **more),
        claims.held_portions(Entitlement.objects.filter(pk__in=list(held)), since),
    ])  # fmt: skip
    lines = {code: divisions.lineage(code, since) for code in portions["division"].unique()}
    settled = overlaps.settle(portions, table, lines, since).rows_by_key(
        "claim", named=True, unique=True
    )
    new = settled[NEW]
    words = []
    if new["out"]:
        standing = [row for row in held.values() if row.benefit == new["by"]]
        words += [_refusal(benefit, standing[0], new, since)]
    words += [
        _refusal(benefit, held[key], row, since)
        for key, row in settled.items()
        if key != NEW and row["by"] == benefit and row["stands"] is False
    ]
    return Prospect(new["payable"], tuple(words))


def _refusal(benefit: str, standing: Entitlement, row: Mapping[str, Any], since: date) -> str:
    """Say what is held, which clause forbids the two together, and what may be chosen."""
    wanted, held = label_of(benefit), label_of(standing.benefit)
    who = standing.person.name if standing.person is not None else "该户"
    money = f"每月{format_yuan(standing.amount)}元，" if standing.amount else ""
    now = f"{who}正在享受{held}（{money}自{standing.valid_from:%Y-%m-%d}起）"
    advice = f"可先终止{held}（自{since:%Y-%m-%d}起停发），再确认{wanted}。"
    if row["benefit"] == benefit and row["rule"] == EXCLUSIVE and not row["choice"]:
        advice = f"按规定先保障{held}；确需改享的，{advice}"
    return f"{now}，依据{row['clause']}，与{wanted}不可同时享受。{advice}"


@dataclass(frozen=True, slots=True)
class Choice:
    """What one person may have together: benefit, label and fen a month of each, the sum, whether best."""

    person: int | None
    kept: tuple[tuple[str, str, int], ...]
    given_up: tuple[str, ...]
    total: int
    best: bool


def choices(
    household: Household,
    benefit: str,
    amount: int,
    day: date,
    *,
    person: Person | None = None,
) -> list[Choice]:
    """Return what a person could have if a benefit of so much (whole fen) were added, the best first.

    For a household's benefit the members on whom it meets another are answered one by one, with
    their share. Empty where nothing meets.
    """
    table, persons = declared_overlaps(), _met(household, person, day)
    standing = _standing(household, persons, day, leave_out=None).exclude(benefit=benefit)
    held = claims.held_portions(standing, day)
    both = pl.concat([_asked(benefit, amount, household, persons), held])
    matrix = table.matrix(divisions.lineage(household.division_id, day), day)
    ruled = {key for pair in matrix if benefit in pair for key in pair} - {benefit}
    found: list[Choice] = []
    for one in persons:
        mine = both.filter(pl.col("person") == one)
        if ruled & set(mine["benefit"]):
            offered = overlaps.options(matrix, overlaps.portions_of(mine.iter_rows(named=True)))
            found += [_choice(one, option, mine) for option in offered]
    return found


def _choice(person: int, option: overlaps.Option, mine: pl.DataFrame) -> Choice:
    kept = sorted((p.benefit, label_of(p.benefit), _fen(v)) for p, v in option.payable.items())
    names = {key for key, _, _ in kept}
    given_up = sorted(label_of(key) for key in set(mine["benefit"]) - names)
    return Choice(person, tuple(kept), tuple(given_up), _fen(option.total), option.best)


def _fen(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class OverlapNote:
    """One rule that bears on what a household holds: the benefit held, the sentence, the clause."""

    benefit: str
    text: str
    clause: str


def overlap_notes(household: Household, day: date) -> list[OverlapNote]:
    """Return the overlaps that apply to what a household and its members hold on a day, by benefit."""
    held = current(household, day).values_list("benefit", flat=True)
    line = divisions.lineage(household.division_id, day)
    matrix = declared_overlaps().matrix(line, day)
    rows = sorted(matrix.values(), key=lambda row: (row.benefit, row.other))
    return [
        OverlapNote(key, _note(key, row), row.clause)
        for key in sorted(set(held))
        for row in rows
        if key in row.pair
    ]


def _note(held: str, row: Overlap) -> str:
    (other,) = (label_of(key) for key in row.pair - {held})
    if row.rule == DIFFERENCE:
        return (
            f"同时享受{other}的，按差额发放"
            if held == row.benefit
            else f"{other}按与本项的差额发放"
        )
    if row.rule == HIGHER:
        return f"与{other}择高享受一项"
    first = {"": "由本人选择", held: "本项优先"}.get(row.prefers, "该项优先")
    return f"不可同时享受：{other}（{first}）"
