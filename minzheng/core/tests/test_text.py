"""Names made comparable, masked and spelled: worked example 8."""

import pytest

from minzheng.core import pinyin
from minzheng.core.text import half_width, mask_account, mask_name, mask_phone, normalise_name


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("欧阳建国", "欧***"),
        ("阿依古丽·买买提", "阿*·*"),
        ("阿卜杜拉·买买提·江", "阿*·*·*"),
        ("㛃", "㛃"),
        ("", ""),
    ],
)
def test_name_is_masked_for_a_public_list(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_phone_and_account_are_masked_for_staff() -> None:
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("12345") == "*****"
    assert mask_account("6228480012345678901") == "****8901"


@pytest.mark.parametrize("dot", ["·", "•", "・", "．", ".", "‧"])
def test_every_separator_in_a_name_becomes_the_one(dot: str) -> None:
    assert normalise_name(f" 阿依古丽 {dot}买买提　") == "阿依古丽·买买提"


def test_name_keeps_rare_characters_and_latin_spaces() -> None:
    assert normalise_name("张 㛃") == "张㛃"
    assert normalise_name("JOHN  SMITH Jr.") == "JOHN SMITH Jr."
    assert half_width("１２３Ａ　ｂ") == "123A b"


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("张秀英", "zhangxiuying", "zxy"),
        ("单志刚", "shanzhigang", "szg"),
        ("解放", "xiefang", "xf"),
        ("曾国华", "zengguohua", "zgh"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("单于明", "chanyuming", "cym"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
    ],
)
def test_name_is_spelled_with_its_surname_reading(name: str, full: str, initials: str) -> None:
    assert pinyin.full(name) == full
    assert pinyin.initials(name) == initials
