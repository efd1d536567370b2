"""How many of those entitled draw the two subsidies; the unknown are shown and cover nobody."""

from datetime import date

import polars as pl
import pytest

from minzheng.domains.disability.indicators import LIVING, NURSING, disability_subsidies
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.determinations.services.batch import write_parquet
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.enrolment.tests.township import COUNTY, moment
from minzheng.kernel.indicators.computing import compute
from minzheng.kernel.indicators.declarations import registry

MONTH = "2026-10"


def answered(benefit, **outcomes):
    """Lay down what the month's own determination says of persons."""
    rows = [
        {"person": person.pk, "household": home.pk, "division": home.division_id, "outcome": outcome}
        for outcome, persons in outcomes.items()
        for person in persons
        for home in [person.memberships.get().household]
    ]  # fmt: skip
    write_parquet(pl.DataFrame(rows), determinations.results_path(benefit, MONTH))


def counted(benefit):
    """Return covered, entitled and the share not known, of the county."""
    tables = {"disability_subsidies": disability_subsidies(MONTH)}
    found = []
    for name in ("coverage", "unclear_share"):
        figures = compute(registry.get(f"{benefit}.{name}"), tables, divisions.lineages())
        places = {f.division: (f.numerator, f.denominator) for f in figures}
        found.append(places.get(COUNTY))
    return tuple(found)


def pay(office, person, benefit, since=date(2026, 10, 1)):
    return benefits.grant(
        benefit, household=person.memberships.get().household, person=person, amount=11_500, since=since,
        basis=benefits.Basis(reason="确认"), by=office["officer"], at=moment("2026-09-12"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "benefit",
    [
        pytest.param(LIVING, marks=pytest.mark.requirement("DI-14")),
        pytest.param(NURSING, marks=pytest.mark.requirement("DI-15")),
    ],
)
def test_coverage_is_of_the_entitled_and_who_is_not_known_is_not_covered(benefit, resident, office):
    paid, missing, unknown, neither = (
        resident(name, "1970-05-01") for name in ("甲", "乙", "丙", "丁")
    )
    for person in (paid, unknown):
        pay(office, person, benefit)
    assert counted(benefit) == (None, None)
    answered(benefit, eligible=[paid], not_eligible=[neither])
    assert counted(benefit) == ((1, 1), (0, 1))
    answered(benefit, eligible=[paid, missing], undetermined=[unknown], not_eligible=[neither])
    assert counted(benefit) == ((1, 2), (1, 3))
    pay(office, missing, benefit, date(2026, 11, 1))
    assert counted(benefit)[0] == (1, 2)
