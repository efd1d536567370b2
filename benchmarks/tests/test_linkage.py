"""What the linkage benchmark counts, and that the saved model keeps its promise on a small set."""

import polars as pl

from benchmarks.linkage import chinese
from benchmarks.linkage.febrl import closed
from benchmarks.linkage.figures import judged
from world.linkage import draw


def test_figures_count_pairs_in_either_order_and_lost_ones_as_missed() -> None:
    truth = pl.DataFrame({"left": ["a", "b", "c"], "right": ["x", "y", "z"]})
    made = pl.DataFrame({"left": ["x", "b"], "right": ["a", "q"]})
    outcome = judged(made, truth)
    assert (outcome.precision, outcome.recall) == (0.5, 1 / 3)


def test_chain_of_links_joins_its_ends() -> None:
    made = closed(pl.DataFrame({"left": ["a", "b"], "right": ["b", "c"]}))
    assert set(made.rows()) == {("a", "b"), ("a", "c"), ("b", "c")}


def test_saved_model_links_the_published_set_precisely() -> None:
    sets = draw(1500, seed=7)
    links, _seconds = chinese.ours(sets)
    whole, unsound = judged(links, sets.truth), chinese.without_sound_number(sets, links)
    assert whole.precision >= 0.99 and whole.recall >= 0.95
    assert unsound.precision >= 0.99 and unsound.recall >= 0.9
    assert sets.register.equals(draw(1500, seed=7).register)
