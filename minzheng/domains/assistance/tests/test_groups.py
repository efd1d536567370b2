"""Groups watched beside the classes, and warnings that need no county: over frames of two households."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from minzheng.domains.assistance.warnings import groups, need
from minzheng.kernel.exchange.columns import schema_of
from minzheng.kernel.exchange.declarations import data_set
from minzheng.kernel.monitoring.declarations import FindingMonth

OCTOBER = date(2026, 10, 31)
WATCHED = "minzheng.kernel.monitoring.declarations.watched"
POOR, WELL = 1, 2
PARAMETERS = {"transition_until": "2025-12-31", "unvisited_months": "12"}


def month(
    *, on: date = OCTOBER, lists: dict[str, list[dict]] | None = None, **more: Any
) -> FindingMonth:
    """Return a month of two households of one person each, with some lists delivered."""
    lists = lists or {}

    def accepted(key: str) -> pl.DataFrame | None:
        schema = {**schema_of(data_set(key)), "delivery": pl.Int64()}
        return pl.DataFrame(lists[key], schema=schema) if key in lists else None

    people = pl.DataFrame(
        {
            "household": [POOR, WELL],
            "person": [11, 12],
            "pid": ["a", "b"],
            "name": ["张三", "李四"],
            "age": [40, 50],
        }
    )
    homes = pl.DataFrame({"household": [POOR, WELL], "residence": ["urban", "urban"]})
    fields: dict[str, Any] = {
        "month": f"{on:%Y-%m}", "pay_month": "2026-11", "on": on, "persons": people, "households": homes,
        "results": {}, "accepted": accepted, "mistaken": lambda: people.head(0),
        "redetermine": lambda _policy, rows: rows, "earlier": lambda _policy, _month: None,
        "parameters": PARAMETERS, "kept": {WATCHED: homes.filter(household=POOR).select("household")},
    }  # fmt: skip
    return FindingMonth(**{**fields, **more})


def homes(rows: pl.DataFrame) -> list[int]:
    return sorted(rows["household"].to_list())


@pytest.mark.requirement("LM-09")
def test_marginal_and_disaster_hit_families_are_groups_of_their_own():
    edge = pl.DataFrame({"household": [POOR, WELL, 3], "below_edge_standard": [True, False, None]})
    assert homes(groups.marginal(month(results={"assistance.dibao_edge": edge}))) == [POOR]
    struck = [{"pid": "b", "name": "李四", "disaster": "洪涝", "happened_on": date(2026, 10, 17)}]
    assert homes(groups.disaster_hit(month(lists={"emergency.disasters": struck}))) == [WELL]
    assert homes(groups.disaster_hit(month())) == []


@pytest.mark.requirement("LM-12", "LM-13")
def test_formerly_poor_are_flagged_and_keep_four_things_until_the_transition_ends():
    lists = {"agriculture.former_poor": [{"pid": "a", "name": "张三", "delisted_on": date(2019, 12, 1)}]}  # fmt: skip
    last, after = date(2025, 12, 31), date(2026, 1, 31)
    for on in (last, after):
        assert homes(groups.former_poor(month(on=on, lists=lists))) == [POOR]
    assert homes(groups.transition(month(on=last, lists=lists))) == [POOR]
    assert homes(groups.transition(month(on=after, lists=lists))) == []


@pytest.mark.requirement("SA-26")
def test_urban_families_under_watch_are_counted_and_warned_of_like_rural_ones():
    assert homes(groups.urban_hard(month())) == [POOR]
    wed = [{"pid": "a", "partner_pid": "z", "name": "张三", "partner_name": "王五", "kind": "离婚",
            "registered_on": date(2026, 10, 13)}]  # fmt: skip
    assert homes(need.divorced(month(lists={"civil.marriages": wed}))) == [POOR]


def test_edge_family_whose_income_fell_is_warned_of(monkeypatch):
    both = pl.DataFrame({"household": [POOR, WELL]})
    monkeypatch.setattr(need, "on_edge", lambda _month: both)
    answers = pl.DataFrame(
        {
            "household": [POOR, WELL],
            "outcome": ["eligible", "not_eligible"],
            "amount": [30_000, None],
        }
    )
    found = need.edge_slipped(month(results={"assistance.dibao": answers}))
    assert found.select("household", "amount_after").rows() == [(POOR, 30_000)]


def test_family_not_visited_for_long_is_warned_of(monkeypatch):
    monkeypatch.setattr(need, "benefiting", lambda _month, rows: rows)
    seen = {"household": [POOR, WELL], "visited_on": [date(2025, 10, 30), date(2025, 11, 1)]}
    monkeypatch.setattr(need, "last_visits", lambda: pl.DataFrame(seen))
    assert homes(need.unvisited(month())) == [POOR]


def test_unknown_month_before_makes_nothing_new():
    here = month()
    people = here.persons.with_columns(wages=0, pension=0, is_dead=pl.lit(value=False))
    assert need.job_lost(month(persons=people)).is_empty()
    paid = people.with_columns(wages=100)
    assert homes(need.job_lost(month(persons=people, before=lambda: paid))) == [POOR]
    doubtful = people.with_columns(wages=pl.lit(None, pl.Int64))
    assert need.job_lost(month(persons=doubtful, before=lambda: paid)).is_empty()
