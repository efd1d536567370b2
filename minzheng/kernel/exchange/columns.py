"""The columns of a data set as they lie in the lake: typed, and pseudonyms for numbers."""

from typing import Final

import polars as pl

from minzheng.kernel.exchange.declarations import (
    CHOICE,
    CODE,
    DATE,
    DECIMAL,
    MONEY,
    PERSON_ID,
    SECRET,
    TEXT,
    DataSet,
)

TYPES: Final = {
    TEXT: pl.String(),
    CODE: pl.String(),
    CHOICE: pl.String(),
    SECRET: pl.String(),
    PERSON_ID: pl.String(),
    DATE: pl.Date(),
    MONEY: pl.Int64(),
    DECIMAL: pl.Int64(),
}


def pid_name(column: str) -> str:
    """Return the lake's name for a column of numbers: ``partner_id_no`` → ``partner_pid``."""
    return column.removesuffix("id_no") + "pid"


def schema_of(declared: DataSet) -> pl.Schema:
    """Return the columns of a data set as they lie in the lake."""
    columns = {
        (pid_name(c.name) if c.kind == PERSON_ID else c.name): TYPES[c.kind]
        for c in declared.columns
    }
    return pl.Schema({"line": pl.UInt32(), **columns, "corrections": pl.String()})
