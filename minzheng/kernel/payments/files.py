"""Bank files on disk: sealed at rest, written whole before the commit, proved by their digests.

A kill between file and commit leaves a file nobody names; the next sending replaces it. A committed
row never lacks its file. What a bank returns is kept the same way before anybody reads it.
"""

import hashlib
import io
import os
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

import pyzipper
from django.conf import settings

from minzheng.core import clock, sealing
from minzheng.core.files import whole
from minzheng.kernel.benefits.declarations import benefit
from minzheng.kernel.determinations import queries as determinations

from .banks.formats import BANKS, FORMATS, Answer, BankFileError, Format, Item, bank_of
from .models import BankFile, BankReturn, PaymentLine, PaymentRun

OWNER, LAYOUT, ARCHIVE = "payments.banks", "bank_format", "bank_archive"
ZIP = "zip"
VARIABLE = "MINZHENG_BANK_PASSWORD_"
DIGESTS = {"sm3": "digest", "sha256": "sha256"}


def serial(line: PaymentLine) -> str:
    """Return the serial number of a line in bank files: stable for its life."""
    return f"{line.pk:016d}"


def batch(run: PaymentRun, bank: str) -> str:
    """Return the batch number a file carries and its return repeats."""
    return f"{run.month.replace('-', '')}-{run.pk}-{bank}"


def form_of(file: BankFile) -> Format:
    """Return the format a file was written in."""
    return FORMATS[file.layout or file.bank]


def layout_of(bank: str, division: str, on: date) -> Format:
    """Return the format a bank takes in a division on a day: the place's dated row, else the bank's own."""
    row = determinations.value_in_force(OWNER, LAYOUT, division, on, bank)
    key = BANKS[bank].layout if row is None else row.value
    if key not in FORMATS:
        raise BankFileError(f"{BANKS[bank].label}的代发文件格式“{key}”没有登记，请核对参数。")
    return FORMATS[key]


def seal_of(lines: Sequence[PaymentLine]) -> str:
    """Return the SM3 digest over what is sent: line, holder, month, kind, fen and account."""
    text = "\n".join(
        f"{line.pk}|{line.holder}|{line.month}|{line.kind}|{line.amount}|{line.account_index}"
        for line in lines
    )
    return sealing.digest_sm3(text.encode())


# -- what goes out --------------------------------------------------------------------------------


def write(run: PaymentRun, lines: Iterable[PaymentLine], *, at: datetime) -> list[BankFile]:
    """Write one file per bank and return their rows; written again they carry the same name.

    Lines may come as a stream: only the files themselves are held.
    """
    labels: dict[str, str] = {}
    banks: dict[str, str] = {}
    drafts = {}
    sums: dict[str, list[int]] = {}
    for line in lines:
        bank = banks.get(line.bank_name) or banks.setdefault(
            line.bank_name, bank_of(line.bank_name).key
        )
        if bank not in drafts:
            form = layout_of(bank, run.division_id, at.astimezone(clock.SHANGHAI).date())
            drafts[bank], sums[bank] = form.draft(), [0, 0]
        label = labels.get(line.benefit) or labels.setdefault(
            line.benefit, benefit(line.benefit).label
        )
        amount = int(line.amount)
        drafts[bank].add(
            Item(serial(line), line.account or "", line.payee_name, amount, f"{line.month} {label}")
        )
        sums[bank][0] += 1
        sums[bank][1] += amount
    made = []
    for bank in sorted(drafts):
        form = drafts[bank].form
        name = f"{run.benefit}_{run.division_id}_{run.month}_{run.kind}{run.sequence}_{bank}.{form.extension}"
        clear = drafts.pop(bank).finish(batch(run, bank))
        _put(path(run, name), clear, context=name)
        made.append(
            BankFile(
                run=run, bank=bank, layout=form.key, file_name=name, digest=sealing.digest_sm3(clear),
                sha256=_sha256(clear), lines=sums[bank][0], total=sums[bank][1], made_at=at,
            )
        )  # fmt: skip
    return BankFile.objects.bulk_create(made)


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


def companion(file: BankFile, kind: str) -> tuple[str, bytes]:
    """Return the name and text of the file that carries a digest (`sm3`, `sha256`) beside a bank file."""
    digest = getattr(file, DIGESTS[kind]) or _sha256(content(file))
    return f"{file.file_name}.{kind}", f"{digest}  {file.file_name}\n".encode()


def wants_archive(file: BankFile) -> bool:
    """Say whether the bank asked for an archive under a password on the day the file was made."""
    on = file.made_at.astimezone(clock.SHANGHAI).date()
    row = determinations.value_in_force(OWNER, ARCHIVE, file.run.division_id, on, file.bank)
    return row is not None and row.value == ZIP


def archive(file: BankFile) -> tuple[str, bytes]:
    """Return name and bytes of a zip (AES-256) with the file and its digests; never stored.

    BankFileError when the password is not in the environment: it stands nowhere else.
    """
    variable = VARIABLE + file.bank.upper()
    password = os.environ.get(variable, "")
    if not password:
        label = BANKS[file.bank].label
        raise BankFileError(
            f"没有{label}的压缩包口令：请系统管理员设置环境变量 {variable} 后再下载。"
        )
    out = io.BytesIO()
    with pyzipper.AESZipFile(
        out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as packed:
        packed.setpassword(password.encode())
        packed.writestr(file.file_name, content(file))
        for kind in DIGESTS:
            packed.writestr(*companion(file, kind))
    return f"{file.file_name}.zip", out.getvalue()


# -- what comes back ------------------------------------------------------------------------------


def read_answers(file: BankFile, returned: bytes) -> tuple[list[Answer], list[str]]:
    """Return what a return says about the lines of a file, and the Chinese problems of its rows.

    BankFileError refuses the whole return, another batch's among them.
    """
    return form_of(file).read_answers(returned, batch(file.run, file.bank))


def keep_return(file: BankFile, returned: bytes) -> None:
    """Keep the bytes of a return, sealed, before anybody reads them; the same bytes lie there once."""
    place = _return_path(file, sealing.digest_sm3(returned))
    if not place.exists():
        _put(place, returned, context=place.name)


def return_content(row: BankReturn) -> bytes:
    """Return the bytes of a return; ValueError when they are not those that were delivered.

    FileNotFoundError for a return read before the system kept them.
    """
    place = _return_path(row.file, row.digest)
    clear = sealing.unseal_bytes(place.read_bytes(), context=place.name)
    if sealing.digest_sm3(clear) != row.digest:
        raise ValueError(f"回盘文件{row.file_name}与登记摘要不符")
    return clear


def digest_of(returned: bytes) -> tuple[str, str]:
    """Return SM3 and SHA-256 of a file's clear bytes."""
    return sealing.digest_sm3(returned), _sha256(returned)


def _return_path(file: BankFile, digest: str) -> Path:
    return Path(settings.HOME) / "bank" / file.run.month / "returns" / f"{file.pk}-{digest}.sealed"


def _sha256(clear: bytes) -> str:
    return hashlib.sha256(clear).hexdigest()


def _put(place: Path, clear: bytes, *, context: str) -> None:
    """Write a sealed file that is whole or not there, on the disk before its name is."""
    with whole(place) as partial, partial.open("wb") as out:
        out.write(sealing.seal_bytes(clear, context=context))
        out.flush()
        os.fsync(out.fileno())
