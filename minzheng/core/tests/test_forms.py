"""Forms declared once: what is kept, what is asked, what is said of a fault."""

import pytest

from minzheng.core.forms import (
    CHOICE,
    DAY,
    LONG,
    MANY,
    MONEY,
    NUMBER,
    PHONE,
    PHOTO,
    YES_NO,
    Form,
    Item,
)

FORM = Form(
    "demo",
    "示例",
    (
        Item("reason", "主要困难", CHOICE, options=(("illness", "因病"), ("other", "其他")), is_required=True),
        Item("other", "其他困难", LONG, when=("reason", "other"), is_required=True, most=5),
        Item("income", "月收入", MONEY),
        Item("heads", "人数", NUMBER, most=20),
        Item("since", "何时起", DAY),
        Item("phone", "电话", PHONE),
        Item("own_home", "有自住房", YES_NO),
        Item("needs", "需要", MANY, options=(("food", "吃饭"), ("care", "照料"))),
        Item("photos", "照片", PHOTO, most=2),
    ),
)  # fmt: skip


def test_answers_are_kept_in_the_units_of_the_house():
    kept, wrong = FORM.cleaned(
        {
            "reason": "illness", "income": "１,２００.５", "heads": "3", "since": "2026/11/5",
            "phone": "138 0000-0000", "own_home": "no", "needs": ["care", "care"], "photos": ["a", "b"],
        }
    )  # fmt: skip
    assert wrong == {}
    assert kept == {
        "reason": "illness", "income": 120_050, "heads": 3, "since": "2026-11-05", "phone": "13800000000",
        "own_home": False, "needs": ["care"], "photos": ["a", "b"],
    }  # fmt: skip


def test_an_item_is_asked_only_when_its_condition_holds():
    assert "other" not in [item.key for item in FORM.asked({"reason": "illness"})]
    assert FORM.cleaned({"reason": "illness", "other": "不问也不留"})[0] == {"reason": "illness"}
    assert FORM.cleaned({"reason": "other"})[1] == {"other": "请填写“其他困难”"}


@pytest.mark.parametrize(
    ("key", "said", "word"),
    [
        ("reason", "x", "选项"),
        ("other", "六个字六个字", "最多 5 个字"),
        ("income", "-3", "金额"),
        ("income", "1.234", "金额"),
        ("income", "一千", "金额"),
        ("heads", "21", "0 至 20"),
        ("since", "2026-02-30", "日期"),
        ("phone", "12", "7 至 13"),
        ("own_home", "maybe", "是"),
        ("photos", ["a", "b", "c"], "最多 2 份"),
    ],
)
def test_a_fault_says_what_to_write(key, said, word):
    wrong = FORM.cleaned({"reason": "other", "other": "字", key: said})[1]
    assert word in wrong[key]


def test_nothing_said_stays_unknown():
    kept, _wrong = FORM.cleaned({"reason": "illness", "income": "", "own_home": None})
    assert "income" not in kept and "own_home" not in kept


def test_a_form_that_cannot_be_rendered_is_refused():
    with pytest.raises(ValueError, match="重复"):
        Form("x", "x", (Item("a", "甲"), Item("a", "乙")))
    with pytest.raises(ValueError, match="未在其前"):
        Form("x", "x", (Item("a", "甲", when=("b", "yes")), Item("b", "乙")))
    with pytest.raises(ValueError, match="没有选项"):
        Item("a", "甲", CHOICE)
    with pytest.raises(ValueError, match="未知"):
        Item("a", "甲", "colour")


def test_machines_read_the_same_form():
    schema = FORM.schema()
    assert schema["required"] == ["reason"]
    assert schema["properties"]["reason"]["enum"] == ["illness", "other"]
    assert [item["key"] for item in FORM.described()["items"]] == [item.key for item in FORM.items]
