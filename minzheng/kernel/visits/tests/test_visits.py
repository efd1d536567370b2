"""Visits are made by two, recorded once, and what they found counts in a determination."""

from datetime import date, timedelta

import polars as pl
import pytest

from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.tests.procedures import KEY
from minzheng.kernel.determinations.services import fact_frames
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.people.facts import register_persons
from minzheng.kernel.visits import facts, queries, services
from minzheng.kernel.visits.models import Visit
from minzheng.kernel.visits.services import VisitRefused

AT = moment(11, 4, 17)
SEEN = moment(11, 4, 10)


@pytest.fixture
def case(procedure, staff, family):
    """Return a case applied for on 3 November."""
    return cases.open_case(KEY, household=family, by=staff["lin"], at=moment(11, 3))


def visit(family, staff, **changes):
    """Record a survey by Lin and Wang."""
    fields = {
        "kind": "survey",
        "purpose": "低保入户调查",
        "visited_at": SEEN,
        "by": staff["lin"],
        "second_visitor": staff["wang"],
        "at": AT,
        **changes,
    }
    return services.record_visit(family, **fields)


@pytest.mark.requirement("SA-17")
def test_survey_needs_two_different_investigators(family, staff):
    with pytest.raises(VisitRefused, match="两名以上"):
        visit(family, staff, second_visitor=None)
    with pytest.raises(VisitRefused, match="不能是同一人"):
        visit(family, staff, second_visitor=staff["lin"])
    assert visit(family, staff).second_visitor == staff["wang"]


def test_emergency_allows_one_investigator_and_remote_means(family, staff):
    with pytest.raises(VisitRefused, match="仅紧急情况"):
        visit(family, staff, is_remote=True)
    made = visit(family, staff, second_visitor=None, is_remote=True, is_emergency=True)
    assert made.is_emergency


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "party"}, "类型填写有误"),
        ({"visited_at": AT + timedelta(hours=1)}, "不能晚于当前时间"),
    ],
)
def test_impossible_visit_is_refused(family, staff, changes, reason):
    with pytest.raises(VisitRefused, match=reason):
        visit(family, staff, **changes)


def test_stranger_records_and_sees_nothing(family, staff):
    with pytest.raises(VisitRefused, match="不能记录该户走访"):
        visit(family, staff, by=staff["zhao"])
    visit(family, staff)
    assert list(queries.visits(staff["zhao"])) == []
    assert queries.visits(staff["worker"], family).count() == 1


def test_offline_receipt_sent_twice_is_one_visit(family, staff, register):
    first = visit(family, staff, receipt_id="phone-7-0001")
    assert visit(family, staff, receipt_id="phone-7-0001") == first
    assert Visit.objects.count() == 1
    other = register(("李四", date(1970, 1, 1), "head"))
    with pytest.raises(VisitRefused, match="已被其他走访使用"):
        visit(other, staff, receipt_id="phone-7-0001")


def test_condition_wants_the_survey_of_this_case(case, family, staff):
    visit(family, staff)
    assert queries.visit_recorded(case, AT) == (False, "尚未记录入户调查")
    visit(family, staff, case=case)
    assert queries.visit_recorded(case, AT) == (True, "")


def test_visit_of_another_family_cannot_serve_a_case(case, staff, register):
    other = register(("李四", date(1970, 1, 1), "head"))
    with pytest.raises(VisitRefused, match="家庭不一致"):
        visit(other, staff, case=case)


@pytest.mark.parametrize(
    ("mark", "words"),
    [("near_kin", "近亲属备案"), ("complained", "有投诉举报"), ("sampled", "列入抽查")],
)
def test_county_must_visit_marked_cases(case, family, staff, mark, words):
    """Worked example 9: near kin → county visit required; others only when marked."""
    assert queries.county_visited(case, AT) == (True, "")
    setattr(case, mark, True)
    holds, reason = queries.county_visited(case, AT)
    assert (holds, words in reason) == (False, True)
    visit(family, staff, case=case, kind="county_check", by=staff["chen"])
    assert queries.county_visited(case, AT) == (True, "")


# Facts -------------------------------------------------------------------------------------------
def found(family, at, column):
    """Return what the provider gives of a column, by person."""
    frame = facts.survey("2026-10", at, register_persons(at, [family.pk]))
    return dict(frame.select("person", column).iter_rows()) if column in frame.columns else {}


def test_latest_figure_of_a_column_counts(family, staff):
    head = family.head
    for day, income in ((2, 30000), (4, 45000)):
        visit(
            family,
            staff,
            visited_at=moment(11, day),
            facts=[{"person": head.pk, "column": "surveyed_income", "value": income}],
        )
    assert found(family, date(2026, 11, 3), "surveyed_income") == {head.pk: 30000}
    assert found(family, date(2026, 11, 30), "surveyed_income") == {head.pk: 45000}
    assert found(family, date(2026, 11, 1), "surveyed_income") == {}


def test_what_a_case_found_holds_from_its_application(case, family, staff):
    fact = {"person": family.head.pk, "column": "surveyed_income", "value": 30000}
    visit(family, staff, case=case, facts=[fact])
    assert found(family, date(2026, 11, 3), "surveyed_income") == {family.head.pk: 30000}


def test_figures_reach_the_facts_of_a_determination(family, staff):
    row = {"person": family.head.pk, "column": "surveyed_income", "value": 30000}
    visit(family, staff, facts=[row, {"column": "applied_as", "value": "single"}])
    frames = fact_frames(month="2026-10", at=date(2026, 11, 30), households=[family.pk])
    of_head = frames.persons.filter(pl.col("person") == family.head.pk)
    assert of_head["surveyed_income"].to_list() == [30000]
    assert frames.units["applied_as"].to_list() == ["single"]


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ({"column": "wishes", "value": 1}, "没有名为"),
        ({"column": "surveyed_income", "value": 1}, "家庭现有成员名下"),
        ({"person": 0, "column": "surveyed_income", "value": 1}, "家庭现有成员名下"),
    ],
)
def test_unknown_figures_and_strangers_are_refused(family, staff, fact, reason):
    with pytest.raises(VisitRefused, match=reason):
        visit(family, staff, facts=[fact])
    assert not Visit.objects.exists()
