"""Adoptions: taken in, announced, registered, and kept with the national system (MA-06)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from minzheng.core.months import completed_age
from minzheng.kernel.exchange.declarations import CHOICE, CODE, DATE, PERSON_ID, SECRET, TEXT, Field
from minzheng.kernel.sharing.declarations import SharedSet

MAPPING = Path(__file__).parent / "shares.csv"
# 民法典 art. 1098; 登记办法 art. 8: the notice runs sixty full days.
YOUNGEST_ADOPTER, OLDEST_CHILD = 30, 18
NOTICE = timedelta(days=60)
KINDS = {
    "孤儿": ("1",), "查找不到生父母的未成年人": ("2",), "生父母有特殊困难无力抚养的子女": ("3",),
    "三代以内旁系同辈血亲的子女": ("4",), "继子女": ("5",),
}  # fmt: skip
FOUNDLING, STEP = "查找不到生父母的未成年人", "继子女"

ADOPTION = (
    Field("number", CODE, "登记编号"),
    Field("kind", CHOICE, "被收养人类别", choices=KINDS),
    Field("name", SECRET, "被收养人姓名"),
    Field("child_born_on", DATE, "被收养人出生日期"),
    Field("adopter", SECRET, "收养人姓名"),
    Field("adopter_id", PERSON_ID, "收养人公民身份号码"),
    Field("adopter_born_on", DATE, "收养人出生日期"),
    Field("spouse", SECRET, "收养人配偶姓名", required=False),
    Field("applied_on", DATE, "申请日期"),
    Field("announced_on", DATE, "公告日期", required=False),
    Field("assessed_on", DATE, "收养评估日期", required=False),
    Field(
        "child_consent",
        CHOICE,
        "年满八周岁被收养人同意",
        required=False,
        choices={"是": ("1",), "不适用": ("0",)},
    ),
    Field("registered_on", DATE, "登记日期", required=False),
    Field("registrar", TEXT, "登记员", required=False),
)
ALL = tuple(column.name for column in ADOPTION)


def lawful(row: Mapping[str, Any]) -> Sequence[str]:
    """Refuse what the Civil Code and the measures of registration do not allow (arts. 1093, 1098, 1104, 1105)."""
    applied: date = row["applied_on"]
    age, registered = completed_age(row["child_born_on"], applied), row["registered_on"]
    found = [
        (age >= OLDEST_CHILD, "被收养人须未满十八周岁"),
        (
            row["kind"] != STEP and completed_age(row["adopter_born_on"], applied) < YOUNGEST_ADOPTER,
            "收养人须年满三十周岁",
        ),
        (age >= 8 and row["child_consent"] != "是", "八周岁以上的被收养人须本人同意"),
        (registered is not None and row["kind"] != STEP and row["assessed_on"] is None, "登记前须作收养评估"),
        (
            registered is not None and row["kind"] == FOUNDLING
            and (row["announced_on"] is None or registered <= row["announced_on"] + NOTICE),
            "查找不到生父母的，须公告满六十日后登记",
        ),
        (registered is not None and registered < applied, "登记日期早于申请日期"),
    ]  # fmt: skip
    return [text for is_so, text in found if is_so]


SHARES = (
    SharedSet(
        "marriage.adoptions", "收养登记", "民法典 第一千一百零五条；中国公民收养子女登记办法 第八条", ADOPTION,
        {"adoption": ALL, "jinmin": ("number", "kind", "child_born_on", "registered_on")},
        key_fields=("number",), taken_from="adoption", mapping=MAPPING, frequency="on_change",
        checks=(lawful,), stages=("受理", "评估和公告", "已登记", "已归档"), leaves_at=2,
    ),
)  # fmt: skip
