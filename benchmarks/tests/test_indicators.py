"""The benchmark of indicators, small: every cell is the same as the hand-written script's."""

import pytest

from benchmarks import indicators

# It raises a home of its own on the embedded database.
pytestmark = [pytest.mark.slow, pytest.mark.apart]


def test_every_cell_agrees_with_the_script():
    measured = indicators.run(2000)
    assert measured["indicators"] == 60 and measured["divisions"] > 360
    assert measured["cells"] > 10_000
    assert measured["cells_differing"] == 0
