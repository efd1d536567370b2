"""What a month's comparison found: the list by kind, and one finding with the rows that prove it."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.core import months
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.exchange import queries as exchange
from minzheng.kernel.exchange.declarations import data_set, partner
from minzheng.kernel.monitoring import queries
from minzheng.kernel.monitoring.choices import Risk
from minzheng.kernel.monitoring.declarations import finding_kinds, kind_of
from minzheng.kernel.monitoring.models import Finding
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Column, Filter, Table

from .. import lists
from ..doors import acting, found, needs


@needs("leads.see")
def findings(request: StaffRequest) -> HttpResponseBase:
    """List the findings of a month, of one kind or of several if named, gravest first."""
    viewer = acting(request)
    every = queries.findings(viewer)
    latest = every.order_by("-month").values_list("month", flat=True).first()
    month = lists.month_asked(request, latest or months.month_of(localdate(request.at)))
    rows = queries.findings(viewer, month)
    kinds = [kind for kind in request.GET.get("kinds", "").split(",") if kind]
    if kinds:
        rows = rows.filter(kind__in=kinds)
    asked = request.GET.get("kind", "")
    if asked:
        rows = rows.filter(kind=asked)
    here = reverse("office:findings")
    counts = queries.finding_counts(viewer, month)
    chips = [
        {
            "label": _("全部"),
            "url": f"{here}?month={month}",
            "count": sum(counts.values()),
            "active": not asked and not kinds,
        }
    ]
    chips += [
        {
            "label": kind.label,
            "url": f"{here}?{urlencode({'month': month, 'kind': kind.key})}",
            "count": counts[kind.key],
            "active": kind.key == asked or kind.key in kinds,
        }
        for kind in finding_kinds()
        if counts[kind.key] or kind.key == asked
    ]
    known = sorted(
        {*every.order_by().values_list("month", flat=True).distinct(), month}, reverse=True
    )
    return lists.respond(
        request,
        _table(viewer, rows),
        "office/findings/list.html",
        chips=chips,
        month=month,
        months=known,
    )


def _table(viewer: Mandate, rows: Any) -> Table:
    return Table(
        "findings",
        _("比对发现"),
        [
            Column("head", _("户主"), "household.head.name", href=lambda row: reverse("office:finding", args=[row.pk])),
            Column("number", _("家庭编号"), "household.number", kind="code"),
            Column("place", _("乡镇、村"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("kind", _("类型"), lambda row: kind_of(row.kind).label, order_by="kind"),
            Column("risk", _("风险"), lambda row: (Risk(row.risk).label, lists.RISK_TONES[row.risk]), kind="badge"),
            Column("summary", _("发现")),
            Column("amount_before", _("现发（元）"), kind="money", order_by="amount_before"),
            Column("amount_after", _("应发（元）"), kind="money", order_by="amount_after"),
            Column("lead", _("处置"), _lead_state, kind="badge", href=lambda row: lists.lead(viewer, _lead_pk(row))),
            Column("due_on", _("核查期限"), lambda row: _lead_value(row, "due_on"), kind="date", order_by="lead__due_on"),
        ],
        queryset=rows.select_related("household__head", "division__parent", "lead", "repeats__lead"),
        filters=[
            Filter("q", _("户主或家庭编号"), fields=("household__head__name", "household__number")),
            Filter("risk", _("风险"), "choice", [(risk.value, risk.label) for risk in Risk]),
        ],
        order=("kind", "division__path", "id"),
        empty=_("这个月没有这类发现。"),
    )  # fmt: skip


def _lead_of(row: Finding) -> Any:
    """Return the lead that works on a finding: its own, or the one of the month it repeats."""
    own = getattr(row, "lead", None)
    return own or (getattr(row.repeats, "lead", None) if row.repeats_id else None)


def _lead_pk(row: Finding) -> int | None:
    found_lead = _lead_of(row)
    return found_lead.pk if found_lead else None


def _lead_value(row: Finding, name: str) -> Any:
    found_lead = _lead_of(row)
    return getattr(found_lead, name) if found_lead else None


def _lead_state(row: Finding) -> tuple[str, str]:
    found_lead = _lead_of(row)
    if found_lead is None:
        return (str(_("未派发")), "quiet")
    return (found_lead.get_state_display(), lists.LEAD_TONES[found_lead.state])


@needs("leads.see")
def finding(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one finding: before and after, the rule, and every delivered row that proves it."""
    viewer = acting(request)
    row = found(queries.findings(viewer).select_related("household__head", "division__parent"), pk)
    kind = kind_of(row.kind)
    audit.record_look(row, by=viewer, at=request.at, reason=_("查看比对发现"))
    work = _lead_of(row)
    facts = [
        {"label": _("家庭"), "value": f"{row.household.head.name if row.household.head else ''} {row.household.number}",
         "href": lists.household(viewer, row.household_id)},
        {"label": _("乡镇、村"), "value": lists.place(row.division)},
        {"label": _("涉及人员"), "value": row.person.name if row.person else None, "href": lists.person(viewer, row.person_id)},
        {"label": _("数据月份"), "value": row.month, "href": f"{reverse('office:cycle')}?month={row.month}" if viewer.may("cycle.see") else ""},
        {"label": _("发现时间"), "value": f"{localdate(row.found_at):%Y-%m-%d}"},
        {"label": _("处置"), "value": _lead_state(row)[0], "href": lists.lead(viewer, work.pk if work else None)},
    ]  # fmt: skip
    return render(
        request,
        "office/findings/finding.html",
        {
            "finding": row,
            "title": kind.label,
            "status": (
                _("风险%(risk)s") % {"risk": Risk(row.risk).label},
                lists.RISK_TONES[row.risk],
            ),
            "back": f"{reverse('office:findings')}?{urlencode({'month': row.month, 'kind': row.kind})}",
            "facts": facts,
            "evidence": _evidence(viewer, row),
            "advice": kind.advice,
            "lead_href": lists.lead(viewer, work.pk if work else None),
        },
    )


def _evidence(viewer: Mandate, row: Finding) -> list[dict[str, Any]]:
    """Return each quoted row with its source and the way to the delivered line."""
    opened = {
        d.pk: d
        for d in exchange.deliveries(viewer).filter(pk__in=[q["delivery"] for q in row.evidence])
    }
    quoted = []
    for quote in row.evidence:
        declared = data_set(quote["data_set"])
        delivery = opened.get(quote["delivery"])
        quoted.append(
            {
                "label": declared.label,
                "partner": partner(declared.partner).label,
                "line": quote["line"],
                "summary": quote["summary"],
                "received_at": delivery.received_at if delivery else None,
                "href": reverse("office:delivery_line", args=[delivery.pk, quote["line"]])
                if delivery and viewer.may("people.reveal")
                else "",
            }
        )
    return quoted


urlpatterns: list[URLPattern] = [
    path("findings/", findings, name="findings"),
    path("findings/<int:pk>/", finding, name="finding"),
]
