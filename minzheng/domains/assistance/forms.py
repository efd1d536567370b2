"""What a family is asked on the portal beside who it is: temporary relief and support, in plain words."""

from minzheng.core.forms import CHOICE, LONG, MONEY, YES_NO, Form, Item

from .services.relief import CAUSES

hardship = Form(
    "assistance.hardship",
    "遇到的困难",
    (
        Item(
            "relief_type",
            "是哪一种困难",
            CHOICE,
            options=(
                ("emergency", "突然出事（火灾、交通事故、重病、意外等）"),
                ("expenditure", "看病、上学等必须花的钱太多，日子过不下去"),
            ),
            is_required=True,
        ),
        Item("hardship_cause", "什么原因", CHOICE, options=tuple(CAUSES.items()), is_required=True),
        Item("is_urgent", "现在就吃不上饭、看不了病或者没地方住吗", YES_NO, is_required=True,
             help="选“是”的，先救助、后补手续。"),
        Item("living_difficult", "基本生活已经过不下去了吗", YES_NO, is_required=True),
        Item("requested_amount", "大约需要多少钱", MONEY, is_required=True, help="估个数就行，由乡镇核定。"),
        Item("story", "把情况说两句", LONG, most=500),
    ),
)  # fmt: skip

support = Form(
    "assistance.support",
    "个人情况",
    (
        Item("no_income", "没有工资、经营等收入来源", YES_NO),
        Item("no_supporter", "没有子女等应当赡养、抚养的人，或者他们没有能力", YES_NO),
        Item("story", "把情况说两句", LONG, most=500),
    ),
)
