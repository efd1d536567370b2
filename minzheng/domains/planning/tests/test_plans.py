"""Plans entered whole, linked, broken down by year, changed by two people."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from minzheng.domains.planning import services
from minzheng.domains.planning.models import Amendment, Plan, PlanFact, Target
from minzheng.domains.planning.queries import plans as reads
from minzheng.domains.planning.reading import plan_file
from minzheng.domains.planning.services import amendments, plans
from minzheng.domains.planning.services.guards import PlanningError
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.indicators import queries as indicators

AT, COUNTY = moment(11, 20), "620422"
FILES = Path(services.__file__).parent.parent / "plans"


def content(name="huining"):
    return plan_file.read((FILES / f"{name}.yaml").read_bytes()).content


def small(key="small", **told):
    return {
        "schema": "minzheng.plan/1", "id": key, "source": "x",
        "document": {"title_zh": f"规划{key}", "type": "five_year_plan"},
        "period": {"from": date(2026, 1, 1), "to": date(2030, 12, 31)},
        "area": {"name_zh": "会宁县", "code": "620422"},
        "indicators": [
            {"seq": 1, "key": "test_beds", "name_zh": "护理型床位占比", "unit": "percent", "comparator": ">=",
             "target": 73, "base": 50, "kind": "约束性", "due": date(2030, 12, 31)},
            {"seq": 2, "key": "test_homes", "name_zh": "完成适老化改造", "unit": "household", "comparator": ">=",
             "target": 800, "kind": "预期性", "due": date(2030, 12, 31), "years": {2026: 200}},
        ],
    } | told  # fmt: skip


@pytest.fixture
def plan(staff):
    return plans.enter(small(), division="620422", by=staff["chen"], at=AT)


@pytest.fixture
def above(staff):
    wanted = small("above")
    wanted["indicators"][0]["target"] = 75
    wanted["indicators"].append(
        {"seq": 3, "key": "test_rest", "name_zh": "其余", "unit": "percent", "comparator": "=", "target": 1,
         "due": 2030}
    )  # fmt: skip
    return plans.enter(wanted, division="620400", by=staff["chen"], at=AT)


def leaves(value):
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in leaves(one)]
    return [str(value)]


@pytest.mark.requirement("PL-01")
@pytest.mark.parametrize("name", ["huining", "lingwu", "huicheng"])
def test_every_value_of_a_plan_file_arrives(staff, name):
    read = content(name)
    made = plans.enter(read, division="620422", by=staff["chen"], at=AT)
    kept = [made.printed]
    for rows in (made.targets, made.projects):
        kept += rows.values_list("printed", flat=True)
    held = leaves([*kept, *(one.values for one in made.facts.all())])
    for leaf in leaves(read):
        assert leaf in held
        held.remove(leaf)


def test_huining_stands_as_printed(staff):
    made = plans.enter(content(), division="620422", by=staff["chen"], at=AT)
    assert (made.document_no, made.period_from, made.third_party) == (
        "会政办发〔2022〕114号", date(2021, 1, 1), True,
    )  # fmt: skip
    growth = made.targets.get(key="dibao_standard_growth")
    assert (growth.method, growth.relative_lag, growth.value) == ("keep", 1, None)
    assert growth.relative_to == "planning.reference.consumption_growth"
    beds = made.targets.get(key="nursing_bed_share")
    assert (beds.kind, beds.comparator, beds.value, beds.unit) == ("binding", ">=", 55, "%")
    homes = made.targets.get(key="home_adaptations")
    assert (homes.method, homes.is_listed, homes.unit) == ("cumulative", False, "户")
    doubtful = made.projects.get(name="新塬镇中心敬老院建设项目")
    assert "200张床位×50平方米" in doubtful.flags[0]
    centre = made.projects.get(name="会宁县养老服务中心建设项目")
    assert centre.total == 3_000_000_000
    assert [one.title for one in centre.milestones.all()] == ["招标", "开工", "完工"]
    assert centre.sources.get(source="中央专项资金").planned == 2_400_000_000
    assert made.measures.count() == 3
    assert PlanFact.objects.filter(plan=made, section="defect").count() == 5


def test_what_a_year_asks_so_many_times_adds_up_over_its_quarters(staff):
    made = plans.enter(content("lingwu"), division=COUNTY, by=staff["chen"], at=AT)
    methods = dict(made.targets.values_list("key", "method"))
    assert (methods["assistance_training"], methods["new_dibao_sampling_rate"]) == (
        "cumulative",
        "keep",
    )
    item = indicators.find(made.targets.get(key="assistance_training").indicator)
    assert (item.every, item.kind) == ("quarter", "flow")


def test_a_plan_is_entered_once_and_by_its_own_county(staff, plan):
    with pytest.raises(PlanningError, match="已经登记"):
        plans.enter(small(), division="620422", by=staff["chen"], at=AT)
    for who in ("lin", "reviewer", "supervisor"):
        with pytest.raises(PlanningError):
            plans.enter(small("other"), division="620422", by=staff[who], at=AT)


def test_townships_read_the_county_plan(staff, plan, above):
    assert set(reads.plans(staff["lin"])) == {plan, above}
    assert not reads.is_own(staff["lin"], plan)
    assert set(reads.plans(staff["supervisor"])) == {plan, above}


@pytest.mark.requirement("PL-22")
def test_targets_are_mapped_to_the_plan_above_and_compared(staff, plan, above):
    assert plans.link(plan, above, by=staff["chen"], at=AT) == 2
    plan.refresh_from_db()
    found = {(one.target or one.superior).key: one for one in reads.alignment(plan)}
    assert found["test_beds"].agrees is False
    assert found["test_homes"].agrees is None
    assert (found["test_rest"].target, found["test_rest"].agrees) == (None, False)
    below = reads.cascade(staff["chen"], above.targets.get(key="test_homes"))
    assert (below.adds_up, below.total) == (True, Decimal(800))
    with pytest.raises(PlanningError, match="它自己"):
        plans.link(above, plan, by=staff["chen"], at=AT)


def test_a_target_is_mapped_by_hand(staff, plan, above):
    plans.link(plan, above, by=staff["chen"], at=AT)
    beds = plan.targets.get(key="test_beds")
    plans.map_target(beds, above.targets.get(key="test_rest"), by=staff["chen"], at=AT)
    beds.refresh_from_db()
    assert beds.superior.key == "test_rest"
    with pytest.raises(PlanningError):
        plans.map_target(beds, beds, by=staff["chen"], at=AT)


def test_a_year_once_set_changes_only_by_amendment(staff, plan):
    homes = plan.targets.get(key="test_homes")
    plans.set_year(homes, 2027, Decimal(400), by=staff["chen"], at=AT)
    plans.set_year(homes, 2027, Decimal(400), by=staff["chen"], at=AT)
    with pytest.raises(PlanningError, match="规划调整"):
        plans.set_year(homes, 2027, Decimal(300), by=staff["chen"], at=AT)
    asked = amendments.amend(
        plan, {"year:2027": Decimal(300)}, target=homes, reason="任务后移", by=staff["chen"], at=AT
    )
    amendments.approve(asked, by=staff["bureau"], at=AT)
    assert homes.years.get(year=2027).value == 300


@pytest.mark.requirement("PL-07")
def test_a_change_takes_two_people_and_keeps_both_values_and_the_reason(staff, plan):
    beds = plan.targets.get(key="test_beds")
    asked = amendments.amend(
        plan, {"value": Decimal(70), "due_on": beds.due_on}, target=beds, reason="中期评估后调整",
        document_no="会政发〔2028〕9号", by=staff["chen"], at=AT,
    )  # fmt: skip
    beds.refresh_from_db()
    assert beds.value == 73
    assert (asked.before, asked.after) == ({"value": "73"}, {"value": "70"})
    with pytest.raises(PlanningError):
        amendments.approve(asked, by=staff["chen"], at=AT)
    with pytest.raises(PlanningError, match="等待批准"):
        amendments.amend(plan, {"value": Decimal(71)}, target=beds, reason="x", by=staff["chen"], at=AT)  # fmt: skip
    assert list(reads.waiting_amendments(staff["reviewer"])) == [asked]
    for _click in range(2):
        amendments.approve(asked, by=staff["reviewer"], at=AT)
    beds.refresh_from_db()
    assert beds.value == 70
    assert Amendment.objects.get().approved_by == staff["reviewer"]


def test_a_refused_or_overtaken_change_changes_nothing(staff, plan):
    asked = amendments.amend(plan, {"final_year": 2030}, reason="漏写", by=staff["chen"], at=AT)
    Plan.objects.update(final_year=2029)
    with pytest.raises(PlanningError, match="已经变化"):
        amendments.approve(asked, by=staff["reviewer"], at=AT)
    amendments.refuse(asked, reason="请重提", by=staff["reviewer"], at=AT)
    with pytest.raises(PlanningError, match="退回"):
        amendments.approve(asked, by=staff["reviewer"], at=AT)
    with pytest.raises(PlanningError, match="没有变化"):
        amendments.amend(plan, {"final_year": 2029}, reason="x", by=staff["chen"], at=AT)
    assert Target.objects.filter(plan=plan).count() == 2
