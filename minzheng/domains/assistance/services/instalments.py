"""The dated sums of a decision on temporary relief: planned, issued or paid, each once."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases.models import Case

from ..choices import FROM_RESERVE, FROM_RUN, ISSUED, PLANNED, TEMPORARY
from ..models import Instalment
from . import reserve
from .application import household_of


def plan(case: Case, sums: Sequence[int], *, on: date) -> list[Instalment]:
    """Put the sums of a decision (fen) on their days: the first today, one a month after it."""
    return [
        Instalment.objects.create(
            case=case, sequence=number, due_on=months.add_months(on, number - 1), amount=amount
        )
        for number, amount in enumerate(sums, start=1)
    ]


def pay_due(case: Case, *, by: Mandate, at: datetime, data: dict[str, Any]) -> int:
    """Pay what is due today: from the township's fund on a voucher if so chosen, else by the next run."""
    due = case.instalments.filter(state=PLANNED, due_on__lte=localdate(at))
    for row in due:
        if data.get("source") == FROM_RESERVE:
            reserve.spend(row, voucher=str(data.get("voucher", "")), by=by, at=at)
        else:
            issue(row, by=by, at=at)
    return len(due)


@transaction.atomic
def issue(instalment: Instalment, *, by: Mandate, at: datetime) -> Instalment:
    """Put one sum into the payment of its month; a second call changes nothing.

    A case paid already in that month is paid in the next: one payment a month and case.
    """
    row: Instalment = Instalment.objects.select_for_update().get(pk=instalment.pk)
    if row.state != PLANNED:
        return row
    household = household_of(row.case)
    since = row.due_on.replace(day=1)
    taken = set(
        Entitlement.objects.filter(benefit=TEMPORARY, case_id=row.case_id).values_list(
            "valid_from", flat=True
        )
    )
    while since in taken:
        since = months.add_months(since, 1)
    granted = benefits.grant(
        TEMPORARY, household=household, amount=row.amount, since=since, by=by, at=at,
        basis=benefits.Basis(row.case.data.get("determination"), row.case_id, f"办件{row.case.number}第{row.sequence}期"),
        payee=row.case.person or household.head,
    )  # fmt: skip
    row.state, row.source, row.entitlement = ISSUED, FROM_RUN, granted
    row.save(update_fields=["state", "source", "entitlement"])
    audit.record(
        "assistance.instalment.issued", subject=row, by=by, at=at, amount=row.amount, case=row.case_id
    )  # fmt: skip
    return row


def issue_month(month: str, *, by: Mandate, at: datetime) -> int:
    """Put every sum that falls due by the end of a month into its payment; return how many."""
    due = Instalment.objects.filter(state=PLANNED, due_on__lte=months.last_day(month))
    rows = [row for row in due.select_related("case__household__head") if _within(row, by)]
    for row in rows:
        issue(row, by=by, at=at)
    return len(rows)


def _within(row: Instalment, by: Mandate) -> bool:
    return bool(row.case.division.path.startswith(by.division.path))
