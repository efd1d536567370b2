"""Paying is killed at random moments, again and again: each posting sums to nought, no line is lost or doubled.

1. A process pays month after month: money granted, run built, submitted, approved, sent, handed to
   the bank's folder, the bank at work, its returns collected, run and month closed.
2. It is killed with signal 9, in turn in each of these steps, at a random moment of the step; then
   the books must be whole, and the next process goes on where it stood.
3. At the end of a month every holder has one line, every file and return on the disk is what its row
   says, and the bank's own books hold the same fen.
"""

import itertools
import json
import os
import random
import select
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.models import Count, Sum

from minzheng.core import months
from minzheng.kernel.accounts.declarations import FINANCE
from minzheng.kernel.benefits import queries as register
from minzheng.kernel.ledger import services as ledger
from minzheng.kernel.ledger.models import Posting, PostingLine
from minzheng.kernel.payments import files, queries
from minzheng.kernel.payments import services as payments
from minzheng.kernel.payments.banks.stand_in import CLOSED, FROZEN, FolderBank, Manners
from minzheng.kernel.payments.choices import LIVE_LINES
from minzheng.kernel.payments.models import BankFile, BankReturn, PaymentLine
from minzheng.kernel.people.models import Person
from minzheng.site import homes, paying
from minzheng.site.paying import AT, COUNTY, DIBAO, FIRST

FAMILIES = 12
SHARES = {"central": 6_000, "province": 2_500, "county": 1_500}
# The bank's books: accounts that end in these digits are closed, or frozen.
TROUBLED = {"7": CLOSED, "8": FROZEN}
MODULE = "from minzheng.site.soaks import money as proof; "
PATIENCE, STILL = 0.5, 60.0


# -- what a process does ----------------------------------------------------------------------------


def prepare(seed: int) -> None:
    """Register the families of the proof."""
    paying.prepare(FAMILIES, random.Random(seed))  # noqa: S311  # a proof must be repeatable


def turn(month: str, seed: int) -> None:
    """Between two months one family comes, one goes, and some mend the account that failed."""
    draw = random.Random(seed)  # noqa: S311  # a proof must be repeatable
    paying.leave(month, draw)
    paying.enter(Person.objects.count(), draw, month)
    paying.mend(draw)


def _root() -> Path:
    return Path(settings.HOME) / "exchange"


def _grant(month: str) -> None:
    for source in SHARES:
        ledger.appropriate(
            "relief", source, COUNTY, 1_000_000, document="proof〔2026〕1号", on=AT.date(),
            by=paying.hand(FINANCE.key), at=AT, key=f"proof.granted:{month}:{source}",
        )  # fmt: skip


def _hand_over(month: str) -> None:
    for file in BankFile.objects.filter(run=paying.run_of(month)):
        payments.hand_over(file, _root(), by=paying.hand(FINANCE.key), at=AT)


def _bank(month: str) -> None:
    accounts_of = PaymentLine.objects.filter(month=month).values_list("account", flat=True)
    ends = {str(account): str(account)[-1:] for account in accounts_of}
    troubled = {account: TROUBLED[end] for account, end in ends.items() if end in TROUBLED}
    number = int(month[5:])
    FolderBank(_root(), troubled, Manners(halves=number % 2 == 0, twice=number % 3 == 0)).work()


def _collect(month: str) -> None:  # every step is told the month
    payments.collect(_root(), by=paying.hand(FINANCE.key), at=AT)


def _close_month(month: str) -> None:
    payments.close_month(
        month, paying.hand(FINANCE.key).division, by=paying.hand(FINANCE.key), at=AT
    )


STEPS: tuple[Callable[[str], None], ...] = (
    _grant, paying.build, paying.submit, paying.approve, paying.send, _hand_over, _bank, _collect,
    paying.close, _close_month,
)  # fmt: skip


def pay(month: str, tell: Callable[[str], object] = lambda _: None) -> None:
    """Take every step of a month in order; what was done before is refused and passed over."""
    for number, step in enumerate(STEPS):
        tell(f"{number}\n")
        try:
            step(month)
        except payments.PaymentError:
            # Done before the last kill.
            continue


# -- what must hold -------------------------------------------------------------------------------


def broken() -> list[str]:
    """Return what is wrong at this moment, whatever was killed."""
    live = PaymentLine.objects.filter(state__in=LIVE_LINES)
    twice = live.values("benefit", "holder", "month", "kind").annotate(n=Count("pk"))
    sums = Posting.objects.annotate(total=Sum("lines__amount"))
    told = {
        "有凭证借贷不平": sums.exclude(total=0).exists(),
        "有凭证未封存": Posting.objects.filter(is_sealed=False).exists(),
        "总账不平": bool(PostingLine.objects.aggregate(all=Sum("amount"))["all"]),
        "账目与明细不符": bool(queries.disagreements()),
        "同一户同月有两笔": twice.filter(n__gt=1).exists(),
        "已送明细没有文件": not _is_filed(),
        "磁盘上的文件与封存摘要不符": not _is_whole(),
    }
    return [words for words, wrong in told.items() if wrong]


def _is_whole() -> bool:
    """Say whether every file and return named in the database lies on the disk as it was."""
    try:
        for file in BankFile.objects.select_related("run"):
            if files.digest_of(files.content(file)) != (file.digest, file.sha256):
                return False
        for row in BankReturn.objects.select_related("file__run"):
            files.return_content(row)
    except (OSError, ValueError):
        return False
    return True


def _is_filed() -> bool:
    """Say whether the files hold exactly what was sent: line by line, fen by fen."""
    told: Counter[tuple[str, int]] = Counter()
    for file in BankFile.objects.select_related("run"):
        items = files.form_of(file).read_items(files.content(file))
        told += Counter((item.serial, item.amount) for item in items)
        if (len(items), sum(item.amount for item in items)) != (file.lines, file.total):
            return False
    sent = PaymentLine.objects.filter(state__in=("sent", "paid", "failed"))
    return told == Counter((files.serial(line), int(line.amount)) for line in sent)


def unfinished(month: str) -> list[str]:
    """Return what is wrong with a month that has been paid to its end."""
    run = paying.run_of(month)
    lines = list(PaymentLine.objects.select_related("payee"))
    regular = [n for n in lines if n.month == month and n.reissue_of_id is None]
    due = Counter((e.holder, int(e.amount)) for e in register.payable(DIBAO, month))
    own = [n for n in lines if n.run_id == run.pk]
    books = FolderBank(_root()).books()
    paid = {files.serial(n): int(n.amount) for n in lines if n.state == "paid"}
    again = {n.reissue_of_id for n in lines if n.reissue_of_id}
    told = {
        "批次没有办结": run.state != "closed",
        "名册与发放清单不符": due != Counter((n.holder, int(n.amount)) for n in regular),
        "仍有未了结的明细": any(n.state not in {"paid", "failed"} for n in own),
        "到账与银行账不符": paid != {s: a.amount for s, a in books.items() if a.paid},
        "回盘有异常行": any(BankReturn.objects.filter(file__run=run).values_list("problems", flat=True)),
        "退回的没有再发": any(
            n.state == "failed" and n.run_id != run.pk and n.payee is not None
            and n.payee.account_index != n.account_index and n.pk not in again
            for n in lines
        ),
    }  # fmt: skip
    return [words for words, wrong in told.items() if wrong] + broken()


def counts() -> dict[str, int]:
    """Return how much the proof went through."""
    return {
        "lines": PaymentLine.objects.count(),
        "postings": Posting.objects.count(),
        "files": BankFile.objects.count(),
        "returns": BankReturn.objects.count(),
        "fen_paid": PaymentLine.objects.filter(state="paid").aggregate(all=Sum("amount"))["all"] or 0,
    }  # fmt: skip


# -- the nursery: one process that never looks at the database bears those that are killed -----------


def _bear(work: Callable[[Callable[[str], object]], object]) -> tuple[int, int]:
    """Begin a process; return its id and where it tells what it does."""
    ear, mouth = os.pipe()
    child = os.fork()
    if child:
        os.close(mouth)
        return child, ear
    code = 1
    try:
        connections.close_all()
        work(lambda words: os.write(mouth, words.encode()))
        code = 0
    finally:
        # No clean-up of the nursery's: its buffers are not ours.
        os._exit(code)


def _heard(ear: int, seconds: float = STILL) -> Iterator[str]:
    """Yield what a process tells, line by line, until it is silent or gone."""
    rest = ""
    while select.select([ear], [], [], seconds)[0]:
        words = os.read(ear, 65536).decode()
        if not words:
            return
        *lines, rest = (rest + words).split("\n")
        yield from lines
    raise TimeoutError(f"进程 {seconds} 秒没有动静")


def _ask(question: Callable[[], Any]) -> Any:
    """Let a process of its own answer, and return the answer."""
    child, ear = _bear(lambda tell: tell(json.dumps(question()) + "\n"))
    answer = list(_heard(ear))
    os.close(ear)
    code = os.waitpid(child, 0)[1]
    if code or not answer:
        raise RuntimeError(f"检查进程异常退出：{code}")
    return json.loads(answer[0])


def _timed(month: str) -> list[float]:
    """Pay a month undisturbed; return the seconds of each step."""
    child, ear = _bear(lambda tell: pay(month, tell))
    began = [time.monotonic() for _ in _heard(ear)] + [time.monotonic()]
    os.close(ear)
    if os.waitpid(child, 0)[1]:
        raise RuntimeError("未受干扰的月份没有办完")
    return [after - before for before, after in itertools.pairwise(began)]


def _killed(month: str, step: int, wait: float) -> int | None:
    """Let a process pay and kill it so long after a step began; return the step it died in, if it did."""
    child, ear = _bear(lambda tell: pay(month, tell))
    last = -1
    for words in _heard(ear):
        last = int(words)
        if last == step:
            break
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    for words in _heard(ear):
        last = int(words)
    os.close(ear)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError(f"{month}：第 {last} 步出错")
    return last if os.WIFSIGNALED(status) else None


def trials(runs: int, seed: int, seconds: float | None) -> dict[str, Any]:
    """Kill ``runs`` times, each step in turn, and look after each kill; return failures and counts."""
    draw, began = random.Random(seed), time.monotonic()  # noqa: S311  # a proof must be repeatable
    _ask(partial(prepare, seed))
    month, kills, is_late = FIRST, Counter[int](), False
    lasting = _timed(month)
    failures = [f"{month}：{words}" for words in _ask(partial(unfinished, month))]
    while kills.total() < runs and not failures and not is_late:
        month = months.shift_month(month, 1)
        _ask(partial(turn, month, draw.randrange(10**6)))
        for step in range(len(STEPS)):
            # The first kill is always made: a proof of nothing is none.
            spent = time.monotonic() - began
            is_late = seconds is not None and bool(kills) and spent > seconds * PATIENCE
            if is_late or kills.total() >= runs:
                break
            died = _killed(month, step, draw.uniform(0, lasting[step]))
            if died is not None:
                kills[died] += 1
            failures += [f"{month}：在第 {died} 步中断后，{words}" for words in _ask(broken)]
        _timed(month)
        failures += [f"{month}：{words}" for words in _ask(partial(unfinished, month))]
    by_step = {STEPS[step].__name__.strip("_"): n for step, n in sorted(kills.items())}
    told = {"kills": kills.total(), "by_step": by_step, "last_month": month}
    return {"failures": failures, "counts": told | _ask(counts)}


# -- the proof ------------------------------------------------------------------------------------


def run(runs: int, seed: int, deadline_seconds: float | None = None) -> list[str]:
    """Kill ``runs`` times, or until the deadline, and say what was gone through."""
    with homes.fresh() as home:
        asked = f"{MODULE}import json; print(json.dumps(proof.trials({runs}, {seed}, {deadline_seconds})))"
        told = json.loads(home.ask(asked).splitlines()[-1])
    print(json.dumps(told["counts"], ensure_ascii=False), flush=True)  # noqa: T201
    failures: list[str] = told["failures"]
    return failures
