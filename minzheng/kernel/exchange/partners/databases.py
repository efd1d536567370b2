"""A department that shows a view of its own in a front-end database: read, never written.

The address is ``sqlite:///path?view=name`` or ``postgresql://user@host/base?view=name``; a password
comes from the environment variable of the link. The view has the department's headers as columns;
``id_column`` (default 身份证号) holds the number; a column ``is_deleted`` marks rows withdrawn.
"""

import json
import re
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import psycopg

from minzheng.kernel.exchange.models import PartnerLink
from minzheng.kernel.exchange.partners.replies import Question, Reply, Unanswered
from minzheng.kernel.exchange.partners.signing import secret_of

DELETED = "is_deleted"
_NAME = re.compile(r"^[\w.]+$")
_LIMIT = 1000


def ask_database(link: PartnerLink, question: Question) -> Reply:
    """Return the rows a view has of a person; Unanswered when it cannot be read."""
    split = urlsplit(link.address)
    asked = {key: values[0] for key, values in parse_qs(split.query).items()}
    view, number = asked.get("view", ""), asked.get("id_column", "身份证号")
    if not _NAME.match(view) or not _NAME.match(number):
        raise Unanswered("前置库地址没有写明视图", again=False)
    try:
        if split.scheme == "sqlite":
            columns, rows = _from_sqlite(Path(split.path), view, number, question, link)
        else:
            address = urlunsplit(split._replace(query=""))
            columns, rows = _from_postgres(address, view, number, question, link)
    except (sqlite3.Error, psycopg.Error) as problem:
        raise Unanswered("前置库读取失败") from problem
    columns, rows = _kept(columns, rows)
    raw = json.dumps({"columns": columns, "rows": rows}, ensure_ascii=False).encode()
    return Reply(columns, rows, raw)


def _from_sqlite(
    path: Path, view: str, number: str, question: Question, link: PartnerLink
) -> tuple[list[str], list[Any]]:
    place = f"file:{path}?mode=ro"
    with sqlite3.connect(place, uri=True, timeout=link.timeout_seconds) as connection:
        cursor = connection.execute(
            f'SELECT * FROM "{view}" WHERE "{number}" = ? LIMIT {_LIMIT}', [question.id_number]
        )
        found = [column[0] for column in cursor.description], cursor.fetchall()
    connection.close()
    return found


def _from_postgres(
    address: str, view: str, number: str, question: Question, link: PartnerLink
) -> tuple[list[str], list[Any]]:
    password = secret_of(link.secret_name).decode() if link.secret_name else None
    with psycopg.connect(
        address,
        password=password,
        connect_timeout=max(1, round(link.timeout_seconds)),
        options=f"-c statement_timeout={round(1000 * link.timeout_seconds)}",
    ) as connection:
        connection.read_only = True
        name = psycopg.sql.Identifier(*view.split("."))
        query = psycopg.sql.SQL("SELECT * FROM {} WHERE {} = %s LIMIT {}").format(
            name, psycopg.sql.Identifier(number), psycopg.sql.Literal(_LIMIT)
        )
        cursor = connection.execute(query, [question.id_number])
        return [column.name for column in cursor.description or ()], cursor.fetchall()


def _kept(columns: list[str], rows: list[Any]) -> tuple[list[str], list[list[str]]]:
    """Leave out rows the department withdrew, and its mark."""
    mark = columns.index(DELETED) if DELETED in columns else None
    stays = [place for place in range(len(columns)) if place != mark]
    alive = [row for row in rows if mark is None or not row[mark]]
    told = [["" if row[p] is None else str(row[p]) for p in stays] for row in alive]
    return [columns[place] for place in stays], told
