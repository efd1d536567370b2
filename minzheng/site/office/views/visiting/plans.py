"""Who is to be visited by when, who goes, and writing a visit down with the rule's own form."""

from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.core import forms as asked
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import ROLES
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.choices import PHOTO
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.visits import choices, queries
from minzheng.kernel.visits import services as visits
from minzheng.kernel.visits.declarations import VisitRule, visit_rules
from minzheng.kernel.visits.queries import PlanLine
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists, subjects
from ...doors import acting, found, needs, tried
from ...forms.visiting import Assignment, RuleVisit
from ..people.lists import places
from ..purchases.entering import button, filled, tabs
from .shared import TABS, Names, cycle_of, home_address, rules, villages

LATE, OPEN, DONE = "late", "open", "done"
WHEN = ((LATE, "已逾期"), (OPEN, "本期待访"), (DONE, "本期已完成"))
NOBODY = "nobody"


@dataclass(frozen=True)
class Row:
    """A line of a plan with its names."""

    line: PlanLine
    who: str
    place: str
    worker: str

    @property
    def state(self) -> str:
        """Return whether it is late, open or done."""
        if self.line.done >= self.line.wanted:
            return DONE
        return LATE if self.line.is_late else OPEN


@needs("cases.see")
def visit_plan(request: StaffRequest) -> HttpResponseBase:
    """List who is to be visited in the viewer's divisions, place by place; the late ones marked."""
    viewer, on = acting(request), localdate(request.at)
    lines = queries.plan_lines(viewer, on, all_lines=True)
    names = Names(lines)
    mandates = Mandate.objects.select_related("user").in_bulk({x.worker for x in lines if x.worker})
    workers = {pk: str(row.user) for pk, row in mandates.items()}
    rows = [
        Row(line, names.who(line), names.place(line), workers.get(line.worker or 0, ""))
        for line in lines
    ]
    may_record = viewer.may("visits.record")
    table = Table(
        "visits.plan", _("走访计划"),
        [
            Column("who", _("走访对象"), href=lambda row: home_address(row.line), order_by=True),
            Column("rule", _("走访规则"), lambda row: row.line.rule.label, order_by=True),
            Column("place", _("村（社区）"), order_by=True),
            Column("why", _("情形"), lambda row: row.line.why, wide=True),
            Column("last_on", _("上次走访"), lambda row: row.line.last_on, kind="date", order_by=lambda row: (row.line.last_on is not None, row.line.last_on), wide=True),
            Column("due_on", _("应在此前走访"), lambda row: row.line.due_on, kind="date", order_by=lambda row: row.line.due_on),
            Column("done", _("本期"), lambda row: f"{row.line.done} / {row.line.wanted}", wide=True),
            Column("state", _("状态"), _badge, kind="badge"),
            Column("worker", _("走访人"), lambda row: row.worker or _("未分派"), order_by=True),
            *([Column("record", _("登记"), lambda row: _("登记走访") if row.state != DONE else "", kind="link", href=_record)] if may_record else []),
        ],
        rows=rows,
        filters=[
            Filter("q", _("姓名"), fields=("who",)),
            Filter("state", _("状态"), "choice", lists.worded(WHEN)),
            Filter("rule", _("走访规则"), "choice", rules(), apply=lambda kept, key: [r for r in kept if r.line.rule.key == key]),
            Filter("division", _("区划"), "choice", lambda: places(request), apply=_inside),
            Filter("worker", _("走访人"), "choice", [(NOBODY, _("未分派")), *((pk, name) for pk, name in workers.items())], apply=_of),
        ],
        order="due_on", empty=_("这里没有需要走访的对象。"),
        row_tone=lambda row: "danger" if row.state == LATE else "",
    )  # fmt: skip
    buttons = [button(_("分派走访"), "visit_assign", primary=True)] if viewer.may("visits.plan") else []  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "visit_plan"), tiles=_tiles(rows), buttons=buttons,
        intro=_("按走访规则自动生成：上次走访之后的下一个周期内须再次走访，期满未走访的列为逾期，并催办走访人和乡镇。"),
    )  # fmt: skip


def _badge(row: Row) -> Badge:
    tone = {LATE: "danger", OPEN: "due", DONE: "good"}[row.state]
    return Badge(dict(WHEN)[row.state], tone)


def _record(row: Row) -> str:
    if row.state == DONE:
        return ""
    url = reverse("office:visit_planned", args=[row.line.household, row.line.rule.key])
    return f"{url}?person={row.line.person}" if row.line.person else url


def _inside(rows: list[Row], code: str) -> list[Row]:
    held = set(divisions.subtree(code).values_list("code", flat=True))
    return [row for row in rows if row.line.division in held]


def _of(rows: list[Row], worker: str) -> list[Row]:
    wanted = None if worker == NOBODY else int(worker)
    return [row for row in rows if row.line.worker == wanted]


def _tiles(rows: list[Row]) -> list[dict[str, Any]]:
    home = reverse("office:visit_plan")
    late = sum(row.state == LATE for row in rows)
    return [
        {"label": _("走访对象"), "value": len(rows), "href": home},
        {"label": _("本期待访"), "value": sum(r.state == OPEN for r in rows), "href": f"{home}?state={OPEN}"},
        {"label": _("已逾期"), "value": late, "tone": "danger" if late else "good", "href": f"{home}?state={LATE}"},
        {"label": _("未分派"), "value": sum(r.line.worker is None for r in rows), "href": f"{home}?worker={NOBODY}"},
    ]  # fmt: skip


@needs("visits.plan")
def visit_assign(request: StaffRequest) -> HttpResponse:
    """Tell a worker to visit those of a village."""
    viewer, on = acting(request), localdate(request.at)
    workers = _workers(viewer, request)
    form = Assignment(
        request.POST or None, places=villages(viewer), rules=rules(),
        workers=[(row.pk, f"{row.user}（{row.duty.label} · {row.division.name}）") for row in workers],
    )  # fmt: skip

    def act(told: dict[str, Any]) -> int:
        keys = [told["rule"]] if told["rule"] else []
        lines = [
            (line.rule.key, line.household, line.person)
            for line in queries.plan_lines(viewer, on, *keys, all_lines=True)
            if line.division == told["division"] and (told["again"] or line.worker is None)
        ]
        if not lines:
            raise visits.VisitRefused(_("这个村没有待分派的走访对象"))
        worker = found(Mandate.objects.filter(pk__in=[w.pk for w in workers]), told["worker"])
        return visits.assign(lines, worker, by=viewer, at=request.at)

    home = reverse("office:visit_plan")
    return filled(
        request, form, act, title=_("分派走访"), done=_("已分派，走访人的名单和手机随即更新。"),
        home=lambda _made: home, back=home,
        intro=_("把一个村的走访对象分给一名走访人；没有分派的由村级协理员走访。"),
    )  # fmt: skip


def _workers(viewer: Mandate, request: StaffRequest) -> list[Mandate]:
    roles = [key for key, role in ROLES.sorted() if role.may("visits.record")]
    rows = Mandate.objects.in_force(localdate(request.at)).filter(
        role__in=roles, user__is_active=True
    )
    held = accounts.visible(rows, viewer).exclude(role="system").select_related("user", "division")
    return list(held.order_by("division__path", "pk"))


@needs("visits.record")
def visit_planned(request: StaffRequest, pk: int, rule: str) -> HttpResponse:
    """Write down a visit under a rule with what the rule asks."""
    viewer = acting(request)
    home = subjects.household(request, pk)
    declared = next(iter(visit_rules(rule)), None)
    if declared is None:
        raise Http404
    person = _person(request, home)
    serving = queries.service_workers(viewer, localdate(request.at))
    offered = [(row.pk, f"{row.name}（{row.get_kind_display()}）") for row in serving]
    form = RuleVisit(
        request.POST or None, request.FILES or None, form=declared.form, at=request.at,
        workers=offered if declared.kind == choices.SERVICE else [],
    )  # fmt: skip
    back = reverse("office:visit_plan")
    if request.method == "POST" and form.is_valid():
        kept = tried(
            request, lambda: _keep(request, home, declared, person, form), _("走访已登记。")
        )
        if kept:
            return redirect(request, back)
    who = person.name if person else (home.head.name if home.head else home.number)
    context = {
        "title": f"{who} · {declared.label}", "form": form, "back": back, "rule": declared, "home": home,
        "every": _every(declared, home, request),
        "receipt": request.POST.get("receipt") or f"{viewer.pk}-{request.at.timestamp():.6f}",
    }  # fmt: skip
    return render(request, "office/visiting/record.html", context)


def _every(rule: VisitRule, home: Household, request: StaffRequest) -> str:
    terms = queries.Terms(rule.owner, localdate(request.at))
    value = terms.value(rule.every, home.division_id)
    return cycle_of(rule, int(value[1])) if value else ""


def _person(request: StaffRequest, home: Household) -> Person | None:
    asked_for = request.GET.get("person", "")
    if not asked_for:
        return None
    members = {row.person_id: row.person for row in people.members(home, localdate(request.at))}
    if not asked_for.isdigit() or int(asked_for) not in members:
        raise Http404
    return members[int(asked_for)]


def _keep(
    request: StaffRequest, home: Household, rule: VisitRule, person: Person | None, form: RuleVisit
) -> None:
    viewer, told = acting(request), form.cleaned_data
    photos = [
        _photo(request, home, told[item.key])
        for item in rule.form.items
        if item.kind == asked.PHOTO and told.get(item.key)
    ]
    serving = queries.service_workers(viewer, localdate(request.at))
    visits.record_visit(
        home, kind=rule.kind, purpose=rule.label, visited_at=told["visited_at"], person=person,
        rule=rule.key, form_answers=form.said(), photos=photos, by=viewer, at=request.at,
        worker=serving.filter(pk=told["worker"]).first() if told.get("worker") else None,
        conclusion=form.said().get("note") or "", place=home.division.name,
        receipt_id=request.POST.get("receipt", "")[:64] or None,
    )  # fmt: skip


def _photo(request: StaffRequest, home: Household, upload: File) -> Any:
    return documents.store(
        upload, kind=PHOTO, title=_("走访照片"), division=home.division_id, by=acting(request),
        at=request.at, subject=home,
    )  # fmt: skip


@needs("cases.see")
def visit_duty(request: StaffRequest, pk: int) -> HttpResponse:
    """Go from a task of a chased visit to the page on which the visit is written down."""
    duty = found(queries.duties(acting(request)), pk)
    if not acting(request).may("visits.record"):
        return redirect(request, reverse("office:visit_plan"))
    url = reverse("office:visit_planned", args=[duty.household_id, duty.rule])
    return redirect(request, f"{url}?person={duty.person_id}" if duty.person_id else url)


@needs("cases.see")
def visit_late_village(request: StaffRequest, pk: int) -> HttpResponse:
    """Go from the township's task about a village to its late visits."""
    code = f"{pk:012d}"
    if not accounts.covers(acting(request), code):
        raise Http404
    return redirect(request, f"{reverse('office:visit_plan')}?state={LATE}&division={code}")


urlpatterns: list[URLPattern] = [
    path("visit-plan/", visit_plan, name="visit_plan"),
    path("visit-plan/assign/", visit_assign, name="visit_assign"),
    path("visit-plan/duties/<int:pk>/", visit_duty, name="visit_duty"),
    path("visit-plan/villages/<int:pk>/", visit_late_village, name="visit_late_village"),
    path("households/<int:pk>/visits/<str:rule>/", visit_planned, name="visit_planned"),
]
