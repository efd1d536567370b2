"""A determination can be repeated from what was stored, or says that it cannot."""

import json
from datetime import date

import pytest

from minzheng.policy import UnknownDigest, replay
from minzheng.policy.tests.small import frames, judge, rows, small_policy

FACTS = frames(
    [{"household": 1}, {"household": 2, "division": "330106"}, {"household": 3}],
    [
        {"household": 1, "wages": 40_000},
        {"household": 2, "wages": 700, "support_received": 200},
        {"household": 3, "wages": None},
    ],
)


@pytest.mark.parametrize("unit", [1, 2, 3])
def test_replay_repeats_outcome_amount_and_conditions(unit):
    evaluation = judge(FACTS)
    stored = json.loads(json.dumps(evaluation.snapshot(unit)))
    again = replay(stored, [small_policy()])
    row = evaluation.one(unit)
    assert again == {
        "outcome": row["outcome"],
        "amount": row["amount"],
        "conditions": {"below": row["below"], "without_car": row["without_car"]},
    }


def test_replay_uses_the_values_of_then():
    stored = judge(FACTS).snapshot(1)
    assert (
        judge(FACTS, rows(("line", "620422", "450", "urban"), ("line", "330000", "1", ""))).one(1)[
            "amount"
        ]
        == 5_000
    )
    assert replay(stored, {"test.small": small_policy()})["amount"] == 10_000


def test_replay_uses_the_wording_of_then():
    stored = judge(FACTS).snapshot(1)
    amended = small_policy()

    @amended.rules["gap"].since("2026-01-01", basis="新办法")
    def _(line):
        return line * 0

    assert judge(FACTS, policy=amended).one(1)["amount"] == 0
    assert replay(stored, [amended])["amount"] == 10_000


def test_replay_refuses_an_unknown_digest():
    stored = judge(FACTS).snapshot(1)
    stored["rules"]["gap"] = "0" * 64
    with pytest.raises(UnknownDigest, match="gap"):
        replay(stored, [small_policy()])


def test_snapshot_keeps_parameter_rows_and_inputs():
    stored = judge(FACTS).snapshot(1)
    (line,) = stored["parameters"]
    assert (line["value"], line["division"], line["category"], line["since"], line["document"]) == (
        "500",
        "620422",
        "urban",
        date(2020, 1, 1).isoformat(),
        "测〔2020〕1号",
    )
    assert stored["inputs"]["persons"][0]["wages"] == 40_000
    assert stored["inputs"]["unit"]["residence"] == "urban"
