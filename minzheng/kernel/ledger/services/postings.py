"""Booking: a posting under a key that makes a repeated call harmless; reversal instead of edit."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.choices import STATE_CODE
from minzheng.kernel.divisions.models import Division

from ..choices import KINDS
from ..declarations import Entry, LedgerError, budget_lines, purposes, sources
from ..models import Account, ClosedYear, Posting, PostingLine

# kind, source, fund, benefit, division, year, purpose
Pot = tuple[str, str, str, str, str, int, str]
CLOSE: Final = "ledger.year.close"


@transaction.atomic
def post(
    key: str,
    kind: str,
    entries: Iterable[Entry],
    *,
    on: date,
    text: str,
    by: Mandate,
    at: datetime,
    reference: str = "",
    document: str = "",
) -> Posting:
    """Book entries (whole fen, summing to nought) under a key, once; those of one account are added up.

    The same key again returns the posting that stands. LedgerError (Chinese): the entries of that
    posting differ, they do not sum to nought, are none, name something unknown or a closed year.
    """
    return _book(key, kind, _added(entries, on), on=on, text=text, by=by, at=at,
                 reference=reference, document=document)  # fmt: skip


@transaction.atomic
def reverse(posting: Posting, *, on: date, reason: str, by: Mandate, at: datetime) -> Posting:
    """Book the opposite of a posting, once; a reversal itself cannot be reversed. LedgerError."""
    if posting.reversal_of_id is not None:
        raise LedgerError("冲销凭证不能再冲销，请重新记账")
    if not reason.strip():
        raise LedgerError("请填写冲销原因")
    opposite = {pot: -amount for pot, amount in amounts_of(posting).items()}
    return _book(
        f"reverse:{posting.key}", posting.kind, opposite, on=on, text=f"冲销：{reason.strip()}"[:200], by=by, at=at,
        reference=posting.reference, document=posting.document, reversal_of=posting,
    )  # fmt: skip


def _book(
    key: str,
    kind: str,
    amounts: Mapping[Pot, int],
    *,
    on: date,
    text: str,
    by: Mandate,
    at: datetime,
    reference: str,
    document: str,
    reversal_of: Posting | None = None,
) -> Posting:
    standing = Posting.objects.filter(key=key).first()
    if standing is not None:
        return _same(standing, amounts)
    paths = _checked(amounts)
    posting = Posting(
        key=key, kind=kind, on=on, text=text, reference=reference, document=document, by=by, at=at,
        division_id=_holding(paths), reversal_of=reversal_of,
    )  # fmt: skip
    try:
        with transaction.atomic():
            posting.save(force_insert=True)
    except IntegrityError:
        # Somebody booked it between the look and the insert; his transaction has ended by now.
        return _same(Posting.objects.get(key=key), amounts)
    # The audit's lock comes before the look at closed years: nobody closes one meanwhile.
    audit.record("ledger.posted", subject=posting, by=by, at=at, key=key, lines=len(amounts))
    if kind != CLOSE:
        _refuse_closed(amounts, paths)
    accounts = _accounts(amounts)
    PostingLine.objects.bulk_create(
        [
            PostingLine(posting=posting, account_id=accounts[pot[:-1]], purpose=pot[-1], amount=amount)
            for pot, amount in sorted(amounts.items())
        ],
        batch_size=500,
    )  # fmt: skip
    posting.is_sealed = True
    posting.save(update_fields=["is_sealed"])
    return posting


def amounts_of(posting: Posting) -> dict[Pot, int]:
    """Return what a posting moved, by account and purpose."""
    rows = posting.lines.values_list(
        "account__kind", "account__source", "account__fund", "account__benefit", "account__division_id",
        "account__year", "purpose", "amount",
    )  # fmt: skip
    return {row[:-1]: row[-1] for row in rows}


def _same(standing: Posting, amounts: Mapping[Pot, int]) -> Posting:
    if amounts_of(standing) != dict(amounts):
        raise LedgerError(f"凭证“{standing.key}”已经入账，金额或账户不同；请冲销后重记")
    return standing


def _added(entries: Iterable[Entry], on: date) -> dict[Pot, int]:
    total: Counter[Pot] = Counter()
    for one in entries:
        total[(one.kind, one.source, one.fund, one.benefit, one.division, one.year or on.year, one.purpose)] += one.amount  # fmt: skip
    return {pot: amount for pot, amount in total.items() if amount}


def _checked(amounts: Mapping[Pot, int]) -> dict[str, str]:
    """Refuse what is empty, unbalanced or unknown; return the paths of the divisions."""
    if not amounts:
        raise LedgerError("没有要记账的金额")
    if out := sum(amounts.values()):
        raise LedgerError(f"借贷不平：相差 {out} 分")
    known = (
        (0, set(KINDS), "科目"),
        (1, {one.key for one in sources()}, "资金来源"),
        (2, {one.key for one in budget_lines()}, "资金"),
        (6, {"", *(one.key for one in purposes())}, "用途"),
    )
    for place, keys, label in known:
        if strange := {str(pot[place]) for pot in amounts} - keys:
            raise LedgerError(f"没有这样的{label}：{'、'.join(sorted(strange))}")
    codes = {pot[4] for pot in amounts}
    paths = dict(Division.objects.filter(pk__in=codes).values_list("pk", "path"))
    if missing := codes - paths.keys():
        raise LedgerError(f"没有这样的区划：{'、'.join(sorted(missing))}")
    return paths


def _holding(paths: Mapping[str, str]) -> str:
    """Return the nearest division that holds all of them."""
    common = STATE_CODE
    for level in zip(*(path.split("/")[:-1] for path in paths.values()), strict=False):
        if len(set(level)) > 1:
            break
        common = level[0]
    return common


def _refuse_closed(amounts: Mapping[Pot, int], paths: Mapping[str, str]) -> None:
    years = {pot[5] for pot in amounts}
    closed = set(ClosedYear.objects.filter(year__in=years).values_list("year", "division_id"))
    if not closed:
        return
    for pot in amounts:
        if any((pot[5], code) in closed for code in (STATE_CODE, *paths[pot[4]].split("/"))):
            raise LedgerError(f"{pot[5]} 年度已经年结，不能再记账")


def _accounts(amounts: Mapping[Pot, int]) -> dict[tuple[str | int, ...], int]:
    """Return the id of every account named, those that are new made first."""
    wanted = {pot[:-1] for pot in amounts}
    found = _standing(wanted)
    if missing := sorted(wanted - found.keys()):
        fields = ("kind", "source", "fund", "benefit", "division_id", "year")
        Account.objects.bulk_create(
            [Account(**dict(zip(fields, pot, strict=True))) for pot in missing],
            batch_size=500, ignore_conflicts=True,
        )  # fmt: skip
        found = _standing(wanted)
    return found


def _standing(wanted: set[tuple[str, str, str, str, str, int]]) -> dict[tuple[str | int, ...], int]:
    rows = Account.objects.filter(
        division__in={pot[4] for pot in wanted}, year__in={pot[5] for pot in wanted},
        fund__in={pot[2] for pot in wanted},
    ).values_list("kind", "source", "fund", "benefit", "division_id", "year", "pk")  # fmt: skip
    return {row[:-1]: row[-1] for row in rows if row[:-1] in wanted}
