"""Approved changes of the tree: every one dated, documented and audited."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from minzheng.core.events import announce
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.choices import BEGINNING, ChangeKind, CodeSystem
from minzheng.kernel.divisions.events import DivisionMerged
from minzheng.kernel.divisions.models import Division, DivisionChange, DivisionCode, FormerPlace
from minzheng.kernel.divisions.queries import lies_within, subtree


@transaction.atomic
def rename(
    division: Division, name: str, *, on: date, document: str, by: audit.Actor, at: datetime
) -> DivisionChange:
    """Give a division a new name from the day ``on``; the old one stays as a dated code row.

    行政区划管理条例: ``document`` is the number of the approval. Raises ``ValueError`` for an empty
    document, an unchanged name or a dissolved division.
    """
    division = _locked(division)
    _need_document(document)
    if not name or name == division.name:
        raise ValueError("新名称须与原名称不同。")
    _continue_code(division, on=on, name=name)
    old, division.name = division.name, name
    division.save(update_fields=["name"])
    change = _change(ChangeKind.RENAME, division, division, on, document, f"{old} → {name}")
    audit.record(
        "divisions.renamed", subject=division, by=by, at=at, old=old, new=name, document=document
    )
    return change


@transaction.atomic
def merge(
    sources: Iterable[Division],
    *,
    into: Division,
    on: date,
    document: str,
    by: audit.Actor,
    at: datetime,
) -> list[DivisionChange]:
    """Dissolve ``sources`` into a division of the same level from the day ``on``.

    Their children move below it; ``DivisionMerged`` is announced for each, so that rooms above
    move their records. Raises ``ValueError`` for different levels or a dissolved division.
    """
    _need_document(document)
    into = _locked(into)
    changes = []
    for source in map(_locked, sources):
        if source.pk == into.pk or source.level != into.level:
            raise ValueError("只能并入同一层级的另一区划。")
        for child in source.children.filter(valid_to__isnull=True):
            _move(child, into, on)
        source.valid_to = on
        source.save(update_fields=["valid_to"])
        DivisionCode.objects.filter(division=source, valid_to__isnull=True).update(valid_to=on)
        changes.append(_change(ChangeKind.MERGE, source, into, on, document))
        audit.record(
            "divisions.merged", subject=source, by=by, at=at, into=into.code, document=document
        )
        announce(DivisionMerged(source.code, into.code, on, by, at))
    return changes


@transaction.atomic
def transfer(
    division: Division,
    *,
    to: Division,
    on: date,
    document: str,
    by: audit.Actor,
    at: datetime,
    official_code: str | None = None,
) -> DivisionChange:
    """Hang a division, with everything below it, under another one from the day ``on``.

    Its former place is kept with dates, so that a past day is still computed along the past
    lineage. ``official_code`` is the new code of 民政部 where it changes; the key stays. Raises
    ``ValueError`` where the new parent is no level above or lies below it.
    """
    _need_document(document)
    division, to = _locked(division), _locked(to)
    if to.level >= division.level or lies_within(to.code, division.code):
        raise ValueError("新的上级区划层级不符。")
    former = division.parent_id
    _move(division, to, on)
    if official_code:
        _continue_code(division, on=on, name=division.name, code=official_code)
    change = _change(ChangeKind.TRANSFER, division, division, on, document, f"{former} → {to.code}")
    audit.record(
        "divisions.transferred",
        subject=division,
        by=by,
        at=at,
        former=former,
        to=to.code,
        document=document,
    )
    return change


def _move(division: Division, to: Division, on: date) -> None:
    """Rewrite the paths of a subtree, keeping the former ones with their dates."""
    old, new = division.path, f"{to.path}{division.code}/"
    rows = subtree(division.code)
    since = dict(
        FormerPlace.objects.filter(division__in=rows)
        .order_by("valid_from")
        .values_list("division_id", "valid_to")
    )
    FormerPlace.objects.bulk_create(
        FormerPlace(division_id=code, path=path, valid_from=start, valid_to=on)
        for code, path, founded in rows.values_list("code", "path", "valid_from")
        if (start := since.get(code) or founded) < on
    )
    rows.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    division.parent, division.path = to, new
    division.save(update_fields=["parent"])


def _continue_code(division: Division, *, on: date, name: str, code: str | None = None) -> None:
    """End the present code row of 民政部 and begin the next one."""
    rows = DivisionCode.objects.filter(division=division, system=CodeSystem.MCA.value)
    present = rows.filter(valid_to__isnull=True).first()
    if present is None:
        present = DivisionCode(
            division=division,
            system=CodeSystem.MCA.value,
            code=division.code,
            name=division.name,
            valid_from=max(BEGINNING, division.valid_from),
        )
    if on <= present.valid_from:
        raise ValueError(f"变更日期须晚于 {present.valid_from}。")
    present.valid_to = on
    present.save()
    DivisionCode.objects.create(
        division=division,
        system=CodeSystem.MCA.value,
        code=code or present.code,
        name=name,
        valid_from=on,
    )


def _locked(division: Division) -> Division:
    row = Division.objects.select_for_update().get(pk=division.pk)
    if row.valid_to is not None:
        raise ValueError(f"{row.name}已于 {row.valid_to} 撤销。")
    return row


def _need_document(document: str) -> None:
    if not document.strip():
        raise ValueError("区划变更须有批准文号。")


def _change(
    kind: ChangeKind, source: Division, target: Division, on: date, document: str, note: str = ""
) -> DivisionChange:
    return DivisionChange.objects.create(
        kind=kind.value,
        from_division=source,
        to_division=target,
        on=on,
        document=document,
        note=note,
    )
