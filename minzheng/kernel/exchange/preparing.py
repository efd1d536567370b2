"""One delivered file made ready: read, cleaned, sealed and written; the database is not touched.

So a second process can do it while the first is at another file; what is written counts only
once the delivery's row is there.
"""

import ctypes
import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl

from minzheng.core.sealing import seal_file
from minzheng.kernel.exchange import manifests, outgoing, reading
from minzheng.kernel.exchange.cleaning import Cleaned, clean
from minzheng.kernel.exchange.declarations import DataSet
from minzheng.kernel.exchange.identities import Identities
from minzheng.kernel.exchange.sheets import Unreadable

# Below so many bytes of files a second process costs more than it brings.
WORTH_A_PROCESS = 64 * 1024**2
PROCESSES = 2
ENDED = "读取这份文件时处理进程被系统终止（文件可能过大），没有接收，请拆分后重报。"
_DIE_WITH_PARENT = 1


@dataclass(frozen=True)
class Task:
    """One file and what its name says of it; ``candidates`` has one data set where it is named."""

    path: Path
    month: str
    candidates: tuple[DataSet, ...]
    sha256: str
    size: int

    @property
    def is_named(self) -> bool:
        """Whether the name alone says which data set it is."""
        return len(self.candidates) == 1

    def folder(self, data_set: DataSet) -> str:
        """Return where its files lie below a root: data set, month, fingerprint."""
        return f"{data_set.key}/{self.month}/{self.sha256[:32]}"


@dataclass(frozen=True)
class Rules:
    """What all files of an inbox share: the home, the day of delivery, whether demo people pass."""

    home: Path
    on: date
    allow_demo: bool


@dataclass(frozen=True)
class Written:
    """A Parquet file of a delivery with what its manifest line tells."""

    path: str
    sha256: str
    rows: int


@dataclass(frozen=True)
class Prepared:
    """What became of a file: its written parts and counts, or the Chinese ``problem``."""

    data_set: DataSet | None
    problem: str = ""
    sealed_file: str = ""
    rows: Written | None = None
    rejects: Written | None = None
    workbook: str = ""
    accepted: int = 0
    corrected: int = 0
    rejected: int = 0
    notes: tuple[str, ...] = ()
    corrections: tuple[tuple[str, int], ...] = ()
    problems: tuple[tuple[str, int], ...] = ()


def prepare(task: Task, rules: Rules, identities: Identities) -> Prepared:
    """Read, clean and write one file; a file of no use gives a Chinese problem, never an error."""
    data_set = task.candidates[0] if task.is_named else None
    try:
        data_set, table = reading.read(task.path, task.candidates)
        cleaned = clean(table.rows, data_set, identities, table.units)
        _refuse_empty(data_set, table.rows.height, cleaned)
    except (Unreadable, pl.exceptions.PolarsError) as problem:
        text = str(problem) if isinstance(problem, Unreadable) else "文件内容无法解析，请重新导出。"
        sealed = f"{manifests.SEALED}/{data_set.key if data_set else 'unknown'}/{task.month}"
        sealed = f"{sealed}/{task.sha256[:32]}.sealed"
        # Named after its content: the same file of no use may come again and again.
        if not (rules.home / sealed).exists():
            seal_file(task.path, rules.home / sealed)
        return Prepared(data_set, text, sealed)
    texts = outgoing.delivered_texts(table.rows, cleaned.rejects["line"])
    notes = table.notes
    del table  # the texts of a long file need not stay while its rows are written
    return _written(task, rules, data_set, cleaned, texts, notes)


def _refuse_empty(data_set: DataSet, rows: int, cleaned: Cleaned) -> None:
    """Nobody on a full list would mean that nobody has anything: that must not pass unseen."""
    if data_set.may_be_empty or cleaned.rows.height:
        return
    if rows:
        raise Unreadable(f"{rows} 行中没有一行合格，整份退回，请对照约定列名和填写要求更正。")
    raise Unreadable("文件只有表头没有数据；本数据集按月报送全量名单，不能为空。")


def _written(
    task: Task,
    rules: Rules,
    data_set: DataSet,
    cleaned: Cleaned,
    texts: pl.DataFrame,
    notes: tuple[str, ...],
) -> Prepared:
    """Write every part of a good file whole."""
    folder = task.folder(data_set)
    sealed = f"{manifests.SEALED}/{folder}.sealed"
    seal_file(task.path, rules.home / sealed)
    rows = _put(cleaned.rows, rules.home, f"{manifests.LAKE}/{folder}.parquet")
    rejects = _put(
        outgoing.sealed_rejects(cleaned, texts),
        rules.home,
        f"{manifests.LAKE}/{folder}.rejects.parquet",
    )
    mended = cleaned.rows["corrections"].drop_nulls().len()
    accepted, corrected = cleaned.rows.height - mended, mended + cleaned.duplicates.height
    rejected = cleaned.rejects.height
    workbook = ""
    if rejected:
        total = accepted + corrected + rejected
        name = task.path.name[:255]
        letter = outgoing.Letter(data_set, task.month, name, total, rules.allow_demo)
        workbook = outgoing.write_workbook(letter, cleaned.rejects, texts, rules.home)
    return Prepared(
        data_set,
        sealed_file=sealed,
        rows=rows,
        rejects=rejects,
        workbook=workbook,
        accepted=accepted,
        corrected=corrected,
        rejected=rejected,
        notes=notes,
        corrections=_tally(cleaned.rows["corrections"]),
        problems=_tally(cleaned.rejects["codes"]),
    )


def _put(frame: pl.DataFrame, home: Path, path: str) -> Written:
    return Written(path, manifests.write(frame, home, path), frame.height)


def _tally(codes: pl.Series) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for text, count in codes.drop_nulls().value_counts().iter_rows():
        counts.update(dict.fromkeys(text.split(","), count))
    return tuple(sorted(counts.items()))


def prepared(tasks: Sequence[Task], rules: Rules) -> Iterator[Prepared]:
    """Prepare files and yield the answers in their order; a heavy inbox keeps two processes busy."""
    if len(tasks) < PROCESSES or sum(task.size for task in tasks) < WORTH_A_PROCESS:
        identities = Identities(on=rules.on, allow_demo=rules.allow_demo)
        yield from (prepare(task, rules, identities) for task in tasks)
        return
    # One thread each keeps memory low.
    threads = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = "1"
    try:
        with _pool(PROCESSES, rules) as pool:
            # The longest first, so that no process is left alone with it at the end.
            longest = sorted(tasks, key=lambda task: -task.size)
            waiting = {id(task): pool.submit(_in_worker, task) for task in longest}
            try:
                for task in tasks:
                    try:
                        answer = waiting.pop(id(task)).result()
                    except BrokenProcessPool:
                        answer = _by_itself(task, rules)
                    yield answer
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    finally:
        if threads is None:
            del os.environ["POLARS_MAX_THREADS"]
        else:
            os.environ["POLARS_MAX_THREADS"] = threads


def _pool(processes: int, rules: Rules) -> ProcessPoolExecutor:
    # Forking a process whose libraries run threads would hang.
    spawning = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        processes, mp_context=spawning, initializer=_begin, initargs=(rules,)
    )


def _by_itself(task: Task, rules: Rules) -> Prepared:
    """Prepare a file in a process of its own: one file that ends its process must not sink the others."""
    with _pool(1, rules) as pool:
        try:
            return pool.submit(_in_worker, task).result()
        except BrokenProcessPool:
            return Prepared(task.candidates[0] if task.is_named else None, ENDED)


_prepare: partial[Prepared] | None = None


def _begin(rules: Rules) -> None:
    """Make a worker ready; it dies with its parent, lest it writes beside the next run."""
    global _prepare  # noqa: PLW0603  # a worker process serves one inbox
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    identities = Identities(on=rules.on, allow_demo=rules.allow_demo)
    _prepare = partial(prepare, rules=rules, identities=identities)


def _in_worker(task: Task) -> Prepared:
    assert _prepare is not None
    return _prepare(task)
