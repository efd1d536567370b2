"""Entitlements and a month's answers as claims of persons: what overlaps.py settles."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

import polars as pl
from django.db.models import Q, QuerySet

from minzheng.core import months
from minzheng.core.models import in_force_at
from minzheng.kernel.determinations import declarations as policies
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.people.models import Membership

from .catalogue import DIFFERENCE, EXCLUSIVE, HIGHER, overlaps
from .choices import EntitlementState
from .declarations import MONTHLY, RECOGNITION, Benefit, benefits, label_of
from .models import Entitlement
from .overlaps import PORTIONS, settle

_MEMBERS: dict[str, type[pl.DataType]] = {"household": pl.Int64, "member": pl.Int64}
_CLAIMS: dict[str, type[pl.DataType]] = {**PORTIONS, "household": pl.Int64}


def held_portions(rows: QuerySet[Entitlement], day: date) -> pl.DataFrame:
    """Spread entitlements over the persons they meet on a day: PORTIONS and `household`.

    What a household holds meets each of its members with an equal share: of as many as the
    decision counted, else of those in the register. `claim` is the entitlement.
    """
    columns = (
        "pk", "benefit", "person_id", "division_id", "amount", "full_amount", "basic_amount", "heads", "household_id",
    )  # fmt: skip
    claims = pl.DataFrame(list(rows.values_list(*columns)), schema=_CLAIMS, orient="row")
    homes = rows.filter(person__isnull=True).order_by().values("household")
    return _spread(claims, members_on(day, homes))


def members_on(day: date, homes: Iterable[int] | QuerySet[Any]) -> pl.DataFrame:
    """Return the members of households on a day: household, member.

    A household registered later than the day from which it is paid is taken as first registered.
    """
    rows = Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day), household__in=homes
    )
    frame = pl.DataFrame(
        list(rows.values_list("household_id", "person_id", "valid_from")),
        schema={**_MEMBERS, "since": pl.Date}, orient="row",
    )  # fmt: skip
    present = pl.col("since") <= day
    there = present | ~present.any().over("household")
    return frame.filter(there).select(_MEMBERS.keys()).unique().sort("household", "member")


def determined_portions(month: str) -> pl.DataFrame:
    """Spread a month's answers of all policies over the persons they meet: PORTIONS and `household`.

    Who is surely not eligible has no claim; an undetermined answer is a claim of unknown amount.
    What is paid once is left to its case. `claim` numbers the answers of this call.
    """
    rows = [_answers(benefit, month) for benefit in benefits() if benefit.paid in (MONTHLY, RECOGNITION)]  # fmt: skip
    answers = pl.concat([pl.DataFrame(schema=_CLAIMS), *(r for r in rows if r is not None)])
    path = determinations.facts_path(month, "persons")
    register = (
        pl.scan_parquet(path).select("household", member="person").unique().collect()
        if path.is_file()
        else pl.DataFrame(schema=_MEMBERS)
    )
    claims = answers.sort("benefit", "household", "person").with_columns(
        claim=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    )
    return _before_netting(_spread(claims, register), months.last_day(month))


def answered_portions(answers: pl.DataFrame, members: pl.DataFrame, held_on: date) -> pl.DataFrame:
    """Spread answers somebody worked out over the persons they meet: PORTIONS and `household`.

    `answers` has claim, benefit, household, person (null: the household's), division, amount, basic
    and heads; `members` is household and member. `held_on` is the day whose holdings the policies
    deducted themselves.
    """
    claims = answers.with_columns(full=pl.lit(None, pl.Int64))
    spread = _spread(claims.select(pl.col(n).cast(k) for n, k in _CLAIMS.items()), members)
    return _before_netting(spread, held_on)


def _answers(benefit: Benefit, month: str) -> pl.DataFrame | None:
    found = determinations.results(benefit.policy, month)
    if found is None:
        return None
    policy = policies.policy_of(benefit.policy)
    names = found.collect_schema().names()

    def column(name: str) -> pl.Expr:
        return (pl.col(name) if name in names else pl.lit(None)).cast(pl.Int64)

    # A recognition carries no money: once it is sure, so is its amount.
    amount = column("amount") if policy.amount_rule is not None else pl.lit(0, pl.Int64)
    rows = found.filter(pl.col("outcome") != "not_eligible").select(
        claim=pl.lit(0, pl.Int64),
        benefit=pl.lit(benefit.key),
        person=column("person"),
        division="division",
        amount=pl.when(pl.col("outcome") == "eligible").then(amount),
        full=pl.lit(None, pl.Int64),
        basic=column(benefit.basic),
        heads=column(benefit.heads),
        household="household",
    )
    return rows.collect()


def _spread(claims: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    alone = claims.filter(pl.col("person").is_not_null()).with_columns(heads=pl.lit(1, pl.Int64))
    together = (
        claims.filter(pl.col("person").is_null())
        .join(members, on="household", how="left")
        .with_columns(
            person="member",
            heads=pl.coalesce(
                pl.when(pl.col("heads") > 0).then("heads"), pl.len().over("claim")
            ).cast(pl.Int64),
        )
    )
    return pl.concat([alone, together.select(_CLAIMS.keys())]).sort("claim", "person")


def _before_netting(portions: pl.DataFrame, day: date) -> pl.DataFrame:
    """Put back what policies deducted themselves: the share of what was held on a day."""
    netting = {b.key: b.nets for b in benefits() if b.nets}
    mine = portions.filter(pl.col("benefit").is_in(list(netting)), pl.col("amount").is_not_null())
    if mine.is_empty():
        return portions
    others = sorted({key for keys in netting.values() for key in keys})
    live = Entitlement.objects.filter(in_force_at(day), benefit__in=others)
    shares = shares_of(held_portions(live, day))
    full = {
        row["claim"]: before_netting(row["amount"], netting[row["benefit"]], shares.get(row["person"], {}))
        for row in mine.iter_rows(named=True)
    }  # fmt: skip
    return portions.with_columns(
        full=pl.col("claim").replace_strict(full, default=pl.col("full"), return_dtype=pl.Int64)
    )


def shares_of(portions: pl.DataFrame) -> Mapping[int, Mapping[str, Fraction]]:
    """Return each person's exact share (fen) of each benefit, extras (分类施保) left out."""
    found: dict[int, dict[str, Fraction]] = {}
    for row in portions.filter(pl.col("person").is_not_null()).iter_rows(named=True):
        deducted = row["amount"] if row["basic"] is None else row["basic"]
        mine = found.setdefault(row["person"], {})
        mine[row["benefit"]] = mine.get(row["benefit"], Fraction(0)) + Fraction(
            deducted, row["heads"]
        )
    return found


def before_netting(amount: int, nets: Sequence[str], shares: Mapping[str, Fraction]) -> int:
    """Return the amount (fen) before the shares were deducted and the rest was rounded half up."""
    deducted = sum((shares.get(key, Fraction(0)) for key in nets), Fraction(0))
    return ceil(amount + deducted - Fraction(1, 2))


# -- what of it is payable ---------------------------------------------------------------------------


def settle_held(month: str, benefits: Sequence[str] | None = None) -> pl.DataFrame:
    """Settle what is to be paid for a month (not suspended) as overlaps.SETTLED, and `household`.

    `claim` is the entitlement. Only `benefits` are looked at where they are named.
    """
    table, day = overlaps(), months.first_day(month)
    rows = Entitlement.objects.filter(in_force_at(day)).exclude(
        state=EntitlementState.SUSPENDED.value
    )
    rows = rows if benefits is None else rows.filter(benefit__in=list(benefits))
    portions = held_portions(rows, day)
    settled = settle(portions, table, divisions.lineages(day), day)
    homes = portions.select("claim", "household").unique()
    return settled.join(homes, on="claim", how="left", maintain_order="left")


def lowered(settled: pl.DataFrame) -> pl.DataFrame:
    """Keep the claims that are not payable as granted."""
    whole = (pl.col("payable") == pl.col("amount")) & pl.col("stands")
    return settled.filter(~whole.fill_null(value=False))


def reason_of(row: Mapping[str, Any]) -> str:
    """Say in Chinese why a row of `overlaps.SETTLED` is lowered, with the clause."""
    if row["waits_for"] and row["stands"] is not False:
        names = "、".join(label_of(key) for key in row["waits_for"])
        return f"{names}的金额尚未确定，暂不能判断能否同时享受"
    whose = "部分成员" if row["out"] and row["stands"] else ""
    other = label_of(row["by"])
    held = {
        DIFFERENCE: f"已享受{other}，按差额发放",
        HIGHER: f"已享受较高的{other}，择高后不再发放",
        EXCLUSIVE: f"已享受{other}，不可同时享受",
    }[row["rule"]]
    return f"{whose}{held}（{row['clause']}）"
