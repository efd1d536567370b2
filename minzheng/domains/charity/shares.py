"""Charity activities, filed here and published on the national platform (CY-04)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from minzheng.core import credit_code
from minzheng.kernel.exchange.declarations import CHOICE, CODE, DATE, MONEY, TEXT, Field
from minzheng.kernel.sharing.declarations import SharedSet

MAPPING = Path(__file__).parent / "shares.csv"
# 公开募捐管理办法 art. 11: filed ten days before the start, the day of the start not counted.
FILED_BEFORE = timedelta(days=10)
# 慈善法 art. 72: in a sudden emergency within ten days after the start.
FILED_AFTER = timedelta(days=10)

ACTIVITY = (
    Field("number", CODE, "备案编号"),
    Field("name", TEXT, "活动名称"),
    Field("organisation", TEXT, "慈善组织"),
    Field("code", CODE, "统一社会信用代码"),
    Field(
        "kind",
        CHOICE,
        "活动类别",
        choices={"公开募捐": ("1",), "定向募捐": ("2",), "慈善项目": ("3",)},
    ),
    Field("purpose", TEXT, "目的和受益人"),
    Field("filed_on", DATE, "备案日期"),
    Field("starts_on", DATE, "开始日期"),
    Field("ends_on", DATE, "结束日期"),
    Field("emergency", CHOICE, "应对突发事件", choices={"是": ("1",), "否": ("0",)}),
    Field("raised", MONEY, "募得款物", required=False),
    Field("spent", MONEY, "支出", required=False),
    Field("contact", TEXT, "公开联系方式"),
)
ALL = tuple(column.name for column in ACTIVITY)


def filed_in_time(row: Mapping[str, Any]) -> Sequence[str]:
    """Refuse a plan filed too late, an end before the start, a code that cannot be one."""
    wrong = []
    if row["ends_on"] < row["starts_on"]:
        wrong.append("结束日期早于开始日期")
    late = (
        row["starts_on"] + FILED_AFTER
        if row["emergency"] == "是"
        else row["starts_on"] - FILED_BEFORE
    )
    if row["kind"] == "公开募捐" and row["filed_on"] > late:
        wrong.append(f"公开募捐方案备案超期，最迟应在 {late} 备案")
    try:
        credit_code.parse(row["code"])
    except credit_code.InvalidCreditCode as refused:
        wrong.append(f"统一社会信用代码不正确：{refused}")
    return wrong


SHARES = (
    SharedSet(
        "charity.activities", "慈善活动", "慈善法 第二十四条；慈善组织公开募捐管理办法 第十一条", ACTIVITY,
        {"charity_china": ALL, "jinmin": ALL, "society": ("name", "organisation", "kind", "purpose", "starts_on", "ends_on", "contact")},
        key_fields=("number",), taken_from="charity_china", mapping=MAPPING, frequency="on_change",
        checks=(filed_in_time,), stages=("起草", "已备案", "已公开", "已结束"), leaves_at=1,
    ),
)  # fmt: skip
