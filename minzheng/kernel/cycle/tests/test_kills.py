"""A month killed by signal 9 at every stage ends like one that was never killed."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from minzheng.kernel.cycle.tests import dying


def process(home: Path, point: str) -> subprocess.CompletedProcess[str]:
    """Run the killed process on a home of its own, always on the embedded database."""
    environ = {name: value for name, value in os.environ.items() if name != "MINZHENG_DATABASE"}
    command = [sys.executable, "-m", "minzheng.kernel.cycle.tests.killed", str(home), point]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def end_state(home: Path) -> dict[str, Any]:
    """Run the month to its end and return what it leaves behind."""
    done = process(home, "run")
    assert done.returncode == 0, done.stderr
    state: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return state


@pytest.mark.slow
@pytest.mark.skipif(
    "MINZHENG_DATABASE" in os.environ,
    reason="the processes stand on SQLite here; `soak cycle_kills` kills the month on PostgreSQL",
)
def test_month_killed_at_every_stage_ends_like_one_never_killed(
    tmp_path: Path, tables: Path
) -> None:
    home = tmp_path / "raised"
    home.mkdir()
    shutil.copy(tables, home / "minzheng.sqlite3")
    made = process(home, "raise")
    assert made.returncode == 0, made.stderr
    calm = end_state(Path(shutil.copytree(home, tmp_path / "calm")))
    for point in dying.POINTS:
        died = process(home, point)
        assert died.returncode == -signal.SIGKILL, (point, died.returncode, died.stderr)
    ended = end_state(home)
    assert [name for name in calm if calm[name] != ended[name]] == []
    assert len(ended["monitoring.Finding"]) > 0
    assert end_state(home) == ended
