"""Where the results of a test run are kept: one file per commit, beside the code it tested."""

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

from minzheng.site.rooms import PACKAGE

ROOT = PACKAGE.parent
FOLDER = ROOT / ".results"


def _git(*arguments: str) -> bytes:
    return subprocess.run(
        ["git", "-C", str(ROOT), *arguments], check=True, capture_output=True
    ).stdout


def state() -> str:
    """Name the state of the work tree: the commit, and a digest of what differs from it."""
    try:
        commit = _git("rev-parse", "HEAD").decode().strip()
        changed = _git("diff", "HEAD", "--binary")
        strangers = _git("ls-files", "--others", "--exclude-standard", "-z").split(b"\0")
    except (OSError, subprocess.CalledProcessError):
        return "unversioned"
    digest = hashlib.sha256(changed)
    for name in sorted(filter(None, strangers)):
        path = ROOT / name.decode()
        digest.update(name + b"\0" + (path.read_bytes() if path.is_file() else b""))
    dirty = bool(changed) or any(strangers)
    return f"{commit}-{digest.hexdigest()[:12]}" if dirty else commit


def path_of(key: str) -> Path:
    """Return the file that keeps the results of the state ``key``."""
    return FOLDER / f"{key}.json"


def keep(key: str, content: dict[str, Any]) -> Path:
    """Write the results of the state ``key``, whole or not at all."""
    FOLDER.mkdir(exist_ok=True)
    path = path_of(key)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    partial.replace(path)
    return path


def kept(key: str) -> dict[str, Any] | None:
    """Return the results of the last full run on the state ``key``, if there are any."""
    path = path_of(key)
    if not path.is_file():
        return None
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
