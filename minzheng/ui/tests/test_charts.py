"""Tests of the chart builders."""

import json

from minzheng.ui import charts


def test_line_leaves_a_gap_where_nothing_is_known():
    figure = charts.line("在保", ["7月", "8月"], {"城市": [820, None]}, unit="人")
    assert json.loads(figure.json)["series"][0]["data"] == [820, None]
    assert figure.rows == [["7月", "820"], ["8月", "—"]]
    assert figure.heads == ["", "城市（人）"]


def test_many_bars_lie_down_first_on_top():
    labels = [f"{i}镇" for i in range(20)]
    option = charts.bar("新增", labels, {"新增": range(20)}).option
    assert (option["yAxis"]["type"], option["yAxis"]["inverse"]) == ("category", True)
    assert charts.bar("新增", labels[:3], {"新增": range(3)}).option["xAxis"]["type"] == "category"


def test_stacked_parts_share_one_stack():
    option = charts.stacked("金额", ["1月"], {"低保": [1], "特困": [2]}).option
    assert [part["stack"] for part in option["series"]] == ["all", "all"]


def test_shares_are_ordered_and_add_up():
    figure = charts.shares("原因", {"死亡": 1, "收入": 3}, unit="户")
    assert figure.rows == [["收入", "3", "75.0%"], ["死亡", "1", "25.0%"]]


def test_shares_of_nothing_have_no_percent():
    assert charts.shares("原因", {"死亡": 0}).rows == [["死亡", "0", "—"]]


def test_tooltips_need_no_inline_styles():
    assert charts.line("x", [], {}).option["tooltip"]["renderMode"] == "richText"
