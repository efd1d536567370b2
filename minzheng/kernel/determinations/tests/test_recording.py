"""Findings on record: typed by their column, dated, withdrawn with a reason, and known to policies."""

from datetime import date

import pytest

from minzheng.kernel.audit.models import Entry
from minzheng.kernel.determinations import facts, queries, services
from minzheng.kernel.determinations.models import RecordedFact
from minzheng.kernel.determinations.services import FactError, Source
from minzheng.kernel.determinations.services.single import sources_of
from minzheng.kernel.determinations.tests.fixtures import AT, MONTH

LEVEL = "ability_level"
APRIL, JULY = date(2026, 4, 1), date(2026, 7, 1)


@pytest.fixture
def record(staff, family):
    def record_fact(value, since=APRIL, *, column=LEVEL, by="lin", **more):
        return services.record_fact(
            column, value, person=family.head, since=since, by=staff[by], at=AT, **more
        )

    return record_fact


def level_on(family, day):
    known = facts.county_facts(MONTH, day, [family.pk]).persons.filter(person=family.head_id)
    return known[LEVEL].item() if LEVEL in known.columns else None


def test_latest_finding_of_the_day_counts_until_its_end(family, record):
    record(2)
    record(3, JULY, until=date(2026, 10, 1))
    days = (date(2026, 3, 31), APRIL, date(2026, 6, 30), JULY, date(2026, 10, 1))
    assert [level_on(family, day) for day in days] == [None, 2, 2, 3, 2]


def test_withdrawn_finding_counts_no_more_and_stays_on_record(family, staff, record):
    row = record(3)
    with pytest.raises(FactError, match="原因"):
        services.withdraw_fact(row, reason=" ", by=staff["lin"], at=AT)
    services.withdraw_fact(row, reason="评估对象有误", by=staff["lin"], at=AT)
    assert level_on(family, JULY) is None
    assert list(queries.recorded_facts(staff["lin"], household=family)) == [row]
    verbs = Entry.objects.filter(verb__startswith="determinations.fact").values_list(
        "verb", flat=True
    )
    assert set(verbs) == {"determinations.fact.recorded", "determinations.fact.withdrawn"}


def test_double_click_records_once_and_another_value_of_the_day_is_refused(record):
    assert record(2) == record(2)
    with pytest.raises(FactError, match="先撤回"):
        record(3)
    assert RecordedFact.objects.count() == 1


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (LEVEL, "三级", "整数"),
        (LEVEL, True, "整数"),
        ("can_eat", 1, "是或否"),
        ("care_mode", "hospital", "集中供养、分散供养"),
        ("subsidy_applied_on", "2026-04-01", "日期"),
        ("home_bill", 12.5, "分"),
        ("wages", 100, "不能另行记录"),
        ("dibao_family", True, "不能另行记录"),
        ("relief_type", "emergency", "不能另行记录"),
        ("yearly_income", 100, "家庭名下"),
        ("abilty_level", 2, "没有名为"),
    ],
)
def test_value_must_fit_its_column(record, column, value, words):
    with pytest.raises(FactError, match=words):
        record(value, column=column)


def test_stranger_records_and_sees_nothing(staff, record):
    with pytest.raises(FactError, match="辖区"):
        record(2, by="zhao")
    record(2)
    assert not queries.recorded_facts(staff["zhao"]).exists()
    assert not queries.facts_due(staff["zhao"], date(2030, 1, 1)).exists()


def test_findings_due_for_review_are_listed(staff, record):
    row = record(2, review_on=date(2026, 12, 1))
    assert list(queries.facts_due(staff["lin"], date(2026, 11, 30))) == []
    assert list(queries.facts_due(staff["lin"], date(2026, 12, 1))) == [row]


def test_explanation_names_the_record_and_what_it_rests_on(family, record):
    record(3, source=Source(note="长期照护师入户评估"))
    known = facts.county_facts(MONTH, JULY, [family.pk])
    words = sources_of(known)[family.head_id, LEVEL]
    assert words == "调查记录（2026-04-01起，长期照护师入户评估）"


def test_form_of_a_table_says_what_each_box_needs():
    boxes = {box.column: box for box in queries.recordable("assisted_persons")}
    mode = boxes["care_mode"]
    assert (mode.kind, mode.choices) == (
        "text",
        {"centralised": "集中供养", "scattered": "分散供养"},
    )
    assert boxes["can_eat"].sensitive
    assert not boxes["can_eat"].per_case
    assert boxes.keys().isdisjoint({"person", "tekun_recipient", "died_on"})
