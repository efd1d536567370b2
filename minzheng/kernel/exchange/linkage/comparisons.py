"""What is compared between two records, in how many levels, and the words for each level.

One text of SQL is the meaning of a level everywhere: Splink trains on it, DuckDB scores with it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Level:
    """One degree of agreement; ``words`` is what an officer reads.

    ``frequency`` names the column whose rarity raises or lowers the weight.
    """

    words: str
    sql: str
    frequency: str = ""


@dataclass(frozen=True)
class Comparison:
    """One thing compared: levels from the closest to the loosest, whatever is left is none."""

    key: str
    label: str
    columns: tuple[str, ...]
    levels: tuple[Level, ...]
    unlike: str

    @property
    def is_missing(self) -> str:
        """The condition under which this says nothing: one of the records leaves it empty."""
        empty = (f'"{c}_{side}" IS NULL' for c in self.columns[:1] for side in "lr")
        return " OR ".join(empty)

    def words(self, level: int) -> str:
        """Return the words for a level counted from the top: 0 the closest; -1 missing."""
        if level < 0:
            return f"{self.label}缺失"
        return self.levels[level].words if level < len(self.levels) else self.unlike


def _eq(column: str) -> str:
    return f'"{column}_l" = "{column}_r"'


def _off(column: str, edits: int) -> str:
    return f'damerau_levenshtein("{column}_l", "{column}_r") <= {edits}'


_THREE = 'length("folded_l") >= 3 AND length("folded_r") >= 2'
_PARTS = (
    '(left("birth_l", 6) = left("birth_r", 6)'
    ' OR (left("birth_l", 4) = left("birth_r", 4) AND right("birth_l", 2) = right("birth_r", 2))'
    ' OR right("birth_l", 4) = right("birth_r", 4))'
)
_SWAPPED = (
    'left("birth_l", 4) = left("birth_r", 4) AND substr("birth_l", 5, 2) = right("birth_r", 2)'
    ' AND right("birth_l", 2) = substr("birth_r", 5, 2)'
)
# What a spreadsheet left of a number in E notation: its first digits, the last one rounded.
_BEGINS = (
    'length("number_l") BETWEEN 5 AND 16 AND starts_with("number_r", left("number_l", -1))'
    ' OR length("number_r") BETWEEN 5 AND 16 AND starts_with("number_l", left("number_r", -1))'
)

NAME = Comparison(
    "name",
    "姓名",
    ("name", "folded", "pinyin"),
    (
        Level("姓名相同", _eq("name"), "name"),
        Level("姓名为异体字或繁体字", _eq("folded")),
        Level("姓名同音不同字", _eq("pinyin")),
        Level("姓名只差一字", f"{_THREE} AND {_off('folded', 1)}"),
        Level("姓名读音相近或只差一字", f"{_off('pinyin', 1)} OR {_off('folded', 1)}"),
        Level("姓相同，名不同", 'left("folded_l", 1) = left("folded_r", 1)'),
    ),
    "姓名不同",
)
BIRTH = Comparison(
    "birth",
    "出生日期",
    ("birth",),
    (
        Level("出生日期相同", _eq("birth")),
        Level("出生日期只错一位或月日颠倒", f"{_off('birth', 1)} OR ({_SWAPPED})"),
        Level("出生日期三部分中两部分相同", _PARTS),
        Level("出生年份相同", 'left("birth_l", 4) = left("birth_r", 4)'),
    ),
    "出生日期不同",
)
SEX = Comparison("sex", "性别", ("sex",), (Level("性别相同", _eq("sex")),), "性别不同")
PHONE = Comparison(
    "phone", "手机号", ("phone",), (Level("手机号相同", _eq("phone")),), "手机号不同"
)
ADDRESS = Comparison(
    "place",
    "住址",
    ("place", "door"),
    (
        Level("同村同门牌", f"{_eq('place')} AND {_eq('door')}"),
        Level("同一村（社区）", _eq("place")),
        Level("同一乡镇", _eq("town")),
    ),
    "住址不同",
)
NUMBER = Comparison(
    "number",
    "证件号",
    ("number",),
    (
        Level("证件号相同", _eq("number")),
        Level("证件号只差一位（错、漏或相邻颠倒）", _off("number", 1)),
        Level("证件号差两位", _off("number", 2)),
        Level("残存的证件号开头相符", _BEGINS),
    ),
    "证件号不同",
)
PEOPLE: tuple[Comparison, ...] = (NAME, BIRTH, SEX, PHONE, ADDRESS, NUMBER)
COLUMNS = ("name", "folded", "pinyin", "first", "initials", "birth", "day", "sex", "phone",
           "place", "town", "door", "number")  # fmt: skip
# A pair is looked at when it shares one of these; they are also the index of the register.
BLOCKS: tuple[tuple[str, ...], ...] = (
    ("pinyin",),
    ("folded",),
    ("phone",),
    ("day", "first"),
    ("number",),
)


def _same(column: str) -> pl.Expr:
    return pl.col(f"{column}_l") == pl.col(f"{column}_r")


def _either(column: str, test: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    return test(pl.col(f"{column}_l")) | test(pl.col(f"{column}_r"))


def _cut(column: str, start: int, length: int) -> pl.Expr:
    left, right = (pl.col(f"{column}_{side}").str.slice(start, length) for side in "lr")
    return left == right


# One slip leaves year or day as they were, or it is two neighbours across the border of the two.
_CLOSE_DAYS = (
    _cut("birth", 0, 4) | _cut("birth", 4, 4) | (_cut("birth", 0, 3) & _cut("birth", 5, 3))
    | _either("birth", lambda day: day.str.len_chars() != 8)
)  # fmt: skip
# What can be said of a pair without measuring texts: the first condition that holds names the levels
# it may reach, counted from the closest. A missing value, and what stands not here, may be anything.
CHEAP: Mapping[str, Sequence[tuple[pl.Expr, tuple[int, ...]]]] = {
    "name": ((_same("name"), (0,)), (~_same("name"), (1, 2, 3, 4, 5, 6))),
    "birth": ((_same("birth"), (0,)), (_CLOSE_DAYS, (1, 2, 3, 4)), (~_same("birth"), (4,))),
    "sex": ((_same("sex"), (0,)), (~_same("sex"), (1,))),
    "phone": ((_same("phone"), (0,)), (~_same("phone"), (1,))),
    "place": ((_same("place"), (0, 1)), (~_same("place"), (2, 3))),
    "number": ((pl.col("near"), (0, 1, 2, 3)), (~pl.col("near"), (4,))),
}
# Two slips are at most four plain edits, which are counted five times as fast.
NEAR = f'levenshtein("number_l", "number_r") <= 4 OR {_BEGINS}'


def gamma(comparison: Comparison) -> str:
    """Return the SQL that names the level of one comparison: 0 the closest, -1 missing."""
    cases = [f"WHEN {comparison.is_missing} THEN -1"]
    cases += [f"WHEN {level.sql} THEN {n}" for n, level in enumerate(comparison.levels)]
    return f'CASE {" ".join(cases)} ELSE {len(comparison.levels)} END AS "gamma_{comparison.key}"'


def settings(
    comparisons: Sequence[Comparison], blocks: Sequence[str], link_type: str, unique_id: str
) -> dict[str, object]:
    """Return these comparisons as settings of Splink."""
    return {
        "link_type": link_type,
        "unique_id_column_name": unique_id,
        "comparisons": [_declared(comparison) for comparison in comparisons],
        "blocking_rules_to_generate_predictions": list(blocks),
        "retain_intermediate_calculation_columns": True,
    }


def _declared(comparison: Comparison) -> dict[str, object]:
    levels: list[dict[str, object]] = [
        {"sql_condition": comparison.is_missing, "label_for_charts": "null", "is_null_level": True}
    ]
    for level in comparison.levels:
        frequency = {"tf_adjustment_column": level.frequency, "tf_adjustment_weight": 1.0}
        levels.append(
            {"sql_condition": level.sql, "label_for_charts": level.words}
            | (frequency if level.frequency else {})
        )
    levels.append({"sql_condition": "ELSE", "label_for_charts": comparison.unlike})
    return {"output_column_name": comparison.key, "comparison_levels": levels}
