"""The way to another system: documents over the signed wire, whole files, tables of a front-end database."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from minzheng.core.files import whole
from minzheng.core.sealing import digest_sm3
from minzheng.core.text import unformula
from minzheng.kernel.exchange.partners.fronts import Front, quoted
from minzheng.kernel.exchange.partners.replies import Unanswered
from minzheng.kernel.exchange.partners.wire import Wire


@dataclass(frozen=True)
class Answer:
    """What the other side said, and after how many attempts."""

    content: dict[str, Any]
    attempts: int


def post(wire: Wire, path: str, content: Mapping[str, Any]) -> Answer:
    """Send a document; an answer that is lost is asked for again under the same number."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return _answered(wire, "POST", path, body)


def get(wire: Wire, path: str, asked: Mapping[str, str]) -> Answer:
    """Ask for a document."""
    query = f"?{urlencode(asked)}" if asked else ""
    return _answered(wire, "GET", path + query, b"")


def _answered(wire: Wire, method: str, path: str, body: bytes) -> Answer:
    found, log = wire.send(method, path, body, _document)
    return Answer(found, len(log))


def _document(raw: bytes) -> dict[str, Any]:
    try:
        read = json.loads(raw)
    except ValueError as fault:
        raise Unanswered("对方答复不是约定格式") from fault
    if not isinstance(read, dict):
        raise Unanswered("对方答复不是约定格式", again=False)
    return read


# -- files ------------------------------------------------------------------------------------------

KEY, MARK = "行主键", "操作"
UPSERT, DELETE = "更新", "删除"


@dataclass(frozen=True)
class Dropped:
    """A file laid down for a partner and the flag that says it is whole."""

    path: Path
    rows: int
    digest: str


def file_bytes(rows: Sequence[Mapping[str, str]], names: Sequence[str], encoding: str) -> bytes:
    """Return rows as csv in UTF-8 with mark or in GB18030; no cell can become a formula."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [KEY, MARK, *names], restval="")
    writer.writeheader()
    writer.writerows({key: unformula(value) for key, value in row.items()} for row in rows)
    return text.getvalue().encode(encoding)


def drop(folder: Path, stem: str, content: bytes, rows: int, *, is_full: bool) -> Dropped:
    """Lay a file down for a partner; the ``.done`` flag with its checksum comes last."""
    path, digest = folder / f"{stem}.csv", digest_sm3(content)
    with whole(path, mode=0o700) as partial:
        partial.write_bytes(content)
    flag = {
        "name": path.name,
        "rows": rows,
        "sm3": digest,
        "mode": "full" if is_full else "increment",
    }
    with whole(folder / f"{stem}.done", mode=0o700) as partial:
        partial.write_text(json.dumps(flag, ensure_ascii=False), encoding="utf-8")
    return Dropped(path, rows, digest)


def table_rows(content: bytes) -> list[dict[str, str]]:
    """Read a csv in UTF-8 or GB18030; ValueError (Chinese) for what is none."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValueError("文件既不是 UTF-8 也不是 GB18030 编码的文本。")
    if "\0" in text:
        raise ValueError("文件不是文本表格，请另存为 csv 后再导入。")
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except csv.Error as fault:
        raise ValueError("文件不能按表格读出，请检查引号和分隔符。") from fault
    return [{k: v.removeprefix("'") for k, v in _cells(row)} for row in rows]


def _cells(row: Mapping[Any, Any]) -> Iterable[tuple[str, str]]:
    """Yield the cells under a header; what a row has too much or too little of is no cell."""
    return ((k, v) for k, v in row.items() if isinstance(k, str) and isinstance(v, str))


# -- front-end databases ----------------------------------------------------------------------------

BATCH, LINE, WAY = "批次号", "行号", "方式"
RESULT, REASON, TAKEN = "结果", "原因", "接收"
FULL, INCREMENT = "全量", "增量"


def hand_over(
    front: Front, number: str, rows: Sequence[Mapping[str, Any]], *, is_full: bool
) -> bool:
    """Lay a batch down in the table the address names (``table=``); say whether it was not there yet.

    All rows or none; a batch that lies there already is left alone, whoever may have begun to read.
    """
    table, way = quoted(front.told("table")), FULL if is_full else INCREMENT
    names = list(dict.fromkeys(name for row in rows for name in row["data"]))
    columns = ", ".join(quoted(name) for name in (BATCH, LINE, WAY, KEY, MARK, *names))
    marks = ", ".join(["%s"] * (5 + len(names)))
    operation = {"delete": DELETE, "upsert": UPSERT}
    told = [
        [number, row["line"], way, row["key"], operation[row["op"]], *(row["data"].get(n) for n in names)]
        for row in rows
    ]  # fmt: skip
    with front.opened(writes=True) as base:
        found = f"SELECT 1 FROM {table} WHERE {quoted(BATCH)} = %s LIMIT 1"  # quoted
        if base.read(found, [number])[1]:
            return False
        base.write(f"INSERT INTO {table} ({columns}) VALUES ({marks})", told)  # quoted
    return True


def receipts(front: Front, number: str) -> dict[str, str]:
    """Return what the table of receipts (``receipts=``) says of each row of a batch: nothing, or why not."""
    table = quoted(front.told("receipts"))
    columns = ", ".join(quoted(name) for name in (KEY, RESULT, REASON))
    asked = f"SELECT {columns} FROM {table} WHERE {quoted(BATCH)} = %s"  # quoted
    with front.opened() as base:
        _names, rows = base.read(asked, [number])
    return {
        str(key): "" if result == TAKEN else str(reason or "未说明原因")[:300]
        for key, result, reason in rows
    }
