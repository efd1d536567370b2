"""What I receive: benefits, every payment, messages; and a change in the family to report."""

from datetime import date
from typing import Any

from django.contrib import messages as notes
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minzheng.domains.assistance import queries as assistance
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.benefits.declarations import MONTHLY, benefit, label_of
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.citizens import queries as citizens
from minzheng.kernel.payments.queries.statements import Movement, statement_of_household
from minzheng.kernel.people.models import Household, Membership
from minzheng.site import changes, tracking
from minzheng.site.access import for_citizens
from minzheng.site.middleware import StaffRequest

from .. import asked
from ..own import seat, tried, who

SHOWN = 60


def homes_of(request: StaffRequest) -> list[Household]:
    """Return the citizen's own home and those of his wards: a letter of attorney opens nobody's money."""
    on = localdate(request.at)
    own = citizens.capacities(who(request), on)
    people = [pk for pk, capacity in own.items() if capacity.delegation is None]
    rows = Membership.objects.in_force(on).filter(person__in=people).values("household")
    found = Household.objects.filter(pk__in=rows).select_related("head", "division")
    return list(found.order_by("pk"))


@for_citizens
@require_safe
def receive(request: StaffRequest) -> HttpResponse:
    """Show what each home receives now and every movement of money, newest first."""
    on = localdate(request.at)
    shown = [_home(home, on) for home in homes_of(request)]
    for one in shown:
        home = one["household"]
        audit.record_look(
            home, by=seat(request, home.division), at=request.at, reason=_("本人查询")
        )
    return render(
        request,
        "portal/matters/benefits.html",
        {"homes": shown, "unread": tracking.unread(who(request))},
    )


def _home(home: Household, on: date) -> dict[str, Any]:
    rows = benefits.current(home, on).select_related("person", "payee").order_by("benefit", "pk")
    coming = benefits.history(home).filter(valid_from__gt=on).select_related("person", "payee")
    movements = statement_of_household(home)
    return {
        "household": home,
        "entitlements": [_entitlement(row, on) for row in (*rows, *coming)],
        "movements": [_movement(row) for row in movements[:SHOWN]],
        "help": assistance.help_of(home)[:SHOWN],
        "more": max(0, len(movements) - SHOWN),
    }


def _entitlement(row: Entitlement, on: date) -> dict[str, Any]:
    payee = row.payee or row.person or row.household.head
    account = payee.masked_account if payee is not None else ""
    return {
        "label": label_of(row.benefit),
        "row": row,
        "monthly": benefit(row.benefit).paid == MONTHLY,
        "whose": row.person.name if row.person is not None else "",
        "payee": payee.name if payee is not None else "",
        "account": f"{payee.bank_name} {account}".strip() if payee is not None and account else "",
        "is_future": row.valid_from > on,
    }


def _movement(row: Movement) -> dict[str, Any]:
    return {"row": row, "amount": row.amount, "when": row.on, "is_good": row.has_arrived}


@for_citizens
def change_report(request: StaffRequest) -> HttpResponse:
    """Report what changed in the family; where 低保 is paid the review is opened at once."""
    homes = homes_of(request)
    said = asked.said_in(asked.CHANGE, request.POST)
    wrong: dict[str, str] = {}
    if request.method == "POST" and homes:
        kept, wrong = asked.CHANGE.cleaned(said)
        home = next((h for h in homes if str(h.pk) == request.POST.get("home")), homes[0])
        if not wrong and tried(
            request, lambda: _report(request, home, kept), _("已经收到，工作人员会核实。")
        ):
            return HttpResponseRedirect(reverse("portal:matters"))
        if wrong:
            notes.error(request, asked.told(wrong))
    context = {
        "homes": homes,
        "chosen": request.POST.get("home", ""),
        "fields": asked.fields(asked.CHANGE, said, wrong),
        "unread": tracking.unread(who(request)),
    }
    return render(request, "portal/matters/change.html", context)


def _report(request: StaffRequest, home: Household, kept: dict[str, Any]) -> None:
    label, cause = asked.CHANGES[kept["what"]]
    changes.report(
        home, cause=cause, text=f"{label}：{kept['text']}",
        happened_on=date.fromisoformat(kept["happened_on"]), reported_by=who(request).name,
        by=seat(request, home.division), at=request.at,
    )  # fmt: skip


@for_citizens
@require_safe
def inbox(request: StaffRequest) -> HttpResponse:
    """List the citizen's own messages, the unread marked."""
    rows = list(tracking.inbox(who(request))[:SHOWN])
    return render(
        request,
        "portal/matters/inbox.html",
        {"rows": rows, "unread": tracking.unread(who(request))},
    )


@for_citizens
@require_POST
def message_read(request: StaffRequest, pk: int) -> HttpResponse:
    """Mark one message as read."""
    row = tracking.inbox(who(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    tracking.mark_read(row, who(request), at=request.at)
    return HttpResponseRedirect(reverse("portal:inbox"))


urlpatterns: list[URLPattern] = [
    path("benefits/", receive, name="benefits"),
    path("changes/", change_report, name="change_report"),
    path("inbox/", inbox, name="inbox"),
    path("inbox/<int:pk>/read/", message_read, name="message_read"),
]
