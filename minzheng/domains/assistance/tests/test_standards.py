"""Standards as figures: what the rows of parameters and the law say, at every level from the county up."""

from decimal import Decimal

import polars as pl
import pytest

from minzheng.domains.assistance.indicators import standards
from minzheng.domains.assistance.tests.conftest import COUNTY
from minzheng.kernel.determinations.services import seed_parameters
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators.computing import compute
from minzheng.kernel.indicators.declarations import registry

LINES = {"A": ("A", "P"), "B": ("B", "P"), "C": ("C", "P")}
EMPTY = dict.fromkeys(standards.SCHEMA)


def row(place: str, **told) -> dict[str, object]:
    return {**EMPTY, "division": place, "kind": "dibao", **told}


def figures(key: str, *rows) -> dict[tuple[str, str], Decimal | None]:
    item = registry.get(key)
    frame = pl.DataFrame(list(rows), schema=standards.SCHEMA)
    return {
        (f.division, f.category): item.value(f.numerator, f.denominator)
        for f in compute(item, {"standards": frame}, LINES)
    }


@pytest.mark.requirement("SA-80")
def test_growth_is_told_for_town_and_country_and_leaves_out_who_had_no_standard():
    found = figures(
        "assistance.dibao.standard_growth",
        row("A", residence="urban", amount=70_700, before=62_500, step=8_200),
        row("A", residence="rural", amount=69_000, before=62_500, step=6_500),
        row("B", residence="urban", amount=80_000),
    )
    assert found["A", "urban"] == Decimal("13.12")
    assert found["A", "rural"] == Decimal("10.4")
    assert found["A", ""] == found["P", ""] == Decimal("11.76")
    assert ("B", "") not in found


@pytest.mark.requirement("SA-81")
def test_rural_share_needs_both_standards():
    found = figures(
        "assistance.dibao.rural_urban_ratio",
        row("A", residence="rural", amount=60_000, urban=80_000),
        row("A", residence="urban", amount=80_000, urban=80_000),
        row("B", residence="rural", amount=50_000),
        row("C", residence="urban", amount=90_000, urban=90_000),
    )
    assert found == {("A", ""): Decimal(75), ("P", ""): Decimal(75)}


@pytest.mark.requirement("SA-82")
def test_share_of_spending_leaves_out_the_places_whose_spending_nobody_told():
    told = {"residence": "rural", "amount": 69_000, "yearly": 828_000}
    found = figures(
        "assistance.dibao.consumption_share", row("A", consumption=2_760_000, **told), row("B", **told)
    )  # fmt: skip
    assert found == dict.fromkeys(
        [("A", ""), ("A", "rural"), ("P", ""), ("P", "rural")], Decimal(30)
    )


CITY, PLACE = "341300", "341302"


@pytest.fixture
def places(db) -> None:
    """Stand the county and, beside it, the city whose evaluation report prints its standards."""
    for code, name, level in (
        ("000000", "全国", 0), ("340000", "安徽省", 1), (CITY, "宿州市", 2), (PLACE, "埇桥区", 3), ("341321", "砀山县", 3),
        ("620000", "甘肃省", 1), ("620400", "白银市", 2), (COUNTY, "会宁县", 3),
    ):  # fmt: skip
        above = {0: None, 1: "000000", 2: f"{code[:2]}0000", 3: f"{code[:4]}00"}[level]
        path = "" if above is None else f"{Division.objects.get(pk=above).path}{code}/"
        Division.objects.create(code=code, name=name, level=level, parent_id=above, path=path)
    seed_parameters()


def table(month: str, place: str) -> dict[tuple[str, str], int]:
    rows = standards.standards(month).filter(pl.col("division") == place)
    return {
        (r["kind"], r["residence"] or r["form"]): r["amount"] for r in rows.iter_rows(named=True)
    }


@pytest.mark.requirement("SA-83", "SA-84")
def test_standards_of_the_report_stand_as_the_report_prints_them(places):
    assert {key: amount // 100 for key, amount in table("2024-04", PLACE).items()} == {
        ("dibao", "urban"): 707, ("dibao", "rural"): 690,
        ("basic", "urban"): 1005, ("basic", "rural"): 897,
        ("care", "full_scattered"): 501, ("care", "half_scattered"): 286, ("care", "self_scattered"): 43,
        ("care", "full_centralised"): 715, ("care", "half_centralised"): 429, ("care", "self_centralised"): 58,
    }  # fmt: skip
    frame = {"standards": standards.standards("2024-04")}
    told = {
        key: {
            f.division: registry.get(key).value(f.numerator, f.denominator)
            for f in compute(registry.get(key), frame, divisions.lineages())
        }
        for key in ("assistance.tekun.basic_rural", "assistance.tekun.care_half_centralised")
    }
    assert [values[CITY] for values in told.values()] == [897, 429]


def test_share_of_the_minimum_wage_becomes_the_amount_the_law_gives(places):
    found = table("2026-10", COUNTY)
    assert found["care", "full_centralised"] == 80_000
    assert found["care", "self_scattered"] == 4_800
    before = standards.standards("2020-12").filter(
        pl.col("division") == COUNTY, pl.col("residence") == "rural", pl.col("kind") == "dibao"
    )
    assert before.select("amount", "before", "step").row(0) == (39_900, 28_500, 11_400)
