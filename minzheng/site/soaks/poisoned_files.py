"""Poisoned files lie in the inbox beside a good one: nothing sinks, nothing is lost, nothing twice.

1. A good list of wages and a mutilated list of deposits are laid into an inbox.
2. Taking it in must not raise; the good file must be taken in whole; the other either fails with
   a reason in Chinese or has every row counted.
3. Taking the same inbox again must change nothing.
"""

import io
import random
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter

from minzheng.core.resident_id import make
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange import services as exchange
from minzheng.kernel.exchange.models import Delivery
from minzheng.site import homes

MONTH = "2026-10"
AT = datetime(2026, 11, 6, 1, tzinfo=UTC)
ROWS = 20
WAGES = ("姓名", "身份证号", "单位名称", "月工资", "个人缴费")
DEPOSITS = ("姓名", "身份证号", "开户银行", "余额", "余额日期")
MODULE = "from minzheng.site.soaks import poisoned_files as proof; "
PATIENCE = 0.7

Cells = list[tuple[str, ...]]


def _people() -> list[tuple[str, str]]:
    birth = date(1961, 4, 12)
    return [(f"张某{number}", make("629901", birth, number)) for number in range(1, ROWS + 1)]


def wages() -> Cells:
    """Return a list without a fault."""
    people = _people()
    return [WAGES, *((name, number, "县砖厂", "3200.00", "320.00") for name, number in people)]


def deposits() -> Cells:
    """Return the list that is going to be poisoned."""
    people = _people()
    return [DEPOSITS, *((n, number, "农商行", "1,234.50", "2026-10-31") for n, number in people)]


def _text(cells: Cells) -> str:
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in cells) + "\n"


def _workbook(cells: Cells) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(cells):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def _flip(content: bytes, draw: random.Random) -> bytes:
    spoiled = bytearray(content)
    for _ in range(draw.randrange(1, 40)):
        spoiled[draw.randrange(len(spoiled))] = draw.randrange(256)
    return bytes(spoiled)


def _cut(content: bytes, draw: random.Random) -> bytes:
    return content[: draw.randrange(len(content))]


def _spoil_cells(cells: Cells, draw: random.Random) -> Cells:
    nasty = (
        "",
        "不详",
        "=1+1",
        "6.29901E+17",
        "\x00",
        "１２３",
        "-0",
        "9" * 400,
        "\ufeff",
        "2026-13-45",
    )
    spoiled = [list(row) for row in cells]
    for _ in range(draw.randrange(1, 30)):
        row = spoiled[draw.randrange(len(spoiled))]
        row[draw.randrange(len(row))] = draw.choice(nasty)
    return [tuple(row) for row in spoiled]


def _junk_zip(draw: random.Random) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<" * draw.randrange(1, 200_000))
    return content.getvalue()


Poison = Callable[[random.Random], tuple[str, bytes]]
POISONS: dict[str, Poison] = {
    "noise": lambda draw: (".csv", draw.randbytes(draw.randrange(5000))),
    "noise as workbook": lambda draw: (".xlsx", draw.randbytes(draw.randrange(5000))),
    "flipped text": lambda draw: (".csv", _flip(_text(deposits()).encode(), draw)),
    "flipped gb18030": lambda draw: (".csv", _flip(_text(deposits()).encode("gb18030"), draw)),
    "flipped workbook": lambda draw: (".xlsx", _flip(_workbook(deposits()), draw)),
    "cut text": lambda draw: (".csv", _cut(_text(deposits()).encode("gb18030"), draw)),
    "cut workbook": lambda draw: (".xlsx", _cut(_workbook(deposits()), draw)),
    "spoiled cells": lambda draw: (".csv", _text(_spoil_cells(deposits(), draw)).encode()),
    "spoiled workbook": lambda draw: (".xlsx", _workbook(_spoil_cells(deposits(), draw))),
    "workbook called text": lambda draw: (".csv", _workbook(deposits())),
    "text called workbook": lambda draw: (".xlsx", _text(deposits()).encode()),
    "junk archive": lambda draw: (".xlsx", _junk_zip(draw)),
    "empty": lambda draw: (".csv", b""),
}


def settle() -> None:
    """Make the county and its officer (in the child process)."""
    state = Division.objects.create(code="000000", name="全国", level=0, path="")
    county = Division.objects.create(
        code="620422", name="会宁县", level=3, path="620422/", parent=state
    )
    user = User.objects.create_user("chen", display_name="陈")
    Mandate.objects.create(user=user, role="officer", division=county, valid_from=date(2020, 1, 1))


def _judge(taken: list[Delivery], again: list[Delivery]) -> list[str]:
    """Return what is wrong with the answers to one inbox."""
    if len(taken) != 2:
        return [f"收到 {len(taken)} 份，应为 2 份"]
    found = []
    good = next((d for d in taken if d.data_set == "hr.wages"), None)
    if good is None or good.accepted + good.corrected != ROWS:
        found.append("完好的文件没有全部接收")
    for delivery in taken:
        counted = delivery.accepted + delivery.corrected + delivery.rejected
        if delivery.state == "failed" and not delivery.problem:
            found.append("失败而没有原因")
        if delivery.state != "failed" and counted != delivery.rows:
            found.append(f"{delivery.rows} 行只交代了 {counted} 行")
    if [(d.pk, d.state) for d in taken] != [(d.pk, d.state) for d in again]:
        found.append("重复接收改变了结果")
    return found


def attack(runs: int, seed: int, seconds: float, folder: str) -> None:
    """Lay poisoned inboxes and print what fails (in the child process)."""
    draw, began = random.Random(seed), time.monotonic()  # noqa: S311  # repeatable
    officer = Mandate.objects.get()
    for number in range(runs):
        if number >= len(POISONS) and seconds and time.monotonic() - began > seconds:
            break
        name = list(POISONS)[number % len(POISONS)]
        inbox = Path(folder) / f"inbox{number}"
        inbox.mkdir()
        suffix, content = POISONS[name](draw)
        (inbox / f"bank_deposits_202610{suffix}").write_bytes(content)
        # A note line with the number: each good file is another one.
        (inbox / "hr_wages_202610.csv").write_text(f"第{number}次报送\n{_text(wages())}")
        try:
            taken = exchange.take_inbox(inbox, MONTH, by=officer, at=AT)
            problems = _judge(taken, exchange.take_inbox(inbox, MONTH, by=officer, at=AT))
        except Exception as trouble:  # noqa: BLE001  # whatever escapes is the finding
            problems = [f"抛出 {type(trouble).__name__}：{trouble}"]
        for problem in problems:
            print(f"FAILED run{number} {name}: {problem}", flush=True)  # noqa: T201


def run(runs: int, seed: int, deadline_seconds: float | None = None) -> list[str]:
    """Lay ``runs`` poisoned inboxes, every kind at least once, or stop at the deadline."""
    began = time.monotonic()
    with homes.fresh("audit", "exchange") as home:
        home.ask(MODULE + "proof.settle()")
        left = (
            max(1.0, deadline_seconds * PATIENCE - (time.monotonic() - began))
            if deadline_seconds
            else 0
        )
        said = home.ask(f"{MODULE}proof.attack({runs}, {seed}, {left}, {str(home.folder)!r})")
    return [line for line in said.splitlines() if line.startswith("FAILED")]
