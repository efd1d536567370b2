"""The register of the low-income population: by category, dated, within the viewer's divisions."""

from datetime import date

import polars as pl
import pytest

from minzheng.kernel.determinations.tests.fixtures import KEY, MONTH, emptied
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.monitoring import declarations, queries, services
from minzheng.kernel.monitoring.models import RegisterEntry


@pytest.fixture
def categories():
    """Declare two categories of these tests, alone."""
    with emptied(declarations._categories):

        @declarations.category("needy", "困难家庭", basis="测试")
        def needy(month):
            return month.results[KEY].filter(pl.col("outcome") == "eligible").select("household")

        @declarations.category("nobody", "空类", basis="测试")
        def nobody(month):
            return month.households.head(0).select("household")

        yield


@pytest.fixture
def refresh(compared, categories, staff):
    def run(month=MONTH):
        compared(month)
        return services.refresh_register(month, by=staff["chen"], at=moment(11, 2))

    return run


@pytest.mark.requirement("LM-06")
def test_register_counts_households_and_persons_by_category(refresh, staff, family):
    assert refresh() == {"began": 1, "ended": 0}
    needy, nobody = queries.register_counts(staff["lin"], date(2026, 10, 31))
    assert (needy.key, needy.label, needy.households, needy.persons, needy.rural) == (
        "needy",
        "困难家庭",
        1,
        3,
        1,
    )
    assert (nobody.key, nobody.households) == ("nobody", 0)
    assert (
        queries.register(staff["lin"], date(2026, 10, 31), category="needy").get().household
        == family
    )
    assert queries.register_counts(staff["zhao"], date(2026, 10, 31))[0].households == 0


def test_household_that_leaves_keeps_its_period(refresh, family, known_pensions, staff):
    refresh()
    known_pensions[family.head_id] = 1_000_000
    assert refresh("2026-11") == {"began": 0, "ended": 1}
    row = RegisterEntry.objects.get()
    assert (row.valid_from, row.valid_to) == (date(2026, 10, 1), date(2026, 11, 1))
    assert queries.register(staff["chen"], date(2026, 10, 31)).exists()
    assert not queries.register(staff["chen"], date(2026, 11, 1)).exists()


def test_same_month_again_changes_nothing_and_corrects_itself(refresh, family, known_pensions):
    refresh()
    before = list(RegisterEntry.objects.values())
    assert refresh() == {"began": 0, "ended": 0}
    assert list(RegisterEntry.objects.values()) == before
    known_pensions[family.head_id] = 1_000_000
    refresh()
    assert not RegisterEntry.objects.exists()
