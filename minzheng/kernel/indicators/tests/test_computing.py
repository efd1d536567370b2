"""Indicators are counted from people at every level."""

import polars as pl

from minzheng.kernel.indicators.computing import compute
from minzheng.kernel.indicators.declarations import STOCK, Indicator, Ratio

LINEAGES = {"A1": ("A1", "A", "R"), "A2": ("A2", "A", "R"), "B1": ("B1", "B", "R")}


def _indicator(function, by=("division",)):
    return Indicator("t.x", "试", STOCK, "人", "month", by, 5, "试", "试", ("rows",), function)


def _values(figures, dimension=""):
    return {f.division: f.numerator for f in figures if f.dimension == dimension}


def test_distinct_persons_are_counted_once_above_the_villages():
    rows = pl.DataFrame({"division": ["A1", "A2", "B1"], "person": [1, 1, 2]})
    figures = compute(
        _indicator(lambda rows: rows.count_distinct("person")), {"rows": rows}, LINEAGES
    )
    assert _values(figures) == {"A1": 1, "A2": 1, "A": 1, "B1": 1, "B": 1, "R": 2}


def test_place_where_nothing_is_counted_is_a_known_zero():
    rows = pl.DataFrame({"division": ["A1"], "person": [1]})
    figures = compute(_indicator(lambda rows: rows.count()), {"rows": rows}, LINEAGES)
    assert _values(figures) == {"A1": 1, "A2": 0, "A": 1, "B1": 0, "B": 0, "R": 1}


def test_ratio_keeps_numerator_and_denominator():
    rows = pl.DataFrame({"division": ["A1", "A1"], "person": [1, 2], "amount": [5, 0]})
    item = _indicator(lambda rows: Ratio(rows.sum("amount"), of=rows.count()))
    figures = compute(item, {"rows": rows}, LINEAGES)
    assert {(f.division, f.numerator, f.denominator) for f in figures} == {
        ("A1", 5, 2),
        ("A", 5, 2),
        ("R", 5, 2),
    }


def test_dimension_splits_the_total():
    rows = pl.DataFrame(
        {
            "division": ["A1", "A1", "B1"],
            "person": [1, 2, 3],
            "residence": ["urban", "rural", "rural"],
        }
    )
    item = _indicator(lambda rows: rows.count(), by=("division", "residence"))
    figures = compute(item, {"rows": rows}, LINEAGES)
    county = {
        f.category: f.numerator for f in figures if f.division == "R" and f.dimension == "residence"
    }
    assert county == {"urban": 1, "rural": 2}
