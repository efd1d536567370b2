"""Two files of one person: found, put side by side, merged, taken apart; a new person compared first."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.core.sealing import blind_index
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange import services as exchange
from minzheng.kernel.exchange.linkage import candidates, sides
from minzheng.kernel.people import queries as people
from minzheng.kernel.people import services as register
from minzheng.kernel.people.models import Person
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect

from ...doors import acting, found, needs, tried
from ...forms.matches import NewPerson, Reason


@needs("people.merge")
def merging(request: StaffRequest) -> HttpResponse:
    """List the files that may be one person's, and the merges of late that may be undone."""
    viewer = acting(request)
    context = {
        "pairs": [
            {"row": pair, "percent": f"{pair.probability:.1%}", "words": _words(pair.reasons)}
            for pair in exchange.duplicates(viewer, at=request.at)
        ],
        "merges": people.merges(viewer)[:20],
    }
    return render(request, "office/merging/list.html", context)


def _words(reasons: list[dict[str, Any]]) -> str:
    return "；".join(reason["words"] for reason in reasons)


@needs("people.merge")
def merge(request: StaffRequest, keep: int, drop: int) -> HttpResponse:
    """Show two files side by side with what would move; merge them for a reason."""
    viewer = acting(request)
    kept, dropped = (found(people.people(viewer), pk) for pk in (keep, drop))
    if keep == drop:
        raise Http404
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]

        def act() -> None:
            register.merge(kept, dropped, by=viewer, at=request.at, reason=reason)

        if tried(request, act, _("已合并为一份档案，可随时撤销。")):
            return redirect(request, reverse("office:person", args=[keep]))
    for person in (kept, dropped):
        register.open_file(person, by=viewer, at=request.at)
    pair = exchange.likeness(kept, dropped, at=request.at)
    context = {
        "kept": kept,
        "dropped": dropped,
        "percent": f"{pair.probability:.1%}" if pair else "",
        "lines": sides.lines(
            candidates.registered(dropped),
            candidates.registered(kept),
            pair.reasons if pair else [],
        ),
        "moves": people.hanging_on(dropped),
        "form": form,
    }
    return render(request, "office/merging/pair.html", context)


@require_POST
@needs("people.merge")
def merge_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a merge apart to the row."""
    viewer = acting(request)
    record = found(people.merges(viewer), pk)
    form = Reason(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        tried(
            request,
            lambda: register.unmerge(record, by=viewer, at=request.at, reason=reason),
            _("已撤销合并，两份档案恢复原状。"),
        )
    else:
        tried(request, lambda: _refuse(_("撤销合并须写明理由。")))
    return redirect(request, reverse("office:merging"))


def _refuse(text: str) -> None:
    raise register.MergeRefused(text)


@needs("people.edit")
def person_new(request: StaffRequest) -> HttpResponse:
    """Open a file for somebody without a number, after looking who of the register he may be."""
    viewer = acting(request)
    offered = divisions.subtree(viewer.division_id).select_related("parent").order_by("path")
    form = NewPerson(request.POST or None, divisions=offered)
    alike: list[dict[str, Any]] | None = None
    if request.method == "POST" and form.is_valid():
        alike = _alike(request, form, viewer)
        if request.POST.get("then") == "open" or not alike:
            made: list[Person] = []
            if tried(request, lambda: made.append(_opened(request, form)), _("已建档。")):
                return redirect(request, reverse("office:person", args=[made[0].pk]))
    return render(request, "office/merging/new.html", {"form": form, "alike": alike})


def _alike(request: StaffRequest, form: NewPerson, viewer: Mandate) -> list[dict[str, Any]]:
    """Return who of the register the person may be; of others' people only that there is one."""
    typed = form.cleaned_data
    place = Division.objects.select_related("parent").get(code=typed["division"])
    said = {
        "name": typed["name"],
        "sex": typed["sex"],
        "birth": f"{typed['birth_on']:%Y%m%d}" if typed["birth_on"] else None,
        "phone": blind_index(typed["phone"]) if typed["phone"] else None,
        "place": place.name,
        "town": place.parent.name if place.parent else None,
    }
    rows = exchange.lookalikes(said, by=viewer, at=request.at)
    mine = people.people(viewer).in_bulk([row.person for row in rows])
    return [
        {
            "person": mine.get(row.person),
            "percent": f"{row.probability:.1%}",
            "words": _words(row.reasons),
        }
        for row in rows
    ]


def _opened(request: StaffRequest, form: NewPerson) -> Person:
    typed = form.cleaned_data
    place = found(divisions.subtree(acting(request).division_id), typed["division"])
    return register.register_person(
        name=typed["name"],
        sex=typed["sex"],
        birth_on=typed["birth_on"],
        phone=typed["phone"],
        division=place,
        by=acting(request),
        at=request.at,
    )


urlpatterns: list[URLPattern] = [
    path("people/new/", person_new, name="person_new"),
    path("people/merging/", merging, name="merging"),
    path("people/merging/<int:keep>/<int:drop>/", merge, name="merge"),
    path("people/merging/<int:pk>/undo/", merge_undo, name="merge_undo"),
]
