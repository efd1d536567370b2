"""The worked examples of the children policies, each by its own name."""

from datetime import date

import pytest

from minzheng.domains.children.policies.orphan.policy import policy as orphan
from minzheng.kernel.determinations.declarations import policies
from minzheng.kernel.determinations.tests.law import named
from minzheng.policy import ParameterInvalid, ParameterRow, ParameterStore, run_cases


def at_place(key, division, **given):
    (result,) = run_cases(
        policies()[key],
        [
            {
                "name": division,
                "at": "2026-10-01",
                "division": division,
                "given": given,
                "expect": {},
            }
        ],
    )
    return result.row


@pytest.mark.requirement("CH-16")
@pytest.mark.parametrize(
    ("division", "placement", "fen"),
    [
        ("620422", "scattered", 100_000),
        ("620422", "institution", 136_000),
        ("640181", "scattered", 120_000),
        ("341302", "scattered", 110_000),
        ("341302", "institution", 151_000),
    ],
)
def test_orphans_are_paid_by_placement(division, placement, fen):
    row = at_place("children.orphan", division, child_placement=placement)
    assert row["monthly_amount"] == fen


@pytest.mark.parametrize("division", ["620422", "640181", "341302", "990001"])
def test_unattended_children_are_measured_by_the_orphan_standard(division):
    orphan_money = at_place("children.orphan", division, child_placement="scattered")
    unattended = at_place(
        "children.unattended",
        division,
        child_placement="scattered",
        dibao_family_grant=0,
        dibao_family_heads=0,
    )
    assert unattended["topped_up"] == orphan_money["monthly_amount"] > 0


@pytest.mark.requirement("CH-17")
def test_carers_in_suzhou_draw_sixty_yuan():
    assert named("children.guardian_service", "宿州市：家庭寄养").row["amount"] == 6_000


@pytest.mark.requirement("CH-10")
def test_each_kind_of_difficulty_brings_its_own_standard():
    starts = {
        "低保家庭儿童": 30_000,
        "四级残疾": 50_000,
        "监护缺失": 65_000,
        "低保家庭残疾": 60_000,
    }
    for start, fen in starts.items():
        assert named("children.hardship", start).row["amount"] == fen


def test_standard_below_the_provincial_minimum_is_rejected():
    def row(name, division, value):
        return ParameterRow(
            "children.orphan", name, division, date(2026, 7, 1), None, value, "scattered"
        )

    lineage = ("620400", "620000", "000000")
    store = ParameterStore([row("provincial_floor", "620000", "1050")])
    store.check(orphan, row("standard", "620422", "1050"), lineage)
    with pytest.raises(ParameterInvalid, match="低于省级最低养育标准"):
        store.check(orphan, row("standard", "620422", "1049.99"), lineage)
