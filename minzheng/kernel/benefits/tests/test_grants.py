"""Grants beside other benefits: refused with the choice, lowered to the difference; what is paid once."""

from datetime import date

import polars as pl
import pytest

from minzheng.kernel.benefits import queries, services
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.benefits.services import BenefitError
from minzheng.kernel.determinations.models import Determination
from minzheng.kernel.determinations.queries import facts_path, results_path

from .conftest import AT, SINCE

DIBAO, TEKUN, TEMPORARY = "assistance.dibao", "assistance.tekun", "assistance.temporary"
UNATTENDED, ORPHAN = "children.unattended", "children.orphan"
LIVING, NURSING = "disability.living", "disability.nursing"


@pytest.mark.requirement("DI-06")
def test_grant_is_refused_with_what_stands_the_clause_and_the_choice(family, give):
    home, (old, *_) = family
    give(TEKUN, home, 1040, old)
    with pytest.raises(BenefitError) as refused:
        give(LIVING, home, 100, old)
    words = str(refused.value)
    assert "张秀英正在享受特困人员救助供养金（每月1,040.00元" in words
    assert "国发〔2015〕52号 二（三）" in words
    assert "可先终止特困人员救助供养金" in words
    assert not Entitlement.objects.filter(benefit=LIVING).exists()


def test_benefit_that_the_law_puts_first_waits_until_the_other_is_ended(family, give, staff):
    home, (old, *_) = family
    held = give(LIVING, home, 100, old)
    with pytest.raises(BenefitError, match="可先终止困难残疾人生活补贴（自2026-12-01起停发）"):
        give(TEKUN, home, 1040, old, since=date(2026, 12, 1))
    services.end(held, until=date(2026, 12, 1), reason="改享特困", by=staff["chen"], at=AT)
    assert give(TEKUN, home, 1040, old, since=date(2026, 12, 1)).amount == 104_000


def test_other_member_is_not_touched(family, give):
    home, (old, father, _) = family
    give(TEKUN, home, 1040, old)
    assert give(LIVING, home, 100, father).amount == 10_000


def test_child_in_a_dibao_family_is_granted_the_difference(family, give):
    home, (_, _, child) = family
    give(DIBAO, home, 1000)
    row = give(UNATTENDED, home, 1300, child)
    assert (row.amount, row.full_amount) == (96_667, 130_000)
    raised = services.adjust(
        row, amount=140_000, since=date(2027, 1, 1), basis=services.Basis(reason="提标"),
        by=row.events.get().by, at=AT,
    )  # fmt: skip
    assert (raised.amount, raised.full_amount) == (106_667, 140_000)


@pytest.fixture
def child_topped_up(family, give, staff):
    """A child in a dibao family whose policy has deducted the share of the dibao already."""
    home, (*_, child) = family
    give(DIBAO, home, 1000, since=date(2026, 1, 1))
    found = Determination.objects.create(
        policy=UNATTENDED, household=home, person=child, division=home.division, month="2026-10", amount=96_667,
        at=date(2026, 10, 31), outcome="eligible", purpose="case", snapshot={}, snapshot_digest="",
        made_by=staff["chen"], created_at=AT,
    )  # fmt: skip
    return home, child, found


def test_what_the_policy_deducted_is_not_deducted_again(child_topped_up, give):
    home, child, found = child_topped_up
    row = give(UNATTENDED, home, 966.67, child, determination_id=found.pk)
    assert (row.amount, row.full_amount) == (96_667, 130_000)
    assert queries.reductions(UNATTENDED, "2026-11") == {}


def test_month_does_not_deduct_again_what_the_policy_deducted(child_topped_up, settings, tmp_path):
    home, child, _ = child_topped_up
    settings.LAKE = tmp_path
    answer = {"household": home.pk, "division": home.division_id, "outcome": "eligible"}
    members = [{"household": home.pk, "person": m.person_id} for m in home.memberships.all()]
    rows = {
        results_path(UNATTENDED, "2026-10"): [{**answer, "person": child.pk, "amount": 96_667}],
        results_path(TEKUN, "2026-10"): [{**answer, "outcome": "undetermined", "person": child.pk, "amount": None}],
        results_path(DIBAO, "2026-10"): [
            {**answer, "amount": 110_000, "basic_grant": 100_000, "size": 3}
        ],
        facts_path("2026-10", "persons"): members,
    }  # fmt: skip
    for path, content in rows.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        pl.DataFrame(content).write_parquet(path)
    month = queries.settle_month("2026-10", sure_only=True)
    assert dict(zip(month["benefit"], month["payable"], strict=True)) == {
        DIBAO: 110_000, UNATTENDED: 96_667,
    }  # fmt: skip
    assert dict(zip(month["benefit"], month["holder"], strict=True)) == {
        DIBAO: None, UNATTENDED: child.pk,
    }  # fmt: skip
    waiting = queries.settle_month("2026-10").filter(pl.col("benefit") == UNATTENDED)
    assert (waiting["payable"].item(), waiting["waits_for"].to_list()) == (None, [[TEKUN]])


def test_member_of_a_dibao_family_becomes_tekun_and_the_family_loses_his_share(family, give):
    home, (old, *_) = family
    dibao = give(DIBAO, home, 1000)
    give(TEKUN, home, 1040, old)
    told = queries.reductions(DIBAO, "2026-11")[dibao.pk]
    assert told.payable == 66_667
    assert told.reason.startswith(
        "部分成员已享受特困人员救助供养金，不可同时享受（社会救助暂行办法"
    )
    with pytest.raises(BenefitError, match="先保障特困"):
        services.adjust(
            dibao, amount=120_000, since=date(2026, 12, 1), basis=services.Basis(reason="调增"),
            by=dibao.events.get().by, at=AT,
        )  # fmt: skip


def test_choices_show_every_way_with_its_sum_the_best_first(family, give):
    home, (_, _, child) = family
    give(TEKUN, home, 1452, child)
    found = queries.choices(home, ORPHAN, 130_000, SINCE, person=child)
    assert [(c.total, c.best, c.given_up) for c in found] == [
        (145_200, True, ("孤儿基本生活费",)),
        (130_000, False, ("特困人员救助供养金",)),
    ]
    assert queries.choices(home, "elderly.old_age", 5_000, SINCE, person=child) == []


def test_choices_of_a_household_answer_the_member_it_concerns(family, give):
    home, (old, *_) = family
    give(TEKUN, home, 1040, old)
    (only,) = queries.choices(home, DIBAO, 90_000, SINCE)
    assert (only.person, only.total, only.given_up) == (old.pk, 104_000, ("最低生活保障金",))


def test_notes_name_what_may_not_stand_beside_what_is_held(family, give):
    home, (old, *_) = family
    give(NURSING, home, 120, old)
    notes = {note.text: note.clause for note in queries.overlap_notes(home, SINCE)}
    assert notes["不可同时享受：特困人员救助供养金（该项优先）"].startswith("国发")
    assert "与经济困难失能老年人护理补贴择高享受一项" in notes


def test_what_is_paid_once_lasts_one_month_and_is_granted_once_per_case(family, give):
    home, _ = family
    first = give(TEMPORARY, home, 800, case_id=7)
    assert (first.valid_from, first.valid_to) == (SINCE, date(2026, 12, 1))
    with pytest.raises(BenefitError, match="2026年11月的临时救助金已确认"):
        give(TEMPORARY, home, 800, case_id=7)
    give(TEMPORARY, home, 500, case_id=8)
    give(TEMPORARY, home, 300, case_id=7, since=date(2026, 12, 1))
    assert queries.payable(TEMPORARY, "2026-11").count() == 2
    assert queries.payable(TEMPORARY, "2026-12").get().amount == 30_000
