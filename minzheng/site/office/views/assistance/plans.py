"""Needs and plan of a case, its urgent follow-up, and the services given."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.assistance import choices, queries
from minzheng.domains.assistance.models import HelpPlan, PlanItem
from minzheng.domains.assistance.services import orders, plans, relief
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases.models import Case
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Column, Filter, Table

from ... import lists, subjects
from ...doors import acting, found, needs
from ...forms.assistance import FollowUp, Measure, NeedsAssessment, Outcome
from ...forms.resources import PassOn
from .acts import Deed, Sheet, perform, show

ACT, ITEM_ACT = "office:case_plan_act", "office:plan_item_act"


def _plan_of(case: Case) -> HelpPlan | None:
    return HelpPlan.objects.filter(case=case).first()


def _assess(request: StaffRequest, row: Case, told: dict[str, Any]) -> Any:
    return plans.assess_needs(row, **told, by=acting(request), at=request.at)


def _add(request: StaffRequest, row: Case, told: dict[str, Any]) -> Any:
    return plans.add_item(HelpPlan.objects.get(case=row), **told, by=acting(request), at=request.at)


def _follow(request: StaffRequest, row: Case, told: dict[str, Any]) -> Any:
    return relief.follow_up(row, **told, by=acting(request), at=request.at)


def _pass_on(request: StaffRequest, row: Case, told: dict[str, Any]) -> Any:
    return orders.pass_on(row, **told, by=acting(request), at=request.at)


def _works(viewer: Mandate, row: Any) -> bool:
    return viewer.may("cases.take")


def _was_helped(viewer: Mandate, row: Case) -> bool:
    return viewer.may("cases.open") and (row.workflow, row.state) == (
        choices.RELIEF, choices.Relief.CONFIRMED,
    )  # fmt: skip


def _was_decided(viewer: Mandate, row: Case) -> bool:
    decided = {choices.Relief.CONFIRMED, choices.Relief.REFUSED}
    return viewer.may("cases.open") and row.workflow == choices.RELIEF and row.state in decided


def _told(request: StaffRequest, row: Case) -> dict[str, Any]:
    plan = _plan_of(row)
    return {"needs": plan.needs, "note": plan.note} if plan else {}


DEEDS = (
    Deed("needs", _("评估需求"), NeedsAssessment, _assess, _("需求已登记。"), _works, _told),
    Deed("measure", _("增加帮扶措施"), Measure, _add, _("措施已列入方案。"), lambda viewer, row: _works(viewer, row) and _plan_of(row) is not None),
    Deed("follow", _("跟进救助"), FollowUp, _follow, _("已建立跟进救助办件并受理。"), _was_helped),
    Deed("charity", _("未解决的需求转为救助订单（慈善帮扶）"), PassOn, _pass_on, _("已提出救助订单。"), _was_decided),
)  # fmt: skip


def _sheet(request: StaffRequest, row: Case) -> Sheet:
    plan, on = _plan_of(row), localdate(request.at)
    wanted = "、".join(choices.NEEDS[key] for key in plan.needs) if plan else None
    table = Table(
        "assistance.plan",
        _("帮扶方案"),
        [
            Column("what", _("帮扶内容"), href=lambda item: reverse("office:plan_item", args=[item.pk])),
            Column("form", _("形式"), lambda item: item.get_form_display()),
            Column("need", _("对应需求"), lambda item: choices.NEEDS.get(item.need, item.need)),
            Column("who", _("责任单位")),
            Column("due_on", _("完成期限"), kind="date", order_by="due_on"),
            Column("amount", _("金额（元）"), kind="money", wide=True),
            Column("done_on", _("完成日期"), kind="date"),
            Column("result", _("落实情况"), wide=True),
        ],
        queryset=PlanItem.objects.filter(plan__case=row),
        order=("due_on",),
        empty=_("先评估需求，再增加帮扶措施。"),
        row_tone=lambda item: "danger" if item.done_on is None and item.due_on < on else "",
    )  # fmt: skip
    return Sheet(
        title=_("需求评估和帮扶方案"),
        subtitle=f"{row.definition.label} {row.number}",
        facts=[
            (_("需求"), wanted),
            (_("说明"), plan.note if plan else None),
            (_("评估日期"), f"{plan.assessed_on:%Y-%m-%d}" if plan else None),
        ],
        back=reverse("office:case", args=[row.pk]),
        deeds=DEEDS,
        table=table,
    )


@needs("cases.see")
def case_plan(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show what a case's family needs and the plan that answers it; the look is on record."""
    row = subjects.case(request, pk)
    audit.record_look(row, by=acting(request), at=request.at, reason="查看帮扶方案")
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("cases.take")
def case_plan_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing about a plan."""
    row = subjects.case(request, pk)
    home = reverse("office:case_plan", args=[pk])
    return perform(request, row, act, _sheet(request, row), ACT, home)


def _finish(request: StaffRequest, row: PlanItem, told: dict[str, Any]) -> Any:
    service = {"kind": told["kind"], "provider": row.who}
    return plans.finish_item(
        row, result=told["result"], service=service, by=acting(request), at=request.at
    )


ITEM_DEEDS = (
    Deed("finish", _("登记落实"), Outcome, _finish, _("已登记。"), lambda viewer, row: _works(viewer, row) and row.done_on is None),
)  # fmt: skip


def _item_sheet(row: PlanItem) -> Sheet:
    return Sheet(
        title=row.what,
        facts=[
            (_("形式"), row.get_form_display()), (_("对应需求"), choices.NEEDS.get(row.need)), (_("责任单位"), row.who),
            (_("完成期限"), f"{row.due_on:%Y-%m-%d}"), (_("完成日期"), f"{row.done_on:%Y-%m-%d}" if row.done_on else None),
            (_("落实情况"), row.result),
        ],
        back=reverse("office:case_plan", args=[row.plan.case_id]),
        deeds=ITEM_DEEDS,
    )  # fmt: skip


@needs("cases.see")
def plan_item(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one measure of a plan."""
    row = found(queries.plan_items(acting(request)), pk)
    return show(request, row, _item_sheet(row), ITEM_ACT)


@require_POST
@needs("cases.take")
def plan_item_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Note what became of a measure."""
    row = found(queries.plan_items(acting(request)), pk)
    home = reverse("office:case_plan", args=[row.plan.case_id])
    return perform(request, row, act, _item_sheet(row), ITEM_ACT, home)


@needs("cases.see")
def relief_services(request: StaffRequest) -> HttpResponseBase:
    """List the services given in the viewer's places."""
    viewer = acting(request)
    table = Table(
        "assistance.services",
        _("服务类救助"),
        [
            Column("who", _("家庭"), "household.head.name", href=lambda row: lists.household(viewer, row.household_id)),
            Column("division", _("村（社区）"), lambda row: lists.place(row.division)),
            Column("kind", _("服务类别"), lambda row: row.get_kind_display()),
            Column("provider", _("服务单位")),
            Column("given_on", _("服务日期"), kind="date", order_by="given_on"),
            Column("content", _("内容和效果"), wide=True),
        ],
        queryset=queries.relief_services(viewer),
        filters=[
            Filter("kind", _("服务类别"), "choice", list(choices.SERVICE_KINDS.items())),
            Filter("from", _("自"), "date", apply=lambda rows, day: rows.filter(given_on__gte=day)),
            Filter("to", _("至"), "date", apply=lambda rows, day: rows.filter(given_on__lte=day)),
        ],
        order=("-given_on",),
        empty=_("还没有服务类救助记录。"),
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html")


urlpatterns: list[URLPattern] = [
    path("cases/<int:pk>/plan/", case_plan, name="case_plan"),
    path("cases/<int:pk>/plan/<str:act>/", case_plan_act, name="case_plan_act"),
    path("plan-items/<int:pk>/", plan_item, name="plan_item"),
    path("plan-items/<int:pk>/<str:act>/", plan_item_act, name="plan_item_act"),
    path("relief/services/", relief_services, name="relief_services"),
]
