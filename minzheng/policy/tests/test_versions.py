"""Which wording of a rule is in force."""

from datetime import date

from minzheng.policy import Policy

HANGZHOU = ("330106", "330100", "330000", "000000")
HUINING = ("620422", "620400", "620000", "000000")


def policy_with_versions():
    policy = Policy("test.versions", "版本", of="person")

    @policy.condition("低", basis="第一版")
    def low(wages):
        return wages < 1

    low.since("2026-07-01", basis="第二版")(lambda wages: wages < 2)
    low.within("330000", since="2014-11-01", basis="浙江", until="2027-01-01")(
        lambda wages: wages < 3
    )
    low.within("330100", since="2026-01-01", basis="杭州")(lambda wages: wages < 4)
    return policy


def basis(lineage, day):
    version = policy_with_versions().rules["low"].in_force(lineage, date.fromisoformat(day))
    return version.basis


def test_amendment_holds_from_its_day():
    assert [basis(HUINING, day) for day in ("2026-06-30", "2026-07-01")] == ["第一版", "第二版"]


def test_nearest_division_wins_over_a_later_national_amendment():
    assert [basis(HANGZHOU, day) for day in ("2014-10-31", "2025-12-31", "2026-08-01")] == [
        "第一版",
        "浙江",
        "杭州",
    ]


def test_local_wording_ends_before_its_last_day():
    there = ("330200", "330000", "000000")
    assert [basis(there, day) for day in ("2026-12-31", "2027-01-01")] == ["浙江", "第二版"]


def test_rebased_rule_keeps_its_wording_on_another_article():
    policy = policy_with_versions()
    policy.rules["low"].rebased("2028-01-01", basis="新条")
    version = policy.rules["low"].in_force(HUINING, date(2028, 1, 1))
    assert version.basis == "新条"
    assert version.function is policy.rules["low"].versions[0].function
