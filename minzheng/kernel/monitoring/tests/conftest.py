"""Fixtures of the tests of this room: a determined month and one kind of finding to find in it."""

from collections.abc import Iterator

import polars as pl
import pytest

from minzheng.kernel.cases.tests.procedures import procedure
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.determinations.tests.fixtures import (
    AT,
    KEY,
    MONTH,
    emptied,
    known_pensions,
    small,
)
from minzheng.kernel.documents.tests.county import county, family, own_home, register, staff
from minzheng.kernel.monitoring import declarations, services

__all__ = [
    "county",
    "family",
    "known_pensions",
    "own_home",
    "procedure",
    "register",
    "small",
    "staff",
]


def poor(month: declarations.FindingMonth) -> pl.DataFrame:
    """Every household the small policy finds eligible."""
    rows = month.results[KEY].filter(pl.col("outcome") == "eligible")
    return rows.select(
        "household",
        person=pl.lit(None, pl.Int64),
        outcome_before=pl.lit("none"),
        outcome_after="outcome",
        amount_before=pl.lit(None, pl.Int64),
        amount_after="amount",
        summary=pl.format("应补 {} 分", "amount"),
        dropped=pl.lit(value=False),
    )


@pytest.fixture
def kind() -> Iterator[declarations.FindingKind]:
    """Declare the one kind of these tests, alone."""
    with emptied(declarations._kinds):
        declarations.finding_kind("missed", "应保未保", risk="medium", workflow="test.case")(poor)
        yield declarations.kind_of("missed")


@pytest.fixture
def compared(small, kind, staff, family, known_pensions):
    """Return a function that determines a month and compares it."""

    def compare(month: str = MONTH) -> dict[str, int]:
        determinations.gather_facts(month)
        determinations.determine_all(month, at=AT)
        return services.find(month, by=staff["chen"], at=AT)

    return compare


@pytest.fixture
def lead(compared, staff, family):
    """Return the lead of the one finding of the month."""
    compared()
    services.open_leads(MONTH, by=staff["chen"], at=AT)
    return family.leads.get()
