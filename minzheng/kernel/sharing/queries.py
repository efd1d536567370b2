"""Reads: agreements, batches, the ledger, registers and certificates within the viewer's reach."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from minzheng.core.sealing import unseal
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.exchange import queries as exchange
from minzheng.kernel.people.models import Person

from . import mapping
from .catalogue import label_of, partners
from .choices import Direction, ExchangeKind, Mode
from .declarations import SharedSet, certificate_kind, registers, shared_set
from .models import (
    CERTIFICATE_SEAL,
    ENTRY_SEAL,
    Batch,
    Certificate,
    Connection,
    Entry,
    ExchangeRecord,
    Subscription,
)

LATEST = 5_000
VALID, REVOKED, ALTERED, UNKNOWN = "valid", "revoked", "altered", "unknown"


def _seen(rows: QuerySet[Any], viewer: Mandate) -> QuerySet[Any]:
    return accounts.visible(rows, viewer) if viewer.may("sharing.see") else rows.none()


def subscriptions(viewer: Mandate) -> QuerySet[Subscription]:
    """Return the agreements of the viewer's divisions."""
    return _seen(
        Subscription.objects.select_related("division", "asked_by__user", "decided_by__user"),
        viewer,
    )


def batches(viewer: Mandate) -> QuerySet[Batch]:
    """Return the batches of the viewer's divisions."""
    rows = Batch.objects.select_related("subscription__division", "made_by__user")
    if not viewer.may("sharing.see"):
        return rows.none()
    return accounts.visible(rows, viewer, field="subscription__division")


def connections(viewer: Mandate) -> QuerySet[Connection]:
    """Return how the viewer's divisions reach the partners."""
    return _seen(Connection.objects.select_related("division"), viewer)


def connection(partner: str, division: str) -> Connection | None:
    """Return how a division reaches a partner: its own way, else that of the nearest above."""
    lineage = divisions.lineage(division)
    rows = Connection.objects.filter(partner=partner, division__in=lineage)
    return min(rows, key=lambda row: lineage.index(row.division_id), default=None)


def mode_of(row: Batch) -> str:
    """Return by which way a batch goes; by hand where nothing is set up."""
    found = connection(row.subscription.partner, row.subscription.division_id)
    return found.mode if found else Mode.MANUAL


def entries(viewer: Mandate, data_set: str = "") -> QuerySet[Entry]:
    """Return the rows of the local registers within the viewer's divisions."""
    known = [one.key for one in registers()]
    rows = _seen(
        Entry.objects.filter(data_set__in=known).select_related("division", "matched"), viewer
    )
    return rows.filter(data_set=data_set) if data_set else rows


def entry_values(row: Entry) -> dict[str, Any]:
    """Return the values of a row of a register, those that are sealed opened: a look to be recorded."""
    hidden = json.loads(unseal(bytes(row.sealed), ENTRY_SEAL)) if row.sealed else {}
    return mapping.restored(shared_set(row.data_set), row.values, hidden)


def risks(row: Entry, on: date) -> list[str]:
    """Return the risks that a row of a register shows on a day (EL-10)."""
    screen = shared_set(row.data_set).screen
    return list(screen(entry_values(row), on)) if screen else []


# -- the ledger -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LedgerLine:
    """One exchange: a delivery of the month, what this room sent, took or told, a question of a check."""

    at: datetime
    kind: str
    direction: str
    partner: str
    partner_label: str
    data_set: str
    label: str
    place: str
    purpose: str
    rows: int
    rejected: int
    digest: str
    is_ok: bool
    outcome: str
    who: str
    delivery: int | None = None
    batch: int | None = None
    check: int | None = None

    @property
    def day(self) -> date:
        """The day of the exchange in Shanghai."""
        return accounts.day_of(self.at)


def ledger(viewer: Mandate) -> list[LedgerLine]:
    """Return every exchange in and out of the viewer's divisions, the latest first."""
    own = _seen(ExchangeRecord.objects.select_related("division", "by__user"), viewer)
    lines = [_own_line(row) for row in own.order_by("-at", "-pk")[:LATEST]]
    if viewer.may("sharing.see"):
        lines += [
            _delivered(row) for row in exchange.deliveries(viewer).order_by("-received_at")[:LATEST]
        ]
    return sorted(lines, key=lambda line: line.at, reverse=True)


@dataclass(frozen=True)
class PartnerCount:
    """What passed between us and one partner: exchanges by kind, rows, failures."""

    partner: str
    label: str
    kinds: Mapping[str, int]
    rows: int
    rejected: int
    failed: int
    last: date

    @property
    def total(self) -> int:
        """How many exchanges there were."""
        return sum(self.kinds.values())


def partner_counts(lines: Iterable[LedgerLine]) -> list[PartnerCount]:
    """Count lines of the ledger by partner, whichever room they come from."""
    found: dict[str, list[LedgerLine]] = {}
    for line in lines:
        found.setdefault(line.partner, []).append(line)
    return [
        PartnerCount(
            key, told[0].partner_label, Counter(x.kind for x in told), sum(x.rows for x in told),
            sum(x.rejected for x in told), sum(not x.is_ok for x in told), max(x.day for x in told),
        )
        for key, told in sorted(found.items())
    ]  # fmt: skip


def set_label(key: str) -> str:
    """Return the Chinese name of a data set; its key where it is no longer declared."""
    try:
        return shared_set(key).label
    except KeyError:
        return key


def _own_line(row: ExchangeRecord) -> LedgerLine:
    return LedgerLine(
        row.at, row.kind, row.direction, row.partner, label_of(row.partner), row.data_set,
        set_label(row.data_set), row.division.name, row.purpose, row.rows, row.rejected, row.digest,
        row.is_ok, row.outcome, str(row.by.user) if row.by else "", batch=row.batch_id,
    )  # fmt: skip


def _delivered(row: Any) -> LedgerLine:
    counted = f"接收 {row.accepted + row.corrected} 行，退回 {row.rejected} 行"
    return LedgerLine(
        row.received_at, ExchangeKind.DELIVERY.value, Direction.IN.value, row.partner,
        row.partner_label, row.data_set, row.label, row.division.name, "社会救助信息比对", row.rows,
        row.rejected, row.sha256, not row.problem, row.problem or counted, str(row.received_by.user),
        delivery=row.pk,
    )  # fmt: skip


# -- who delivered, and who is connected -------------------------------------------------------------


@dataclass(frozen=True)
class PartnerLine:
    """A partner of the register with how it is reached and what is missing of a month (HD-09, HD-10)."""

    key: str
    label: str
    basis: str
    duty: str
    frequency: str
    is_connected: bool
    mode: str
    gives: tuple[str, ...]
    gets: tuple[str, ...]
    missing: tuple[str, ...]
    late: tuple[str, ...]


def partner_lines(viewer: Mandate, month: str) -> list[PartnerLine]:
    """Return the register of partners: data sets, basis, way, frequency, duty, and the month's gaps."""
    calendar = exchange.delivery_calendar(viewer, month)
    ways = {row.partner: row for row in connections(viewer)}
    agreed = list(subscriptions(viewer).filter(state="granted"))
    lines = []
    for one in partners().values():
        due = [row for row in calendar if row.partner in one.feeds]
        way = ways.get(one.key)
        lines.append(
            PartnerLine(
                one.key,
                one.label,
                one.basis,
                one.duty,
                one.frequency,
                way is not None and way.mode == "http",
                way.mode if way else one.mode,
                tuple(row.label for row in due),
                tuple(set_label(a.data_set) for a in agreed if a.partner == one.key),
                tuple(row.label for row in due if row.state in {exchange.MISSING, exchange.FAILED}),
                tuple(row.label for row in due if row.state == exchange.LATE),
            )
        )
    return lines


# -- likeness ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Likeness:
    """A row of the counterpart register that may be the same: which fields agree, which differ."""

    entry: Entry
    agreeing: tuple[str, ...]
    differing: tuple[str, ...]


def likenesses(viewer: Mandate, row: Entry, *, most: int = 20) -> list[Likeness]:
    """Return who of the counterpart register may be the same, the likeliest first.

    At least two fields agree; what one side does not know neither agrees nor differs.
    """
    share = shared_set(row.data_set)
    if not share.counterpart:
        return []
    ours, others = (
        row.values,
        Entry.objects.filter(data_set=share.counterpart, withdrawn_at__isnull=True),
    )
    found = [_likened(share, ours, other) for other in others.iterator(chunk_size=2000)]
    found = [one for one in found if len(one.agreeing) >= 2]
    return sorted(found, key=lambda one: (len(one.differing) - len(one.agreeing), one.entry.pk))[
        :most
    ]


def _likened(share: SharedSet, ours: dict[str, Any], other: Entry) -> Likeness:
    agreeing: list[str] = []
    differing: list[str] = []
    for name in share.likened_by:
        mine, theirs = ours.get(name), other.values.get(name)
        if mine and theirs:
            same = mine == theirs or (isinstance(mine, str) and (mine in theirs or theirs in mine))
            (agreeing if same else differing).append(share.column(name).label)
    return Likeness(other, tuple(agreeing), tuple(differing))


# -- certificates -----------------------------------------------------------------------------------


def certificates(viewer: Mandate) -> QuerySet[Certificate]:
    """Return the certificates of the people of the viewer's divisions."""
    rows = Certificate.objects.select_related("person", "division", "issued_by__user")
    return accounts.visible(rows, viewer) if viewer.may("people.see") else rows.none()


def certificates_of(viewer: Mandate, persons: Iterable[Person]) -> QuerySet[Certificate]:
    """Return the living certificates of some persons: what need not be asked of them again."""
    return certificates(viewer).filter(person__in=list(persons), revoked_at__isnull=True)


def content_of(row: Certificate) -> dict[str, str]:
    """Return what a certificate says."""
    content: dict[str, str] = json.loads(unseal(bytes(row.sealed), CERTIFICATE_SEAL))
    return content


def check_certificate(number: str, digest: str) -> str:
    """Say whether a certificate is VALID, REVOKED, ALTERED (another digest, or content changed) or UNKNOWN."""
    row = Certificate.objects.filter(number=number).first()
    if row is None:
        return UNKNOWN
    if row.digest != digest or mapping.digest(content_of(row)) != row.digest:
        return ALTERED
    return REVOKED if row.revoked_at else VALID


def kind_label(row: Certificate) -> str:
    """Return the Chinese name of the kind of a certificate."""
    return certificate_kind(row.kind).label
