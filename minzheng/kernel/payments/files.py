"""Bank files on disk: sealed at rest, written once per run and bank, and proved by their digest."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings

from minzheng.core import sealing
from minzheng.kernel.benefits.declarations import benefit

from .banks.formats import FORMATS, Format, Item, format_for
from .models import BankFile, PaymentLine, PaymentRun


def serial(line: PaymentLine) -> str:
    """Return the serial number of a line in bank files: stable for its life."""
    return f"{line.pk:016d}"


def form_of(file: BankFile) -> Format:
    """Return the format a file was written in."""
    return FORMATS[file.bank]


def seal_of(lines: Sequence[PaymentLine]) -> str:
    """Return the SM3 digest over what is sent: line, holder, month, kind, fen and account."""
    text = "\n".join(
        f"{line.pk}|{line.holder}|{line.month}|{line.kind}|{line.amount}|{line.account_index}"
        for line in lines
    )
    return sealing.digest_sm3(text.encode())


def write(run: PaymentRun, lines: Sequence[PaymentLine], *, at: datetime) -> list[BankFile]:
    """Write one file per bank format and return their rows; written again they carry the same name."""
    by_bank: dict[str, list[PaymentLine]] = {}
    for line in lines:
        by_bank.setdefault(format_for(line.bank_name).key, []).append(line)
    return [_write_one(run, key, rows, at=at) for key, rows in sorted(by_bank.items())]


def _write_one(run: PaymentRun, bank: str, rows: list[PaymentLine], *, at: datetime) -> BankFile:
    form = FORMATS[bank]
    content = form.write(
        Item(
            serial(row),
            row.account or "",
            row.payee_name,
            row.amount,
            f"{row.month} {benefit(row.benefit).label}",
        )
        for row in rows
    )
    name = f"{run.benefit}_{run.month}_{run.kind}{run.sequence}_{bank}.{form.extension}"
    place = path(run, name)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(place.suffix + ".part")
    draft.write_bytes(sealing.seal_bytes(content, context=name))
    draft.replace(place)
    return BankFile.objects.create(
        run=run, bank=bank, file_name=name, digest=sealing.digest_sm3(content), lines=len(rows),
        total=sum(row.amount for row in rows), made_at=at,
    )  # fmt: skip


def path(run: PaymentRun, name: str) -> Path:
    """Return where a bank file of a run lies, sealed."""
    return Path(settings.HOME) / "bank" / run.month / f"{name}.sealed"


def content(file: BankFile) -> bytes:
    """Return the clear bytes of a bank file; raises ValueError when they no longer match the digest."""
    clear = sealing.unseal_bytes(
        path(file.run, file.file_name).read_bytes(), context=file.file_name
    )
    if sealing.digest_sm3(clear) != file.digest:
        raise ValueError(f"银行文件{file.file_name}与封存摘要不符")
    return clear
