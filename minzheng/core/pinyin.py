"""How a Chinese name is typed on a Latin keyboard, surname readings included."""

import csv
from functools import lru_cache
from pathlib import Path

from pypinyin import lazy_pinyin

from minzheng.core.text import SEPARATOR

READINGS = Path(__file__).parent / "data" / "surname_readings.csv"
# Surnames of two characters whose reading is not that of the characters one by one.
_DOUBLE = {
    "单于": ("chan", "yu"),
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"),
    "宰父": ("zai", "fu"),
    "令狐": ("ling", "hu"),
    "亓官": ("qi", "guan"),
}


def syllables(name: str) -> list[str]:
    """Return the syllables of a name: 单志刚 → shan, zhi, gang; Latin text stays as it is."""
    plain = name.replace(SEPARATOR, "").replace(" ", "")
    if plain[:2] in _DOUBLE:
        return [*_DOUBLE[plain[:2]], *(_reading(c) for c in plain[2:])]
    if not plain:
        return []
    surname = surname_readings().get(plain[0])
    first = surname[0] if surname else _reading(plain[0])
    return [first, *(_reading(c) for c in plain[1:])]


def full(name: str) -> str:
    """Return the joined pinyin of a name: 张秀英 → zhangxiuying."""
    return "".join(syllables(name))


def initials(name: str) -> str:
    """Return the first letters of a name: 张秀英 → zxy."""
    return "".join(s[:1] for s in syllables(name))


@lru_cache(maxsize=1)
def surname_readings() -> dict[str, tuple[str, ...]]:
    """Return the readings of surnames that differ from the plain character, commonest first."""
    with READINGS.open(encoding="utf-8", newline="") as stream:
        return {row["surname"]: tuple(row["readings"].split("|")) for row in csv.DictReader(stream)}


@lru_cache(maxsize=32768)
def _reading(character: str) -> str:
    # ü is typed as v on every keyboard; pypinyin writes it so by default.
    return lazy_pinyin(character)[0].lower()
