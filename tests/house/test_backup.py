"""A backup that was never restored is a hope."""

import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

from minzheng.site import house

DEPLOY = house.ROOT / "deploy"


def call(script: str, *arguments: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [str(DEPLOY / script), *map(str, arguments)]
    without = {k: v for k, v in os.environ.items() if k != "MINZHENG_DATABASE"}
    return subprocess.run(
        command, env=without | environ, capture_output=True, text=True, check=False
    )


@pytest.fixture
def old_home(tmp_path):
    """Make a home with a database in use and sealed files."""
    folder = tmp_path / "old"
    (folder / "files" / "2026").mkdir(parents=True)
    (folder / "files" / "2026" / "paper.sealed").write_bytes(b"\0sealed")
    (folder / "bank" / "2026-11").mkdir(parents=True)
    (folder / "bank" / "2026-11" / "run.txt.sealed").write_bytes(b"\0file")
    (folder / "secrets.env").write_text("MINZHENG_KEY=x")
    database = sqlite3.connect(folder / "minzheng.sqlite3")
    database.executescript("PRAGMA journal_mode=WAL; CREATE TABLE t (n); INSERT INTO t VALUES (7);")
    yield folder
    database.close()


def backup(home, tmp_path):
    answer = call("backup.sh", tmp_path / "backups", MINZHENG_HOME=str(home))
    assert answer.returncode == 0, answer.stderr
    return Path(answer.stdout.strip())


def test_backup_comes_back_whole_and_without_keys(old_home, tmp_path):
    folder = backup(old_home, tmp_path)
    answer = call("restore.sh", folder, tmp_path / "new")
    assert answer.returncode == 0, answer.stderr
    restored = sqlite3.connect(tmp_path / "new" / "minzheng.sqlite3")
    assert restored.execute("SELECT n FROM t").fetchall() == [(7,)]
    restored.close()
    assert (tmp_path / "new/files/2026/paper.sealed").read_bytes() == b"\0sealed"
    assert (tmp_path / "new/bank/2026-11/run.txt.sealed").read_bytes() == b"\0file"
    assert not (tmp_path / "new" / "secrets.env").exists()


def test_damaged_backup_is_refused(old_home, tmp_path):
    folder = backup(old_home, tmp_path)
    with (folder / "files.tar").open("r+b") as archive:
        archive.write(b"damage")
    assert call("restore.sh", folder, tmp_path / "new").returncode != 0
    assert not (tmp_path / "new" / "minzheng.sqlite3").exists()


def test_home_with_a_database_is_not_overwritten(old_home, tmp_path):
    folder = backup(old_home, tmp_path)
    assert call("restore.sh", folder, old_home).returncode == 2


def test_old_backups_make_room(old_home, tmp_path):
    for name in ("20200101T000000", "20210101T000000"):
        (tmp_path / "backups" / name).mkdir(parents=True)
    call("backup.sh", tmp_path / "backups", MINZHENG_HOME=str(old_home), MINZHENG_BACKUPS="2")
    left = sorted(path.name for path in (tmp_path / "backups").iterdir())
    assert left[0] == "20210101T000000"
    assert len(left) == 2
