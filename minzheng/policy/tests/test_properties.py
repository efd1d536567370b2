"""What must hold for any facts: batch equals one by one, and the unknown never becomes zero."""

from hypothesis import given, settings
from hypothesis import strategies as st

from minzheng.policy import replay
from minzheng.policy.tests.small import frames, judge, small_policy

PERSON = st.fixed_dictionaries(
    {
        "household": st.integers(1, 4),
        "wages": st.none() | st.integers(0, 100_000),
        "support_received": st.none() | st.integers(0, 50_000),
        "cars": st.none() | st.integers(0, 1),
        "age": st.none() | st.integers(0, 99),
        "is_dead": st.none() | st.booleans(),
        "in_custody": st.none() | st.booleans(),
    }
)
UNIT = st.fixed_dictionaries(
    {
        "division": st.sampled_from(["620422", "330106"]),
        "residence": st.sampled_from(["urban", "rural", None]),
    }
)
WORLD = st.tuples(st.lists(UNIT, min_size=4, max_size=4), st.lists(PERSON, max_size=9))
POLICY = small_policy()


def facts_of(world):
    units, persons = world
    return frames([{"household": n, **u} for n, u in enumerate(units, start=1)], persons)


@settings(max_examples=40, deadline=None)
@given(WORLD)
def test_batch_equals_one_by_one(world):
    facts = facts_of(world)
    batch = judge(facts, policy=POLICY)
    for unit in range(1, 5):
        alone = judge(facts.only("household", unit), policy=POLICY).one(unit)
        assert alone == batch.one(unit)


@settings(max_examples=40, deadline=None)
@given(WORLD)
def test_replay_equals_the_batch(world):
    batch = judge(facts_of(world), policy=POLICY)
    for unit in range(1, 5):
        again, row = replay(batch.snapshot(unit), [POLICY]), batch.one(unit)
        assert (again["outcome"], again["amount"]) == (row["outcome"], row["amount"])


@settings(max_examples=60, deadline=None)
@given(WORLD)
def test_unknown_wage_of_a_present_member_is_never_a_zero(world):
    facts = facts_of(world)
    results = judge(facts, policy=POLICY).results
    for unit in range(1, 5):
        people = facts.persons.filter(facts.persons["household"] == unit).to_dicts()
        present = [p for p in people if p["is_dead"] is False and p["in_custody"] is False]
        row = results.row(unit - 1, named=True)
        if any(p["wages"] is None for p in present):
            assert row["income"] is None
            assert row["outcome"] != "eligible"
            assert row["amount"] in {None, 0}
        if row["outcome"] == "undetermined":
            assert row["missing"]
