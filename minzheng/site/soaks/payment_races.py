"""Processes race over the payment of a month, one is killed: no line twice, none lost, sums equal.

1. Families draw dibao; some accounts are closed at the bank, some mended from month to month.
2. Four processes build, submit, approve, send and read the bank's return at the same time, each in
   an order of its own and more than once; one is killed with signal 9 at a random moment.
3. An orderly pass ends what is left. Then every family has one line for the month, paid or failed;
   what failed before was issued again once; files, lines and the bank's books hold the same sums.
"""

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from minzheng.core import months
from minzheng.kernel.accounts.declarations import FINANCE, OFFICER, REVIEWER, SYSTEM
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.benefits import queries as register
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.divisions import services as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.payments import files
from minzheng.kernel.payments import services as payments
from minzheng.kernel.payments.banks.stand_in import StandInBank
from minzheng.kernel.payments.models import BankFile, PaymentLine, PaymentRun
from minzheng.kernel.people import services as people
from minzheng.kernel.people.models import Person
from minzheng.site import homes

FAMILIES, RACERS, ROUNDS = 40, 4, 3
COUNTY, DIBAO, FIRST = "620422", "assistance.dibao", "2026-01"
AT = datetime(2026, 11, 5, 1, tzinfo=UTC)
BANKS = ("会宁县农村信用社", "中国农业银行会宁支行")
# The bank's books: accounts that end in this digit are closed.
CLOSED = "7"
MODULE = "from minzheng.site.soaks import payment_races as proof; "
PATIENCE = 0.7


# -- in a child process ---------------------------------------------------------------------------


def _by(role: str, division: Division | None = None) -> Mandate:
    """Return the mandate of the only person of a role."""
    division = division or Division.objects.get(code=COUNTY)
    user, _ = User.objects.get_or_create(username=f"proof-{role}", defaults={"display_name": role})
    mandate, _ = Mandate.objects.get_or_create(
        user=user, role=role, division=division, defaults={"valid_from": date(2020, 1, 1)}
    )
    return mandate


def prepare(seed: int) -> None:
    """Register families with accounts and let each draw dibao from the first month on."""
    draw = random.Random(seed)  # noqa: S311  # a proof must be repeatable
    divisions.load_county(COUNTY)
    for role in (OFFICER, REVIEWER, FINANCE):
        _by(role.key)
    for number in range(FAMILIES):
        _enter(f"6222{number:04d}{draw.randrange(10**8):08d}", number, FIRST)


def _enter(account: str, number: int, month: str) -> None:
    by = _by(SYSTEM.key)
    village = Division.objects.filter(path__startswith=by.division.path, level=5).first()
    assert village is not None
    person = people.register_person(name=f"张某{number}", division=village, by=by, at=AT)
    people.change_account(
        person, account_number=account, bank_name=BANKS[number % len(BANKS)], by=by, at=AT
    )
    household = people.register_household(
        division=village,
        members=[people.Member(Person.objects.get(pk=person.pk), "head")],
        by=by,
        at=AT,
    )
    benefits.grant(
        DIBAO,
        household=household,
        amount=10_000 + number,
        since=months.first_day(month),
        basis=benefits.Basis(reason="proof"),
        by=by,
        at=AT,
    )


def turn_month(month: str, seed: int) -> None:
    """Between two months one family comes, one goes, one gets more, some mend their accounts."""
    draw = random.Random(seed)  # noqa: S311  # a proof must be repeatable
    by, first = _by(SYSTEM.key), months.first_day(month)
    rows = list(register.payable(DIBAO, month).order_by("pk"))
    leaving, changing = draw.sample(rows, 2)
    benefits.end(leaving, until=first, reason="proof", by=by, at=AT)
    benefits.adjust(
        changing,
        amount=changing.amount + 100,
        since=first,
        basis=benefits.Basis(reason="proof"),
        by=by,
        at=AT,
    )
    _enter(f"6222{draw.randrange(10**12):012d}", Entitlement.objects.count() + FAMILIES, month)
    for line in PaymentLine.objects.filter(state="failed", reissue=None).select_related("payee"):
        if line.payee is not None and draw.random() < 1 / 2:
            people.change_account(
                line.payee,
                account_number=f"6222{draw.randrange(10**11):011d}0",
                bank_name=line.bank_name,
                by=by,
                at=AT,
            )


def _run_of(month: str) -> PaymentRun:
    return PaymentRun.objects.get(benefit=DIBAO, month=month)


def _build(month: str) -> None:
    by = _by(OFFICER.key)
    payments.build_run(DIBAO, month, division=by.division, by=by, at=AT)


def _submit(month: str) -> None:
    payments.submit(_run_of(month), by=_by(OFFICER.key), at=AT)


def _approve(month: str) -> None:
    payments.approve(_run_of(month), by=_by(REVIEWER.key), at=AT)


def _send(month: str) -> None:
    payments.send(_run_of(month), by=_by(FINANCE.key), at=AT)


def _answered(file: BankFile) -> bytes:
    """Return the answer of a bank that pays every account but the closed ones."""
    content, form = files.content(file), files.form_of(file)
    holders = {item.account: item.name for item in form.read_items(content)}
    closed = frozenset(account for account in holders if account.endswith(CLOSED))
    return StandInBank(holders, closed).answer(content, form)


def _read(month: str) -> None:
    for file in BankFile.objects.filter(run=_run_of(month)):
        payments.read_return(
            file, file_name="answer", content=_answered(file), by=_by(FINANCE.key), at=AT
        )


def _close(month: str) -> None:
    payments.close(_run_of(month), by=_by(FINANCE.key), at=AT)


STEPS: tuple[Callable[[str], None], ...] = (_build, _submit, _approve, _send, _read, _close)


def _try(step: Callable[[str], None], month: str) -> None:
    try:
        step(month)
    except (payments.PaymentError, PaymentRun.DoesNotExist):
        # Another was first, or nobody has come so far: what a second click is told.
        pass


def race(month: str, seed: int) -> None:
    """Take every step several times, mostly in order."""
    draw = random.Random(seed)  # noqa: S311  # a proof must be repeatable
    for _ in range(ROUNDS):
        for step in STEPS:
            _try(step, month)
            if draw.random() < 1 / 3:
                _try(draw.choice(STEPS), month)


def finish(month: str) -> None:
    """End in order what the race left."""
    for step in STEPS:
        _try(step, month)


def faults(month: str) -> list[str]:
    """Return what is wrong with the payment of a month."""
    run = _run_of(month)
    lines = list(PaymentLine.objects.select_related("payee"))
    own = [line for line in lines if line.run_id == run.pk]
    sent = [line for line in own if line.state in {"paid", "failed"}]
    due = Counter((e.holder, e.amount) for e in register.payable(DIBAO, month))
    first = Counter((n.holder, n.amount) for n in lines if n.month == month and not n.reissue_of)
    made = list(BankFile.objects.filter(run=run))
    items = [item for f in made for item in files.form_of(f).read_items(files.content(f))]
    paid = [n for n in lines if n.state in {"ready", "sent", "paid"}]
    keys = Counter((n.benefit, n.holder, n.month, n.kind) for n in paid)
    told = {
        "批次没有办结": run.state != "closed",
        "名册与发放清单不符": due != first,
        "仍有未了结的明细": any(n.state in {"ready", "sent"} for n in own),
        "同一户同月有两笔": max(keys.values(), default=0) > 1,
        "银行文件与明细不符": Counter((i.serial, i.amount) for i in items)
        != Counter((files.serial(n), n.amount) for n in sent),
        "文件合计不符": sum(f.total for f in made) != sum(n.amount for n in sent),
        "封存摘要不符": run.seal != files.seal_of(sorted(sent, key=lambda n: n.pk)),
        "到账与银行账不符": {files.serial(n) for n in sent if n.state == "paid"}
        != {i.serial for i in items if not i.account.endswith(CLOSED)},
        "退回的没有再发": _is_lost(lines, run),
    }
    return [words for words, wrong in told.items() if wrong]


def _is_lost(lines: Sequence[PaymentLine], run: PaymentRun) -> bool:
    """Say whether what failed earlier was not issued again though its account was mended.

    While the account is still the closed one, it waits.
    """
    again = {line.reissue_of_id: line for line in lines if line.reissue_of_id}
    for line in lines:
        if line.state != "failed" or line.run_id == run.pk or line.payee is None:
            continue
        is_mended = line.payee.account_index != line.account_index
        is_settled = line.pk in again and again[line.pk].state in {"paid", "failed"}
        if is_mended != is_settled:
            return True
    return False


# -- the proof ------------------------------------------------------------------------------------


def once(home: homes.Home, month: str, draw: random.Random) -> list[str]:
    """Let the processes race over one month and kill one of them; return what failed."""
    outputs = [home.folder / f"{month}-{number}" for number in range(RACERS)]
    racers = [
        home.spawn(f"{MODULE}proof.race({month!r}, {draw.randrange(10**6)})", output=output)
        for output in outputs
    ]
    time.sleep(draw.uniform(0.5, 3))
    victim = draw.choice(racers)
    victim.kill()
    codes = [racer.wait() for racer in racers]
    home.ask(f"{MODULE}proof.finish({month!r})")
    told: Any = json.loads(
        home.ask(f"{MODULE}import json; print(json.dumps(proof.faults({month!r})))")
    )
    failures = [f"{month}：{words}" for words in told]
    for racer, code, output in zip(racers, codes, outputs, strict=True):
        if code and racer is not victim:
            failures.append(f"{month}：进程异常退出\n{output.read_text()[-2000:]}")
    return failures


def run(runs: int, seed: int, deadline_seconds: float | None = None) -> list[str]:
    """Pay ``runs`` months one after the other, or until the deadline."""
    draw = random.Random(seed)  # noqa: S311  # a proof must be repeatable
    began, month = time.monotonic(), FIRST
    failures: list[str] = []
    with homes.fresh() as home:
        home.ask(f"{MODULE}proof.prepare({seed})")
        for number in range(runs):
            if number:
                # The first month is always paid: a proof of nothing is none.
                if deadline_seconds and time.monotonic() - began > deadline_seconds * PATIENCE:
                    break
                month = months.shift_month(month, 1)
                home.ask(f"{MODULE}proof.turn_month({month!r}, {draw.randrange(10**6)})")
            failures += once(home, month, draw)
    return failures
