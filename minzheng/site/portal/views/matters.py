"""My matters: where each stands, what is still wanted, what was decided, and what I can do."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.files.base import File
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minzheng.core.forms import Form
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import Step
from minzheng.kernel.cases.models import Case
from minzheng.kernel.cases.queries import asks_note
from minzheng.kernel.citizens.models import Draft
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.models import Document
from minzheng.kernel.documents.services.papers import content_of
from minzheng.kernel.verification import queries as verification
from minzheng.site import contesting, tracking
from minzheng.site.access import for_citizens
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import download

from .. import asked
from ..own import own_case, seat, tried, who

MOST_PHOTOS = 9
SHOWN = 50


def page_of(case: Case) -> str:
    """Return the page of one matter."""
    return reverse("portal:matter", args=[case.number])


@for_citizens
@require_safe
def matters(request: StaffRequest) -> HttpResponse:
    """List what was begun, what runs and what is over, with the word that matters for each."""
    citizen, on = who(request), localdate(request.at)
    rows = list(tracking.matters(citizen, on)[:SHOWN])
    drafts = Draft.objects.filter(citizen=citizen, sent_at=None).order_by("-saved_at")
    context = {
        "drafts": [_draft(row) for row in drafts],
        "running": [_line(row) for row in rows if row.closed_at is None],
        "over": [_line(row) for row in rows if row.closed_at is not None],
        "unread": tracking.unread(citizen),
    }
    return render(request, "portal/matters/list.html", context)


def _draft(row: Draft) -> dict[str, Any]:
    try:
        address = reverse("portal:draft", args=[row.pk])
    except NoReverseMatch:
        address = ""
    return {"row": row, "href": address, "label": tracking.service_label(row.service)}


def _line(row: Case) -> dict[str, Any]:
    return {
        "row": row,
        "whose": tracking.owner_of(row),
        "wanted": tracking.wanted_of(row),
        "href": page_of(row),
    }


@for_citizens
@require_safe
def matter(request: StaffRequest, number: str) -> HttpResponse:
    """Show one matter."""
    return _page(request, own_case(request, number))


def _page(
    request: StaffRequest, row: Case, form: Form | None = None, said: Any = None, wrong: Any = None
) -> HttpResponse:
    """Render a matter, with one of its forms as it was typed."""

    def shown(one: Form) -> list[dict[str, Any]]:
        return asked.fields(one, said, wrong) if form is one else asked.fields(one)

    context = {
        "matter": tracking.tracked(row, who(request), request.at),
        "whose": tracking.owner_of(row),
        "seen": row.events.count(),
        "supplement": shown(asked.SUPPLEMENT),
        "reason": shown(asked.REASON),
        "opinion": shown(asked.OPINION),
        "objection": shown(asked.OBJECTION),
        "rating": shown(asked.RATING),
        "contest": contesting.way_of(row),
        "grievance": _grievance(row),
        "letters": _letters(row, localdate(request.at)),
        "open_form": form.key if form is not None else "",
    }
    return render(request, "portal/matters/matter.html", context)


def _grievance(row: Case) -> str:
    """Return where one complains about a matter in general; empty while nobody may."""
    try:
        return f"{reverse('portal:grievance_new')}?kind=complaint&about={row.number}"
    except NoReverseMatch:
        return ""


def _letters(row: Case, on: date) -> str:
    """Return where the family signs what is still unsigned; empty when nothing is."""
    asks = any(verification.authorised in step.needs for step in row.definition.steps)
    if row.closed_at is not None or row.household is None or not asks:
        return ""
    if not verification.unsigned_members(row.household, on):
        return ""
    return reverse("portal:letters", args=[row.number])


@for_citizens
@require_POST
def matter_act(request: StaffRequest, number: str, step: str) -> HttpResponse:
    """Take a step that is the citizen's own: hand in (with what was still wanted), withdraw."""
    row = own_case(request, number)
    by = seat(request, row.division)
    declared = row.definition.by_key.get(step)
    if declared is None or by.role not in declared.roles:
        raise Http404
    note = asks_note(declared)
    form = asked.REASON if note else asked.SUPPLEMENT
    photos = request.FILES.getlist("photos")
    said = asked.said_in(form, request.POST) | (
        {} if note else {"photos": [str(f) for f in photos]}
    )
    kept, wrong = form.cleaned(said)
    if wrong:
        messages.error(request, asked.told(wrong))
        return _page(request, row, form, said, wrong)
    done = tried(
        request,
        lambda: _take(request, row, declared, kept, photos),
        _("“%(step)s”已办理。") % {"step": declared.label},
    )
    if not done:
        row.refresh_from_db()
        return _page(request, row, form, said)
    return HttpResponseRedirect(page_of(row))


@transaction.atomic
def _take(
    request: StaffRequest, row: Case, step: Step, kept: dict[str, Any], photos: Sequence[File]
) -> None:
    """Keep what was brought and take the step, both or neither."""
    by, seen = seat(request, row.division), request.POST.get("seen", "")
    text = kept.get("text", "")
    if text:
        told = [*row.data.get("supplements", []), {"on": f"{localdate(request.at)}", "text": text}]
        cases.amend_data(row, by=by, at=request.at, supplements=told)
    for upload in photos:
        documents.store(
            upload, kind="other", title=_("补充材料"), division=row.division_id, subject=row,
            by=by, at=request.at,
        )  # fmt: skip
    cases.take(
        row, step.key, by=by, at=request.at, note=kept.get("note", ""),
        seen=int(seen) if seen.isdigit() else None,
    )  # fmt: skip


def _filled(
    request: StaffRequest,
    number: str,
    form: Form,
    act: Callable[[Case, dict[str, Any]], Any],
    done: str,
) -> HttpResponse:
    """Take one form of a matter's page; what was typed stays when something is wrong."""
    row = own_case(request, number)
    said = asked.said_in(form, request.POST)
    kept, wrong = form.cleaned(said)
    if wrong:
        messages.error(request, asked.told(wrong))
        return _page(request, row, form, said, wrong)
    if not tried(request, lambda: act(row, kept), done):
        row.refresh_from_db()
        return _page(request, row, form, said)
    return HttpResponseRedirect(page_of(row))


@for_citizens
@require_POST
def matter_opinion(request: StaffRequest, number: str) -> HttpResponse:
    """Say one's opinion before a cut, or waive it (社会救助法 48)."""

    def act(row: Case, kept: dict[str, Any]) -> None:
        hearing = row.hearings.filter(heard_at=None).first()
        if hearing is None:
            raise Http404
        cases.record_opinion(
            hearing, by=seat(request, row.division), at=request.at,
            opinion=kept.get("opinion", ""), waived=kept["waived"] == "yes",
        )  # fmt: skip

    return _filled(
        request, number, asked.OPINION, act, _("您的意见已经收到，作出决定前会一并考虑。")
    )


@for_citizens
@require_POST
def matter_object(request: StaffRequest, number: str) -> HttpResponse:
    """Object to a refusal or to the report of means."""

    def act(row: Case, kept: dict[str, Any]) -> None:
        contesting.contest(
            row, who(request), text=kept["text"], by=seat(request, row.division), at=request.at
        )

    return _filled(request, number, asked.OBJECTION, act, _("异议已经收到，复核结果会告诉您。"))


@for_citizens
@require_POST
def matter_rate(request: StaffRequest, number: str) -> HttpResponse:
    """Rate how the matter was handled, once."""

    def act(row: Case, kept: dict[str, Any]) -> None:
        cases.rate(
            row, level=int(kept["level"]), tags=kept.get("tags", ()), words=kept.get("words", ""),
            by=seat(request, row.division), at=request.at,
        )  # fmt: skip

    return _filled(
        request, number, asked.RATING, act, _("谢谢您的评价。您是谁不会告诉被评价的人。")
    )


@for_citizens
@require_safe
def matter_paper(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Hand over a letter of the matter; the opening is on record."""
    row = own_case(request, number)
    papers = Document.objects.filter(subject_key=row._meta.label_lower, subject_id=row.pk)
    paper = papers.filter(pk=pk, disposed_at=None).exclude(template="").first()
    if paper is None:
        raise Http404
    audit.record_look(paper, by=seat(request, row.division), at=request.at, reason=_("本人下载"))
    return download(content_of(paper), paper.file_name, paper.content_type)


urlpatterns: list[URLPattern] = [
    path("matters/", matters, name="matters"),
    path("matters/<str:number>/", matter, name="matter"),
    path("matters/<str:number>/opinion/", matter_opinion, name="matter_opinion"),
    path("matters/<str:number>/object/", matter_object, name="matter_object"),
    path("matters/<str:number>/rate/", matter_rate, name="matter_rate"),
    path("matters/<str:number>/papers/<int:pk>/", matter_paper, name="matter_paper"),
    path("matters/<str:number>/take/<str:step>/", matter_act, name="matter_act"),
]
