"""The check that every vendored file is listed in the manifest, unchanged and licensed."""

import hashlib
import json
from pathlib import Path

ROOT = Path(__file__).parent / "static" / "ui"
FIELDS = ("name", "version", "licence", "file", "sha256", "licence_files")


def check(root: Path = ROOT) -> list[str]:
    """Name every difference between ``manifest.json`` and the files under ``vendor/``.

    An empty list means: each vendored file is listed once with its licence text, each listed file is
    there, and each has the recorded SHA-256. ``root`` is the folder that holds ``manifest.json``.
    """
    entries = json.loads((root / "manifest.json").read_text(encoding="utf-8"))["files"]
    problems = [problem for entry in entries for problem in _problems_of(entry, root)]
    listed = [entry["file"] for entry in entries if "file" in entry]
    licences = {name for entry in entries for name in entry.get("licence_files", ())}
    problems += [f"{name}: listed twice" for name in sorted(set(listed)) if listed.count(name) > 1]
    on_disk = {
        path.relative_to(root).as_posix() for path in (root / "vendor").rglob("*") if path.is_file()
    }
    problems += [
        f"{name}: not in the manifest" for name in sorted(on_disk - set(listed) - licences)
    ]
    return problems


def _problems_of(entry: dict, root: Path) -> list[str]:
    name = entry.get("file", "?")
    lacking = [field for field in FIELDS if not entry.get(field)]
    if lacking:
        return [f"{name}: the manifest lacks {', '.join(lacking)}"]
    problems = [
        f"{name}: licence text {text} is missing"
        for text in entry["licence_files"]
        if not (root / text).is_file()
    ]
    path = root / name
    if not path.is_file():
        return [*problems, f"{name}: the file is missing"]
    if hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
        problems.append(f"{name}: the contents differ from the recorded sha256")
    return problems
