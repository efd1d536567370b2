"""The money of a period as finance bureaus ask for it: by fund, programme, place, town and country, per head."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db.models import Count, Max, Q, QuerySet, Sum

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import benefit, fund, label_of
from minzheng.kernel.benefits.declarations import registry as benefits
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.choices import RESIDENCES
from minzheng.kernel.people.models import Membership

from ..choices import LineState
from ..models import PaymentLine

# What a report may be broken down by, beside the programme.
BY = {
    "": "不再细分", "year": "年度", "month": "月份", "town": "乡镇（街道）", "residence": "城乡", "fund": "资金",
}  # fmt: skip
SCHEMA = {
    "benefit": pl.String, "fund": pl.String, "holder": pl.String, "month": pl.String, "year": pl.String,
    "town": pl.String, "residence": pl.String, "money": pl.Int64, "lines": pl.Int64, "heads": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report: money in whole fen, how many holders, how many heads they are, per head."""

    benefit: str
    part: str
    money: int
    lines: int
    holders: int
    heads: int

    @property
    def per_head(self) -> int | None:
        """Whole fen for each head, rounded half up; None where nobody is counted."""
        return (2 * self.money + self.heads) // (2 * self.heads) if self.heads else None


def fund_of(key: str) -> str:
    """Return the fund of a benefit; nothing for one that is declared no more."""
    return benefit(key).fund if key in benefits else ""


def residence_of(key: str) -> str:
    """Return the word for a kind of household registration; nothing for one nobody knows."""
    return {str(one): str(label) for one, label in RESIDENCES.items()}.get(key, "")


def towns() -> dict[str, str]:
    """Return the township of every division, by code: its own name above a township."""
    names: dict[str, str] = {}
    paths = dict(Division.objects.filter(level__lte=Level.TOWN).values_list("path", "name"))
    for code, path, level in Division.objects.values_list("code", "path", "level"):
        town = path if level <= Level.TOWN else next(
            (path[:end] for end in range(len(path) - 1, 0, -1) if path[:end] in paths), path
        )  # fmt: skip
        names[code] = paths.get(town, "")
    return names


def paid(viewer: Mandate, since: date, until: date) -> QuerySet[PaymentLine]:
    """Lines whose money arrived from `since` to `until`, both included, in the viewer's divisions."""
    rows = PaymentLine.objects.filter(state=LineState.PAID.value)
    return accounts.visible(rows.filter(settled_on__gte=since, settled_on__lte=until), viewer)


def money_frame(rows: QuerySet[PaymentLine]) -> pl.DataFrame:
    """Return one row per benefit, holder, month of arrival, place and residence: money, lines, heads.

    Heads are those the entitlement shares its amount with, else the members of the household; a
    benefit of a person is one head.
    """
    grouped = (
        rows.order_by()
        .values("benefit", "holder", "division", "household", "household__residence", "settled_on__year", "settled_on__month")
        .annotate(money=Sum("amount"), lines=Count("id"), heads=Max("entitlement__heads"))
    )  # fmt: skip
    found = list(grouped)
    families = {
        row["household"] for row in found if row["heads"] is None and row["holder"][0] == "h"
    }
    counted = sizes(families)
    places = towns()
    records = [
        {
            "benefit": row["benefit"],
            "fund": fund_of(row["benefit"]),
            "holder": row["holder"],
            "month": f"{row['settled_on__year']:04d}-{row['settled_on__month']:02d}",
            "year": f"{row['settled_on__year']}",
            "town": places.get(row["division"], ""),
            "residence": residence_of(row["household__residence"]),
            "money": int(row["money"]),
            "lines": row["lines"],
            "heads": row["heads"]
            or (counted.get(row["household"], 1) if row["holder"][0] == "h" else 1),
        }
        for row in found
    ]
    return pl.DataFrame(records, schema=SCHEMA)


def sizes(households: set[int]) -> dict[int, int]:
    """Return how many members each household has now; one that has ended counts its last known as one."""
    if not households:
        return {}
    rows = Membership.objects.filter(valid_to__isnull=True, household__in=households)
    return dict(rows.values_list("household").annotate(n=Count("id")))


def report(frame: pl.DataFrame, by: str = "") -> list[Row]:
    """Add the frame up by programme and one more dimension of `BY`; a holder is counted once a row."""
    keys = ["benefit", *([by] if by else [])]
    per_holder = frame.group_by([*keys, "holder"]).agg(
        pl.col("money").sum(), pl.col("lines").sum(), pl.col("heads").max()
    )
    summed = per_holder.group_by(keys).agg(
        pl.col("money").sum(),
        pl.col("lines").sum(),
        pl.len().alias("holders"),
        pl.col("heads").sum(),
    )
    return [_row(row, by) for row in summed.sort(keys).iter_rows(named=True)]


def _row(row: dict[str, Any], by: str) -> Row:
    part = str(row[by]) if by else ""
    if by == "fund" and part:
        part = fund(part).label
    return Row(
        label_of(row["benefit"]), part, row["money"], row["lines"], row["holders"], row["heads"]
    )


def total(frame: pl.DataFrame) -> Row:
    """Add everything up; whoever holds several benefits is one head."""
    per_holder = frame.group_by("holder").agg(
        pl.col("money").sum(), pl.col("lines").sum(), pl.col("heads").max()
    )
    return Row(
        "合计", "", int(per_holder["money"].sum()), int(per_holder["lines"].sum()), per_holder.height,
        int(per_holder["heads"].sum()),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class MonthRow:
    """What became of the lines of one fund and benefit in a span of months, in whole fen and lines."""

    fund: str
    benefit: str
    due: int
    lines: int
    arrived: int
    arrived_lines: int
    in_transit: int
    failed: int
    failed_lines: int
    blocked: int
    blocked_lines: int
    ready: int

    @property
    def open(self) -> int:
        """What is still to reach the people: on its way, failed and not paid again, held back, not sent."""
        return self.in_transit + self.failed + self.blocked + self.ready


def month_rows(viewer: Mandate, since: str, until: str) -> list[MonthRow]:
    """Return what became of the lines of the months `since` to `until`, by fund and benefit.

    A failed line that was paid again counts with its re-issue only, so that a sum due is due once.
    """
    rows = accounts.visible(
        PaymentLine.objects.filter(month__gte=since, month__lte=until), viewer
    ).exclude(state=LineState.FAILED.value, reissue__isnull=False)
    state = {item: Q(state=item.value) for item in LineState}
    sums = {f"m_{item.value}": Sum("amount", filter=state[item]) for item in LineState}
    counts = {f"n_{item.value}": Count("id", filter=state[item]) for item in LineState}
    found: Any = rows.order_by().values("benefit").annotate(
        due=Sum("amount"), lines=Count("id"), **sums, **counts
    )  # fmt: skip
    made = [
        MonthRow(
            fund(key).label if (key := fund_of(row["benefit"])) else "", label_of(row["benefit"]),
            int(row["due"]), row["lines"], int(row["m_paid"] or 0), row["n_paid"], int(row["m_sent"] or 0),
            int(row["m_failed"] or 0), row["n_failed"], int(row["m_blocked"] or 0), row["n_blocked"], int(row["m_ready"] or 0),
        )
        for row in found
    ]  # fmt: skip
    return sorted(made, key=lambda row: (row.fund, row.benefit))


@dataclass(frozen=True, slots=True)
class Held:
    """Lines of one reason that did not go out or came back, in whole fen."""

    state: str
    label: str
    reason: str
    lines: int
    amount: int


def held_back(viewer: Mandate, since: str, until: str) -> list[Held]:
    """Return why money of the months `since` to `until` did not arrive: held back or failed, by reason."""
    states = (LineState.BLOCKED, LineState.FAILED)
    rows = accounts.visible(
        PaymentLine.objects.filter(
            month__gte=since, month__lte=until, state__in=[s.value for s in states], reissue__isnull=True
        ),
        viewer,
    )  # fmt: skip
    found = rows.order_by().values("state", "block_reason", "failure_text").annotate(
        n=Count("id"), money=Sum("amount")
    )  # fmt: skip
    made = [
        Held(
            row["state"], LineState(row["state"]).label, row["failure_text"] or row["block_reason"], row["n"],
            int(row["money"]),
        )
        for row in found
    ]  # fmt: skip
    return sorted(made, key=lambda row: -row.amount)


def arrived_by_month(viewer: Mandate, since: date, until: date) -> dict[str, int]:
    """Return the money that arrived in each month of a span, whole fen."""
    rows = paid(viewer, since, until).order_by().values("settled_on__year", "settled_on__month")
    found = rows.annotate(money=Sum("amount"))
    return {
        f"{row['settled_on__year']:04d}-{row['settled_on__month']:02d}": int(row["money"])
        for row in found
    }


def sums_by_state(viewer: Mandate) -> dict[str, tuple[int, int]]:
    """Return lines and money (fen) by state, of all months; failed ones only while not paid again."""
    rows = accounts.visible(PaymentLine.objects.all(), viewer).exclude(
        state=LineState.FAILED.value, reissue__isnull=False
    )
    found = rows.order_by().values("state").annotate(n=Count("id"), money=Sum("amount"))
    return {row["state"]: (row["n"], int(row["money"])) for row in found}


def period(text: str) -> tuple[str, str]:
    """Return the first and last month a period names: ``2026`` a year, ``2026-11`` a month.

    ValueError in Chinese for anything else.
    """
    if len(text) == 4 and text.isdecimal():
        return f"{text}-01", f"{text}-12"
    month = months.parse_month(text)
    return month, month
