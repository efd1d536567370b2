"""What comes in: pages of another system, tables by hand; and what a partner asks of us row by row."""

import csv
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core.months import month_of, shift_month
from minzheng.core.sealing import digest_sm3
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange import services as exchange
from minzheng.kernel.exchange.partners.replies import Unanswered
from minzheng.kernel.exchange.partners.wire import Wire

from .. import mapping, transport
from ..choices import Direction, ExchangeKind, Origin
from ..declarations import SharedSet, shared_set
from ..models import Entry, ExchangeRecord, Subscription
from .base import SharingRefused, enter, line_to, living, need
from .entries import place_entry, row_key
from .pushing import rows_for

MOST_PAGES = 10_000


@dataclass
class Taken:
    """What became of the rows that came in; ``problems`` name the row and what is wrong with it."""

    made: int = 0
    changed: int = 0
    same: int = 0
    problems: tuple[tuple[int, str], ...] = ()

    @property
    def rows(self) -> int:
        """How many rows came."""
        return self.made + self.changed + self.same + len({line for line, _text in self.problems})

    @property
    def outcome(self) -> str:
        """What became of them, in words."""
        wrong = len({line for line, _text in self.problems})
        return f"新增 {self.made} 行，更新 {self.changed} 行，未变 {self.same} 行，退回 {wrong} 行"


def pull(
    subscription: Subscription, *, by: Mandate, at: datetime,
    pause: Callable[[float], None] = time.sleep,
) -> Taken:  # fmt: skip
    """Take every page another system has for us; the same rows again change nothing.

    Rows are written once all pages are here: what breaks off leaves nothing half. A failure is in
    the ledger, and SharingRefused says why.
    """
    need(by, "sharing.enter", subscription.division_id)
    with transaction.atomic():
        row = living(subscription, at)
    share = shared_set(row.data_set)
    try:
        raw = list(_pages(line_to(row, pause), row, at))
    except Unanswered as failed:
        enter(row, at, by, kind=ExchangeKind.PULL, is_ok=False, outcome=str(failed))
        raise SharingRefused(f"获取失败：{failed}") from failed
    listed = _as_delivery(share, raw, by=by, at=at) if share.is_list else None
    with transaction.atomic():
        taken = listed or _take(share, row.partner, raw, row.division, Origin.PULLED, by=by, at=at)
        _noted(row, taken, raw, ExchangeKind.PULL, by=by, at=at)
        audit.record("sharing.pulled", subject=row, by=by, at=at, rows=taken.rows)
    return taken


def _as_delivery(
    share: SharedSet, raw: Sequence[Mapping[str, Any]], *, by: Mandate, at: datetime
) -> Taken:
    """Hand a monthly list that came by interface to the exchange room, which reads it like any file."""
    month = shift_month(month_of(localdate(at)), -1)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{share.label}_{month}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, [column.label for column in share.columns])
            writer.writeheader()
            for given in raw:
                told = {c.label: given.get(c.name, given.get(c.label, "")) for c in share.columns}
                writer.writerow(told)
        try:
            (delivery,) = exchange.take_inbox(Path(folder), month, by=by, at=at)
        except (PermissionDenied, ValueError, exchange.InboxBusy) as refused:
            raise SharingRefused(f"获取失败：{refused}") from refused
    if delivery.problem:
        raise SharingRefused(f"获取失败：{delivery.problem}")
    wrong = tuple((line, "退回") for line in range(1, delivery.rejected + 1))
    return Taken(made=delivery.accepted + delivery.corrected, problems=wrong)


def _pages(line: Wire, row: Subscription, at: datetime) -> Iterable[Mapping[str, Any]]:
    after, month = "", shift_month(month_of(localdate(at)), -1)
    for _page in range(MOST_PAGES):
        asked = {"division": row.division_id, "month": month, "after": after}
        answer = transport.get(line, f"/{row.data_set}/rows", asked).content
        rows = answer.get("rows")
        if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
            raise Unanswered("对方答复没有数据行", again=False)
        yield from rows
        following = str(answer.get("next") or "")
        if not following or following == after:
            return
        after = following


def import_table(
    data_set: str, content: bytes, *, division: Division, by: Mandate, at: datetime
) -> Taken:
    """Take a csv of another system into the register by hand, in its names or ours."""
    need(by, "sharing.enter", division.pk)
    share = shared_set(data_set)
    if share.is_provided or share.is_list:
        raise SharingRefused("该数据集没有本地登记册。")
    try:
        raw = transport.table_rows(content)
    except ValueError as fault:
        raise SharingRefused(str(fault)) from fault
    if not raw:
        raise SharingRefused("文件里没有数据行。")
    with transaction.atomic():
        taken = _take(share, share.taken_from, raw, division, Origin.IMPORTED, by=by, at=at)
        ExchangeRecord.objects.create(
            at=at, by=by, kind=ExchangeKind.IMPORT, direction=Direction.IN,
            partner=share.taken_from or "civil", data_set=data_set, division=division,
            purpose=share.label, rows=taken.rows, rejected=len({n for n, _t in taken.problems}),
            digest=digest_sm3(content), is_ok=True, outcome=taken.outcome,
        )  # fmt: skip
        audit.record(
            "sharing.imported",
            subject=share.key,
            subject_key="sharing.entry",
            by=by,
            at=at,
            rows=taken.rows,
        )
    return taken


def _take(
    share: SharedSet, system: str, raw: Iterable[Mapping[str, Any]], division: Division, origin: str,
    *, by: Mandate, at: datetime,
) -> Taken:  # fmt: skip
    taken, problems = Taken(), []
    standing = {row.row_key: row for row in Entry.objects.filter(data_set=share.key)}
    for line, given in enumerate(raw, start=1):
        values, wrong = mapping.inward(share, system, given)
        former = standing.get(row_key(share, values)) if not wrong else None
        if former is not None and not divisions.lies_within(former.division_id, division.pk):
            wrong = ["已由其他地区登记"]
        if former is not None and origin == Origin.PULLED and former.origin == Origin.OWN:
            # What we wrote ourselves comes back from the other side: ours is the original.
            taken.same += 1
            continue
        if wrong:
            problems += [(line, text) for text in wrong]
        elif former is not None and former.digest == mapping.digest(values):
            taken.same += 1
        else:
            row = place_entry(
                share, values, division=division, origin=origin, by=by, at=at, entry=former
            )
            standing[row.row_key] = row
            taken.changed += former is not None
            taken.made += former is None
    taken.problems = tuple(problems)
    return taken


def _noted(
    row: Subscription, taken: Taken, raw: Any, kind: str, *, by: Mandate, at: datetime
) -> None:
    enter(
        row, at, by, kind=kind, rows=taken.rows, rejected=len({n for n, _t in taken.problems}),
        digest=mapping.digest({"rows": raw}), is_ok=True, outcome=taken.outcome,
    )  # fmt: skip


@transaction.atomic
def answer_query(
    subscription: Subscription, asked: Mapping[str, str], *, at: datetime, most: int = 200
) -> list[dict[str, str]]:
    """Answer a partner who asks for rows by the value of granted fields, within the granted area.

    Every query is in the ledger, with how much was told and without whom. SharingRefused for
    one that names no granted field.
    """
    row = living(subscription, at)
    share = shared_set(row.data_set)
    if row.direction != Direction.OUT:
        raise SharingRefused("没有订阅该数据集。")
    wanted = {key: value for key, value in asked.items() if value}
    names = {told for name in row.fields for told in (name, _told(share, row.partner, name))}
    if not wanted or wanted.keys() - names:
        raise SharingRefused("请按已批准的字段查询。")
    told = [found["data"] for found in rows_for(share, row, at).values()]
    spelled = {_told(share, row.partner, key): value for key, value in wanted.items()}
    found = [data for data in told if all(_holds(data.get(k, ""), v) for k, v in spelled.items())]
    enter(
        row, at, None, kind=ExchangeKind.QUERY, rows=len(found[:most]), is_ok=True,
        digest=mapping.digest({"found": found[:most]}),
        outcome=f"按{'、'.join(_label(share, row.partner, key) for key in wanted)}查询，返回 {len(found[:most])} 行",
    )  # fmt: skip
    audit.record(
        "sharing.queried",
        subject=row,
        by=None,
        at=at,
        partner=row.partner,
        rows=len(found[:most]),
        on=localdate(at),
    )
    return found[:most]


def _told(share: SharedSet, partner: str, name: str) -> str:
    found = mapping.targets(share.mapping, partner, share.key).get(name)
    return found.name if found else name


def _label(share: SharedSet, partner: str, key: str) -> str:
    return next(c.label for c in share.columns if key in {c.name, _told(share, partner, c.name)})


def _holds(value: str, wanted: str) -> bool:
    """Say whether a value answers: equal, or beginning so where a star ends what is asked."""
    return wanted[:-1] in value if wanted.endswith("*") and len(wanted) > 2 else value == wanted
