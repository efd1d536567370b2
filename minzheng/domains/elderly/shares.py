"""What is kept in common with the elderly-care systems of the state and of the city (EL-05, EL-10, EL-11)."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from minzheng.core import credit_code
from minzheng.kernel.benefits.shares import IDENTITY, recipients_share
from minzheng.kernel.bodies.models import Body
from minzheng.kernel.exchange.declarations import (
    CHOICE,
    CODE,
    DATE,
    DECIMAL,
    MONEY,
    PERSON_ID,
    TEXT,
    Field,
)
from minzheng.kernel.sharing.declarations import SharedSet

MAPPING = Path(__file__).parent / "shares.csv"
YES_NO = {"是": ("1", "有"), "否": ("0", "无")}
GRADES = {
    name: (str(n),) for n, name in enumerate(("无等级", "一级", "二级", "三级", "四级", "五级"))
}
CREDIT = {"良好": ("A",), "一般": ("B",), "失信": ("C",)}

INSTITUTION = (
    Field("code", CODE, "统一社会信用代码"),
    Field("name", TEXT, "机构名称"),
    Field("kind", CHOICE, "机构类别", choices={"公办": ("1",), "公建民营": ("2",), "民办": ("3",)}),
    Field("filed_on", DATE, "备案日期", required=False),
    Field("beds", CODE, "床位数"),
    Field("residents", CODE, "在住老年人数", required=False),
    Field("grade", CHOICE, "服务质量等级", required=False, choices=GRADES),
    Field("fire_checked", CHOICE, "消防审验合格", choices=YES_NO),
    Field("food_licence", CHOICE, "食品经营许可", choices=YES_NO),
    Field("prepaid", MONEY, "预收费余额", required=False),
    Field("inspected_on", DATE, "最近检查日期", required=False),
)
CARE_WORKER = (
    Field("number", CODE, "护理员编号"),
    Field("name", TEXT, "姓名"),
    Field("id_no", PERSON_ID, "公民身份号码"),
    Field("employer", CODE, "工作机构信用代码"),
    Field("skill", CHOICE, "职业技能等级", choices=GRADES),
    Field("trained", DECIMAL, "本年培训学时", required=False),
    Field("credit", CHOICE, "信用评价", choices=CREDIT),
    Field("credit_reason", TEXT, "信用事由", required=False),
    Field("evaluated_on", DATE, "评价日期", required=False),
)
ORDER = (
    Field("number", CODE, "工单号"),
    Field("name", TEXT, "老年人姓名"),
    Field("id_no", PERSON_ID, "公民身份号码"),
    Field("item", TEXT, "服务项目"),
    Field("provider", TEXT, "服务机构"),
    Field("served_on", DATE, "服务日期"),
    Field("minutes", CODE, "服务时长（分钟）", required=False),
    Field("amount", MONEY, "金额", required=False),
    Field("rating", CHOICE, "评价", required=False, choices={"满意": ("1",), "基本满意": ("2",), "不满意": ("3",)}),
)  # fmt: skip


def sound_numbers(row: Mapping[str, Any]) -> Sequence[str]:
    """Refuse a credit code that cannot be one, and counts that are none."""
    try:
        credit_code.parse(row["code"])
        wrong = []
    except credit_code.InvalidCreditCode as refused:
        wrong = [f"统一社会信用代码不正确：{refused}"]
    counts = (("beds", "床位数"), ("residents", "在住老年人数"))
    return wrong + [
        f"{label}须为整数" for name, label in counts if row[name] and not row[name].isdecimal()
    ]


def risks(row: Mapping[str, Any], on: date) -> Sequence[str]:
    """Screen an institution for risks: licences, crowding, unpaid-for money, no check in a year (EL-10)."""
    found = [
        (row["fire_checked"] == "否", "消防审验不合格"),
        (row["food_licence"] == "否", "没有食品经营许可"),
        (row["filed_on"] is None, "未备案"),
        (int(row["residents"] or 0) > int(row["beds"]), "在住人数超过床位数"),
        (
            row["inspected_on"] is None or (on - row["inspected_on"]).days > 366,
            "一年内没有检查记录",
        ),
        ((row["prepaid"] or 0) > 0 and row["kind"] == "民办", "有预收费，须查验存管"),
        (not Body.objects.filter(credit_code=row["code"]).exists(), "本地机构库没有登记"),
    ]
    return [text for is_so, text in found if is_so]


def _all(columns: Sequence[Field]) -> tuple[str, ...]:
    return tuple(column.name for column in columns)


SHARES = (
    recipients_share(
        "elderly.recipients", "养老服务补贴和高龄津贴对象", "elderly.old_age", "elderly.service", "elderly.nursing",
        basis="老年人权益保障法 第三十条、第三十三条",
        also={**dict.fromkeys(("health", "medical"), IDENTITY), "elderly_city": IDENTITY},
    ),
    SharedSet(
        "elderly.institutions", "养老机构", "养老机构管理办法（民政部令第66号）", INSTITUTION,
        {
            "elderly_national": _all(INSTITUTION), "elderly_city": _all(INSTITUTION), "jinmin": _all(INSTITUTION),
            "market": ("code", "name", "food_licence"), "emergency": ("code", "name", "beds", "fire_checked"),
        },
        key_fields=("code",), taken_from="elderly_national", mapping=MAPPING,
        checks=(sound_numbers,), screen=risks,
    ),
    SharedSet(
        "elderly.care_workers", "养老护理员", "全国养老护理员信息和信用管理系统通知", CARE_WORKER,
        {"care_workers": _all(CARE_WORKER), "elderly_city": ("number", "name", "employer", "skill", "credit")},
        key_fields=("number",), taken_from="care_workers", mapping=MAPPING,
        screen=lambda row, _on: ["信用评价为失信，不得从事护理"] if row["credit"] == "失信" else [],
    ),
    SharedSet(
        "elderly.orders", "居家养老服务工单", "市智慧养老服务平台建设方案", ORDER,
        {},
        key_fields=("number",), taken_from="elderly_city", mapping=MAPPING, frequency="daily",
    ),
)  # fmt: skip
