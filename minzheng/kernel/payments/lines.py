"""How the lines of a draft run follow the register: whole registers by single statements of the database.

A line of the month that pays an entitlement as it stands is never seen by Python: it is put in, and
taken out again, by one statement for all. Python sees what is particular: amounts that differ from the
register's, back payments and re-issues.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from django.db import connection
from django.db.models import CharField, F, Model, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from minzheng.kernel.benefits import queries as entitlements
from minzheng.kernel.benefits.models import Entitlement

from .choices import LIVE_LINES, LineKind, LineState
from .models import PaymentLine, PaymentRun

DRAFT_LINES = (LineState.READY.value, LineState.BLOCKED.value)
# So many keys at once: the databases limit how many values one statement may carry.
AT_ONCE = 2000
Key = TypeVar("Key")


def due(run: PaymentRun) -> QuerySet[Entitlement]:
    """Return what the register gives for the run's month and no other run pays or has tried to pay."""
    rows = entitlements.payable(run.benefit, run.month).filter(
        amount__gt=0, division__path__startswith=run.division.path
    )
    # A line of this month lies in a run of this month or, issued again, of a later one.
    tried = PaymentLine.objects.filter(
        run__benefit=run.benefit, run__month__gte=run.month, month=run.month,
        kind=LineKind.REGULAR.value, state__in=(*LIVE_LINES, LineState.FAILED.value),
    ).exclude(run=run)  # fmt: skip
    return rows.exclude(holder__in=tried.values("holder")) if tried.exists() else rows


def plain(run: PaymentRun) -> QuerySet[PaymentLine]:
    """Return the draft's lines of the month itself, first issue."""
    return run.lines.filter(
        state__in=DRAFT_LINES, kind=LineKind.REGULAR.value, month=run.month, reissue_of__isnull=True
    )


def follow(
    run: PaymentRun, rows: QuerySet[Entitlement], amounts: Mapping[int, int]
) -> tuple[int, int]:
    """Make the plain lines those of the register; return how many came in and how many went.

    `amounts` says what entitlements pay that do not pay their own amount, by entitlement, whole fen.
    """
    removed = discard(_stale(run, rows)) + discard(_otherwise_paid(run, amounts))
    present = plain(run)
    missing = rows.exclude(pk__in=present.values("entitlement")) if present.exists() else rows
    added = _copy(run, missing)
    by_amount: dict[int, list[int]] = {}
    for entitlement, amount in amounts.items():
        by_amount.setdefault(amount, []).append(entitlement)
    for amount, keys in by_amount.items():
        for some in in_parts(keys):
            plain(run).filter(entitlement__in=some).exclude(amount=amount).update(amount=amount)
    return added, removed


def in_parts(keys: Iterable[Key]) -> Iterator[list[Key]]:
    """Yield the keys in parts that one statement may carry."""
    rest = iter(keys)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def discard(keys: Iterable[int]) -> int:
    """Take draft lines out; return how many."""
    removed = 0
    for some in in_parts(keys):
        _, deleted = PaymentLine.objects.filter(pk__in=some).delete()
        removed += deleted.get(PaymentLine._meta.label, 0)
    return removed


def _payee_as_now(prefix: str) -> dict[str, Coalesce]:
    """Say who is paid by which account today, as a line carries it; `prefix` leads to the entitlement."""
    account = f"{prefix}payee__account"
    return {
        "now_payee": Coalesce(F(f"{prefix}payee_id"), Value(0)),
        "now_name": Coalesce(
            NullIf(F(f"{account}_name"), Value("")), F(f"{prefix}payee__name"), Value(""), output_field=CharField()
        ),
        "now_index": Coalesce(F(f"{account}_index"), Value("")),
        "now_bank": Coalesce(F(f"{prefix}payee__bank_name"), Value("")),
    }  # fmt: skip


def _stale(run: PaymentRun, rows: QuerySet[Entitlement]) -> list[int]:
    """Return the plain lines whose entitlement is no longer due, or is paid to another account now."""
    own = plain(run)
    if not own.exists():
        return []
    seen = own.annotate(
        own_payee=Coalesce(F("payee_id"), Value(0)), **_payee_as_now("entitlement__")
    )
    same = Q(own_payee=F("now_payee"), payee_name=F("now_name"), account_index=F("now_index"))
    gone = own.exclude(entitlement__in=rows.values("pk")).values_list("pk", flat=True)
    return sorted({*gone, *seen.exclude(same).values_list("pk", flat=True)})


def _otherwise_paid(run: PaymentRun, amounts: Mapping[int, int]) -> list[int]:
    """Return the plain lines that pay another amount than they should."""
    other = plain(run).exclude(amount=F("entitlement__amount"))
    told = other.values_list("pk", "entitlement_id", "amount")
    found = {pk for pk, key, amount in told if amounts.get(key) != amount}
    for some in in_parts(amounts):
        rows = plain(run).filter(entitlement__in=some)
        told = rows.values_list("pk", "entitlement_id", "amount")
        found |= {pk for pk, key, amount in told if amounts[key] != amount}
    return sorted(found)


def _copy(run: PaymentRun, rows: QuerySet[Entitlement]) -> int:
    """Put in one ready line for each entitlement; the sealed account is copied as it lies."""
    now = _payee_as_now("")
    taken = {
        "run_id": Value(run.pk), "entitlement_id": F("pk"), "benefit": F("benefit"), "holder": F("holder"),
        "household_id": F("household_id"), "payee_id": F("payee_id"), "division_id": F("division_id"),
        "month": Value(run.month), "kind": Value(LineKind.REGULAR.value), "amount": F("amount"),
        "payee_name": now["now_name"], "account": F("payee__account_number"), "account_index": now["now_index"],
        "bank_name": now["now_bank"], "state": Value(LineState.READY.value),
        "block_reason": Value(""), "failure_code": Value(""), "failure_text": Value(""),
    }  # fmt: skip
    named = rows.annotate(**{f"line_{name}": value for name, value in taken.items()})
    wanted = named.order_by("pk").values_list(*(f"line_{name}" for name in taken))
    return insert_from(PaymentLine, taken, wanted)


def insert_from(model: type[Model], columns: Iterable[str], rows: QuerySet[Any, Any]) -> int:
    """Insert what a query finds into a table, in one statement; return how many rows."""
    sql, parameters = rows.query.sql_with_params()
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(name) for name in columns)
    with connection.cursor() as cursor:
        # Names of our own tables and a statement of the query builder: nothing here was typed in.
        cursor.execute(f"INSERT INTO {quoted(model._meta.db_table)} ({names}) {sql}", parameters)
        return int(cursor.rowcount)
