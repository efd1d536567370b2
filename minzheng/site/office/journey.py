"""The journey of a month: each stage with its figures, last month beside them, and the way to the rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import benefits
from minzheng.kernel.cycle import queries
from minzheng.kernel.cycle.choices import FIGURES
from minzheng.kernel.cycle.queries import StageLine
from minzheng.kernel.determinations import declarations as policies
from minzheng.kernel.determinations.choices import OUTCOMES
from minzheng.kernel.monitoring import queries as monitoring
from minzheng.kernel.monitoring.declarations import finding_kinds
from minzheng.kernel.payments import queries as payments

# Figures of the summary that say nothing to a reader, or are shown better elsewhere.
UNSAID = {"content", "register"}
EXIT_KINDS = ("exit_income", "hidden_car", "hidden_business", "hidden_property", "hidden_deposit")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a stage: its name, now, a month before (None: not known), and its rows."""

    label: str
    value: int
    before: int | None
    href: str

    @property
    def change(self) -> str:
        """Return the difference from last month with its sign; empty where nothing compares."""
        if self.before is None:
            return ""
        return f"{self.value - self.before:+,}" if self.value != self.before else "0"


@dataclass(frozen=True, slots=True)
class Stop:
    """One stage of the journey with what it brought."""

    line: StageLine
    figures: list[Figure]
    href: str


def stops(viewer: Mandate, month: str) -> list[Stop]:
    """Return every stage of a month in order, as it stands now."""
    now = _summaries(viewer, month)
    before = _summaries(viewer, months.shift_month(month, -1))
    return [
        Stop(line, _figures(viewer, month, line.key, now, before), _way_in(viewer, month, line.key))
        for line in queries.stages(viewer, month)
    ]


def _summaries(viewer: Mandate, month: str) -> Mapping[str, Mapping[str, Any]]:
    run = queries.runs(viewer).filter(month=month).first()
    return {} if run is None else {stage.key: stage.summary for stage in run.stages.all()}


def _figures(
    viewer: Mandate,
    month: str,
    key: str,
    now: Mapping[str, Mapping[str, Any]],
    before: Mapping[str, Mapping[str, Any]],
) -> list[Figure]:
    summary, former = now.get(key) or {}, before.get(key)
    if not summary:
        return []
    if key == "determinations":
        return _answers(viewer, month, summary, former)
    if key == "payments":
        return _runs(viewer, summary)
    href = _way_in(viewer, month, key)
    return [
        Figure(FIGURES[name], value, _known(former, name), _rows_of(viewer, month, name) or href)
        for name, value in summary.items()
        if name in FIGURES
        and name not in UNSAID
        and isinstance(value, int)
        and (value or name in ("new", "rejected"))
    ]


def _known(summary: Mapping[str, Any] | None, name: str) -> int | None:
    value = (summary or {}).get(name)
    return value if isinstance(value, int) else None


def _answers(
    viewer: Mandate, month: str, summary: Mapping[str, Any], former: Mapping[str, Any] | None
) -> list[Figure]:
    found = []
    for policy, counts in summary.items():
        label = policies.policy_of(policy).label
        page = reverse("office:answers", args=[month, policy]) if viewer.may("people.see") else ""
        for outcome in ("eligible", "undetermined"):
            if outcome in counts:
                href = f"{page}?outcome={outcome}" if page else ""
                words = OUTCOMES[outcome].replace("，暂不能认定", "")
                name = f"{label}·{words}"
                found.append(
                    Figure(name, counts[outcome], _known((former or {}).get(policy), outcome), href)
                )
    return found


def _runs(viewer: Mandate, summary: Mapping[str, Any]) -> list[Figure]:
    labels = {benefit.key: benefit.label for benefit in benefits()}
    return [
        Figure(
            _("%(benefit)s明细") % {"benefit": labels.get(key, key)},
            run["lines"],
            None,
            reverse("office:run", args=[run["run"]])
            if payments.runs(viewer).filter(pk=run["run"]).exists() and viewer.may("payments.see")
            else "",
        )
        for key, run in summary.items()
    ]


def _way_in(viewer: Mandate, month: str, key: str) -> str:
    """Return the page of a stage, where the role opens one."""
    ways = {
        "deliveries": ("exchange.see", "office:deliveries"),
        "findings": ("leads.see", "office:findings"),
        "leads": ("leads.see", "office:ledger"),
        "payments": ("payments.see", "office:runs"),
        "indicators": ("reports.see", "office:dashboard"),
    }
    needed, name = ways.get(key, ("", ""))
    if not name or not viewer.may(needed):
        return ""
    return f"{reverse(name)}?{urlencode({'month': month})}"


def _rows_of(viewer: Mandate, month: str, name: str) -> str:
    """Return the rows behind one figure, where they are not the page of its stage."""
    if name == "households" and viewer.may("people.see"):
        return reverse("office:known", args=[month])
    if name == "persons" and viewer.may("people.see"):
        return reverse("office:known_persons", args=[month])
    if name == "rejected" and viewer.may("exchange.see"):
        return f"{reverse('office:deliveries')}?{urlencode({'month': month, 'sort': '-rejected'})}"
    return ""


def sentence(viewer: Mandate, month: str, today: date) -> dict[str, Any]:
    """Return what the month found, in plain words: missed, to leave, to change, due today."""
    counts = monitoring.finding_counts(viewer, month)
    waiting = monitoring.open_leads(viewer).filter(finding__month=month)
    page = reverse("office:findings") if viewer.may("leads.see") else ""
    groups = (
        (_("应保未保"), ("missed",)),
        (_("应退未退"), EXIT_KINDS),
        (_("死亡仍领"), ("dead_recipient",)),
        (_("待遇应调整"), ("amount_change", "alone_change")),
    )
    parts = []
    for label, kinds in groups:
        households = (
            monitoring.findings(viewer, month)
            .filter(kind__in=kinds)
            .order_by()
            .values("household")
            .distinct()
            .count()
        )
        href = f"{page}?{urlencode({'month': month, 'kinds': ','.join(kinds)})}" if page else ""
        parts.append({"label": label, "households": households, "href": href})
    named = {kind for _label, kinds in groups for kind in kinds}
    return {
        "parts": [part for part in parts if part["households"]],
        "rest": sum(n for kind, n in counts.items() if kind not in named),
        "rest_href": f"{page}?{urlencode({'month': month})}" if page else "",
        "total": sum(counts.values()),
        "due": waiting.filter(due_on__lte=today).count(),
        "due_href": f"{reverse('office:ledger')}?{urlencode({'finding_month': month, 'due': '1'})}"
        if page
        else "",
        "open": waiting.count(),
    }


def kinds_compared(viewer: Mandate, month: str) -> list[dict[str, Any]]:
    """Return the findings of a month by kind, last month beside them, each with its rows."""
    now = monitoring.finding_counts(viewer, month)
    former = months.shift_month(month, -1)
    ran = queries.runs(viewer).filter(month=former).exists()
    before = monitoring.finding_counts(viewer, former) if ran else {}
    page = reverse("office:findings") if viewer.may("leads.see") else ""
    return [
        {
            "label": kind.label,
            "risk": kind.risk,
            "advice": kind.advice,
            "now": now.get(kind.key, 0),
            "before": before.get(kind.key) if ran else None,
            "href": f"{page}?{urlencode({'month': month, 'kind': kind.key})}" if page else "",
            "before_href": f"{page}?{urlencode({'month': former, 'kind': kind.key})}"
            if page and ran
            else "",
        }
        for kind in finding_kinds()
    ]


def inbox_of(month: str) -> Path:
    """Return the folder in which the files of a month are put before they are taken in."""
    return Path(settings.HOME) / "inbox" / month


def waiting_files(month: str) -> int:
    """Return how many files lie in the inbox of a month."""
    folder = inbox_of(month)
    return sum(path.is_file() for path in folder.iterdir()) if folder.is_dir() else 0
