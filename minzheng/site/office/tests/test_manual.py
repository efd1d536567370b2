"""The manual: every rule in Chinese, every case worded, the graph laid out, gaps found."""

from argparse import Namespace
from dataclasses import replace
from datetime import date

import narwhals as nw
import pytest

from minzheng.domains.assistance.policies.dibao.policy import policy as dibao
from minzheng.domains.elderly.policies.old_age.policy import policy as old_age
from minzheng.kernel.determinations.declarations import policies
from minzheng.policy import Policy
from minzheng.policy.manual import drawing_of, gaps, manual_of
from minzheng.policy.passages import Library, passages_of
from minzheng.policy.wording import formula
from minzheng.site.verbs import manual as verb

HERE = ("620422", "620400", "620000", "000000")
AT = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("policy", "rule", "words"),
    [
        (dibao, "below_standard", "「家庭月收入」 ＜ 「低保标准」 × 「共同生活家庭成员人数」"),
        (dibao, "size", "「计入共同生活家庭成员」的成员的人数"),
        (dibao, "head_or_spouse", "「与户主关系」为“户主” 或 「与户主关系」为“配偶”"),
        (dibao, "counted_wages", "「工资性收入计入收入」的，「工资性收入」；否则 0"),
        (old_age, "alive_this_month", "不是「已死亡」 或 「死亡日期」所在月 ≥ 判断日所在月"),
    ],
)
def test_rule_is_written_as_a_formula_over_labels(policy, rule, words):
    assert formula(policy, policy.rules[rule].versions[0]) == words


def test_formula_too_long_to_read_names_its_figures():
    policy = Policy("test.long", "长", of="person", basis="条")

    @policy.variable("和", unit="岁", basis="条")
    def total(age):
        return sum([age * n for n in range(2, 200)], nw.lit(0))

    assert formula(policy, total.versions[0]) == "由 「年龄」 计算"


def test_manual_words_rules_cases_and_versions():
    told = manual_of(dibao)
    below = next(rule for rule in told.rules if rule.name == "below_standard")
    assert [w.basis for w in below.wordings] == ["社会救助暂行办法 第九条", "社会救助法 第十八条"]
    assert below.decides
    case = manual_of(old_age).cases[0]
    assert ("出生日期", "1946-06-20") in case.given
    assert ("结果", "符合条件") in case.expected
    assert ("金额", "50 元/月") in case.expected


def test_drawing_leads_from_the_answer_to_what_it_rests_on():
    laid = drawing_of(dibao, HERE, AT)
    column = {anchor: depth for _label, anchor, _kind, depth, _row in laid.boxes}
    assert column["below_standard"] == 0
    assert column["countable_income"] > 0
    assert all(laid.boxes[a][3] > laid.boxes[b][3] for a, b in laid.lines)
    places = [(depth, row) for _l, _a, _k, depth, row in laid.boxes]
    assert len(set(places)) == len(places)
    assert any(label.endswith("项") for label, *_rest in laid.boxes)


def test_gap_in_a_rule_is_named():
    policy = Policy("test.gap", "缺", of="person", basis="条")

    @policy.variable("岁数", unit="岁", basis="")
    def figure(age):
        return age + 0

    figure.label = " "
    assert gaps(policy) == ["test.gap：规则 figure 缺名称", "test.gap：规则 figure 缺依据"]


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([p for policy in (dibao, old_age) for p in passages_of(manual_of(policy))])


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("农村低保标准是多少？", "standard"),
        ("存款多少不能领低保，金融资产限额怎么算", "financial_limit"),
        ("高龄津贴从几岁开始发，第1档起始年龄", "band_1_age"),
        ("低保要求家庭机动车不超过几辆", "within_cars_limit"),
    ],
)
def test_question_finds_the_passage_that_answers(library, question, name):
    assert name in [passage.name for passage in library.search(question)][:3]


def test_question_about_something_else_finds_nothing(library):
    assert library.search("怎样申请护照和签证") == []


def test_passage_of_the_moment_is_found_with_the_rest(library):
    paper = replace(library.passages[0], kind="document", name="7", title="关于提高农村低保标准的通知", label="")  # fmt: skip
    assert "7" in [p.name for p in library.search("提高农村低保标准的通知", also=[paper])]


def test_verb_writes_a_page_per_policy(tmp_path, capsys):
    verb.run(Namespace(to=tmp_path))
    assert {path.stem for path in tmp_path.glob("*.md")} == {*policies(), "README"}
    page = (tmp_path / "assistance.dibao.md").read_text(encoding="utf-8")
    assert "「家庭月收入」 ＜ 「低保标准」 × 「共同生活家庭成员人数」" in page
    assert "〔社会救助法 第十八条，2026-07-01 起〕" in page
    assert "| 低保标准 | 620422 | 2020-01-01 |" in page
    assert "```mermaid" in page
    assert str(tmp_path) in capsys.readouterr().out
