"""``python -m world``: a fresh home is raised once, a finished one is only served."""

import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import time

import pytest

from world import home

ROOT = pathlib.Path(__file__).resolve().parents[2]


def _demo(place: pathlib.Path) -> subprocess.CompletedProcess[str]:
    known = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "world", "--no-serve", "--households", "300"]
    return subprocess.run(
        [*command, "--seed", "5", "--home", str(place)],
        cwd=ROOT, env=known, text=True, capture_output=True, check=False, timeout=300,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.apart
def test_demo_raises_a_home_once_and_then_only_serves_it(tmp_path: pathlib.Path) -> None:
    """Files, month, payment and cases are there; the second run touches nothing."""
    place = tmp_path / "home"
    first = _demo(place)
    assert first.returncode == 0, first.stderr
    assert "演示数据" in first.stdout
    for username in ("lin", "zhao", "chen", "auditadmin"):
        assert f"\n{username} " in first.stdout
    known = json.loads((place / home.READY).read_text(encoding="utf-8"))
    assert (known["households"], known["today"]) == (300, "2026-11-16")
    states = _states(place)
    assert {"draft", "submitted", "accepted", "withdrawn", "refused"} <= states
    assert {"confirmed", "noticed"} & states
    before = _rows(place)
    assert min(before[t] for t in ("cases_rating", "cases_appointment", "bodies_facilityfee")) > 0
    clock = time.perf_counter()
    second = _demo(place)
    assert second.returncode == 0, second.stderr
    assert "沿用已有的演示数据" in second.stdout
    assert time.perf_counter() - clock < 60
    assert _rows(place) == before


def _states(place: pathlib.Path) -> set[str]:
    with sqlite3.connect(place / "minzheng.sqlite3") as base:
        return {row[0] for row in base.execute("SELECT state FROM cases_case")}


def _rows(place: pathlib.Path) -> dict[str, int]:
    """Count the rows of every table of rooms."""
    with sqlite3.connect(place / "minzheng.sqlite3") as base:
        tables = base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: base.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for (name,) in tables
        }


def test_home_of_a_bureau_is_never_touched(tmp_path: pathlib.Path) -> None:
    """A folder with data that no demo put there is refused."""
    (tmp_path / "minzheng.sqlite3").write_bytes(b"theirs")
    with pytest.raises(home.HomeTaken):
        home.begin(tmp_path)
    assert (tmp_path / "minzheng.sqlite3").read_bytes() == b"theirs"


def test_raising_that_was_killed_begins_anew(tmp_path: pathlib.Path) -> None:
    """What a killed raising left is removed; the secrets and everything else stay."""
    home.begin(tmp_path)
    (tmp_path / "minzheng.sqlite3").write_bytes(b"half")
    (tmp_path / "secrets.env").write_text("keep", encoding="utf-8")
    (tmp_path / "lake").mkdir()
    home.begin(tmp_path)
    assert not (tmp_path / "minzheng.sqlite3").exists()
    assert not (tmp_path / "lake").exists()
    assert (tmp_path / "secrets.env").read_text(encoding="utf-8") == "keep"
