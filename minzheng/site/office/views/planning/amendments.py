"""Changes of plans: those of one plan, and one change to be approved by a second person."""

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.planning.models import Amendment
from minzheng.domains.planning.queries import plans as queries
from minzheng.domains.planning.services import amendments
from minzheng.kernel.accounts.models import Mandate
from minzheng.site.middleware import StaffRequest
from minzheng.ui import formats
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs
from ...forms import planning_plans as forms
from ..assistance.acts import Deed, Sheet, perform, show
from .plans import PAGE, head

AMENDMENT_ACT = "office:plan_amendment_act"


@needs("plans.see")
def plan_amendments(request: StaffRequest, pk: int) -> HttpResponseBase:
    """List every change of a plan: before, after, why, by whom, approved by whom."""
    viewer = acting(request)
    row = found(queries.plans(viewer), pk)
    table = Table(
        "plan.amendments", row.title,
        [
            Column("subject", _("调整内容"), href=lambda one: reverse("office:plan_amendment", args=[one.pk])),
            Column("before", _("调整前"), lambda one: _said(one.before)),
            Column("after", _("调整后"), lambda one: _said(one.after)),
            Column("reason", _("理由"), wide=True),
            Column("document_no", _("依据"), wide=True),
            Column("by", _("提出"), lambda one: str(one.by.user), wide=True),
            Column("on", _("日期"), kind="date", order_by="on"),
            Column("state", _("状态"), decision, kind="badge"),
        ],
        queryset=queries.amendments(viewer).filter(plan=row),
        filters=[Filter("q", _("内容或理由"), fields=("subject", "reason"))],
        order=("-at", "-pk"), empty=_("这个规划没有调整过。"),
    )  # fmt: skip
    return lists.respond(request, table, PAGE, **head(request, row, "plan_amendments"))


def _said(values: dict[str, str]) -> str:
    return "；".join(f"{amendments.label(key)} {value or '—'}" for key, value in values.items())


def decision(row: Amendment) -> Badge:
    """Return how an amendment was decided."""
    if row.approved_by_id:
        return Badge(_("已批准"), "good")
    return Badge(_("已退回")) if row.refusal else Badge(_("待批准"), "due")


def _may_decide(viewer: Mandate, row: Amendment) -> bool:
    is_open = row.approved_by_id is None and not row.refusal
    return viewer.may("plans.confirm") and is_open and row.by.user_id != viewer.user_id


AMENDMENT_DEEDS = (
    Deed(
        "approve", _("批准调整"), forms.Nothing,
        lambda request, row, _told: amendments.approve(row, by=acting(request), at=request.at), _("已批准，规划已按调整后的内容执行。"), _may_decide,
    ),
    Deed(
        "refuse", _("退回"), forms.Refusal,
        lambda request, row, told: amendments.refuse(row, **told, by=acting(request), at=request.at), _("已退回。"), _may_decide,
    ),
)  # fmt: skip


def _amendment_sheet(row: Amendment) -> Sheet:
    facts = [
        (_("规划"), row.plan.title),
        (_("理由"), row.reason),
        (_("依据文号"), row.document_no or "—"),
    ]
    for key in row.after:
        change = f"{row.before.get(key) or '—'} → {row.after[key] or '—'}"
        facts.append((amendments.label(key), change))
    facts += [
        (_("提出"), f"{row.by.user} {formats.moment(row.at)}"),
        (_("批准"), f"{row.approved_by.user} {formats.moment(row.approved_at)}" if row.approved_by else "—"),
    ]  # fmt: skip
    if row.refusal:
        facts.append((_("退回理由"), row.refusal))
    return Sheet(
        title=row.subject, subtitle=row.plan.title, status=decision(row), facts=facts,
        back=reverse("office:plan_amendments", args=[row.plan_id]), deeds=AMENDMENT_DEEDS,
    )  # fmt: skip


@needs("plans.see")
def plan_amendment(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one change of a plan, before and after."""
    row = found(queries.amendments(acting(request)), pk)
    return show(request, row, _amendment_sheet(row), AMENDMENT_ACT)


@require_POST
@needs("plans.confirm")
def plan_amendment_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Approve or refuse a change."""
    row = found(queries.amendments(acting(request)), pk)
    home = reverse("office:plan_amendment", args=[pk])
    return perform(request, row, act, _amendment_sheet(row), AMENDMENT_ACT, home)


urlpatterns: list[URLPattern] = [
    path("plans/<int:pk>/amendments/", plan_amendments, name="plan_amendments"),
    path("plan-amendments/<int:pk>/", plan_amendment, name="plan_amendment"),
    path("plan-amendments/<int:pk>/<str:act>/", plan_amendment_act, name="plan_amendment_act"),
]
