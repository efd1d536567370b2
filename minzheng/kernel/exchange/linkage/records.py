"""Records of any origin brought into the columns that are compared."""

import contextlib
import csv
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from minzheng.core import pinyin
from minzheng.core.resident_id import CHECK_DIGITS, WEIGHTS, InvalidId, normalise, upgrade_15
from minzheng.core.text import half_width, normalise_name

DATA = Path(__file__).parent / "data"
SCHEMA = pl.Schema(
    {
        "key": pl.String(),
        **dict.fromkeys(
            ("name", "folded", "pinyin", "first", "initials", "birth", "day", "sex", "phone",
             "place", "town", "door", "number"),
            pl.String(),
        ),
        "is_sound": pl.Boolean(),
    }
)  # fmt: skip
_REGISTERED = pl.Schema(
    {
        "key": pl.String(),
        "written": pl.String(),
        "sex": pl.String(),
        "birth": pl.Date(),
        **dict.fromkeys(("phone", "place", "town"), pl.String()),
    }
)
OLD_LENGTH = 15
_SCIENTIFIC = re.compile(r"([0-9])(?:\.([0-9]+))?E")
_DIGITS = re.compile(r"[0-9X]{5,18}")
_DAY = re.compile(r"(18|19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_ADDRESS = re.compile(
    r"(?:.*?(?:县|市|旗|(?<!社)区))?"
    r"(?P<town>[^县市旗]*?(?:镇|乡|街道|苏木))?"
    r"(?P<place>.*?(?:村|社区|嘎查|居委会|村委会))?(?P<rest>.*)"
)
_DOOR = re.compile(r"(\d+)\s*(?:号|幢|栋|$)")
_SEXES = {"M": "M", "F": "F", "男": "M", "女": "F", "male": "M", "female": "F"}


@lru_cache(maxsize=1)
def _variants() -> dict[int, str]:
    with (DATA / "variants.csv").open(encoding="utf-8", newline="") as stream:
        return {ord(row["variant"]): row["standard"] for row in csv.DictReader(stream)}


def fold(name: str) -> str:
    """Return a name with every variant or traditional character in its standard form."""
    return name.translate(_variants())


def record(
    key: str,
    *,
    name: str | None,
    birth: str | None = None,
    sex: str | None = None,
    phone: str | None = None,
    town: str | None = None,
    place: str | None = None,
    address: str | None = None,
    number: str | None = None,
) -> dict[str, Any]:
    """Return one record in the columns compared; what is missing or unreadable is null.

    ``birth`` is YYYYMMDD, ``phone`` whatever both sides use (a blind index), ``number`` the
    identity number as written, sound or not. A place given by parts goes before an address.
    """
    named = _named(name or "")
    parts = places(address or "") if address else (None, None, None)
    digits = remains(number or "")
    day = birth or born(digits or "")
    return {
        "key": key,
        **dict(zip(("name", "folded", "pinyin", "first", "initials"), named, strict=True)),
        "birth": birth or None,
        "day": day,
        "sex": _SEXES.get(sex or ""),
        "phone": phone or None,
        "place": bare(place) if place else parts[1],
        "town": town or parts[0],
        "door": parts[2],
        "number": digits,
        "is_sound": is_sound(digits or ""),
    }


def registered(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    """Return rows of the register as records: key, name, sex, birthday, phone index, village, town.

    The same as ``record`` one by one, but every name and village is taken apart once. Numbers are
    left out: they are opened for those compared only.
    """
    frame = pl.DataFrame(rows, schema=_REGISTERED, orient="row")
    names = pl.DataFrame(
        [(name, *_named(name)) for name in {row[1] for row in rows}],
        schema=dict.fromkeys(
            ("written", "name", "folded", "pinyin", "first", "initials"), pl.String
        ),
        orient="row",
    )
    villages = {place: bare(place) for place in {row[5] for row in rows} if place}
    day = pl.col("birth").dt.strftime("%Y%m%d")
    return frame.join(names, on="written", how="left", maintain_order="left").select(
        "key", "name", "folded", "pinyin", "first", "initials", birth=day, day=day,
        sex=pl.col("sex").replace_strict(_SEXES, default=None, return_dtype=pl.String),
        phone=pl.when(pl.col("phone") != "").then("phone"),
        place=pl.col("place").replace_strict(villages, default=None, return_dtype=pl.String),
        town="town", door=pl.lit(None, pl.String), number=pl.lit(None, pl.String),
        is_sound=pl.lit(value=False),
    )  # fmt: skip


def _named(name: str) -> tuple[str | None, ...]:
    """Return a name as written, folded and spoken: its pinyin, that of the first sign, the initials."""
    written = normalise_name(name)
    return tuple(part or None for part in (written, fold(written), *spoken(written)))


@lru_cache(maxsize=65536)
def spoken(name: str) -> tuple[str, str, str]:
    """Return the pinyin of a name, of its first sign, and the initials; folded before."""
    syllables = pinyin.syllables(fold(name))
    return "".join(syllables), "".join(syllables[:1]), "".join(s[:1] for s in syllables)


def places(address: str) -> tuple[str | None, str | None, str | None]:
    """Return town, village and house number of an address, each null where it is not told."""
    text = half_width(address).replace(" ", "")
    found = _ADDRESS.match(text)
    if found is None:
        return None, None, None
    door = _DOOR.search(found["rest"] or "")
    return found["town"] or None, bare(found["place"] or ""), door[1] if door else None


def bare(place: str) -> str | None:
    """Return the name of a village without what kind of place it is: 桃花山社区 → 桃花山."""
    for kind in ("居民委员会", "村民委员会", "居委会", "村委会", "社区", "村", "嘎查"):
        if place.endswith(kind) and len(place) > len(kind):
            place = place.removesuffix(kind)
    return place or None


def remains(text: str) -> str | None:
    """Return what is left of an identity number: its digits, in E notation the first ones."""
    plain = normalise(text)
    scientific = _SCIENTIFIC.match(plain)
    if scientific:
        plain = scientific[1] + (scientific[2] or "").rstrip("0")
    if len(plain) == OLD_LENGTH and plain.isdigit():
        with contextlib.suppress(InvalidId):
            return upgrade_15(plain)
    return plain if _DIGITS.fullmatch(plain) else None


def is_sound(digits: str) -> bool:
    """Say whether the digits are a whole number whose check digit fits."""
    if len(digits) != 18 or not digits[:17].isdigit():
        return False
    total = sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=False))
    return CHECK_DIGITS[total % 11] == digits[17]


def born(digits: str) -> str | None:
    """Return the birthday inside what is left of a number, where it still reads as one."""
    day = digits[6:14]
    return day if _DAY.fullmatch(day) else None


def frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return records as a frame."""
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
