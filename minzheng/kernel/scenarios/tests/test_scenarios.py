"""What-if runs: figures by hand, unknown kept apart, the same as the law gives after release, repeatable."""

from datetime import date

import polars as pl
import pytest

from minzheng.kernel.audit.models import Entry
from minzheng.kernel.benefits import catalogue
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.catalogue import Overlap, OverlapTable
from minzheng.kernel.benefits.declarations import Benefit, declare_benefit, registry
from minzheng.kernel.determinations import queries as answers
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.determinations.models import StandardChange
from minzheng.kernel.determinations.tests.fixtures import AT, KEY, MONTH
from minzheng.kernel.documents.tests.county import OTHER_TOWN, TOWN
from minzheng.kernel.scenarios import computing, queries, services
from minzheng.kernel.scenarios.services import ScenarioError


def rise(value="450", division="620422", category="rural"):
    """Return a change of the small standard."""
    return {"policy": KEY, "parameter": "small_standard", "division": division, "category": category, "value": value}  # fmt: skip


@pytest.fixture
def tried(families, staff):
    """Return a function that saves and runs a scenario as the county officer."""

    def try_out(*changes, **more):
        made = services.save(
            month=MONTH, changes=changes or [rise()], by=staff["chen"], at=AT, **more
        )
        return services.run(made, by=staff["chen"], at=AT)

    return try_out


def rows(scenario, viewer):
    """Return effect, before, after by household."""
    frame = queries.results(scenario, viewer)
    return {r["household"]: (r["effect"], r["before"], r["after"]) for r in frame.to_dicts()}


def test_figures_of_a_rise_equal_those_worked_out_by_hand(tried, families, staff):
    made = tried()
    a, b, c, d = (family.pk for family in families)
    assert rows(made, staff["chen"]) == {
        a: ("gains", 30050, 35000),
        b: ("enters", 0, 4950),
        c: ("enters", 0, 3000),
        d: ("undetermined", None, None),
    }
    figures = made.figures
    assert (figures["monthly"], figures["yearly"], figures["uncertain"]) == (12900, 154800, 1)
    assert made.title == "补助标准（农村） 450"


def test_sums_of_the_townships_are_the_total(tried, staff):
    frame = queries.results(tried(), staff["chen"])
    total = computing.summed(frame).to_dicts()[0]
    towns = computing.summed(frame, "town")
    assert towns["town"].to_list() == [TOWN, OTHER_TOWN]
    assert {name: towns[name].sum() for name in total} == total
    assert towns["change"].to_list() == [4950 + 4950, 3000]


def test_fall_takes_away_and_leaves_the_unknown_uncounted(tried, families, staff):
    made = tried(rise("90"))
    figures = made.figures["policies"][KEY]
    assert (figures["leaves"], figures["change"], figures["uncertain"]) == (1, -30050, 1)
    assert figures["before"] + figures["change"] == figures["after"] == 0


def test_next_determination_after_release_gives_what_the_scenario_said(tried, families, staff):
    made = services.release(
        tried(), since=date(2026, 10, 1), source="县政府常务会议", document="会政发〔2026〕9号", issued_by="county",
        by=staff["chen"], at=AT,
    )  # fmt: skip
    draft = StandardChange.objects.get(pk=made.change_id)
    (value,) = draft.values.all()
    assert (value.value, value.category, value.division_id) == ("450", "rural", "620422")
    assert (draft.state, draft.scenario_id) == ("draft", made.pk)
    determinations.release_change(draft, by=staff["reviewer"], at=AT, reason="测算后发布")
    determinations.determine_all(MONTH, at=AT)
    law = answers.results(KEY, MONTH).select("household", "amount").collect().rows()
    said = queries.results(made, staff["chen"]).select("household", "after").rows()
    assert sorted(law) == sorted(said)
    with pytest.raises(ScenarioError, match="已转标准草案"):
        services.release(made, since=date(2026, 11, 1), source="再来", by=staff["chen"], at=AT)


def test_same_inputs_give_the_same_bytes_and_other_inputs_another_file(tried, families, staff):
    made = tried()
    path = queries.results_path(made.inputs, KEY)
    first, inputs = path.read_bytes(), made.inputs
    path.unlink()
    again = services.run(made, by=staff["chen"], at=AT)
    assert (again.inputs, path.read_bytes()) == (inputs, first)
    row = determinations.enter_value(
        policy=KEY, name="small_standard", division=made.division, since=date(2026, 9, 1), value="410",
        category="rural", source="文件", by=staff["chen"], at=AT,
    )  # fmt: skip
    determinations.release_value(row, by=staff["reviewer"], at=AT)
    assert services.run(made, by=staff["chen"], at=AT).inputs != inputs


def test_killed_run_goes_on_with_what_is_missing(tried, staff, monkeypatch):
    made = tried()
    monkeypatch.setattr(services.running, "outcomes", None)  # nothing is worked out a second time
    steps = []
    services.run(made, by=staff["chen"], at=AT, progress=lambda *step: steps.append(step))
    assert steps == [(1, 1)]


def test_law_of_another_day_is_applied_to_the_same_people(tried, families, staff):
    made = tried(rise("300", category="urban"), policies=[KEY], law_on=date(2023, 6, 1))
    assert rows(made, staff["chen"])[families[0].pk] == ("loses", 30050, 20000)


def test_run_is_limited_to_the_divisions_asked_for(tried, families, staff):
    made = tried(places=[OTHER_TOWN])
    assert set(rows(made, staff["chen"])) == {families[2].pk, families[3].pk}


def test_local_version_is_taken_away_and_carried_elsewhere(tried, families, staff, small):
    rule = small.rules["grant"]

    @rule.within(TOWN, since="2020-01-01", basis="镇")
    def more(pensions, heads, small_standard):
        return heads * small_standard - pensions + 100

    try:
        alone = tried(rise("400.50"), without=[TOWN])
        assert rows(alone, staff["chen"])[families[0].pk] == ("loses", 30150, 30050)
        carried = tried(rise(), extended=[(TOWN, OTHER_TOWN)])
        assert rows(carried, staff["chen"])[families[2].pk] == ("enters", 0, 3100)
        assert queries.local_versions(small) == {TOWN: ["补助额"]}
    finally:
        rule.versions.pop()
    assert "grant" in small.rules and len(rule.versions) == 1


def test_double_click_saves_one_scenario(families, staff):
    one, two = (
        services.save(month=MONTH, changes=[rise()], by=staff["chen"], at=AT) for _ in range(2)
    )
    assert one.pk == two.pk
    assert Entry.objects.filter(verb="scenarios.saved").count() == 1


@pytest.mark.parametrize(
    ("value", "said"), [("六百", "不是数值"), ("-1", "负数"), ("1.234", "两位小数"), ("", "空")]
)
def test_value_that_does_not_fit_is_marked_at_its_place(families, staff, value, said):
    with pytest.raises(ScenarioError) as refused:
        services.save(month=MONTH, changes=[rise(), rise(value, category="urban")], by=staff["chen"], at=AT)  # fmt: skip
    assert list(refused.value.problems) == [1]
    assert said in refused.value.problems[1]


def test_value_is_read_as_officers_type_it(families, staff):
    made = services.save(month=MONTH, changes=[rise(" ４５０元 ")], by=staff["chen"], at=AT)
    assert made.changes[0]["value"] == "450"


def test_who_may_try_and_where(families, staff):
    with pytest.raises(ScenarioError, match="岗位"):
        services.save(month=MONTH, changes=[rise()], by=staff["lin"], at=AT)
    with pytest.raises(ScenarioError, match="标出"):
        services.save(month=MONTH, changes=[rise(division="620400")], by=staff["chen"], at=AT)
    with pytest.raises(ScenarioError, match="至少改动"):
        services.save(month=MONTH, policies=[KEY], by=staff["chen"], at=AT)
    with pytest.raises(ScenarioError, match="还没有汇集"):
        services.save(month="2026-11", changes=[rise()], by=staff["chen"], at=AT)


def test_stranger_sees_no_scenario_and_a_township_only_its_own_people(tried, families, staff):
    made = tried()
    assert list(queries.scenarios(staff["zhao"])) == []
    assert list(queries.scenarios(staff["bureau"])) == [made]
    assert set(rows(made, staff["zhao"])) == {families[2].pk, families[3].pk}


def test_two_scenarios_differ_where_their_answers_differ(tried, families, staff):
    a, b = (queries.results(tried(rise(v)), staff["chen"]) for v in ("450", "410"))
    found = queries.comparison(a, b)
    assert dict(found.select("household", "effect_b").rows()) == {
        families[0].pk: "gains",
        families[1].pk: "enters",
        families[2].pk: None,
    }
    assert queries.comparison(a, a).is_empty()


def test_explanation_stands_before_and_after(tried, families, staff):
    told = services.explain(tried(), KEY, families[1].pk)
    assert [told[side]["outcome"] for side in ("before", "after")] == ["not_eligible", "eligible"]
    assert told["after"]["amount"] == 4950


def test_present_values_show_what_is_in_force_where(small, families, staff):
    found = queries.present_values(small, staff["chen"], date(2026, 10, 31))
    assert [(p.category, p.division.code, p.row.value) for p in found] == [("rural", "620422", "400.50")]  # fmt: skip


def test_withdrawn_scenario_stays_and_is_not_run_into_a_draft(tried, staff):
    made = services.withdraw(tried(), by=staff["chen"], at=AT)
    with pytest.raises(ScenarioError, match="已撤回"):
        services.release(made, since=date(2026, 11, 1), source="文件", by=staff["chen"], at=AT)


def test_unknown_amount_is_never_nought():
    frame = pl.DataFrame(
        {"effect": ["gains", "unclear"], "persons": [1, 1], "before": [100, 100], "after": [150, None],
         "change": [50, None], "paid": [100, 100]},
        schema_overrides={"after": pl.Int64},
    )  # fmt: skip
    (total,) = computing.summed(frame).to_dicts()
    assert (total["before"], total["after"], total["change"]) == (100, 150, 50)
    assert (total["uncertain"], total["uncertain_before"], total["roll_paid"]) == (1, 100, 100)


@pytest.fixture
def beside(small, monkeypatch, staff):
    """Return a function by which a household holds 40 yuan of another benefit under one row of law."""
    other = declare_benefit(Benefit("test.other", "另一项补助", policy="assistance.fraud"))

    def hold(household, *row):
        law = Overlap(*row, "620000", date(2020, 1, 1), None, "试行办法 第一条", "测试", "测试")
        monkeypatch.setattr(catalogue, "_table", OverlapTable([law]))
        benefits.grant(
            other.key, household=household, amount=4000, since=date(2026, 9, 1),
            basis=benefits.Basis(reason="测试"), by=staff["chen"], at=AT,
        )  # fmt: skip

    yield hold
    registry.remove(other.key)


def test_what_the_law_excludes_is_not_counted_as_gained(tried, families, staff, beside):
    beside(families[0], KEY, "test.other", "exclusive", "test.other")
    made = tried()
    assert families[0].pk not in rows(made, staff["chen"])
    assert (made.figures["monthly"], made.figures["roll"]) == (4950 + 3000, 0)


def test_top_up_held_beside_shrinks_as_the_tried_benefit_grows(tried, families, staff, beside):
    beside(families[1], "test.other", KEY, "difference", "")
    frame = queries.results(tried(), staff["chen"]).filter(household=families[1].pk).sort("before")
    told = frame.select("effect", "before", "after", "paid").rows()
    assert told == [("enters", 0, 4950, None), ("loses", 4000, 0, 4000)]
    assert "按差额发放" in frame["met"][1]
