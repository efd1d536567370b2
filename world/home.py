"""The folder of a demo: its environment, and the marks that say how far it was raised."""

import datetime
import json
import os
import pathlib
import shutil
from typing import Any

import django

READY, RAISING = "demo.json", "demo.raising"
# Everything that raising writes; nothing else in the folder is ever touched.
_OURS = ("minzheng.sqlite3", "minzheng.sqlite3-wal", "minzheng.sqlite3-shm", "lake", "inbox",
         "outbox", "deliveries", "files", "bank")  # fmt: skip


class HomeTaken(Exception):
    """The folder holds data that no demo put there."""


def enter(home: pathlib.Path, today: datetime.date) -> None:
    """Point the process at the home, as a demo on that day, and start Django."""
    os.environ["MINZHENG_HOME"] = str(home)
    os.environ["MINZHENG_DEMO"] = "1"
    os.environ["MINZHENG_TODAY"] = today.isoformat()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minzheng.site.settings")
    django.setup()


def read(home: pathlib.Path) -> dict[str, Any] | None:
    """Return what is known of a finished demo in this folder, None if there is none."""
    path = home / READY
    if not path.is_file():
        return None
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return known


def begin(home: pathlib.Path) -> None:
    """Take the folder for a new demo; what a killed raising left behind is removed."""
    home.mkdir(parents=True, exist_ok=True)
    if (home / RAISING).exists():
        for name in _OURS:
            path = home / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    elif (home / "minzheng.sqlite3").exists():
        raise HomeTaken(f"{home} 中已有数据，且不是演示数据。请用 --home 另选目录。")
    (home / RAISING).write_text("演示数据正在生成\n", encoding="utf-8")


def finish(home: pathlib.Path, known: dict[str, Any]) -> None:
    """Mark the demo as ready: from now on it is only served."""
    text = json.dumps(known, ensure_ascii=False, indent=1)
    (home / READY).write_text(text, encoding="utf-8")
    (home / RAISING).unlink()
