"""The tables of a new database are those that an upgraded one has, and a killed start leaves none."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest
from django.db import connection
from django.db.migrations import Migration, RunSQL

from minzheng.site import keys, patterns, structure

MIGRATED = "from minzheng.site import structure; structure.upgrade()"
MADE = "from minzheng.site import structure; structure.bring_up()"
FAILING = """
from minzheng.site import structure
structure._run = lambda migration, editor: 1 / 0
try:
    structure.bring_up()
except ZeroDivisionError:
    raise SystemExit
raise SystemExit("nothing failed")
"""
POSTGRESQL = (
    "SELECT conrelid::regclass, contype, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    (
        "SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length,"
        " is_identity FROM information_schema.columns WHERE table_schema = 'public'"
    ),
    "SELECT tablename, regexp_replace(indexdef, 'INDEX \\S+', 'INDEX') FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgrelid::regclass, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
)


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    """Give the address of an empty database of the kind the suite runs on; a file where it is none."""
    server = os.environ.get("MINZHENG_DATABASE", "")
    name = f"structure_{token_hex(6)}"
    folder.mkdir()
    keys.make(folder, demo=True)
    try:
        yield patterns.create(server, name) if server else ""
    finally:
        if server:
            patterns.drop(server, name)


def _told(folder: Path, code: str) -> set[tuple[str, ...]]:
    """Make the tables of an empty database by ``code`` and tell all that is in it."""
    with _database(folder) as address:
        subprocess.run(
            [sys.executable, "-c", patterns.ENTER + code],
            env=patterns.environ(folder, address),
            check=True,
        )
        return _on_server(address) if address else _in_file(folder / patterns.DATABASE)


def _on_server(address: str) -> set[tuple[str, ...]]:
    with psycopg.connect(address) as server:
        return {tuple(map(str, row)) for query in POSTGRESQL for row in server.execute(query)}


def _in_file(path: Path) -> set[tuple[str, ...]]:
    """Tell every table by its parts, in no order: a column that came later stands last."""
    with closing(connection.Database.connect(path)) as file:
        rows = file.execute("SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {
            (kind, table, part)
            for kind, table, sql in rows.fetchall()
            for part in _parts(kind, sql)
        }


def _parts(kind: str, sql: str) -> list[str]:
    if kind != "table":
        return [sql]
    body = re.sub(r"\s+", " ", sql[sql.index("(") + 1 : sql.rindex(")")])
    cuts, depth = [-1], 0
    for at, letter in enumerate(body):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            cuts.append(at)
    return [
        body[start + 1 : end].strip() for start, end in zip(cuts, [*cuts[1:], None], strict=True)
    ]


def test_a_new_database_is_the_same_as_an_upgraded_one(tmp_path: Path) -> None:
    made = _told(tmp_path / "made", MADE)
    migrated = _told(tmp_path / "migrated", MIGRATED)
    assert len(made) > 1000
    # Django's own migrations give one table of its groups a wider key than its models do.
    differ = [row for row in made ^ migrated if "auth_group_permissions" not in row]
    assert sorted(differ) == []


def test_a_start_that_fails_leaves_no_table(tmp_path: Path) -> None:
    assert _told(tmp_path / "failed", FAILING) == set()


def test_what_cannot_be_repeated_is_refused() -> None:
    migration = Migration("late", "books")
    migration.operations = [RunSQL("SELECT 1")]
    with pytest.raises(TypeError, match="RunSQL"):
        structure._run(migration, None)
