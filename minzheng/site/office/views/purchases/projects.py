"""Projects: the list with sources and signs, one project with plan, receipts, payments and its steps."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.planning.models import RectificationItem
from minzheng.domains.planning.services import rectification
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.ledger.declarations import source_label
from minzheng.kernel.purchases import queries, services
from minzheng.kernel.purchases.choices import PLAN, PROJECT_STEPS
from minzheng.kernel.purchases.models import Project, ProjectStep
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts
from minzheng.ui.formats import percent, yuan
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs
from ...forms import projects as forms
from ...forms.planning_tracking import Deadline
from ..assistance.acts import Deed, Sheet, perform, show
from .entering import button, filled, state

ACT = "office:project_act"
FEN = 100


@needs("purchases.see")
def projects(request: StaffRequest) -> HttpResponseBase:
    """List projects with what was planned, has come and was arranged, and the coverage of signs."""
    viewer = acting(request)
    table = Table(
        "projects", _("项目资金"),
        [
            Column("name", _("项目"), href=lambda row: reverse("office:project", args=[row.pk]), order_by="name"),
            Column("planned", _("计划（元）"), kind="money", order_by="planned"),
            Column("received", _("到位（元）"), kind="money", order_by="received"),
            Column("rate", _("到位率"), lambda row: row.received / row.planned, kind="percent"),
            Column("committed", _("已安排支付（元）"), kind="money", order_by="committed", wide=True),
            Column("ends_on", _("计划完工"), kind="date", order_by="ends_on", wide=True),
            Column("sign", _("标识与公开"), _shown, kind="badge"),
        ],
        queryset=queries.projects(viewer),
        filters=[
            Filter("q", _("项目"), fields=("name", "purpose")),
            Filter("is_lottery", _("彩票公益金项目"), "flag"),
        ],
        order=("-starts_on", "-id"), empty=_("还没有项目。"),
    )  # fmt: skip
    covered = queries.sign_coverage(viewer)
    tiles = [
        {"label": _("彩票公益金项目"), "value": covered.projects},
        {"label": _("已设标识"), "value": covered.signed},
        {"label": _("已公开使用情况"), "value": covered.published},
        {"label": _("标识和公开覆盖率"), "value": percent(covered.share)},
    ]
    buttons = [button(_("登记项目"), "project_new", primary=True)]
    return lists.respond(
        request, table, "office/list.html", tiles=tiles,
        buttons=buttons if viewer.may("purchases.enter") else [],
    )  # fmt: skip


def _shown(row: Any) -> Badge:
    if not row.is_lottery:
        return Badge(_("不适用"))
    missing = [word for word, has in ((_("缺标识"), row.signed), (_("未公开"), row.published)) if not has]  # fmt: skip
    return Badge("、".join(missing), "due") if missing else Badge(_("齐全"), "good")


@needs("purchases.enter")
def project_new(request: StaffRequest) -> HttpResponse:
    """Enter a project: sources, milestones."""
    viewer = acting(request)
    return filled(
        request, forms.ProjectPlan(request.POST or None),
        lambda told: services.plan_project(viewer.division_id, **told, by=viewer, at=request.at),
        title=_("登记项目"), intro=_("各节点可支付金额合计等于各来源计划合计。"), done=_("项目已登记。"),
        home=lambda row: reverse("office:project", args=[row.pk]), back=reverse("office:projects"),
    )  # fmt: skip


# -- one project --------------------------------------------------------------------------------


def _sources(request: StaffRequest, row: Project) -> dict[str, Any]:
    return {"offered": [(s.source, source_label(s.source)) for s in row.sources.order_by("pk")]}


def _milestones(*, done: bool) -> Any:
    def shape(request: StaffRequest, row: Project) -> dict[str, Any]:
        rows = row.milestones.filter(done_on__isnull=not done).order_by("sequence")
        told: dict[str, Any] = {"milestones": [(part.pk, part.title) for part in rows]}
        if done:
            told |= _sources(request, row) | {"payees": queries.payees(acting(request))}
        return told

    return shape


def _received(request: StaffRequest, row: Project, told: dict[str, Any]) -> Any:
    return services.receive_money(row, told.pop("source"), **told, by=acting(request), at=request.at)  # fmt: skip


def _finished(request: StaffRequest, row: Project, told: dict[str, Any]) -> Any:
    part = found(row.milestones.all(), told.pop("milestone"))
    photos = [told.pop("photo")]
    return services.finish_milestone(part, photos=photos, **told, by=acting(request), at=request.at)


def _settled(request: StaffRequest, row: Project, told: dict[str, Any]) -> Any:
    part = found(row.milestones.all(), told["milestone"])
    payee = found(queries.payees(acting(request)), told["payee"])
    return services.settle_milestone(
        part, told["source"], amount=told["amount"], payee=payee, by=acting(request), at=request.at
    )


def _stepped(request: StaffRequest, row: Project, told: dict[str, Any]) -> Any:
    return services.take_step(row, told.pop("kind"), **told, by=acting(request), at=request.at)


def _open_finding(row: Project) -> ProjectStep | None:
    return row.steps.exclude(finding="").filter(closed_on=None).order_by("pk").first()


def _closed(request: StaffRequest, row: Project, told: dict[str, Any]) -> Any:
    step = _open_finding(row)
    assert step is not None
    return services.close_finding(step, **told, by=acting(request), at=request.at)


def _rectified(request: StaffRequest, row: Project, told: dict[str, Any]) -> Any:
    step = _open_finding(row)
    assert step is not None
    return rectification.take_project_finding(step, **told, by=acting(request), at=request.at)


def _may_rectify(viewer: Mandate, row: Project) -> bool:
    step = _open_finding(row)
    taken = RectificationItem.objects.filter(project_step=step)
    return step is not None and viewer.may("plans.enter") and not taken.exists()


def _may(condition: Any = None) -> Any:
    def allowed(viewer: Mandate, row: Project) -> bool:
        return viewer.may("purchases.enter") and (condition is None or bool(condition(row)))

    return allowed


DEEDS = (
    Deed("receive", _("登记到账"), forms.Receipt, _received, _("到账已登记并记账。"), _may(), shape=_sources),
    Deed(
        "finish", _("登记节点完成"), forms.MilestoneDone, _finished, _("节点已登记完成。"),
        _may(lambda row: row.milestones.filter(done_on=None).exists()), shape=_milestones(done=False),
    ),
    Deed(
        "settle", _("申请支付"), forms.MilestonePayment, _settled, _("已提交，等待复核和支付。"),
        _may(lambda row: row.milestones.exclude(done_on=None).exists()), shape=_milestones(done=True),
    ),
    Deed("step", _("登记环节"), forms.Step, _stepped, _("已登记。"), _may()),
    Deed("close", _("登记审计整改"), forms.Closing, _closed, _("整改已登记。"), _may(_open_finding)),
    Deed("rectify", _("转入整改台账"), Deadline, _rectified, _("已列入整改台账。"), _may_rectify),
)  # fmt: skip


def _stages(row: Project) -> list[dict[str, Any]]:
    taken = {step.kind: step for step in row.steps.order_by("on", "pk")}
    stages = []
    for kind, label in PROJECT_STEPS.items():
        step = taken.get(kind)
        if kind == PLAN:
            stages.append({"label": label, "state": "done", "note": row.document})
            continue
        note = f"{step.on} {step.text}" if step else ""
        if step and step.score is not None:
            note += f" · {step.score} {step.grade}"
        if step and step.finding:
            note += f" · {step.finding} → {step.closing or _('待整改')}"
        is_open = bool(step and step.finding and step.closed_on is None)
        stages.append(
            {"label": label, "note": note, "state": "current" if is_open else "done" if step else "next"}
        )  # fmt: skip
    return stages


def _tables(viewer: Mandate, row: Project, matching: list[queries.Matching]) -> list[Table]:
    settled = queries.settlements(viewer).filter(milestone__project=row)
    return [
        Table(
            "project.sources", _("资金来源与配套"),
            [
                Column("source", _("来源"), lambda one: source_label(one.source)),
                Column("planned", _("计划（元）"), kind="money"), Column("received", _("到位（元）"), kind="money"),
                Column("missing", _("尚缺（元）"), kind="money"), Column("paid", _("已支付（元）"), kind="money"),
            ],
            rows=matching, order="", empty=_("没有来源。"), prefix="m-",
        ),
        Table(
            "project.milestones", _("节点"),
            [
                Column("title", _("节点")), Column("due_on", _("计划完成"), kind="date"),
                Column("done_on", _("完成"), kind="date"), Column("amount", _("可支付（元）"), kind="money"),
                Column("committed", _("已安排（元）"), kind="money"), Column("note", _("完成情况"), wide=True),
            ],
            queryset=row.milestones.all(), order=("sequence",), empty=_("没有节点。"), prefix="n-",
        ),
        Table(
            "project.payments", _("支付"),
            [
                Column("title", _("事由"), href=lambda one: reverse("office:settlement", args=[one.pk])),
                Column("payee", _("收款单位")), Column("source", _("来源"), lambda one: source_label(one.source)),
                Column("amount", _("金额（元）"), kind="money"), Column("state", _("状态"), state, kind="badge"),
            ],
            queryset=settled, order=("-entered_at",), empty=_("还没有支付。"), prefix="p-",
        ),
    ]  # fmt: skip


def _item_link(row: Project) -> tuple[Any, str] | None:
    item = RectificationItem.objects.filter(project_step__project=row).order_by("-pk").first()
    return (_("整改台账"), reverse("office:rectification", args=[item.pk])) if item else None


def _sheet(request: StaffRequest, row: Project) -> Sheet:
    viewer, on = acting(request), localdate(request.at)
    matching = queries.matching(row)
    missing = sum(one.missing for one in matching)
    late = row.milestones.filter(done_on=None, due_on__lt=on).count()
    figure = charts.bar(
        _("各来源计划、到位与支付"), [source_label(one.source) for one in matching],
        {
            _("计划"): [one.planned / FEN for one in matching],
            _("到位"): [one.received / FEN for one in matching],
            _("已支付"): [one.paid / FEN for one in matching],
        },
        unit=_("元"), head=_("来源"),
    )  # fmt: skip
    first, *more = _tables(viewer, row, matching)
    return Sheet(
        title=row.name, subtitle=f"{row.division.name} · {row.document}",
        status=Badge(_("资金未足额到位"), "due") if missing else Badge(_("资金已到位"), "good"),
        facts=[
            (_("用途"), row.purpose), (_("工期"), f"{row.starts_on} 至 {row.ends_on}"),
            (_("计划投资"), yuan(sum(one.planned for one in matching))), (_("已到位"), yuan(sum(one.received for one in matching))),
            (_("已支付"), yuan(sum(one.paid for one in matching))), (_("尚缺配套"), yuan(missing)), (_("逾期未完成节点"), late),
        ],
        back=reverse("office:projects"), deeds=DEEDS, stages=_stages(row), figure=figure, table=first, more=more,
        link=_item_link(row),
    )  # fmt: skip


@needs("purchases.see")
def project(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one project: plan beside receipts and payments, milestones, the whole process."""
    row = found(queries.projects(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("purchases.enter")
def project_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a project."""
    row = found(queries.projects(acting(request)), pk)
    home = reverse("office:project", args=[pk])
    return perform(request, row, act, _sheet(request, row), ACT, home)


urlpatterns: list[URLPattern] = [
    path("projects/", projects, name="projects"),
    path("projects/new/", project_new, name="project_new"),
    path("projects/<int:pk>/", project, name="project"),
    path("projects/<int:pk>/<str:act>/", project_act, name="project_act"),
]
