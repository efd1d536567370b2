"""A charity activity is filed in time, published on the national platform, and its log says how that went."""

import pytest

from minzheng.kernel.sharing import queries, services
from minzheng.kernel.sharing.services import SharingRefused
from minzheng.kernel.sharing.tests.system import AT, connect, granted, quick, save
from world.national import National, Schema

ACTIVITY = {
    "备案编号": "620422-2026-01", "活动名称": "暖冬行动", "慈善组织": "会宁县慈善会", "统一社会信用代码": "53620422MJ1234567X",
    "活动类别": "公开募捐", "目的和受益人": "困难老人过冬", "备案日期": "2026-11-01", "开始日期": "2026-11-11",
    "结束日期": "2026-12-31", "应对突发事件": "否", "公开联系方式": "0943-7000000",
}  # fmt: skip


def test_plan_filed_too_late_is_refused_but_not_in_an_emergency(staff, places):
    with pytest.raises(SharingRefused, match="最迟应在 2026-10-31 备案"):
        save("charity.activities", {**ACTIVITY, "开始日期": "2026-11-10"}, staff, places["会宁县"])
    late = {**ACTIVITY, "开始日期": "2026-10-25", "应对突发事件": "是"}
    assert save("charity.activities", late, staff, places["会宁县"]).title == "暖冬行动"


@pytest.mark.requirement("CY-04")
def test_activity_is_published_once_filed_and_the_log_keeps_what_was_said(staff, places):
    schema = Schema({"hdlb": "[123]", "tyshxydm": "[0-9A-Z]{18}", "lxfs": r"\d{4}-\d{7}"})
    with National("shared-secret", {"charity.activities": schema}) as china:
        connect("charity_china", china, staff, places["会宁县"])
        agreed = granted(staff, places["会宁县"], *schema_fields(), partner="charity_china", data_set="charity.activities")  # fmt: skip
        row = save(
            "charity.activities", {**ACTIVITY, "公开联系方式": "见公告"}, staff, places["会宁县"]
        )
        assert services.push(agreed, by=staff["chen"], at=AT, pause=quick) is None
        services.move_entry(row, stage=1, note="", by=staff["chen"], at=AT)
        first = services.push(agreed, by=staff["chen"], at=AT, pause=quick)
        assert first.lines.get().message == "字段 lxfs 不符合代码表或格式"
        services.save_entry("charity.activities", ACTIVITY, division=places["会宁县"], by=staff["chen"], at=AT, entry=row)  # fmt: skip
        services.push(agreed, by=staff["chen"], at=AT, pause=quick)
        (published,) = china.held["charity.activities"].values()
        assert (published["hdmc"], published["hdlb"], published["tfsj"]) == ("暖冬行动", "1", "0")
        assert [line.outcome[:12] for line in queries.ledger(staff["liu"])] == [
            "接收 1 行，退回 0 ",
            "接收 0 行，退回 1 ",
        ]


def schema_fields():
    return (
        "number", "name", "organisation", "code", "kind", "purpose", "filed_on", "starts_on", "ends_on", "emergency",
        "contact",
    )  # fmt: skip
