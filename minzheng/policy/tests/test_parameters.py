"""Which value is in force, and which values are refused."""

from datetime import date

import pytest

from minzheng.policy import (
    COUNTY,
    PREFECTURE,
    PROVINCE,
    ParameterInvalid,
    ParameterRow,
    ParameterStore,
    Policy,
)

LINEAGE = ("620422", "620400", "620000", "000000")


def policy_with_parameters() -> Policy:
    policy = Policy("test.values", "参数")
    policy.parameter("guide", "指导标准", unit="元/人·月", set_by=PROVINCE)
    policy.parameter(
        "line",
        "标准",
        unit="元/人·月",
        set_by=PREFECTURE,
        by="residence",
        floor="guide",
        floor_since="2026-07-01",
    )
    policy.parameter("share", "比例", unit="%", set_by=COUNTY)
    policy.parameter("way", "方式", unit="选项", set_by=COUNTY, choices={"a": "甲", "b": "乙"})
    policy.parameter("groups", "名单", unit="选项", set_by=COUNTY, choices=("x", "y"), many=True)
    policy.parameter("days", "天数", unit="天", set_by=COUNTY)
    policy.parameter("open", "开放", unit="是否", set_by=COUNTY)
    return policy


def row(name, division, since, value, until=None, category=""):
    return ParameterRow(
        "test.values",
        name,
        division,
        date.fromisoformat(since),
        date.fromisoformat(until) if until else None,
        value,
        category,
    )


def value(rows, name, at, category=None):
    return ParameterStore(rows).value(
        policy_with_parameters(), name, LINEAGE, date.fromisoformat(at), category
    )[0]


def test_nearest_ancestor_wins_over_the_later_row():
    rows = [row("days", "620000", "2025-01-01", "9"), row("days", "620400", "2020-01-01", "5")]
    assert value(rows, "days", "2026-01-01") == 5


def test_latest_row_in_force_wins_and_ends_before_until():
    rows = [
        row("days", "620000", "2020-01-01", "5"),
        row("days", "620000", "2025-01-01", "9", until="2026-01-01"),
    ]
    assert [
        value(rows, "days", day) for day in ("2024-12-31", "2025-01-01", "2025-12-31", "2026-01-01")
    ] == [5, 9, 9, 5]


def test_before_its_first_day_there_is_no_value():
    assert value([row("days", "620000", "2020-01-01", "5")], "days", "2019-12-31") is None


def test_category_beats_the_general_row_of_the_same_place_only():
    rows = [
        row("line", "620400", "2020-01-01", "400"),
        row("line", "620400", "2020-01-01", "300", category="rural"),
        row("line", "000000", "2020-01-01", "1", category="urban"),
    ]
    assert value(rows, "line", "2026-01-01", "rural") == 30_000
    assert value(rows, "line", "2026-01-01", "urban") == 40_000


@pytest.mark.parametrize(
    ("name", "written", "read"),
    [
        ("line", "623.50", 62_350),
        ("share", "62.5", 6_250),
        ("days", "7", 7),
        ("open", "是", True),
        ("way", "a", "a"),
        ("groups", "x、y", " x y "),
    ],
)
def test_value_is_read_in_its_unit(name, written, read):
    assert policy_with_parameters().parameters[name].parse(written) == read


@pytest.mark.parametrize(
    ("name", "written", "complaint"),
    [
        ("line", "1.234", "最多两位小数"),
        ("line", "abc", "不是数值"),
        ("line", "-1", "不能为负数"),
        ("days", "1.5", "须为整数"),
        ("open", "也许", "应为「是」或「否」"),
        ("way", "c", "没有选项「c」"),
        ("groups", "x z", "没有选项「z」"),
        ("days", " ", "不能为空"),
        ("line", "NaN", "不是数值"),
    ],
)
def test_unfit_value_is_refused_in_chinese(name, written, complaint):
    with pytest.raises(ParameterInvalid, match=complaint):
        policy_with_parameters().parameters[name].parse(written)


def test_value_below_the_guiding_one_is_rejected_from_the_law_on():
    """Worked example 17: guiding standard 760; 800 is valid, 740 is not, and was before the law."""
    policy = policy_with_parameters()
    store = ParameterStore([row("guide", "620000", "2026-01-01", "760")])
    store.check(policy, row("line", "620400", "2026-07-01", "800"), LINEAGE[1:])
    store.check(policy, row("line", "620400", "2026-06-01", "740", until="2026-07-01"), LINEAGE[1:])
    with pytest.raises(ParameterInvalid, match="低于指导标准"):
        store.check(policy, row("line", "620400", "2026-07-01", "740"), LINEAGE[1:])


def test_problems_name_unknown_parameters_and_turned_dates():
    policy = policy_with_parameters()
    store = ParameterStore(
        [
            row("dayz", "620000", "2020-01-01", "5"),
            row("days", "620000", "2020-01-01", "5", until="2019-01-01"),
            row("days", "620000", "2020-01-01", "5", category="urban"),
        ]
    )
    problems = store.problems(policy)
    assert [p.split("（")[0] for p in problems] == [
        "政策「test.values」没有参数「dayz」",
        "参数「天数」",
        "参数「天数」",
    ]


def test_csv_is_read_with_dates_and_document(tmp_path):
    path = tmp_path / "parameters.csv"
    path.write_text(
        "policy,parameter,division,since,until,category,value,source,document\n"
        "test.values,days,620422,2020-01-01,2021-01-01,,5,来源,文〔2020〕1号\n",
        encoding="utf-8",
    )
    (only,) = ParameterStore.from_csv(path).rows
    assert only == ParameterRow(
        "test.values",
        "days",
        "620422",
        date(2020, 1, 1),
        date(2021, 1, 1),
        "5",
        "",
        "来源",
        "文〔2020〕1号",
    )


def test_csv_with_a_bad_date_names_its_line(tmp_path):
    path = tmp_path / "parameters.csv"
    path.write_text(
        "policy,parameter,division,since,until,category,value,source,document\n"
        "test.values,days,620422,2020-13-01,,,5,,\n",
        encoding="utf-8",
    )
    with pytest.raises(ParameterInvalid, match="第 2 行"):
        ParameterStore.from_csv(path)


def test_overlaid_value_holds_everywhere_and_leaves_the_store_alone():
    policy = policy_with_parameters()
    store = ParameterStore([row("days", "620000", "2020-01-01", "5")])
    changed = store.overlaid(policy, {"days": "8"})
    at = date(2026, 1, 1)
    assert (
        changed.value(policy, "days", LINEAGE, at)[0],
        store.value(policy, "days", LINEAGE, at)[0],
    ) == (8, 5)
