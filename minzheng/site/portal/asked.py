"""What the pages of one's own matters ask, declared once, and made ready for typing."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from minzheng.core.forms import CHOICE, DAY, LONG, MANY, NO, PHOTO, YES, YES_NO, Form, Item
from minzheng.kernel.cases.choices import LEVELS, TAGS

SUPPLEMENT = Form(
    "supplement",
    "补充材料",
    (
        Item("text", "补充说明", LONG, "缺的情况写在这里；只交照片的可以不写。", most=1000),
        Item("photos", "材料照片", PHOTO, "一份材料一张，拍清楚四角。最多 9 张。", most=9),
    ),
)
REASON = Form("reason", "说明", (Item("note", "原因", LONG, is_required=True, most=500),))
OBJECTION = Form(
    "objection",
    "异议",
    (
        Item(
            "text",
            "哪里不对，请写明",
            LONG,
            "有材料的，可以到窗口补交。",
            is_required=True,
            most=1000,
        ),
    ),
)
OPINION = Form(
    "opinion",
    "我的意见",
    (
        Item("waived", "您要提意见吗", CHOICE, options=(("no", "提意见"), ("yes", "没有意见，放弃陈述")), is_required=True),
        Item("opinion", "意见", LONG, when=("waived", "no"), is_required=True, most=1000),
    ),
)  # fmt: skip
RATING = Form(
    "rating",
    "评价",
    (
        Item("level", "这次办事您满意吗", CHOICE, options=tuple((str(key), words) for key, words in LEVELS.items()), is_required=True),
        Item("tags", "哪些方面", MANY, options=tuple(TAGS.items())),
        Item("words", "想说的话", LONG, most=500),
    ),
)  # fmt: skip
# What happened in a family, and the cause under which the office looks into it.
CHANGES = {
    "marriage": ("结婚、离婚", "left"),
    "birth": ("生育、收养", "review"),
    "job": ("找到工作或者失业", "income"),
    "income": ("收入变多或者变少", "income"),
    "assets": ("房、车、存款变化", "assets"),
    "death": ("家人去世", "death"),
    "move": ("搬家、迁出", "left"),
    "other": ("其他变化", "review"),
}
CHANGE = Form(
    "change",
    "报告家庭变化",
    (
        Item("what", "发生了什么变化", CHOICE, options=tuple((key, label) for key, (label, _cause) in CHANGES.items()), is_required=True),
        Item("happened_on", "哪天发生的", DAY, "记不清的，写大概日期。", is_required=True),
        Item("text", "具体情况", LONG, is_required=True, most=500),
    ),
)  # fmt: skip
_YES_NO = ((YES, _lazy("是")), (NO, _lazy("否")))


def said_in(form: Form, posted: QueryDict) -> dict[str, Any]:
    """Return what was typed into a form, lists where several answers are possible."""
    return {
        item.key: posted.getlist(item.key) if item.kind == MANY else posted.get(item.key, "")
        for item in form.items
    }


def fields(
    form: Form, said: Mapping[str, Any] | None = None, wrong: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Return the items of a form as ``portal/form.html`` shows them, with what was typed and what is wrong."""
    said, wrong = said or {}, wrong or {}
    return [
        {
            **item.described(),
            "is_required": item.is_required,
            "options": _YES_NO if item.kind == YES_NO else item.options,
            "value": said.get(item.key, [] if item.kind == MANY else ""),
            "fault": wrong.get(item.key, ""),
        }
        for item in form.items
    ]


def told(wrong: Mapping[str, str]) -> str:
    """Return everything that is wrong with what was typed, in one line above the page."""
    return _("；").join(wrong.values())
