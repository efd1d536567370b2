"""Imports of plans: take a file or a text, decide each proposal, keep what was decided."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import File
from django.db import transaction

from minzheng.core.models import held
from minzheng.core.text import half_width
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.documents import choices as papers
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.models import Document
from minzheng.kernel.documents.services.inspection import MAX_BYTES

from ..choices import (
    DATA_FILE,
    EVALUATION_TEXT,
    IMPORT_DROPPED,
    IMPORT_OPEN,
    LEFT_OUT,
    PLAN_TEXT,
    PROPOSED,
    TAKEN,
)
from ..models import PlanImport, Proposal
from ..reading import documents as reader
from ..reading import naming, plan_file, texts, workbook
from ..reading.faults import PlanRefused, Reading
from ..reading.proposals import DEFECTS, LOW, Found
from .guards import need

ENTER = "plans.enter"
DATA = {".yaml", ".yml", ".xlsx"}
TEXTS = {".docx", ".txt"}
MOST = 2_000
# What a person may change of a proposal.
COLUMNS = (
    "label", "key", "unit", "comparator", "value", "upper", "kind", "base", "base_year", "reached", "due_on",
)  # fmt: skip


@transaction.atomic
def begin(
    upload: File | None, text: str = "", *, division: str, by: Mandate, at: datetime
) -> PlanImport:
    """Take a file (.yaml, .xlsx, .docx, .txt) or pasted text and propose what stands in it.

    PlanRefused or FileRefused with every reason; nothing is stored then. The same content that is
    still being worked on is not taken twice.
    """
    need(by, ENTER, division)
    content, name = _content(upload, text)
    ending = PurePosixPath(name.lower()).suffix
    if ending not in DATA | TEXTS:
        raise PlanRefused("请上传 .docx、.txt、.xlsx 或 .yaml 文件，或者粘贴正文。")
    if ending in {".docx", ".xlsx"}:
        documents.inspect(content, name)
    if ending in DATA:
        return _data(content, name, division, by, at)
    return _text(content, name, division, by, at)


def _content(upload: File | None, text: str) -> tuple[bytes, str]:
    if upload is None:
        if not text.strip():
            raise PlanRefused("请选择文件，或者把规划正文粘贴进来。")
        return text.encode(), "粘贴的正文.txt"
    if upload.size > MAX_BYTES:
        raise PlanRefused(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请只上传规划本身。")
    name = PurePosixPath(half_width(str(upload.name)).replace("\\", "/")).name
    return upload.read(), name


def _data(content: bytes, name: str, division: str, by: Mandate, at: datetime) -> PlanImport:
    found = read_data(content, name)
    if found.faults:
        raise PlanRefused([str(one) for one in found.faults])
    known = _known(content, division)
    if known is not None:
        return known
    told = found.content["document"]
    row = PlanImport.objects.create(
        kind=DATA_FILE, title=told["title_zh"][:200], issuer=(told.get("issuer_zh") or "")[:120],
        document_no=(told.get("doc_no") or "")[:60], source=name[:200],
        warnings=[str(one) for one in found.warnings] + _elsewhere(found.content["area"], division), division_id=division, by=by, at=at,
        document=_kept(content, name, told["title_zh"], division, by, at),
    )  # fmt: skip
    audit.record("planning.import.begun", subject=row, by=by, at=at, kind=row.kind)
    return row


def read_data(content: bytes, name: str) -> Reading:
    """Return what a data file says: a plan file in YAML or the filled workbook."""
    is_book = name.lower().endswith(".xlsx")
    return workbook.read(content) if is_book else plan_file.read(content)


def _text(content: bytes, name: str, division: str, by: Mandate, at: datetime) -> PlanImport:
    lines = texts.lines_of(content, name)
    read = reader.read(lines)
    if not any(one.section != DEFECTS for one in read.found):
        raise PlanRefused(
            "没有找到指标表、带期限的目标或指标完成情况，请确认上传的是规划或评估报告的正文。"
        )
    if len(read.found) > MOST:
        raise PlanRefused(f"读出的条目超过 {MOST} 条，请只上传规划正文。")
    if name.endswith(".txt"):
        # Kept in one encoding, so that it opens everywhere.
        content = texts.decoded(content).encode()
    known = _known(content, division)
    if known is not None:
        return known
    title = read.title or PurePosixPath(name).stem
    row = PlanImport.objects.create(
        kind=EVALUATION_TEXT if read.is_evaluation else PLAN_TEXT, title=title, issuer=read.issuer[:120],
        document_no=read.document_no[:60], issued_on=read.issued_on, source=name[:200],
        period_from=date(read.year_from, 1, 1) if read.year_from else None,
        period_to=date(read.year_to, 12, 31) if read.year_to else None, division_id=division, by=by, at=at,
        document=_kept(content, name, title, division, by, at),
    )  # fmt: skip
    Proposal.objects.bulk_create(
        _proposal(row, number, one) for number, one in enumerate(read.found, 1)
    )
    audit.record(
        "planning.import.begun", subject=row, by=by, at=at, kind=row.kind, proposals=len(read.found)
    )
    return row


def _known(content: bytes, division: str) -> PlanImport | None:
    """Return the import of the very same file that is still being worked on: a second click finds it."""
    digest = hashlib.sha256(content).hexdigest()
    return PlanImport.objects.filter(division=division, state=IMPORT_OPEN, document__sha256=digest).first()  # fmt: skip


def _elsewhere(area: Mapping[str, Any], division: str) -> list[str]:
    """Say when a file is of another place than the office that brings it."""
    if str(area["code"]) in {code[:6] for code in divisions.lineage(division)}:
        return []
    return [f"文件写的地区是{area['name_zh']}（{area['code']}），请在生成时核对规划所属区划。"]


def _kept(
    content: bytes, name: str, title: str, division: str, by: Mandate, at: datetime
) -> Document:
    ending = PurePosixPath(name.lower()).suffix
    kind = documents.inspect(content, name) if ending in {".docx", ".xlsx"} else "text/plain"
    return documents.keep(
        content, name, content_type=kind, kind=papers.POLICY_TEXT, title=title[:200], division=division, by=by, at=at,
    )  # fmt: skip


def _proposal(row: PlanImport, sequence: int, one: Found) -> Proposal:
    key, is_sure = naming.key_of(one.label, one.part)
    flags = list(dict.fromkeys(one.flags))
    if not is_sure:
        flags.append(f"名称与已有指标“{naming.label_of(key)}”相近，请确认是否同一指标")
    told = asdict(one)
    return Proposal(
        plan_import=row, sequence=sequence, section=one.section, number=one.number, label=one.label[:200],
        part=one.part[:100], key=key, unit=one.unit[:60], comparator=one.comparator, value=one.value, upper=one.upper,
        relative_to=one.relative_to, kind=one.kind, base=one.base, base_year=one.base_year, reached=one.reached,
        status=one.status[:60], due_on=one.due, line=one.line, sentence=one.sentence, span_from=max(one.span[0], 0),
        span_to=max(one.span[1], 0), confidence=one.confidence, flags=flags,
        found={name: _said(told[name]) for name in ("label", "unit", "comparator", "value", "reached", "base")},
    )  # fmt: skip


def _said(value: Any) -> str:
    return "" if value is None else str(value)


@transaction.atomic
def decide(
    proposal: Proposal, values: Mapping[str, Any], *, confirmed: bool, by: Mandate, at: datetime
) -> Proposal:
    """Take a proposal as it stands or as changed.

    A flagged one is taken only after somebody looked: ``confirmed``, or a figure typed anew.
    PlanRefused otherwise, and where nothing would be promised.
    """
    row = _open(proposal, by)
    told = {name: values[name] for name in COLUMNS if name in values}
    is_typed = any(
        getattr(row, name) != told[name] for name in ("value", "reached") if name in told
    )
    if row.flags and row.state != TAKEN and not (confirmed or is_typed):
        raise PlanRefused("这一条有疑点，请对照原文核对：勾选“已对照原文核对”，或者重新填写数值。")
    for name, value in told.items():
        setattr(row, name, value)
    if not row.label.strip() or not row.key.strip():
        raise PlanRefused("请填写名称和代号。")
    if row.upper is not None and row.value is not None and row.upper < row.value:
        raise PlanRefused("目标上限小于目标值。")
    _settle(row, TAKEN, by, at)
    row.save()
    audit.record("planning.proposal.decided", subject=row, by=by, at=at, state=TAKEN, is_flagged=bool(row.flags))  # fmt: skip
    return row


@transaction.atomic
def leave_out(proposal: Proposal, *, by: Mandate, at: datetime) -> Proposal:
    """Leave a proposal out of the plan; it stays on record and can still be taken."""
    row = _open(proposal, by)
    _settle(row, LEFT_OUT, by, at)
    row.save()
    audit.record("planning.proposal.decided", subject=row, by=by, at=at, state=LEFT_OUT)
    return row


@transaction.atomic
def take_unflagged(plan_import: PlanImport, *, by: Mandate, at: datetime) -> int:
    """Take every open proposal without a doubt; return how many. Flagged and unsure ones stay open."""
    row = _going(plan_import, by)
    sound = row.proposals.filter(state=PROPOSED, flags=[]).exclude(confidence=LOW)
    count = sound.update(state=TAKEN, decided_by=by, decided_at=at)
    audit.record("planning.import.taken", subject=row, by=by, at=at, count=count)
    return count


@transaction.atomic
def leave_out_rest(plan_import: PlanImport, *, by: Mandate, at: datetime) -> int:
    """Leave out every proposal nobody has decided; return how many."""
    row = _going(plan_import, by)
    count = row.proposals.filter(state=PROPOSED).update(
        state=LEFT_OUT, decided_by=by, decided_at=at
    )
    audit.record("planning.import.rest_left", subject=row, by=by, at=at, count=count)
    return count


@transaction.atomic
def drop(plan_import: PlanImport, *, by: Mandate, at: datetime) -> PlanImport:
    """Give an import up; its file and what was decided stay on record."""
    row = _going(plan_import, by)
    row.state = IMPORT_DROPPED
    row.save(update_fields=["state"])
    audit.record("planning.import.dropped", subject=row, by=by, at=at)
    return row


def _settle(row: Proposal, state: str, by: Mandate, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, by, at


def _open(proposal: Proposal, by: Mandate) -> Proposal:
    _going(proposal.plan_import, by)
    return held(proposal)


def _going(plan_import: PlanImport, by: Mandate) -> PlanImport:
    row = held(plan_import)
    need(by, ENTER, row.division_id)
    if row.state != IMPORT_OPEN:
        raise PlanRefused(f"这次导入{row.get_state_display()}，不能再改。")
    return row


def whole(value: Decimal | None) -> int | float | None:
    """Return a figure as plan data writes it; None stays None."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
