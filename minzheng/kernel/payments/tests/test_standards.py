"""A late standard: everybody ends with what a timely one would have paid, to the fen."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from minzheng.core import months
from minzheng.core.clock import SHANGHAI
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.benefits import declarations as benefit_declarations
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.declarations import Benefit
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.determinations import services as law
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.determinations.services import NewValue
from minzheng.kernel.determinations.tests.fixtures import KEY, known_pensions, small
from minzheng.kernel.documents.tests.county import county, own_home, register, staff
from minzheng.kernel.ledger import services as money
from minzheng.kernel.ledger.models import PostingLine
from minzheng.kernel.payments import queries, services
from minzheng.kernel.payments.models import BackPayment, PaymentLine, PaymentRun, StandardEffect
from minzheng.kernel.people import services as people

__all__ = ["county", "known_pensions", "own_home", "register", "small", "staff"]

SYSTEM_AT = datetime(2026, 7, 3, 9, tzinfo=SHANGHAI)
FIRST = "2026-07"
OLD = 40_050


@pytest.fixture
def benefit(small) -> Iterator[Benefit]:
    """Pay the small policy every month."""
    made = benefit_declarations.declare_benefit(Benefit(KEY, "小额补助", policy=KEY))
    yield made
    benefit_declarations.registry.remove(KEY)


@pytest.fixture
def hands(staff, county) -> dict[str, Mandate]:
    """Return the staff with somebody who sends the money."""
    user = User.objects.create_user("sun", display_name="孙")
    row = Mandate.objects.create(
        user=user, role="finance", division=county, valid_from=date(2020, 1, 1)
    )
    return {**staff, "finance": row}


@pytest.fixture
def receiving(benefit, register, known_pensions, hands):
    """Return a function: a family of so many heads with a pension (fen) and an account, on the benefit."""

    def make(heads: int, pension: int, since: date, *, determined: bool) -> Entitlement:
        names = [("户主", date(1970, 1, 1), "head")] + [("子", date(2015, 1, 1), "child")] * (
            heads - 1
        )
        home = register(*names)
        account = f"62220000{home.pk:08d}"
        people.change_account(
            home.head, account_number=account, bank_name="会宁县农村信用社", account_name="户主",
            by=hands["lin"], at=SYSTEM_AT,
        )  # fmt: skip
        known_pensions[home.head_id] = pension
        made = law.determine(KEY, home, month="2026-06", at=SYSTEM_AT, by=hands["lin"])
        return benefits.grant(
            KEY, household=home, amount=made.amount, since=since, by=hands["chen"], at=SYSTEM_AT,
            basis=benefits.Basis(made.pk if determined else None, reason="试"),
        )  # fmt: skip

    return make


def moment(month: str, day: int = 3) -> datetime:
    """Return an office hour of a day of a month."""
    return datetime.combine(
        months.first_day(month).replace(day=day), datetime.min.time(), SHANGHAI
    ).replace(hour=9)


def pay(hands, month: str) -> PaymentRun | None:
    """Pay a month: built, submitted, approved, sent."""
    at = moment(month)
    run = services.build_run(KEY, month, division=hands["chen"].division, by=hands["chen"], at=at)
    services.submit(run, by=hands["chen"], at=at)
    services.approve(run, by=hands["reviewer"], at=at)
    services.send(run, by=hands["finance"], at=at)
    run.refresh_from_db()
    return run


def release(hands, value: str, since: date, month: str, **more: object):
    """Draft and release the small standard of the county."""
    at = moment(month, 16)
    row = NewValue(KEY, "small_standard", "620422", since, value, "rural")
    change = law.propose_change(
        "提高小额补助标准", "会政发〔2026〕9号", "县政府会议", [row], by=hands["chen"], at=at
    )
    return law.release_change(change, by=hands["reviewer"], at=at, **more)


def paid(holder: str) -> int:
    """Return all that a holder was sent."""
    return sum(
        PaymentLine.objects.filter(holder=holder, state="sent").values_list("amount", flat=True)
    )


def due(heads: int, pension: int, standard: int) -> int:
    """Return what the small policy gives."""
    return heads * standard - pension if pension < heads * standard else 0


def span(first: str, last: str) -> list[str]:
    """Return the months from one to the other, both included."""
    found = [first]
    while found[-1] < last:
        found.append(months.shift_month(found[-1], 1))
    return found


@settings(
    max_examples=4, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    new=st.integers(35_000, 50_000).filter(lambda fen: fen != OLD),
    since=st.sampled_from(["2026-07", "2026-08", "2026-09", "2026-11"]),
    heads=st.integers(1, 3),
    pension=st.integers(0, 30_000),
)
def test_everybody_ends_with_what_a_timely_paper_would_have_paid(
    new, since, heads, pension, receiving, hands, known_pensions
):
    known_pensions.clear()
    with transaction.atomic():
        place_recovers(hands)
        homes = [
            (receiving(heads, pension, date(2026, 7, 1), determined=True), heads, pension, FIRST),
            (receiving(2, 12_345, date(2026, 9, 1), determined=False), 2, 12_345, "2026-09"),
        ]
        law.gather_facts("2026-08")
        for month in span(FIRST, "2026-09"):
            pay(hands, month)
        yuan = f"{new // 100}.{new % 100:02d}"
        release(hands, yuan, months.first_day(since), "2026-09")
        # What is held back takes several months; by then all of it is.
        last = "2027-03"
        for month in span("2026-10", last):
            pay(hands, month)
        for row, size, own, first in homes:
            timely = sum(
                due(size, own, new if month >= since else OLD) for month in span(first, last)
            )
            assert paid(row.holder) == timely
        transaction.set_rollback(True)


def place_recovers(hands) -> None:
    """Let the county hold back what a late fall left too much, at once."""
    for name, value in (("late_falls", "recover"), ("recovery_percent", "60")):
        ParameterValue.objects.create(
            policy="payments", name=name, division_id="620422", since=date(2020, 1, 1), value=value,
            source="试", state="released",
        )  # fmt: skip


def test_preview_release_and_run_say_the_same_sums(receiving, hands):
    rows = [
        receiving(1, 0, date(2026, 7, 1), determined=True),
        receiving(3, 50_000, date(2026, 8, 1), determined=True),
    ]
    for month in ("2026-07", "2026-08"):
        before = pay(hands, month)
    row = NewValue(KEY, "small_standard", "620422", date(2026, 7, 1), "410", "rural")
    at = moment("2026-08", 16)
    change = law.propose_change("提标", "会政发〔2026〕9号", "会议", [row], by=hands["chen"], at=at)
    (plan,) = services.plans(change)
    assert (plan.from_month, plan.months) == ("2026-09", ["2026-07", "2026-08"])
    assert (plan.monthly, plan.back) == (950 + 3 * 950, 950 * 2 + 3 * 950)
    assert plan.next_run == plan.monthly + plan.back
    law.release_change(change, by=hands["reviewer"], at=at)
    after = pay(hands, "2026-09")
    sums = {
        kind: sum(after.lines.filter(kind=kind).values_list("amount", flat=True))
        for kind in ("regular", "back")
    }
    assert sums["regular"] - sum(before.lines.values_list("amount", flat=True)) == plan.monthly
    assert sums["back"] == plan.back
    assert {line.was for line in BackPayment.objects.filter(holder=rows[0].holder)} == {OLD}


def test_award_that_begins_with_the_new_amount_is_made_up_in_its_first_run(receiving, hands):
    receiving(1, 0, date(2026, 7, 1), determined=True)
    pay(hands, "2026-07")
    new = receiving(1, 0, date(2026, 8, 1), determined=True)
    row = NewValue(KEY, "small_standard", "620422", date(2026, 7, 1), "410", "rural")
    at = moment("2026-07", 16)
    change = law.propose_change("提标", "会政发〔2026〕9号", "会议", [row], by=hands["chen"], at=at)
    (plan,) = services.plans(change)
    law.release_change(change, by=hands["reviewer"], at=at)
    first = pay(hands, "2026-08")
    assert sum(first.lines.filter(holder=new.holder).values_list("amount", flat=True)) == 41_000
    total = sum(first.lines.values_list("amount", flat=True))
    assert (plan.next_run, plan.monthly, plan.back) == (total - 2 * OLD, 2 * 950, 2 * 950)


def test_lines_are_put_down_once_whatever_is_called_again(receiving, hands):
    receiving(1, 0, date(2026, 7, 1), determined=True)
    pay(hands, "2026-07")
    change = release(hands, "410", date(2026, 7, 1), "2026-07")
    for _again in range(2):
        assert (
            services.retroactive_lines(change, by=hands["reviewer"], at=moment("2026-07", 20)) == []
        )
    assert (StandardEffect.objects.count(), BackPayment.objects.count()) == (1, 1)
    assert Entry.objects.filter(verb="payments.standard.applied").count() == 1
    pay(hands, "2026-08")
    assert pay(hands, "2026-09").lines.filter(kind="back").count() == 0


def test_standard_of_a_later_month_waits_for_its_run(receiving, hands):
    row = receiving(1, 0, date(2026, 7, 1), determined=True)
    pay(hands, "2026-07")
    release(hands, "410", date(2026, 10, 1), "2026-07")
    assert Entitlement.objects.filter(holder=row.holder).count() == 1
    for month in ("2026-08", "2026-09", "2026-10"):
        last = pay(hands, month)
    assert [line.amount for line in last.lines.all()] == [41_000]
    assert not BackPayment.objects.exists()


def test_fall_keeps_what_was_paid_and_waits_for_the_hearing(receiving, hands):
    row = receiving(1, 0, date(2026, 7, 1), determined=True)
    pay(hands, "2026-07")
    release(hands, "390", date(2026, 7, 1), "2026-07")
    effect = StandardEffect.objects.get()
    assert (effect.adjusted, effect.recovery) == (0, 0)
    assert "听取意见" in effect.unresolved[0]["reason"]
    assert pay(hands, "2026-08").lines.get().amount == row.amount


def test_amount_that_does_not_follow_from_the_file_is_left_to_a_person(receiving, hands):
    row = receiving(1, 0, date(2026, 7, 1), determined=True)
    Entitlement.objects.filter(pk=row.pk).update(amount=33_333)
    release(hands, "410", date(2026, 7, 1), "2026-06")
    effect = StandardEffect.objects.get()
    assert (effect.adjusted, effect.back_lines) == (0, 0)
    assert effect.unresolved == [
        {"entitlement": row.pk, "reason": "按存档资料重算的原额与登记金额不一致"}
    ]


def test_standard_raised_three_months_ago_costs_exactly_its_back_lines(receiving, hands, county):
    receiving(1, 0, date(2026, 7, 1), determined=True)
    money.set_shares(
        "local", county.pk, date(2026, 1, 1), {"province": 3333, "county": 6667}, document="试",
        by=hands["finance"], at=moment(FIRST),
    )  # fmt: skip
    for month in ("2026-07", "2026-08", "2026-09"):
        pay(hands, month)
    release(hands, "410", date(2026, 7, 1), "2026-09")
    run = pay(hands, "2026-10")
    assert sorted(run.lines.values_list("kind", "amount")) == [
        ("back", 3 * 950),
        ("regular", 41_000),
    ]
    rows = PostingLine.objects.filter(posting__key=f"payments.run.sent:{run.pk}")
    # 41,000 = 13,665.3 + 27,334.7 and 2,850 = 949.905 + 1,900.095: each line is split by itself.
    assert sorted(rows.values_list("account__kind", "account__source", "amount")) == [
        ("available", "county", -29_235),
        ("available", "province", -14_615),
        ("in_transit", "county", 29_235),
        ("in_transit", "province", 14_615),
    ]
    assert queries.disagreements() == []
