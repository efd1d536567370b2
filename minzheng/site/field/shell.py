"""The shell of the field app: which files it is made of, and the version that follows from their contents."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.templatetags.static import static

ROOT = Path(__file__).parent
STATIC = ROOT / "static"
# What the shell is drawn from: a change of any makes a new version.
_SOURCES = ("static/field", "templates/field")
_SERVED = {".css", ".js", ".svg"}


@lru_cache(maxsize=1)
def files() -> tuple[str, ...]:
    """Return the paths of the shell's files below the static folder, in order."""
    return tuple(
        path.relative_to(STATIC).as_posix()
        for path in sorted(STATIC.rglob("*"))
        if path.suffix in _SERVED
    )


@lru_cache(maxsize=1)
def version() -> str:
    """Return twelve characters that change with the contents of any file of the shell."""
    found = hashlib.sha256()
    for source in _SOURCES:
        for path in sorted((ROOT / source).rglob("*")):
            if path.is_file():
                found.update(path.relative_to(ROOT).as_posix().encode())
                found.update(path.read_bytes())
    return found.hexdigest()[:12]


def service_worker(home: str, own: list[str]) -> str:
    """Return the service worker's script, told its version and the addresses it keeps.

    ``home`` is the address of the shell's page; ``own`` are further pages it keeps, such as the manifest.
    """
    kept = [home, *own, *(static(name) for name in files())]
    template = (ROOT / "templates" / "field" / "sw.js").read_text(encoding="utf-8")
    told = {"version": version(), "home": home, "kept": kept}
    return f"const SHELL = {json.dumps(told, ensure_ascii=False)};\n{template}"
