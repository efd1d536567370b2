"""The rate at which de facto unattended children are provided for, and who is missing by name."""

import polars as pl
import pytest

from minzheng.domains.children import views
from minzheng.domains.children.indicators import guarantee_rate, unattended_children
from minzheng.domains.children.tests.test_procedures import LEFT
from minzheng.domains.children.tests.test_registers import TODAY
from minzheng.domains.children.workflows import UNATTENDED
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.determinations.services.batch import write_parquet
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.enrolment.tests.township import COUNTY
from minzheng.kernel.indicators.computing import compute

MONTH = "2026-10"


def answered(*children):
    """Lay down what the month's own determination says of children: eligible, all of them."""
    rows = [
        {"person": c.pk, "household": home.pk, "division": home.division_id, "outcome": "eligible"}
        for c in children
        for home in [c.memberships.get().household]
    ]
    write_parquet(pl.DataFrame(rows), determinations.results_path(UNATTENDED, MONTH))


def rate():
    tables = {"unattended_children": unattended_children(MONTH)}
    figures = compute(guarantee_rate, tables, divisions.lineages())
    return {f.division: (f.numerator, f.denominator) for f in figures}[COUNTY]


@pytest.mark.requirement("CH-14", "CH-63")
def test_rate_falls_below_the_whole_by_the_child_who_is_missing_and_names_it(
    resident, confirmed, office
):
    paid, missing = resident("小雨", "2014-05-01"), resident("小云", "2015-05-01")
    confirmed(UNATTENDED, paid, **LEFT)
    answered(paid)
    assert rate() == (1, 1)
    answered(paid, missing)
    assert rate() == (1, 2)
    assert [p.name for p in views.unprovided(office["clerk"], TODAY)] == ["小云"]
    assert not views.unprovided(office["stranger"], TODAY).exists()
    confirmed(UNATTENDED, missing, **LEFT)
    assert rate() == (2, 2)
    assert not views.unprovided(office["clerk"], TODAY).exists()
