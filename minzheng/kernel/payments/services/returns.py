"""Exchange of files with a bank that works on two folders: handed over, and collected when answered."""

from datetime import datetime
from pathlib import Path

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit

from .. import files
from ..banks import folder
from ..choices import RunState
from ..models import BankFile, BankReturn
from . import sending


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


def hand_over_waiting(root: Path, *, by: Mandate, at: datetime) -> int:
    """Hand over every file of a sent run that never lay in the folder; return how many."""
    there = root / folder.TO_BANK
    waiting = [
        file
        for file in BankFile.objects.filter(run__state=RunState.SENT.value).select_related("run")
        if not folder.has_had(there, file.file_name)
    ]
    for file in waiting:
        hand_over(file, root, by=by, at=at)
    return len(waiting)


def collect(root: Path, *, by: Mandate, at: datetime) -> list[BankReturn]:
    """Read every finished return that waits in the folder of an exchange; each leaves it once read.

    A return of a file nobody here sent stays where it is.
    """
    received = []
    for name, content, told in folder.waiting(root / folder.FROM_BANK):
        file = BankFile.objects.filter(file_name=told.get("answers", "")).first()
        if file is None:
            continue
        received.append(
            sending.read_return(file, file_name=name[:120], content=content, by=by, at=at)
        )
        folder.take(root / folder.FROM_BANK, name)
    return received
