"""What the style-guide page shows: every component with short, long, rare and empty values."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest

from minzheng.ui import assets, charts, tables
from minzheng.ui.columns import Badge, Column
from minzheng.ui.filters import Filter

ASSETS = assets.ROOT
NAMES = ("马一", "王秀英", "阿卜杜拉·买买提江·伊敏", "㛃翠花", "=SUM(A1)", "欧阳建国")
TONES = ("good", "due", "danger", "info", "quiet")
MENU = [
    {"label": "我的任务", "url": "#", "icon": "checklist", "active": True, "count": 12},
    {"label": "办件", "url": "#", "icon": "folder", "active": False, "count": 0},
    {"label": "人员家庭", "url": "#", "icon": "users", "active": False, "count": 0},
    {"label": "本月", "url": "#", "icon": "calendar-month", "active": False, "count": 3},
    {"label": "发放", "url": "#", "icon": "cash", "active": False, "count": 0, "group": "资金"},
    {
        "label": "统计",
        "url": "#",
        "icon": "chart-bar",
        "active": False,
        "count": 0,
        "group": "资金",
    },
]


class Survey(forms.Form):
    """A form with each kind of control."""

    name = forms.CharField(label="姓名", help_text="与身份证一致。")
    income = forms.CharField(label="月收入（元）", help_text="没有就填 0。")
    seen_on = forms.DateField(label="走访日期", widget=forms.DateInput(attrs={"type": "date"}))
    housing = forms.ChoiceField(
        label="住房", choices=[("", "请选择"), ("own", "自有"), ("rent", "租住")]
    )
    lives = forms.ChoiceField(
        label="居住情况",
        choices=[("alone", "独居"), ("family", "与家人同住")],
        widget=forms.RadioSelect,
    )
    heard = forms.BooleanField(label="已当面告知权利义务", required=False)
    note = forms.CharField(
        label="走访记录", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    photo = forms.FileField(label="照片", required=False)


def rows(count: int) -> list[dict[str, Any]]:
    """Plain rows of a list, the first ones awkward."""
    return [
        {
            "id": place,
            "name": NAMES[place % len(NAMES)],
            "number": f"62990119{place:010d}",
            "amount": (0, 123456789, 48800, None)[place % 4],
            "share": place / 100,
            "since": date(2026, 1 + place % 12, 1),
            "state": Badge(
                ("已办结", "今日到期", "超期 3 日", "办理中", "草稿")[place % 5], TONES[place % 5]
            ),
        }
        for place in range(count)
    ]


def table(count: int, key: str = "people") -> tables.Table:
    """The list of the style guide over ``count`` rows."""
    columns = [
        Column("name", "姓名", href=lambda row: f"#{row['id']}", order_by=True),
        Column("number", "证件号码", kind="code", wide=True),
        Column("state", "状态", kind="badge"),
        Column("amount", "月金额（元）", kind="money", order_by=True),
        Column("share", "占比", kind="percent", wide=True),
        Column("since", "起始日", kind="date", order_by=True),
    ]
    filters = [
        Filter("q", "姓名", fields=("name",)),
        Filter("since", "月份", kind="month"),
        Filter("name", "选择", kind="choice", choices=[(n, n) for n in NAMES]),
        Filter("flag", "只看异常", kind="flag", apply=lambda found, _value: found[::2]),
    ]
    return tables.Table(
        key,
        "保障对象",
        columns,
        rows=rows(count),
        filters=filters,
        page_size=8,
        empty="还没有保障对象。",
        row_tone=lambda row: "danger" if row["id"] % 5 == 2 else "",
    )


def node(kind: str, label: str, display: str = "", *children: dict, **more: Any) -> dict[str, Any]:
    """One node of an explanation, in the shape the policy engine gives."""
    plain = {"name": label, "value": display or None, "basis": "", "met": None, "source": ""}
    return (
        plain
        | {"kind": kind, "label": label, "display": display, "children": list(children)}
        | more
    )


def tree() -> dict[str, Any]:
    """An explanation with all three answers and a missing fact."""
    wages = node("fact", "工资", "1,600 元/月", source="人社 2026-10")
    member = node("person", "马一", "1,600 元/月", wages, node("fact", "务农收入"))
    income = node("variable", "计入收入", "2,100 元/月", member, basis="甘肃省办法 第七条")
    standard = node("parameter", "低保标准", "623 元/人·月", source="会政办发〔2022〕114号")
    switch = node("parameter", "工资计入", "是", value=True, met=True)
    margin = {"text": "2,100 元/月 与 1,869 元/月 相比，相差 231 元/月"}
    return {
        "label": "最低生活保障",
        "outcome": "undetermined",
        "amount": None,
        "missing": ["务农收入"],
        "nodes": [
            node(
                "condition",
                "人均收入低于当地低保标准",
                "",
                income,
                standard,
                switch,
                basis="第九条",
            ),
            node("condition", "家庭财产符合当地规定", "是", met=True, basis="第九条"),
            node("condition", "户籍在本县", "否", met=False, basis="第五条", margin=margin),
            node("amount", "按差额按月发给", "", basis="第十二条"),
        ],
    }


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything the style-guide page shows."""
    at = datetime(2026, 11, 16, 0, 30, tzinfo=UTC)
    towns = [f"{name}镇" for name in "会师郭城甘沟河畔头寨太平新添党岘四房"]
    return {
        "product": "民政一体化平台", "county_name": "会宁县", "demo": True, "menu": MENU, "menu_sections": [{"label": "档案", "lines": MENU, "open": True}], "mandate": "柴家门镇 经办",
        "person_name": "林小梅", "mandates": [{"id": 1, "label": "柴家门镇 经办", "active": True}],
        "subtitle": "会宁县柴家门镇二十里铺村 · 62990119********12 · 78 岁", "back": "#", "status": Badge("办理中", "info"),
        "form": Survey(None if "fresh" in request.GET else {"name": "马一", "income": "", "lives": "alone"}),
        "tree": tree(), "list": tables.listing(request, table(40)), "list_empty": tables.listing(request, table(0, "none")),
        "facts": [("户主", "㛃翠花"), ("人口", "3 人"), {"label": "月保障金", "value": "1,234,567.89 元", "note": "自 2026-10-01 起"},
                  {"label": "复核", "value": "已过期 3 日", "tone": "danger"}, ("电话", None)],
        "steps_items": [
            {"label": "受理", "state": "done", "done_on": date(2026, 11, 3)},
            {"label": "经济状况核对", "state": "done", "done_on": date(2026, 11, 9)},
            {"label": "入户调查", "state": "late", "due_on": date(2026, 11, 13)},
            {"label": "公示", "state": "next", "due_on": date(2026, 11, 24)}, {"label": "审核确认", "state": "next"},
        ],
        "tiles_items": [
            {"label": "在保户数", "value": 3120, "unit": "户", "note": "比上月 +14", "href": "#"},
            {"label": "本月应发", "value": "1,234,567.89", "unit": "元"},
            {"label": "超期办件", "value": 3, "unit": "件", "tone": "danger", "href": "#"},
            {"label": "公示中", "value": 0, "unit": "户"},
        ],
        "figures": [
            charts.line("在保人数", ["7月", "8月", "9月", "10月"], {"城市": [820, 810, None, 805], "农村": [2300, 2310, 2290, 2320]}, unit="人"),
            charts.bar("各乡镇新增", towns, {"新增": list(range(len(towns)))}, unit="户", head="乡镇"),
            charts.shares("退出原因", {"收入超标": 12, "死亡": 7, "财产超标": 3}, unit="户"),
        ],
        "progress_items": [
            {"label": "接收数据", "state": "done", "done": 12, "total": 12, "at": at, "href": "#"},
            {"label": "认定", "state": "current", "done": 1200, "total": 3000, "note": "正在计算柴家门镇"},
            {"label": "发放", "state": "next"},
        ],
        "timeline_items": [
            {"at": at, "title": "入户调查", "detail": "独居，房屋漏雨；9 月新增工资 4,800 元。", "who": "林小梅 · 柴家门镇经办", "icon": "walk"},
            {"at": at, "title": "人社数据到达", "icon": "inbox", "tone": "due", "href": "#"},
        ],
    }  # fmt: skip
