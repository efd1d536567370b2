"""Community workers: what a place wants, what it has, what is missing; what nobody told stays open."""

from datetime import date
from decimal import Decimal

import pytest

from minzheng.core.clock import at_noon
from minzheng.domains.community import queries
from minzheng.domains.community.indicators import community_workers, per_10000, staffing_rate
from minzheng.kernel.accounts.declarations import OFFICER, REVIEWER
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.determinations.services import seed_parameters
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators import services
from minzheng.kernel.indicators.computing import compute

TODAY = date(2026, 11, 16)
CITY, COUNTY, NEXT = "620400", "620422", "620421"
PLACES = (("000000", "全国", 0), ("620000", "甘肃省", 1), (CITY, "白银市", 2), (COUNTY, "会宁县", 3), (NEXT, "靖远县", 3))  # fmt: skip


@pytest.fixture
def seats(db) -> tuple[Mandate, Mandate]:
    """Stand two counties of a city, and seat one who reports and one who checks in the city."""
    above: Division | None = None
    for code, name, level in PLACES:
        parent = Division.objects.filter(pk=CITY).first() if level == 3 else above
        path = "" if parent is None else f"{parent.path}{code}/"
        above = Division.objects.create(code=code, name=name, level=level, parent=parent, path=path)
    seed_parameters()
    reporter, checker = (
        Mandate.objects.create(
            user=User.objects.create(username=name),
            role=role,
            division_id=CITY,
            valid_from=date(2020, 1, 1),
        )
        for name, role in (("reporter", OFFICER), ("checker", REVIEWER))
    )
    return reporter, checker


@pytest.fixture
def told(seats):
    """Return how a figure is reported by one and accepted by another."""

    def tell(key: str, place: str, value: int, year: str = "2025") -> None:
        by, checker = seats
        row = services.report(
            key,
            place,
            year,
            value=value,
            source="统计公报",
            note="已核对",
            by=by,
            at=at_noon(TODAY),
        )
        services.accept(row, by=checker, at=at_noon(TODAY))

    return tell


def staffed(told, place: str, workers: int, residents: int) -> None:
    told("community.workers.count", place, workers)
    told("planning.reference.urban_population", place, residents)


@pytest.mark.requirement("ST-11", "ST-22")
def test_shortfall_is_counted_by_area_and_nought_where_the_target_is_met(seats, told):
    staffed(told, COUNTY, 180, 100_000)
    staffed(told, NEXT, 150, 100_001)
    found = {row.code: row for row in queries.staffing(seats[0], TODAY)}
    assert (found[COUNTY].per_10000, found[COUNTY].shortfall) == (Decimal(18), 0)
    assert (found[NEXT].target, found[NEXT].shortfall) == (18, 31)
    figures = {
        item.key: {f.division: (f.numerator, f.denominator) for f in compute(item, {"community_workers": community_workers("2026-10")}, divisions.lineages())}
        for item in (per_10000, staffing_rate)
    }  # fmt: skip
    assert figures[per_10000.key][CITY] == (330, 200_001)
    assert figures[staffing_rate.key][NEXT] == (150, 181)


def test_place_that_reported_one_count_only_is_neither_short_nor_staffed(seats, told):
    told("community.workers.count", COUNTY, 10)
    row = next(row for row in queries.staffing(seats[0], TODAY) if row.code == COUNTY)
    assert (row.per_10000, row.shortfall) == (None, None)
    assert community_workers("2026-10").is_empty()


@pytest.mark.requirement("ST-10")
def test_income_is_a_dated_figure_of_the_area(seats, told):
    def income(on: date) -> int | None:
        return next(row.income for row in queries.staffing(seats[0], on) if row.code == COUNTY)

    assert income(date(2022, 9, 19)) is None
    assert income(date(2022, 9, 20)) == 250_000
    told("community.workers.monthly_income", COUNTY, 3100)
    assert (income(date(2025, 12, 30)), income(date(2025, 12, 31))) == (250_000, 310_000)
