"""Whatever is done to recoveries in whatever order: nobody owes less than nothing, and the books agree."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from minzheng.core import months
from minzheng.kernel.documents.tests.county import county, own_home, register, staff
from minzheng.kernel.ledger import queries as books
from minzheng.kernel.ledger.models import ShareRule
from minzheng.kernel.payments import services
from minzheng.kernel.payments.choices import RecoveryOrigin
from minzheng.kernel.payments.models import Recovery, Repayment
from minzheng.kernel.payments.queries import recovery as reads
from minzheng.kernel.payments.services import recovery, repayments
from minzheng.kernel.payments.services.receivables import apportion
from minzheng.kernel.payments.services.recovery import RecoveryError

from .overpaid import DIBAO, answered, at, family, hands, paid, run_of, span

__all__ = ["county", "family", "hands", "own_home", "register", "staff"]

SHARES = [["central", 5500], ["province", 3000], ["county", 1500]]
ODD = 33_331


@given(weights=st.lists(st.integers(0, 10**7), min_size=1, max_size=5).filter(any), data=st.data())
def test_apportioned_parts_sum_exactly_and_none_exceeds_its_weight(weights, data):
    keyed = {str(i): weight for i, weight in enumerate(weights)}
    amount = data.draw(st.integers(0, sum(weights)))
    parts = apportion(amount, keyed)
    assert sum(parts.values()) == amount
    assert all(0 < part <= keyed[key] for key, part in parts.items())


STEPS = st.one_of(
    st.tuples(st.just("find"), st.integers(0, ODD)),
    st.tuples(st.sampled_from(["propose", "decide", "notify", "ask", "check", "approve", "refuse"]), st.just(0)),
    st.tuples(st.just("repay"), st.integers(1, 40_000)),
    st.tuples(st.sampled_from(["month", "month_fails"]), st.just(0)),
)  # fmt: skip


class Walk:
    """One family whose claim goes through whatever comes."""

    def __init__(self, row, hands) -> None:
        self.row, self.hands, self.month, self.vouchers = row, hands, "2026-12", 0

    @property
    def claim(self) -> Recovery:
        found = Recovery.objects.order_by("pk").last()
        if found is None:
            raise RecoveryError("none yet")
        return found

    def step(self, name: str, number: int) -> None:
        hands = self.hands
        officer = {"by": hands["chen"], "at": at(12, 9)}
        checker = {"by": hands["reviewer"], "at": at(12, 9)}
        match name:
            case "find":
                since = date(2026, 9, 1)
                recovery.find(
                    self.row,
                    origin=RecoveryOrigin.HAND,
                    since=since,
                    due=number,
                    reason="试",
                    **officer,
                )
            case "propose":
                recovery.propose(
                    self.claim, cause="unreported", heard="无", hold_from=self.row, **officer
                )
            case "decide":
                recovery.decide(self.claim, agree=True, words="同意", **checker)
            case "notify":
                recovery.notify(self.claim, on=date(2026, 12, 9), how="邮寄", **officer)
            case "repay":
                self.vouchers += 1
                repayments.repay(
                    self.claim,
                    amount=number,
                    how="bank",
                    voucher=f"收{self.vouchers}",
                    on=date(2026, 12, 9),
                    by=hands["finance"],
                    at=at(12, 9),
                )
            case "ask":
                repayments.ask_write_off(self.claim, reason="死亡", evidence="证明", **officer)
            case "check":
                repayments.approve_write_off(self.claim, **checker)
            case "approve":
                repayments.approve_write_off(self.claim, by=hands["bureau"], at=at(12, 9))
            case "refuse":
                repayments.refuse_write_off(self.claim, **checker)
            case _:
                self.pay(fails=name == "month_fails")  # fmt: skip

    def pay(self, *, fails: bool) -> None:
        run = run_of(self.hands, self.month, failing=fails)
        line = run.lines.filter(month=self.month, reissue_of=None).get()
        held = sum(Repayment.objects.filter(line=line).values_list("amount", flat=True))
        assert line.amount + held == ODD
        assert held <= ODD * 20 // 100
        self.month = months.shift_month(self.month, 1)

    def check(self) -> None:
        """Compare the books with the rows."""
        owed = sum(reads.owed(row) for row in Recovery.objects.all())
        assert books.balance("receivable", benefit=DIBAO) == owed
        for source, _parts in SHARES:
            assert books.balance("receivable", benefit=DIBAO, source=source) >= 0
        for row in Recovery.objects.all():
            assert sum(row.owing.values()) == reads.owed(row)
            assert 0 <= reads.repaid(row) + reads.set_aside(row) <= row.amount
        assert not books.unbalanced()


@settings(
    max_examples=6, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=st.lists(STEPS, min_size=4, max_size=9))
def test_no_order_of_deeds_makes_a_debt_negative_or_the_books_disagree(steps, family, hands):
    with transaction.atomic():
        ShareRule.objects.create(
            fund="relief", division_id="620422", since=date(2020, 1, 1), shares=SHARES, document="试",
            by=hands["chen"], at=at(8),
        )  # fmt: skip
        row = family(ODD)
        for month in span("2026-08", "2026-11"):
            paid(row, month, hands["chen"])
        walk = Walk(row, hands)
        # Every walk begins with a claim; what follows is anything.
        for name, number in [
            ("find", 20_000),
            ("propose", 0),
            ("decide", 0),
            ("notify", 0),
            *steps,
        ]:
            try:
                with transaction.atomic():
                    walk.step(name, number)
            except RecoveryError:
                pass
            walk.check()
        transaction.set_rollback(True)


def test_instalment_of_a_failed_line_comes_with_the_line_that_issues_it_again(family, hands):
    walk = Walk(family(ODD), hands)
    paid(walk.row, "2026-11", hands["chen"])
    for name, number in [("find", 20_000), ("propose", 0), ("decide", 0), ("notify", 0)]:
        walk.step(name, number)
    walk.pay(fails=True)
    failed = Repayment.objects.get()
    assert failed.booked_on is None
    with pytest.raises(RecoveryError, match="重发"):
        walk.step("ask", 0)
    run = services.build_run(
        DIBAO, walk.month, division=hands["chen"].division, by=hands["chen"], at=at(13)
    )
    run.lines.update(state="sent")
    answered(run, hands, failing=False)
    failed.refresh_from_db()
    assert failed.booked_on is not None
    walk.check()
