"""Local measures: the list with what is late, one measure with its lawful steps and reviews."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.domains.planning.choices import (
    CANCELLED,
    EVALUATIONS,
    ISSUE,
    ISSUED,
    LAWFUL,
    LEGALITY,
    MATERIALS,
    MEASURE_CLASSES,
    MEASURE_KINDS,
    MEASURE_STAGES,
    OPEN_STAGES,
    OPINIONS,
    STEPS_NEEDED,
    UNLAWFUL,
)
from minzheng.domains.planning.models import LegalityReview, Measure
from minzheng.domains.planning.queries import plans
from minzheng.domains.planning.queries import registers as queries
from minzheng.domains.planning.services import legality as reviews
from minzheng.domains.planning.services import measures as services
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs
from ...forms import planning_registers as forms
from ..assistance.acts import Deed, Sheet, perform, show
from ..purchases.entering import button, filled, tabs

ACT = "office:measure_act"
TABS = (
    ("measures", _lazy("制度建设")),
    ("norms", _lazy("标准目录")),
    ("norm_checks", _lazy("标准执行检查")),
    ("pilots", _lazy("试点")),
    ("honours", _lazy("荣誉")),
)
UNDER_WAY, LATE = "open", "late"
STANDINGS = {
    UNDER_WAY: _lazy("在办"),
    LATE: _lazy("逾期"),
    LEGALITY: _lazy("合法性审核中"),
    ISSUED: _lazy("已印发"),
}
STAGE_TONES = {ISSUED: "good", "evaluated": "good", CANCELLED: "quiet"}
OPINION_TONES = {LAWFUL: "good", UNLAWFUL: "danger"}


def paper(viewer: Mandate, row: Any) -> str:
    """Return where the file kept with a row is opened; empty where there is none."""
    return lists.address("office:document", row.document_id, viewer=viewer, needs="documents.see") if row.document_id else ""  # fmt: skip


def _stage(row: Measure) -> Badge:
    return Badge(MEASURE_STAGES[row.stage], STAGE_TONES.get(row.stage, "info"))


def _time(row: Measure, on: date) -> Badge:
    if queries.is_overdue(row, on):
        return Badge(_("有效期已满未评估") if row.stage == ISSUED else _("逾期未印发"), "danger")
    if row.stage in OPEN_STAGES and row.due_on is None:
        return Badge(_("未定期限"), "due")
    return Badge(_("正常"), "good")


def _standing(rows: QuerySet[Measure], value: str, on: date) -> QuerySet[Measure]:
    """Keep the measures under way, late, at the review of legality, or issued."""
    if value == LATE:
        return queries.overdue(rows, on)
    if value == LEGALITY:
        return rows.filter(reviews__opinion="")
    return (
        rows.filter(stage__in=OPEN_STAGES) if value == UNDER_WAY else rows.exclude(issued_on=None)
    )


@needs("plans.see")
def measures(request: StaffRequest) -> HttpResponseBase:
    """List the measures that plans and papers order, with stage, days and number."""
    viewer, on = acting(request), localdate(request.at)
    rows = queries.measures(viewer)
    table = Table(
        "measures", _("制度建设"),
        [
            Column("title", _("文件名称"), href=lambda row: reverse("office:measure", args=[row.pk]), order_by="title"),
            Column("kind", _("种类"), "get_kind_display", order_by="kind", wide=True),
            Column("rank", _("制定程序"), "get_rank_display", order_by="rank", wide=True),
            Column("ordered_by", _("提出依据"), wide=True),
            Column("owner", _("责任单位"), order_by="owner"),
            Column("due_on", _("要求印发"), kind="date", order_by="due_on"),
            Column("stage", _("阶段"), _stage, kind="badge"),
            Column("time", _("时限"), lambda row: _time(row, on), kind="badge"),
            Column("review_due_on", _("合法性审核截止"), kind="date", order_by="review_due_on", wide=True),
            Column("document_number", _("发文字号"), kind="code"),
            Column("issued_on", _("印发日期"), kind="date", order_by="issued_on", wide=True),
        ],
        queryset=rows,
        filters=[
            Filter("q", _("名称、文号或单位"), fields=("title", "document_number", "owner", "ordered_by")),
            Filter("stage", _("阶段"), "choice", list(MEASURE_STAGES.items())),
            Filter("kind", _("种类"), "choice", list(MEASURE_KINDS.items())),
            Filter("rank", _("制定程序"), "choice", list(MEASURE_CLASSES.items())),
            Filter("plan", _("规划"), "choice", [(str(p.pk), p.title) for p in plans.plans(viewer).order_by("title")]),
            Filter("standing", _("进度"), "choice", lists.worded(STANDINGS.items()), apply=lambda found, value: _standing(found, value, on)),
        ],
        order=("due_on", "id"), empty=_("还没有制度建设事项。"),
        row_tone=lambda row: "danger" if queries.is_overdue(row, on) else "",
    )  # fmt: skip
    home = reverse("office:measures")
    tiles = [
        {
            "label": label,
            "value": _standing(rows, key, on).count(),
            "href": f"{home}?standing={key}",
        }
        for key, label in STANDINGS.items()
    ]
    buttons = [button(_("登记事项"), "measure_new", primary=True)]
    return lists.respond(
        request, table, "office/list.html", tabs=tabs(TABS, "measures"), tiles=tiles,
        buttons=buttons if viewer.may("plans.enter") else [],
    )  # fmt: skip


@needs("plans.enter")
def measure_new(request: StaffRequest) -> HttpResponse:
    """Put a measure on the list."""
    viewer = acting(request)
    own = accounts.visible(plans.plans(viewer), viewer).order_by("title")
    form = forms.MeasureEntry(request.POST or None, plans=[(p.pk, p.title) for p in own])

    def enter(told: dict[str, Any]) -> Measure:
        key = told.pop("plan")
        plan = found(own, key) if key else None
        return services.plan_measure(plan, **told, by=viewer, at=request.at)

    return filled(
        request, form, enter, title=_("登记制度建设事项"), done=_("已登记。"),
        home=lambda row: reverse("office:measure", args=[row.pk]), back=reverse("office:measures"),
    )  # fmt: skip


# -- one measure ---------------------------------------------------------------------------------------


def _on(service: Any) -> Any:
    return lambda request, row, told: service(row, **told, by=acting(request), at=request.at)


def _stepped(request: StaffRequest, row: Measure, told: dict[str, Any]) -> Any:
    return services.take_step(row, told.pop("kind"), **told, by=acting(request), at=request.at)


def _open_steps(row: Measure) -> list[tuple[str, str]]:
    found_ = queries.stages(row)
    return [(s.kind, s.label) for s in found_ if s.step is None and s.kind not in (LEGALITY, ISSUE)]


def _steps(request: StaffRequest, row: Measure) -> dict[str, Any]:
    return {"steps": _open_steps(row)}


def _described(request: StaffRequest, row: Measure) -> dict[str, Any]:
    return {"kind": row.kind, "rank": row.rank, "owner": row.owner, "due_on": row.due_on}


def _answered(request: StaffRequest, row: Measure, told: dict[str, Any]) -> Any:
    review = queries.open_review(row)
    assert review is not None
    return reviews.answer(review, **told, by=acting(request), at=request.at)


def _is_open(row: Measure) -> bool:
    return row.stage in OPEN_STAGES


def _may_step(viewer: Mandate, row: Measure) -> bool:
    return viewer.may("plans.enter") and _is_open(row) and bool(_open_steps(row)) and _own(viewer, row)  # fmt: skip


def _own(viewer: Mandate, row: Measure) -> bool:
    return accounts.covers(viewer, row.division_id)


def _may_submit(viewer: Mandate, row: Measure) -> bool:
    if not (viewer.may("plans.enter") and _is_open(row) and _own(viewer, row)):
        return False
    reviewed = row.steps.filter(kind=LEGALITY).exists() or queries.open_review(row) is not None
    return LEGALITY in STEPS_NEEDED[row.rank] and not reviewed


def _may_answer(viewer: Mandate, row: Measure) -> bool:
    return viewer.may("plans.confirm") and _own(viewer, row) and queries.open_review(row) is not None  # fmt: skip


def _confirms(viewer: Mandate, row: Measure) -> bool:
    return viewer.may("plans.confirm") and _is_open(row) and _own(viewer, row)


DEEDS = (
    Deed("step", _lazy("登记环节"), forms.MeasureStepForm, _stepped, _lazy("环节已登记。"), _may_step, shape=_steps),
    Deed("submit", _lazy("送合法性审核"), forms.LegalitySubmission, _on(reviews.submit), _lazy("已送审。"), _may_submit),
    Deed("opinion", _lazy("出具审核意见"), forms.LegalityOpinion, _answered, _lazy("意见已出具。"), _may_answer),
    Deed("issue", _lazy("印发"), forms.Issue, _on(services.issue), _lazy("已印发，并登记到政策文件目录。"), _confirms),
    Deed(
        "evaluate", _lazy("登记到期评估"), forms.Evaluation, _on(services.evaluate), _lazy("评估结论已登记。"),
        lambda viewer, row: viewer.may("plans.enter") and row.stage == ISSUED and _own(viewer, row),
    ),
    Deed(
        "describe", _lazy("修改事项"), forms.MeasureDescription, _on(services.describe), _lazy("已修改。"),
        lambda viewer, row: viewer.may("plans.enter") and _is_open(row) and _own(viewer, row), initial=_described,
    ),
    Deed("cancel", _lazy("撤销事项"), forms.Reason, _on(services.cancel), _lazy("事项已撤销。"), _confirms),
)  # fmt: skip


def _stages(row: Measure) -> list[dict[str, Any]]:
    shown, is_first = [], True
    for stage in queries.stages(row):
        step = stage.step
        note = ""
        if step is not None:
            note = f"{step.on} {_('不需要') if step.is_excused else step.text}"
            note += f"（{step.excuse}）" if step.excuse else ""
        state = "done" if step else "current" if is_first else "next"
        is_first = is_first and step is not None
        shown.append({"label": stage.label, "state": state, "note": note})
    return shown


def _opinion(row: LegalityReview) -> Badge:
    if not row.opinion:
        return Badge(_("待审核"), "due")
    return Badge(OPINIONS[row.opinion], OPINION_TONES.get(row.opinion, "due"))


def _materials(row: LegalityReview) -> str:
    told = "、".join(MATERIALS[key] for key in row.materials)
    return told + (_("（紧急）") if row.is_urgent else "")


def _tables(viewer: Mandate, row: Measure) -> list[Table]:
    return [
        Table(
            "measure.reviews", _("合法性审核"),
            [
                Column("submitted_on", _("送审"), kind="date"), Column("submitted_by", _("送审人"), "submitted_by.user", wide=True),
                Column("materials", _("送审材料"), _materials, href=lambda one: paper(viewer, one), wide=True),
                Column("due_on", _("截止"), kind="date"), Column("opinion", _("意见"), _opinion, kind="badge"),
                Column("text", _("意见内容")), Column("reviewed_on", _("审核日期"), kind="date"),
                Column("reviewed_by", _("审核人"), lambda one: one.reviewed_by.user if one.reviewed_by else "", wide=True),
            ],
            queryset=row.reviews.select_related("submitted_by__user", "reviewed_by__user"), order=("-id",),
            empty=_("还没有送审。"), prefix="r-",
        ),
        Table(
            "measure.steps", _("制定经过"),
            [
                Column("kind", _("环节"), "get_kind_display"), Column("from_on", _("自"), kind="date", wide=True),
                Column("on", _("完成"), kind="date"), Column("text", _("情况"), href=lambda one: paper(viewer, one)),
                Column("excuse", _("免除或缩短的理由")), Column("by", _("登记人"), "by.user", wide=True),
            ],
            queryset=row.steps.select_related("by__user"), order=("on", "id"), empty=_("还没有环节。"), prefix="s-",
        ),
    ]  # fmt: skip


def _sheet(request: StaffRequest, row: Measure) -> Sheet:
    viewer, on = acting(request), localdate(request.at)
    facts: list[tuple[Any, Any]] = [
        (_("文件种类"), row.get_kind_display()), (_("制定程序"), row.get_rank_display()), (_("提出依据"), row.ordered_by),
        (_("责任单位"), row.owner or "—"), (_("要求印发"), row.due_on or _("未定")), (_("时限"), _time(row, on).label),
    ]  # fmt: skip
    if row.issued_on:
        facts += [(_("发文字号"), row.document_number), (_("印发日期"), row.issued_on), (_("有效期至"), row.valid_to or _("未定"))]  # fmt: skip
    if row.evaluation:
        facts.append((_("评估结论"), EVALUATIONS[row.evaluation]))
    if row.reason:
        facts.append((_("撤销原因"), row.reason))
    first, second = _tables(viewer, row)
    link = (_("政策文件"), lists.address("office:policy", row.policy_id)) if row.policy_id else None
    return Sheet(
        title=row.title, subtitle=row.division.name, status=_stage(row), facts=facts, back=reverse("office:measures"),
        deeds=DEEDS, stages=_stages(row), link=link,
        table=first if LEGALITY in STEPS_NEEDED[row.rank] else second, more=[second] if LEGALITY in STEPS_NEEDED[row.rank] else [],
    )  # fmt: skip


@needs("plans.see")
def measure(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one measure: its steps, its reviews, what may be done next."""
    row = found(queries.measures(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("plans.enter", "plans.confirm")
def measure_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a measure."""
    row = found(queries.measures(acting(request)), pk)
    home = reverse("office:measure", args=[pk])
    return perform(request, row, act, _sheet(request, row), ACT, home)


urlpatterns: list[URLPattern] = [
    path("measures/", measures, name="measures"),
    path("measures/new/", measure_new, name="measure_new"),
    path("measures/<int:pk>/", measure, name="measure"),
    path("measures/<int:pk>/<str:act>/", measure_act, name="measure_act"),
]
