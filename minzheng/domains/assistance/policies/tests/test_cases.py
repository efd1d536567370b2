"""The worked examples of the law, each by its own name, and the coverage of the conditions."""

import pytest

from minzheng.domains.assistance.policies.dibao.policy import policy as dibao
from minzheng.domains.assistance.policies.dibao_edge.policy import policy as dibao_edge
from minzheng.domains.assistance.policies.dibao_fade.policy import policy as dibao_fade
from minzheng.domains.assistance.policies.dibao_single.policy import policy as dibao_single
from minzheng.policy import replay, run_cases

POLICIES = (dibao, dibao_edge, dibao_single, dibao_fade)
RESULTS = {policy.key: run_cases(policy) for policy in POLICIES}


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(result, id=f"{key}-{result.name}")
        for key, results in RESULTS.items()
        for result in results
    ],
)
def test_case_comes_out_as_the_law_says(result):
    assert result.problems == []


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.key)
def test_every_condition_is_seen_true_and_false(policy):
    for name in policy.conditions:
        seen = {result.row.get(name) for result in RESULTS[policy.key]}
        assert {True, False} <= seen, name


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.key)
def test_every_case_can_be_explained_and_replayed(policy):
    for result in RESULTS[policy.key]:
        assert result.evaluation.explain(1).text().startswith(policy.label)
        again = replay(result.evaluation.snapshot(1), [policy])
        assert (again["outcome"], again["amount"]) == (result.row["outcome"], result.row["amount"])


def by_name(key, start):
    return next(result for result in RESULTS[key] if result.name.startswith(start))


@pytest.mark.requirement("SA-21")
def test_amount_by_difference_and_by_band_differ_as_the_place_chooses():
    assert by_name("assistance.dibao", "例1 整户").row["amount"] == 112_000
    assert by_name("assistance.dibao", "例1 分档").row["amount"] == 128_000


@pytest.mark.requirement("SA-22")
def test_extra_help_is_paid_on_top_for_the_four_groups():
    row = by_name("assistance.dibao", "分类施保按人").row
    assert row["amount"] - row["basic_grant"] == row["extra_grant"] == 15_960
    assert by_name("assistance.dibao", "分类施保：七十").row["extra_grant"] == 7_980


def test_refusal_names_the_condition_and_the_article():
    text = by_name("assistance.dibao", "例4 人均收入恰等于").evaluation.explain(1).text()
    assert "最低生活保障：不符合条件" in text
    assert (
        "✗ 家庭人均收入低于当地低保标准（800 元/月 与 800 元/月 相比，相等）  〔社会救助法 第十八条〕"
        in text
    )


def test_edge_explanation_shows_why_there_is_no_dibao():
    text = by_name("assistance.dibao_edge", "例6 收入低于").evaluation.explain(1).text()
    assert "✓ 不符合低保条件" in text
    assert "✗ 家庭金融资产不超过限额（60,000 元 与 57,600 元 相比，相差 2,400 元）" in text
