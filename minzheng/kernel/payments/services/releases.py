"""What the public is told of the money: drafted by one, released by another, withdrawn with a reason."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.ledger import queries as ledger
from minzheng.kernel.ledger.declarations import source_label

from ..models import FundRelease
from ..queries import reports
from .runs import PaymentError

# Fewer holders than these might be known by name in a county: they are added to another line.
LEAST = 5
# So many lines that became one are still named one by one.
NAMED = 3


@transaction.atomic
def draft_release(
    since: str, until: str, *, frame: pl.DataFrame, by: Mandate, at: datetime
) -> FundRelease:
    """Freeze the use of the funds of the mandate's place for the months `since` to `until`.

    `frame` is what reached people in these months, in the shape of ``reports.money_frame``: the
    caller adds what other rooms paid in cash.
    One standing release a place and period; PaymentError where one stands, nothing arrived, or the
    months run backwards.
    """
    if not by.may("payments.make"):
        raise PaymentError("由县级经办人拟定公开内容")
    if since > until:
        raise PaymentError("起始月份不能晚于截止月份")
    standing = FundRelease.objects.filter(division=by.division, since=since, until=until)
    if standing.filter(withdrawn_at=None).exists():
        raise PaymentError("这一期已经拟定；要改先撤回")
    if frame.is_empty():
        raise PaymentError("这一期没有到账的资金")
    whole = reports.total(frame)
    period = since if since == until else f"{since} 至 {until}"
    release = FundRelease.objects.create(
        division=by.division, since=since, until=until, made_by=by, made_at=at,
        title=f"{by.division.name} {period} 民政资金使用情况",
        content={
            "total": {
                "money": whole.money, "holders": whole.holders if whole.holders >= LEAST else None
            },
            "programmes": _shown((row.benefit, row.money, row.holders) for row in reports.report(frame)),
            "towns": _shown(_by_town(reports.report(frame, "town"))),
            "sources": _by_source(by, int(until[:4])),
        },
    )  # fmt: skip
    audit.record("payments.release.drafted", subject=release, by=by, at=at)
    return release


def _by_town(rows: Iterable[reports.Row]) -> list[tuple[str, int, int]]:
    sums: dict[str, list[int]] = {}
    for row in rows:
        place = sums.setdefault(row.part, [0, 0])
        place[0] += row.money
        place[1] += row.holders
    return [(name, *values) for name, values in sorted(sums.items())]  # type: ignore[misc]


def _shown(rows: Iterable[tuple[str, int, int]]) -> list[dict[str, Any]]:
    """Return rows as published, the largest sum first; lines of few holders become one of at least five.

    The smallest large line joins them where they alone are still too few, so that no difference tells.
    """
    kept = sorted(rows, key=lambda row: row[2])
    merged: list[tuple[str, int, int]] = []
    while kept and (kept[0][2] < LEAST or 0 < sum(row[2] for row in merged) < LEAST):
        merged.append(kept.pop(0))
    told = sorted(kept, key=lambda row: -row[1])
    if merged:
        names = "、".join(row[0] for row in merged)
        label = names if len(merged) <= NAMED else f"其他（{len(merged)} 项合并）"
        told.append((label, sum(row[1] for row in merged), sum(row[2] for row in merged)))
    return [
        {"label": label, "money": money, "holders": holders if holders >= LEAST else None}
        for label, money, holders in told
    ]


def _by_source(viewer: Mandate, year: int) -> list[dict[str, Any]]:
    """Return what each source, donations among them, brought and paid in the year of the release."""
    sums: dict[str, dict[str, int]] = {}
    for row in ledger.balances(viewer, ("source", "kind"), year=year):
        source, kind = row.fields
        sums.setdefault(source, {})[kind] = row.amount
    return [
        {"label": source_label(key), "granted": -by.get("granted", 0), "paid": by.get("paid", 0)}
        for key, by in sorted(sums.items())
    ]


@transaction.atomic
def release(row: FundRelease, *, by: Mandate, at: datetime) -> None:
    """Let the public read a draft; another person than its author, who may check or approve payments."""
    row = FundRelease.objects.select_for_update().get(pk=row.pk)
    _beside(row, by)
    if row.released_at is not None or row.withdrawn_at is not None:
        raise PaymentError("这一期已经公开或撤回")
    if not (by.may("payments.check") or by.may("payments.approve")):
        raise PaymentError("由复核人或负责人审核公开")
    if by.user_id == row.made_by.user_id:
        raise PaymentError("拟稿人不能审核自己拟的内容")
    row.released_by, row.released_at = by, at
    row.save(update_fields=["released_by", "released_at"])
    audit.record("payments.release.released", subject=row, by=by, at=at)


@transaction.atomic
def withdraw(row: FundRelease, *, reason: str, by: Mandate, at: datetime) -> None:
    """Take a release back with its reason; it stays on record."""
    row = FundRelease.objects.select_for_update().get(pk=row.pk)
    _beside(row, by)
    if not (by.may("payments.make") or by.may("payments.check") or by.may("payments.approve")):
        raise PaymentError("您的岗位不能撤回公开内容")
    if row.withdrawn_at is not None:
        raise PaymentError("已经撤回")
    if not reason.strip():
        raise PaymentError("请填写撤回原因")
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason = by, at, reason.strip()[:200]
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    audit.record(
        "payments.release.withdrawn", subject=row, by=by, at=at, reason=reason.strip()[:200]
    )


def _beside(row: FundRelease, by: Mandate) -> None:
    if by.division_id not in divisions.lineage(row.division_id):
        raise PaymentError("不属于您的辖区")
