"""Tests of the asset check."""

import shutil
from pathlib import Path

from minzheng.ui import assets


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(assets.ROOT, tmp_path / "ui"))


def test_check_finds_nothing_in_the_shipped_assets():
    assert assets.check() == []


def test_check_names_a_changed_file(tmp_path):
    root = copied(tmp_path)
    with (root / "vendor/htmx.min.js").open("a") as out:
        out.write(" ")
    assert assets.check(root) == [
        "vendor/htmx.min.js: the contents differ from the recorded sha256"
    ]


def test_check_names_a_file_nobody_listed(tmp_path):
    root = copied(tmp_path)
    (root / "vendor/extra.js").write_text("1")
    assert assets.check(root) == ["vendor/extra.js: not in the manifest"]


def test_check_names_missing_files_and_licences(tmp_path):
    root = copied(tmp_path)
    (root / "vendor/htmx.min.js").unlink()
    (root / "vendor/LICENSES/htmx.txt").unlink()
    assert assets.check(root) == [
        "vendor/htmx.min.js: licence text vendor/LICENSES/htmx.txt is missing",
        "vendor/htmx.min.js: the file is missing",
    ]


def test_own_pages_load_nothing_from_elsewhere():
    own = [*Path(assets.__file__).parent.glob("templates/**/*.html"), assets.ROOT / "app.css"]
    strangers = [path.name for path in own if "//" in path.read_text(encoding="utf-8")]
    assert strangers == []
