"""Special relief rounds: listed, approved by another, paid through a run, reported."""

from datetime import date

import polars as pl
import pytest

from minzheng.core.money import yuan_to_fen
from minzheng.domains.assistance import queries
from minzheng.domains.assistance.services import rounds
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.determinations import services as law
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.payments import services as payments
from minzheng.kernel.payments.models import PaymentLine

from .conftest import COUNTY, moment

OLD = ("张秀英", date(1954, 3, 1), "head")
SON = ("张建国", date(1985, 6, 1), "child")
AT = moment("2026-09-10")


@pytest.fixture
def opened(office):
    """Open a round of the county."""

    def go(kind="epidemic", per_head="200"):
        return rounds.open_round(
            title="疫情一次性补助", kind=kind, division=Division.objects.get(pk=COUNTY), document="会民发〔2026〕9号",
            per_head=yuan_to_fen(per_head), month="2026-09", by=office["officer"], at=AT,
        )  # fmt: skip

    return go


def on_dibao(household) -> None:
    Entitlement.objects.create(
        benefit="assistance.dibao", holder=f"h{household.pk}", household=household, payee=household.head,
        division=household.division, amount=30_000, valid_from=date(2026, 1, 1),
    )  # fmt: skip


def approved(relief, office) -> None:
    rounds.submit(relief, by=office["officer"], at=AT)
    rounds.approve(relief, by=office["reviewer"], at=AT)
    rounds.issue(relief, by=office["officer"], at=AT)


@pytest.mark.requirement("SA-77")
def test_round_lists_its_own_people_and_pays_each_head_once_through_a_run(family, opened, office):
    household, other = family(OLD, SON), family(("李四", date(1960, 1, 1), "head"))
    on_dibao(household)
    relief = opened()
    groups = ["assistance.dibao", "assistance.dibao_edge"]
    assert rounds.list_recipients(relief, groups, by=office["officer"], at=AT) == 1
    assert rounds.list_recipients(relief, groups, by=office["officer"], at=AT) == 0
    number = other.head.id_number
    problems = rounds.list_named(
        relief, [(number, None), (number, None), ("62990119700101999X", 100)], by=office["officer"], at=AT
    )  # fmt: skip
    assert len(problems) == 2
    with pytest.raises(StepRefused, match="岗位"):
        rounds.approve(relief, by=office["officer"], at=AT)
    approved(relief, office)
    run = payments.build_run(
        "assistance.special", "2026-09", division=relief.division, by=office["officer"], at=AT
    )
    assert sorted(run.lines.values_list("amount", flat=True)) == [20_000, 40_000]
    with pytest.raises(StepRefused, match="不能办理"):
        rounds.issue(relief, by=office["officer"], at=AT)
    report = queries.round_report(relief)
    assert (report["households"], report["persons"], report["amount"]) == (2, 3, 60_000)
    assert PaymentLine.objects.filter(benefit="assistance.special").count() == 2


def test_household_taken_off_the_list_is_not_paid(family, opened, office):
    on_dibao(family(OLD))
    relief = opened()
    rounds.list_recipients(relief, ["assistance.dibao"], by=office["officer"], at=AT)
    rounds.remove(relief.lines.get(), reason="已外迁", by=office["officer"], at=AT)
    with pytest.raises(StepRefused, match="名单为空"):
        rounds.submit(relief, by=office["officer"], at=AT)


@pytest.mark.requirement("SA-56")
@pytest.mark.parametrize(
    ("kind", "policy"), [("heating", "assistance.heating"), ("price", "assistance.price_link")]
)
def test_heating_and_prices_are_delivered_by_what_the_policy_answered(
    family, opened, office, kind, policy
):
    household = family(OLD, SON)
    by_person = policy == "assistance.price_link"
    key, value = ("person", household.head_id) if by_person else ("household", household.pk)
    path = determinations.results_path(policy, "2026-08")
    path.parent.mkdir(parents=True)
    pl.DataFrame({key: [value], "outcome": ["eligible"], "amount": [3_300]}).write_parquet(path)
    relief = opened(kind=kind, per_head="0")
    assert rounds.list_by_policy(relief, policy, "2026-08", by=office["officer"], at=AT) == 1
    approved(relief, office)
    assert Entitlement.objects.get(benefit="assistance.special").amount == 3_300


def published(office, **indices) -> None:
    """Enter the price indices of a month as one person and release them as another."""
    for name, value in indices.items():
        row = law.enter_value(
            policy="assistance.price_link", name=name, division=Division.objects.get(pk=COUNTY), unit="%",
            since=date(2026, 8, 1), until=date(2026, 9, 1), value=value, source="国家统计局会宁调查队月报",
            by=office["officer"], at=AT,
        )  # fmt: skip
        law.release_value(row, by=office["reviewer"], at=AT)


@pytest.mark.requirement("SA-45")
@pytest.mark.parametrize(("cpi", "listed"), [("103.6", 1), ("103.4", 0)])
def test_prices_above_the_trigger_pay_the_linked_and_below_it_nobody(
    family, deliver, opened, office, cpi, listed
):
    """103.6 starts it: 399 yuan of the rural standard by 4.1 %, in whole yuan; 103.4 does not."""
    household = family(OLD)
    family(("李四", date(1960, 1, 1), "head"))
    on_dibao(household)
    deliver("2026-08")
    published(office, cpi_index=cpi, food_index="105", scpi_index="104.1")
    law.determine_all("2026-08", at=AT)
    relief = opened(kind="price", per_head="0")
    count = rounds.list_by_policy(
        relief, "assistance.price_link", "2026-08", by=office["officer"], at=AT
    )
    assert count == listed
    if not listed:
        with pytest.raises(StepRefused, match="名单为空"):
            rounds.submit(relief, by=office["officer"], at=AT)
        return
    approved(relief, office)
    run = payments.build_run(
        "assistance.special", "2026-09", division=relief.division, by=office["officer"], at=AT
    )
    assert list(run.lines.values_list("amount", flat=True)) == [1_600]


@pytest.mark.requirement("SA-56")
def test_school_aid_is_delivered_to_the_pupils_named(family, opened, office):
    household = family(OLD, ("张小宝", date(2010, 9, 1), "grandchild"))
    pupil = household.memberships.get(relation="grandchild").person
    relief = opened(kind="school", per_head="0")
    rounds.list_named(relief, [(pupil.id_number, 150_000)], by=office["officer"], at=AT)
    approved(relief, office)
    row = Entitlement.objects.get(benefit="assistance.special")
    assert (row.amount, row.payee, row.valid_to) == (150_000, pupil, date(2026, 10, 1))
