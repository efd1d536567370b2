"""The registry of fact tables keeps every name single and every column described."""

import polars as pl
import pytest

from minzheng.facts import COLUMNS, SENSITIVE, TABLES, households, persons, polars_schema, residents
from minzheng.facts.schema import day, money, repeated, table, whole


def test_every_column_has_label_source_and_sensitivity():
    for column in COLUMNS.values():
        assert column.label
        assert column.sensitivity
        assert (
            column.source
            or column.name in {"valid_from", "valid_to"}
            or column.table == "entitlements"
        )


def test_money_and_health_are_sensitive():
    assert all(c.sensitivity is SENSITIVE for c in COLUMNS.values() if c.kind == "money")
    assert COLUMNS["disability_kind"].sensitivity is SENSITIVE


def test_column_name_may_be_defined_once_only():
    with pytest.raises(ValueError, match="事实列「wages」重复"):

        @table(grain="person")
        class again:
            """再来一次."""

            wages = money("工资")

    assert "again" not in TABLES


def test_repeated_column_must_exist():
    with pytest.raises(ValueError, match="尚未在其他表中定义"):
        repeated("no_such_column")


def test_dated_table_needs_its_period():
    with pytest.raises(ValueError, match="valid_from"):

        @table(grain="thing", dated=True)
        class undated:
            """无期."""

            some_count = whole("数")
            some_day = day("日")

    assert "some_count" not in COLUMNS


def test_schema_gives_polars_types():
    schema = polars_schema(persons)
    assert (schema["wages"], schema["is_dead"], schema["birth_on"], schema["relation"]) == (
        pl.Int64,
        pl.Boolean,
        pl.Date,
        pl.String,
    )


def test_tables_are_described():
    assert (households.grain, households.label, residents.dated) == ("household", "家庭.", True)
