"""Resident numbers of whole files mended, checked and turned into pseudonyms, by column."""

from datetime import date

import polars as pl

from minzheng.core.resident_id import CHECK_DIGITS, DEMO_PREFIX, OLDEST, WEIGHTS
from minzheng.core.sealing import indexer

SOUND = r"^[0-9]{17}[0-9X]$"
_FULL = [chr(code) for code in range(0xFF01, 0xFF5F)] + ["\u3000", "\u00a0"]
_HALF = [chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)] + [" ", " "]
_SPACE = r"[\s\x1c-\x1f\x85\u00a0\u3000\u200b\ufeff]"
_MARK = r"['’‘`-]"
_SCIENTIFIC = r"^[0-9](\.[0-9]+)?E\+?[0-9]+$"
_DASHED_SCIENTIFIC = r"^[0-9](\.[0-9]+)?[Ee]-"

# Problems of a number, in the words of core.resident_id, and two more that only files have.
ID_PROBLEMS = {
    "id_empty": "证件号码为空",
    "id_scientific": "证件号码被电子表格改成科学计数，末位数字已丢失",
    "id_length": "证件号码不是 18 位",
    "id_characters": "证件号码含有不允许的字符",
    "id_birth_date": "证件号码中的出生日期不存在",
    "id_future": "证件号码中的出生日期晚于报送日",
    "id_age": f"证件号码中的年龄超过 {OLDEST} 岁",
    "id_check_digit": "证件号码校验位不符",
    "id_demo": "证件号码是演示号码，正式环境不接受",
    "id_centenarian": "15 位老号码顺序码为 996–999，出生年代须人工核定",
}
ID_CORRECTIONS = {
    "id_full_width": "证件号码全角改为半角",
    "id_spaces": "去掉证件号码中的空格",
    "id_marks": "去掉证件号码中的撇号或连字符",
    "id_lower_x": "证件号码末位 x 改为大写",
    "id_upgraded": "15 位证件号码升为 18 位",
}


def half_width(column: pl.Expr) -> pl.Expr:
    """Return a text column with full-width ASCII and spaces made half-width."""
    return column.str.replace_many(_FULL, _HALF)


def clean_numbers(raw: pl.Series, *, on: date, allow_demo: bool) -> pl.DataFrame:
    """Return ``raw number corrections problem`` for distinct texts meant as resident numbers.

    ``number`` is the sound 18 characters, or null with ``problem`` saying why; the meaning is
    that of ``core.resident_id.parse``. ``on`` is the day of delivery.
    """
    frame = pl.DataFrame({"raw": raw.cast(pl.String)})
    sound = frame.filter(pl.col("raw").str.contains(SOUND)).with_columns(
        number=pl.col("raw"), corrections=pl.lit(None, pl.String), early=pl.lit(None, pl.String)
    )
    rest = frame.filter(~pl.col("raw").str.contains(SOUND).fill_null(value=False))
    return (
        pl.concat([sound, _mended(rest)], how="vertical")
        .with_columns(problem=pl.coalesce("early", _problem(pl.col("number"), on, allow_demo)))
        .select(
            "raw",
            number=pl.when(pl.col("problem").is_null()).then("number"),
            corrections="corrections",
            problem="problem",
        )
    )


def _mended(frame: pl.DataFrame) -> pl.DataFrame:
    """Take away what Excel and input methods add; lengthen old numbers of 15 digits."""
    raw = pl.col("raw").fill_null("")
    half = half_width(raw)
    bare = half.str.replace_all(_SPACE, "").str.replace_all(_MARK, "").str.to_uppercase()
    frame = frame.with_columns(half=half, bare=bare)
    is_old = pl.col("bare").str.contains(r"^[0-9]{15}$")
    frame = frame.with_columns(
        is_old=is_old,
        number=pl.when(is_old).then(_lengthened(pl.col("bare"))).otherwise("bare"),
    )
    scientific = pl.col("bare").str.contains(_SCIENTIFIC) | pl.col("half").str.contains(
        _DASHED_SCIENTIFIC
    )
    early = (
        pl.when(pl.col("bare") == "")
        .then(pl.lit("id_empty"))
        .when(scientific)
        .then(pl.lit("id_scientific"))
        .when(pl.col("is_old") & pl.col("bare").str.slice(12).str.contains("^99[6-9]$"))
        .then(pl.lit("id_centenarian"))
    )
    return frame.select("raw", "number", corrections=_named_corrections(), early=early)


def _named_corrections() -> pl.Expr:
    raw, half = pl.col("raw"), pl.col("half")
    found = (
        ("id_full_width", raw.str.contains("[！-～]")),
        ("id_spaces", raw.str.contains(_SPACE)),
        ("id_marks", half.str.contains(_MARK)),
        ("id_lower_x", half.str.contains("x")),
        ("id_upgraded", pl.col("is_old")),
    )
    named = [pl.when(seen).then(pl.lit(code)) for code, seen in found]
    return pl.concat_str(named, separator=",", ignore_nulls=True).replace("", None)


def _lengthened(old: pl.Expr) -> pl.Expr:
    first = old.str.slice(0, 6) + "19" + old.str.slice(6)
    return first + _check_digit(first)


def _check_digit(first_17: pl.Expr) -> pl.Expr:
    """The 18th character for a column of 17 digits (ISO 7064 MOD 11-2), by arithmetic."""
    value = first_17.cast(pl.Int64, strict=False)
    total = sum(
        ((value // 10 ** (16 - place) % 10) * weight for place, weight in enumerate(WEIGHTS)),
        start=pl.lit(0, pl.Int64),
    )
    return (total % 11).replace_strict(
        range(11), list(CHECK_DIGITS), return_dtype=pl.String, default=None
    )


def _problem(number: pl.Expr, on: date, allow_demo: bool) -> pl.Expr:
    """Name what is wrong, in the order in which ``core.resident_id.parse`` looks."""
    text = number.str.slice(6, 8)
    year = text.str.slice(0, 4).cast(pl.Int32, strict=False)
    birth = text.str.to_date("%Y%m%d", strict=False)
    today = on.year * 10_000 + on.month * 100 + on.day
    as_number = text.cast(pl.Int32, strict=False)
    return (
        pl.when(number.str.len_chars() != 18)
        .then(pl.lit("id_length"))
        .when(~number.str.contains(SOUND))
        .then(pl.lit("id_characters"))
        .when(birth.is_null() | (year == 0))
        .then(pl.lit("id_birth_date"))
        .when(as_number > today)
        .then(pl.lit("id_future"))
        .when((year < 1880) | (as_number + (OLDEST + 1) * 10_000 <= today))
        .then(pl.lit("id_age"))
        .when(_check_digit(number.str.slice(0, 17)) != number.str.slice(17))
        .then(pl.lit("id_check_digit"))
        .when(number.str.starts_with(DEMO_PREFIX) & (not allow_demo))
        .then(pl.lit("id_demo"))
    )


class Identities:
    """One map of a run from delivered text to pseudonym, so that each number is hashed once."""

    def __init__(self, *, on: date, allow_demo: bool) -> None:
        """Check births against ``on``; accept synthetic people only where asked for."""
        self._on, self._allow_demo = on, allow_demo
        self._known = pl.DataFrame(schema={"number": pl.String, "pid": pl.String})

    def resolve(self, raw: pl.Series) -> pl.DataFrame:
        """Return ``raw pid corrections problem`` for the distinct texts of a column."""
        cleaned = clean_numbers(raw.unique(), on=self._on, allow_demo=self._allow_demo)
        self._learn(cleaned["number"])
        return cleaned.join(self._known, on="number", how="left").select(
            "raw", "pid", "corrections", "problem"
        )

    def _learn(self, numbers: pl.Series) -> None:
        fresh = (
            pl.DataFrame({"number": numbers})
            .drop_nulls()
            .unique()
            .join(self._known, on="number", how="anti")
        )
        index = indexer()
        pids = pl.Series("pid", [index(number) for number in fresh["number"]], pl.String)
        self._known = pl.concat([self._known, fresh.with_columns(pids)])


def pseudonyms(texts: pl.Series) -> pl.Series:
    """Return the pseudonyms of texts that are no resident numbers but must not stay readable."""
    distinct, index = texts.drop_nulls().unique(), indexer()
    pids = pl.DataFrame(
        {"text": distinct, "pid": [index(text) for text in distinct]},
        schema={"text": pl.String, "pid": pl.String},
    )
    return pl.DataFrame({"text": texts}).join(pids, on="text", how="left", maintain_order="left")[
        "pid"
    ]
