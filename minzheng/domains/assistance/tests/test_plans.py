"""Needs and the combined plan; services and their share of all assistance."""

from datetime import date

import pytest

from minzheng.domains.assistance.indicators import assistance_given, services_share
from minzheng.domains.assistance.models import PlanItem, ReliefService
from minzheng.domains.assistance.services import plans
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Task
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.indicators.computing import compute

from .conftest import moment
from .test_relief import DAY, FIRE, HOME, asked, fund, home

__all__ = ["HOME", "asked", "fund", "home"]


@pytest.fixture
def plan(home, asked, office):
    case = asked(home, **FIRE, requested_amount=30_000)
    return plans.assess_needs(
        case, needs=["living", "housing", "mental"], note="房屋烧毁，老人受惊", by=office["clerk"], at=moment(DAY)
    )  # fmt: skip


def add(plan, office, form="service", need="mental", **more) -> PlanItem:
    told = {"what": "心理疏导三次", "who": "县社会工作站", "due_on": date(2026, 10, 18), **more}
    return plans.add_item(
        plan, form=form, need=need, by=office["clerk"], at=moment("2026-09-19"), **told
    )


@pytest.mark.requirement("SA-79", "SA-57")
def test_needs_of_a_case_are_answered_by_money_goods_and_services(plan, office):
    money = add(plan, office, "money", "living", what="临时救助", amount=30_000)
    add(plan, office, "goods", "housing", what="帐篷、棉被", who="县应急管理局")
    service = add(plan, office)
    with pytest.raises(StepRefused, match="已评估的需求"):
        add(plan, office, need="education")
    assert Task.objects.filter(subject_key="assistance.planitem", done_at=None).count() == 3
    told = {"by": office["clerk"], "at": moment("2026-10-10")}
    plans.finish_item(money, result="已发放", **told)
    with pytest.raises(StepRefused, match="服务类别"):
        plans.finish_item(service, result="情绪平稳", **told)
    plans.finish_item(
        service,
        result="情绪平稳",
        service={"kind": "counselling", "provider": "县社会工作站"},
        **told,
    )
    record = ReliefService.objects.get()
    assert (record.item, record.kind, record.given_on) == (
        service,
        "counselling",
        date(2026, 10, 10),
    )
    assert Task.objects.filter(subject_key="assistance.planitem", done_at=None).count() == 1


def test_stranger_adds_nothing_to_a_plan(plan, office):
    with pytest.raises(StepRefused, match="辖区"):
        plans.record_service(
            plan.case.household, kind="care", provider="某机构", given_on=date(2026, 9, 18), content="助浴",
            by=office["stranger"], at=moment(DAY),
        )  # fmt: skip


@pytest.mark.requirement("SA-58", "SA-86")
def test_share_of_services_counts_services_and_payments_of_the_month(
    home, fund, asked, act, office
):
    case = asked(home, **FIRE, requested_amount=30_000)
    act(case, "help_first", "head", DAY, source="reserve", voucher="支-001")
    for kind in ("training", "care", "linking"):
        plans.record_service(
            home, kind=kind, provider="某机构", given_on=date(2026, 9, 20), content="已提供", by=office["clerk"],
            at=moment("2026-09-21"),
        )  # fmt: skip
    tables = {"assistance_given": assistance_given("2026-09")}
    found = compute(services_share, tables, {home.division_id: divisions.lineage(home.division_id)})
    county = next(f for f in found if f.division == "620422")
    assert (county.numerator, county.denominator) == (3, 4)
    assert assistance_given("2026-10").is_empty()
