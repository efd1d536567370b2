"""Targets by their readings, tasks given out and reported on, projects moved on: where each stands on a day."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.domains.planning.choices import (
    BEHIND,
    COLOUR_RULES,
    EARLY,
    GREEN,
    ON_TRACK,
    RED,
    UNKNOWN,
    YELLOW,
)
from minzheng.domains.planning.models import Task, TaskProgress
from minzheng.domains.planning.queries import ledger, standings, work
from minzheng.domains.planning.services import plans, projects, tasks
from minzheng.domains.planning.services.guards import PlanningError
from minzheng.kernel.determinations.choices import ParameterState
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.documents.tests.county import OTHER_TOWN, TOWN, moment
from minzheng.kernel.documents.tests.pictures import PNG
from minzheng.kernel.indicators.models import Observation

from .test_plans import small

AT = moment(11, 20)
TODAY = date(2026, 11, 20)
COUNTY = "620422"


@pytest.fixture
def lamps(county):
    """Set the limits of the lamps: usual ones for all, another one for the town."""
    rows = (
        ("binding_yellow", "000000", "100"),
        ("expected_yellow", "000000", "80"),
        ("expected_yellow", TOWN, "50"),
    )
    for name, place, value in rows:
        ParameterValue.objects.create(
            policy=COLOUR_RULES, name=name, division_id=place, since=date(2016, 1, 1), value=value, source="测试",
            state=ParameterState.RELEASED.value,
        )  # fmt: skip


@pytest.fixture
def plan(staff, lamps):
    return plans.enter(small(), division=COUNTY, by=staff["chen"], at=AT)


def saw(indicator, period, value, division=COUNTY):
    return Observation.objects.create(
        indicator=indicator, division_id=division, period=period, numerator=int(Decimal(value) * 100),
        denominator=10000, computed_at=AT, origin="reported",
    )  # fmt: skip


def test_a_target_stands_where_its_last_figure_says(plan):
    beds = plan.targets.get(key="test_beds")
    nothing = standings.standing(beds, date(2028, 6, 30))
    assert (nothing.reading, nothing.completion, nothing.status) == (None, None, UNKNOWN)
    assert "还没有数据" in nothing.reason
    row = saw(beds.indicator, "2027", 61)
    found = standings.standing(beds, date(2028, 6, 30))
    assert (found.reading.observation_id, found.colour, found.status) == (row.pk, RED, BEHIND)
    assert found.reason == "现值61%（2027年），基期50%，目标73%，完成47.8%，时间进度50.0%。"


def test_all_targets_of_a_plan_are_read_at_once(plan, django_assert_max_num_queries):
    saw(plan.targets.get(key="test_beds").indicator, "2027", 61)
    with django_assert_max_num_queries(8):
        found = standings.standings(plan, date(2028, 6, 30))
    assert [one.status for one in found] == [BEHIND, UNKNOWN]
    assert standings.counts(found, lambda one: one.colour) == {RED: 1, UNKNOWN: 1}


def test_limits_are_those_of_the_place_and_day(plan):
    beds = plan.targets.get(key="test_beds")
    beds.kind = "expected"
    saw(beds.indicator, "2027", 57)
    saw(beds.indicator, "2027", 57, TOWN)
    on = date(2028, 6, 30)
    assert standings.standing(beds, on).colour == RED
    assert standings.standing(beds, on, division=TOWN).colour == YELLOW


def test_the_base_is_read_where_the_plan_prints_none(plan):
    beds = plan.targets.get(key="test_beds")
    beds.base = None
    saw(beds.indicator, "2025", 40)
    saw(beds.indicator, "2027", 60)
    found = standings.standing(beds, date(2028, 6, 30))
    assert (found.base, found.base_is_read, found.status) == (40, True, ON_TRACK)


@pytest.mark.requirement("PL-03")
def test_growth_is_compared_with_the_reference_of_the_year_before(staff, lamps):
    content = small("growth")
    content["indicators"] = [
        {"seq": 1, "key": "test_growth", "name_zh": "标准增速", "unit": "percent", "comparator": ">=", "target": None,
         "relative_to": "prev_year_growth_of_per_capita_consumption", "due": 2030}
    ]  # fmt: skip
    target = plans.enter(content, division=COUNTY, by=staff["chen"], at=AT).targets.get()
    saw(target.indicator, "2026", 5)
    assert "2026年参照数据" in standings.standing(target, date(2026, 12, 31)).reason
    # Nobody reports the county's own series: the province's counts.
    saw(target.relative_to, "2025", "4.8", "620000")
    assert standings.standing(target, date(2026, 12, 31)).status == ON_TRACK
    saw(target.relative_to, "2025", "5.2", COUNTY)
    assert standings.standing(target, date(2026, 12, 31)).status == BEHIND


@pytest.mark.requirement("PL-06")
def test_a_task_is_broken_down_reported_with_evidence_and_done(staff, plan):
    chen, lin = staff["chen"], staff["lin"]
    whole = tasks.assign("适老化改造200户", division=COUNTY, plan=plan, unit="养老股", due_on=date(2026, 12, 20), by=chen, at=AT)  # fmt: skip
    with pytest.raises(PlanningError, match="不能晚于"):
        tasks.assign("会师镇100户", division=TOWN, parent=whole, unit="会师镇", due_on=date(2026, 12, 31), by=chen, at=AT)  # fmt: skip
    part = tasks.assign(
        "会师镇100户", division=TOWN, parent=whole, unit="会师镇", owner=lin, due_on=date(2026, 12, 10),
        quantity=Decimal(100), quantity_unit="户", by=chen, at=AT,
    )  # fmt: skip
    assert part.plan == plan
    proof = SimpleUploadedFile("照片.png", PNG, content_type="image/png")
    for _click in range(2):
        made = tasks.progress(part, on=TODAY, percent=60, text="完成60户", quantity=Decimal(60), upload=proof, by=lin, at=AT)  # fmt: skip
    assert TaskProgress.objects.count() == 1
    assert made.document is not None
    assert work.standings_of([whole], TODAY)[0].percent == 60
    with pytest.raises(PlanningError, match="没有完成的子任务"):
        tasks.progress(whole, on=TODAY, percent=100, text="完成", by=chen, at=AT)
    with pytest.raises(PlanningError, match="累计完成数量"):
        tasks.progress(part, on=TODAY, percent=100, text="完成", quantity=Decimal(90), by=lin, at=AT)  # fmt: skip
    tasks.progress(part, on=TODAY, percent=100, text="完成", quantity=Decimal(100), by=lin, at=AT)
    tasks.progress(whole, on=TODAY, percent=100, text="完成", by=chen, at=AT)
    whole.refresh_from_db()
    assert (whole.state, whole.done_on) == ("done", TODAY)
    assert work.standings_of([whole], TODAY)[0].status == EARLY


def test_a_second_click_assigns_nothing(staff):
    first, second = (
        tasks.assign("月报", division=TOWN, unit="会师镇", due_on=TODAY, origin="周例会", by=staff["chen"], at=AT)
        for _click in range(2)
    )  # fmt: skip
    assert first == second
    assert Task.objects.count() == 1


def test_the_next_township_sees_and_works_nothing(staff, plan):
    row = tasks.assign("会师镇任务", division=TOWN, plan=plan, unit="会师镇", due_on=TODAY, by=staff["chen"], at=AT)  # fmt: skip
    of_county = tasks.assign("全县任务", division=COUNTY, plan=plan, unit="股室", due_on=TODAY, by=staff["chen"], at=AT)  # fmt: skip
    inside = tasks.assign("局内事项", division=COUNTY, unit="股室", due_on=TODAY, by=staff["chen"], at=AT)  # fmt: skip
    assert set(work.tasks(staff["lin"])) == {row, of_county}
    assert set(work.tasks(staff["zhao"])) == {of_county}
    assert inside in work.tasks(staff["chen"])
    for who, task in (("zhao", row), ("lin", of_county), ("reviewer", row)):
        with pytest.raises(PlanningError):
            tasks.progress(task, on=TODAY, percent=10, text="x", by=staff[who], at=AT)
    with pytest.raises(PlanningError):
        tasks.assign("x", division=OTHER_TOWN, unit="y", by=staff["lin"], at=AT)


def test_tasks_late_soon_and_cancelled_say_so(staff):
    def at(due):
        row = tasks.assign(
            f"{due}", division=COUNTY, unit="股室", due_on=due, by=staff["chen"], at=AT
        )
        return work.standings_of([row], TODAY)[0], row

    late, row = at(date(2026, 11, 1))
    assert (late.status, late.colour, late.is_late) == (BEHIND, RED, True)
    assert late.reason == "尚未填报进展，逾期19天"
    assert at(date(2026, 11, 25))[0].colour == YELLOW
    assert at(date(2026, 12, 31))[0].status == UNKNOWN
    tasks.cancel(row, reason="并入他项", by=staff["chen"], at=AT)
    with pytest.raises(PlanningError, match="办结"):
        tasks.progress(row, on=TODAY, percent=1, text="x", by=staff["chen"], at=AT)


@pytest.mark.requirement("PL-16")
def test_a_task_is_put_on_the_list_of_practical_matters(staff):
    row = tasks.assign("老饭桌10个", division=COUNTY, unit="养老股", due_on=TODAY, by=staff["chen"], at=AT)  # fmt: skip
    with pytest.raises(PlanningError):
        tasks.mark_practical(row, is_practical=True, by=staff["lin"], at=AT)
    tasks.mark_practical(row, is_practical=True, by=staff["chen"], at=AT)
    assert work.tasks(staff["chen"]).get(is_practical=True) == row


@pytest.mark.requirement("PL-15", "PL-17")
def test_a_project_keeps_milestones_sources_photos_and_land(staff, plan):
    chen = staff["chen"]
    row = projects.enter_project(
        "中心敬老院", division=COUNTY, plan=plan, site="县城", area_m2=Decimal(5000), beds=100, total=1_500_000_000,
        sources={"中央": 1_000_000_000, "县级": 400_000_000},
        milestones=[("开工", date(2026, 3, 1)), ("完工", date(2026, 12, 31))], by=chen, at=AT,
    )  # fmt: skip
    assert "不一致" in row.flags[0]
    stand = lambda: work.project_standings(plan, TODAY, chen)[0]  # noqa: E731
    assert (stand().status, [one.title for one in stand().late]) == (BEHIND, ["开工"])
    start, finish = row.milestones.order_by("sequence")
    for _click in range(2):
        projects.finish_milestone(start, done_on=date(2026, 4, 1), note="", by=chen, at=AT)
    assert (stand().status, stand().colour, stand().completion) == (ON_TRACK, GREEN, Decimal("0.5"))
    projects.finish_milestone(finish, done_on=TODAY, note="", by=chen, at=AT)
    assert stand().status == EARLY
    photo = SimpleUploadedFile("x.png", PNG, content_type="image/png")
    projects.add_photo(row, photo, taken_on=TODAY, text="主体", by=chen, at=AT)
    with pytest.raises(PlanningError):
        projects.record_land(row, document="x", by=chen, at=AT)
    projects.record_land(row, document="县自然资函〔2026〕3号", land_plan_year=2026, by=chen, at=AT)
    projects.record_land(
        row, document="县自然资函〔2026〕3号", spatial_plan_on=TODAY, by=chen, at=AT
    )
    row.refresh_from_db()
    assert (row.land_plan_year, row.spatial_plan_on, row.photos.count()) == (2026, TODAY, 1)
    with pytest.raises(PlanningError):
        projects.move_on(row, state="building", note="x", by=staff["lin"], at=AT)


@pytest.mark.requirement("PL-19")
def test_the_ledger_names_every_item_with_number_deadline_office_and_state(staff, plan):
    tasks.assign("培训4次", division=COUNTY, plan=plan, unit="救助股", due_on=date(2026, 11, 1), quantity=Decimal(4), quantity_unit="次", by=staff["chen"], at=AT)  # fmt: skip
    rows = ledger.ledger(plan, TODAY, staff["chen"])
    assert [one.position for one in rows] == [1, 2, 3]
    task = rows[-1]
    assert (task.title, task.number, task.office, task.status) == (
        "培训4次",
        "4次",
        "救助股",
        BEHIND,
    )
    assert [one.number for one in rows[:2]] == ["不低于73%", "不低于800户"]


def test_people_counted_stand_in_the_ten_thousands_a_plan_prints(plan):
    target = plan.targets.exclude(indicator="").first()
    target.indicator, target.unit, target.value = (
        "organisations.staff.fulltime",
        "万人",
        Decimal(3),
    )
    target.base, target.base_year, target.comparator = Decimal(1), 2025, ">="
    Observation.objects.create(
        indicator=target.indicator, division_id=COUNTY, period="2027", numerator=20_000, computed_at=AT,
    )  # fmt: skip
    found = standings.standing(target, date(2028, 6, 30))
    assert (found.current, found.reading.unit) == (Decimal(2), "万人")
    assert found.completion == Fraction(1, 2)
