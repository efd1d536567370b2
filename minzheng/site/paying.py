"""A payment of a month as its proofs take it: the people, the families, one function per step."""

import random
from datetime import UTC, date, datetime

from minzheng.core import months
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.accounts.declarations import FINANCE, OFFICER, REVIEWER
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.benefits import queries as register
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.divisions import services as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.payments import services as payments
from minzheng.kernel.payments.models import PaymentLine, PaymentRun
from minzheng.kernel.people import services as people
from minzheng.kernel.people.models import Person

COUNTY, DIBAO, FIRST = "620422", "assistance.dibao", "2026-01"
AT = datetime(2026, 11, 5, 1, tzinfo=UTC)
BRANCHES = ("会宁县农村信用社", "中国农业银行会宁支行", "中国邮政储蓄银行会宁县支行")
BASIS = benefits.Basis(reason="proof")
# Families live in so many villages, in turn.
VILLAGES = 40


def hand(role: str) -> Mandate:
    """Return the mandate of the only person of a role."""
    county = Division.objects.get(code=COUNTY)
    user, _ = User.objects.get_or_create(username=f"proof-{role}", defaults={"display_name": role})
    mandate, _ = Mandate.objects.get_or_create(
        user=user, role=role, division=county, defaults={"valid_from": date(2020, 1, 1)}
    )
    return mandate


def prepare(families: int, draw: random.Random) -> None:
    """Register families with accounts at three banks and let each draw dibao from the first month on."""
    divisions.load_county(COUNTY)
    for role in (OFFICER, REVIEWER, FINANCE):
        hand(role.key)
    for number in range(families):
        enter(number, draw, FIRST)


def enter(number: int, draw: random.Random, month: str) -> None:
    """Let one family of one person draw dibao from a month on."""
    by = accounts.system_mandate(COUNTY)
    villages = Division.objects.filter(path__startswith=by.division.path, level=5).order_by("code")
    village = villages[number % VILLAGES]
    person = people.register_person(name=f"张某{number}", division=village, by=by, at=AT)
    people.change_account(
        person, account_number=account(draw), bank_name=BRANCHES[number % 3], by=by, at=AT
    )
    household = people.register_household(
        division=village,
        members=[people.Member(Person.objects.get(pk=person.pk), "head")],
        by=by,
        at=AT,
    )
    benefits.grant(
        DIBAO, household=household, amount=10_001 + 37 * number, since=months.first_day(month),
        basis=BASIS, by=by, at=AT,
    )  # fmt: skip


def account(draw: random.Random) -> str:
    """Draw the number of an account."""
    return f"6222{draw.randrange(10**12):012d}"


def leave(month: str, draw: random.Random) -> None:
    """Let one family that draws dibao go."""
    leaving = draw.choice(list(register.payable(DIBAO, month).order_by("pk")))
    by = accounts.system_mandate(COUNTY)
    benefits.end(leaving, until=months.first_day(month), reason="proof", by=by, at=AT)


def mend(draw: random.Random) -> None:
    """Let about half of those whose account failed bring one the bank pays."""
    by = accounts.system_mandate(COUNTY)
    for line in PaymentLine.objects.filter(state="failed", reissue=None).select_related("payee"):
        if line.payee is not None and draw.random() < 1 / 2:
            people.change_account(
                line.payee, account_number=f"{account(draw)[:-1]}0", bank_name=line.bank_name, by=by, at=AT
            )  # fmt: skip


def run_of(month: str) -> PaymentRun:
    """Return the run of a month."""
    return PaymentRun.objects.get(benefit=DIBAO, month=month)


def build(month: str) -> None:
    """Draft the run."""
    by = hand(OFFICER.key)
    payments.build_run(DIBAO, month, division=by.division, by=by, at=AT)


def submit(month: str) -> None:
    """Hand the run to the second person."""
    payments.submit(run_of(month), by=hand(OFFICER.key), at=AT)


def approve(month: str) -> None:
    """Approve it."""
    payments.approve(run_of(month), by=hand(REVIEWER.key), at=AT)


def send(month: str) -> None:
    """Write its bank files."""
    payments.send(run_of(month), by=hand(FINANCE.key), at=AT)


def close(month: str) -> None:
    """End the run when everything came back."""
    payments.close(run_of(month), by=hand(FINANCE.key), at=AT)
