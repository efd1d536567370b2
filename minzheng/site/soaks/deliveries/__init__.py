"""Mutilated deliveries lie in the inbox beside a good one: no crash, no hang, nothing half, a reason.

1. A good list of wages and two dozen mutilated lists of deposits are laid into an inbox.
2. Taking it in must end in time and must not raise. The good file must be taken in whole; each of
   the others either fails with a reason in Chinese and leaves nothing in the lake, or has every
   row counted and every file in the lake as the manifest says.
3. What goes back to the senders must hold no formula.
4. Taking the same inbox again must change nothing.
"""

import random
import signal
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange import lake, manifests
from minzheng.kernel.exchange import services as exchange
from minzheng.kernel.exchange.models import Delivery
from minzheng.site import homes
from minzheng.site.soaks.deliveries.poisons import (
    MEGABYTE,
    NAMES,
    POISONS,
    ROWS,
    deposits,
    text,
    wages,
)

MONTH = "2026-10"
AT = datetime(2026, 11, 6, 1, tzinfo=UTC)
MODULE = "from minzheng.site.soaks import deliveries as proof; "
PATIENCE = 0.7
# Files of one inbox, and the seconds it may take: a file of it takes far below one.
TOGETHER, LONGEST = len(POISONS), 300
# From so many files on, one of them is a gigabyte of nothing, and one of rows of nothing.
HUGE_FROM = 1_000
GIGABYTE = 1024 * MEGABYTE


class Hung(BaseException):
    """An inbox that was not taken in in time."""


def settle() -> None:
    """Make the county and its officer (in the child process)."""
    state = Division.objects.create(code="000000", name="全国", level=0, path="")
    county = Division.objects.create(
        code="620422", name="会宁县", level=3, path="620422/", parent=state
    )
    user = User.objects.create_user("chen", display_name="陈")
    Mandate.objects.create(user=user, role="officer", division=county, valid_from=date(2020, 1, 1))


@contextmanager
def _in_time() -> Iterator[None]:
    def late(*_signal: object) -> None:
        raise Hung

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(LONGEST)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _judge(taken: list[Delivery], laid: int) -> list[str]:
    """Return what is wrong with the answers to one inbox."""
    found = [] if len(taken) == laid else [f"收到 {len(taken)} 份，应为 {laid} 份"]
    good = next((d for d in taken if d.data_set == "hr.wages"), None)
    if good is None or good.accepted + good.corrected != ROWS:
        found.append("完好的文件没有全部接收")
    return found + [f"{row.file_name!r}：{what}" for row in taken for what in _faults(row)]


def _faults(row: Delivery) -> list[str]:
    if row.state == "failed":
        folder = lake.absolute(f"{lake.LAKE}/{row.data_set}/{row.month}")
        half = list(folder.glob(f"{row.sha256[:32]}*"))
        return ["失败而没有原因"] * (not row.problem) + ["失败却进了数据湖"] * bool(half)
    found = []
    kept = {
        path: manifests.verified(lake.home(), path) for path in (row.lake_path, row.rejects_path)
    }
    entered, refused = (pl.read_parquet(file) for file in kept.values())
    doubled = refused["kept_line"].drop_nulls().len()
    if entered.height + refused.height != row.rows or entered.height + doubled != (
        row.accepted + row.corrected
    ):
        found.append(f"{row.rows} 行只交代了 {entered.height + refused.height} 行")
    if row.workbook_path and _has_formula(lake.absolute(row.workbook_path)):
        found.append("退回表带有公式")
    return found


def _has_formula(workbook: Path) -> bool:
    with zipfile.ZipFile(workbook) as archive:
        return b"<f" in archive.read("xl/worksheets/sheet1.xml").partition(b"<sheetData>")[2]


def _lay(inbox: Path, kinds: list[str], draw: random.Random, number: int) -> None:
    for place, kind in enumerate(kinds):
        suffix, content = POISONS[kind](draw)
        name = f"bank_deposits_202610{draw.choice(NAMES)}_{number}_{place}{suffix}"
        # No two files alike: the same bytes twice are one delivery, and no new proof.
        (inbox / name).write_bytes(content)
    # A note line with the number: each good file is another one.
    (inbox / "hr_wages_202610.csv").write_text(f"第{number}次报送\n{text(wages())}")


def _lay_huge(inbox: Path) -> None:
    """A gigabyte of zeros that takes no room on the disk, and as many empty lines below a header."""
    with (inbox / "bank_deposits_202610_zeros.csv").open("wb") as stream:
        stream.truncate(GIGABYTE - 1)
    with (inbox / "bank_deposits_202610_lines.csv").open("wb") as stream:
        stream.write(text(deposits()).encode())
        for _ in range(GIGABYTE // MEGABYTE - 1):
            stream.write(b"\n" * MEGABYTE)


def attack(runs: int, seed: int, seconds: float, folder: str) -> None:
    """Lay poisoned inboxes of so many files together and print what fails (in the child process)."""
    draw, began = random.Random(seed), time.monotonic()  # noqa: S311  # repeatable
    officer, kinds = Mandate.objects.get(), list(POISONS)
    for first in range(0, runs, TOGETHER):
        if first and seconds and time.monotonic() - began > seconds:
            break
        inbox = Path(folder) / f"inbox{first}"
        inbox.mkdir()
        _lay(inbox, kinds[: runs - first], draw, first)
        if first == 0 and runs >= HUGE_FROM and not seconds:
            _lay_huge(inbox)
        laid = len(
            {file.read_bytes() for file in inbox.iterdir() if file.stat().st_size < GIGABYTE // 2}
        )
        laid += sum(file.stat().st_size >= GIGABYTE // 2 for file in inbox.iterdir())
        try:
            with _in_time():
                taken = exchange.take_inbox(inbox, MONTH, by=officer, at=AT)
                again = exchange.take_inbox(inbox, MONTH, by=officer, at=AT)
            problems = _judge(list({row.pk: row for row in taken}.values()), laid)
            if [(d.pk, d.rows) for d in taken] != [(d.pk, d.rows) for d in again]:
                problems.append("重复接收改变了结果")
        except (Exception, Hung) as trouble:  # noqa: BLE001  # whatever escapes is the finding
            problems = [f"抛出 {type(trouble).__name__}：{trouble}"]
        for problem in problems:
            print(f"FAILED inbox{first}: {problem}", flush=True)  # noqa: T201
        for file in inbox.iterdir():
            file.unlink()


def run(runs: int, seed: int, deadline_seconds: float | None = None) -> list[str]:
    """Take in ``runs`` mutilated files, every kind at least once, or stop at the deadline."""
    began = time.monotonic()
    with homes.fresh() as home:
        home.ask(MODULE + "proof.settle()")
        left = (
            max(1.0, deadline_seconds * PATIENCE - (time.monotonic() - began))
            if deadline_seconds
            else 0
        )
        said = home.ask(f"{MODULE}proof.attack({runs}, {seed}, {left}, {str(home.folder)!r})")
    return [line for line in said.splitlines() if line.startswith("FAILED")]
