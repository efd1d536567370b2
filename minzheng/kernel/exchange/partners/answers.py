"""What a reply means: its rows typed like delivered ones, and the facts of the people asked about."""

import csv
import io
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from minzheng.kernel.exchange import facts, reading
from minzheng.kernel.exchange.cleaning import PROBLEMS, clean, explain
from minzheng.kernel.exchange.columns import schema_of
from minzheng.kernel.exchange.declarations import data_set
from minzheng.kernel.exchange.identities import Identities
from minzheng.kernel.exchange.partners.replies import Reply, Unanswered
from minzheng.kernel.exchange.sheets import Unreadable


def askable() -> tuple[str, ...]:
    """Return the data sets that may be asked for one person: those that alone fill fact columns."""
    return tuple(source.data_set for source in facts.SOURCES)


def columns_of(key: str) -> tuple[str, ...]:
    """Return the fact columns a data set fills."""
    return tuple(next(s for s in facts.SOURCES if s.data_set == key).columns)


def typed_rows(key: str, reply: Reply, *, pid: str, on: date) -> list[dict[str, Any]]:
    """Return the rows of a reply typed as in the lake, dates as ISO text, numbers as pseudonyms.

    A reply that cannot be read whole is none: Unanswered when a column is missing or renamed, a
    cell has no sense, or a row is about somebody else.
    """
    if not reply.rows:
        return []
    declared = data_set(key)
    try:
        _declared, table = _table(key, reply)
    except Unreadable as problem:
        raise Unanswered(f"答复格式有变：{problem}", again=False) from problem
    cleaned = clean(table.rows, declared, Identities(on=on, allow_demo=settings.DEMO), table.units)
    if cleaned.rejects.height:
        words = explain(cleaned.rejects["codes"][0], declared, PROBLEMS)
        raise Unanswered(f"答复内容有误：{words}", again=False)
    rows = cleaned.rows
    if rows.filter(pl.col("pid") != pid).height:
        raise Unanswered("答复的不是所查人员", again=False)
    return [
        {name: v.isoformat() if isinstance(v, date) else v for name, v in row.items()}
        for row in rows.to_dicts()
    ]


def _table(key: str, reply: Reply) -> Any:
    """Read a reply by the rules of delivered files: headers by any known name, units, marks."""
    text = io.StringIO()
    csv.writer(text).writerows([reply.columns, *reply.rows])
    handle = os.memfd_create("reply")
    try:
        with os.fdopen(os.dup(handle), "wb") as stream:
            stream.write(text.getvalue().encode("utf-8-sig"))
        return reading.read(Path(f"/proc/self/fd/{handle}"), (data_set(key),))
    finally:
        os.close(handle)


def facts_of(
    key: str, rows: Sequence[dict[str, Any]], people: pl.DataFrame, end: date
) -> list[dict[str, Any]]:
    """Return person and the fact columns of a data set for everybody who was asked about.

    ``people`` holds ``person pid household`` of one family: what two of them hold together counts
    once. Who is on no row has what absence from the list means.
    """
    source = next(s for s in facts.SOURCES if s.data_set == key)
    schema = schema_of(data_set(key))
    frame = pl.DataFrame(
        [{name: _value(row.get(name), kind) for name, kind in schema.items()} for row in rows],
        schema=schema,
    )
    read = source.read(frame.join(people.select("pid", "household"), on="pid", how="left"), end)
    told = {row["pid"]: row for row in read.to_dicts()}
    return [
        {
            "person": person,
            **{
                name: told[pid][name] if pid in told else absent
                for name, absent in source.columns.items()
            },
        }
        for person, pid in people.select("person", "pid").iter_rows()
    ]


def _value(value: Any, kind: pl.DataType) -> Any:
    return date.fromisoformat(value) if kind == pl.Date and isinstance(value, str) else value
