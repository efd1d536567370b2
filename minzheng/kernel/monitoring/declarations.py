"""The words rooms declare with: kinds of findings and categories of the register; no Django."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import wraps

import polars as pl

from minzheng.core.registry import Registry

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
    `urgent` leads fall due within `warning_verify_days_urgent`.
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


_kinds: Registry[FindingKind] = Registry("比对发现类型")


def finding_kind(
    key: str,
    label: str,
    *,
    risk: str,
    domain: str = "",
    evidence: tuple[str, ...] = (),
    workflow: str = "",
    urgent: bool = False,
    advice: str = "",
) -> Callable[[Judge], Judge]:
    """Declare a function that finds one kind in the frames of a month (columns of FOUND)."""

    def register(judge: Judge) -> Judge:
        _kinds.add(
            key, FindingKind(key, label, risk, judge, domain, evidence, workflow, urgent, advice)
        )
        return judge

    return register


def finding_kinds() -> list[FindingKind]:
    """Return every declared kind, by key."""
    return list(_kinds.all())


def kind_of(key: str) -> FindingKind:
    """Return the kind of a key; KeyError when nobody declared it."""
    return _kinds.get(key)


# (month) -> rows with a column `household`: who stands in the category at the end of the month.
Membership = Callable[[FindingMonth], pl.DataFrame]


@dataclass(frozen=True)
class Category:
    """A class of the low-income population (国办发〔2023〕39号)."""

    key: str
    label: str
    basis: str
    members: Membership


_categories: Registry[Category] = Registry("低收入人口类别")


def category(key: str, label: str, *, basis: str) -> Callable[[Membership], Membership]:
    """Declare who stands in a category of the register at the end of a month."""

    def register(members: Membership) -> Membership:
        _categories.add(key, Category(key, label, basis, members))
        return members

    return register


def categories() -> list[Category]:
    """Return every declared category, by key."""
    return list(_categories.all())


def forget(key: str) -> None:
    """Take a kind or a category out again (for tests that declare their own)."""
    _kinds.remove(key)
    _categories.remove(key)
