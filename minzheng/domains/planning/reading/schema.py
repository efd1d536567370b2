"""The shape of plan data ``minzheng.plan/1``: sections, their fields and what a value may be.

One table for plan files and workbooks. A field nobody knows is kept and pointed out, never lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SCHEMA = "minzheng.plan/1"
TEXT, NUMBER, WHOLE, DAY, KEY, CODE, COMPARATOR, ANY, PERIOD, MAPPING, LIST = (
    "text", "number", "whole", "day", "key", "code", "comparator", "any", "period", "mapping", "list",
)  # fmt: skip
COMPARATORS = (">=", ">", "=", "<=", "<")
BINDING, EXPECTED = "约束性", "预期性"
KINDS = (BINDING, EXPECTED)


@dataclass(frozen=True)
class Field:
    """One field: its Chinese name, what it holds, whether it must be there."""

    label: str
    holds: str = TEXT
    required: bool = False
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of a plan: one mapping, or a list of rows that share these fields."""

    label: str
    fields: Mapping[str, Field]
    is_list: bool = True
    # Fields that together must not occur twice.
    once: tuple[str, ...] = ()
    # Further names are usual here (numbers of a kind of their own) and are not pointed out.
    is_open: bool = False


_NAMES = {"zh": Field("名称", required=True), "en": Field("英文名称")}
_PLACE = {"name_zh": Field("名称", required=True), "code": Field("区划代码", CODE, required=True)}
_FIGURE = {
    "value": Field("数值", ANY), "from": Field("起", ANY), "to": Field("止", ANY), "unit": Field("单位"),
    "period": Field("期间", PERIOD), "as_of": Field("截至", DAY), "notes": Field("说明"),
    "to_date": Field("至", ANY), "approx_date": Field("日期为估计", ANY), "year": Field("年度", WHOLE),
}  # fmt: skip

HEAD = {
    "schema": Field("格式", required=True, allowed=(SCHEMA,)),
    "id": Field("编号", KEY, required=True),
    "source": Field("来源"),
    "document": Field("文件", MAPPING, required=True),
    "period": Field("规划期", MAPPING, required=True),
    "area": Field("地区", MAPPING, required=True),
    "evaluation": Field("评估安排", MAPPING),
    "chapters": Field("章节", LIST),
    "tasks": Field("任务", LIST),
    "defects": Field("原文问题", LIST),
}
SECTIONS: dict[str, Section] = {
    "document": Section(
        "文件",
        {
            "title_zh": Field("名称", required=True), "title_en": Field("英文名称"), "type": Field("类型", required=True),
            "issuer_zh": Field("发文机关"), "issuer_en": Field("发文机关英文名"), "issuer_note": Field("发文机关说明"),
            "publisher_zh": Field("刊载单位"), "doc_no": Field("文号"), "issued": Field("印发日期", DAY),
            "plan_issued": Field("规划印发日期", ANY), "page_updated": Field("页面更新日期", DAY),
            "items": Field("条数", WHOLE), "superior": Field("上级规划编号", KEY),
        },
        is_list=False,
    ),
    "period": Section(
        "规划期", {"from": Field("起始日期", DAY, required=True), "to": Field("截止日期", DAY, required=True)},
        is_list=False,
    ),
    "area": Section(
        "地区",
        {
            **_PLACE, "name_en": Field("英文名称"), "level": Field("级别"), "parent": Field("上级", MAPPING),
            "province": Field("省级", MAPPING),
        },
        is_list=False,
    ),
    "evaluation": Section(
        "评估安排",
        {
            "midterm_year": Field("中期评估年度", WHOLE), "final_year": Field("终期评估年度", WHOLE),
            "third_party": Field("第三方评估", ANY),
        },
        is_list=False,
    ),
    "chapters": Section("章节", {"title": Field("标题", required=True), "text": Field("内容")}),
    "indicators": Section(
        "指标",
        {
            "seq": Field("序号", WHOLE, required=True), "key": Field("代码", KEY, required=True),
            "name_zh": Field("指标名称", required=True), "name_en": Field("英文名称"), "unit": Field("单位", required=True),
            "comparator": Field("比较方式", COMPARATOR, required=True), "target": Field("目标值", NUMBER),
            "upper": Field("目标上限", NUMBER), "relative_to": Field("相对于"), "kind": Field("属性", allowed=KINDS),
            "base": Field("基期值", NUMBER), "base_year": Field("基期年度", WHOLE), "due": Field("完成期限", DAY, required=True),
            "years": Field("分年度目标", MAPPING), "owner": Field("责任单位"), "superior": Field("对应上级指标", KEY),
            "notes": Field("说明"), "line": Field("原文行号", ANY), "reached": Field("已达到", ANY),
            "printed_status": Field("原文结论"), "sentence": Field("原文"), "flags": Field("疑点", LIST),
        },
        once=("seq", "key"),
    ),
    "targets": Section(
        "目标",
        {
            "key": Field("代码", KEY, required=True), **_NAMES, "comparator": Field("比较方式", COMPARATOR),
            "value": Field("目标值", NUMBER), "from": Field("起", ANY), "to": Field("止", ANY), "unit": Field("单位"),
            "relative_to": Field("相对于"), "due": Field("完成期限", DAY), "base": Field("基期值", NUMBER),
            "base_year": Field("基期年度", WHOLE), "owner": Field("责任单位"), "notes": Field("说明"),
            "line": Field("原文行号", ANY), "sentence": Field("原文"), "flags": Field("疑点", LIST),
        },
        once=("key",),
    ),
    "tasks": Section(
        "任务",
        {
            "title": Field("任务", required=True), "text": Field("内容"), "unit": Field("责任单位"), "due": Field("完成期限", DAY),
            "quantity": Field("数量", NUMBER), "quantity_unit": Field("数量单位"), "practical": Field("为民办实事", ANY),
            "notes": Field("说明"),
        },
    ),
    "parameters": Section(
        "参数",
        {
            "key": Field("代码", KEY, required=True), "zh": Field("名称", required=True),
            "comparator": Field("比较方式", COMPARATOR), **_FIGURE, "relative_to": Field("相对于"), "scope": Field("范围"),
        },
        once=("key",), is_open=True,
    ),
    "standards": Section(
        "标准",
        {"benefit": Field("待遇", KEY, required=True), "category": Field("类别", required=True), "measure": Field("口径"), **_FIGURE},
        once=("benefit", "category", "measure"),
    ),
    "measures_to_issue": Section(
        "拟出台文件",
        {"zh": Field("名称", required=True), "due": Field("完成期限", DAY), "due_note": Field("期限说明"), "action": Field("方式"), "notes": Field("说明")},
    ),
    "projects": Section(
        "项目",
        {
            "name_zh": Field("项目名称", required=True), "site": Field("地点"), "site_zh": Field("地点"),
            "sites_zh": Field("地点", LIST), "units": Field("个数", WHOLE), "land_m2": Field("占地平方米", NUMBER),
            "land_mu": Field("占地亩", NUMBER), "area_m2": Field("建筑面积平方米", NUMBER),
            "main_building_area_m2": Field("主楼面积平方米", NUMBER), "floors": Field("层数", WHOLE),
            "height_m": Field("高度米", NUMBER), "beds": Field("床位", WHOLE), "bed_kind": Field("床位类型"),
            "beds_existing": Field("原有床位", WHOLE), "beds_added": Field("新增床位", WHOLE),
            "m2_per_bed": Field("床均面积", NUMBER), "total_investment": Field("总投资元", NUMBER),
            "funding": Field("资金来源", MAPPING), "milestones": Field("节点", MAPPING), "due": Field("完成期限", DAY),
            "status": Field("状态"), "mode": Field("方式"), "notes": Field("说明"),
        },
        once=("name_zh",),
    ),
    "counts": Section("数量", {"key": Field("代码", KEY, required=True), "zh": Field("名称", required=True), **_FIGURE}, once=("key",), is_open=True),
    "funds": Section("资金", {"key": Field("代码", KEY, required=True), "zh": Field("名称", required=True), **_FIGURE}, once=("key",)),
    "defects": Section("原文问题", {"where": Field("位置", required=True), "issue": Field("问题", required=True)}),
}  # fmt: skip
INNER: dict[tuple[str | int, ...], Mapping[str, Field]] = {
    ("area", "parent"): _PLACE,
    ("area", "province"): _PLACE,
}


@dataclass(frozen=True)
class Bounds:
    """What a plan may say without being asked twice."""

    years: tuple[int, int] = (1990, 2100)
    longest_text: int = 20_000
    rows: int = 2_000
    square_metres_per_mu: float = 666.67
    tolerance: float = 0.01


BOUNDS = Bounds()
