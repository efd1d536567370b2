"""A page about one thing with what may be done to it: each deed a small form that keeps what was typed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from minzheng.kernel.accounts.models import Mandate
from minzheng.site.middleware import StaffRequest
from minzheng.ui.charts import Figure
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Table, listing

from ... import lists
from ...doors import acting, tried

TEMPLATE = "office/assistance/page.html"


@dataclass(frozen=True)
class Deed:
    """One thing that may be done: its form, what it calls, what is said after it, who sees it."""

    key: str
    label: Any
    form: type[forms.Form]
    act: Callable[[StaffRequest, Any, dict[str, Any]], Any]
    done: Any
    may: Callable[[Mandate, Any], bool]
    initial: Callable[[StaffRequest, Any], dict[str, Any]] | None = None
    # What the form has to be told of the row: choices that depend on it.
    shape: Callable[[StaffRequest, Any], dict[str, Any]] | None = None


@dataclass(frozen=True)
class Sheet:
    """What a page shows: title, facts, its list, where the way back leads, and its deeds."""

    title: Any
    facts: Sequence[tuple[Any, Any]]
    back: str
    deeds: Sequence[Deed]
    table: Table | None = None
    status: Any = None
    subtitle: Any = ""
    link: tuple[Any, str] | None = None
    intro: Any = ""
    # What some pages add: how far it is, a chart, further lists (each with a prefix of its own).
    stages: Sequence[dict[str, Any]] = ()
    figure: Figure | None = None
    more: Sequence[Table] = ()
    # A page that shows more than facts and lists names a template of its own and what it needs.
    template: str = TEMPLATE
    shown: Mapping[str, Any] = field(default_factory=dict)


def show(
    request: StaffRequest,
    row: Any,
    sheet: Sheet,
    address: str,
    typed: tuple[str, forms.Form] | None = None,
) -> HttpResponseBase:
    """Render the page; ``address`` names the URL of its deeds, ``typed`` is the form that was refused."""
    tables = [table for table in (sheet.table, *sheet.more) if table is not None]
    for table in tables:
        if (answer := lists.piece(request, table)) is not None:
            return answer
    offered = []
    for deed in sheet.deeds:
        if deed.may(acting(request), row):
            same = typed is not None and typed[0] == deed.key
            first = deed.initial(request, row) if deed.initial else {}
            shape = deed.shape(request, row) if deed.shape else {}
            fresh = deed.form(initial=first, auto_id=f"{deed.key}_%s", **shape)
            form = typed[1] if same and typed else fresh
            offered.append(
                {"deed": deed, "form": form, "url": reverse(address, args=[row.pk, deed.key]), "open": same}
            )  # fmt: skip
    context = {
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "status": sheet.status,
        "facts": sheet.facts,
        "back": sheet.back,
        "offered": offered,
        "link": sheet.link,
        "intro": sheet.intro,
        "stages": sheet.stages,
        "figure": sheet.figure,
        "tables": [listing(request, table) for table in tables],
    }
    return render(request, sheet.template, {**context, **sheet.shown})


def perform(
    request: StaffRequest, row: Any, key: str, sheet: Sheet, address: str, home: str
) -> HttpResponse | HttpResponseBase:
    """Do one deed of a page and go back to it; a refusal keeps what was typed."""
    deed = next((d for d in sheet.deeds if d.key == key and d.may(acting(request), row)), None)
    if deed is None:
        raise Http404
    shape = deed.shape(request, row) if deed.shape else {}
    form = deed.form(request.POST, request.FILES, auto_id=f"{deed.key}_%s", **shape)
    typed = (key, form)
    if not form.is_valid():
        return show(request, row, sheet, address, typed)
    answers = getattr(form, "answers", None)
    cleaned = answers() if callable(answers) else form.cleaned_data
    if tried(request, lambda: deed.act(request, row, cleaned), deed.done, also=(ValueError,)):
        return redirect(request, home)
    return show(request, row, sheet, address, typed)
