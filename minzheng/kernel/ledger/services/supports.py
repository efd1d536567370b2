"""Support that private providers were given: taxes, land, utilities, finance (FN-14)."""

from datetime import date, datetime

from django.db import transaction

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.bodies.models import Body

from ..choices import SUPPORTS
from ..declarations import LedgerError
from ..models import ProviderSupport
from .budgets import need, papered


@transaction.atomic
def record_support(
    body: Body,
    *,
    kind: str,
    amount: int,
    granted_on: date,
    document: str,
    by: Mandate,
    at: datetime,
    text: str = "",
) -> ProviderSupport:
    """Record what a provider was spared or given (fen; land and rates at their worth). LedgerError."""
    need(by, "ledger.enter", body.division_id)
    if kind not in SUPPORTS or amount < 0:
        raise LedgerError("请填写扶持类别和金额")
    row = ProviderSupport.objects.create(
        body=body, division_id=body.division_id, kind=kind, amount=amount, granted_on=granted_on,
        document=papered(document), text=text.strip(), by=by, at=at,
    )  # fmt: skip
    audit.record("ledger.support.recorded", subject=row, by=by, at=at, kind=kind, amount=amount)
    return row
