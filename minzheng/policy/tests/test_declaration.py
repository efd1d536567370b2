"""What may be declared, and what is refused on the spot."""

from datetime import date

import narwhals as nw
import pytest

from minzheng.policy import COUNTY, Policy, WiringError
from minzheng.policy.tests.small import small_policy


def test_misspelt_name_fails_with_the_likely_one():
    policy = Policy("test.misspelt", "错字", of="person")
    with pytest.raises(WiringError, match="没有这个事实、参数或规则；是不是「wages」"):

        @policy.variable("收入", unit="元")
        def income(wagess):
            return wagess


def test_person_fact_without_members_is_refused():
    policy = Policy("test.level", "层级")
    with pytest.raises(WiringError, match="须经 members 汇总"):

        @policy.condition("低", basis="第一条")
        def low(wages):
            return wages < 1


def test_members_rule_must_return_one_aggregate():
    policy = Policy("test.shape", "形状")
    with pytest.raises(WiringError, match="恰好一个 members 汇总"):

        @policy.variable("和", unit="元")
        def total(members, wages):
            return wages + 1


def test_members_in_a_person_rule_is_refused():
    policy = Policy("test.members", "成员")
    with pytest.raises(WiringError, match="不能用 members"):

        @policy.variable("数", unit="人", of="person")
        def count(members):
            return members.count()


def test_taken_name_is_refused():
    policy = small_policy()
    with pytest.raises(WiringError, match="已被占用"):
        policy.parameter("wages", "工资", unit="元", set_by=COUNTY)
    with pytest.raises(WiringError, match="已被占用"):
        policy.parameter("line", "标准", unit="元", set_by=COUNTY)


def test_second_amount_is_refused():
    with pytest.raises(WiringError, match="已有金额规则"):
        small_policy().amount("另一笔", basis="第七条")


def test_optional_argument_must_say_what_absence_means():
    with pytest.raises(WiringError, match="absence"):
        small_policy().variable("收", unit="元", of="person", optional=("wages",))


def test_choice_parameter_must_list_its_choices():
    with pytest.raises(WiringError, match="choices"):
        small_policy().parameter("way", "方式", unit="选项", set_by=COUNTY)


def test_repealed_condition_decides_no_more():
    policy = small_policy()
    policy.rules["without_car"].repealed("2026-07-01", basis="新法")
    from_law = policy.rules["without_car"].in_force(("000000",), date(2026, 7, 1))
    assert from_law is None


def test_repeal_of_a_referenced_condition_is_refused():
    policy = small_policy()

    @policy.variable("反", unit="是否")
    def above(below):
        return ~below

    with pytest.raises(ValueError, match="仍被「above」引用"):
        policy.rules["below"].repealed("2026-07-01", basis="新法")


def test_include_takes_ancestors_and_leaves_conditions_idle():
    other = Policy("test.other", "另一个")
    other.include(small_policy())
    assert {"present", "heads", "income", "below", "has_car"} <= set(other.rules)
    assert other.conditions == []
    assert "gap" not in other.rules


def test_household_rule_is_refused_in_a_person_policy():
    person = Policy("test.single", "个人", of="person")
    with pytest.raises(WiringError, match="家庭一级"):
        person.include(small_policy(), "heads")


def test_rule_returns_an_expression_only():
    policy = Policy("test.expr", "表达式", of="person")
    with pytest.raises(WiringError, match="一个表达式"):
        policy.variable("数", unit="元", name="one", reads=("wages",))(lambda wages: 1)
    policy.variable("数", unit="元", name="one", reads=("wages",))(
        lambda wages: nw.lit(1) + wages * 0
    )
    assert list(policy.rules) == ["one"]
