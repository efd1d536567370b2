"""What is left out before pairs are weighed could not have counted: the answer is the same, only sooner."""

from datetime import date, timedelta

import polars as pl
import pytest

from minzheng.core.resident_id import make
from minzheng.kernel.exchange.linkage import candidates, model, records
from world import linkage

TOLD = ("name", "birth", "sex", "phone", "address", "number")
PRIOR = 1e-4


def described(rows: pl.DataFrame) -> pl.DataFrame:
    return records.frame(
        [
            records.record(row["key"], **{name: row[name] for name in TOLD})
            for row in rows.iter_rows(named=True)
        ]
    )


@pytest.fixture(scope="module")
def pairs() -> pl.DataFrame:
    """All pairs of a set with planted slips that share a block, weighed or not."""
    sets = linkage.draw(1_500, seed=3)
    left, right = described(sets.delivered), described(sets.register)
    named = right.group_by(name_l="name").agg(frequency=pl.len() / right.height)
    return model.blocked(left, right).join(named, on="name_l", how="left")


def test_no_pair_that_may_count_is_left_out(pairs: pl.DataFrame) -> None:
    weighing = model.people_model()
    kept = pairs.with_columns(near=model.near(pairs)).filter(
        weighing.may_be(PRIOR, candidates.LEAST)
    )
    whole = model.of_one(weighing.score(pairs, PRIOR))
    some = model.of_one(weighing.score(kept.drop("near"), PRIOR))
    likely = whole.filter(pl.col("probability") >= candidates.LEAST)
    assert likely.height > 100
    both = likely.join(some, on=["key_l", "key_r"], how="left", suffix="_kept")
    assert both["probability_kept"].null_count() == 0
    assert (both["probability"] - both["probability_kept"]).abs().max() < 1e-3  # type: ignore[operator]


def test_of_many_namesakes_only_the_one_with_the_slipped_number_is_weighed() -> None:
    days = [date(1950, 1, 1) + timedelta(days=97 * n) for n in range(200)]
    right = records.frame(
        [
            records.record(
                str(n), name="马一诺", birth=f"{day:%Y%m%d}", number=make("629901", day, n)
            )
            for n, day in enumerate(days)
        ]
    )
    own = make("629901", days[60], 60)
    left = records.frame(
        [records.record("new", name="马一诺", number=own[:16] + own[17] + own[16])]
    )
    named = pl.DataFrame({"name_l": ["马一诺"], "frequency": [200 / 100_000]})
    pairs = model.blocked(left, right).join(named, on="name_l", how="left")
    assert pairs.height == 200
    near = pairs.with_columns(near=model.near(pairs))
    kept = near.filter(model.people_model().may_be(1e-5, candidates.LEAST))
    assert "60" in kept["key_r"] and kept.height < 20


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        ("110101199003078515", "110101199003078515", True),
        ("110101199003078515", "110101199003078551", True),
        ("11010119900307", "110101199003078515", True),
        ("110101199003078515", "629901195512120022", False),
        (None, "110101199003078515", None),
    ],
)
def test_near_numbers_are_those_that_slips_may_explain(
    left: str | None, right: str, said: bool | None
) -> None:
    frame = pl.DataFrame(
        {"number_l": [left], "number_r": [right]},
        schema={"number_l": pl.String, "number_r": pl.String},
    )
    assert model.near(frame).to_list() == [said]
