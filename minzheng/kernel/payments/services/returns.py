"""What a bank delivers is kept before it is read; a refused return stays, with the reason."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit

from .. import files
from ..banks import folder
from ..banks.formats import BankFileError
from ..models import BankFile, BankReturn
from . import runs


def receive_return(
    file: BankFile, *, file_name: str, content: bytes, by: Mandate, at: datetime
) -> BankReturn:
    """Keep a delivered return, then read it; one that cannot be read is refused, kept and on record.

    The row's `refused` says why, in Chinese; a refused return changes no line. Bytes delivered again
    are answered with the row that stands.
    """
    files.keep_return(file, content)
    try:
        return runs.read_return(file, file_name=file_name, content=content, by=by, at=at)
    except BankFileError as refusal:
        return _refuse(file, file_name, content, str(refusal), by=by, at=at)


@transaction.atomic
def _refuse(
    file: BankFile, file_name: str, content: bytes, reason: str, *, by: Mandate, at: datetime
) -> BankReturn:
    sm3, sha256 = files.digest_of(content)
    row, is_new = BankReturn.objects.get_or_create(
        file=file,
        digest=sm3,
        defaults={
            "file_name": file_name, "sha256": sha256, "read_at": at, "paid": 0, "failed": 0,
            "refused": reason[:300],
        },
    )  # fmt: skip
    if is_new:
        audit.record("payments.return.refused", subject=file.run, by=by, at=at, reason=row.refused)
    return row


def hand_over(file: BankFile, root: Path, *, by: Mandate, at: datetime) -> None:
    """Lay a bank file, its digests and its flag into the folder the bank takes files from.

    Handed over again it lies there once. The folder is the bank's own, mounted or synchronised.
    """
    for kind in files.DIGESTS:
        name, text = files.companion(file, kind)
        folder.lay(root / folder.TO_BANK / name, text)
    layout = files.form_of(file).key
    content = files.content(file)
    folder.put(root / folder.TO_BANK, file.file_name, content, layout=layout)
    audit.record(
        "payments.file.handed_over", subject=file.run, by=by, at=at, file=file.file_name, seal=file.digest
    )  # fmt: skip


def collect(root: Path, *, by: Mandate, at: datetime) -> list[BankReturn]:
    """Receive every finished return that waits in the folder of an exchange; each leaves it once read.

    A return of a file nobody here sent stays where it is.
    """
    received = []
    for name, content, told in folder.waiting(root / folder.FROM_BANK):
        file = BankFile.objects.filter(file_name=told.get("answers", "")).first()
        if file is None:
            continue
        received.append(receive_return(file, file_name=name[:120], content=content, by=by, at=at))
        folder.take(root / folder.FROM_BANK, name)
    return received
