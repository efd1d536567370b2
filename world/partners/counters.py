"""Two departments without an interface: one exchanges files, one shows a view of its database."""

import contextlib
import pathlib
import sqlite3
import threading

from minzheng.kernel.exchange.partners.drops import drop, taken
from world.layouts import LAYOUTS
from world.partners.truth import Truth


def answer_files(folder: pathlib.Path, truth: Truth) -> int:
    """Answer every finished request that lies in the folder; return how many were new."""
    (folder / "requests").mkdir(parents=True, exist_ok=True)
    done = 0
    for flag in sorted((folder / "requests").glob("*.done")):
        if (folder / "answers" / flag.name).exists():
            continue
        _content, lines = taken(flag.parent, flag.stem)
        _key, data_set, number, *_rest = lines[1]
        columns, rows = truth.table(data_set, number)
        drop(folder / "answers", flag.stem, [tuple(columns), *(tuple(row) for row in rows)])
        done += 1
    return done


def keep_answering(folder: pathlib.Path, truth: Truth, pause: float = 2.0) -> threading.Event:
    """Look into the folder every ``pause`` seconds until the returned event is set."""
    (folder / "requests").mkdir(parents=True, exist_ok=True)
    stop = threading.Event()

    def look() -> None:
        while not stop.wait(pause):
            answer_files(folder, truth)

    threading.Thread(target=look, daemon=True).start()
    return stop


def front_database(path: pathlib.Path, key: str, truth: Truth) -> str:
    """Write a department's table with a view of it; return the address by which it is read."""
    path.unlink(missing_ok=True)
    headers = LAYOUTS[key].headers
    columns = ", ".join(f'"{label}" TEXT' for label in headers.values())
    marks = ", ".join("?" for _ in headers)
    with contextlib.closing(sqlite3.connect(path)) as base, base:
        base.execute(f"CREATE TABLE records ({columns}, is_deleted INTEGER DEFAULT 0)")
        base.execute("CREATE VIEW v_records AS SELECT * FROM records")
        names = ", ".join(f'"{label}"' for label in headers.values())
        for rows in truth.records.get(key, {}).values():
            lines = [[row.get(name, "") for name in headers] for row in rows]
            base.executemany(f"INSERT INTO records ({names}) VALUES ({marks})", lines)
        base.execute(f'CREATE INDEX by_number ON records ("{headers["id_no"]}")')
    return f"sqlite://{path.resolve()}?view=v_records&id_column={headers['id_no']}"
