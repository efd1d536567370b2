"""Orders and the bank of resources: never promised twice, matched with reasons, delivered, confirmed."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from minzheng.domains.assistance import matching, queries
from minzheng.domains.assistance.models import HelpOrder, HelpRecord, HelpResource
from minzheng.domains.assistance.services import orders, resources
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Task

from .conftest import moment, open_office
from .test_relief import HOME, edge, home

__all__ = ["HOME", "home"]

DAY = "2026-09-18"


def bank(office, who="officer", **more) -> HelpResource:
    """Put a resource of somebody's place into the bank."""
    told = {
        "name": "护理床", "giver": "charity", "provider": "县慈善会", "form": "goods", "need": "care",
        "unit": "张", "total": 3, "valid_from": date(2026, 1, 1),
    }  # fmt: skip
    return resources.add_resource(**{**told, **more}, by=office[who], at=moment("2026-09-01"))


def ask(home, office, quantity=1, **more) -> HelpOrder:
    """Raise a need of the family and post it."""
    told = {"need": "care", "form": "goods", "text": "需要护理床一张", "source": "visit"}
    row = orders.raise_order(
        home, **{**told, **more}, quantity=quantity, by=office["worker"], at=moment(DAY)
    )
    return orders.post(row, by=office["clerk"], at=moment(DAY))


@pytest.mark.requirement("SA-60")
def test_need_is_posted_answered_delivered_with_proof_and_confirmed(home, office):
    bed, order = bank(office), ask(home, office)
    assert Task.objects.get(done_at=None, subject_id=order.pk).role == "officer"
    orders.accept(order, bed, quantity=1, by=office["officer"], at=moment(DAY))
    bed.refresh_from_db()
    assert (bed.reserved, bed.left) == (1, 2)
    orders.deliver(
        order, quantity=1, delivered_on=date(2026, 9, 22), note="送至家中，本人签收", by=office["worker"],
        at=moment("2026-09-22"),
    )  # fmt: skip
    told = {"rating": 5, "at": moment("2026-09-23")}
    with pytest.raises(StepRefused, match="接单经办人"):
        orders.confirm(order, confirmer="worker", by=office["officer"], **told)
    orders.confirm(order, confirmer="family", by=office["clerk"], **told)
    bed.refresh_from_db()
    record = HelpRecord.objects.get()
    assert (bed.reserved, bed.used, bed.left) == (0, 1, 2)
    assert (record.order_id, record.provider, record.need) == (order.pk, "县慈善会", "care")
    assert not Task.objects.filter(done_at=None, subject_key="assistance.helporder").exists()


def test_unanswered_order_returns_to_the_township_and_can_be_posted_again(home, office):
    order = ask(home, office)
    assert orders.return_unanswered(by=office["system"], at=moment("2026-09-30")) == 0
    late = moment("2026-10-12")
    assert orders.return_unanswered(by=office["system"], at=late) == 1
    assert orders.return_unanswered(by=office["system"], at=late) == 0
    order.refresh_from_db()
    assert (order.state, order.returned_count) == ("returned", 1)
    assert orders.post(order, by=office["clerk"], at=late).state == "posted"


def test_provider_who_gives_up_frees_what_was_promised(home, office):
    bed, order = bank(office), ask(home, office)
    orders.accept(order, bed, quantity=1, by=office["clerk"], at=moment(DAY))
    orders.give_up(order, reason="供货商缺货", by=office["clerk"], at=moment("2026-09-20"))
    bed.refresh_from_db()
    order.refresh_from_db()
    assert (bed.left, order.state, order.resource) == (3, "posted", None)


@pytest.mark.requirement("SA-06")
def test_bank_lists_funds_goods_and_services_by_need_area_and_condition(home, office):
    for form, need, total in (
        ("money", "medical", 500_000),
        ("goods", "care", 3),
        ("service", "care", 40),
    ):
        bank(office, form=form, need=need, total=total, unit="次", conditions=["recognised"])  # fmt: skip
    town = bank(office, "clerk", name="村级助老")
    assert set(queries.resources(office["clerk"])) == set(HelpResource.objects.all())
    assert set(queries.resources(office["stranger"])) == set(
        HelpResource.objects.exclude(pk=town.pk)
    )
    found = queries.matches(ask(home, office), date(2026, 9, 18))
    assert [m.resource.need for m in found] == ["care"] * 3
    assert found[0].resource == town
    resources.reserve(town, 2)
    with pytest.raises(StepRefused, match="总量不能低于"):
        resources.change_total(town, total=1, reason="x", by=office["clerk"], at=moment(DAY))


@pytest.mark.requirement("SA-06")
def test_more_than_there_is_is_never_promised(home, office):
    bed = bank(office, total=1)
    stale = HelpResource.objects.get(pk=bed.pk)
    resources.reserve(bed, 1)
    with pytest.raises(StepRefused, match="余量不足"):
        resources.reserve(stale, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpResource.objects.filter(pk=bed.pk).update(reserved=2)


@pytest.mark.django_db(transaction=True)
def test_two_hands_at_one_moment_do_not_promise_the_last_one_twice():
    bed, start, answers = bank(open_office(), total=1), threading.Barrier(2), []

    def take() -> None:
        start.wait()
        try:
            resources.reserve(bed, 1)
            answers.append("taken")
        except StepRefused:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == ["refused", "taken"]


@pytest.mark.requirement("KC-06")
def test_best_match_says_why_and_unknown_is_neither_yes_nor_no(home, office):
    edge(home, office)
    near = bank(office, "clerk", name="镇里的", conditions=["recognised", "elder"])
    bank(office, name="县里的")
    open_ = bank(office, name="待核实的", conditions=["severe"])
    never = bank(office, name="给孩子的", conditions=["child"])
    order = ask(home, office, quantity=5)
    found = queries.matches(order, date(2026, 9, 18))
    assert [m.resource.name for m in found] == ["镇里的", "县里的", "待核实的", "给孩子的"][
        : len(found)
    ]
    best = found[0].score
    assert best.total == sum(points for points, _why in best.points.values()) == 85
    assert "余量：不足以全部满足（5 分）" in best.reasons
    by_name = {m.resource.pk: m.score for m in found}
    assert by_name[never.pk].obstacles == ("不符合条件：有未成年人",)
    with pytest.raises(StepRefused, match="不符合条件"):
        orders.accept(order, never, quantity=1, by=office["clerk"], at=moment(DAY))
    assert near.pk in by_name
    assert open_.pk in by_name


def test_what_nobody_knows_costs_points_and_is_named():
    family = matching.Family(
        frozenset(), [{"birth_on": None, "disability_grade": None}], date(2026, 9, 1)
    )
    wanted = matching.Wanted("care", "goods", 1, ["v", "t", "c"])
    told = {"need": "care", "form": "goods", "left": 1, "division": "v", "rating": 4.0}
    unknown = matching.score(wanted, matching.Offered(**told, conditions=["severe"]), family)
    sure = matching.score(wanted, matching.Offered(**told, conditions=[]), family)
    assert sure.total - unknown.total == matching.FITS // 2
    assert "待核实：有重度残疾人（一、二级）" in unknown.points["fits"][1]
    assert matching.score(wanted, matching.Offered(**told, conditions=["dibao"]), family).total == 0


def test_stranger_neither_sees_nor_takes_an_order(home, office):
    bed, order = bank(office), ask(home, office)
    assert not queries.orders(office["stranger"]).exists()
    with pytest.raises(StepRefused, match="辖区"):
        orders.accept(order, bed, quantity=1, by=office["stranger"], at=moment(DAY))
