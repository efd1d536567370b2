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
from typing import Any

from minzheng.core import months
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.accounts.declarations import FINANCE
from minzheng.kernel.benefits import queries as register
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.payments import files
from minzheng.kernel.payments import services as payments
from minzheng.kernel.payments.banks.stand_in import StandInBank
from minzheng.kernel.payments.models import BankFile, PaymentLine, PaymentRun
from minzheng.site import homes, paying
from minzheng.site.paying import AT, COUNTY, DIBAO, FIRST

FAMILIES, RACERS, ROUNDS = 40, 4, 3
# The bank's books: accounts that end in this digit are closed.
CLOSED = "7"
MODULE = "from minzheng.site.soaks import payment_races as proof; "
PATIENCE = 0.7


# -- in a child process ---------------------------------------------------------------------------


def prepare(seed: int) -> None:
    """Register the families of the proof."""
    paying.prepare(FAMILIES, random.Random(seed))  # noqa: S311  # a proof must be repeatable


def turn_month(month: str, seed: int) -> None:
    """Between two months one family comes, one goes, one gets more, some mend their accounts."""
    draw = random.Random(seed)  # noqa: S311  # a proof must be repeatable
    paying.leave(month, draw)
    changing = draw.choice(list(register.payable(DIBAO, month).order_by("pk")))
    benefits.adjust(
        changing, amount=changing.amount + 100, since=months.first_day(month),
        basis=paying.BASIS, by=accounts.system_mandate(COUNTY), at=AT,
    )  # fmt: skip
    paying.enter(Entitlement.objects.count() + FAMILIES, draw, month)
    paying.mend(draw)


def _answered(file: BankFile) -> bytes:
    """Return the answer of a bank that pays every account but the closed ones."""
    content, form = files.content(file), files.form_of(file)
    holders = {item.account: item.name for item in form.read_items(content)}
    closed = frozenset(account for account in holders if account.endswith(CLOSED))
    return StandInBank(holders, closed).answer(content, form)


def _read(month: str) -> None:
    for file in BankFile.objects.filter(run=paying.run_of(month)):
        payments.read_return(
            file, file_name="answer", content=_answered(file), by=paying.hand(FINANCE.key), at=AT
        )


STEPS: tuple[Callable[[str], None], ...] = (
    paying.build, paying.submit, paying.approve, paying.send, _read, paying.close,
)  # fmt: skip


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
    run = paying.run_of(month)
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
