"""Credit records: the list, what is published, one record with its pleas and measures, the extra look."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.bodies import queries as bodies
from minzheng.kernel.cases.models import Case
from minzheng.kernel.credit import choices, queries, services
from minzheng.kernel.credit.declarations import field_of, fields
from minzheng.kernel.credit.models import CreditRecord
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Person
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists, subjects
from ..doors import acting, found, needs, tried
from ..forms.resources import CreditDecision, Measure, NewCredit, Plea, PleaDecision
from .assistance.acts import Deed, Sheet, perform, show

ACT = "office:credit_record_act"
# The field whose records ask for an extra look at the applications of the office.
APPLIED = "assistance"
TONES = {
    choices.ENTERED: "due",
    choices.CONFIRMED: "info",
    choices.REFUSED: "quiet",
    choices.REPAIRED: "good",
    choices.REVOKED: "quiet",
}


def _state(request: StaffRequest, row: CreditRecord) -> Badge:
    if row.state == choices.CONFIRMED and row.valid_to <= localdate(request.at):
        return Badge(_("已届满"), "quiet")
    return Badge(row.get_state_display(), TONES[row.state])


def _address(row: CreditRecord) -> str:
    return reverse("office:credit_record", args=[row.pk])


@needs("credit.see")
def credit_records(request: StaffRequest) -> HttpResponseBase:
    """List the credit records of the viewer's places; ``?published=1`` those published today."""
    viewer, on = acting(request), localdate(request.at)
    shown = request.GET.get("published") == "1"
    here = reverse("office:credit_records")
    table = Table(
        "credit.records",
        _("信用记录"),
        [
            Column("who", _("对象"), href=_address),
            Column("field", _("领域"), lambda row: field_of(row.field).label),
            Column("kind", _("类别"), lambda row: row.get_kind_display()),
            Column("state", _("状态"), lambda row: _state(request, row), kind="badge"),
            Column("fact", _("事实"), wide=True),
            Column("paper", _("认定文书"), wide=True),
            Column("valid_from", _("生效"), kind="date", order_by="valid_from"),
            Column("valid_to", _("届满"), kind="date", order_by="valid_to"),
            Column("division", _("地区"), lambda row: lists.place(row.division), wide=True),
        ],
        queryset=queries.published(viewer, on) if shown else queries.records(viewer),
        filters=[
            Filter("q", _("对象或文书"), "search", fields=("person__name", "body__name", "paper")),
            Filter("field", _("领域"), "choice", [(one.key, one.label) for one in fields()]),
            Filter("kind", _("类别"), "choice", list(choices.KINDS.items())),
            Filter("state", _("状态"), "choice", list(choices.STATES.items())),
        ],
        order=("-entered_at",),
        empty=_("没有信用记录。"),
    )  # fmt: skip
    buttons = []
    if viewer.may("credit.enter"):
        buttons = [{"label": _("录入信用记录"), "url": reverse("office:credit_new"), "icon": "plus", "primary": True}]  # fmt: skip
    tabs = [
        {"label": _("全部"), "url": here, "active": not shown},
        {"label": _("正在公示"), "url": f"{here}?published=1", "active": shown},
    ]
    return lists.respond(
        request, table, "office/list.html", buttons=buttons, tabs=tabs,
        intro=_("失信记录只用于增加核查和法定的奖惩措施，不得仅因失信记录拒绝救助申请；期满自动失效。"),
    )  # fmt: skip


@needs("credit.enter")
def credit_new(request: StaffRequest) -> HttpResponse:
    """Enter a fact of a person or a body of the viewer's places."""
    form, viewer = NewCredit(request.POST or None), acting(request)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        number = told.pop("number").strip().upper()
        person = people.by_id_number(viewer, number) if form.is_person else None
        body = None if person else bodies.bodies(viewer).filter(credit_code=number).first()
        made: list[CreditRecord] = []

        def act() -> None:
            made.append(
                services.enter_record(**told, person=person, body=body, by=viewer, at=request.at)
            )

        if person is None and body is None:
            form.add_error("number", _("辖区内没有这个号码的人员或机构"))
        elif tried(request, act, _("已录入，待另一人复核。"), also=(ValueError,)):
            return redirect(request, _address(made[0]))
    context = {
        "form": form, "title": _("录入信用记录"), "button": _("录入"), "draft": "credit",
        "intro": _("录入后由县级复核人复核生效；录入人不能复核自己的记录。"), "back": reverse("office:credit_records"),
    }  # fmt: skip
    return render(request, "office/assistance/new.html", context)


def _plain(service: Any) -> Any:
    return lambda request, row, told: service(row, **told, by=acting(request), at=request.at)


def _settle(request: StaffRequest, row: CreditRecord, told: dict[str, Any]) -> Any:
    plea = found(queries.pleas(acting(request)).filter(record=row, state=choices.FILED), _open(row))
    return services.settle_plea(plea, **told, by=acting(request), at=request.at)


def _open(row: CreditRecord) -> int | None:
    open_ = row.pleas.filter(state=choices.FILED).order_by("filed_at", "pk")
    return open_.values_list("pk", flat=True).first()


def _confirms(viewer: Mandate, row: CreditRecord) -> bool:
    other = row.entered_by.user_id != viewer.user_id
    return viewer.may("credit.confirm") and other and row.state == choices.ENTERED


def _counts(viewer: Mandate, row: CreditRecord) -> bool:
    return row.state == choices.CONFIRMED


def _shape(request: StaffRequest, row: CreditRecord) -> dict[str, Any]:
    return {"declared": field_of(row.field), "kind": row.kind}


DEEDS = (
    Deed("decide", _("复核"), CreditDecision, _plain(services.decide_record), _("已复核。"), _confirms),
    Deed("settle", _("办理异议或修复申请"), PleaDecision, _settle, _("已办理。"),
         lambda viewer, row: viewer.may("credit.confirm") and _open(row) is not None),
    Deed("plead", _("登记异议或信用修复申请"), Plea, _plain(services.plead), _("已登记，将在期限内由另一人办理。"), _counts),
    Deed("measure", _("登记联合奖惩措施"), Measure, _plain(services.take_measure), _("已登记。"),
         lambda viewer, row: viewer.may("credit.enter") and _counts(viewer, row), shape=_shape),
)  # fmt: skip


def _sheet(request: StaffRequest, row: CreditRecord) -> Sheet:
    declared = field_of(row.field)
    measures = declared.measures(row.kind)
    pleas = [
        (
            f"{plea.get_kind_display()}（{plea.filed_at:%Y-%m-%d}，限 {plea.due_on}）",
            f"{plea.text} — {plea.get_state_display()} {plea.decision}",
        )
        for plea in row.pleas.all()
    ]
    table = Table(
        "credit.measures",
        _("已实施的奖惩措施"),
        [
            Column("measure", _("措施"), lambda one: measures.get(one.measure, one.measure)),
            Column("unit", _("实施单位")),
            Column("taken_on", _("实施日期"), kind="date", order_by="taken_on"),
            Column("note", _("说明"), wide=True),
        ],
        queryset=row.measures.all(),
        order=("-taken_on",),
        empty=_("还没有实施奖惩措施。"),
    )
    published = f"{row.published_from} – {row.published_to}" if row.published_from else None
    return Sheet(
        title=f"{row.who} · {declared.label}{row.get_kind_display()}",
        status=_state(request, row),
        subtitle=row.paper,
        facts=[
            (_("事实"), row.fact), (_("认定文书"), row.paper), (_("期限"), f"{row.valid_from} – {row.valid_to}"),
            (_("公示"), published), (_("依据"), declared.basis), (_("录入"), f"{row.entered_by} {row.entered_at:%Y-%m-%d}"),
            (_("复核"), f"{row.decided_by} {row.decision}" if row.decided_by else None),
            (_("可实施的措施"), "、".join(measures.values())), *pleas,
        ],
        back=reverse("office:credit_records"),
        deeds=DEEDS,
        table=table,
    )  # fmt: skip


@needs("credit.see")
def credit_record(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one record; the look is on record."""
    row = found(queries.records(acting(request)), pk)
    audit.record_look(row, by=acting(request), at=request.at, reason="查看信用记录")
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("credit.see")
def credit_record_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing about a record."""
    row = found(queries.records(acting(request)), pk)
    return perform(request, row, act, _sheet(request, row), ACT, _address(row))


def banner(
    request: StaffRequest, persons: Sequence[Person], case: Case | None = None
) -> dict[str, Any]:
    """Return what stands against a family that applies, with the extra looks made and still to make.

    Only for whoever may see credit records; the village sees none.
    """
    viewer = acting(request)
    if not viewer.may("credit.see"):
        return {}
    made = {row.record_id: row for row in queries.checks(case)} if case is not None else {}
    open_ = case is not None and case.closed_at is None and viewer.may("cases.take")
    return {
        "case": case,
        "records": [
            {
                "row": row,
                "field": field_of(row.field).label,
                "href": _address(row) if queries.records(viewer).filter(pk=row.pk).exists() else "",
                "check": made.get(row.pk),
                "may_check": open_ and row.field == APPLIED,
            }
            for row in queries.standing(persons, localdate(request.at))
        ],
    }


@require_POST
@needs("cases.take")
def case_credit_check(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Write down the extra look at an application of somebody with a standing bad record."""
    case = subjects.case(request, pk)
    record = found(queries.records(acting(request)), request.POST.get("record") or 0)
    finding = request.POST.get("finding", "")[:500]
    tried(
        request,
        lambda: services.note_check(
            case, record, finding=finding, by=acting(request), at=request.at
        ),
        _("加核情况已登记，可以继续办理。"),
        also=(ValueError,),
    )
    return redirect(request, reverse("office:case", args=[pk]))


urlpatterns: list[URLPattern] = [
    path("credit/", credit_records, name="credit_records"),
    path("credit/new/", credit_new, name="credit_new"),
    path("credit/<int:pk>/", credit_record, name="credit_record"),
    path("credit/<int:pk>/<str:act>/", credit_record_act, name="credit_record_act"),
    path("cases/<int:pk>/credit-check/", case_credit_check, name="case_credit_check"),
]
