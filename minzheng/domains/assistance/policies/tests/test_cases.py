"""The worked examples of the law, each by its own name."""

from datetime import date, timedelta

import pytest

from minzheng.core.working_days import calendar
from minzheng.kernel.determinations.declarations import policies
from minzheng.kernel.determinations.tests.law import named
from minzheng.policy import ParameterStore


@pytest.mark.requirement("SA-21")
def test_amount_by_difference_and_by_band_differ_as_the_place_chooses():
    assert named("assistance.dibao", "例1 整户").row["amount"] == 112_000
    assert named("assistance.dibao", "例1 分档").row["amount"] == 128_000


@pytest.mark.requirement("SA-43")
@pytest.mark.parametrize(
    ("division", "residence", "day", "yuan"),
    [
        ("640181", "rural", date(2023, 12, 31), 650),
        ("640181", "urban", date(2024, 1, 1), 690),
        ("341302", "rural", date(2024, 4, 28), 625),
        ("341302", "rural", date(2024, 4, 29), 690),
        ("341302", "urban", date(2024, 4, 29), 707),
        ("620422", "urban", date(2016, 1, 1), 346),
        ("620422", "urban", date(2020, 1, 1), 623),
        ("620422", "rural", date(2020, 1, 1), 399),
    ],
)
def test_standards_of_the_plans_are_loaded_with_their_days(division, residence, day, yuan):
    lineage = (division, division[:4] + "00", division[:2] + "0000", "000000")
    store = ParameterStore.of(policies()["assistance.dibao"])
    value, row = store.value(policies()["assistance.dibao"], "standard", lineage, day, residence)
    assert value == yuan * 100
    assert row.source


@pytest.mark.requirement("SA-22")
def test_extra_help_is_paid_on_top_for_the_four_groups():
    row = named("assistance.dibao", "分类施保按人").row
    assert row["amount"] - row["basic_grant"] == row["extra_grant"] == 15_960
    assert named("assistance.dibao", "分类施保：七十").row["extra_grant"] == 7_980


def test_refusal_names_the_condition_and_the_article():
    text = named("assistance.dibao", "例4 人均收入恰等于").evaluation.explain(1).text()
    assert "最低生活保障：不符合条件" in text
    assert (
        "✗ 家庭人均收入低于当地低保标准（800 元/月 与 800 元/月 相比，相等）  〔社会救助法 第十八条〕"
        in text
    )


def test_edge_explanation_shows_why_there_is_no_dibao():
    text = named("assistance.dibao_edge", "例6 收入低于").evaluation.explain(1).text()
    assert "✓ 不符合低保条件" in text
    assert "✗ 家庭金融资产不超过限额（60,000 元 与 57,600 元 相比，相差 2,400 元）" in text


@pytest.mark.requirement("SA-28")
def test_county_may_raise_the_age_of_destitute_minors():
    assert named("assistance.tekun", "例19 十七岁首次申请、无残疾").row["outcome"] == "not_eligible"
    assert named("assistance.tekun", "会宁县十七岁").row["outcome"] == "eligible"


LAWFUL = {
    "SA-32": ("basic_standard_lawful", "惠城区：基本生活标准 1280", "惠城区：基本生活标准 1279.99"),
    "SA-33": ("basic_standard_lawful", "会宁县农村：518.70", "会宁县农村：518.69"),
    "SA-34": (
        "basic_standard_follows_consumption",
        "宿州农村标准 897 元，恰为",
        "宿州农村标准 897 元，不足",
    ),
    "SA-35": ("care_standard_lawful", "惠城区：全自理 2 %", "惠城区：全自理不足"),
    "SA-36": ("care_standard_lawful", "惠城区：半护理恰为", "惠城区：半护理 30 %"),
    "SA-37": ("care_standard_lawful", "惠城区：基本生活标准 1280", "惠城区：基本生活标准 1279.99"),
}


@pytest.mark.parametrize(
    ("rule", "kept", "broken"),
    [
        pytest.param(*case, id=number, marks=pytest.mark.requirement(number))
        for number, case in LAWFUL.items()
    ],
)
def test_destitute_standard_is_held_against_its_legal_floor(rule, kept, broken):
    assert named("assistance.tekun", kept).row[rule] is True
    assert named("assistance.tekun", broken).row[rule] is False


@pytest.mark.requirement("SA-38")
def test_care_standards_differ_by_form_and_tier():
    standards = [
        named("assistance.tekun", start).row["care_standard"]
        for start in ("宿州固定金额：农村、全失能", "宿州固定金额：城市", "宿州固定金额：全自理")
    ]
    assert standards == [71_500, 28_600, 4_300]


def test_price_supplement_is_due_within_its_working_days():
    days = named("assistance.price_link", "例15 启动").row["days_to_pay"]
    assert calendar().add_working_days(date(2026, 9, 9), days) == date(2026, 10, 13)


def test_quick_help_ends_after_three_calendar_days_holiday_or_not():
    days = named("assistance.temporary", "例14 房屋失火").row["days_to_finish"]
    assert date(2026, 9, 18) + timedelta(days) == date(2026, 9, 21)
    assert date(2026, 10, 1) + timedelta(days) == date(2026, 10, 4)


@pytest.mark.parametrize("start", ["分三期", "分六期", "一次发给"])
def test_instalments_add_up_to_the_fen(start):
    row = named("assistance.temporary", start).row
    terms = {"分三期": 3, "分六期": 6, "一次发给": 1}[start]
    later = row["later_payment"] * max(terms - 2, 0)
    assert row["first_payment"] + later + row["last_payment"] == row["amount"]


def test_refusing_obligor_leaves_the_question_to_a_person():
    text = named("assistance.tekun_obligor", "例12 七十二岁之子拒绝").evaluation.explain(1).text()
    assert "尚不能确定" in text
