"""The words rooms declare with: kinds of findings and categories of the register; no Django."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any

import polars as pl

from minzheng.core.registry import Registry
from minzheng.kernel.exchange import declarations as exchange
from minzheng.kernel.exchange.columns import schema_of

# The role that answers for a warning unless its rule names another: the township's (key of a role).
CLERK = "clerk"
# What a judge returns; `summary` is one Chinese sentence, `detail` optional and JSON-able.
FOUND = {
    "household": pl.Int64,
    "person": pl.Int64,
    "outcome_before": pl.String,
    "outcome_after": pl.String,
    "amount_before": pl.Int64,
    "amount_after": pl.Int64,
    "summary": pl.String,
}


@dataclass(frozen=True)
class FindingMonth:
    """What a judge may see of a month: facts of every person, answers of every policy, deliveries.

    `persons` and `households` are the fact frames of the month (null = not known); `results` holds
    the answers by policy, `earlier(policy, month)` those of another month or None;
    `accepted(data_set)` gives the accepted rows of a delivery (pid, name, delivery, line, fields)
    or None when there is none that may be used; `mistaken()` who stands in the register under a
    wrong number; `redetermine(policy, persons)` answers a policy anew for other persons;
    `before()` gives the persons as they were known a month before (None: that month was not
    gathered), `former(data_set)` the rows accepted a month before;
    `parameters` are the released values of this room at the county; `kept` is what `once_a_month`
    remembers.
    """

    month: str
    pay_month: str
    on: date
    persons: pl.DataFrame
    households: pl.DataFrame
    results: Mapping[str, pl.DataFrame]
    accepted: Callable[[str], pl.DataFrame | None]
    mistaken: Callable[[], pl.DataFrame]
    redetermine: Callable[[str, pl.DataFrame], pl.DataFrame]
    earlier: Callable[[str, str], pl.DataFrame | None]
    parameters: Mapping[str, str] = field(default_factory=dict)
    kept: dict[str, pl.DataFrame] = field(default_factory=dict)
    before: Callable[[], pl.DataFrame | None] = lambda: None
    former: Callable[[str], pl.DataFrame | None] = lambda _data_set: None

    def moved(self, *columns: str) -> pl.DataFrame:
        """Return everybody known in both months, with each column a month before (``<name>_before``).

        Empty when the month before was not gathered: without it nothing can be called new. A value
        that is null in either month stays null, so that unknown never becomes a change.
        """
        earlier = self.before()
        if earlier is None:
            return self.persons.head(0).with_columns(
                pl.col(n).alias(f"{n}_before") for n in columns
            )
        were = earlier.unique("person").select(
            "person", *(pl.col(n).alias(f"{n}_before") for n in columns)
        )
        return self.persons.join(were, on="person", how="inner")

    def line(self, parameter: str) -> int:
        """Return a threshold of this room in force at the county, as a whole number."""
        return int(self.parameters[parameter])


def once_a_month(
    make: Callable[[FindingMonth], pl.DataFrame],
) -> Callable[[FindingMonth], pl.DataFrame]:
    """Let several judges of a month share what one of them has worked out."""

    @wraps(make)
    def shared(month: FindingMonth) -> pl.DataFrame:
        key = f"{make.__module__}.{make.__name__}"
        if key not in month.kept:
            month.kept[key] = make(month)
        return month.kept[key]

    return shared


Judge = Callable[[FindingMonth], pl.DataFrame]


@dataclass(frozen=True)
class FindingKind:
    """One kind of finding: what it is called, how grave it is, who proves it, what follows.

    `evidence` names the data sets whose rows are quoted; `workflow` the case it may open;
    `urgent` leads fall due within `warning_verify_days_urgent`. A warning rule (预警规则) also says
    its `code` of the handbook (W1 to W8: need; R1 to R4: review), its `basis`, the parameters that
    are its thresholds, and who answers for it: the `owner` role at the household's township or county.
    `quotes_before`: what was lost stands in the lists of the month before, so those are quoted too.
    """

    key: str
    label: str
    risk: str
    judge: Judge
    domain: str = ""
    evidence: tuple[str, ...] = ()
    workflow: str = ""
    urgent: bool = False
    advice: str = ""
    code: str = ""
    basis: str = ""
    thresholds: tuple[str, ...] = ()
    owner: str = CLERK
    quotes_before: bool = False

    @property
    def limit(self) -> str:
        """Return the parameter that says within how many working days a hit is verified."""
        return "warning_verify_days_urgent" if self.urgent else "warning_verify_days"


_kinds: Registry[FindingKind] = Registry("比对发现类型")


def finding_kind(
    key: str,
    label: str,
    *,
    risk: str,
    **more: Any,
) -> Callable[[Judge], Judge]:
    """Declare a function that finds one kind in the frames of a month (columns of FOUND).

    `more` are the other fields of `FindingKind`. A judge may add columns of its own: they become
    the finding's detail, except `delivery` and `line` (the row that proves it) and `proof_pids`
    (whose rows prove it besides the person's own).
    """

    def register(judge: Judge) -> Judge:
        _kinds.add(key, FindingKind(key, label, risk, judge, **more))
        return judge

    return register


def finding_kinds() -> list[FindingKind]:
    """Return every declared kind, by key."""
    return list(_kinds.all())


def kind_of(key: str) -> FindingKind:
    """Return the kind of a key; KeyError when nobody declared it."""
    return _kinds.get(key)


def owner_of(key: str) -> str:
    """Return the role that answers for a hit of a kind; a lead of people is the township's."""
    return _kinds.get(key).owner if key in _kinds else CLERK


# (month) -> rows with a column `household`: who stands in the category at the end of the month.
Membership = Callable[[FindingMonth], pl.DataFrame]


@dataclass(frozen=True)
class Category:
    """A class of the low-income population (国办发〔2023〕39号), or a `special` group beside the classes.

    Special groups are counted on their own and say nothing about who is poor. Whoever stands in a
    category that `watches` is under monitoring: the warnings of all rooms look there.
    """

    key: str
    label: str
    basis: str
    members: Membership
    special: bool = False
    watches: bool = False


_categories: Registry[Category] = Registry("低收入人口类别")


def category(
    key: str, label: str, *, basis: str, special: bool = False, watches: bool = False
) -> Callable[[Membership], Membership]:
    """Declare who stands in a category of the register at the end of a month."""

    def register(members: Membership) -> Membership:
        _categories.add(key, Category(key, label, basis, members, special, watches))
        return members

    return register


def categories() -> list[Category]:
    """Return every declared category, by key."""
    return list(_categories.all())


@once_a_month
def watched(month: FindingMonth) -> pl.DataFrame:
    """Households under monitoring: those in any category that watches (column `household`)."""
    members = [c.members(month).select("household") for c in categories() if c.watches]
    homes = month.households.head(0).select("household")
    return pl.concat([homes, *members]).drop_nulls().unique()


def watched_of(month: FindingMonth, rows: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows of households under monitoring."""
    return rows.join(watched(month), on="household", how="semi")


def delivered(month: FindingMonth, data_set: str) -> pl.DataFrame:
    """Return the accepted rows of a list; none, in the right columns, where it was not delivered."""
    rows = month.accepted(data_set)
    if rows is not None:
        return rows
    return pl.DataFrame(schema={**schema_of(exchange.data_set(data_set)), "delivery": pl.Int64()})


def listed(month: FindingMonth, data_set: str) -> pl.DataFrame:
    """Return the rows of a department's list, each beside the registered person it is about.

    The columns `delivery` and `line` say where a row stands.
    """
    people = month.persons.select("household", "person", "pid", "age").drop_nulls("pid")
    return people.join(delivered(month, data_set), on="pid", how="inner")


def warning(rows: pl.DataFrame, summary: pl.Expr, *extra: str) -> pl.DataFrame:
    """Put the rows a warning hits in the form of findings: no outcome, no amount, one sentence."""
    names = [n for n in FOUND if n not in {*rows.columns, "summary"}]
    told = rows.with_columns(*(pl.lit(None, FOUND[n]).alias(n) for n in names), summary=summary)
    return told.select(*(pl.col(n).cast(k) for n, k in FOUND.items()), *extra)


def forget(key: str) -> None:
    """Take a kind or a category out again (for tests that declare their own)."""
    _kinds.remove(key)
    _categories.remove(key)
