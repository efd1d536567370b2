"""Sample surveys: populations, how a sample is drawn, and what the answers say of everybody (PL-10)."""

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import sqrt
from statistics import median

from django.db.models import Count, Q, QuerySet

from minzheng.core.months import add_months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import EVALUATOR
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.benefits.declarations import PERSON
from minzheng.kernel.benefits.declarations import registry as kinds
from minzheng.kernel.bodies.models import Facility
from minzheng.kernel.bodies.queries import open_on
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.people.models import Household, Person

from ..choices import ANSWERED, MULTIPLE, NUMBER, SCALE, SINGLE, UNIT_STATES, WORDS
from ..models import Survey, SurveyQuestion, SurveyUnit

ELDERS, HOMES, PLACES, HOLDERS = "elders", "households", "facilities", "benefit:"
SIXTY = 60 * 12
# The quantile of the normal distribution for an interval of 95 %.
NORMAL_95 = 1.959964


@dataclass(frozen=True, order=True)
class Member:
    """One of a population: where, and the key of the person, household or facility."""

    division: str
    person: int | None = None
    household: int | None = None
    facility: int | None = None


@dataclass(frozen=True)
class Layer:
    """One layer of a sample: how many the place holds, and who was drawn."""

    population: int
    members: list[Member]


def populations() -> list[tuple[str, str]]:
    """Return the populations a survey may ask, by key: elders, households, facilities, holders of a benefit."""
    held = [(f"{HOLDERS}{benefit.key}", f"在享：{benefit.label}") for benefit in kinds.all()]
    return [(ELDERS, "六十周岁以上老年人"), (HOMES, "登记家庭"), (PLACES, "在用服务设施"), *held]


def population_label(key: str) -> str:
    """Name a population."""
    return dict(populations()).get(key, key)


def members(key: str, division: str, on: date) -> list[Member]:
    """Return everybody of a population below a division on a day, in a fixed order."""
    if key == ELDERS:
        born = Person.objects.filter(
            merged_into=None, died_on=None, birth_on__lte=add_months(on, -SIXTY)
        )
        rows = divisions.within(born, division).values_list("division_id", "pk")
        return [Member(code, person=pk) for code, pk in rows.order_by("pk")]
    if key == HOMES:
        homes = divisions.within(Household.objects.in_force(on), division)
        return [Member(c, household=pk) for c, pk in homes.order_by("pk").values_list("division_id", "pk")]  # fmt: skip
    if key == PLACES:
        places = divisions.within(open_on(Facility.objects.all(), on), division)
        return [Member(c, facility=pk) for c, pk in places.order_by("pk").values_list("division_id", "pk")]  # fmt: skip
    benefit = kinds.get(key.removeprefix(HOLDERS))
    held = divisions.within(benefits.live_among([benefit.key], on), division)
    if benefit.to == PERSON:
        found = held.exclude(person=None).values_list("division_id", "person_id")
        return sorted({Member(code, person=pk) for code, pk in found}, key=lambda m: m.person or 0)
    found = held.values_list("division_id", "household_id")
    return sorted({Member(c, household=pk) for c, pk in found}, key=lambda m: m.household or 0)


def draw(survey: Survey, on: date) -> dict[str, Layer]:
    """Draw the sample of a survey: the places below it are the layers. ValueError (Chinese).

    Each layer is drawn by itself from the seed, so the same population gives the same sample.
    """
    layers: dict[str, list[Member]] = {}
    lineages = divisions.lineages()
    for member in members(survey.population, survey.division_id, on):
        line = lineages[member.division]
        at = line.index(survey.division_id)
        layers.setdefault(line[at - 1] if at else survey.division_id, []).append(member)
    sizes = allotted({code: len(rows) for code, rows in layers.items()}, survey.size)
    return {
        code: Layer(len(layers[code]), random.Random(f"{survey.seed}|{code}").sample(layers[code], size))  # noqa: S311
        for code, size in sizes.items()
    }  # fmt: skip


def allotted(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """Share a sample among layers in proportion, each at least two (one where it must be).

    ValueError (Chinese) where there are fewer people than the sample, or more layers.
    """
    total = sum(counts.values())
    if size > total:
        raise ValueError(f"调查总体只有 {total} 个，样本量不能大于总体。")
    if size < len(counts):
        raise ValueError(f"样本分布在 {len(counts)} 个地方，样本量不能少于这个数。")
    least = 2 if size >= 2 * len(counts) else 1
    given = {code: min(least, count) for code, count in sorted(counts.items())}
    for _number in range(size - sum(given.values())):
        open_layers = [code for code in given if given[code] < counts[code]]
        neediest = max(open_layers, key=lambda c: size * counts[c] / total - given[c])
        given[neediest] += 1
    return given


# -- who sees what -----------------------------------------------------------------------------------


def surveys(viewer: Mandate | None) -> QuerySet[Survey]:
    """Return the surveys a viewer may see: his divisions' and those above; a third party only his own."""
    rows = Survey.objects.select_related("division", "plan", "evaluator__user").annotate(
        unit_count=Count("units"), answer_count=Count("units", filter=Q(units__state=ANSWERED))
    )
    if viewer is None:
        return rows.none()
    if viewer.role == EVALUATOR:
        return rows.filter(evaluator__user=viewer.user_id)
    above = Q(division_id__in=divisions.lineage(viewer.division_id))
    return rows.filter(divisions.inside(viewer.division_id) | above)


def units(viewer: Mandate | None, survey: Survey | None = None) -> QuerySet[SurveyUnit]:
    """Return the units of surveys a viewer may see, those of his divisions only."""
    rows = SurveyUnit.objects.filter(survey__in=surveys(viewer)).select_related(
        "survey", "division__parent", "person", "household__head", "facility", "by__user"
    )
    rows = rows.filter(survey=survey) if survey is not None else rows
    return accounts.visible(rows, viewer)


def unit_name(unit: SurveyUnit) -> str:
    """Name a unit as far as asking needs it: people and heads of households masked, facilities whole."""
    if unit.facility is not None:
        return unit.facility.name
    person = unit.person or (unit.household.head if unit.household is not None else None)
    return person.masked_name if person is not None else ""


# -- what the answers say ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Returns:
    """How many of the sample were drawn, answered, refused, were not reached, and still wait."""

    by_state: Mapping[str, int]

    @property
    def drawn(self) -> int:
        """How many units the sample has."""
        return sum(self.by_state.values())

    @property
    def rate(self) -> float | None:
        """The share of the sample that answered; None before there is a sample."""
        return self.by_state[ANSWERED] / self.drawn if self.drawn else None


@dataclass(frozen=True)
class Estimate:
    """A share or a mean of the whole population with its interval of 95 %, None where one answer gives none."""

    label: str
    count: int
    value: float
    low: float | None
    high: float | None


@dataclass
class Result:
    """What was answered to one question."""

    question: SurveyQuestion
    answered: int
    shares: list[Estimate] = field(default_factory=list)
    mean: Estimate | None = None
    middle: float | None = None
    words: list[str] = field(default_factory=list)


def returns(survey: Survey) -> Returns:
    """Return how the asking went."""
    states = list(survey.units.values_list("state", flat=True))
    return Returns({state: states.count(state) for state in UNIT_STATES})


def silent_places(survey: Survey) -> list[str]:
    """Return the layers from which nobody answered: the results say nothing of them."""
    heard = set(survey.units.filter(state=ANSWERED).values_list("stratum_id", flat=True))
    rows = survey.strata.exclude(pk__in=heard).select_related("division")
    return [row.division.name for row in rows.order_by("division__path")]


def results(survey: Survey) -> list[Result]:
    """Return what the answers say of the population, question by question.

    Every answer stands for as many as its layer holds per answer there. A share has the interval of
    Wilson with the effective number of answers (Kish) and the correction for a finite population; a
    mean the normal one. Unanswered questions are left out, they are never counted as no.
    """
    strata = {row.pk: row.population for row in survey.strata.all()}
    rows = survey.units.filter(state=ANSWERED).prefetch_related("answers")
    told: dict[int, list[tuple[int, object]]] = {}
    for unit in rows:
        for answer in unit.answers.all():
            told.setdefault(answer.question_id, []).append((unit.stratum_id, answer.value))
    return [
        _result(question, told.get(question.pk, []), strata)
        for question in survey.questions.order_by("sequence")
    ]


def _result(
    question: SurveyQuestion, told: Sequence[tuple[int, object]], strata: Mapping[int, int]
) -> Result:
    found = Result(question, len(told))
    if not told:
        return found
    layers = [layer for layer, _value in told]
    weights = [strata[layer] / layers.count(layer) for layer in layers]
    everybody = sum(strata[layer] for layer in set(layers))
    values = [value for _layer, value in told]
    if question.kind in (SINGLE, MULTIPLE, SCALE):
        found.shares = [
            _share(option, [_chose(value, option) for value in values], weights, everybody)
            for option in _offered(question)
        ]
    if question.kind in (SCALE, NUMBER):
        numbers = [float(str(value)) for value in values]
        found.mean = _mean(numbers, weights, everybody)
        found.middle = median(numbers)
    if question.kind == WORDS:
        found.words = [str(value) for value in values]
    return found


def _offered(question: SurveyQuestion) -> Iterable[str]:
    if question.kind == SCALE and question.low is not None and question.high is not None:
        return [str(number) for number in range(question.low, question.high + 1)]
    return list(question.options)


def _chose(value: object, option: str) -> bool:
    return option in value if isinstance(value, Collection) and not isinstance(value, str) else value == option  # fmt: skip


def _share(label: str, chose: Sequence[bool], weights: Sequence[float], everybody: int) -> Estimate:
    whole = sum(weights)
    share = sum(w for w, yes in zip(weights, chose, strict=True) if yes) / whole
    number = effective(weights, everybody)
    low, high = (share, share) if number is None else wilson(share, number)
    return Estimate(label, sum(chose), share, low, high)


def _mean(numbers: Sequence[float], weights: Sequence[float], everybody: int) -> Estimate:
    whole = sum(weights)
    mean = sum(n * w for n, w in zip(numbers, weights, strict=True)) / whole
    number = effective(weights, everybody)
    if number is None:
        return Estimate("平均", len(numbers), mean, mean, mean)
    if len(numbers) < 2:
        return Estimate("平均", len(numbers), mean, None, None)
    spread = sum(w * (n - mean) ** 2 for n, w in zip(numbers, weights, strict=True)) / whole
    margin = NORMAL_95 * sqrt(spread * len(numbers) / (len(numbers) - 1) / number)
    return Estimate("平均", len(numbers), mean, mean - margin, mean + margin)


def effective(weights: Sequence[float], everybody: int) -> float | None:
    """Return how many equal answers these are worth (Kish), more where most were asked; None: all were."""
    if len(weights) >= everybody:
        return None
    worth = sum(weights) ** 2 / sum(w * w for w in weights)
    return worth / (1 - len(weights) / everybody)


def wilson(share: float, number: float) -> tuple[float, float]:
    """Return the interval of 95 % of a share found in so many answers (Wilson)."""
    z2 = NORMAL_95**2
    centre = (share + z2 / (2 * number)) / (1 + z2 / number)
    margin = NORMAL_95 * sqrt(share * (1 - share) / number + z2 / (4 * number**2)) / (1 + z2 / number)  # fmt: skip
    return max(centre - margin, 0.0), min(centre + margin, 1.0)


def statements(survey: Survey, found: Sequence[Result]) -> list[str]:
    """Return sentences a report may take over: how the sample came about, then each question."""
    back = returns(survey)
    if back.rate is None:
        return []
    everybody = sum(row.population for row in survey.strata.all())
    who = survey.agency or survey.division.name
    sample = (
        f"{who}于{survey.starts_on.year}年{survey.starts_on.month}月至{survey.ends_on.year}年{survey.ends_on.month}月"
        f"开展“{survey.title}”，从{population_label(survey.population)}{everybody}个中分层随机抽取{back.drawn}个"
        f"（种子{survey.seed}），{back.by_state[ANSWERED]}个应答，应答率{back.rate:.1%}。"
    )
    told = [sample]
    told += [said for result in found if (said := _sentence(result))]
    if silent := silent_places(survey):
        told.append(f"{'、'.join(silent)}没有答卷，结果不代表这些地方。")
    return told


def _sentence(result: Result) -> str:
    name = f"“{result.question.text}”"
    if result.mean is not None:
        span = "" if result.mean.low is None else f"（95%置信区间{result.mean.low:.2f}至{result.mean.high:.2f}）"  # fmt: skip
        return f"{name}平均{result.mean.value:.2f}{span}，有效回答{result.answered}个。"
    if result.shares:
        parts = [f"{one.label}{one.value:.1%}（{one.low:.1%}至{one.high:.1%}）" for one in result.shares]  # fmt: skip
        return f"{name}{'，'.join(parts)}（括号内为95%置信区间），有效回答{result.answered}个。"
    return ""
