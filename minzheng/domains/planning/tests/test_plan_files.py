"""Plan files: the three that ship, one never seen before, and every way a file can be wrong."""

from pathlib import Path

import pytest

from minzheng.domains.planning import reading
from minzheng.domains.planning.reading import plan_file, schema

PLANS = Path(reading.__file__).parent.parent / "plans"
SOUND = """schema: minzheng.plan/1
id: somewhere
document: {title_zh: 某县规划, type: five_year_plan}
period: {from: 2026-01-01, to: 2030-12-31}
area: {name_zh: 某县, code: "629901"}
indicators:
  - {seq: 1, key: some_rate, name_zh: 某率, unit: percent, comparator: ">=", target: 55, kind: 约束性, due: 2030}
"""


def _said(text: str) -> list[str]:
    return [str(one) for one in plan_file.read(text.encode()).findings]


@pytest.mark.parametrize("name", ["huicheng", "huining", "lingwu"])
def test_the_plans_that_ship_are_sound(name):
    found = plan_file.read((PLANS / f"{name}.yaml").read_bytes())
    assert found.faults == []
    assert found.content["id"] == name


def test_the_beds_that_do_not_fit_their_area_are_pointed_out_and_refuse_nothing():
    found = plan_file.read((PLANS / "huining.yaml").read_bytes())
    assert any("200 张床位 × 50 平方米 = 10000" in str(one) for one in found.warnings)
    assert any("合计 30180500 元" in str(one) for one in found.warnings)


def test_a_sound_file_has_nothing_to_say():
    assert _said(SOUND) == []


def test_every_fault_is_named_with_its_line():
    wrong = (
        SOUND.replace("id: somewhere", "id: Some Where")
        .replace("2030-12-31", "2030-13-31")
        .replace('"629901"', "629901")
        .replace('comparator: ">="', 'comparator: "=>"')
        .replace("target: 55", 'target: "55%"')
    )
    said = _said(
        wrong
        + "  - {seq: 1, key: some_rate, name_zh: 又一率, unit: percent, comparator: '=', due: 2030}\n"
    )
    for line, word in (
        (2, "编号"),
        (4, "日期"),
        (5, "区划代码"),
        (7, "比较方式"),
        (7, "目标值"),
        (8, "序号“1”重复"),
        (8, "代码“some_rate”重复"),
    ):
        assert any(one.startswith(f"第 {line} 行") and word in one for one in said), (line, word)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("from: 2026-01-01", "from: 2031-01-01", "起始晚于截止"),
        ("due: 2030", "due: 2035", "不在规划期内"),
        ("target: 55", "target: 155", "百分比"),
        ("target: 55", "target: null", "没有目标值"),
        ("target: 55", "target: 55, colour: red", "不认识的名称“colour”"),
    ],
)
def test_an_oddity_is_a_warning_and_no_refusal(old, new, word):
    found = plan_file.read(SOUND.replace(old, new).encode())
    assert not found.faults
    assert any(word in str(one) for one in found.warnings)


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"", "空的"),
        (b"a: &x [1]\nb: [*x, *x]\n", "锚点"),
        (b"a: [1\n", "格式有误"),
        (b"- 1\n", "形式"),
        (b"id: 1\nid: 2\n", "写了两次"),
        (b"a: !!python/object:os.system {}\n", "程序标记"),
        ("id: 会宁".encode("gb18030"), "UTF-8"),
        (b"a: " + b"[" * 20 + b"]" * 20, "层次太深"),
        (b"x" * 1_000_001, "1 MB"),
        (b"id: 5\n", "没有指标"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_kindly(raw, word):
    found = plan_file.read(raw)
    assert found.faults
    assert any(word in str(one) for one in found.faults)


def test_the_reference_names_every_field():
    text = (PLANS.parents[3] / "docs" / "reference" / "plan-schema.md").read_text(encoding="utf-8")
    for name, section in schema.SECTIONS.items():
        part = text.split(f"## `{name}`")[1].split("\n## ")[0]
        assert [one for one in section.fields if f"| `{one}` |" not in part] == []
