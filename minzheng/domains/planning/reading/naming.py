"""Which shared name an indicator printed in a document has: exact, or the nearest one to be confirmed."""

import csv
import hashlib
import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

NEAR = 0.75
# Words that tell series apart: names that differ in one of them never mean the same thing.
_TELLING = (
    "城市",
    "农村",
    "分散",
    "集中",
    "全失能",
    "半失能",
    "全自理",
    "困难",
    "重度",
    "城乡",
    "新建",
    "每百户",
    "比例",
    "率",
    "增",
    "床位",
)
_SAME = (("对象", "人员"), ("供养", ""), ("失能护理", "照料"), ("全护理", "全失能"), ("的", ""))


@cache
def names() -> Mapping[str, tuple[str, ...]]:
    """Return every shared name with the labels that printed plans give it."""
    with (Path(__file__).parent.parent / "keys.csv").open(encoding="utf-8") as rows:
        return {row["plan_key"]: tuple(row["labels"].split("；")) for row in csv.DictReader(rows) if row["labels"]}  # fmt: skip


@cache
def _labels() -> Mapping[str, str]:
    return {same(label): key for key, labels in names().items() for label in labels}


def label_of(key: str) -> str:
    """Return the first label of a shared name; a name nobody shares is returned as it is."""
    return names().get(key, (key,))[0]


def same(label: str) -> str:
    """Return a label without what printers vary: quotes, brackets, spaces and small words."""
    plain = re.sub(r"[^\u4e00-\u9fffA-Za-z0-9]", "", label)
    for said, meant in _SAME:
        plain = plain.replace(said, meant)
    return plain


def key_of(label: str, part: str = "") -> tuple[str, bool]:
    """Return the shared name and whether it is sure; a name of its own where none comes near.

    The same label gives the same name in every plan, so that figures of two plans can be compared.
    """
    wanted = same(part or label)
    known = _labels()
    if wanted in known:
        return known[wanted], True
    wanted = same(f"{label}{part}") if part else wanted
    for text in dict.fromkeys([wanted, same(part) or wanted]):
        near = max(
            (one for one in known if _telling(one) == _telling(text)),
            key=lambda one, text=text: SequenceMatcher(None, text, one).ratio(),  # type: ignore[misc]
            default="",
        )
        if near and SequenceMatcher(None, text, near).ratio() >= NEAR:
            return known[near], False
    return own_key(f"{label}{part}"), True


def own_key(label: str) -> str:
    """Return the name a label nobody has named gets."""
    return f"x_{hashlib.sha256(same(label).encode()).hexdigest()[:10]}"


def _telling(text: str) -> frozenset[str]:
    return frozenset(word for word in _TELLING if word in text)
