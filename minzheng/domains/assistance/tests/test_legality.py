"""Published standards before the law: each check seen kept, broken and unknown, local rules included."""

from datetime import date

import pytest

from minzheng.kernel.determinations import checks, declarations
from minzheng.policy import ParameterRow
from minzheng.policy.legality import Figures, Judgement, judge

ON = date(2026, 6, 1)
BASE = {
    "assistance.dibao.standard|urban": "623",
    "assistance.dibao.standard|rural": "480",
    "assistance.tekun.tekun_basic|urban": "811",
    "assistance.tekun.tekun_basic|rural": "640",
    "assistance.tekun.tekun_basic_min_percent": "130",
    "assistance.tekun.tekun_basic_consumption_percent": "60",
    "assistance.tekun.consumption_last_year|urban": "15000",
    "assistance.tekun.consumption_last_year|rural": "12000",
    "assistance.tekun.min_wage": "1600",
    "assistance.tekun.care_method": "amount",
    "assistance.tekun.care_full_amount|centralised": "960",
    "assistance.tekun.care_full_amount|scattered": "959.99",
    "assistance.tekun.care_half_amount|centralised": "480",
    "assistance.tekun.care_self_amount|centralised": "31.99",
    "assistance.tekun.care_full_min_percent": "60",
    "assistance.tekun.care_half_min_percent": "30",
    "assistance.tekun.care_self_min_percent": "2",
    "statistics.rural_urban_floor": "75",
    "statistics.poverty_line": "4000",
}


def judged(
    key: str, category: str, values: dict[str, str | None], before: dict[str, str] | None = None
) -> Judgement:
    """Judge one check on BASE with some values changed; `before` holds values of a year before."""
    now = {name: text for name, text in {**BASE, **values}.items() if text is not None}

    def look(owner: str, name: str, wanted: str, on: date) -> ParameterRow | None:
        known = now if on == ON else (before or {})
        text = known.get(f"{owner}.{name}|{wanted}", known.get(f"{owner}.{name}"))
        return None if text is None else ParameterRow(owner, name, "620422", on, None, text, wanted)

    check = next(c for c in checks.all_checks() if c.key == key)
    return judge(check, Figures(look, declarations.declared_parameter, ON, category), "620422")


DIBAO, TEKUN = "assistance.dibao.standard", "assistance.tekun"
KEPT_AND_BROKEN = [
    ("assistance.tekun.over_dibao", "urban", {f"{TEKUN}.tekun_basic|urban": "809.90"}, "ok"),
    ("assistance.tekun.over_dibao", "urban", {f"{TEKUN}.tekun_basic|urban": "809.89"}, "breach"),
    ("assistance.tekun.over_dibao", "urban", {f"{TEKUN}.tekun_basic_min_percent": "160"}, "breach"),
    ("assistance.tekun.over_dibao", "urban", {f"{DIBAO}|urban": None}, "unknown"),
    ("assistance.tekun.over_consumption", "rural", {f"{TEKUN}.tekun_basic|rural": "600"}, "ok"),
    ("assistance.tekun.over_consumption", "rural", {f"{TEKUN}.tekun_basic|rural": "599.99"}, "breach"),
    ("assistance.tekun.over_consumption", "rural", {f"{TEKUN}.tekun_basic_consumption_percent": "0"}, "none"),
    ("assistance.tekun.over_consumption", "rural", {f"{TEKUN}.consumption_last_year|rural": None}, "unknown"),
    ("assistance.tekun.care_full", "centralised", {}, "ok"),
    ("assistance.tekun.care_full", "scattered", {}, "breach"),
    ("assistance.tekun.care_half", "centralised", {}, "ok"),
    ("assistance.tekun.care_self", "centralised", {}, "breach"),
    ("assistance.tekun.care_self", "centralised", {f"{TEKUN}.min_wage": None}, "unknown"),
    ("assistance.tekun.care_half", "centralised", {f"{TEKUN}.care_method": "divisor", f"{TEKUN}.care_half_divisor": "4"}, "breach"),
    ("assistance.tekun.care_half", "centralised", {f"{TEKUN}.care_method": "percent", f"{TEKUN}.care_half_percent|centralised": "30"}, "ok"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "category", "values", "outcome"), KEPT_AND_BROKEN)
def test_standard_of_the_destitute_is_judged(key, category, values, outcome):
    assert judged(key, category, values).outcome == outcome


@pytest.mark.requirement("SA-39")
@pytest.mark.parametrize(
    ("now", "stated", "outcome"),
    [("504.39", None, "ok"), ("504.38", None, "breach"), ("490", "2", "ok"), ("504.39", "6", "breach")],
)  # fmt: skip
def test_dibao_grows_no_slower_than_consumption(now, stated, outcome):
    before = {f"{DIBAO}|rural": "480.37", f"{TEKUN}.consumption_last_year|rural": "11428.57"}
    growth = {f"{DIBAO}|rural": now, "statistics.consumption_growth|rural": stated}
    found = judged("assistance.dibao.growth", "rural", growth, before)
    assert (found.outcome, found.severity) == (outcome, "flag")
    assert found.asks_reason == (outcome == "breach")


def test_growth_without_last_years_figures_is_nobodys_guess():
    found = judged("assistance.dibao.growth", "rural", {}, {f"{DIBAO}|rural": "480"})
    assert (found.outcome, found.asks_reason) == ("unknown", True)
    assert found.missing == "2025-06-01的上年度当地居民人均消费支出"


@pytest.mark.requirement("SA-40")
@pytest.mark.requirement("SA-41")
@pytest.mark.parametrize(
    ("rural", "floor", "outcome"),
    [("467.25", "75", "ok"), ("467.24", "75", "breach"), ("300", "0", "none"), ("300", "", "unknown"), ("560.70", "90", "ok")],
)  # fmt: skip
def test_rural_standard_keeps_its_share_of_the_urban_one(rural, floor, outcome):
    values = {f"{DIBAO}|rural": rural, "statistics.rural_urban_floor": floor}
    assert judged("assistance.dibao.rural_share", "rural", values).outcome == outcome


@pytest.mark.requirement("SA-42")
@pytest.mark.parametrize(
    ("line", "outcome"),
    [("5759.99", "ok"), ("5760", "breach"), (None, "unknown")],
)
def test_rural_standard_lies_above_the_national_line(line, outcome):
    found = judged("assistance.dibao.poverty_line", "rural", {"statistics.poverty_line": line})
    assert found.outcome == outcome
    assert found.blocks == (outcome == "breach")


def test_both_figures_are_told_with_every_row_they_rest_on():
    found = judged("assistance.tekun.over_dibao", "urban", {f"{TEKUN}.tekun_basic|urban": "800"})
    assert (found.actual, found.required) == ("800 元/人·月", "809.90 元/人·月")
    assert {(figure.label, figure.text) for figure in found.read} == {
        ("特困人员基本生活标准不低于低保标准的比例", "130 %"),
        ("特困人员基本生活标准", "800 元/人·月"),
        ("低保标准", "623 元/人·月"),
    }


@pytest.mark.requirement("CH-15")
@pytest.mark.parametrize(("now", "outcome"), [("1040", "ok"), ("1039.99", "breach")])
def test_orphan_standard_grows_with_what_everybody_spends(now, outcome):
    key = "children.orphan.standard|scattered"
    before = {key: "1000", f"{TEKUN}.consumption_last_year": "10000"}
    values = {key: now, f"{TEKUN}.consumption_last_year": "10400"}
    assert judged("children.orphan.growth", "scattered", values, before).outcome == outcome


@pytest.mark.requirement("CH-15")
@pytest.mark.parametrize(
    ("floor", "outcome"), [("1000", "ok"), ("1000.01", "breach"), (None, "none")]
)
def test_orphan_standard_lies_not_below_the_provincial_one(floor, outcome):
    values = {
        "children.orphan.standard|scattered": "1000",
        "children.orphan.provincial_floor": floor,
    }
    found = judged("children.orphan.standard.floor", "scattered", values)
    assert (found.outcome, found.blocks) == (outcome, outcome == "breach")
