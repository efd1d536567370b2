"""The fact tables indicators may read, filled for a month or a longer period."""

from collections.abc import Callable
from datetime import timedelta

import polars as pl
from django.db import connection

from minzheng.core import months
from minzheng.kernel.benefits.facts import entitlements_in_force
from minzheng.kernel.people.facts import register_persons

from .choices import FLOW, STOCK

Source = Callable[[str], pl.DataFrame]
_sources: dict[str, Source] = {}
_flows: set[str] = set()
_labels: dict[str, str] = {}


def fact_source(name: str, *, kind: str = STOCK, label: str = "") -> Callable[[Source], Source]:
    """Declare how a fact table is filled for a month; every table has a `division` column.

    ``STOCK``: rows that stand at the end of the month. ``FLOW``: rows that happened within it; over
    a quarter or a year those of all its months are taken together. ``label`` names it in Chinese.
    """

    def declare(function: Source) -> Source:
        if _sources.setdefault(name, function) is not function:
            raise ValueError(f"事实表“{name}”重复声明。")
        if kind == FLOW:
            _flows.add(name)
        _labels[name] = label or name
        return function

    return declare


def source(name: str) -> Source:
    """Return the filler of a fact table; a misspelt name names the tables there are."""
    if name not in _sources:
        raise KeyError(f"没有事实表“{name}”，现有：{'、'.join(sorted(_sources))}。")
    return _sources[name]


def label(name: str) -> str:
    """Return what a fact table is called."""
    return _labels[name]


def over(name: str, period: str) -> pl.DataFrame:
    """Return a fact table over a period: its end for a stock, all its months for a flow."""
    taken = months.period_months(period)
    frames = [source(name)(month) for month in (taken if name in _flows else taken[-1:])]
    return frames[0] if len(frames) == 1 else pl.concat(frames, how="vertical_relaxed")


@fact_source("residents", label="登记人口")
def residents(month: str) -> pl.DataFrame:
    """One row per registered living person at the end of the month."""
    people = register_persons(months.last_day(month))
    return people.select("person", "household", "division", "residence", "sex", "age").unique(
        "person"
    )


@fact_source("entitlements", label="在享待遇")
def entitlements(month: str) -> pl.DataFrame:
    """One row per entitlement and member of the holding household at the end of the month.

    `amount` stands on the first member's row only, so that sums count it once.
    """
    rows = entitlements_in_force(months.last_day(month)).filter(pl.col("state") != "suspended")
    people = register_persons(months.last_day(month)).select(
        "household", "person", "residence", "sex", "age"
    )
    joined = rows.drop("person").join(people, on="household", how="left")
    first = pl.int_range(pl.len()).over("entitlement") == 0
    return joined.with_columns(amount=pl.when(first).then("amount").otherwise(0))


@fact_source("benefit_starts", kind=FLOW, label="待遇新增")
def benefit_starts(month: str) -> pl.DataFrame:
    """Entitlements that began in the month without a predecessor: newly admitted households."""
    sql = "SELECT benefit, household_id, division_id, amount FROM benefits_entitlement WHERE valid_from >= %s AND valid_from < %s AND predecessor_id IS NULL"
    return _rows(sql, month, ("benefit", "household", "division", "amount"))


@fact_source("benefit_ends", kind=FLOW, label="待遇终止")
def benefit_ends(month: str) -> pl.DataFrame:
    """Entitlements that ended in the month without a successor: households that left."""
    sql = """SELECT e.benefit, e.household_id, e.division_id, e.amount FROM benefits_entitlement e
        WHERE e.valid_to >= %s AND e.valid_to < %s
        AND NOT EXISTS (SELECT 1 FROM benefits_entitlement n WHERE n.predecessor_id = e.id)"""
    return _rows(sql, month, ("benefit", "household", "division", "amount"))


@fact_source("payments", kind=FLOW, label="资金发放明细")
def payments(month: str) -> pl.DataFrame:
    """Payment lines of the month by state; `amount` in fen."""
    sql = "SELECT benefit, household_id, division_id, amount, state FROM payments_paymentline WHERE month = %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [month])
        found = [list(row) for row in cursor.fetchall()]
    return _frame(found, ("benefit", "household", "division", "amount", "state"))


@fact_source("findings", kind=FLOW, label="比对发现")
def findings(month: str) -> pl.DataFrame:
    """Findings of the month that still stand, by kind."""
    sql = "SELECT kind, household_id, division_id, 0 FROM monitoring_finding WHERE month = %s AND state <> 'superseded'"
    with connection.cursor() as cursor:
        cursor.execute(sql, [month])
        found = [list(row) for row in cursor.fetchall()]
    return _frame(found, ("kind", "household", "division", "amount"))


def _rows(sql: str, month: str, names: tuple[str, ...]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(sql, [months.first_day(month), months.last_day(month) + timedelta(days=1)])
        found = [list(row) for row in cursor.fetchall()]
    return _frame(found, names)


def _frame(found: list[list[object]], names: tuple[str, ...]) -> pl.DataFrame:
    kinds = {"household": pl.Int64, "amount": pl.Int64}
    return pl.DataFrame(
        found, schema={name: kinds.get(name, pl.String) for name in names}, orient="row"
    )
