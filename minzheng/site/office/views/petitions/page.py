"""One voice: what was told, both clocks, the next action in place, the history, and who spoke behind a reason."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.domains.petitions import choices as c
from minzheng.domains.petitions import permissions, queries
from minzheng.domains.petitions import services as petitions
from minzheng.domains.petitions.declarations import LINES, matter_of
from minzheng.domains.petitions.models import Grievance, Screening
from minzheng.kernel.accounts.declarations import role_of
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import queries as casework
from minzheng.kernel.cases import services as cases
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.documents import queries as documents
from minzheng.kernel.people import queries as people
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import moment

from ... import lists
from ...doors import acting, found, needs
from ...forms import petitions as forms
from ..assistance.acts import Deed, Sheet, perform, show
from .listing import READ, limit, state, urgency

ACT = "office:petition_act"


def _mine(viewer: Mandate, row: Grievance) -> bool:
    return row.state in c.RUNNING and permissions.may_work(queries.assignment_of(row), viewer)


def _leads(viewer: Mandate, row: Grievance) -> bool:
    return permissions.may_coordinate(row, viewer)


def _asks(viewer: Mandate, row: Grievance, what: str) -> bool:
    """Say whether a return or an extension waits for this viewer's decision."""
    one = queries.assignment_of(row)
    if one is None or not _leads(viewer, row) or row.state not in c.RUNNING:
        return False
    waits = getattr(one, f"{what}_asked_at") and getattr(one, f"{what}_accepted") is None
    asked = getattr(one, f"{what}_asked_by")
    return bool(waits) and (asked is None or asked.user_id != viewer.user_id)


def _screened(row: Grievance) -> Screening | None:
    return Screening.objects.filter(grievance=row).first()


def _waits_for_police(viewer: Mandate, row: Grievance) -> bool:
    made = _screened(row) if row.kind == c.MANDATORY else None
    return made is not None and made.is_founded and made.police_at is None and _mine(viewer, row)


def _on(service: Any) -> Any:
    return lambda request, row, told: service(row, **told, by=acting(request), at=request.at)


def _name(request: StaffRequest, row: Grievance, told: dict[str, Any]) -> Any:
    """Write down whom it is about, found by number within the viewer's divisions."""
    met = people.search(acting(request), told["number"])
    household = met.households[0] if met.households else None
    person = met.persons[0] if met.persons and household is None else None
    if person is not None:
        homes = person.memberships.filter(valid_to=None).select_related("household")
        household = next((one.household for one in homes), None)
    return petitions.name_them(
        row, household=household, person=person, by=acting(request), at=request.at
    )


def _join(request: StaffRequest, row: Grievance, told: dict[str, Any]) -> Any:
    """Join the voice or the case of a number."""
    viewer, number = acting(request), told["number"].strip().upper()
    other = queries.grievances(viewer).filter(number=number).first()
    if other is not None:
        return petitions.join(row, other, by=viewer, at=request.at)
    case = casework.cases(viewer).filter(number=number).first()
    if case is None:
        raise petitions.PetitionError(_("辖区内没有这个编号的诉求或办件。"))
    return petitions.join_case(row, case, by=viewer, at=request.at)


def _confer(request: StaffRequest, row: Grievance, told: dict[str, Any]) -> Any:
    duties = []
    for role, text, due_on in told.pop("asked"):
        code = cases.place_for(role_of(role), row.division_id)
        place = divisions.subtree(code).get(code=code)
        duties.append(petitions.Asked(role, place, text, due_on))
    return petitions.hold_consultation(row, **told, asked=duties, by=acting(request), at=request.at)


def _units(request: StaffRequest, row: Grievance) -> dict[str, Any]:
    rows = divisions.subtree(acting(request).division_id).filter(
        valid_to=None, level__in=(Level.COUNTY, Level.TOWN)
    )
    return {"divisions": rows.select_related("parent").order_by("level", "path")}


def _risk(_request: StaffRequest, row: Grievance) -> dict[str, Any]:
    return {"risk": row.urgency}


# In the order of what comes next: the first that may be done stands open.
DEEDS = (
    Deed("return_decision", _lazy("审定退单"), forms.Decision, _on(petitions.decide_return), _lazy("退单已审定。"),
         lambda viewer, row: _asks(viewer, row, "return")),
    Deed("time_decision", _lazy("审定延期"), forms.Decision, _on(petitions.decide_more_time), _lazy("延期已审定。"),
         lambda viewer, row: _asks(viewer, row, "more")),
    Deed("respond", _lazy("登记首次响应"), forms.What, _on(petitions.respond), _lazy("首次响应已登记。"),
         lambda viewer, row: row.respond_by is not None and row.responded_at is None and _mine(viewer, row)),
    Deed("screen", _lazy("登记初步核查"), forms.ScreeningForm, _on(petitions.screen), _lazy("初步核查已登记。"),
         lambda viewer, row: row.kind == c.MANDATORY and _screened(row) is None and _mine(viewer, row), initial=_risk),
    Deed("police", _lazy("移交公安机关"), forms.Police, _on(petitions.hand_to_police), _lazy("移交已登记。"), _waits_for_police),
    Deed("answer", _lazy("答复"), forms.Text, _on(petitions.answer), _lazy("已答复。"), _mine),
    Deed("call_back", _lazy("登记回访"), forms.CallBack, _on(petitions.call_back), _lazy("回访已登记。"),
         lambda viewer, row: row.state == c.ANSWERED and viewer.role in permissions.HANDLERS
         and (row.answered_by is None or row.answered_by.user_id != viewer.user_id)),
    Deed("assign", _lazy("派单、改派"), forms.Send, _on(petitions.assign), _lazy("已派单。"),
         lambda viewer, row: row.state in c.RUNNING and _leads(viewer, row), shape=_units),
    Deed("name", _lazy("核对是哪一户、哪个人"), forms.Named, _name, _lazy("已核对。"),
         lambda viewer, row: row.state in c.RUNNING and (_mine(viewer, row) or _leads(viewer, row)) and viewer.may("people.see")),
    Deed("confer", _lazy("登记个案会商"), forms.Conference, _confer, _lazy("会商已登记，交办事项已派出。"),
         lambda viewer, row: (_mine(viewer, row) or (_leads(viewer, row) and row.state in c.RUNNING))
         and (row.kind in (c.HELP, c.MANDATORY) or row.urgency in c.URGENT),
         initial=lambda request, _row: forms.now_typed(request.at)),
    Deed("add", _lazy("补充情况"), forms.Text, _on(petitions.add_word), _lazy("已补充。"),
         lambda viewer, row: row.state in (*c.RUNNING, c.HUNG, c.JOINED) and viewer.may("needs.report")),
    Deed("join", _lazy("并入另一件诉求或办件"), forms.Other, _join, _lazy("已并入。"),
         lambda viewer, row: row.state in c.RUNNING and (_mine(viewer, row) or _leads(viewer, row))),
    Deed("return", _lazy("申请退单"), forms.Reason, _on(petitions.ask_return), _lazy("退单申请已送县级审定。"), _mine),
    Deed("more_time", _lazy("申请延期"), forms.MoreTime, _on(petitions.ask_more_time), _lazy("延期申请已送县级审定。"),
         _mine),
    Deed("hang", _lazy("挂账"), forms.Reason, _on(petitions.hang), _lazy("已挂账。"),
         lambda viewer, row: row.state in c.RUNNING and _leads(viewer, row)),
    Deed("resume", _lazy("恢复办理"), forms.Reason, _on(petitions.resume), _lazy("已恢复办理。"),
         lambda viewer, row: row.state == c.HUNG and _leads(viewer, row)),
)  # fmt: skip


PRESSES = (
    Deed("take", _lazy("接单"), forms.Press, _on(petitions.take), _lazy("已接单。"),
         lambda viewer, row: row.state == c.ASSIGNED and _mine(viewer, row)),
    Deed("lead", _lazy("转为救助线索"), forms.Press, _on(petitions.report_as_need), _lazy("已转为救助线索，并派给乡镇核查。"),
         lambda viewer, row: row.kind == c.HELP and row.need_id is None and _mine(viewer, row)),
    Deed("relief", _lazy("建立临时救助办件"), forms.Press, _on(petitions.open_urgent_help), _lazy("临时救助办件已建立。"),
         lambda viewer, row: row.kind == c.HELP and row.household_id is not None and row.case_id is None
         and viewer.may("cases.open") and _mine(viewer, row)),
)  # fmt: skip


def _facts(row: Grievance, viewer: Mandate) -> list[tuple[Any, Any]]:
    facts: list[tuple[Any, Any]] = [
        (_("事项"), matter_of(row.matter).label), (_("依据"), matter_of(row.matter).basis),
        (_("来源"), LINES.get(row.line).label if row.line else row.get_channel_display()),
        (_("收到"), moment(row.received_at)), (_("登记人"), row.received_by.user),
        (_("地点"), row.place or "—"), (_("反映的对象"), row.about or "—"),
    ]  # fmt: skip
    if row.order_number:
        facts.append((_("12345 工单号"), row.order_number))
    if row.plan_title:
        facts.append((_("规划"), row.plan_title))
    if row.signs:
        facts.append((_("发现的情形"), "；".join(c.SIGNS[sign] for sign in row.signs)))
    if row.kind == c.MANDATORY:
        facts.append((_("初步核查期限"), moment(petitions.check_due(row))))
    if row.called_back_at is not None:
        said = f"{_('已解决') if row.is_solved else _('未解决')}，{_('满意') if row.is_satisfied else _('不满意')}"
        facts.append((_("回访"), "：".join(filter(None, (said, row.opinion)))))
    return facts


def _links(row: Grievance, viewer: Mandate) -> list[tuple[Any, str]]:
    """Return where what it became lies, for a viewer who may go there."""
    found_here = [
        (_("家庭档案"), lists.household(viewer, row.household_id)),
        (_("人员档案"), lists.person(viewer, row.person_id)),
        (_("办件"), lists.case(viewer, row.case_id)),
        (_("救助线索"), lists.lead(viewer, row.need.lead_id) if row.need else ""),
    ]
    if row.joined_to_id and queries.grievances(viewer).filter(pk=row.joined_to_id).exists():
        found_here.append((_("并入的诉求"), reverse("office:petition", args=[row.joined_to_id])))
    return [(label, url) for label, url in found_here if url]


def _sheet(request: StaffRequest, row: Grievance) -> Sheet:
    viewer, one = acting(request), queries.assignment_of(row)
    others = queries.grievances(viewer).filter(joined_to=row)
    return Sheet(
        title=f"{row.get_kind_display()} {row.number}", subtitle=lists.place(row.division), status=state(row),
        facts=_facts(row, viewer), back=reverse("office:petitions"), deeds=(*DEEDS, *PRESSES),
        template="office/petitions/page.html",
        shown={
            "row": row, "urgency": urgency(row), "limit": limit(row, request.at), "assignment": one,
            "unit": f"{one.division.name} {role_of(one.role).label}" if one else "",
            "history": list(queries.history(row)), "conferences": queries.conferences(row),
            "calls": row.calls.select_related("by__user"), "together": others, "links": _links(row, viewer),
            "photos": documents.documents(viewer, row) if viewer.may("documents.see") else [],
            "may_learn_who": permissions.may_learn_who(row, one, viewer),
        },
    )  # fmt: skip


@needs(*READ)
def petition(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one voice; the look is on record."""
    row = found(queries.grievances(acting(request)), pk)
    audit.record_look(row, by=acting(request), at=request.at, reason=_("办理诉求"))
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs(*READ)
def petition_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a voice and come back to it."""
    row = found(queries.grievances(acting(request)), pk)
    home = reverse("office:petition", args=[pk])
    return perform(request, row, act, _sheet(request, row), ACT, home)


@require_POST
@needs("needs.report")
def petition_who(request: StaffRequest, pk: int) -> HttpResponse:
    """Show who spoke, once the reason is written down; nobody else than who works on it may."""
    viewer = acting(request)
    row = found(queries.grievances(viewer), pk)
    reason = request.POST.get("reason", "").strip()
    may = permissions.may_learn_who(row, queries.assignment_of(row), viewer)
    problem = (
        "" if may and reason else _("请填写查看原因。") if may else _("您的岗位不能查看反映人。")
    )
    if not problem:
        audit.record(
            "petitions.teller.revealed", subject=row, by=viewer, at=request.at, reason=reason
        )
    context = {"row": row, "problem": problem, "back": reverse("office:petition", args=[pk])}
    return render(request, "office/petitions/who.html", context)


urlpatterns: list[URLPattern] = [
    path("petitions/<int:pk>/", petition, name="petition"),
    path("petitions/<int:pk>/who/", petition_who, name="petition_who"),
    path("petitions/<int:pk>/<str:act>/", petition_act, name="petition_act"),
]
