"""Verification in a month: the checks, the departments with duty and time, what families reported."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minzheng.core.months import first_day, month_of, shift_month
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.verification import choices, queries
from minzheng.kernel.verification.models import Verification
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, needs

PAGES = (
    ("verifications", gettext_lazy("核对")),
    ("verification_departments", gettext_lazy("部门答复")),
    ("area_requests", gettext_lazy("跨地区核对")),
    ("change_reports", gettext_lazy("家庭变化报告")),
    ("partner_links", gettext_lazy("查询方式")),
)


def tabs(active: str) -> list[dict[str, Any]]:
    """Return the tabs of the pages of verification."""
    return [
        {"label": label, "url": reverse(f"office:{name}"), "active": name == active}
        for name, label in PAGES
    ]


def _found(row: Verification) -> bool:
    return any(e["column"] for m in row.report.get("members", []) for e in m["entries"])


@needs("cases.see")
def verifications(request: StaffRequest) -> HttpResponseBase:
    """List the checks requested in a month, with the figures of the month above (HD-20)."""
    viewer, on = acting(request), localdate(request.at)
    month = lists.month_asked(request, month_of(on))
    first, after = first_day(month), first_day(shift_month(month, 1))
    rows = queries.verifications(viewer).filter(
        requested_at__date__gte=first, requested_at__date__lt=after
    )
    table = Table(
        "verification.month",
        _("%(month)s 核对台账") % {"month": month},
        [
            Column("head", _("户主"), "household.head.name", href=lambda row: reverse("office:verification", args=[row.pk])),
            Column("number", _("核对编号"), kind="code", wide=True),
            Column("place", _("乡镇、村"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("matter", _("事由"), lambda row: row.case.definition.label),
            Column("requested_at", _("委托"), kind="datetime", order_by="requested_at"),
            Column("due_on", _("期限"), kind="date", order_by="due_on"),
            Column("state", _("状态"), lambda row: Badge(row.get_state_display(), "good" if row.returned_at else "due"), kind="badge"),
            Column("hits", _("有发现"), lambda row: _("是") if _found(row) else _("否"), wide=True),
            Column("limits", _("超限项"), lambda row: len(row.report.get("limits", [])), kind="number"),
            Column("conclusion", _("结论"), lambda row: row.report.get("conclusion", ""), wide=True),
        ],
        queryset=rows.select_related("division__parent"),
        filters=[
            Filter("q", _("户主或编号"), fields=("household__head__name", "number")),
            Filter("month", _("月份"), "month", apply=lambda found, _value: found),
            Filter("state", _("状态"), "choice", list(choices.STATES.items())),
        ],
        order=("due_on", "id"),
        empty=_("这个月没有核对。"),
    )  # fmt: skip
    return lists.respond(
        request,
        table,
        "office/list.html",
        tiles=_tiles(viewer, month, on),
        tabs=tabs("verifications"),
    )


def _tiles(viewer: Mandate, month: str, on: Any) -> list[dict[str, Any]]:
    counted = queries.month_counts(viewer, month, on)
    here = f"{reverse('office:verifications')}?{urlencode({'month': month})}"
    departments = f"{reverse('office:verification_departments')}?{urlencode({'month': month})}"
    return [
        {"label": _("委托核对"), "value": counted.requested, "unit": _("件"), "href": here},
        {"label": _("已出报告"), "value": counted.returned, "href": f"{here}&state=returned"},
        {"label": _("有发现"), "value": counted.hits, "unit": _("户"), "href": here},
        {"label": _("超过限额"), "value": counted.over_limit, "unit": _("户"), "href": here,
         "tone": "danger" if counted.over_limit else ""},
        {"label": _("数据不全"), "value": counted.undetermined, "unit": _("户"), "href": here},
        {"label": _("逾期"), "value": counted.late, "href": here, "tone": "danger" if counted.late else ""},
        {"label": _("提出异议"), "value": counted.objections, "href": here},
        {"label": _("已答复的数据来源"), "value": counted.departments_answered, "href": departments,
         "note": _("共询问 %(n)s 个") % {"n": counted.departments_asked}},
    ]  # fmt: skip


@needs("cases.see")
def verification_departments(request: StaffRequest) -> HttpResponseBase:
    """List what each department owes and how it answered in a month (HD-17)."""
    viewer = acting(request)
    month = lists.month_asked(request, month_of(localdate(request.at)))
    table = Table(
        "verification.departments",
        _("%(month)s 部门答复情况") % {"month": month},
        [
            Column("partner", _("部门"), order_by=True),
            Column("data_set", _("数据"), order_by=True),
            Column("mode", _("方式"), wide=True),
            Column("basis", _("提供义务的依据"), wide=True),
            Column("duty_days", _("答复期限（工作日）"), lambda row: row.duty_days or None, kind="number", wide=True),
            Column("asked", _("查询"), kind="number", order_by=True),
            Column("answered", _("答复"), kind="number", order_by=True),
            Column("hits", _("命中"), kind="number", order_by=True),
            Column("marked", _("未取得"), kind="number", order_by=True),
            Column("waiting", _("待答复"), kind="number", order_by=True),
            Column("in_time", _("按期率"), lambda row: row.in_time / row.answered if row.answered else None, kind="percent"),
            Column("mean_days", _("平均用时（天）"), lambda row: None if row.mean_days is None else round(row.mean_days, 1), kind="number"),
            Column("longest_days", _("最长（天）"), kind="number", wide=True),
        ],
        rows=queries.department_counts(viewer, month),
        filters=[Filter("month", _("月份"), "month", apply=lambda rows, _value: rows)],
        order="partner",
        empty=_("这个月没有向部门查询。"),
    )  # fmt: skip
    return lists.respond(
        request, table, "office/list.html", tabs=tabs("verification_departments"),
        intro=_("县级以上民政部门依法核对，有关部门和机构应当配合（社会救助法第四十一条）。"),
    )  # fmt: skip


@needs("cases.see")
def change_reports(request: StaffRequest) -> HttpResponseBase:
    """List what families reported of their changes, whether in time, and the check that followed."""
    viewer = acting(request)
    table = Table(
        "verification.changes",
        _("家庭变化报告"),
        [
            Column("head", _("户主"), "household.head.name", href=lambda row: lists.household(viewer, row.household_id)),
            Column("place", _("乡镇、村"), lambda row: lists.place(row.division), order_by="division__path"),
            Column("kind", _("变化"), lambda row: row.get_kind_display(), order_by="kind"),
            Column("text", _("内容")),
            Column("happened_on", _("发生"), kind="date", order_by="happened_on"),
            Column("reported_on", _("报告"), kind="date", order_by="reported_on"),
            Column("in_time", _("是否及时"), lambda row: Badge(_("逾期报告"), "due") if row.reported_on > row.due_on else Badge(_("及时"), "good"), kind="badge"),
            Column("reported_by", _("报告人"), wide=True),
            Column("check", _("重新核对"), lambda row: row.verification.number if row.verification else _("尚未核对"),
                   href=lambda row: reverse("office:verification", args=[row.verification_id]) if row.verification_id else None),
        ],
        queryset=queries.change_reports(viewer),
        filters=[
            Filter("q", _("户主或内容"), fields=("household__head__name", "text")),
            Filter("kind", _("变化"), "choice", list(choices.REPORTED_CHANGES.items())),
            Filter("reported_on", _("报告月份"), "month"),
        ],
        order=("-reported_on", "-id"),
        empty=_("还没有家庭报告变化。"),
    )  # fmt: skip
    return lists.respond(request, table, "office/list.html", tabs=tabs("change_reports"))


urlpatterns: list[URLPattern] = [
    path("verification/", verifications, name="verifications"),
    path("verification/departments/", verification_departments, name="verification_departments"),
    path("verification/changes/", change_reports, name="change_reports"),
]
