"""Sample surveys: the questionnaire, the sample drawn from a population, answers, the end (PL-10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.db.models import Max

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import EVALUATOR
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit

from ..choices import (
    ANSWERED,
    ASKING,
    CHANNELS,
    DESIGNING,
    MULTIPLE,
    NUMBER,
    QUESTION_KINDS,
    SCALE,
    SINGLE,
    SURVEYED,
    UNIT_STATES,
    WAITING,
)
from ..models import (
    Plan,
    Survey,
    SurveyAnswer,
    SurveyQuestion,
    SurveyStratum,
    SurveyUnit,
)
from ..queries import surveys as queries
from .guards import PlanningError, need, said

MOST_OPTIONS = 20
WIDEST_SCALE = 100


@transaction.atomic
def design_survey(
    *, title: str, purpose: str, population: str, size: int, seed: int, starts_on: date, ends_on: date,
    by: Mandate, at: datetime, plan: Plan | None = None, evaluator: Mandate | None = None,
    agency: str = "",
) -> Survey:  # fmt: skip
    """Begin a survey: of whom, how many, from which seed, and who asks. PlanningError.

    An ``evaluator`` is a third party: he holds that role here and sees this survey and no other.
    """
    need(by, "plans.enter", by.division_id)
    if population not in dict(queries.populations()):
        raise PlanningError("请选择调查总体。")
    if starts_on > ends_on or size <= 0 or seed < 0:
        raise PlanningError("样本量和种子应为正数，结束日期不能早于开始日期。")
    if evaluator is not None:
        if evaluator.role != EVALUATOR or not accounts.covers(evaluator, by.division_id):
            raise PlanningError("第三方须是本地“评估人”岗位。")
        if not agency.strip():
            raise PlanningError("请填写第三方机构名称。")
    words = said(title=title, purpose=purpose)
    if Survey.objects.filter(division_id=by.division_id, title=words["title"]).exists():
        raise PlanningError("这项调查已经登记。")
    row = Survey.objects.create(
        division_id=by.division_id, population=population, size=size, seed=seed, starts_on=starts_on,
        ends_on=ends_on, plan=plan, evaluator=evaluator, agency=agency.strip(), by=by, at=at, **words,
    )  # fmt: skip
    audit.record("planning.survey.designed", subject=row, by=by, at=at, population=population)
    return row


@transaction.atomic
def add_question(
    survey: Survey, *, kind: str, text: str, by: Mandate, at: datetime, options: Sequence[str] = (),
    low: int | None = None, high: int | None = None, is_required: bool = True,
) -> SurveyQuestion:  # fmt: skip
    """Add a question at the end of a survey that is being designed. PlanningError.

    Choices have two options and more, a scale its ends; nothing of a questionnaire changes once the
    sample is drawn.
    """
    row = _designing(survey, by)
    if kind not in QUESTION_KINDS:
        raise PlanningError("请选择题型。")
    chosen = [option.strip() for option in options if option.strip()]
    if kind in (SINGLE, MULTIPLE):
        if not 2 <= len(chosen) <= MOST_OPTIONS or len(set(chosen)) != len(chosen):
            raise PlanningError(f"选择题须有 2 至 {MOST_OPTIONS} 个不同的选项。")
    else:
        chosen = []
    if kind == SCALE:
        if low is None or high is None or not 0 < high - low <= WIDEST_SCALE:
            raise PlanningError("打分题须填写最低分和最高分。")
    elif kind == NUMBER:
        if low is not None and high is not None and low >= high:
            raise PlanningError("数字题的下限应小于上限。")
        if (low is None) != (high is None):
            raise PlanningError("数字题的上下限要一起填写，或者都不填。")
    else:
        low = high = None
    last = row.questions.aggregate(last=Max("sequence"))["last"] or 0
    made = SurveyQuestion.objects.create(
        survey=row, sequence=last + 1, kind=kind, options=chosen, low=low, high=high,
        is_required=is_required, **said(text=text),
    )  # fmt: skip
    audit.record("planning.survey.question", subject=row, by=by, at=at, sequence=made.sequence)
    return made


@transaction.atomic
def remove_question(question: SurveyQuestion, *, by: Mandate, at: datetime) -> Survey:
    """Take a question out of a survey that is being designed; the others keep their order."""
    row = _designing(question.survey, by)
    SurveyQuestion.objects.filter(pk=question.pk).delete()
    audit.record("planning.survey.question_removed", subject=row, by=by, at=at, sequence=question.sequence)  # fmt: skip
    return row


@transaction.atomic
def draw_sample(survey: Survey, *, by: Mandate, at: datetime) -> Survey:
    """Draw the sample, layer by layer of places, in proportion, from the seed; then asking begins.

    The same population, size and seed give the same sample; how many each layer held is kept, so
    that the results can be weighted. PlanningError when the population is smaller than the sample.
    """
    row = _designing(survey, by)
    if not row.questions.exists():
        raise PlanningError("请先填写问卷。")
    on = accounts.day_of(at)
    drawn = queries.draw(row, on)
    strata = {
        code: SurveyStratum.objects.create(
            survey=row, division_id=code, population=layer.population, drawn=len(layer.members)
        )
        for code, layer in drawn.items()
    }
    members = [(strata[code], one) for code, layer in drawn.items() for one in layer.members]
    SurveyUnit.objects.bulk_create(
        SurveyUnit(
            survey=row, stratum=stratum, sequence=number, division_id=one.division,
            person_id=one.person, household_id=one.household, facility_id=one.facility,
        )
        for number, (stratum, one) in enumerate(members, start=1)
    )  # fmt: skip
    row.state, row.drawn_on = ASKING, on
    row.save(update_fields=["state", "drawn_on"])
    audit.record("planning.survey.drawn", subject=row, by=by, at=at, units=len(members), seed=row.seed)  # fmt: skip
    return row


@transaction.atomic
def record_answers(
    unit: SurveyUnit, *, state: str, channel: str, asked_on: date, answers: Mapping[int, Any],
    by: Mandate, at: datetime, note: str = "",
) -> SurveyUnit:  # fmt: skip
    """Record how asking one unit went, with its answers by question. PlanningError.

    ``answers`` maps the key of a question to an option, a list of options, a number or words. Only
    who answered has answers, to every required question; entering again replaces what was entered,
    until the survey is closed. The third party enters into his own survey only.
    """
    survey = held(unit.survey)
    row = held(unit)
    _need_unit(row, survey, by)
    if survey.state != ASKING:
        raise PlanningError("调查没有开始或者已经结束。")
    if state not in UNIT_STATES or state == WAITING or channel not in CHANNELS:
        raise PlanningError("请选择访问结果和方式。")
    if survey.drawn_on is None or not survey.drawn_on <= asked_on <= accounts.day_of(at):
        raise PlanningError("访问日期应在抽样日期至今天之间。")
    cleaned = _cleaned(list(survey.questions.order_by("sequence")), answers) if state == ANSWERED else {}  # fmt: skip
    row.answers.all().delete()
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(unit=row, question=question, value=value) for question, value in cleaned.items()
    )  # fmt: skip
    row.state, row.channel, row.asked_on, row.note = state, channel, asked_on, note.strip()
    row.by, row.at = by, at
    row.save(update_fields=["state", "channel", "asked_on", "note", "by", "at"])
    audit.record("planning.survey.answered", subject=survey, by=by, at=at, unit=row.sequence, state=state)  # fmt: skip
    return row


@dataclass(frozen=True)
class Contact:
    """Whom to ask and by which telephone; shown once, never kept on a list."""

    name: str
    phone: str


@transaction.atomic
def open_contact(unit: SurveyUnit, *, by: Mandate, at: datetime) -> Contact:
    """Tell who asks a unit its name and telephone, and put the look on record. PlanningError.

    Only while the survey runs and only to who may enter its answers (个人信息保护法 第六条).
    """
    survey = unit.survey
    _need_unit(unit, survey, by)
    if survey.state != ASKING:
        raise PlanningError("调查没有开始或者已经结束。")
    subject = unit.person or unit.household or unit.facility
    assert subject is not None
    audit.record_look(subject, by=by, at=at, reason=f"抽样调查：{survey.title}"[:200])
    if unit.facility is not None:
        return Contact(unit.facility.name, unit.facility.phone)
    person = unit.person or (unit.household.head if unit.household is not None else None)
    return Contact(person.name, person.phone or "") if person is not None else Contact("", "")


@transaction.atomic
def close_survey(survey: Survey, *, by: Mandate, at: datetime) -> Survey:
    """End the asking; from then on nothing changes and the results may be cited. PlanningError."""
    row = held(survey)
    need(by, "plans.enter", row.division_id)
    if row.state != ASKING or not row.units.filter(state=ANSWERED).exists():
        raise PlanningError("调查没有开始、已经结束，或者还没有一份答卷。")
    row.state, row.closed_on = SURVEYED, accounts.day_of(at)
    row.save(update_fields=["state", "closed_on"])
    audit.record("planning.survey.closed", subject=row, by=by, at=at)
    return row


def _need_unit(unit: SurveyUnit, survey: Survey, by: Mandate) -> None:
    """Refuse whoever neither works at the place of a unit nor is the survey's own third party."""
    if by.role == EVALUATOR:
        if survey.evaluator is None or survey.evaluator.user_id != by.user_id:
            raise PlanningError("这项调查没有委托给您。")
    else:
        need(by, "plans.work", unit.division_id)


def _designing(survey: Survey, by: Mandate) -> Survey:
    row = held(survey)
    need(by, "plans.enter", row.division_id)
    if row.state != DESIGNING:
        raise PlanningError("样本已经抽取，问卷不能再改。")
    return row


def _cleaned(
    questions: Sequence[SurveyQuestion], answers: Mapping[int, Any]
) -> dict[SurveyQuestion, Any]:
    """Return the answers as they are kept; PlanningError names the question."""
    kept: dict[SurveyQuestion, Any] = {}
    for question in questions:
        value = answers.get(question.pk)
        if value in (None, "", []):
            if question.is_required:
                raise PlanningError(f"第 {question.sequence} 题没有回答。")
            continue
        kept[question] = _answer(question, value)
    return kept


def _answer(question: SurveyQuestion, value: Any) -> Any:
    wrong = PlanningError(f"第 {question.sequence} 题的回答不在可选范围内。")
    if question.kind == SINGLE:
        if value not in question.options:
            raise wrong
        return value
    if question.kind == MULTIPLE:
        if set(value) - set(question.options):
            raise wrong
        return [option for option in question.options if option in value]
    if question.kind in (SCALE, NUMBER):
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise wrong from None
        outside = question.low is not None and not question.low <= number <= (question.high or 0)
        if not number.is_finite() or outside or (question.kind == SCALE and number != int(number)):
            raise wrong
        return str(int(number)) if question.kind == SCALE else str(number)
    return str(value).strip()[:1000]
