"""The list of income items is data: which counts, from when, at which place (HD-13)."""

from datetime import date

import polars as pl
import pytest

from minzheng.domains.assistance.policies.dibao.household import SCALE
from minzheng.domains.assistance.policies.dibao.policy import policy
from minzheng.facts import TABLES
from minzheng.policy import FactFrames, ParameterRow, ParameterStore, evaluate

LINEAGES = {"990001": ("990001", "000000")}
ROWS = ParameterStore.of(policy)
ITEMS = (
    "childcare_subsidy",
    "disability_subsidies",
    "old_age_allowance",
    "scholarship",
    "wages",
    "pension",
)


def _frames(**facts):
    zero = {"money": 0, "whole": 0, "flag": False, "percent": 0}
    person = {c.name: zero.get(c.kind) for c in TABLES["persons"].columns.values()}
    person |= {
        "household": 1, "person": 1, "relation": "head", "age": 40, "sex": "male", "birth_on": date(1986, 1, 1),
        "schooling": "none", "disability_kind": "none", "can_live_independently": True, **facts,
    }  # fmt: skip
    unit = {
        "household": 1,
        "division": "990001",
        "residence": "urban",
        "applied_as": "household",
        "edge_family": False,
    }
    return FactFrames(pl.DataFrame([unit]), pl.DataFrame([person]))


def _counted(store, **facts):
    found = evaluate(policy, _frames(**facts), store, date(2026, 9, 14), LINEAGES).results
    return found["countable_income"][0]


@pytest.mark.requirement("HD-13")
@pytest.mark.parametrize("item", ITEMS)
def test_an_item_counts_or_not_as_the_dated_row_of_the_place_says(item):
    def store(value):
        row = ParameterRow(
            policy.key, f"counts_{item}", "990001", date(2026, 2, 1), None, value, "", "试", ""
        )
        return ParameterStore([*ROWS.rows, row])

    nothing = _counted(store("是"))
    assert _counted(store("否"), **{item: 30_000}) == nothing
    assert _counted(store("是"), **{item: 30_000}) > nothing


@pytest.mark.requirement("HD-13")
def test_the_necessary_cost_of_work_is_deducted_up_to_its_cap():
    """20 % of the wage in 示例县, at most one standard (800) per worker."""
    assert _counted(ROWS, wages=260_000) == 208_000 * SCALE
    assert _counted(ROWS, wages=1_000_000) == 920_000 * SCALE
