"""What officers see of the exchange: the calendar of deliveries, their rows, what was returned."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl
from django.db.models import QuerySet
from django.utils import timezone

from minzheng.core.months import last_day, shift_month
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.queries import lineage
from minzheng.kernel.exchange import lake
from minzheng.kernel.exchange.choices import DeliveryState
from minzheng.kernel.exchange.cleaning import CORRECTIONS, PROBLEMS, explain
from minzheng.kernel.exchange.declarations import data_set, data_sets, partner
from minzheng.kernel.exchange.models import Delivery, LinkProposal, PartnerLink, RowMatch
from minzheng.kernel.exchange.reading import place

DELIVERED, LATE, MISSING, FAILED = "delivered", "late", "missing", "failed"
LABELS = {DELIVERED: "已报送", LATE: "迟报", MISSING: "未报送", FAILED: "报送有误"}
MONTHS_BACK = 12


@dataclass(frozen=True)
class CalendarRow:
    """One data set of one month: whether it came, and what may be used in its place."""

    data_set: str
    label: str
    partner: str
    partner_label: str
    legal_basis: str
    due_on: date
    state: str
    state_label: str
    delivery: Delivery | None
    usable_month: str | None
    months_missed: int


@dataclass(frozen=True)
class RejectedRow:
    """A row that went back to its sender; of a person only the name is shown."""

    line: int
    place: str
    name: str
    reason: str
    is_settled: bool


def links_in_force(division: str, day: date) -> dict[str, PartnerLink]:
    """How each data set is asked in a division on a day: the nearest ancestor's word counts.

    A data set without a link is read from the month's deliveries.
    """
    line = lineage(division)
    rows = PartnerLink.objects.in_force(day).filter(division__in=line)
    return {
        row.data_set: row
        for row in sorted(rows, key=lambda row: line.index(row.division_id), reverse=True)
    }


def link_proposals(viewer: Mandate) -> QuerySet[LinkProposal]:
    """Every proposal to ask a department another way, within the viewer's divisions."""
    if not any(map(viewer.may, ("exchange.see", "exchange.take", "sharing.approve"))):
        return LinkProposal.objects.none()
    rows: QuerySet[LinkProposal] = accounts.visible(LinkProposal.objects.all(), viewer)
    return rows.select_related("division", "proposed_by__user", "decided_by__user")


def deliveries(viewer: Mandate) -> QuerySet[Delivery]:
    """Every delivery within the viewer's division; none without the right to see any."""
    if not (viewer.may("exchange.see") or viewer.may("exchange.take")):
        return Delivery.objects.none()
    rows: QuerySet[Delivery] = accounts.visible(Delivery.objects.all(), viewer, field="division")
    return rows.select_related("received_by__user", "division")


def matches(viewer: Mandate) -> QuerySet[RowMatch]:
    """Every match of a rejected row with a person, both within the viewer's divisions."""
    rows = RowMatch.objects.filter(delivery__in=deliveries(viewer).values("pk"))
    within: QuerySet[RowMatch] = accounts.visible(rows, viewer, field="person__division")
    return within.select_related("delivery", "person__division__parent", "decided_by__user")


def delivery_calendar(viewer: Mandate, month: str) -> list[CalendarRow]:
    """Who delivered what for ``month``: delivered, late, missing or of no use (HD-10).

    ``months_missed`` counts the months without a good delivery up to this one, twelve at most;
    ``usable_month`` is the month whose list stands in, None when nothing may be used.
    """
    if not (viewer.may("exchange.see") or viewer.may("exchange.take")):
        return []
    first = shift_month(month, 1 - MONTHS_BACK)
    rows: dict[tuple[str, str], Delivery] = {}
    for row in deliveries(viewer).filter(month__gte=first, month__lte=month).order_by("id"):
        key = (row.data_set, row.month)
        former = rows.get(key)
        # A file of no use does not hide a good one of the same month.
        if former is None or row.state == DeliveryState.INGESTED or _is_bad(former):
            rows[key] = row
    return [_calendar_row(declared.key, month, rows) for declared in data_sets()]


def _is_bad(row: Delivery) -> bool:
    return row.state != DeliveryState.INGESTED


def _calendar_row(key: str, month: str, rows: dict[tuple[str, str], Delivery]) -> CalendarRow:
    declared = data_set(key)
    due_on = last_day(month) + timedelta(days=declared.due_day)
    row = rows.get((key, month))
    if row is None:
        state = MISSING
    elif _is_bad(row):
        state = FAILED
    else:
        state = LATE if timezone.localdate(row.received_at) > due_on else DELIVERED
    usable = _usable_month(key, month, rows)
    return CalendarRow(
        key,
        declared.label,
        declared.partner,
        partner(declared.partner).label,
        declared.legal_basis,
        due_on,
        state,
        LABELS[state],
        row,
        usable,
        _months_missed(key, month, rows),
    )


def _usable_month(key: str, month: str, rows: dict[tuple[str, str], Delivery]) -> str | None:
    """The newest month that may speak for ``month``, as ``lake.usable`` decides."""
    for back in range(data_set(key).stale_after_months + 1):
        row = rows.get((key, shift_month(month, -back)))
        if row is not None and not _is_bad(row):
            return row.month
    return None


def _months_missed(key: str, month: str, rows: dict[tuple[str, str], Delivery]) -> int:
    for back in range(MONTHS_BACK):
        row = rows.get((key, shift_month(month, -back)))
        if row is not None and not _is_bad(row):
            return back
    return MONTHS_BACK


def response_days(row: CalendarRow) -> int | None:
    """How many days after the end of the month the delivery came; None when it did not."""
    if row.delivery is None:
        return None
    received: datetime = row.delivery.received_at
    return (timezone.localdate(received) - last_day(row.delivery.month)).days


def accepted_rows(viewer: Mandate, delivery: Delivery, *, after_line: int = 0, limit: int = 50
                  ) -> pl.DataFrame:  # fmt: skip
    """One page of the rows in the lake: fields, line and corrections in words, no numbers.

    Empty for a viewer outside the delivery's division.
    """
    if not delivery.lake_path or not deliveries(viewer).filter(pk=delivery.pk).exists():
        return pl.DataFrame()
    page = (
        pl.scan_parquet(lake.absolute(delivery.lake_path))
        .filter(pl.col("line") > after_line)
        .sort("line")
        .head(limit)
        .collect()
    )
    words = [explain(c, delivery.declaration, CORRECTIONS) for c in page["corrections"]]
    hidden = [name for name in page.columns if name.endswith("pid")]
    return page.drop(hidden).with_columns(pl.Series("corrections", words, dtype=pl.String))


def rejected_rows(viewer: Mandate, delivery: Delivery, *, after_line: int = 0, limit: int = 50
                  ) -> list[RejectedRow]:  # fmt: skip
    """One page of the rows that went back, with the reason in words."""
    if not deliveries(viewer).filter(pk=delivery.pk).exists():
        return []
    settled = set(delivery.settled.values_list("line", flat=True))
    page = lake.rejects([delivery]).filter(pl.col("line") > after_line).sort("line").head(limit)
    return [
        RejectedRow(
            line,
            place(line),
            name or "",
            explain(codes, delivery.declaration, PROBLEMS),
            line in settled,
        )
        for line, codes, name in page.select("line", "codes", "name").iter_rows()
    ]
