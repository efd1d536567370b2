"""Sample surveys: drawn the same again, answered by whoever may, read as estimates of everybody."""

from datetime import date

import pytest

from minzheng.domains.planning.models import SurveyUnit
from minzheng.domains.planning.queries import surveys as queries
from minzheng.domains.planning.services import surveys as services
from minzheng.domains.planning.services.guards import PlanningError
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.bodies import services as bodies
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents.tests.county import OTHER_TOWN, TOWN, moment

AT = moment(11, 16)
TODAY = AT.date()


@pytest.fixture
def evaluator(staff):
    """Return the mandate of a third party, by name."""

    def make(name):
        user = User.objects.create_user(name, display_name=name)
        return Mandate.objects.create(user=user, role="evaluator", division_id="620422", valid_from=date(2020, 1, 1))  # fmt: skip

    return make


@pytest.fixture
def places(staff):
    for town, count in ((TOWN, 6), (OTHER_TOWN, 4)):
        for number in range(count):
            bodies.register_facility(
                Division.objects.get(code=town), name=f"幸福院{number}", kind="happy_house", level="village",
                ownership="collective", state="open", since=date(2020, 1, 1), by=staff["chen"], at=AT,
            )  # fmt: skip


@pytest.fixture
def survey(staff, places):
    """Return a function that designs a survey with two questions."""

    def make(title="满意度调查", size=5, **told):
        chen = {"by": staff["chen"], "at": AT}
        row = services.design_survey(
            title=title, purpose="评估成效", population="facilities", size=size, seed=7, starts_on=TODAY,
            ends_on=date(2026, 12, 31), **told, **chen,
        )  # fmt: skip
        services.add_question(row, kind="single", text="是否开放", options=["是", "否"], **chen)
        services.add_question(row, kind="scale", text="打分", low=1, high=5, **chen)
        services.add_question(row, kind="words", text="建议", is_required=False, **chen)
        return row

    return make


def answers(row, first, second):
    single, scale, words = row.questions.order_by("sequence")
    return {single.pk: first, scale.pk: second, words.pk: ""}


def enter(unit, told, by, state="answered"):
    return services.record_answers(unit, state=state, channel="phone", asked_on=TODAY, answers=told, by=by, at=AT)  # fmt: skip


@pytest.mark.requirement("PL-10")
def test_third_party_asks_the_drawn_sample_and_the_answers_stand_for_all(survey, evaluator, staff):
    asked, other = evaluator("qian"), evaluator("zhou")
    row = survey(evaluator=asked, agency="某研究院")
    row = services.draw_sample(row, by=staff["chen"], at=AT)
    twin = services.draw_sample(survey("重抽"), by=staff["chen"], at=AT)
    drawn = [
        list(s.units.order_by("sequence").values_list("facility", flat=True)) for s in (row, twin)
    ]
    assert drawn[0] == drawn[1]
    assert list(row.strata.order_by("division").values_list("population", "drawn")) == [(6, 3), (4, 2)]  # fmt: skip
    assert [queries.units(who, row).count() for who in (asked, other, staff["zhao"])] == [5, 0, 2]
    units = list(queries.units(asked, row).order_by("sequence"))
    with pytest.raises(PlanningError, match="没有委托给您"):
        enter(units[0], answers(row, "是", 4), other)
    with pytest.raises(PlanningError, match="第 2 题"):
        enter(units[0], answers(row, "是", 6), asked)
    for unit, first, second in zip(units[:4], ("是", "是", "否", "是"), (5, 4, 2, 5), strict=True):
        enter(unit, answers(row, first, second), asked)
    enter(units[4], {}, asked, state="refused")
    found = queries.returns(row)
    assert (found.by_state["answered"], found.rate) == (4, 0.8)
    yes = queries.results(row)[0].shares[0]
    # Three of 会师镇 stand for six, one of the other town for four: (2×2 + 1×4) / 10.
    assert (yes.count, yes.value) == (3, pytest.approx(0.8))
    assert yes.low < 0.8 < yes.high < 1
    services.close_survey(row, by=staff["chen"], at=AT)
    with pytest.raises(PlanningError, match="已经结束"):
        enter(units[4], answers(row, "是", 4), asked)


def test_asking_everybody_leaves_no_doubt_and_skipped_questions_count_nowhere(survey, staff):
    row = services.draw_sample(survey(size=10), by=staff["chen"], at=AT)
    for unit in row.units.all():
        enter(unit, answers(row, "是", 4), staff["chen"])
    share, score, words = queries.results(row)
    assert [(e.value, e.low, e.high) for e in share.shares] == [(1, 1, 1), (0, 0, 0)]
    assert (score.mean.value, score.middle, words.answered) == (4, 4, 0)


def test_questionnaire_is_settled_before_the_sample_is_drawn(survey, staff):
    chen = {"by": staff["chen"], "at": AT}
    row = survey()
    with pytest.raises(PlanningError, match="选项"):
        services.add_question(row, kind="multiple", text="哪些", options=["甲", "甲"], **chen)
    services.remove_question(row.questions.last(), **chen)
    services.draw_sample(row, **chen)
    with pytest.raises(PlanningError, match="不能再改"):
        services.add_question(row, kind="words", text="还有吗", **chen)
    with pytest.raises(ValueError, match="总体只有 10 个"):
        services.draw_sample(survey("太大", size=11), **chen)


@pytest.mark.parametrize(
    "key", ["elders", "households", "benefit:assistance.dibao", "benefit:elderly.old_age"]
)
def test_every_population_can_be_counted(key, family):
    assert isinstance(queries.members(key, "620422", TODAY), list)


def test_names_of_a_sample_are_masked(family, staff, survey):
    unit = SurveyUnit(person=family.head)
    assert queries.unit_name(unit) == "张**"


def test_interval_of_wilson_and_the_effective_number():
    low, high = queries.wilson(0.5, 100)
    assert (round(low, 4), round(high, 4)) == (0.4038, 0.5962)
    assert queries.effective([1.0] * 50, 100) == pytest.approx(100)
    assert queries.effective([2.0, 2.0], 2) is None
    assert queries.allotted({"a": 90, "b": 9, "c": 1}, 10) == {"a": 7, "b": 2, "c": 1}
