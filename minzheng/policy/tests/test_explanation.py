"""The reasons given are those of the version in force, with the figures that decided."""

from minzheng.policy.tests.small import frames, judge

FACTS = frames(
    [{"household": 1}, {"household": 2, "division": "330106"}, {"household": 3}],
    [
        {"household": 1, "wages": 40_000},
        {"household": 1, "is_dead": True},
        {"household": 2, "wages": 500},
        {"household": 3, "wages": None, "person": 9},
    ],
)


def condition(explanation, name):
    return next(node for node in explanation.as_dict()["nodes"] if node["name"] == name)


def test_text_states_outcome_conditions_and_amount():
    text = judge(FACTS).explain(1, names={1: "张三", 2: "李四"}).text()
    assert text.splitlines()[0] == "小政策：符合条件"
    assert "  ✓ 收入低于标准（400 元/月 与 500 元/月 相比，相差 100 元/月）  〔第四条〕" in text
    assert "标准 500 元/人·月  〔第一条〕  ← 测〔2020〕1号，测试" in text
    assert "张三 400 元/月" in text
    assert "  = 补差 100 元/月  〔第六条〕" in text


def test_excluded_member_is_shown_with_the_ground():
    text = judge(FACTS).explain(1, names={1: "张三", 2: "李四"}).text()
    assert "李四 0 人" in text
    assert "已死亡 是" in text


def test_explanation_follows_the_version_of_the_division():
    there, here = judge(FACTS).explain(2).text(), judge(FACTS).explain(1).text()
    assert "浙江 第五十条" in there
    assert "浙江" not in here


def test_unknown_is_said_and_named():
    explanation = judge(FACTS).explain(3)
    assert explanation.text().splitlines()[0] == "小政策：尚不能确定（缺少：工资性收入）"
    assert condition(explanation, "below")["met"] is None
    assert "? 收入低于标准" in explanation.text()


def test_nodes_carry_what_a_screen_needs():
    node = condition(judge(FACTS).explain(1), "below")
    assert (node["kind"], node["met"], node["basis"], node["display"]) == (
        "condition",
        True,
        "第四条",
        "是",
    )
    assert node["margin"]["difference"] == "100 元/月"
    assert [child["name"] for child in node["children"]] == ["income", "line", "heads"]


def test_provenance_replaces_the_source_of_a_fact():
    told = {(1, "wages"): "人社局 2026-07 第 12 行"}
    assert (
        "工资性收入 400 元/月  ← 人社局 2026-07 第 12 行"
        in judge(FACTS).explain(1, provenance=told).text()
    )


def test_refusal_gives_no_amount():
    facts = frames([{"household": 1}], [{"household": 1, "wages": 50_000}])
    explanation = judge(facts).explain(1)
    assert "✗ 收入低于标准（500 元/月 与 500 元/月 相比，相等）" in explanation.text()
    assert "= 补差" not in explanation.text()
    assert explanation.as_dict()["amount"] == 0


def test_letter_does_not_cite_the_key_of_a_data_set_but_the_screen_knows_it():
    explanation = judge(FACTS).explain(1)
    assert "hr.wages" not in explanation.text()
    assert "hr.wages" in str(explanation.as_dict())
