"""Two phones write the same records while everything goes wrong: nothing typed is lost or written over unseen.

1. Two workers of a village, each with a browser of its own, run the shipped modules of the field app
   against a real server. A run is one record: both edit the same fields, attach photographs, settle
   what differs, hand in, in a random order from a seed; requests and answers are lost, doubled,
   delayed, and old ones arrive after new ones; pages are closed and browsers killed in the middle.
2. Then the network is good. Every value the app had confirmed must be on both phones and the server,
   both phones and the server must hold the same standing values and states, a field is disputed
   exactly where two different values stand, and no value was written over one its writer had not seen.
3. What differs is settled, everything is handed in by both: each record is received exactly once.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Playwright, sync_playwright

from minzheng.site import homes
from minzheng.site.patterns import ENTER
from minzheng.site.soaks.offline.phones import Phone, browser

COUNTY = "620422"
ANSWERS = "from minzheng.site.soaks.offline import county; county.answer()"
# So many records are worked on at once: a kill hits all of them.
BATCH, SHORT = 100, 8
# Two pairs of phones keep two cores busy.
PAIRS = 2
STEPS_PER_RUN = 14
KILLS = 4
PATIENCE = 0.5
STARTS, ENDS = 180, 60
Question = Callable[[str, Any], Any]


def run(runs: int, seed: int, deadline_seconds: float | None = None) -> list[str]:
    """Prove ``runs`` records, batch by batch, or until the deadline; print what was done.

    Many runs are shared between pairs of phones, each pair with a server and a draw of its own.
    """
    chromium = browser()
    if chromium is None:
        return ["未找到浏览器：apt-get install chromium，或设置 CHROMIUM=路径"]
    pairs = 1 if deadline_seconds else min(PAIRS, -(-runs // BATCH))
    proofs = [
        Proof(chromium, f"{seed}.{pair}", runs // pairs + (pair < runs % pairs), deadline_seconds)
        for pair in range(pairs)
    ]
    # A browser is driven in a thread of its own: the caller may be driving another.
    with ThreadPoolExecutor(pairs) as threads:
        for proved in [threads.submit(proof.run) for proof in proofs]:
            proved.result()
    totals: Counter[str] = sum((proof.totals for proof in proofs), Counter())
    print(json.dumps(totals, ensure_ascii=False), flush=True)  # noqa: T201
    return [words for proof in proofs for words in proof.failures]


class Proof:
    """The records of one pair of phones with one server."""

    def __init__(self, chromium: str, seed: str, runs: int, deadline_seconds: float | None) -> None:
        """Take the browser's program, the seed of this pair and how many records it works."""
        self.chromium, self.seed, self.runs = chromium, seed, runs
        self.deadline_seconds = deadline_seconds
        # A proof must be repeatable.
        self.draw = random.Random(seed)  # noqa: S311
        self.totals: Counter[str] = Counter()
        self.failures: list[str] = []

    def run(self) -> None:
        """Work batch by batch until all are done or the deadline is near."""
        began = time.monotonic()
        batch = SHORT if self.deadline_seconds else BATCH
        batches = -(-self.runs // batch)
        with (
            homes.fresh() as home,
            _served(home) as address,
            _asked(home) as county,
            sync_playwright() as playwright,
        ):
            places = county("prepare", batches)
            with _phones(playwright, self.chromium, address) as phones:
                for number, place in enumerate(places):
                    # The first batch is always worked: a proof of nothing is none.
                    late = time.monotonic() - began > (self.deadline_seconds or 0) * PATIENCE
                    if number and self.deadline_seconds and late:
                        break
                    many = min(batch, self.runs - self.totals["runs"])
                    self._prove(Turn(county, phones, place, self.draw, many), number)
                    if not self.deadline_seconds:
                        self._tell(time.monotonic() - began)

    def _prove(self, turn: "Turn", number: int) -> None:
        self.failures += [f"种子 {self.seed} 第 {number + 1} 批：{words}" for words in turn.prove()]
        self.totals.update({"runs": turn.many, **turn.counts})

    def _tell(self, seconds: float) -> None:
        told = f"{self.totals['runs']} 次，{seconds:.0f} 秒，{len(self.failures)} 处不符"
        print(f"种子 {self.seed}：{told}", flush=True)  # noqa: T201


@contextmanager
def _phones(playwright: Playwright, chromium: str, address: str) -> Iterator[list[Phone]]:
    phones = [Phone(playwright, chromium, address, name) for name in ("a", "b")]
    try:
        for phone in phones:
            phone.switch_on()
        yield phones
    finally:
        for phone in phones:
            phone.throw_away()


@contextmanager
def _served(home: homes.Home) -> Iterator[str]:
    """Serve the home with the shipped server on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = home.folder / "served"
    with said.open("ab") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "minzheng.site.command", "serve", "--port", str(port)],
            env=home.environ, cwd=home.folder, stdin=subprocess.DEVNULL, stdout=output,
            stderr=output, start_new_session=True,
        )  # fmt: skip
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    except BaseException:
        print(said.read_text()[-3000:], flush=True)  # noqa: T201
        raise
    finally:
        # The verb and the server it started are one group.
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(ENDS)


@contextmanager
def _asked(home: homes.Home) -> Iterator[Question]:
    """Give a way to ask a process that stands in the home."""
    child = subprocess.Popen(
        [sys.executable, "-c", ENTER + ANSWERS],
        env=home.environ, cwd=home.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdin is not None and child.stdout is not None
    asks, answers = child.stdin, child.stdout

    def ask(name: str, given: Any) -> Any:
        asks.write(json.dumps([name, given]) + "\n")
        asks.flush()
        return json.loads(answers.readline())

    try:
        yield ask
    finally:
        asks.close()
        child.wait(ENDS)


def _wait_for(port: int) -> None:
    until = time.monotonic() + STARTS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


class Turn:
    """One batch of records between two phones."""

    def __init__(
        self,
        county: Question,
        phones: list[Phone],
        place: dict[str, Any],
        draw: random.Random,
        many: int,
    ) -> None:
        """Take the phones, the workers' sessions and the village, and how many records."""
        self.county, self.phones, self.place, self.draw, self.many = (
            county,
            phones,
            place,
            draw,
            many,
        )
        self.ids: list[str] = []
        self.counts: dict[str, int] = {"page_closed": 0, "browser_killed": 0}

    def prove(self) -> list[str]:
        """Work, kill, grow quiet, compare; hand in, compare again."""
        for phone, session in zip(self.phones, self.place["sessions"], strict=True):
            phone.confirmed, phone.counts, phone.faults = [], {}, []
            phone.give(session, self.draw.randrange(2**31))
        self._begin()
        self._work()
        failures = self._settled("忙乱之后")
        for phone in self.phones:
            phone.ask("settleAll", self.ids)
        self._quiet()
        for phone in self.phones:
            phone.ask("settleAll", self.ids)
            self._quiet()
        for phone in self.phones:
            phone.ask("handIn", self.ids)
        failures += self._settled("提交之后")
        for phone in self.phones:
            phone.put_down()
            failures += phone.faults
            for key, value in phone.counts.items():
                self.counts[key] = self.counts.get(key, 0) + value
        return failures

    def _begin(self) -> None:
        """Let each phone begin half of the records, and both know all of them."""
        half = self.many // 2
        for phone, many in zip(self.phones, (half, self.many - half), strict=True):
            self.ids += phone.ask(
                "begin", many, {"household": self.place["household"], "title": "甲"}
            )
        self._quiet()

    def _work(self) -> None:
        """Let both work at once; in between close a page or kill a browser."""
        kills = self.draw.randint(1, KILLS)
        for _part in range(kills):
            steps = self.many * STEPS_PER_RUN // (2 * kills) + 1
            for phone in self.phones:
                phone.ask("start", self.ids, steps)
            time.sleep(self.draw.uniform(0.05, 0.02 * steps))
            victim = self.draw.choice(self.phones)
            if self.draw.random() < 1 / 5:
                victim.kill()
                self.counts["browser_killed"] += 1
            else:
                victim.close_page()
                self.counts["page_closed"] += 1
            victim.wake()
            self._idle()

    def _idle(self) -> None:
        for phone in self.phones:
            while phone.ask("isBusy"):
                phone.page.wait_for_timeout(50)

    def _quiet(self) -> None:
        """Let both send and fetch until nothing waits and nothing is new."""
        for _time in range(8):
            told = [phone.ask("quiet") for phone in self.phones]
            again = [phone.ask("quiet") for phone in self.phones]
            if all(
                not one["waiting"] and not one["files"] and not one["received"] for one in again
            ):
                return
        self.phones[0].faults.append(f"网络恢复后仍有未上传的内容：{told} {again}")

    def _settled(self, when: str) -> list[str]:
        """Compare the phones with each other and with the server."""
        self._quiet()
        held = [phone.ask("holdings") for phone in self.phones]
        told = self.county("holdings", self.place["village"])
        confirmed = [one for phone in self.phones for one in phone.confirmed]
        self.counts["confirmed"] = len(confirmed)
        self.counts["disputed"] = self.counts.get("disputed", 0) + len(told["disputed"])
        self.counts["received"] = sum(one["received"] for one in told["records"].values())
        return [f"{when}：{words}" for words in compare(confirmed, held, told)]


def compare(
    confirmed: list[dict[str, Any]], held: list[dict[str, Any]], told: dict[str, Any]
) -> list[str]:
    """Return where two phones and the server do not hold the same, or have lost something."""
    failures = []
    server = told["records"]
    for one in confirmed:
        for name, records in (
            ("手机甲", held[0]["records"]),
            ("手机乙", held[1]["records"]),
            ("平台", server),
        ):
            kept = records.get(one["record"], {}).get("values", {}).get(one["op"])
            if kept != one["value"]:
                failures.append(f"{name}丢失或改变了已保存的内容 {one} → {kept}")
    for name, phone in zip(("手机甲", "手机乙"), held, strict=True):
        if phone["records"].keys() != server.keys():
            failures.append(f"{name}与平台的记录不同")
        for key, record in phone["records"].items():
            own = server.get(key, {})
            failures += [
                f"{name}与平台的 {part} 不同：{key} {record[part]} {own.get(part)}"
                for part in ("state", "standing", "values")
                if record[part] != own.get(part)
            ]
        if phone["disputed"] != told["beside"] or not phone["shown"]:
            failures.append(f"{name}显示的冲突与平台不同：{phone['disputed']} {told['beside']}")
    if told["disputed"] != told["noticed"]:
        failures.append(f"有两份不同填写而未显示，或相反：{told['disputed']} {told['noticed']}")
    failures += [
        f"提交的记录 {key} 办理了 {record['received']} 次"
        for key, record in server.items()
        if record["received"] != (record["state"] == "submitted")
    ]
    return failures
