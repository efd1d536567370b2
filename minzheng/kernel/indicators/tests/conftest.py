"""Fixtures of the tests of this room: a small county and indicators of its own."""

import narwhals as nw
import polars as pl
import pytest

from minzheng.kernel.documents.tests.county import county, moment, own_home, staff
from minzheng.kernel.indicators import FLOW, STOCK, facts, services
from minzheng.kernel.indicators.declarations import Indicator, Ratio, registry, reported

__all__ = ["county", "own_home", "staff"]

COUNTY, TOWN, OTHER, VILLAGE = "620422", "620422100", "620422101", "620422100001"
AT = moment(11, 16)
GROWTH = reported(
    "test.growth", "试验人均收入", kind=FLOW, unit="元", basis="试", definition="试验用。"
)
SHARE = reported(
    "test.share", "试验覆盖率", kind=STOCK, unit="%", basis="试", definition="试验用。"
)
for _item in (GROWTH, SHARE):
    # Declared for this room's tests only: the catalogue of the house does not know them.
    registry.remove(_item.key)


@pytest.fixture
def outside(monkeypatch):
    """Let the registry know the two reported indicators for one test."""
    for item in (GROWTH, SHARE):
        registry.add(item.key, item)
    yield
    for item in (GROWTH, SHARE):
        registry.remove(item.key)


@pytest.fixture
def said(staff, outside):
    """Return a function that reports a figure of the town for a year, with a note."""

    def report(value, period="2025", *, key="test.growth", by="lin", **told):
        return services.report(
            key, TOWN, period, value=value, source="会统〔2026〕2号", note="已核实", by=staff[by], at=AT, **told
        )  # fmt: skip

    return report


@pytest.fixture
def counted(county, monkeypatch):
    """Return rows that two indicators of the test count, and those alone, month by month."""
    rows: dict[str, list[tuple[str, int, str, bool]]] = {}

    def table(month):
        schema = {"division": pl.String, "person": pl.Int64, "sex": pl.String, "met": pl.Boolean}
        return pl.DataFrame(rows.get(month, []), schema=schema, orient="row")

    people = Indicator("test.people", "试验人数", FLOW, "人", "month", ("division", "sex"), 5, "试", "试验用。",
                       ("visited",), lambda visited: visited.count_distinct("person"))  # fmt: skip
    share = Indicator("test.met", "试验达标率", FLOW, "%", "month", ("division",), 5, "试", "试验用。", ("visited",),
                      lambda visited: Ratio(visited.filter(nw.col("met")).count_distinct("person"), of=visited.count_distinct("person")))  # fmt: skip
    monkeypatch.setattr(facts, "_sources", {"visited": table})
    monkeypatch.setattr(facts, "_flows", {"visited"})
    monkeypatch.setattr(registry, "_things", {"test.people": people, "test.met": share})
    return rows
