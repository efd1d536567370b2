"""A township where somebody was paid too much: families, paid lines, and the hands that recover."""

from datetime import date, datetime

import pytest

from minzheng.core import months
from minzheng.core.clock import SHANGHAI
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.payments import services
from minzheng.kernel.payments.choices import RecoveryOrigin, RunState
from minzheng.kernel.payments.models import PaymentLine, PaymentRun, Recovery
from minzheng.kernel.payments.services import recovery, repayments
from minzheng.kernel.people import services as people

DIBAO = "assistance.dibao"


def at(month: int, day: int = 5) -> datetime:
    """Return an office hour of a day of 2026 (months above 12: of 2027)."""
    return datetime(2026 + (month - 1) // 12, (month - 1) % 12 + 1, day, 9, tzinfo=SHANGHAI)


@pytest.fixture
def hands(staff, county):
    """Return the staff with somebody who keeps the money, where the rules of the law are in force."""
    determinations.seed_parameters()
    user = User.objects.create_user("sun", display_name="孙")
    row = Mandate.objects.create(
        user=user, role="finance", division=county, valid_from=date(2020, 1, 1)
    )
    return {**staff, "finance": row}


@pytest.fixture
def family(register, hands):
    """Return a function: a family on dibao of so many fen a month, with an account."""

    def make(amount=40_000, since=date(2026, 8, 1)) -> Entitlement:
        home = register(("户主", date(1970, 1, 1), "head"), ("子", date(2015, 1, 1), "child"))
        people.change_account(
            home.head, account_number=f"62220000{home.pk:08d}", bank_name="会宁县农村信用社",
            account_name=home.head.name, by=hands["lin"], at=at(8),
        )  # fmt: skip
        return benefits.grant(
            DIBAO, household=home, amount=amount, since=since, basis=benefits.Basis(reason="试"),
            by=hands["chen"], at=at(8),
        )  # fmt: skip

    return make


def paid(row: Entitlement, month: str, by: Mandate, state: str = "paid") -> PaymentLine:
    """Put down a line of a month that left the house, as a run would have."""
    run, _ = PaymentRun.objects.get_or_create(
        benefit=row.benefit, month=month, division_id="620422",
        defaults={"state": RunState.RETURNED.value, "made_by": by, "made_at": at(8)},
    )  # fmt: skip
    return PaymentLine.objects.create(
        run=run, entitlement=row, benefit=row.benefit, holder=row.holder, household_id=row.household_id,
        payee=row.payee, division_id=row.division_id, month=month, amount=row.amount, state=state,
    )  # fmt: skip


def span(first: str, last: str) -> list[str]:
    """Return the months from one to the other, both included."""
    found = [first]
    while found[-1] < last:
        found.append(months.shift_month(found[-1], 1))
    return found


def claim(
    row: Entitlement, hands, *, since="2026-09", due=0, cause="unreported", **plan
) -> Recovery:
    """Take a claim on a holder's lines through all hands until it is delivered."""
    made = recovery.find(
        row, origin=RecoveryOrigin.HAND, since=months.first_day(since), due=due, reason="收入增加未报告",
        by=hands["chen"], at=at(12),
    )  # fmt: skip
    assert made is not None
    recovery.propose(made, cause=cause, heard="没有意见", by=hands["chen"], at=at(12), **plan)
    recovery.decide(made, agree=True, words="同意", by=hands["reviewer"], at=at(12))
    return recovery.notify(
        made, on=date(2026, 12, 6), how="直接送达", by=hands["lin"], at=at(12, 6)
    )


def run_of(hands, month: str, *, failing: bool = False, answers: bool = True) -> PaymentRun:
    """Build, approve and send a month; the bank pays or refuses every line, if it answers."""
    when = datetime.combine(months.first_day(month), datetime.min.time(), SHANGHAI).replace(hour=9)
    run = services.build_run(
        DIBAO, month, division=hands["chen"].division, by=hands["chen"], at=when
    )
    services.submit(run, by=hands["chen"], at=when)
    services.approve(run, by=hands["reviewer"], at=when)
    services.send(run, by=hands["finance"], at=when)
    if answers:
        answered(run, hands, failing=failing)
    return run


def answered(run: PaymentRun, hands, *, failing: bool) -> None:
    """Let the bank answer a run; what follows from paid lines follows."""
    state = "failed" if failing else "paid"
    run.lines.filter(state="sent").update(state=state, failure_text="账户冻结" if failing else "")
    PaymentRun.objects.filter(pk=run.pk).update(state=RunState.RETURNED.value)
    repayments.book_held(run, by=hands["finance"], at=at(12, 20))
