"""Thousands of questions over bad lines: none lost, none doubled, every value opens to its question.

1. Families with planted wages, deposits, houses … sign, apply, and are checked: ``runs`` questions.
2. Departments of another process answer late, fail one time in twenty, break lines, repeat rows.
3. A process sends what is open and is killed half-way; another goes on until nobody is waited for.
4. Then each question stands answered once with a key the department knows, the department was asked
   each thing under one key only, and every figure of every report is that of its question and the
   planted one.
"""

import json
import os
import random
import secrets
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from minzheng.core.resident_id import DEMO_PREFIX, make
from minzheng.kernel.accounts.declarations import OFFICER
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import services as cases
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.divisions import services as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.choices import HTTP, WAIT
from minzheng.kernel.exchange.partners.answers import askable
from minzheng.kernel.exchange.services import set_link
from minzheng.kernel.people import services as people
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.verification import choices
from minzheng.kernel.verification import services as verification
from minzheng.kernel.verification.models import PartnerQuery, Verification
from minzheng.kernel.verification.services.asking import asked_of
from minzheng.site import homes
from minzheng.site.rooms import PACKAGE

COUNTY, SECRET, WORKFLOW = "620422", "MINZHENG_PARTNER_SECRET", "assistance.dibao.application"
AT = datetime(2026, 11, 5, 1, tzinfo=UTC)
MODULE = "from minzheng.site.soaks import verification as proof; "
MEMBERS = 3
# Questions a second that a short proof allows itself, raising included.
A_SECOND = 60
# The bad lines, scaled: a run of ten thousand ends within ten minutes on two cores.
LINES = ("--errors", "0.05", "--latency", "0.06", "--slow-share", "0.005", "--slow", "1.5")
AGAIN = timedelta(minutes=5)
ROUNDS = 40
DEPOSITS, WAGES = "bank.deposits", "hr.wages"


# -- in a child process ---------------------------------------------------------------------------


def _officer() -> Mandate:
    user, _ = User.objects.get_or_create(username="proof", defaults={"display_name": "proof"})
    division = Division.objects.get(code=COUNTY)
    mandate, _ = Mandate.objects.get_or_create(
        user=user, role=OFFICER.key, division=division, defaults={"valid_from": date(2020, 1, 1)}
    )
    return mandate


def prepare(runs: int, seed: int, folder: str) -> None:
    """Register families, let them sign and apply, and write down what the departments know."""
    draw = random.Random(seed)  # noqa: S311  # a proof must be repeatable
    divisions.load_county(COUNTY)
    determinations.seed_parameters()
    by = _officer()
    truth: dict[str, dict[str, list[dict[str, str]]]] = {DEPOSITS: {}, WAGES: {}}
    opened, number = 0, 0
    while opened < runs:
        row = _family(number, draw, truth, by)
        if not number:
            _link(asked_of(row), by)
        opened += row.partner_queries.filter(mode=HTTP).count() or _again(row, by)
        number += 1
    (Path(folder) / "truth.json").write_text(json.dumps(truth), encoding="utf-8")


def _link(keys: Any, by: Mandate) -> None:
    for key in set(keys) & set(askable()):
        set_link(
            key,
            division=by.division,
            mode=HTTP,
            since=date(2026, 1, 1),
            source="proof",
            by=by,
            at=AT,
            address=f"http://127.0.0.1:1/query/{key}",
            secret_name=SECRET,
            on_failure=WAIT,
            retry_minutes=2,
            per_second=1000,
            timeout_seconds=1,
            duty_days=200,
        )


def _again(row: Verification, by: Mandate) -> int:
    """Ask the first family once more, now that the links stand; return how many questions it makes."""
    again = verification.request(row.case, by=by, at=AT)
    verification.run_automatic(again, by=by, at=AT)
    return again.partner_queries.filter(mode=HTTP).count()


def _family(number: int, draw: random.Random, truth: Any, by: Mandate) -> Verification:
    """Register a family, let every adult sign, open its case and ask for the check."""
    village = Division.objects.filter(path__startswith=by.division.path, level=5).first()
    assert village is not None
    members: list[Person] = []
    for nth in range(MEMBERS):
        sequence = number * MEMBERS + nth
        born = date(1950, 1, 1) + timedelta(days=sequence // 900)
        found = people.register_person(
            name=f"张某{sequence}",
            id_number=make(DEMO_PREFIX, born, sequence % 900),
            division=village,
            by=by,
            at=AT,
        )
        members.append(Person.objects.get(pk=found.pk))
    household = people.register_household(
        division=village,
        members=[
            people.Member(person, relation)
            for person, relation in zip(members, ("head", "spouse", "other"), strict=True)
        ],
        by=by,
        at=AT,
    )
    for person in members:
        _plant(truth, person, draw)
        verification.record_authorisation(household, person, signed_on=AT.date(), by=by, at=AT)
    return _checked(household, by)


def _plant(truth: Any, person: Person, draw: random.Random) -> None:
    """Let a department know something of a person, or nothing."""
    common = {"id_no": person.id_number, "name": person.name}
    if draw.random() < 1 / 2:
        balance = f"{draw.randrange(1, 5_000_000) / 100:.2f}"
        truth[DEPOSITS][person.id_number] = [{**common, "bank": "农商银行", "balance": balance}]
    if draw.random() < 1 / 3:
        wage = f"{draw.randrange(100, 500_000) / 100:.2f}"
        truth[WAGES][person.id_number] = [
            {**common, "employer": "某厂", "monthly_wage": wage, "insurance_paid": "0"}
        ]


def _checked(household: Household, by: Mandate) -> Verification:
    case = cases.open_case(WORKFLOW, household=household, by=by, at=AT)
    row = verification.request(case, by=by, at=AT)
    return verification.run_automatic(row, by=by, at=AT)


def connect(address: str) -> None:
    """Point every link at where the departments are now."""
    by = _officer()
    for key in PartnerQuery.objects.filter(mode=HTTP).values_list("data_set", flat=True).distinct():
        link = PartnerQuery.objects.filter(data_set=key, mode=HTTP)[0].link
        assert link is not None
        link.address = f"{address}/query/{key}"
        link.save(update_fields=["address"])
        audit.record("exchange.link.set", subject=link, by=by, at=AT, data_set=key, mode=HTTP)


def work(from_round: int) -> None:
    """Send what is open, round after round, until nobody is waited for."""
    by = _officer()
    for turn in range(from_round, from_round + ROUNDS):
        verification.send_open(by=by, at=AT + turn * AGAIN)
        if not PartnerQuery.objects.filter(state=choices.WAITING).exists():
            return


def counted() -> dict[str, int]:
    """Return how many questions stand in which state."""
    rows = PartnerQuery.objects.filter(mode=HTTP)
    states = (choices.WAITING, choices.ANSWERED, choices.MARKED)
    return {state: rows.filter(state=state).count() for state in states}


def faults(folder: str, book: str) -> list[str]:
    """Return what is wrong once everything is answered."""
    truth = json.loads((Path(folder) / "truth.json").read_text(encoding="utf-8"))
    told = json.loads(Path(book).read_text(encoding="utf-8"))
    reports = Verification.objects.filter(partner_queries__mode=HTTP).distinct()
    rows = PartnerQuery.objects.filter(verification__in=reports)
    known = {row.pk: row for row in rows.select_related("person", "verification")}
    queries = {key: row for key, row in known.items() if row.mode == HTTP}
    asked = [f"{q.verification.number}:{q.data_set}:{q.person.id_number}" for q in queries.values()]
    wrong = {
        "有查询没有办结": any(q.state != choices.ANSWERED for q in queries.values()),
        "有查询部门没有收到": {q.key for q in queries.values()} != set(told["times"]),
        "同一事项问了两次": len(set(told["about"].values())) != len(told["about"]),
        "问的与记录的不符": sorted(asked) != sorted(told["about"].values()),
        "有报告没有出具": reports.exclude(state=choices.RETURNED).exists(),
    }
    found = [words for words, is_wrong in wrong.items() if is_wrong]
    for row in reports.filter(state=choices.RETURNED):
        found += _untrue(row, known, truth)
    return found[:20]


def _untrue(row: Verification, queries: dict[int, PartnerQuery], truth: Any) -> list[str]:
    """Return the lines of a report that do not open to their question or are not what was planted."""
    found = []
    for member in row.report["members"]:
        for entry in member["entries"]:
            query = queries.get(entry["query"])
            if query is None or (query.person_id, query.verification_id) != (
                member["person"],
                row.pk,
            ):
                found.append(f"{row.number}：{entry['label']}没有对应的查询")
                continue
            if (
                entry["column"]
                and query.mode == HTTP
                and query.values.get(entry["column"]) != entry["value"]
            ):
                found.append(f"{row.number}：{entry['label']}与查询所得不符")
    for query in row.partner_queries.filter(data_set__in=(DEPOSITS, WAGES)).select_related(
        "person"
    ):
        name, column = (
            ("balance", "deposits") if query.data_set == DEPOSITS else ("monthly_wage", "wages")
        )
        planted = truth[query.data_set].get(query.person.id_number, [])
        due = sum(round(float(line[name]) * 100) for line in planted)
        if query.values.get(column) != due:
            found.append(f"{row.number}：{query.data_set}应为 {due}")
    return found


# -- the proof ------------------------------------------------------------------------------------


def _departments(home: homes.Home, seed: int) -> tuple[subprocess.Popen[bytes], str]:
    """Start the stand-ins (they come from outside the house) and return their address."""
    tell = home.folder / "address"
    process = subprocess.Popen(
        [sys.executable, "-m", "world.partners", "--truth", str(home.folder / "truth.json"),
         "--tell", str(tell), "--seed", str(seed), *LINES],
        cwd=PACKAGE.parent, env=home.environ,
    )  # fmt: skip
    while not tell.exists() or not tell.read_text():
        if process.poll() is not None:
            raise RuntimeError("the stand-ins did not start")
        time.sleep(0.1)
    return process, tell.read_text()


def run(runs: int, seed: int, deadline_seconds: float | None = None) -> list[str]:
    """Ask ``runs`` questions, fewer in a short proof; the sending process is killed once on the way."""
    if deadline_seconds:
        runs = min(runs, round(deadline_seconds * A_SECOND))
    draw = random.Random(seed)  # noqa: S311  # a proof must be repeatable
    os.environ.setdefault(SECRET, secrets.token_hex(16))
    with homes.fresh() as home:
        home.ask(f"{MODULE}proof.prepare({runs}, {seed}, {str(home.folder)!r})")
        departments, address = _departments(home, seed)
        try:
            home.ask(f"{MODULE}proof.connect({address!r})")
            began = time.monotonic()
            victim = home.spawn(f"{MODULE}proof.work(0)")
            time.sleep(draw.uniform(3, 6))
            victim.kill()
            victim.wait()
            home.ask(f"{MODULE}proof.work(1)")
            seconds = time.monotonic() - began
            told = json.loads(home.ask(f"{MODULE}import json; print(json.dumps(proof.counted()))"))
            with urllib.request.urlopen(f"{address}/book") as answer:  # noqa: S310
                book = home.folder / "book.json"
                book.write_bytes(answer.read())
            found: list[str] = json.loads(
                home.ask(f"{MODULE}import json; print(json.dumps(proof.faults({str(home.folder)!r}, {str(book)!r})))")
            )  # fmt: skip
            sent = sum(json.loads(book.read_text())["times"].values())
            print(f"查询 {told}，部门共收到 {sent} 次，{seconds:.0f} 秒", flush=True)  # noqa: T201
            return found
        finally:
            departments.kill()
            departments.wait()
