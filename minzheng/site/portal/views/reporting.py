"""Report somebody in need or a child in danger, complain, suggest, ask; follow it by number and code."""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minzheng.core.forms import LONG, YES_NO, Form, Item
from minzheng.domains.petitions import choices as c
from minzheng.domains.petitions import queries
from minzheng.domains.petitions import services as petitions
from minzheng.domains.petitions.declarations import MANDATORY_FORM, NEED, matter_of, voice_form
from minzheng.domains.petitions.models import Grievance
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases.models import Case
from minzheng.kernel.citizens import services as citizens
from minzheng.kernel.divisions.models import Division
from minzheng.site import tracking, voices
from minzheng.site.access import public
from minzheng.site.middleware import StaffRequest
from minzheng.site.portal import asked
from minzheng.site.portal.own import tried
from minzheng.site.portal.places import county_of, place_of, served_place, townships

# Numbers told or opened with their code in this browser; forgotten with its session.
OPENED, MOST_OPENED = "grievances_opened", 20
RATING = Form(
    "petitions.rating", "评价答复",
    (
        Item("solved", "问题解决了吗", YES_NO, is_required=True),
        Item("satisfied", "对办理满意吗", YES_NO, is_required=True),
        Item("words", "想说的话", LONG, most=500),
    ),
)  # fmt: skip
Take = Callable[[dict[str, Any], Division, Mandate], Grievance]


@public
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: StaffRequest) -> HttpResponse:
    """Report somebody in need: where, what, a telephone; nobody has to sign in."""

    def take(kept: dict[str, Any], place: Division, by: Mandate) -> Grievance:
        return petitions.receive(
            kind=c.HELP, matter="assistance.urgent", urgency=c.HIGH if kept.get("urgent") else c.MEDIUM,
            text=kept["text"], place=kept["place"], phone=kept.get("phone", ""), **_whole(request, place, by),
        )  # fmt: skip

    return _asked(request, NEED, take, "portal/reporting/report.html")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def mandatory(request: StaffRequest) -> HttpResponse:
    """Report that a child is harmed or in danger, as the bodies must that work with children."""

    def take(kept: dict[str, Any], place: Division, by: Mandate) -> Grievance:
        police = _("已报警") if kept["police"] else _("未报警")
        return petitions.receive(
            kind=c.MANDATORY, matter="children.harm", urgency=c.LIFE if kept["danger"] else c.HIGH,
            text=f"{kept['text']}（{police}）", place=kept["place"], about=kept.get("about", ""), signs=kept["signs"],
            body=kept["body"], body_name=kept["body_name"], told_by=kept["name"], phone=kept["phone"],
            is_anonymous=True, **_whole(request, place, by),
        )  # fmt: skip

    return _asked(request, MANDATORY_FORM, take, "portal/reporting/mandatory.html")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def grievance_new(request: StaffRequest) -> HttpResponse:
    """Complain, report, suggest, ask, or say what one thinks of a plan."""
    place = _place(request)
    plans = voices.open_plans(place, localdate(request.at))

    def take(kept: dict[str, Any], place: Division, by: Mandate) -> Grievance:
        about_plan = kept["kind"] == c.OPINION
        matter = "planning.opinion" if about_plan else kept.get("matter", "general.service")
        return petitions.receive(
            kind=_kind_of(kept["kind"], matter), matter=matter, text=kept["text"],
            about=kept.get("about", ""), told_by=kept.get("name", ""), phone=kept.get("phone", ""),
            is_anonymous=bool(kept.get("anonymous")), case=_case(request, kept.get("about", "")),
            plan_key=kept.get("plan", ""), plan_title=dict(plans).get(kept.get("plan", ""), ""),
            **_whole(request, place, by),
        )  # fmt: skip

    return _asked(request, voice_form(plans), take, "portal/reporting/new.html")


def _kind_of(kind: str, matter: str) -> str:
    """Return the kind a matter takes: nobody has to know a complaint from a report."""
    taken = matter_of(matter).kinds
    return (
        kind
        if kind in taken
        else next((k for k in (c.COMPLAINT, c.REPORT) if k in taken), taken[0])
    )


def _case(request: StaffRequest, number: str) -> Case | None:
    """Return the case a citizen complains about, if it is one of his own."""
    if request.citizen is None or not number:
        return None
    return tracking.matter(request.citizen, number.strip(), localdate(request.at))


def _asked(request: StaffRequest, form: Form, take: Take, template: str) -> HttpResponse:
    """Ask a form and take down what was said; what was typed stays when it was refused."""
    place = _place(request)
    said = asked.said_in(form, request.POST if request.method == "POST" else request.GET)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        said["photos"] = request.POST.getlist("photos")
        kept, wrong = form.cleaned(said)
        if not wrong and (row := _taken(request, take, kept, place)) is not None:
            return HttpResponseRedirect(reverse("portal:grievance", args=[row.number]))
    context = {
        "fields": asked.fields(form, said, wrong),
        "place": place,
        "towns": townships(place).items(),
        "receipt": request.POST.get("receipt") or uuid.uuid4().hex,
        "faults": len(wrong),
    }
    return render(request, template, context)


def _taken(
    request: StaffRequest, take: Take, kept: dict[str, Any], place: Division
) -> Grievance | None:
    made: list[Grievance] = []

    def act() -> None:
        if request.citizen is None:
            county = county_of(place).code
            petitions.count_address(_address(request), petitions.TELL, county, at=request.at)
        made.append(take(kept, place, _hand(request, place)))

    if not tried(request, act, _("已经收到。请记下编号和查询码。")):
        return None
    _remember(request, made[0])
    return made[0]


def _hand(request: StaffRequest, place: Division) -> Mandate:
    """Return who writes: the citizen's own seat, or the platform for somebody unknown."""
    if request.citizen is not None:
        return citizens.seat(request.citizen, place, at=request.at)
    return voices.platform(place)


def _whole(request: StaffRequest, place: Division, by: Mandate) -> dict[str, Any]:
    """Return what every voice of the portal has."""
    receipt = request.POST.get("receipt", "")[:40]
    return {
        "channel": c.PORTAL, "division": place, "by": by, "at": request.at, "citizen": request.citizen,
        "receipt_id": f"w{by.pk}-{receipt}" if receipt else None, "photos": request.FILES.getlist("photos"),
    }  # fmt: skip


def _place(request: StaffRequest) -> Division:
    """Return the place chosen on the form, else that of the address or the device."""
    return served_place(request.POST.get("town", "")) or place_of(request)


def _address(request: StaffRequest) -> str:
    """Return whose address it is: behind our own proxy the last one named, which the proxy itself wrote."""
    told = (
        str(request.headers.get("X-Forwarded-For", "")) if settings.SECURE_PROXY_SSL_HEADER else ""
    )
    return told.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


# -- following --------------------------------------------------------------------------------------


def _remember(request: StaffRequest, row: Grievance) -> None:
    opened = [n for n in request.session.get(OPENED, []) if n != row.number]
    request.session[OPENED] = [*opened, row.number][-MOST_OPENED:]


@public
@require_http_methods(["GET", "HEAD", "POST"])
def grievances(request: StaffRequest) -> HttpResponse:
    """Find what one told by number and code; whoever signed in sees his own without them."""
    number, code = request.POST.get("number", "")[:24], request.POST.get("code", "")[:16]
    if request.method == "POST":
        row = _found(request, number, code)
        if row is not None:
            _remember(request, row)
            return HttpResponseRedirect(reverse("portal:grievance", args=[row.number]))
    own = queries.told_by(request.citizen)[:50] if request.citizen is not None else []
    return render(request, "portal/reporting/list.html", {"rows": own, "number": number})


def _found(request: StaffRequest, number: str, code: str) -> Grievance | None:
    found: list[Grievance | None] = []
    county = county_of(place_of(request)).code

    def act() -> None:
        petitions.count_address(_address(request), petitions.ASK, county, at=request.at)
        found.append(queries.tracked(number, code))

    if tried(request, act) and found[0] is None:
        messages.error(request, _("编号或者查询码不对，请核对后再试。"))
    return found[0] if found else None


def _own(request: StaffRequest, number: str) -> Grievance:
    """Return a voice this browser may follow; any other does not exist (404)."""
    row = Grievance.objects.select_related("division", "citizen").filter(number=number).first()
    if row is None:
        raise Http404
    mine = request.citizen is not None and row.citizen_id == request.citizen.pk
    if not mine and number not in request.session.get(OPENED, []):
        raise Http404
    return row


@public
@require_safe
def grievance(request: StaffRequest, number: str) -> HttpResponse:
    """Show how far it is: steps, limit, answer, and the form to say how the answer was."""
    row = _own(request, number)
    entries = list(queries.history(row).filter(is_public=True))
    context = {
        "row": row,
        "matter": matter_of(row.matter).label,
        "code": queries.code_of(row),
        "entries": entries,
        # What was told of a child is not shown again on a page that anybody may look over.
        "text": "" if row.kind == c.MANDATORY else row.text,
        "is_running": row.state in (*c.RUNNING, c.HUNG),
        "may_rate": row.state == c.ANSWERED,
        "fields": asked.fields(RATING),
        "word": asked.fields(WORD),
    }
    return render(request, "portal/reporting/grievance.html", context)


WORD = Form(
    "petitions.word", "补充情况", (Item("text", "补充情况", LONG, is_required=True, most=1000),)
)


@public
@require_POST
def grievance_rate(request: StaffRequest, number: str) -> HttpResponse:
    """Take down what the one who spoke says of the answer."""
    row = _own(request, number)
    kept, wrong = RATING.cleaned(asked.said_in(RATING, request.POST))
    if wrong:
        messages.error(request, asked.told(wrong))
    else:
        tried(
            request,
            lambda: petitions.call_back(
                row, solved=kept["solved"], satisfied=kept["satisfied"], opinion=kept.get("words", ""),
                by=_hand(request, row.division), at=request.at,
            ),
            _("谢谢您的评价。不满意的会再办理一次。"),
        )  # fmt: skip
    return HttpResponseRedirect(reverse("portal:grievance", args=[number]))


@public
@require_POST
def grievance_add(request: StaffRequest, number: str) -> HttpResponse:
    """Add what one remembers later."""
    row = _own(request, number)
    text = request.POST.get("text", "")
    tried(
        request,
        lambda: petitions.add_word(row, text, by=_hand(request, row.division), at=request.at),
        _("已经补充。"),
    )
    return HttpResponseRedirect(reverse("portal:grievance", args=[number]))


urlpatterns: list[URLPattern] = [
    path("report/", report, name="report"),
    path("report/child/", mandatory, name="report_child"),
    path("grievances/", grievances, name="grievances"),
    path("grievances/new/", grievance_new, name="grievance_new"),
    path("grievances/<str:number>/", grievance, name="grievance"),
    path("grievances/<str:number>/rate/", grievance_rate, name="grievance_rate"),
    path("grievances/<str:number>/add/", grievance_add, name="grievance_add"),
]
