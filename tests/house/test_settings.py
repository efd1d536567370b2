"""The settings: which database, which keys, how strict."""

import stat
from pathlib import Path

import pytest

from minzheng.site import database, keys


def test_address_of_a_server_names_all_its_parts():
    settings = database.postgresql("postgresql://chen:p%40ss@db:5433/county?sslmode=require")
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("db", "5433", "county")
    assert (settings["USER"], settings["PASSWORD"]) == ("chen", "p@ss")
    assert settings["OPTIONS"] == {"sslmode": "require"}


def test_address_of_a_socket_is_its_host():
    settings = database.postgresql("postgresql://postgres@/minzheng?host=/tmp/socket")
    assert (settings["HOST"], settings["USER"]) == ("/tmp/socket", "postgres")


def test_address_of_another_kind_of_server_is_refused():
    with pytest.raises(ValueError, match="postgresql://"):
        database.postgresql("mysql://root@/x")


def test_embedded_database_waits_at_the_start_of_a_transaction(tmp_path):
    options = database.sqlite(tmp_path)["OPTIONS"]
    assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 20)
    assert "journal_mode=WAL" in options["init_command"]


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path):
    path = keys.make(tmp_path / "home", demo=True)
    first = path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys.make(tmp_path / "home", demo=False).read_text() == first


def test_keys_of_the_environment_win_over_the_file(tmp_path: Path):
    keys.make(tmp_path, demo=True)
    environ = {"MINZHENG_KEY": "given"}
    keys.read(tmp_path, environ)
    assert environ["MINZHENG_KEY"] == "given"
    assert environ["MINZHENG_DEMO"] == "1"
    assert len(environ["MINZHENG_SECRET_KEY"]) >= 48
