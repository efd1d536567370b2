"""A figure is computed once, reported by one and accepted by another, stated anew, released."""

from datetime import date
from decimal import Decimal

import pytest

from minzheng.kernel.determinations.choices import ParameterState
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.determinations.queries import values_in_force
from minzheng.kernel.indicators import queries, services
from minzheng.kernel.indicators.models import Observation, ReportedValue, Restatement
from minzheng.kernel.indicators.services import IndicatorError
from minzheng.kernel.indicators.services import computing as computed_figures

from .conftest import AT, COUNTY, OTHER, TOWN, VILLAGE


def _values(key, period, dimension=""):
    rows = Observation.objects.filter(indicator=key, period=period, dimension=dimension)
    return {row.division_id: row.numerator for row in rows if row.numerator}


# -- computed --------------------------------------------------------------------------------


def test_month_that_closes_a_quarter_counts_the_people_of_all_its_months_once(counted, staff):
    counted |= {
        "2026-07": [(VILLAGE, 1, "m", True)],
        "2026-08": [(VILLAGE, 1, "m", True), (OTHER, 2, "f", False)],
        "2026-09": [(OTHER, 2, "f", True)],
    }
    services.compute_month("2026-09", by=staff["chen"], at=AT)
    assert _values("test.people", "2026-09")[COUNTY] == 1
    quarter = _values("test.people", "2026-Q3")
    assert (quarter[COUNTY], quarter[TOWN], quarter[OTHER]) == (2, 1, 1)
    assert not Observation.objects.filter(period="2026-H2").exists()


def test_month_computed_again_gives_the_same_rows_and_restates_nothing(counted, staff):
    counted["2026-10"] = [(VILLAGE, n, "m", n > 3) for n in range(9)]
    told = [
        (
            services.compute_month("2026-10", by=staff["chen"], at=AT),
            list(Observation.objects.order_by("pk").values()),
        )
        for _again in range(2)
    ]
    assert told[0] == told[1]
    assert not Restatement.objects.exists()


def test_late_fact_keeps_what_the_month_said_before(counted, staff):
    counted["2026-10"] = [(VILLAGE, 1, "m", True), (VILLAGE, 2, "m", False)]
    services.compute_month("2026-10", by=staff["chen"], at=AT)
    counted["2026-10"].pop()
    services.compute_month("2026-10", by=staff["chen"], at=AT, reason="村里补报")
    rows = queries.restatements(staff["chen"], "test.met", TOWN)
    assert [(r.numerator, r.denominator, r.reason) for r in rows] == [(1, 2, "村里补报")]
    assert queries.reading("test.met", TOWN, date(2026, 10, 31)).value == 100


def test_change_of_definition_keeps_the_figures_of_the_old_one(counted, staff, monkeypatch):
    counted["2026-10"] = [(VILLAGE, 1, "m", True)]
    services.compute_month("2026-10", by=staff["chen"], at=AT)
    old = Observation.objects.get(indicator="test.people", division=TOWN, dimension="").version
    monkeypatch.setattr("minzheng.kernel.indicators.declarations._digest", lambda item: "b" * 16)
    services.compute_month("2026-10", by=staff["chen"], at=AT)
    row = queries.restatements(staff["chen"], "test.people", TOWN).get()
    assert (row.version, row.reason) == (old, "口径变更后重新计算")


def test_nought_beside_a_hidden_cell_is_hidden_with_it(counted, staff):
    counted["2026-10"] = [(VILLAGE, n, "f", True) for n in range(2)] + [(OTHER, 9, "m", True)]
    services.compute_month("2026-10", by=staff["chen"], at=AT)
    shown = Observation.objects.filter(indicator="test.people", is_suppressed=False)
    assert {row.numerator for row in shown} <= {0}


# -- reported --------------------------------------------------------------------------------


def test_reported_figure_counts_once_another_person_has_accepted_it(staff, said):
    value = said("23456.78")
    assert queries.readings("test.growth", TOWN) == []
    services.accept(value, by=staff["chen"], at=AT)
    reading = queries.yearly("test.growth", TOWN, 2025)
    assert (reading.value, reading.origin) == (Decimal("23456.78"), "reported")
    assert queries.reading("test.growth", TOWN, date(2025, 12, 30)) is None
    assert queries.reading("test.growth", TOWN, date(2026, 1, 1), viewer=staff["zhao"]) is None


def test_share_without_counts_keeps_its_digits(staff, said):
    row = said("97.9", key="test.share")
    assert (row.numerator, row.denominator, row.value) == (9790, 10_000, Decimal("97.9"))


def test_nobody_accepts_what_he_reported_himself(staff, said):
    value = said("5", by="chen")
    with pytest.raises(IndicatorError, match="他人审核"):
        services.accept(value, by=staff["chen"], at=AT)
    with pytest.raises(IndicatorError, match="不能审核"):
        services.accept(value, by=staff["lin"], at=AT)


def test_rejected_figure_stays_on_record_and_may_be_reported_again(staff, said):
    first = said("5")
    with pytest.raises(IndicatorError, match="等待审核"):
        said("6")
    services.reject(first, reason="单位错了", by=staff["chen"], at=AT)
    services.accept(said("6"), by=staff["chen"], at=AT)
    states = ReportedValue.objects.order_by("pk").values_list("state", "reason")
    assert list(states) == [("rejected", "单位错了"), ("accepted", "")]
    with pytest.raises(IndicatorError, match="已退回"):
        services.accept(first, by=staff["chen"], at=AT)


def test_correction_of_an_accepted_figure_keeps_the_old_one(staff, said):
    services.accept(said("5"), by=staff["chen"], at=AT)
    services.accept(said("6"), by=staff["chen"], at=AT)
    assert queries.yearly("test.growth", TOWN, 2025).value == 6
    old = queries.restatements(staff["chen"], "test.growth", TOWN).get()
    assert (old.value, old.origin) == (5, "reported")


def test_computed_figure_supersedes_the_reported_one_and_keeps_it(counted, staff):
    place = {"indicator": "test.people", "division_id": TOWN, "period": "2026-10"}
    Observation.objects.create(**place, numerator=7, origin="reported", computed_at=AT)
    counted["2026-10"] = [(VILLAGE, 1, "m", True)]
    services.compute_month("2026-10", by=staff["chen"], at=AT)
    now = Observation.objects.get(**place, dimension="")
    assert (now.numerator, now.origin) == (1, "computed")
    old = Restatement.objects.get(division=TOWN, indicator="test.people", dimension="")
    assert (old.numerator, old.origin, old.reason) == (7, "reported", "改由平台计算")


@pytest.mark.parametrize(
    ("value", "period", "words"),
    [("140", "2025", "变动 +40.0%"), ("101", "2026", "数列中断"), ("100", "2024", "更正")],
)
def test_figure_that_looks_wrong_needs_a_note(staff, said, value, period, words):
    services.accept(said("100", "2024"), by=staff["chen"], at=AT)
    told = {"value": value, "source": "年报", "by": staff["lin"], "at": AT}
    with pytest.raises(IndicatorError, match=words.replace("+", r"\+")):
        services.report("test.growth", TOWN, period, **told)
    row = services.report("test.growth", TOWN, period, note="已核实", **told)
    assert any(words in flag for flag in row.flags)


def test_percentage_beyond_a_hundred_is_pointed_out(said):
    assert said("103", key="test.share").flags == ["百分比不在 0 到 100 之间。"]


def test_step_far_from_the_steps_before_is_an_outlier(staff, said):
    for year, value in zip(range(2018, 2025), (60, 61, 62, 64, 65, 66, 68), strict=True):
        services.accept(said(str(value), str(year), key="test.share"), by=staff["chen"], at=AT)
    assert "变动幅度明显偏离历年数列。" in said("80", key="test.share").flags


@pytest.mark.parametrize(
    ("told", "words"),
    [({"period": "2025-10"}, "这样短"), ({"period": "2027"}, "还没有开始"), ({"period": "去年"}, "不是统计期"),
     ({"source": " "}, "来源文件"), ({"value": "约五"}, "不是数"), ({"division": OTHER}, "不能为这个地区"),
     ({"indicator": "test.none"}, "没有指标")],
)  # fmt: skip
def test_what_cannot_be_reported_is_refused_in_words(staff, outside, told, words):
    usual = {"indicator": "test.growth", "division": TOWN, "period": "2025", "value": "5", "source": "年报"}  # fmt: skip
    with pytest.raises(IndicatorError, match=words):
        services.report(**(usual | told), by=staff["lin"], at=AT)
    assert not ReportedValue.objects.exists()


# -- defined ---------------------------------------------------------------------------------


@pytest.mark.requirement("PL-02")
def test_indicator_of_a_plan_is_defined_with_everything_it_means_and_takes_values(staff):
    told = {
        "unit": "%", "kind": "stock", "every": "year", "definition": "护理型床位数占养老床位数的比重。",
        "numerator": "护理型床位数", "denominator": "养老床位数", "module": "elderly", "owner": "养老服务科",
        "basis": "会宁县“十四五”民政事业发展规划", "better": "up",
    }  # fmt: skip
    for _twice in range(2):
        row = services.define(
            "plan.nursing_beds", "护理型床位占比", **told, by=staff["chen"], at=AT
        )
    assert {name: getattr(row, name) for name in told} == told
    item = queries.find("plan.nursing_beds")
    assert item in queries.known() and item.is_reported and item.per == 100
    with pytest.raises(IndicatorError, match="已经用于"):
        services.define("plan.nursing_beds", "另一个", **told, by=staff["chen"], at=AT)
    value = services.report("plan.nursing_beds", TOWN, "2025", numerator=41, denominator=80, source="年报",
                            by=staff["lin"], at=AT)  # fmt: skip
    services.accept(value, by=staff["chen"], at=AT)
    assert queries.yearly("plan.nursing_beds", TOWN, 2025).value == Decimal("51.25")


# -- released --------------------------------------------------------------------------------


def test_public_reads_what_two_people_released_and_nothing_hidden(counted, staff):
    counted["2026-10"] = [(VILLAGE, n, "m", True) for n in range(20)] + [(OTHER, 99, "m", True)]
    services.compute_month("2026-10", by=staff["chen"], at=AT)
    draft = services.release_draft(COUNTY, "2026-10", indicators=["test.people"], by=staff["chen"], at=AT)  # fmt: skip
    assert queries.released() == []
    with pytest.raises(IndicatorError, match="拟稿人"):
        services.release_approve(draft, by=staff["chen"], at=AT)
    services.release_approve(draft, by=staff["bureau"], at=AT)
    told = [(r.division, r.dimension, r.value) for r in queries.released(COUNTY, "2026-10")]
    assert told == [(COUNTY, "", 21), (COUNTY, "sex", 21)]
    services.release_withdraw(draft, reason="口径有误", by=staff["bureau"], at=AT)
    assert queries.released() == []


def test_known_lineages_hold_only_divisions_with_a_row(county):
    assert computed_figures.known_lineages(date(2026, 10, 31))[VILLAGE] == [VILLAGE, TOWN, COUNTY, "620400", "620000", "000000"]  # fmt: skip


def test_the_days_of_reporting_are_those_of_the_place(county):
    for name, place, value in (("figure_year_months", "000000", "2"), ("figure_year_months", COUNTY, "1"),
                               ("figure_report_days", "000000", "15")):  # fmt: skip
        ParameterValue.objects.create(
            policy="indicators", name=name, division_id=place, since=date(2021, 1, 1), value=value, source="测试",
            state=ParameterState.RELEASED.value,
        )  # fmt: skip
    limits = values_in_force("indicators", COUNTY, date(2026, 11, 16))
    assert queries.due_day("2025", limits) == date(2026, 1, 31)
    assert queries.due_day("2026-Q3", limits) == date(2026, 10, 15)
    assert queries.due_day(
        "2025", values_in_force("indicators", "620400", date(2026, 11, 16))
    ) == date(2026, 2, 28)
    assert queries.due_day("2025", {}) is None
