"""What the demo county's finance bureau did: shares, the year's budgets, money received, wages paid."""

import datetime
from collections import Counter
from collections.abc import Mapping

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import RELIEF, benefit
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.ledger import services as ledger

# Parts of ten thousand; invented, like the documents.
RELIEF_SHARES = {"central": 6_000, "province": 2_000, "prefecture": 500, "county": 1_500}
COUNTY_ALONE = {"county": 10_000}
LOTTERY, LOTTERY_MONEY = "lottery_projects", 120_000_000
WORK, WAGES, WAGES_BUDGET, WAGES_PAID = "work", "staff_pay", 90_000_000, 67_500_000
STEP = 1_000_000  # budgets are whole ten thousands of yuan
MARGIN = 115  # percent of what the register costs in a year
RECEIVED = 85  # percent of the budget that has come in


def fill(by: Mandate, today: datetime.date, at: datetime.datetime) -> tuple[int, int]:
    """Enter shares and budgets of the year and what came in; return the funds and the fen received."""
    monthly: Counter[str] = Counter()
    for key, amount in Entitlement.objects.filter(valid_to__isnull=True).values_list(
        "benefit", "amount"
    ):
        monthly[benefit(key).fund] += amount
    received = 0
    for fund, amount in sorted(monthly.items()):
        if not amount:
            continue
        budget = -(-amount * 12 * MARGIN // (100 * STEP)) * STEP
        shares = RELIEF_SHARES if fund == RELIEF.key else COUNTY_ALONE
        received += _fund(fund, budget, shares, by=by, today=today, at=at)
    received += _fund(LOTTERY, LOTTERY_MONEY, {"lottery": 10_000}, by=by, today=today, at=at)
    received += _fund(WORK, WAGES_BUDGET, COUNTY_ALONE, by=by, today=today, at=at, purpose=WAGES)
    ledger.spend(
        WORK, "county", by.division_id, WAGES_PAID, purpose=WAGES, document="演示：工资发放表",
        on=today.replace(day=1), text="基层民政工作人员薪酬（前三季度）", by=by, at=at, key="demo:wages",
    )  # fmt: skip
    return len(monthly) + 2, received


def _fund(
    fund: str,
    budget: int,
    shares: Mapping[str, int],
    *,
    by: Mandate,
    today: datetime.date,
    at: datetime.datetime,
    purpose: str = "",
) -> int:
    """Enter one fund: who bears it, its budget and what came in of it; return the fen that came in."""
    place, year = by.division_id, today.year
    begin = datetime.date(year, 1, 1)
    ledger.set_shares(fund, place, begin, shares, document=f"演示财社〔{year}〕1号", by=by, at=at)
    came = 0
    for number, (source, part) in enumerate(shares.items(), start=2):
        own = budget * part // 10_000
        paper = f"演示财社〔{year}〕{number}号"
        ledger.set_budget(
            fund, source, place, year, own, document=paper, by=by, at=at, purpose=purpose
        )
        ledger.appropriate(
            fund, source, place, own * RECEIVED // 100, document=paper, on=begin + datetime.timedelta(days=30),
            by=by, at=at, key=f"demo:granted:{fund}:{source}:{year}", purpose=purpose,
        )  # fmt: skip
        came += own * RECEIVED // 100
    return came
