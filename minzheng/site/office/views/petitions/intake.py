"""A call taken down while it lasts: who rings is known by the number, the law is at hand, one page does all."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.petitions import choices as c
from minzheng.domains.petitions import queries
from minzheng.domains.petitions import services as petitions
from minzheng.domains.petitions.declarations import LINES, matter_of
from minzheng.domains.petitions.models import Grievance
from minzheng.kernel.cases import queries as casework
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations import declarations
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Household
from minzheng.policy.passages import PROSE, RULE
from minzheng.site import voices
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect

from ... import lists
from ...doors import acting, found, needs, tried
from ...forms.petitions import Intake
from ..manual import library

CITED_MOST = 5


@needs("needs.report")
def petition_new(request: StaffRequest) -> HttpResponse:
    """Take down a call, a letter, a visit or an order; with a number, whoever rings is shown at once."""
    viewer, on = acting(request), localdate(request.at)
    asked = request.POST or request.GET
    line, phone = asked.get("line", ""), asked.get("phone", "")[:20]
    line = line if line in LINES else ""
    offered = _offered(request)
    form = Intake(
        request.POST or None, divisions=offered, plans=voices.open_plans(viewer.division, on),
        initial=_first(line, offered),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        made: list[Any] = []
        if tried(request, lambda: made.append(_take(request, form, line, phone)), _("已登记。"), also=(ValueError,)):  # fmt: skip
            return redirect(request, made[0])
    context = {
        "form": form, "faulty": _("有几处需要改一下，已在下面标出。"), "line": line, "phone": phone, "channel": asked.get("channel", "") or c.HOTLINE,
        "channels": list(c.CHANNELS.items()), "lines": queries.lines(viewer.division_id, on, petitions.value),
        "caller": _known(request, phone), "joins": request.POST.get("joins", ""), "home": request.POST.get("home", ""),
        "receipt": request.POST.get("receipt") or f"g{viewer.pk}-{request.at.timestamp():.6f}",
        "started": request.POST.get("started") or request.at.isoformat(), "back": reverse("office:petitions"),
    }  # fmt: skip
    return render(request, "office/petitions/new.html", context)


def _offered(request: StaffRequest) -> list[Division]:
    """Return the places a voice may be about: villages first for a township, townships for a county."""
    rows = divisions.subtree(acting(request).division_id)
    rows = rows.filter(valid_to=None, level__gte=Level.COUNTY).select_related("parent")
    return list(rows.order_by("level", "path"))


def _first(line: str, offered: list[Division]) -> dict[str, Any]:
    """Return what is likely on a line: its usual matter, and how such is spoken about."""
    if not line:
        return {"matter": "general.service"}
    matter = matter_of(LINES.get(line).matter)
    return {"matter": matter.key, "kind": matter.kinds[0], "division": offered[0].code if offered else ""}  # fmt: skip


def _known(request: StaffRequest, phone: str) -> dict[str, Any] | None:
    """Return what is known of a number, as the page shows it."""
    if not phone.strip():
        return None
    viewer = acting(request)
    told = queries.caller(viewer, phone, localdate(request.at))
    return {
        "persons": told.persons,
        "households": [(home, lists.household(viewer, home.pk)) for home in told.households],
        "cases": [(case, case.definition.label) for case in told.cases],
        "grievances": [(row, matter_of(row.matter).label) for row in told.grievances],
    }


@require_POST
@needs("needs.report")
def petition_caller(request: StaffRequest) -> HttpResponse:
    """Give the piece that says who rings, while the number is typed."""
    phone = request.POST.get("phone", "")[:20]
    context = {"caller": _known(request, phone), "phone": phone}
    return render(request, "office/petitions/_caller.html", context)


@needs("needs.report")
def petition_law(request: StaffRequest) -> HttpResponse:
    """Give the words of the law that answer a question, each with its clause, to be taken as the answer."""
    question = request.GET.get("law", "").strip()[:200]
    cited = []
    for passage in library().search(question) if question else ():
        if passage.kind in (PROSE, RULE) and passage.text:
            label = declarations.policy_of(passage.policy).label
            title = f"{label} {passage.label}".strip()
            cited.append((title, f"{title}：{passage.text}（{passage.basis}）"))
    context = {"question": question, "cited": cited[:CITED_MOST]}
    return render(request, "office/petitions/_law.html", context)


def _take(request: StaffRequest, form: Intake, line: str, phone: str) -> str:
    """Write down what was told; return the page it leads to."""
    viewer, said = acting(request), dict(form.cleaned_data)
    row, case = _joined(request)
    home = _home(request)
    place = (
        home.division if home else next(d for d in _offered(request) if d.code == said["division"])
    )
    plan = said.pop("plan")
    told = {
        "kind": said["kind"], "matter": said["matter"], "phone": phone, "division": place, "household": home,
        "by": viewer, "at": request.at, "receipt_id": request.POST.get("receipt", "")[:64] or None,
        "plan_key": plan, "plan_title": form.plans.get(plan, ""),
        **{name: said[name] for name in (
            "urgency", "place", "about", "told_by", "is_anonymous", "order_number", "signs", "body", "body_name")},
    }  # fmt: skip
    channel = request.POST.get("channel", "")
    if channel == c.HOTLINE or line:
        answer = "\n".join(
            filter(None, (said["answer"], *request.POST.getlist("cite")[:CITED_MOST]))
        )
        call = petitions.record_call(
            line=line, started_at=_started(request), note=said["note"], answer=answer, grievance=row, case=case, **told
        )  # fmt: skip
        made, case = call.grievance, call.case
    elif row is not None:
        made = petitions.add_word(row, said["note"], by=viewer, at=request.at)
    else:
        channel = channel if channel in c.CHANNELS else c.COUNTER
        made = petitions.receive(channel=channel, text=said["note"], **told)
    if made is None:
        return reverse("office:case", args=[case.pk]) if case else reverse("office:petitions")
    return reverse("office:petition", args=[made.pk])


def _started(request: StaffRequest) -> datetime:
    """Return when the page was opened: the call began then; never later than now."""
    try:
        told = datetime.fromisoformat(request.POST.get("started", ""))
    except ValueError:
        return request.at
    return min(told, request.at) if told.tzinfo else request.at


def _joined(request: StaffRequest) -> tuple[Grievance | None, Case | None]:
    """Return the voice or the case that the word belongs to, of those the viewer may read."""
    kind, _colon, number = request.POST.get("joins", "").partition(":")
    viewer = acting(request)
    if kind == "voice" and number.isdigit():
        return found(queries.grievances(viewer), int(number)), None
    if kind == "case" and number.isdigit():
        return None, found(casework.cases(viewer), int(number))
    return None, None


def _home(request: StaffRequest) -> Household | None:
    """Return the household that was ticked, of those the viewer may see."""
    number = request.POST.get("home", "")
    return found(people.households(acting(request)), int(number)) if number.isdigit() else None


urlpatterns: list[URLPattern] = [
    path("petitions/new/", petition_new, name="petition_new"),
    path("petitions/caller/", petition_caller, name="petition_caller"),
    path("petitions/law/", petition_law, name="petition_law"),
]
