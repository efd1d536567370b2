"""The registers rooms keep of people: one page draws them all from what a room declared."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.kernel import domain
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.domain import Domain, Register
from minzheng.kernel.enrolment import services as enrolment
from minzheng.kernel.people.models import Membership
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Column, Table

from .. import lists
from ..doors import acting, needs, tried
from ..forms.personal import Insurance


def offered(viewer: Mandate, on: date) -> list[tuple[Domain, Register]]:
    """Return the registers this role may open, of the rooms that work here on a day."""
    off = accounts.modules_off(viewer, on)
    return [
        (room, one)
        for room, one in domain.registers()
        if viewer.may(one.needs) and room.key not in off
    ]


@needs("people.see")
def rosters(request: StaffRequest) -> HttpResponseBase:
    """Open the first register of the role."""
    found = offered(acting(request), localdate(request.at))
    if not found:
        raise Http404
    return redirect(request, reverse("office:roster", args=[found[0][1].key]))


@needs("people.see")
def roster(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show one register as of a day, within the viewer's divisions."""
    viewer, on = acting(request), localdate(request.at)
    found = offered(viewer, on)
    pair = next((pair for pair in found if pair[1].key == key), None)
    if pair is None:
        raise Http404
    room, register = pair
    rows = register.rows(viewer, on)
    source: dict[str, Any] = {"rows": rows} if isinstance(rows, list) else {"queryset": rows}
    table = Table(
        f"rosters.{key}",
        register.label,
        _linked(viewer, register.columns(on), register.person),
        filters=register.filters(on),
        order=register.order,
        row_tone=register.tone,
        empty=_("名册是空的。"),
        **source,
    )
    return lists.respond(
        request,
        table,
        "office/list.html",
        intro=register.intro,
        buttons=_buttons(viewer, register),
        tabs=_rooms(found, room),
        chips=_registers(found, room, register),
    )


def _buttons(viewer: Mandate, register: Register) -> list[dict[str, Any]]:
    """Return what is done with a register as a whole."""
    if not (register.insures and viewer.may("payments.make")):
        return []
    url = reverse("office:insurance", args=[register.key])
    return [{"label": _("登记参保名单"), "url": url, "icon": "plus", "primary": True}]


def _linked(viewer: Mandate, columns: Any, person: Callable[[Any], int | None]) -> list[Column]:
    """Let the first column of a row open the person's file, where the role opens files."""
    first, *rest = columns
    return [replace(first, href=lambda row: lists.person(viewer, person(row))), *rest]


@needs("payments.make")
def insurance(request: StaffRequest, key: str) -> HttpResponseBase:
    """Put everybody of a register who is not insured on the list of a policy."""
    viewer, on = acting(request), localdate(request.at)
    found = [one for _room, one in offered(viewer, on) if one.key == key and one.insures]
    if not found:
        raise Http404
    waiting = found[0].rows(viewer, on).filter(insured_until__isnull=True)
    form = Insurance(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lived = Membership.objects.in_force(on).filter(person__in=waiting.values("pk"))
        homes = dict(lived.values_list("person", "household__division"))
        listed = [(row, homes.get(row.pk, row.division_id)) for row in waiting]

        def act() -> None:
            enrolment.insure(key, listed, by=viewer, at=request.at, **form.cleaned_data)

        done = _("已登记 %(n)s 人。") % {"n": len(listed)}
        if tried(request, act, done, also=(ValueError,)):
            return redirect(request, reverse("office:roster", args=[key]))
    context = {"form": form, "register": found[0], "waiting": waiting.count()}
    return render(request, "office/people/insurance.html", context)


def _rooms(found: list[tuple[Domain, Register]], active: Domain) -> list[dict[str, Any]]:
    """Return one tab for each field of work that keeps registers."""
    first = {room.key: (room, one) for room, one in reversed(found)}
    return [
        {"label": room.label, "url": reverse("office:roster", args=[one.key]), "active": room is active}
        for _key, (room, one) in sorted(first.items())
    ]  # fmt: skip


def _registers(
    found: list[tuple[Domain, Register]], room: Domain, active: Register
) -> list[dict[str, Any]]:
    """Return the registers of the field of work shown."""
    return [
        {"label": one.label, "url": reverse("office:roster", args=[one.key]), "active": one is active, "count": None}
        for owner, one in found
        if owner is room
    ]  # fmt: skip


urlpatterns: list[URLPattern] = [
    path("rosters/", rosters, name="rosters"),
    path("rosters/<str:key>/", roster, name="roster"),
    path("rosters/<str:key>/insurance/", insurance, name="insurance"),
]
