"""What is wrong with a policy shows when it is written, with a word on what to do."""

from datetime import date

import pytest

from minzheng.policy import COUNTY, ParameterRow, ParameterStore, Policy, WiringError, half_up
from minzheng.policy.soundness import problems, without_value
from minzheng.policy.tests.small import AT, LINEAGES, STORE, frames, judge, rows, small_policy
from minzheng.policy.units import display

PLACE = LINEAGES["620422"]


def person_policy():
    policy = Policy("test.sound", "完整", of="person")

    @policy.variable("甲", unit="元", basis="第一条")
    def first(wages):
        return wages + 0

    @policy.variable("乙", unit="元", basis="第二条")
    def second(first):
        return first + 1

    return policy


def test_whole_policy_has_no_problems():
    assert problems(small_policy(), person_policy()) == []


def test_circle_through_an_amendment_is_found_before_its_day():
    policy = person_policy()
    policy.rules["first"].since("2030-01-01", basis="新法")(lambda second: second + 1)
    (problem,) = problems(policy)
    assert "循环引用" in problem
    assert "2030-01-01 起" in problem


def test_circle_through_an_included_rule_of_one_place_is_found():
    other = Policy("test.borrower", "借用", of="person")
    lender = person_policy()
    other.include(lender, "second")
    lender.rules["first"].within("330000", since="2020-01-01", basis="地方")(lambda second: second)
    (problem,) = problems(other)
    assert "循环引用" in problem
    assert "330000" in problem


def test_two_wordings_of_one_day_and_place_are_named():
    policy = person_policy()
    policy.rules["first"].since("2030-01-01", basis="新法")(lambda wages: wages + 2)
    policy.rules["first"].since("2030-01-01", basis="新法")(lambda wages: wages + 3)
    assert ["有两个版本" in problem for problem in problems(policy)] == [True]


@pytest.mark.parametrize(("label", "unit"), [("", "元"), ("甲", " ")])
def test_rule_or_parameter_without_label_or_unit_is_refused(label, unit):
    policy = Policy("test.bare", "缺")
    with pytest.raises(WiringError, match="须有名称（label）和单位（unit）"):
        policy.variable(label, unit=unit, name="bare", reads=())(lambda: None)
    with pytest.raises(WiringError, match="须有名称（label）和单位（unit）"):
        policy.parameter("bare", label, unit=unit, set_by=COUNTY)


def test_condition_without_a_clause_is_refused():
    with pytest.raises(WiringError, match="须写明依据的条款"):
        Policy("test.bare", "缺").condition("某条件", basis="")


@pytest.mark.parametrize(
    "rule",
    [lambda wages: wages / 3, lambda wages: wages.round(0), lambda wages: wages * 0.2],
    ids=["divided", "rounded", "fraction"],
)
def test_rounding_goes_by_name_only(rule):
    policy = Policy("test.round", "取整", of="person")
    with pytest.raises(WiringError, match="取整须用 half_up"):
        policy.variable("份额", unit="元", name="share", reads=("wages",))(rule)
    policy.variable("份额", unit="元", name="share", reads=("wages",))(
        lambda wages: half_up(wages, 3)
    )


def test_household_figure_is_not_added_up_once_per_member():
    policy = small_policy()
    with pytest.raises(WiringError, match="按人数重复汇总"):

        @policy.variable("合计", unit="元")
        def total(members, line, present):
            return members.sum(line)


def test_sum_over_an_unknown_is_unknown_and_names_it():
    row = judge(frames([{"household": 1}], [{"household": 1, "wages": None}])).one(1)
    assert (row["income"], row["amount"], row["missing"]) == (None, None, ["wages"])


def test_place_or_day_without_a_value_is_undetermined_and_says_who_sets_it():
    facts = frames([{"household": 1}], [{"household": 1}])
    assert judge(facts, rows()).one(1)["missing"] == ["line"]
    assert judge(facts, at=date(2019, 12, 31)).one(1)["missing"] == ["line"]
    assert without_value(small_policy(), STORE, PLACE, AT) == []
    (problem,) = without_value(small_policy(), STORE, PLACE, date(2019, 12, 31))
    assert (
        problem
        == "参数「标准」在 620422 于 2019-12-31 没有值，由市级规定，请在参数中录入并注明文件"
    )


def test_values_of_what_is_borrowed_twice_over_are_read(tmp_path):
    first, second, third = (Policy(f"test.{n}", n, of="person") for n in ("one", "two", "three"))
    first.folder, second.folder, third.folder = tmp_path, None, None
    first.parameter("share", "份额", unit="元", set_by=COUNTY)
    first.variable("应得", unit="元", name="due", reads=("share",))(lambda share: share + 0)
    second.include(first, "due")
    third.include(second, "due")
    (tmp_path / "parameters.csv").write_text(
        "policy,parameter,division,since,value\ntest.one,share,000000,2020-01-01,5\n"
    )
    assert ParameterStore.of(third).value(third, "share", PLACE, AT)[0] == 500


def test_several_choices_are_shown_by_their_labels():
    policy = Policy("test.many", "多选", of="person")
    choices = {"dibao": "低保家庭", "edge": "低保边缘家庭"}
    policy.parameter("groups", "范围", unit="选项", set_by=COUNTY, many=True, choices=choices)

    @policy.condition("在范围内", basis="第一条")
    def inside(groups, registered_here):
        return groups.str.contains(" edge ", literal=True) & registered_here

    assert display(" dibao edge ", "choice", choices=choices) == "低保家庭、低保边缘家庭"
    row = ParameterRow("test.many", "groups", "620422", date(2020, 1, 1), None, "dibao、edge")
    value, _ = ParameterStore([row]).value(policy, "groups", PLACE, AT)
    assert display(value, "choice", choices=choices) == "低保家庭、低保边缘家庭"


def test_wording_of_a_place_follows_its_lineage_of_the_day():
    """A county transferred on 1 July is judged by its new province's wording from then on."""
    rule = small_policy().rules["income"]
    before, after = ("620422", "620000", "000000"), ("620422", "330000", "000000")
    assert rule.in_force(before, date(2026, 6, 30)).division is None
    assert rule.in_force(after, date(2026, 7, 1)).division == "330000"
