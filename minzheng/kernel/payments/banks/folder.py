"""Exchange of files with a bank through two folders: a file counts once its `.done` flag lies beside it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from minzheng.core import sealing
from minzheng.core.files import whole

TO_BANK, FROM_BANK, TAKEN = "to_bank", "from_bank", "taken"
DONE = ".done"


def put(folder: Path, name: str, content: bytes, **told: str) -> None:
    """Lay down a file, then its flag, which tells its SM3 digest and whatever else is `told`.

    Laid down again, killed in between or not, the same file lies there once.
    """
    lay(folder / name, content)
    flag = {"sm3": sealing.digest_sm3(content), **told}
    lay(folder / f"{name}{DONE}", json.dumps(flag).encode())


def lay(place: Path, content: bytes) -> None:
    """Write a file whole, in a folder that only we and the bank's process may open."""
    with whole(place, mode=0o700) as partial:
        partial.write_bytes(content)


def waiting(folder: Path) -> Iterator[tuple[str, bytes, Mapping[str, str]]]:
    """Yield name, bytes and flag of every finished file, by name; a file that is not what its flag says waits."""
    for flag in sorted(folder.glob(f"*{DONE}")):
        name = flag.name.removesuffix(DONE)
        told = json.loads(flag.read_text())
        content = (folder / name).read_bytes()
        if sealing.digest_sm3(content) == told["sm3"]:
            yield name, content, told


def has_had(folder: Path, name: str) -> bool:
    """Say whether a finished file lies here, or lay here until it was taken."""
    return any((place / f"{name}{DONE}").exists() for place in (folder, folder / TAKEN))


def take(folder: Path, name: str) -> None:
    """Move a file that was dealt with out of the way: its flag last, so that a kill repeats the move."""
    aside = folder / TAKEN
    aside.mkdir(exist_ok=True)
    for part in (name, f"{name}{DONE}"):
        if (folder / part).exists():
            (folder / part).replace(aside / part)
