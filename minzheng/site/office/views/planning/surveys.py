"""Sample surveys: the questionnaire built on screen, the sample, answers entered, what they say."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.domains.planning.choices import (
    ANSWERED,
    ASKING,
    DESIGNING,
    QUESTION_KINDS,
    SURVEY_STATES,
    SURVEYED,
    UNIT_STATES,
    WAITING,
)
from minzheng.domains.planning.models import Survey, SurveyUnit
from minzheng.domains.planning.queries import plans
from minzheng.domains.planning.queries import surveys as queries
from minzheng.domains.planning.services import surveys as services
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import EVALUATOR
from minzheng.kernel.accounts.models import Mandate
from minzheng.site.middleware import StaffRequest
from minzheng.ui import charts
from minzheng.ui.formats import percent
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs, tried
from ...forms import planning_registers as forms
from ...forms.purchases import Nothing
from ..assistance.acts import Deed, Sheet, perform, show
from ..purchases.entering import button, filled

ACT = "office:survey_act"
STATE_TONES = {DESIGNING: "due", ASKING: "info", SURVEYED: "good"}
UNIT_TONES = {WAITING: "due", ANSWERED: "good"}
# A chart of one question is only worth its place when it has several shares.
LEAST_BARS = 2
WHOLE = 100


def _address(row: Survey) -> str:
    return reverse("office:survey", args=[row.pk])


def _state(row: Survey) -> Badge:
    return Badge(SURVEY_STATES[row.state], STATE_TONES[row.state])


@needs("plans.see")
def surveys(request: StaffRequest) -> HttpResponseBase:
    """List the surveys; a third party reads only those given to him."""
    viewer = acting(request)
    table = Table(
        "surveys", _("抽样调查"),
        [
            Column("title", _("调查"), href=_address, order_by="title"),
            Column("population", _("调查总体"), lambda row: queries.population_label(row.population), wide=True),
            Column("size", _("样本量"), kind="number", order_by="size"),
            Column("agency", _("第三方机构"), wide=True),
            Column("starts_on", _("开始"), kind="date", order_by="starts_on", wide=True),
            Column("ends_on", _("结束"), kind="date", order_by="ends_on"),
            Column("rate", _("应答率"), lambda row: row.answer_count / row.unit_count if row.unit_count else None, kind="percent"),
            Column("state", _("状态"), _state, kind="badge"),
        ],
        queryset=queries.surveys(viewer),
        filters=[
            Filter("q", _("名称或机构"), fields=("title", "agency")),
            Filter("state", _("状态"), "choice", list(SURVEY_STATES.items())),
        ],
        order=("-starts_on", "-id"), empty=_("还没有抽样调查。"),
    )  # fmt: skip
    buttons = [button(_("设计调查"), "survey_new", primary=True)]
    return lists.respond(
        request, table, "office/list.html", buttons=buttons if viewer.may("plans.enter") else []
    )


@needs("plans.enter")
def survey_new(request: StaffRequest) -> HttpResponse:
    """Begin a survey."""
    viewer = acting(request)
    own = accounts.visible(plans.plans(viewer), viewer).order_by("title")
    asking = accounts.holders(EVALUATOR, viewer.division_id, localdate(request.at))
    form = forms.SurveyDesign(
        request.POST or None, plans=[(row.pk, row.title) for row in own], populations=queries.populations(),
        evaluators=[(one.pk, str(one.user)) for one in asking],
    )  # fmt: skip

    def enter(told: dict[str, Any]) -> Survey:
        plan, evaluator = told.pop("plan"), told.pop("evaluator")
        return services.design_survey(
            plan=found(own, plan) if plan else None, evaluator=found(asking, evaluator) if evaluator else None,
            **told, by=viewer, at=request.at,
        )  # fmt: skip

    return filled(
        request, form, enter, title=_("设计抽样调查"), done=_("已登记，请填写问卷。"), home=_address,
        back=reverse("office:surveys"),
    )  # fmt: skip


# -- one survey ----------------------------------------------------------------------------------------


def _on(service: Any) -> Any:
    return lambda request, row, told: service(row, **told, by=acting(request), at=request.at)


def _removed(request: StaffRequest, row: Survey, told: dict[str, Any]) -> Any:
    question = found(row.questions.all(), told["question"])
    return services.remove_question(question, by=acting(request), at=request.at)


def _questions(request: StaffRequest, row: Survey) -> dict[str, Any]:
    rows = row.questions.order_by("sequence")
    return {"questions": [(one.pk, f"{one.sequence}. {one.text}") for one in rows]}


def _designs(viewer: Mandate, row: Survey) -> bool:
    return row.state == DESIGNING and _keeps(viewer, row)


def _keeps(viewer: Mandate, row: Survey) -> bool:
    return viewer.may("plans.enter") and accounts.covers(viewer, row.division_id)


DEEDS = (
    Deed("question", _lazy("添加题目"), forms.Question, _on(services.add_question), _lazy("题目已添加。"), _designs),
    Deed(
        "remove", _lazy("删除题目"), forms.QuestionChoice, _removed, _lazy("题目已删除。"),
        lambda viewer, row: _designs(viewer, row) and row.questions.exists(), shape=_questions,
    ),
    Deed(
        "draw", _lazy("抽取样本"), Nothing, _on(services.draw_sample), _lazy("样本已抽取，可以开始调查。"),
        lambda viewer, row: _designs(viewer, row) and row.questions.exists(),
    ),
    Deed(
        "close", _lazy("结束调查"), Nothing, _on(services.close_survey), _lazy("调查已结束。"),
        lambda viewer, row: row.state == ASKING and _keeps(viewer, row),
    ),
)  # fmt: skip


def _reads_all(viewer: Mandate, row: Survey) -> bool:
    """Say whether somebody may read what everybody answered: the bureau, and who was asked to ask."""
    return viewer.role == EVALUATOR or accounts.covers(viewer, row.division_id)


def _questionnaire(row: Survey) -> Table:
    return Table(
        "survey.questions", _("问卷"),
        [
            Column("sequence", _("题号"), kind="number"), Column("text", _("问题")), Column("kind", _("题型"), lambda one: QUESTION_KINDS[one.kind]),
            Column("options", _("选项或范围"), lambda one: "；".join(one.options) or (f"{one.low}–{one.high}" if one.low is not None else "")),
            Column("is_required", _("必答"), lambda one: _("是") if one.is_required else _("否"), wide=True),
        ],
        queryset=row.questions.all(), order=("sequence",), prefix="q-", empty=_("还没有题目。"),
    )  # fmt: skip


def _sample(viewer: Mandate, row: Survey) -> Table:
    return Table(
        "survey.units", _("样本"),
        [
            Column("sequence", _("样本号"), kind="number", order_by="sequence", href=lambda one: reverse("office:survey_unit", args=[one.pk])),
            Column("name", _("调查对象"), queries.unit_name),
            Column("place", _("区划"), lambda one: lists.place(one.division), order_by="division__path"),
            Column("state", _("状态"), lambda one: Badge(UNIT_STATES[one.state], UNIT_TONES.get(one.state, "quiet")), kind="badge"),
            Column("channel", _("方式"), "get_channel_display", wide=True),
            Column("asked_on", _("访问日期"), kind="date", order_by="asked_on", wide=True),
            Column("by", _("录入人"), lambda one: one.by.user if one.by else "", wide=True),
        ],
        queryset=queries.units(viewer, row), order=("sequence",), prefix="u-", empty=_("还没有抽取样本。"), page_size=20,
        filters=[Filter("state", _("状态"), "choice", list(UNIT_STATES.items()))],
    )  # fmt: skip


def _lines(results: Iterable[queries.Result]) -> list[dict[str, Any]]:
    """Return one line for each share and mean, as the table of results shows them."""
    lines: list[dict[str, Any]] = []
    for result in results:
        question = f"{result.question.sequence}. {result.question.text}"
        same = {"question": question, "answered": result.answered}
        lines += [{**same, "what": one.label, "count": one.count, "value": percent(one.value), "span": _span(one, percent)} for one in result.shares]  # fmt: skip
        if result.mean is not None:
            said = {"value": _plain(result.mean.value), "span": _span(result.mean, _plain)}
            lines.append({**same, "what": _("平均"), "count": result.mean.count, **said})
            lines.append({**same, "what": _("中位数（样本）"), "count": result.answered, "value": _plain(result.middle), "span": ""})  # fmt: skip
        if not result.shares and result.mean is None:
            lines.append({**same, "what": _("文字回答"), "count": result.answered, "value": "", "span": ""})  # fmt: skip
    return lines


def _plain(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _span(one: queries.Estimate, worded: Any) -> str:
    return "—" if one.low is None or one.high is None else f"{worded(one.low)} – {worded(one.high)}"


def _told(row: Survey, results: list[queries.Result]) -> list[Table]:
    """Return what the answers say: estimates, sentences for a report, and what was written."""
    sentences = [{"text": text} for text in queries.statements(row, results)]
    words = [
        {"question": f"{one.question.sequence}. {one.question.text}", "text": text}
        for one in results
        for text in one.words
    ]
    return [
        Table(
            "survey.results", _("调查结果"),
            [
                Column("question", _("问题")), Column("what", _("回答")), Column("count", _("样本数"), kind="number", href=lambda _line: f"?u-state={ANSWERED}#table-survey-units"),
                Column("value", _("估计")), Column("span", _("95% 置信区间")), Column("answered", _("有效回答"), kind="number", wide=True),
            ],
            rows=_lines(results), order="", prefix="e-", empty=_("还没有答卷。"),
        ),
        Table(
            "survey.statements", _("可用于报告的表述"), [Column("text", _("表述"))], rows=sentences, order="", prefix="t-",
            empty=_("还没有答卷。"),
        ),
        Table(
            "survey.words", _("文字回答"), [Column("question", _("问题")), Column("text", _("回答"))], rows=words, order="",
            prefix="w-", empty=_("没有文字回答。"),
        ),
    ]  # fmt: skip


def _figure(results: list[queries.Result]) -> charts.Figure | None:
    """Draw the shares of the first question that has some."""
    first = next((one for one in results if len(one.shares) >= LEAST_BARS), None)
    if first is None:
        return None
    return charts.bar(
        first.question.text, [one.label for one in first.shares],
        {_("占比"): [round(one.value * WHOLE, 1) for one in first.shares]}, unit="%", head=_("回答"),
    )  # fmt: skip


def _sheet(request: StaffRequest, row: Survey) -> Sheet:
    viewer = acting(request)
    back = queries.returns(row)
    results = queries.results(row) if back.by_state[ANSWERED] and _reads_all(viewer, row) else []
    facts: list[tuple[Any, Any]] = [
        (_("目的"), row.purpose), (_("调查总体"), queries.population_label(row.population)),
        (_("样本量与种子"), _("%(size)s，种子 %(seed)s") % {"size": row.size, "seed": row.seed}),
        (_("调查时间"), f"{row.starts_on} 至 {row.ends_on}"), (_("调查单位"), row.agency or _("本单位")),
        (_("评估的规划"), row.plan.title if row.plan else "—"),
    ]  # fmt: skip
    if row.drawn_on:
        facts += [
            (_("抽样日期"), row.drawn_on), (_("总体数"), sum(one.population for one in row.strata.all())),
            (_("应答"), "，".join(f"{UNIT_STATES[key]} {count}" for key, count in back.by_state.items())),
            (_("应答率"), percent(back.rate)),
        ]  # fmt: skip
        silent = queries.silent_places(row)
        if results and silent:
            facts.append((_("没有答卷的地方"), _("%(places)s（结果不代表这些地方）") % {"places": "、".join(silent)}))  # fmt: skip
    told = _told(row, results) if results else []
    sample = [_sample(viewer, row)] if row.drawn_on else []
    first, *rest = [*told, *sample, _questionnaire(row)]
    return Sheet(
        title=row.title, subtitle=row.division.name, status=_state(row), facts=facts, back=reverse("office:surveys"),
        deeds=DEEDS, figure=_figure(results), table=first, more=rest,
    )  # fmt: skip


@needs("plans.see")
def survey(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one survey: questionnaire, sample, how the asking goes and what it says."""
    row = found(queries.surveys(acting(request)), pk)
    return show(request, row, _sheet(request, row), ACT)


@require_POST
@needs("plans.enter")
def survey_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one thing with a survey."""
    row = found(queries.surveys(acting(request)), pk)
    return perform(request, row, act, _sheet(request, row), ACT, _address(row))


# -- one unit of the sample ----------------------------------------------------------------------------


@needs("plans.work", "plans.evaluate")
def survey_unit(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter what one unit answered."""
    viewer = acting(request)
    row = found(queries.units(viewer), pk)
    questions = list(row.survey.questions.order_by("sequence"))
    form = forms.Answers(request.POST or None, initial=_entered(row), questions=questions)
    if request.method == "POST" and form.is_valid():

        def record() -> None:
            services.record_answers(row, **form.answers(), by=viewer, at=request.at)

        if tried(request, record, _("答卷已录入。"), also=(ValueError,)):
            return redirect(request, _next(viewer, row))
    return _unit_page(request, row, form)


@require_POST
@needs("plans.work", "plans.evaluate")
def survey_contact(request: StaffRequest, pk: int) -> HttpResponse:
    """Show whom to ask and the telephone once, on record."""
    row = found(queries.units(acting(request)), pk)
    told: list[services.Contact] = []

    def open_contact() -> None:
        told.append(services.open_contact(row, by=acting(request), at=request.at))

    tried(request, open_contact, also=(ValueError,))
    questions = list(row.survey.questions.order_by("sequence"))
    form = forms.Answers(initial=_entered(row), questions=questions)
    return _unit_page(request, row, form, contact=told[0] if told else None)


def _unit_page(
    request: StaffRequest, row: SurveyUnit, form: forms.Answers, contact: Any = None
) -> HttpResponse:
    context = {
        "row": row, "form": form, "contact": contact, "name": queries.unit_name(row), "place": lists.place(row.division),
        "back": _address(row.survey), "is_open": row.survey.state == ASKING,
        "title": _("%(survey)s 样本 %(n)s") % {"survey": row.survey.title, "n": row.sequence},
        "action": reverse("office:survey_unit", args=[row.pk]),
    }  # fmt: skip
    return render(request, "office/planning/survey_unit.html", context)


def _entered(row: SurveyUnit) -> dict[str, Any]:
    given = {f"question_{one.question_id}": one.value for one in row.answers.all()}
    told = {"channel": row.channel, "asked_on": row.asked_on, "note": row.note, **given}
    return {**told, "state": row.state} if row.state != WAITING else told


def _next(viewer: Mandate, row: SurveyUnit) -> str:
    """Return the page of the next unit that waits, or the survey's."""
    waiting = queries.units(viewer, row.survey).filter(state=WAITING, sequence__gt=row.sequence)
    following = waiting.order_by("sequence").first()
    return reverse("office:survey_unit", args=[following.pk]) if following else _address(row.survey)


urlpatterns: list[URLPattern] = [
    path("surveys/", surveys, name="surveys"),
    path("surveys/new/", survey_new, name="survey_new"),
    path("surveys/<int:pk>/", survey, name="survey"),
    path("surveys/<int:pk>/<str:act>/", survey_act, name="survey_act"),
    path("survey-units/<int:pk>/", survey_unit, name="survey_unit"),
    path("survey-units/<int:pk>/contact/", survey_contact, name="survey_contact"),
]
