"""Front-end databases (前置库): a department's views are read there, rows for it are laid down there.

An address is ``sqlite:///path?name=value`` or ``postgresql://user@host/base?name=value``; what
stands behind the question mark is told to the caller. A password comes from the environment.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import psycopg

from minzheng.kernel.exchange.partners.replies import Unanswered
from minzheng.kernel.exchange.partners.signing import secret_of

_NAME = re.compile(r"^\w+(\.\w+)?$")
_ABSENT = ("no such table", "no such column", "has no column")


@dataclass(frozen=True)
class Front:
    """Where a front-end database stands, the variable of its password, the limit in seconds."""

    address: str
    secret_name: str = ""
    timeout: float = 20.0

    def told(self, name: str, default: str = "") -> str:
        """Return what the address says under a name."""
        return parse_qs(urlsplit(self.address).query).get(name, [default])[0]

    @contextmanager
    def opened(self, *, writes: bool = False) -> Iterator["Base"]:
        """Give the database for one transaction; Unanswered when it fails, nothing half in it."""
        word = "写入" if writes else "读取"
        try:
            connection = self._connection(writes=writes)
            try:
                with connection:
                    yield Base(connection)
            finally:
                connection.close()
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn) as problem:
            raise Unanswered("前置库里没有约定的表或列", again=False) from problem
        except (sqlite3.Error, psycopg.Error) as problem:
            if any(words in str(problem) for words in _ABSENT):
                raise Unanswered("前置库里没有约定的表或列", again=False) from problem
            raise Unanswered(f"前置库{word}失败") from problem

    def _connection(self, *, writes: bool) -> Any:
        split = urlsplit(self.address)
        if split.scheme == "sqlite":
            place = f"file:{split.path}?mode={'rw' if writes else 'ro'}"
            return sqlite3.connect(place, uri=True, timeout=self.timeout)
        if split.scheme != "postgresql":
            raise Unanswered("前置库地址须以 postgresql:// 或 sqlite:/// 开头", again=False)
        try:
            password = secret_of(self.secret_name).decode() if self.secret_name else None
        except KeyError as missing:
            raise Unanswered(f"没有设置密钥 {self.secret_name}", again=False) from missing
        connection = psycopg.connect(
            urlunsplit(split._replace(query="")),
            password=password,
            # Of what an address may say of the way there, this alone cannot lead elsewhere.
            sslmode=self.told("sslmode", "prefer"),
            connect_timeout=max(1, round(self.timeout)),
            options=f"-c statement_timeout={round(1000 * self.timeout)}",
        )
        connection.read_only = not writes
        return connection


class Base:
    """An open front-end database: statements are written with ``%s`` for values."""

    def __init__(self, connection: Any) -> None:
        """Take the connection of either kind."""
        self._connection = connection
        self._is_sqlite = isinstance(connection, sqlite3.Connection)

    def read(self, statement: str, values: Sequence[Any]) -> tuple[list[str], list[Any]]:
        """Return the names of the columns and the rows."""
        cursor = self._connection.execute(self._spelled(statement), values)
        return [column[0] for column in cursor.description or ()], cursor.fetchall()

    def write(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Carry out a statement for each row."""
        self._connection.cursor().executemany(self._spelled(statement), rows)

    def _spelled(self, statement: str) -> str:
        return statement.replace("%s", "?") if self._is_sqlite else statement


def quoted(name: str) -> str:
    """Return the name of a table or column for a statement; Unanswered for what is no name."""
    if not _NAME.match(name):
        raise Unanswered("前置库地址没有写明表、视图或列", again=False)
    return ".".join(f'"{part}"' for part in name.split("."))
