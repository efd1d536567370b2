"""Recoveries: the list, one recovery with its lines, its plan and what each hand may do, a new report."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.core import months
from minzheng.kernel.accounts.declarations import (
    BUREAU_HEAD,
    CLERK,
    FINANCE,
    HEAD,
    OFFICER,
    REVIEWER,
)
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits.declarations import benefit, benefits, label_of
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.monitoring import queries as monitoring
from minzheng.kernel.payments.choices import RecoveryOrigin, RecoveryState
from minzheng.kernel.payments.declarations import basis_of
from minzheng.kernel.payments.models import Recovery, WriteOff
from minzheng.kernel.payments.queries import recovery as queries
from minzheng.kernel.payments.services import recovery as services
from minzheng.kernel.payments.services import repayments
from minzheng.kernel.people import queries as people
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import yuan
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from .. import lists, subjects
from ..doors import acting, found, needs, tried
from ..forms.assistance import Nothing
from ..forms.recovery import (
    Decision,
    Delivery,
    GivenUp,
    Overpayment,
    Proposal,
    Return,
    WhichHousehold,
)
from .assistance.acts import Deed, Sheet, perform, show

ACT = "office:recovery_act"
TONES = {
    "found": "due", "proposed": "due", "decided": "due", "notified": "info", "finished": "good",
    "written_off": "quiet", "waived": "quiet",
}  # fmt: skip
NEXT = {
    "found": _("下一步：县级经办人核实多发原因、听取当事人意见后提出处理意见。"),
    "proposed": _("下一步：县级复核人或民政局负责人决定。"),
    "decided": _("下一步：送达追缴决定书并登记送达；送达后才开始从待遇中扣回。"),
    "notified": _("随每月发放扣回，或由财务登记退回；确实无法收回的申请核销。"),
}
OWED = (RecoveryState.DECIDED.value, RecoveryState.NOTIFIED.value)


def _address(row: Recovery) -> str:
    return reverse("office:recovery", args=[row.pk])


def _state(row: Recovery) -> Badge:
    return Badge(row.get_state_display(), TONES[row.state])


@needs("payments.see")
def recoveries(request: StaffRequest) -> HttpResponseBase:
    """List what was paid too much in the viewer's places, and what of it has come back."""
    viewer = acting(request)
    table = Table(
        "payments.recoveries",
        _("追缴"),
        [
            Column("who", _("应退人"), lambda row: str(row.debtor or row.household.head or "—"), href=_address, order_by="debtor__name"),
            Column("number", _("家庭编号"), "household.number", kind="code", href=lambda row: lists.household(viewer, row.household_id)),
            Column("place", _("乡镇、村"), lambda row: lists.place(row.division), order_by="division__path", wide=True),
            Column("benefit", _("待遇"), lambda row: label_of(row.benefit), order_by="benefit"),
            Column("origin", _("来源"), "get_origin_display", wide=True),
            Column("cause", _("多发原因"), "get_cause_display", wide=True),
            Column("state", _("状态"), _state, kind="badge", order_by="state"),
            Column("amount", _("多发（元）"), kind="money", order_by="amount"),
            Column("repaid", _("已收回（元）"), kind="money", order_by="repaid"),
            Column("owed", _("未收回（元）"), queries.owed, kind="money"),
            Column("pay_by", _("退回期限"), kind="date", order_by="pay_by", wide=True),
            Column("found_at", _("发现时间"), kind="datetime", order_by="found_at", wide=True),
        ],
        queryset=queries.recoveries(viewer),
        filters=[
            Filter("q", _("应退人或家庭编号"), "search", fields=("debtor__name", "household__head__name", "household__number")),
            Filter("state", _("状态"), "choice", [(state.value, state.label) for state in RecoveryState]),
            Filter("origin", _("来源"), "choice", [(origin.value, origin.label) for origin in RecoveryOrigin]),
            Filter("benefit", _("待遇"), "choice", [(one.key, one.label) for one in benefits()]),
        ],
        order=("-found_at", "-id"),
        row_tone=lambda row: "due" if row.pay_by and row.state in OWED and row.pay_by < localdate(request.at) else "",
        empty=_("没有追缴。迟停发、死亡后发放等多发的金额会自动列在这里。"),
    )  # fmt: skip
    buttons: list[dict[str, Any]] = []
    if viewer.role in (CLERK, OFFICER):
        buttons.append(
            {"label": _("登记多发"), "url": reverse("office:recoveries_new"), "icon": "plus"}
        )
    return lists.respond(
        request, table, "office/list.html", buttons=buttons,
        intro=_("多发的金额先核实原因：按时报告或工作机关差错造成的不追缴；决定须由另一人作出。"),
    )  # fmt: skip


# -- one recovery -----------------------------------------------------------------------------------


def _as(service: Any) -> Any:
    """Return the deed that hands a form's answers to a service."""
    return lambda request, row, told: service(row, **told, by=acting(request), at=request.at)


def _in(*states: RecoveryState, roles: tuple[str, ...]) -> Any:
    keys = {state.value for state in states}
    return lambda viewer, row: viewer.role in roles and row.state in keys


def _decides(viewer: Mandate, row: Recovery) -> bool:
    other = row.proposed_by is not None and row.proposed_by.user_id != viewer.user_id
    return viewer.role in (REVIEWER, BUREAU_HEAD) and row.state == "proposed" and other


def _asked(row: Recovery) -> WriteOff | None:
    return row.write_offs.filter(refused_at=None, approved_at=None).first()


def _may_ask(viewer: Mandate, row: Recovery) -> bool:
    return viewer.role == OFFICER and row.state in OWED and _asked(row) is None


def _may_approve(viewer: Mandate, row: Recovery) -> bool:
    asked = _asked(row)
    if asked is None or row.state not in OWED:
        return False
    return bool(viewer.role == (REVIEWER if asked.checked_by_id is None else BUREAU_HEAD))


def _held(request: StaffRequest, row: Recovery) -> dict[str, Any]:
    return {"held": queries.benefits_to_hold(row, _next_month(request))}


def _next_month(request: StaffRequest) -> str:
    return months.shift_month(months.month_of(localdate(request.at)), 1)


_FOUND, _DECIDED, _NOTIFIED = RecoveryState.FOUND, RecoveryState.DECIDED, RecoveryState.NOTIFIED
DEEDS = (
    Deed("propose", _("提出处理意见"), Proposal, _as(services.propose), _("已提出，等待另一人决定。"),
         _in(_FOUND, roles=(OFFICER,)), initial=lambda request, row: {"cause": row.cause}, shape=_held),
    Deed("decide", _("决定"), Decision, _as(services.decide), _("已登记决定。"), _decides),
    Deed("deliver", _("登记送达"), Delivery, _as(services.notify), _("已登记送达，下月起可以扣回。"),
         _in(_DECIDED, roles=(CLERK, HEAD, OFFICER)), initial=lambda request, row: {"on": localdate(request.at)}),
    Deed("repay", _("登记退回"), Return, _as(repayments.repay), _("已入账。"),
         _in(_DECIDED, _NOTIFIED, roles=(FINANCE,)), initial=lambda request, row: {"on": localdate(request.at)}),
    Deed("write_off", _("申请核销"), GivenUp, _as(repayments.ask_write_off), _("已提出，先复核、后批准。"), _may_ask),
    Deed("approve", _("同意核销"), Nothing, _as(repayments.approve_write_off), _("已同意。"), _may_approve),
    Deed("refuse", _("不同意核销"), Nothing, _as(repayments.refuse_write_off), _("已退回核销申请。"), _may_approve),
)  # fmt: skip


def _sheet(request: StaffRequest, row: Recovery) -> Sheet:
    viewer = acting(request)
    table = Table(
        "payments.recovery_lines",
        _("多发的明细"),
        [
            Column("month", _("所属月份"), "line.month", kind="code", order_by="line__month"),
            Column("kind", _("类别"), lambda one: one.line.get_kind_display()),
            Column("payee", _("收款人"), "line.payee_name"),
            Column("paid", _("已发（元）"), kind="money"),
            Column("due", _("应发（元）"), kind="money"),
            Column("elsewhere", _("已计入其他追缴（元）"), lambda one: one.paid - one.due - one.amount or None, kind="money", wide=True),
            Column("amount", _("多发（元）"), kind="money"),
            Column("state", _("状态"), lambda one: Badge(one.line.get_state_display(), lists.LINE_TONES[one.line.state]), kind="badge"),
            Column("settled_on", _("到账日"), "line.settled_on", kind="date", wide=True),
        ],
        queryset=row.lines.select_related("line"),
        order=("line__month", "id"),
        empty=_("没有明细。"),
    )  # fmt: skip
    link = None
    if row.notice_id and viewer.may("documents.see"):
        link = (_("追缴决定书"), reverse("office:document", args=[row.notice_id]))
    return Sheet(
        title=_("%(who)s · %(benefit)s多发 %(amount)s 元") % {
            "who": row.debtor or row.household.head or row.household.number, "benefit": label_of(row.benefit), "amount": yuan(row.amount),
        },
        status=_state(row),
        subtitle=f"{row.household.number} {lists.place(row.division)}",
        intro=NEXT.get(row.state, ""),
        facts=_facts(request, row),
        back=reverse("office:recoveries"),
        deeds=DEEDS,
        table=table,
        link=link,
    )  # fmt: skip


def _facts(request: StaffRequest, row: Recovery) -> list[tuple[Any, Any]]:
    on = localdate(row.decided_at or request.at)
    plan = queries.schedule(row, _next_month(request))
    first = "；".join(f"{one.month} {yuan(one.amount)}" for one in plan[:4])
    more = _("，共 %(n)s 期") % {"n": len(plan)} if len(plan) > len(plan[:4]) else ""
    asked = _asked(row)
    facts = [
        (_("事由"), row.reason), (_("来源"), row.get_origin_display()), (_("多发原因"), row.get_cause_display() or _("待核实")),
        (_("依据"), basis_of(row.cause, benefit(row.benefit).fund, on) if row.cause else None),
        (_("当事人意见"), row.heard),
        *_sums(row),
        (_("扣回计划"), f"{first}{more}" if plan else None), (_("退回期限"), row.pay_by),
        *((f"{one.booked_on} {one.get_how_display()}", f"{yuan(one.amount)} {one.voucher}")
          for one in row.repayments.filter(booked_on__isnull=False).order_by("booked_on", "pk")),
        (_("提出"), _hand(row.proposed_by, row.proposed_at)),
        (_("决定"), _hand(row.decided_by, row.decided_at)), (_("决定意见"), row.decision),
        (_("送达"), f"{row.notified_on} {row.notified_how}" if row.notified_on else None),
        (_("核销申请"), f"{yuan(asked.amount)}：{asked.reason}（{asked.evidence}）" if asked else None),
        (_("核销复核"), _hand(asked.checked_by, asked.checked_at) if asked else None),
    ]  # fmt: skip
    # What has not happened yet is not shown empty.
    return [(label, value) for label, value in facts if value]


def _sums(row: Recovery) -> list[tuple[Any, Any]]:
    if row.decided_by is None or row.state == RecoveryState.WAIVED.value:
        return []
    aside = queries.set_aside(row)
    return [
        (_("已收回（元）"), yuan(queries.repaid(row))),
        (_("已列入发放扣回（元）"), yuan(aside) if aside else None),
        (_("未收回（元）"), yuan(queries.owed(row))),
    ]


def _hand(who: Mandate | None, when: Any) -> str | None:
    return f"{who} {localdate(when)}" if who is not None else None


@needs("payments.see")
def recovery(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one recovery; the look is on record."""
    row = found(queries.recoveries(acting(request)), pk)
    audit.record_look(row, by=acting(request), at=request.at, reason="查看追缴")
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("payments.see")
def recovery_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Take one step of a recovery."""
    row = found(queries.recoveries(acting(request)), pk)
    return perform(request, row, act, _sheet(request, row), ACT, _address(row))


# -- put down by hand -------------------------------------------------------------------------------


@needs("payments.see")
def recoveries_new(request: StaffRequest) -> HttpResponseBase:
    """Put down an overpayment of a family: ``?household=`` names it, ``?lead=`` the warning behind it."""
    viewer = acting(request)
    key = request.GET.get("household", "")
    if not key.isdecimal():
        return _which(request)
    household = subjects.household(request, int(key))
    rows = Entitlement.objects.filter(household=household, amount__gt=0).select_related("person")
    held = list(rows.order_by("benefit", "-valid_from"))
    lead_key = request.GET.get("lead", "")
    lead = (
        monitoring.of_household(viewer, household).filter(pk=lead_key).first()
        if lead_key.isdecimal() and viewer.may("leads.see")
        else None
    )
    form = Overpayment(
        request.POST or None, held=held, initial={"reason": lead.text if lead else ""}
    )
    made: list[Recovery] = []
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            told = form.answers()
            made.append(
                services.report_overpayment(
                    told.pop("entitlement"), **told, lead=lead, by=viewer, at=request.at
                )
            )

        if tried(request, act, _("已登记，请核实原因后提出处理意见。"), also=(ValueError,)):
            return redirect(request, _address(made[0]))
    return _new(
        request,
        form,
        _("登记多发：%(who)s") % {"who": household.head or household.number},
        _("登记"),
    )


def _which(request: StaffRequest) -> HttpResponseBase:
    form = WhichHousehold(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"].strip()
        row = people.households(acting(request)).filter(number=number).first()
        if row is not None:
            return redirect(request, f"{reverse('office:recoveries_new')}?household={row.pk}")
        form.add_error("number", _("辖区内没有这个家庭编号"))
    return _new(request, form, _("登记多发"), _("下一步"))


def _new(request: StaffRequest, form: Any, title: str, button: str) -> HttpResponseBase:
    context = {
        "form": form, "title": title, "button": button, "draft": "recovery", "back": reverse("office:recoveries"),
        "intro": _("系统按已发放的明细逐月算出多发金额；登记后由县级经办人核实，另一人决定。"),
    }  # fmt: skip
    return render(request, "office/assistance/new.html", context)


urlpatterns: list[URLPattern] = [
    path("recoveries/", recoveries, name="recoveries"),
    path("recoveries/new/", recoveries_new, name="recoveries_new"),
    path("recoveries/<int:pk>/", recovery, name="recovery"),
    path("recoveries/<int:pk>/<str:act>/", recovery_act, name="recovery_act"),
]
