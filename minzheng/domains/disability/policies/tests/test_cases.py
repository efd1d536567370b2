"""The worked examples of the disability policies, each by its own name."""

from datetime import date

import pytest

from minzheng.kernel.determinations.declarations import policies
from minzheng.kernel.determinations.tests.law import named
from minzheng.policy import ParameterStore


@pytest.mark.requirement("DI-03")
@pytest.mark.parametrize(
    ("key", "division", "at", "fen"),
    [
        ("disability.living", "640181", date(2024, 8, 10), 11_500),
        ("disability.nursing", "640181", date(2024, 8, 10), 13_000),
        ("disability.living", "430102", date(2025, 12, 31), None),
        ("disability.living", "430102", date(2026, 1, 1), 11_000),
    ],
)
def test_standards_are_local_and_dated(key, division, at, fen):
    policy = policies()[key]
    name = key.split(".")[1] + "_standard"
    lineage = (division, division[:4] + "00", division[:2] + "0000", "000000")
    value, row = ParameterStore.of(policy).value(policy, name, lineage, at)
    assert value == fen
    assert fen is None or row.source


@pytest.mark.requirement("DI-04")
def test_the_circle_is_widened_by_place():
    assert named("disability.living", "低保边缘家庭，国家范围").row["outcome"] == "not_eligible"
    assert named("disability.living", "低保边缘家庭，已扩大").row["outcome"] == "eligible"
    assert named("disability.nursing", "会宁县：精神四级").row["outcome"] == "eligible"
    assert named("disability.nursing", "智力三级，国家范围").row["outcome"] == "not_eligible"


def test_both_together_make_two_hundred_and_twenty():
    """Worked examples 13 and 14: 100 + 120 a month, 660 in March, 440 after a late certificate."""

    def both(start, name):
        return sum(
            named(key, start).row[name] for key in ("disability.living", "disability.nursing")
        )

    assert both("例13 低保家庭", "amount") == 22_000
    assert both("例14 一月申请", "first_payment") == 66_000
    assert both("例14 2026-03-15 到期", "gap_payment") == 44_000


def test_refusal_for_a_higher_allowance_says_by_how_much():
    text = named("disability.nursing", "例13 另有老年").evaluation.explain(1).text()
    assert "✗ 没有更高的同类护理补贴（120 元/月 与 200 元/月 相比，相差 80 元/月）" in text
