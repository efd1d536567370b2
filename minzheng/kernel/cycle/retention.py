"""How long delivered data are kept, and what is done when their term is over.

The terms are dated rows by data set (`retention.csv`). What a living lead or the determination
behind a running benefit still rests on is kept for the longer term; after it nothing is.
"""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.queries import day_of
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits.facts import entitlements_in_force
from minzheng.kernel.determinations import queries as parameters
from minzheng.kernel.determinations.models import Determination
from minzheng.kernel.exchange import lake, manifests
from minzheng.kernel.exchange.choices import DeliveryState
from minzheng.kernel.exchange.models import Delivery
from minzheng.kernel.monitoring.choices import FindingState, LeadState
from minzheng.kernel.monitoring.models import Finding
from minzheng.kernel.sharing import services as sharing

from .declarations import monthly

OWNER, KEEP, KEEP_CITED = "retention", "keep_months", "keep_cited_months"
PARTS = ("lake_path", "rejects_path", "sealed_file", "workbook_path")
CITED, UNCITED = "超过被引用数据的最长保存期限", "超过保存期限且无在办线索、在享待遇引用"


@dataclass(frozen=True)
class Expired:
    """A delivery whose term is over, and why it may go: which term, in months, and its source."""

    delivery: Delivery
    reason: str
    term: int
    source: str


def expired(on: date) -> Iterator[Expired]:
    """Yield the deliveries whose content is to go on a day.

    Nothing goes where no term is in force: unknown is not zero.
    """
    rows = Delivery.objects.exclude(state=DeliveryState.EXPIRED).order_by("id")
    oldest = rows.order_by("month").values_list("month", flat=True).first()
    if oldest is None:
        return
    cited: _Cited | None = None
    for row in rows.iterator():
        term = _term(KEEP, row, on)
        if term is None or not _is_over(row.month, term.months, on):
            continue
        cited = cited or _Cited(on)
        if not cited.holds(row):
            yield Expired(row, UNCITED, term.months, term.source)
            continue
        longest = _term(KEEP_CITED, row, on)
        if longest is not None and _is_over(row.month, longest.months, on):
            yield Expired(row, CITED, longest.months, longest.source)


@dataclass(frozen=True)
class _Term:
    months: int
    source: str


def _term(name: str, row: Delivery, on: date) -> _Term | None:
    """Return the term of a data set at its division, else the one for all data sets."""
    for category in (row.data_set, ""):
        value = parameters.value_in_force(OWNER, name, row.division_id, on, category)
        if value is not None:
            return _Term(int(value.value), value.source)
    return None


def _is_over(month: str, term: int, on: date) -> bool:
    return months.last_day(months.shift_month(month, term)) < on


class _Cited:
    """What living leads and running benefits rest on: single deliveries, and whole months."""

    def __init__(self, on: date) -> None:
        living = Finding.objects.exclude(state=FindingState.SUPERSEDED.value).exclude(
            lead__state=LeadState.CLOSED.value
        )
        self._deliveries = {
            quote["delivery"]
            for evidence in living.values_list("evidence", flat=True).iterator()
            for quote in evidence
            if "delivery" in quote
        }
        running = set(entitlements_in_force(on)["household"])
        latest: dict[tuple[str, int, int | None], str] = {}
        made = Determination.objects.order_by("created_at", "pk").values_list(
            "policy", "household_id", "person_id", "month"
        )
        for policy, household, person, month in made.iterator():
            if household in running:
                latest[policy, household, person] = month
        self._months = set(latest.values())

    def holds(self, row: Delivery) -> bool:
        """Say whether something living still rests on a delivery."""
        return row.pk in self._deliveries or row.month in self._months

    def holds_month(self, month: str) -> bool:
        """Say whether a running benefit rests on the facts of a month."""
        return month in self._months


def delete_expired(*, by: Mandate, at: datetime) -> Mapping[str, int]:
    """Delete the content of every delivery whose term is over; the log says what, when and why.

    The row stays with its counts and fingerprint; original, rows, rejects and workbook go. Killed
    half-way, the next run and the next intake remove the rest. Returns how many deliveries and how
    many months of gathered facts went.
    """
    on, gone = day_of(at), 0
    for each in list(expired(on)):
        _delete(each, by=by, at=at)
        gone += 1
    return {"deliveries": gone, "months": _delete_facts(on, by=by, at=at)}


def _delete(each: Expired, *, by: Mandate, at: datetime) -> None:
    row = each.delivery
    paths = [path for part in PARTS if (path := getattr(row, part))]
    with transaction.atomic():
        row.state = DeliveryState.EXPIRED
        row.problem = f"{each.reason}（{each.term} 个月），内容已清除"
        for part in PARTS:
            setattr(row, part, "")
        row.settled.all().delete()
        row.matches.all().delete()
        row.save()
        audit.record(
            "exchange.delivery.expired", subject=row, by=by, at=at, data_set=row.data_set,
            month=row.month, rows=row.rows, reason=each.reason, term=each.term, source=each.source,
            files=paths,
        )  # fmt: skip
    for path in paths:
        lake.absolute(path).unlink(missing_ok=True)
        if path.startswith(lake.LAKE):
            manifests.enter(
                lake.home(), path, sha256="", removed_at=at.isoformat(), why=each.reason
            )


def _delete_facts(on: date, *, by: Mandate, at: datetime) -> int:
    """Delete gathered facts and snapshots of months beyond their term, unless a benefit rests on them."""
    gone = 0
    cited: _Cited | None = None
    for month in _months_kept():
        keep, longest = (
            parameters.value_in_force(OWNER, name, by.division_id, on)
            for name in (KEEP, KEEP_CITED)
        )
        if keep is None or not _is_over(month, int(keep.value), on):
            continue
        cited = cited or _Cited(on)
        if cited.holds_month(month) and (
            longest is None or not _is_over(month, int(longest.value), on)
        ):
            continue
        with transaction.atomic():
            audit.record(
                "cycle.facts.expired", subject=None, subject_key="cycle.month", by=by, at=at,
                month=month, term=int(keep.value), source=keep.source,
            )  # fmt: skip
        for folder in ("facts", "snapshots"):
            shutil.rmtree(Path(settings.LAKE) / folder / month, ignore_errors=True)
        gone += 1
    return gone


def _months_kept() -> list[str]:
    found = {
        folder.name
        for kind in ("facts", "snapshots")
        for folder in (Path(settings.LAKE) / kind).glob("[0-9]*-[0-9]*")
    }
    return sorted(found)


@monthly("exchange.retention", "到期数据清除")
def retention(month: str, *, by: Mandate, at: datetime) -> Mapping[str, int]:
    """Delete every month what has been kept as long as it may be."""
    return delete_expired(by=by, at=at)


@monthly("sharing.retention", "到期交换台账清除")
def ledger_retention(month: str, *, by: Mandate, at: datetime) -> Mapping[str, int]:
    """Delete every month the lines of the exchange ledger that were kept as long as they must be."""
    return sharing.delete_expired(by=by, at=at)
