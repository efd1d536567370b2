"""Applying: a form in a few sheets, saved as it is typed, signed on the screen, sent once."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from minzheng.core import forms
from minzheng.kernel.cases.declarations import PORTAL, Workflow, workflow
from minzheng.kernel.cases.models import Case
from minzheng.kernel.citizens.choices import UNKNOWN
from minzheng.kernel.citizens.models import Draft
from minzheng.kernel.documents.models import Document
from minzheng.kernel.people.models import Household, Person
from minzheng.site import asking, catalogue, drafts, filing
from minzheng.site.access import for_citizens
from minzheng.site.asking import CHECK, LETTERS, PHONE, PHOTOS, Circle, Sheet
from minzheng.site.drafts import Answers, DraftMoved
from minzheng.site.middleware import StaffRequest
from minzheng.site.portal.own import own_case, seat, tried, who

from . import declaring, offering, signatures

AUTOSAVE = "X-Autosave"


@dataclass(frozen=True)
class Desk:
    """One application as it lies before the citizen: procedure, sheets, whom it may be about."""

    request: StaffRequest
    flow: Workflow
    draft: Draft | None
    answers: Answers
    circle: Circle
    sheets: tuple[Sheet, ...]

    @property
    def household(self) -> Household | None:
        """Return the household it is about, once that is clear."""
        return filing.subject_of(self.flow, self.answers.said, self.circle)[0]

    @property
    def person(self) -> Person | None:
        """Return the person it is about, for a benefit of a person."""
        return filing.subject_of(self.flow, self.answers.said, self.circle)[1]

    def sheet(self, key: str) -> Sheet:
        """Return a sheet by its key, the first one when there is none of that name."""
        return next((sheet for sheet in self.sheets if sheet.key == key), self.sheets[0])

    def beside(self, sheet: Sheet, step: int) -> Sheet:
        """Return the sheet before or after one."""
        at = self.sheets.index(sheet) + step
        return self.sheets[min(max(at, 0), len(self.sheets) - 1)]


def _flow_of(key: str) -> Workflow:
    """Return a procedure the portal takes, or say there is none (404)."""
    try:
        flow = workflow(key)
    except KeyError as unknown:
        raise Http404 from unknown
    if flow.service is None or PORTAL not in flow.service.channels:
        raise Http404
    return flow


def _desk(request: StaffRequest, flow: Workflow, draft: Draft | None) -> Desk:
    answers = Answers.of(draft) if draft is not None else Answers()
    on = localdate(request.at)
    circle = filing.circle_of(who(request), flow, answers.said, on)
    place = circle.homes[0].division_id if circle.homes else offering.place_of(request)
    sheets = asking.sheets(flow, departments=filing.departments_at(place, on))
    return Desk(request, flow, draft, answers, circle, sheets)


def _typed(request: StaffRequest, sheet: Sheet) -> dict[str, Any]:
    """Return what the page brought for the items of a sheet, as it was typed."""
    found: dict[str, Any] = {}
    for item in sheet.items:
        if item.kind == forms.MANY:
            found[item.key] = request.POST.getlist(item.key)
        elif item.kind != forms.PHOTO:
            found[item.key] = request.POST.get(item.key, "")[: item.most + 100]
    return found


@for_citizens
@sensitive_post_parameters()
def apply(request: StaffRequest, key: str) -> HttpResponse:
    """Begin an application, or offer to go on with the one that was begun."""
    flow = _flow_of(key)
    if request.method == "POST":
        return _begun(request, flow)
    desk = _desk(request, flow, None)
    if not catalogue.described(flow, offering.place_of(request), desk.circle.on).is_on:
        messages.warning(request, _("这个事项在您那里还没有开通，请打电话或到窗口咨询。"))
        return redirect("portal:service", key=key)
    if not desk.circle.homes:
        may = who(request).unjoined == UNKNOWN or who(request).person is not None
        context = {"flow": flow, "may_declare": may}
        return render(request, "portal/applying/unknown.html", context)
    begun = [row for row in drafts.waiting(who(request)) if row.service == key]
    if begun and "new" not in request.GET:
        return render(request, "portal/applying/begun.html", {"flow": flow, "begun": begun})
    return _page(desk, desk.sheets[0], {}, fresh=uuid.uuid4())


def _begun(request: StaffRequest, flow: Workflow) -> HttpResponse:
    """Lay the first sheet down as a draft and go on; a second click goes on with the same one."""
    try:
        pk = uuid.UUID(request.POST.get("draft", ""))
    except ValueError as broken:
        raise Http404 from broken
    try:
        row = drafts.begin(who(request), flow.key, pk, by=None, at=request.at)
    except PermissionError as other:
        raise Http404 from other
    except ValueError as full:
        messages.error(request, str(full))
        return redirect("portal:services")
    return _taken(request, row, drafts.version(row))


@for_citizens
@sensitive_post_parameters()
def draft(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a sheet of an application, or take down what was typed on it."""
    row = drafts.found(who(request), pk)
    if row is None:
        raise Http404
    if row.sent_at is not None:
        return redirect("portal:done", pk=pk)
    if request.method == "POST":
        return _taken(request, row, request.POST.get("seen", ""))
    desk = _desk(request, _flow_of(row.service), row)
    return _page(desk, desk.sheet(request.GET.get("page", row.page)), {})


def _taken(request: StaffRequest, row: Draft, seen: str) -> HttpResponse:
    """Save a sheet; then go on, back, or stay with what has to be mended."""
    desk = _desk(request, _flow_of(row.service), row)
    sheet = desk.sheet(request.POST.get("page", ""))
    said, then = _typed(request, sheet), request.POST.get("then", "next")
    quiet = request.headers.get(AUTOSAVE) == "1"
    try:
        if said:
            row = drafts.save(row, said, page=sheet.key, seen=seen, at=request.at)
    except DraftMoved as moved:
        if quiet:
            return JsonResponse({"moved": True}, status=409)
        return _conflict(desk, sheet, said, moved.draft)
    except ValueError as sent:
        messages.error(request, str(sent))
        return redirect("portal:draft", pk=row.pk)
    if quiet:
        return JsonResponse({"seen": drafts.version(row)})
    return _onward(_desk(request, desk.flow, row), sheet, then)


def _onward(desk: Desk, sheet: Sheet, then: str) -> HttpResponse:
    """Do what the pressed button says, once the sheet is saved."""
    row = desk.draft
    assert row is not None
    here = reverse("portal:draft", args=[row.pk])
    if then == "back":
        return redirect(f"{here}?page={desk.beside(sheet, -1).key}")
    if then == "save":
        messages.success(desk.request, _("已保存，随时可以接着填。"))
        return redirect("portal:services")
    if then == "ask_code":
        signatures.ask_code(desk.request, row)
        return redirect(f"{here}?page={LETTERS}#code")
    wrong = _carried(desk, sheet)
    if wrong or then == "stay":
        row.refresh_from_db()
        again = _desk(desk.request, desk.flow, row)
        return _page(again, sheet, wrong)
    if sheet.key == CHECK:
        return _sent(desk)
    return redirect(f"{here}?page={desk.beside(sheet, 1).key}")


def _carried(desk: Desk, sheet: Sheet) -> dict[str, str]:
    """Check a sheet and keep the photographs or signatures that came with it; what is wrong, by item."""
    request, row = desk.request, desk.draft
    assert row is not None
    _kept, wrong = asking.cleaned(sheet, desk.answers.said, desk.circle)
    if sheet.key == PHOTOS:
        for upload in request.FILES.getlist("photos"):
            if fault := signatures.keep_photo(request, row, upload, desk.household):
                wrong["photos"] = fault
    if sheet.key == LETTERS:
        wrong |= signatures.taken(request, row, desk.household)
    return wrong


def _page(
    desk: Desk, sheet: Sheet, wrong: dict[str, str], *, fresh: uuid.UUID | None = None
) -> HttpResponse:
    """Show one sheet with what was typed."""
    request, said = desk.request, desk.answers.said
    at = desk.sheets.index(sheet)
    context: dict[str, Any] = {
        "flow": desk.flow,
        "sheet": sheet,
        "sheets": desk.sheets,
        "number": at + 1,
        "draft": desk.draft,
        "fresh": fresh,
        "seen": drafts.version(desk.draft) if desk.draft is not None else "",
        "fields": asking.fields(sheet, said, wrong, desk.circle, _helps(desk)),
        "wrong": wrong,
        "household": desk.household,
        "members": desk.circle.members if desk.flow.of == "household" else (),
    }
    if sheet.key == PHOTOS:
        context["photos"] = list(Document.objects.filter(pk__in=desk.answers.photos).order_by("pk"))
    if sheet.key == LETTERS:
        context |= signatures.page(desk.request, desk.draft, desk.household, wrong)
    if sheet.key == CHECK:
        context |= _summary(desk)
    return render(request, "portal/applying/sheet.html", context)


def _helps(desk: Desk) -> dict[str, str]:
    """Say what is on file beside what is asked: the phone and the account, masked."""
    me = who(desk.request).person
    if me is None or not me.phone:
        return {}
    return {PHONE: _("登记的电话是 %(phone)s，没变就不用填。") % {"phone": me.masked_phone}}


def _summary(desk: Desk) -> dict[str, Any]:
    """Return everything said, in words, with what is still open."""
    _kept, wrong = filing.checked(desk.sheets, desk.answers.said, desk.circle)
    rows = []
    for sheet in desk.sheets:
        answers = asking.cleaned(sheet, desk.answers.said, desk.circle)[0]
        rows += [
            {"label": item.label, "words": asking.words(item, answers[item.key], desk.circle)}
            for item in sheet.items
            if item.key in answers
        ]
    holder = desk.person or (desk.household.head if desk.household is not None else None)
    on = desk.circle.on
    place = desk.household.division_id if desk.household is not None else ""
    return {
        "rows": rows,
        "faulty": [sheet for sheet in desk.sheets if sheet.key in wrong],
        "photos": len(desk.answers.photos),
        "account": holder,
        "unsigned": signatures.unsigned(desk.household, desk.answers, desk.request.at),
        "asks_letters": asking.asks_letters(desk.flow),
        "guide": catalogue.described(desk.flow, place, on) if place else None,
    }


def _sent(desk: Desk) -> HttpResponse:
    """Hand the application in; a refusal leads back with everything kept."""
    row, request = desk.draft, desk.request
    assert row is not None
    kept, wrong = filing.checked(desk.sheets, desk.answers.said, desk.circle)
    household, person = filing.subject_of(desk.flow, desk.answers.said, desk.circle)
    here = reverse("portal:draft", args=[row.pk])
    if wrong or household is None:
        messages.error(request, _("还有必填的没有填，请补上再提交。"))
        return redirect(f"{here}?page={next(iter(wrong), desk.sheets[0].key)}")
    by = seat(request, household.division)
    papers = Document.objects.filter(pk__in=desk.answers.photos, subject_id=None)
    application = filing.Application(
        desk.flow, household, person, kept,
        letters=signatures.signed(desk.answers),
        photos=tuple(papers.filter(created_by__user=by.user_id).order_by("pk")),
        departments=filing.departments_at(household.division_id, desk.circle.on),
    )  # fmt: skip
    if not tried(request, lambda: filing.send(row, application, by=by, at=request.at)):
        return redirect(f"{here}?page={CHECK}")
    return redirect("portal:done", pk=row.pk)


def _conflict(desk: Desk, sheet: Sheet, said: dict[str, Any], stored: Draft) -> HttpResponse:
    """Show what was saved elsewhere beside what was typed here; nothing is overwritten unseen."""
    there = Answers.of(stored).said
    rows = [
        {
            "label": item.label,
            "there": asking.typed_words(item, there.get(item.key), desk.circle),
            "here": asking.typed_words(item, said.get(item.key), desk.circle),
        }
        for item in sheet.items
        if item.key in drafts.differing(there, said)
    ]
    hidden = [
        (key, value)
        for key, answer in said.items()
        for value in (answer if isinstance(answer, list) else [answer])
    ]
    context = {
        "flow": desk.flow, "sheet": sheet, "rows": rows, "hidden": hidden, "draft": stored,
        "seen": drafts.version(stored),
    }  # fmt: skip
    return render(desk.request, "portal/applying/conflict.html", context, status=409)


@for_citizens
@require_POST
def draft_photo(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Add one photograph to a draft, or take one out; the answer is the list as it now stands."""
    row = drafts.found(who(request), pk)
    if row is None:
        raise Http404
    desk = _desk(request, _flow_of(row.service), row)
    fault = ""
    upload = request.FILES.get("photo")
    if upload is not None:
        fault = signatures.keep_photo(request, row, upload, desk.household)
    elif request.POST.get("without", "").isdigit():
        signatures.drop_photo(request, row, int(request.POST["without"]))
    row.refresh_from_db()
    if request.headers.get(AUTOSAVE) != "1":
        if fault:
            messages.error(request, fault)
        return redirect(f"{reverse('portal:draft', args=[pk])}?page={PHOTOS}")
    photos = Document.objects.filter(pk__in=Answers.of(row).photos).order_by("pk")
    context = {"photos": photos, "draft": row, "fault": fault}
    answer = render(request, "portal/applying/photos.html", context)
    answer["X-Seen"] = drafts.version(row)
    return answer


@for_citizens
@require_POST
def draft_drop(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Give an application up that was not sent."""
    row = drafts.found(who(request), pk)
    if row is None:
        raise Http404
    desk = _desk(request, _flow_of(row.service), row)
    by = signatures.seat_for(request, desk.household)
    tried(
        request,
        lambda: drafts.drop(row, by=by, at=request.at),
        _("已删除，填过的内容不再保留。"),
    )
    return redirect("portal:services")


@for_citizens
def done(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """The receipt: number, what happens next, by when, who still has to sign."""
    row = drafts.found(who(request), pk)
    if row is None or row.sent_at is None:
        raise Http404
    case = Case.objects.select_related("household", "division").get(number=row.opened[0])
    on = localdate(request.at)
    context = {
        "case": case,
        "guide": catalogue.described(case.definition, case.division_id, on),
        "missing": filing.missing_letters(case, on) if case.state == case.definition.first_state else [],
        "joint": filing.joint_of(case),
    }  # fmt: skip
    return render(request, "portal/applying/done.html", context)


@for_citizens
def joint(request: StaffRequest, number: str) -> HttpResponse:
    """The one result of a form that started several items (一件事): each with where it stands."""
    found = filing.joint_of(own_case(request, number))
    return render(request, "portal/applying/joint.html", {"joint": found})


@for_citizens
def letters_page(request: StaffRequest, number: str) -> HttpResponse:
    """Let another member sign with his own sign-in; the last one hands the application in."""
    case = own_case(request, number)
    if case.household is None or case.closed_at is not None:
        raise Http404
    if request.method == "POST":
        return signatures.later(request, case)
    found = signatures.page(request, None, case.household, {})
    rows = found.pop("letters")
    mine = [row for row in rows if row["may"] and (row["is_me"] or not row["own"])]
    others = [row for row in rows if row not in mine]
    context = {"case": case, **found, "own_letters": mine, "others": others}
    return render(request, "portal/applying/letters.html", context)


urlpatterns: list[URLPattern] = [
    *offering.urlpatterns,
    *declaring.urlpatterns,
    path("apply/<str:key>/", apply, name="apply"),
    path("draft/<uuid:pk>/", draft, name="draft"),
    path("draft/<uuid:pk>/photo/", draft_photo, name="draft_photo"),
    path("draft/<uuid:pk>/drop/", draft_drop, name="draft_drop"),
    path("done/<uuid:pk>/", done, name="done"),
    path("joint/<str:number>/", joint, name="joint"),
    path("letters/<str:number>/", letters_page, name="letters"),
]
