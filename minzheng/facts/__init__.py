"""What law and statistics may see: typed tables, schema only, no rows."""

from .schema import (
    COLUMNS,
    PERSONAL,
    PUBLIC,
    SENSITIVE,
    TABLES,
    Column,
    Table,
    polars_schema,
)
from .tables import entitlements, households, income_changes, persons, residents

__all__ = [
    "COLUMNS",
    "PERSONAL",
    "PUBLIC",
    "SENSITIVE",
    "TABLES",
    "Column",
    "Table",
    "entitlements",
    "households",
    "income_changes",
    "persons",
    "polars_schema",
    "residents",
]
