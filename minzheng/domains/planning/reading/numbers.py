"""Numbers, units and comparators as plans print them."""

import re
from decimal import Decimal

# Units of counting; longer ones first, so that 人次 is not read as 人.
COUNTED = (
    "人次", "场次", "万人", "万元", "亿元", "平方米", "平米", "人", "名", "户", "家", "个", "张", "所", "处", "座", "套",
    "支", "辆", "次", "场", "项", "条", "元", "倍", "公里", "小时", "分钟",
)  # fmt: skip
UNIT = r"(?:%|" + "|".join(COUNTED) + r")"
NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_COMPARED = {
    ">=": ("不低于", "不少于", "不小于", "至少", "≥", "以上", "不得低于"),
    "<=": ("不超过", "不高于", "不大于", "不多于", "≤", "以内", "以下", "控制在"),
    ">": ("超过", "大于", "高于", ">", "＞", "多于"),
    "<": ("低于", "小于", "少于", "<", "＜"),
}


def comparator(words: str) -> str:
    """Return the comparator of the words around a number; '=' where none is written."""
    for sign, said in _COMPARED.items():
        if any(one in words for one in said):
            return sign
    return "="


def number(text: str) -> Decimal:
    """Return a printed number; thousands may be set apart with commas."""
    return Decimal(text.replace(",", ""))


def cell(text: str) -> tuple[str, Decimal | None]:
    """Return comparator and number of a table cell (≥75, >30, 55以上); no number gives None."""
    found = re.search(NUMBER, text)
    return comparator(text), number(found[0]) if found else None
