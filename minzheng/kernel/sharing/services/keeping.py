"""How long the ledger of exchanges and closed batches are kept, and what is done when that is over."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit

from ..declarations import term
from ..models import Batch, BatchLine, ExchangeRecord
from .pushing import OPEN_STATES

SOURCE = "网络数据安全管理条例 第十二条"


def delete_expired(*, by: Mandate, at: datetime) -> Mapping[str, int]:
    """Delete ledger lines and closed batches older than ``share.kept_years`` of their data set.

    A batch that is still open stays, and so does one a younger line of the ledger tells of. What the
    partner holds of ours (`HeldRow`) is no ledger and stays. The log says how much went, and why.
    Returns how many lines and batches went.
    """
    gone: Counter[str] = Counter({"records": 0, "batches": 0})
    told = ExchangeRecord.objects.values_list("data_set", "division_id")
    sent = Batch.objects.values_list("subscription__data_set", "subscription__division_id")
    for data_set, division in sorted({*told.distinct(), *sent.distinct()}):
        years = term("kept_years", division, localdate(at), data_set)
        gone += _delete(data_set, division, _years_before(localdate(at), years), by=by, at=at)
    return {"records": gone["records"], "batches": gone["batches"]}


@transaction.atomic
def _delete(data_set: str, division: str, day: date, *, by: Mandate, at: datetime) -> Counter[str]:
    before = datetime.combine(day, time.min, SHANGHAI)
    records = ExchangeRecord.objects.filter(
        data_set=data_set, division_id=division, at__lt=before
    ).delete()[0]  # fmt: skip
    closed = Batch.objects.filter(
        subscription__data_set=data_set, subscription__division_id=division, made_at__lt=before,
        records__isnull=True,
    ).exclude(state__in=OPEN_STATES)  # fmt: skip
    numbers = list(closed.values_list("pk", flat=True))
    BatchLine.objects.filter(batch__in=numbers).delete()
    Batch.objects.filter(pk__in=numbers).delete()
    if records or numbers:
        audit.record(
            "sharing.expired", subject=data_set, subject_key="sharing.ledger", by=by, at=at,
            division=division, before=day.isoformat(), records=records, batches=len(numbers),
            source=SOURCE,
        )  # fmt: skip
    return Counter({"records": records, "batches": len(numbers)})


def _years_before(on: date, years: int) -> date:
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        # The 29th of February: a day more is kept, never one less.
        return on.replace(year=on.year - years, day=28)
