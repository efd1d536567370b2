"""Reasons in plain Chinese, the same for screen and paper, and the same years later across a change of the law."""

import copy
from datetime import datetime

import pytest

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.determinations import declarations, services
from minzheng.kernel.determinations.models import Determination, ParameterValue
from minzheng.kernel.determinations.services.single import told
from minzheng.kernel.determinations.tests.fixtures import AT, KEY, MONTH
from minzheng.kernel.determinations.tests.law import named, results
from minzheng.policy import Policy, UnknownDigest

LATER = datetime(2031, 3, 2, 9, tzinfo=SHANGHAI)


def citizen_of(key: str, case: str) -> dict:
    """What a citizen reads about one of the law's own examples."""
    found = named(key, case)
    reasons = found.evaluation.explain(1, names={1: "张三", 2: "李四"})
    return told(declarations.policy_of(key), reasons, found.row["missing"])["citizen"]


def first(key: str, outcome: str) -> str:
    return next(case.name for case in results(key) if case.row["outcome"] == outcome)


REFUSED = {
    "assistance.dibao": "最低生活保障",
    "assistance.tekun": "特困人员救助供养",
    "disability.living": "困难残疾人生活补贴",
    "disability.nursing": "重度残疾人护理补贴",
    "elderly.old_age": "高龄津贴",
}


@pytest.mark.parametrize("key", REFUSED)
def test_refusal_names_each_failed_condition_with_its_clause_and_the_remedy(key):
    name = first(key, "not_eligible")
    words, row = citizen_of(key, name), named(key, name).row
    policy = declarations.policy_of(key)
    failed = [rule for rule in policy.conditions if row.get(rule) is False]
    assert words["head"] == f"经审核，不符合{REFUSED[key]}的条件。"
    assert len(words["reasons"]) == len(failed)
    for rule, sentence in zip(failed, words["reasons"], strict=True):
        assert sentence.startswith(f"不符合“{policy.rules[rule].label}”的条件")
        assert sentence.endswith("）")
    assert any("60 日内申请行政复议" in line for line in words["next"])
    assert not any(word in "".join(words["reasons"]) for word in ("_", "null", "None"))


def test_dibao_refusal_says_by_how_much_and_from_which_facts():
    name = next(
        case.name
        for case in results("assistance.dibao")
        if case.row["below_standard"] is False and case.row["size"]
    )
    (sentence,) = [s for s in citizen_of("assistance.dibao", name)["reasons"] if "人均收入" in s]
    assert "相比，" in sentence
    assert "依据的情况：" in sentence
    assert "元/月" in sentence
    assert "社会救助法 第十八条" in sentence or "社会救助暂行办法 第九条" in sentence


def test_refusal_by_age_names_birthday_and_the_age_asked():
    (sentence,) = citizen_of("elderly.old_age", "例8 生日次月规则，2026-06-20 满八十，六月不发")[
        "reasons"
    ]
    assert "出生日期 1946-06-20" in sentence
    assert "第1档起始年龄 80 岁" in sentence


@pytest.mark.parametrize("key", REFUSED)
def test_open_answer_names_what_is_missing_and_who_can_give_it(key):
    words = citizen_of(key, first(key, "undetermined"))
    assert words["head"].startswith("现有资料还不能认定是否符合")
    assert words["lacking"]
    assert all(line.startswith("还缺“") for line in words["lacking"])


def test_department_is_named_as_the_giver():
    wages = next(
        case.name for case in results("assistance.dibao") if case.row["missing"] == ["wages"]
    )
    (line,) = citizen_of("assistance.dibao", wages)["lacking"]
    assert line.startswith("还缺“工资性收入”，由")
    assert "工资与社保缴费" in line


@pytest.fixture
def decided(small: Policy, staff, family, known_pensions) -> Determination:
    """A family refused in October 2026, under wording and standard of that day."""
    known_pensions[family.head_id] = 200_000
    return services.determine(KEY, family, month=MONTH, at=AT, by=staff["lin"])


def enacted(policy: Policy) -> None:
    """A later law changes a rule for the very day judged, adds a condition and ends none."""

    @policy.rules["grant"].since("2026-01-01", basis="新法 第九条")
    def _(pensions, heads, small_standard):
        return heads * small_standard * 2 - pensions

    @policy.condition("新法的条件", basis="新法 第一条")
    def newly_asked(pensions):
        return pensions < 0


@pytest.fixture
def restored(small: Policy):
    """Take the later law out again: the policy is shared by all tests."""
    kept = {name: list(rule.versions) for name, rule in small.rules.items()}
    conditions = list(small.conditions)
    yield small
    for name in list(small.rules):
        if name not in kept:
            del small.rules[name]
        else:
            small.rules[name].versions[:] = kept[name]
    small.conditions[:] = conditions


@pytest.mark.django_db
def test_decision_is_repeated_and_explained_alike_across_a_change_of_rules_and_values(
    restored, decided, staff
):
    """KC-12 in time: stored inputs, wordings by digest, values by row: nothing newer reaches it."""
    before, values = services.explain(decided), services.values_of(decided)
    stored = copy.deepcopy(decided.snapshot)
    enacted(restored)
    ParameterValue.objects.filter(policy=KEY).update(value="9999", document="新文〔2031〕1号")
    again = Determination.objects.get(pk=decided.pk)
    assert services.replay(again)["same"]
    assert services.explain(again) == before
    assert services.values_of(again) == values
    assert again.snapshot == stored
    fresh = services.determine(KEY, decided.household, month=MONTH, at=LATER, by=staff["lin"])
    assert services.explain(fresh)["text"] != before["text"]
    assert "新法的条件" in services.explain(fresh)["text"]
    assert "新法" not in before["text"]


@pytest.mark.django_db
def test_rule_that_was_renamed_away_is_missed_loudly(restored, decided):
    """A released rule keeps its name for good; without it an old decision says so, never guesses."""
    rule = restored.rules.pop("grant")
    restored.rules["grant_renamed"] = rule
    with pytest.raises(UnknownDigest, match="grant"):
        services.replay(decided)
    restored.rules["grant"] = restored.rules.pop("grant_renamed")
