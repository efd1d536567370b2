"""What the benchmark of payments does inside a home: raise a register, pay it a month, be the bank."""

import resource
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat, Mod

from minzheng.core import sealing
from minzheng.kernel.accounts.declarations import FINANCE, OFFICER, REVIEWER
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.divisions import services as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.ledger import queries as ledger
from minzheng.kernel.payments import files, queries, services
from minzheng.kernel.payments.banks.formats import Answer, Item
from minzheng.kernel.payments.banks.rows import PAID
from minzheng.kernel.payments.lines import insert_from
from minzheng.kernel.payments.models import BankFile, PaymentRun
from minzheng.kernel.people.models import Household, Person

COUNTY, DIBAO, MONTH = "620422", "assistance.dibao", "2026-11"
AT = datetime(2026, 11, 5, 1, tzinfo=UTC)
SINCE = date(2026, 1, 1)
BANKS = ("会宁县农村信用社", "会宁县农村商业银行", "中国农业银行会宁支行")
# Of so many families one has no account, one another's name on it, one a payee who died, and of
# so many accounts one is closed at the bank.
PER_FAULT, PER_CLOSED = 200, 100
# A part that the database takes at once.
AT_ONCE = 5000


def raise_register(size: int) -> None:
    """Enter `size` families of one person on dibao, spread over the county's villages."""
    divisions.load_county(COUNTY)
    county = Division.objects.get(code=COUNTY)
    for role in (OFFICER, REVIEWER, FINANCE):
        user = User.objects.create(username=f"bench-{role.key}", display_name=role.key)
        Mandate.objects.create(user=user, role=role.key, division=county, valid_from=SINCE)
    villages = list(
        Division.objects.filter(path__startswith=county.path, level=5).values_list("pk", flat=True)
    )
    index = sealing.indexer()
    for start in range(0, size, AT_ONCE):
        numbers = range(start + 1, min(start + AT_ONCE, size) + 1)
        Person.objects.bulk_create(_person(n, villages, index) for n in numbers)
    lives: dict[str, Any] = {
        "division_id": F("division_id"),
        "residence": Value("rural"),
        "valid_from": Value(SINCE),
    }
    insert_from(
        Household, ("id", "number", "head_id", *lives, "hukou_book", "is_demo"),
        Person.objects.order_by("pk").values_list(
            "pk", Cast("pk", CharField()), "pk", *lives.values(), Value(""), Value(False)
        ),
    )  # fmt: skip
    names = ("benefit", "holder", "household_id", "payee_id", "division_id", "amount", "valid_from", "state", "end_reason", "is_demo")  # fmt: skip
    insert_from(
        Entitlement, names,
        Household.objects.order_by("pk").values_list(
            Value(DIBAO), Concat(Value("h"), Cast("pk", CharField()), output_field=CharField()), "pk", "head_id",
            "division_id", Mod("pk", 997) * 100 + 20_000, Value(SINCE), Value("active"), Value(""), Value(False),
        ),
    )  # fmt: skip


def _person(number: int, villages: list[str], index: Callable[[str], str]) -> Person:
    account = f"6222{number:012d}"
    fault = number % PER_FAULT
    name = f"张某{number}"
    return Person(
        name=name, division_id=villages[number % len(villages)],
        account_number=None if fault == 1 else account, account_index="" if fault == 1 else index(account),
        bank_name=BANKS[number % len(BANKS)], account_name="别人" if fault == 2 else name,
        died_on=date(2026, 10, 1) if fault == 3 else None,
    )  # fmt: skip


class _Clock:
    """Seconds by step of what a process does, and the processor's own: what a busy machine does not stretch."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}
        self._cpu = time.process_time()

    def timed(self, step: str, work: Callable[[], Any]) -> Any:
        """Do the work and note its seconds."""
        began = time.perf_counter()
        result = work()
        self.steps[step] = round(time.perf_counter() - began, 2)
        return result

    def told(self, **more: Any) -> dict[str, Any]:
        """Return the seconds and the most memory the process ever held."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        cpu = round(time.process_time() - self._cpu, 2)
        return {"steps": self.steps, "cpu_seconds": cpu, "peak_mb": peak, **more}


def _by(role: str) -> Mandate:
    return Mandate.objects.get(user__username=f"bench-{role}")


def send() -> dict[str, Any]:
    """Build the month's run and take it to the bank, each step timed."""
    clock = _Clock()
    officer, reviewer, finance = (_by(role.key) for role in (OFFICER, REVIEWER, FINANCE))
    county = officer.division
    run: PaymentRun = clock.timed(
        "build", lambda: services.build_run(DIBAO, MONTH, division=county, by=officer, at=AT)
    )
    clock.timed("submit", lambda: services.submit(run, by=officer, at=AT))
    clock.timed("approve", lambda: services.approve(run, by=reviewer, at=AT))
    made = clock.timed("send", lambda: services.send(run, by=finance, at=AT))
    return clock.told(files=len(made), sent=sum(file.lines for file in made))


def answer() -> None:
    """Be the bank: pay every line but those to closed accounts, and leave the returns in the home."""
    for file in BankFile.objects.all():
        form = files.form_of(file)
        codes = {code.cause: (key, code.text) for key, code in reversed(list(form.codes.items()))}
        rows = [_answered(item, codes) for item in form.read_items(files.content(file))]
        batch = files.batch(file.run, file.bank)
        _place(file).write_bytes(form.write_answers(rows, batch))


def _answered(item: Item, codes: Mapping[str, tuple[str, str]]) -> Answer:
    is_paid = int(item.account) % PER_CLOSED != 0
    code, text = codes[PAID if is_paid else "closed"]
    return Answer(item.serial, item.account, item.amount, is_paid, code, text)


def _place(file: BankFile) -> Path:
    return Path(settings.HOME) / f"return-{file.pk}"


def take_back() -> dict[str, Any]:
    """Read the returns, compare books with lines, close run and month, each step timed."""
    clock = _Clock()
    finance = _by(FINANCE.key)
    rows = []
    for file in BankFile.objects.order_by("bank"):
        read = partial(services.read_return, file, file_name="回盘", by=finance, at=AT)
        content = _place(file).read_bytes()
        rows.append(clock.timed(f"return_{file.bank}", partial(read, content=content)))
    wrong = clock.timed("reconcile", queries.disagreements)
    run = PaymentRun.objects.get()
    clock.timed("close", lambda: services.close(run, by=finance, at=AT))
    clock.timed("close_month", lambda: services.close_month(MONTH, run.division, by=finance, at=AT))
    return clock.told(
        paid=sum(row.paid for row in rows), failed=sum(row.failed for row in rows),
        problems=sum(len(row.problems) for row in rows), disagreements=len(wrong), ledger_total=ledger.total(),
        held_back=run.lines.filter(state="blocked").count(),
    )  # fmt: skip
