"""One score sheet as a page: its items with figures, what may be done, objections and use."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from minzheng.domains.planning import choices
from minzheng.domains.planning.declarations import scoring
from minzheng.domains.planning.declarations.scoring import POINT
from minzheng.domains.planning.models import Consequence, Score, ScoreSheet
from minzheng.domains.planning.queries import assessment as queries
from minzheng.domains.planning.services import assessment as services
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.indicators import queries as indicators
from minzheng.site.middleware import StaffRequest
from minzheng.ui.formats import NOTHING, moment
from minzheng.ui.tables import Badge, Column, Table

from ... import figures, lists
from ...doors import acting, found
from ...forms import planning_assessment as forms
from ...forms.purchases import Nothing
from ..assistance.acts import Deed, Sheet

TONES = {
    choices.SELF_SCORING: "due",
    choices.SCORED: "due",
    choices.REVIEWED: "info",
    choices.PUBLISHED: "good",
}


def task_address(row: Consequence) -> str:
    """Return the page of the task that an improvement ordered."""
    return lists.address("office:planning_task", row.task_id) if row.task_id else ""


def given(value: int | None) -> float | int | None:
    """Return hundredths of a point as points, whole ones without a decimal point."""
    if value is None:
        return None
    return value / POINT if value % POINT else value // POINT


# -- deeds --------------------------------------------------------------------------------------


def _rows(request: StaffRequest, row: ScoreSheet) -> dict[str, Any]:
    return {"items": row.scheme.scored, "scores": list(row.scores.order_by("number"))}


def _numbered(request: StaffRequest, row: ScoreSheet) -> dict[str, Any]:
    items = row.scheme.scored
    return {"items": [(n, f"{n}. {item.text}") for n, item in enumerate(items, start=1)]}


def _objections(request: StaffRequest, row: ScoreSheet) -> dict[str, Any]:
    waiting = row.objections.filter(decided_by=None).order_by("number")
    return {
        "objections": [
            (one.pk, _("第 %(n)s 项：%(text)s") % {"n": one.number, "text": one.text[:40]})
            for one in waiting
        ]
    }


def _own(viewer: Mandate, row: ScoreSheet, *states: str) -> bool:
    mine = viewer.division_id == row.division_id and viewer.may("plans.work")
    return mine and row.state in states


def _above(viewer: Mandate, row: ScoreSheet, capability: str, *states: str) -> bool:
    level = accounts.covers(viewer, row.scheme.division_id) and viewer.may(capability)
    return level and row.state in states


def _may_review(viewer: Mandate, row: ScoreSheet) -> bool:
    return _above(viewer, row, "plans.enter", choices.SCORED) or _above(
        viewer, row, "plans.confirm", choices.SCORED
    )


def _may_decide(viewer: Mandate, row: ScoreSheet) -> bool:
    waits = row.objections.filter(decided_by=None).exists()
    return waits and _above(viewer, row, "plans.confirm", choices.REVIEWED)


def _scored(request: StaffRequest, row: ScoreSheet, told: Any) -> Any:
    return services.self_score_all(row, told, by=acting(request), at=request.at)


def _submitted(request: StaffRequest, row: ScoreSheet, told: Any) -> Any:
    return services.submit(row, by=acting(request), at=request.at)


def _reviewed(request: StaffRequest, row: ScoreSheet, told: Any) -> Any:
    return services.review(row, told, by=acting(request), at=request.at)


def _objected(request: StaffRequest, row: ScoreSheet, told: dict[str, Any]) -> Any:
    number = told.pop("number")
    return services.raise_objection(row, number, **told, by=acting(request), at=request.at)


def _decided(request: StaffRequest, row: ScoreSheet, told: dict[str, Any]) -> Any:
    objection = found(queries.objections(acting(request)), told.pop("objection"))
    return services.decide_objection(objection, **told, by=acting(request), at=request.at)


def _used(request: StaffRequest, row: ScoreSheet, told: dict[str, Any]) -> Any:
    return services.use_result(row, told.pop("kind"), **told, by=acting(request), at=request.at)


DEEDS = (
    Deed(
        "score", _lazy("自评打分"), forms.SelfScores, _scored, _lazy("自评已保存。"),
        lambda viewer, row: _own(viewer, row, choices.SELF_SCORING), shape=_rows,
    ),
    Deed(
        "submit", _lazy("提交自评"), Nothing, _submitted, _lazy("自评已提交，等待评审。"),
        lambda viewer, row: _own(viewer, row, choices.SELF_SCORING),
    ),
    Deed("review", _lazy("评审"), forms.Review, _reviewed, _lazy("评审完成，异议期开始。"), _may_review, shape=_rows),
    Deed(
        "object", _lazy("提出异议"), forms.ObjectionForm, _objected, _lazy("异议已提出，等待答复。"),
        lambda viewer, row: _own(viewer, row, choices.REVIEWED), shape=_numbered,
    ),
    Deed(
        "decide", _lazy("答复异议"), forms.ObjectionAnswer, _decided, _lazy("异议已答复。"), _may_decide,
        shape=_objections,
    ),
    Deed(
        "use", _lazy("运用结果"), forms.ResultUse, _used, _lazy("已登记。"),
        lambda viewer, row: _above(viewer, row, "plans.confirm", choices.PUBLISHED), shape=_numbered,
    ),
)  # fmt: skip


# -- the page -----------------------------------------------------------------------------------


def page(viewer: Mandate, row: ScoreSheet) -> Sheet:
    """Return the page of a sheet."""
    outcome = queries.outcome(row)
    weak = "；".join(
        _("%(item)s（失 %(n)s 分）") % {"item": item.text, "n": f"{lost / POINT:g}"}
        for _n, item, lost in queries.weakest(row)
    )
    known = row.total is not None
    facts: list[tuple[Any, Any]] = [
        (_("得分"), f"{row.total / POINT:g}（{row.grade}）" if row.total is not None else _("尚未评审")),
        (_("自评"), NOTHING if row.self_total is None else f"{row.self_total / POINT:g}"),
        (_("名次"), _("第 %(n)s 名") % {"n": row.rank} if row.rank else _("尚未公布")),
        (_("加分、扣分"), f"+{outcome.bonus / POINT:g}　−{outcome.deduction / POINT:g}" if outcome.total is not None else NOTHING),
        (_("失分最多"), weak if known and weak else NOTHING),
        (_("异议截止"), row.objections_until or NOTHING),
        (_("依据文件"), row.scheme.document),
    ]  # fmt: skip
    if outcome.cap is not None:
        facts.insert(
            1, (_("一票否决"), _("总分不超过 %(n)s 分") % {"n": f"{outcome.cap / POINT:g}"})
        )
    return Sheet(
        title=_("%(place)s %(year)s 年考核表") % {"place": row.division.name, "year": row.scheme.year}, subtitle=row.scheme.get_kind_display(),
        status=Badge(row.get_state_display(), TONES[row.state]), facts=facts, back=reverse("office:score_sheets"),
        deeds=DEEDS, stages=_stages(row), table=_items(viewer, row), more=_more(viewer, row),
        link=(_("考核细则与排名"), reverse("office:scheme", args=[row.scheme_id])),
    )  # fmt: skip


def _stages(row: ScoreSheet) -> list[dict[str, Any]]:
    steps = (
        (_("自评"), row.submitted_by, row.submitted_at), (_("评审"), row.reviewed_by, row.reviewed_at),
        (_("公布"), row.published_by, row.published_at),
    )  # fmt: skip
    stages: list[dict[str, Any]] = []
    for label, who, at in steps:
        is_next = who is None and not any(stage["state"] == "current" for stage in stages)
        note = f"{who.user} {moment(at)}" if who else ""
        stages.append(
            {"label": label, "note": note, "state": "done" if who else "current" if is_next else "next"}
        )  # fmt: skip
    return stages


def _items(viewer: Mandate, row: ScoreSheet) -> Table:
    items = row.scheme.scored
    rows = [{"score": s, "item": items[s.number - 1]} for s in row.scores.order_by("number")]

    def figure_page(one: dict[str, Any]) -> str:
        score, item = one["score"], indicators.find(one["item"].indicator)
        return figures.address(item, score.period, row.division_id) if item and score.period else ""

    def paper(one: dict[str, Any]) -> str:
        kept = one["score"].evidence_id
        return lists.address("office:document", kept, viewer=viewer, needs="documents.see") if kept else ""  # fmt: skip

    return Table(
        "score_sheet.items", _("考核项目"),
        [
            Column("n", _("序号"), "score.number", kind="number"),
            Column("section", _("板块"), "item.section", wide=True), Column("text", _("内容"), "item.text"),
            Column("most", _("分值"), "item.points", kind="number"),
            Column("way", _("方式"), lambda one: scoring.WAYS[one["item"].way], wide=True),
            Column("figure", _("指标值"), _figure, href=figure_page),
            Column("self", _("自评"), lambda one: given(one["score"].self_points), kind="number"),
            Column("points", _("得分"), _points),
            Column("evidence", _("佐证"), lambda one: _("查看") if one["score"].evidence_id else "", href=paper),
            Column("note", _("说明"), lambda one: _note(one["score"]), wide=True),
        ],
        rows=rows, order="", empty=_("没有项目。"), prefix="s-",
    )  # fmt: skip


def _figure(one: dict[str, Any]) -> str:
    score, item = one["score"], one["item"]
    if not item.is_computed:
        return ""
    if score.figure is None:
        return _("没有数据")
    goal = f" / {item.target.normalize():f}" if item.target is not None else ""
    return f"{score.figure.normalize():f}{goal}（{score.period}）"


def _points(one: dict[str, Any]) -> str:
    score = one["score"]
    if score.is_excused:
        return _("不参评")
    return NOTHING if score.points is None else f"{score.points / POINT:g}"


def _note(score: Score) -> str:
    return "；".join(part for part in (score.self_note, score.note) if part)


def _more(viewer: Mandate, row: ScoreSheet) -> list[Table]:
    objections = Table(
        "score_sheet.objections", _("异议"),
        [
            Column("number", _("考核项"), kind="number"), Column("text", _("异议理由")),
            Column("at", _("提出时间"), kind="datetime", wide=True), Column("state", _("结论"), _conclusion, kind="badge"),
            Column("change", _("改判"), lambda one: f"{given(one.before)} → {given(one.points)}" if one.is_upheld else ""),
            Column("reason", _("答复"), wide=True),
        ],
        queryset=row.objections.all(), order=("number",), empty=_("没有异议。"), prefix="o-",
    )  # fmt: skip
    uses = Table(
        "score_sheet.uses", _("结果运用"),
        [
            Column("kind", _("运用"), "get_kind_display"), Column("whom", _("对象")), Column("text", _("内容")),
            Column("document", _("文件"), wide=True), Column("honour", _("荣誉登记"), _honour, href=_honour_page),
            Column("task", _("改进任务"), lambda one: one.task.get_state_display() if one.task else "", href=task_address),
        ],
        queryset=row.consequences.select_related("task", "sheet"), order=("at",), empty=_("还没有运用。"), prefix="u-",
    )  # fmt: skip
    shown = [objections] if row.objections.exists() else []
    return [*shown, uses] if row.state == choices.PUBLISHED else shown


def _honour(one: Consequence) -> str:
    found_one = queries.honour_of(one)
    if found_one is not None:
        return found_one.title
    return _("去登记") if one.kind == choices.COMMEND else ""


def _honour_page(one: Consequence) -> str:
    found_one = queries.honour_of(one)
    if found_one is not None:
        return lists.address("office:honour", found_one.pk)
    return lists.address("office:honour_new") if one.kind == choices.COMMEND else ""


def _conclusion(one: Any) -> Badge:
    if one.is_upheld is None:
        return Badge(_("待答复"), "due")
    return Badge(_("采纳"), "good") if one.is_upheld else Badge(_("不采纳"), "quiet")
