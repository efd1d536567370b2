"""The calendar of payments: when a month is due, which runs are out or late, and the close of the month."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.core import months
from minzheng.kernel.accounts.queries import day_of
from minzheng.kernel.benefits.declarations import label_of
from minzheng.kernel.payments import services
from minzheng.kernel.payments.models import MonthClosing
from minzheng.kernel.payments.queries import calendar as paydays
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import yuan
from minzheng.ui.tables import Column, Table

from .. import lists
from ..doors import acting, needs, tried


@needs("payments.see")
def pay_calendar(request: StaffRequest) -> HttpResponseBase:
    """Show one month: each benefit with its due day and its run; finance closes the month here."""
    viewer, today = acting(request), day_of(request.at)
    month = _month(request.GET.get("month", ""), months.month_of(today))
    due_on = paydays.pay_day(month, viewer.division_id)
    table = Table(
        "payments.calendar",
        _("%(month)s 发放日历") % {"month": month},
        [
            Column("benefit", _("待遇"), lambda due: label_of(due.benefit), href=_run_address, order_by=True),
            Column("due_on", _("应发日"), kind="date", order_by=True),
            Column("state", _("进度"), _state, kind="badge"),
            Column("count", _("笔数"), lambda due: due.run and due.run.line_count, kind="number"),
            Column("total", _("可发及已发（元）"), lambda due: due.run and due.run.ready_total, kind="money"),
            Column("sent", _("送银行时间"), lambda due: due.run and due.run.sent_at, kind="datetime", wide=True),
        ],
        rows=paydays.calendar(viewer, month, today),
        order="benefit",
        row_tone=lambda due: "danger" if due.is_late else "",
        empty=_("本月没有需要发放的待遇。"),
    )  # fmt: skip
    closing = paydays.closings(viewer).get(month)
    return lists.respond(
        request, table, "office/payments/calendar.html", intro=_intro(due_on), closing=closing,
        closed=_closed(closing), month=month, may_close=viewer.may("payments.send"),
        back=reverse("office:runs"),
        buttons=[
            {"label": label, "url": f"{reverse('office:pay_calendar')}?month={other}", "icon": icon}
            for label, other, icon in (
                (_("上月"), months.shift_month(month, -1), "chevron-left"),
                (_("下月"), months.shift_month(month, 1), "chevron-right"),
            )
        ],
    )  # fmt: skip


@require_POST
@needs("payments.send")
def month_close(request: StaffRequest) -> HttpResponse:
    """Close a month of payments, once every run is closed and the books agree."""
    viewer = acting(request)
    month = _month(request.POST.get("month", ""), "")
    if not month:
        messages.error(request, _("请选择月份。"))
        return redirect("office:pay_calendar")
    tried(
        request,
        lambda: services.close_month(month, viewer.division, by=viewer, at=request.at),
        _("%(month)s 已月结。") % {"month": month},
    )
    return redirect(f"{reverse('office:pay_calendar')}?month={month}")


def _month(text: str, otherwise: str) -> str:
    try:
        return months.parse_month(text)
    except ValueError:
        return otherwise


def _run_address(due: paydays.Due) -> str:
    return reverse("office:run", args=[due.run.pk]) if due.run else ""


def _state(due: paydays.Due) -> tuple[str, str]:
    if due.is_late:
        state = due.run.get_state_display() if due.run else _("未编制")
        return _("逾期：%(state)s") % {"state": state}, "danger"
    if due.run is None:
        return _("未编制"), "quiet"
    return due.run.get_state_display(), lists.RUN_TONES[due.run.state]


def _intro(due_on: Any) -> str:
    if due_on is None:
        return _("本地没有设定每月发放日，不判断是否逾期；可在“标准与参数”中录入“每月发放日”。")
    return _("本月应于 %(day)s 前送银行；发放日遇休息日的，提前到前一个工作日。") % {"day": due_on}


def _closed(closing: MonthClosing | None) -> str:
    if closing is None:
        return ""
    told = {
        "at": f"{day_of(closing.at)}", "by": closing.by, "runs": closing.runs, "paid": yuan(closing.paid),
    }  # fmt: skip
    return _("%(at)s 由 %(by)s 月结：%(runs)s 个批次，到账 %(paid)s 元。") % told


urlpatterns: list[URLPattern] = [
    path("payments/calendar/", pay_calendar, name="pay_calendar"),
    path("payments/calendar/close/", month_close, name="month_close"),
]
