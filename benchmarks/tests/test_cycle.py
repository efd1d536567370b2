"""A rival that did less, or found something else, would measure nothing."""

from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import cycle


@pytest.mark.slow
@pytest.mark.apart
def test_both_find_all_and_only_the_truth(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Ours and a second implementation that shares no code agree on every household."""
    monkeypatch.setattr(cycle, "CACHE", tmp_path)
    closing = command.report("cycle", 300, cycle.run(300, seed=2))
    assert closing["planted"] > 0
    for told in closing["against_truth"].values():
        assert (told["missed"], told["false"]) == (0, 0), told["examples"]
    assert closing["ours"]["stages"].keys() == closing["rivals"]["pandas"]["stages"].keys()
    assert closing["ratio"].keys() == {"pandas"}


def test_rival_shares_no_code_with_the_house() -> None:
    text = (Path(cycle.__file__).parent / "pandas_rival.py").read_text(encoding="utf-8")
    imports = [line for line in text.splitlines() if line.startswith(("import ", "from "))]
    assert not [line for line in imports if "minzheng" in line or "world" in line]
