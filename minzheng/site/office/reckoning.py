"""Why a payment run differs from the month before: by cause, each cause with its households."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from minzheng.core import months
from minzheng.kernel.benefits import queries as entitlements
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.payments.models import PaymentRun

CAUSES: Mapping[str, tuple[str, Any]] = {
    "new": ("+", _("新增")),
    "stopped": ("−", _("停发")),
    "raised": ("+", _("调增")),
    "cut": ("−", _("调减")),
}
BEFORE, NOW = "before", "now"
WHOLE: Mapping[str, Any] = {BEFORE: _("上月应发"), NOW: _("本月应发")}


@dataclass(frozen=True, slots=True)
class Change:
    """One holder's amount in the month before and in the month of the run, in fen."""

    entitlement: Entitlement
    before: int | None
    now: int | None

    @property
    def difference(self) -> int:
        """Return what the run pays more (less: negative) for this holder."""
        return (self.now or 0) - (self.before or 0)

    @property
    def cause(self) -> str:
        """Return why the amount differs; empty where it does not."""
        if self.before is None:
            return "new"
        if self.now is None:
            return "stopped"
        return "raised" if self.difference > 0 else "cut" if self.difference < 0 else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the reckoning: its sign, its name, households and fen."""

    key: str
    sign: str
    label: str
    households: int
    amount: int
    is_total: bool = False


def changes(run: PaymentRun) -> list[Change]:
    """Return every holder payable in either month, with both amounts."""
    now = _payable(run, run.month)
    before = _payable(run, months.shift_month(run.month, -1))
    return [
        Change(
            now.get(holder) or before[holder],
            before[holder].amount if holder in before else None,
            now[holder].amount if holder in now else None,
        )
        for holder in sorted(now.keys() | before.keys())
    ]


def _payable(run: PaymentRun, month: str) -> dict[str, Entitlement]:
    rows = entitlements.payable(run.benefit, month).filter(
        division__path__startswith=run.division.path
    )
    return {
        row.holder: row
        for row in rows.select_related("household__head", "division__parent").order_by("holder")
    }


def reckoning(found: list[Change]) -> list[Entry]:
    """Return the lines from last month's total to this month's."""
    before = [change.before for change in found if change.before is not None]
    now = [change.now for change in found if change.now is not None]
    lines = [Entry(BEFORE, "", str(WHOLE[BEFORE]), len(before), sum(before), is_total=True)]
    for key, (sign, label) in CAUSES.items():
        group = [change.difference for change in found if change.cause == key]
        lines.append(Entry(key, sign, str(label), len(group), abs(sum(group))))
    return [*lines, Entry(NOW, "=", str(WHOLE[NOW]), len(now), sum(now), is_total=True)]


def of_cause(found: list[Change], key: str) -> list[Change]:
    """Return the holders behind one line of the reckoning."""
    if key == BEFORE:
        return [change for change in found if change.before is not None]
    if key == NOW:
        return [change for change in found if change.now is not None]
    return [change for change in found if change.cause == key]
