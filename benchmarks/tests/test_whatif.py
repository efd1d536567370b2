"""A rival that sums something else would measure nothing."""

import pytest

from benchmarks import __main__ as command
from benchmarks import policy, whatif


@pytest.mark.slow
@pytest.mark.apart
def test_desk_and_hand_agree_on_every_township_to_the_fen(monkeypatch, tmp_path):
    monkeypatch.setattr(policy, "CACHE", tmp_path)
    closing = command.report("whatif", 400, whatif.run(400, seed=3))
    assert closing["change_yuan"] > 0
    assert closing["differences"] == {}
    assert closing["ours"]["policies"] > 1
