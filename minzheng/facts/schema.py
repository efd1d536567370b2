"""The words a fact table is written with: columns, tables and their one registry."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl


class Sensitivity(StrEnum):
    """How a column must be guarded: shown freely, masked, or opened with a reason."""

    PUBLIC = "public"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


PUBLIC = Sensitivity.PUBLIC
PERSONAL = Sensitivity.PERSONAL
SENSITIVE = Sensitivity.SENSITIVE

DTYPES: dict[str, pl.DataType] = {
    "money": pl.Int64(),
    "whole": pl.Int64(),
    "percent": pl.Int64(),
    "flag": pl.Boolean(),
    "text": pl.String(),
    "day": pl.Date(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One fact: its kind, Chinese label, unit, the data set it comes from, how guarded it is.

    Money is whole fen, a percentage whole hundredths of a percent. `choices` maps the
    codes of a text column to their Chinese names.
    """

    kind: str
    label: str
    unit: str = ""
    source: str = ""
    sensitivity: Sensitivity = PERSONAL
    choices: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    table: str = ""
    grain: str = ""
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A fact table: what one row is, and its columns in order."""

    name: str
    label: str
    grain: str
    dated: bool
    columns: Mapping[str, Column]


TABLES: dict[str, Table] = {}
COLUMNS: dict[str, Column] = {}


def money(
    label: str, source: str = "", *, unit: str = "元/月", sensitivity: Sensitivity = SENSITIVE
) -> Column:
    """Declare an amount in whole fen (`unit` says per what, in yuan)."""
    return Column("money", label, unit, source, sensitivity)


def whole(
    label: str, source: str = "", *, unit: str = "", sensitivity: Sensitivity = PERSONAL
) -> Column:
    """Declare a whole number: people, years, pieces."""
    return Column("whole", label, unit, source, sensitivity)


def percent(label: str, source: str = "", *, sensitivity: Sensitivity = PERSONAL) -> Column:
    """Declare a percentage in whole hundredths of a percent."""
    return Column("percent", label, "%", source, sensitivity)


def flag(label: str, source: str = "", *, sensitivity: Sensitivity = PERSONAL) -> Column:
    """Declare a yes or no."""
    return Column("flag", label, "是否", source, sensitivity)


def text(
    label: str,
    source: str = "",
    *,
    choices: Mapping[str, str] | None = None,
    sensitivity: Sensitivity = PERSONAL,
) -> Column:
    """Declare a code or word; `choices` names the codes that may occur."""
    return Column("text", label, "", source, sensitivity, choices or {})


def day(label: str, source: str = "", *, sensitivity: Sensitivity = PERSONAL) -> Column:
    """Declare a calendar day."""
    return Column("day", label, "日期", source, sensitivity)


def repeated(name: str) -> Column:
    """Carry a column that another table already defines (a key, a place)."""
    try:
        origin = COLUMNS[name]
    except KeyError:
        raise ValueError(f"事实列「{name}」尚未在其他表中定义，不能重复引用") from None
    return Column(
        origin.kind,
        origin.label,
        origin.unit,
        origin.source,
        origin.sensitivity,
        origin.choices,
        repeats=True,
    )


def table(*, grain: str, dated: bool = False) -> Callable[[type], Table]:
    """Turn a class of columns into a registered fact table.

    `grain` says what one row is; a dated table must carry valid_from and valid_to.
    A column name may be defined once only (else ValueError): a rule asks for it by name alone.
    """

    def register(cls: type) -> Table:
        columns: dict[str, Column] = {}
        for name, column in vars(cls).items():
            if not isinstance(column, Column):
                continue
            if not column.repeats and name in COLUMNS:
                raise ValueError(f"事实列「{name}」重复：{COLUMNS[name].table} 与 {cls.__name__}")
            columns[name] = Column(
                column.kind,
                column.label,
                column.unit,
                column.source,
                column.sensitivity,
                column.choices,
                name,
                cls.__name__,
                grain,
                column.repeats,
            )
        if dated and not {"valid_from", "valid_to"} <= columns.keys():
            raise ValueError(f"事实表「{cls.__name__}」按期记载，须有 valid_from 与 valid_to")
        if cls.__name__ in TABLES:
            raise ValueError(f"事实表「{cls.__name__}」重复")
        declared = Table(
            cls.__name__, (cls.__doc__ or "").strip().split("\n")[0], grain, dated, columns
        )
        TABLES[declared.name] = declared
        COLUMNS.update({c.name: c for c in columns.values() if not c.repeats})
        return declared

    return register


def polars_schema(declared: Table) -> dict[str, pl.DataType]:
    """Give the Polars dtype of every column of a table, in order."""
    return {name: DTYPES[column.kind] for name, column in declared.columns.items()}
