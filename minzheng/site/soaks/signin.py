"""A thousand citizens sign in for the first time: the whole way of OpenID Connect, each to his own file.

1. Citizens are registered, most of them; the stand-in identity service runs as a process of its own.
2. The real server (two workers) sends each to the service, takes the code back, verifies the token,
   makes the account and the session, and shows the page of the account; many come at once.
3. Each page must greet its own citizen, each account must be joined to its own file and to no other,
   and the audit must hold every first sign-in.
"""

import json
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import urllib3

from minzheng.core.resident_id import DEMO_PREFIX, make
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.audit import services as audit
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.citizens.models import Citizen
from minzheng.kernel.divisions import services as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people import services as people
from minzheng.site import homes, workers
from minzheng.site.rooms import PACKAGE

COUNTY = "620422"
AT = datetime(2026, 11, 5, 1, tzinfo=UTC)
MODULE = "from minzheng.site.soaks import signin as proof; "
# The stand-in's own: nobody else's.
SECRET = "demo-identity-secret"  # noqa: S105
AT_ONCE, WORKERS = 16, 2
# One in so many has no file in the register yet.
UNKNOWN = 5
# The whole of a long proof may take so many seconds for each thousand.
SECONDS = 60
A_SECOND = 10
PATIENCE = 60
SEEN, FOUND = 200, 302


@dataclass
class Told:
    """What the sign-ins took, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


# -- in a child process ---------------------------------------------------------------------------


def prepare(runs: int, seed: int, folder: str) -> None:
    """Register the citizens, and write down who may sign in at the service."""
    draw = random.Random(seed)  # noqa: S311  # a proof must be repeatable
    divisions.load_county(COUNTY)
    by = accounts.system_mandate(COUNTY)
    village = Division.objects.filter(path__startswith=by.division.path, level=5).first()
    assert village is not None
    personas = []
    for number in range(runs):
        born = date(1950, 1, 1) + timedelta(days=draw.randrange(18_000))
        id_number = make(DEMO_PREFIX, born, number % 1000)
        name = f"周{chr(0x4E00 + number // 100)}{chr(0x5E00 + number % 100)}"
        if number % UNKNOWN:
            people.register_person(name=name, id_number=id_number, division=village, by=by, at=AT)
        personas.append({"key": str(number), "name": name, "id_number": id_number})
    (Path(folder) / "personas.json").write_text(json.dumps(personas), encoding="utf-8")


def faults(runs: int) -> list[str]:
    """Return what is wrong with the accounts once everybody has signed in."""
    rows = Citizen.objects.select_related("person", "user")
    joined = [row for row in rows if row.person is not None]
    recognised = Entry.objects.filter(verb="citizens.recognised").count()
    wrong = {
        f"账户 {len(rows)} 个，应为 {runs} 个": len(rows) != runs,
        "有人关联到他人的档案": any(
            row.person is not None and (row.person.pid, row.person.name) != (row.pid, row.name)
            for row in rows
        ),
        "有档案的没有关联": len(joined) != sum(1 for number in range(runs) if number % UNKNOWN),
        "一个账户用了两次": len({row.user_id for row in rows}) != len(rows),
        f"审计记录 {recognised} 条": recognised != runs,
        "审计链断开": bool(audit.verify_chain()),
    }
    return [words for words, is_wrong in wrong.items() if is_wrong]


# -- the proof ------------------------------------------------------------------------------------


def _sign_in(address: str, persona: dict[str, str]) -> str:
    """Sign one citizen in with a browser of his own; return what went wrong, or nothing."""
    with urllib3.PoolManager(timeout=30, retries=False) as browser:
        cookies: dict[str, str] = {}
        going = _get(browser, f"{address}/portal/sign-in/go/?next=/portal/account/", cookies)
        if going.status != FOUND:
            return f"去认证：{going.status}"
        parts = urlsplit(going.headers["Location"])
        chosen = f"{parts.scheme}://{parts.netloc}/choose?{parts.query}&persona={persona['key']}"
        back = browser.request("GET", chosen, redirect=False).headers["Location"]
        taken = _get(browser, back, cookies)
        if taken.status != FOUND:
            return f"回平台：{taken.status}"
        page = _get(browser, address + taken.headers["Location"], cookies)
        is_his = page.status == SEEN and persona["name"] in page.data.decode()
        return "" if is_his else f"账户页：{page.status}"


def _get(browser: urllib3.PoolManager, address: str, cookies: dict[str, str]) -> Any:
    """Ask for a page as a browser does, keeping the cookies it sets."""
    sent = {"Cookie": "; ".join(f"{key}={value}" for key, value in cookies.items())}
    answer = browser.request("GET", address, headers=sent, redirect=False)
    for line in answer.headers.getlist("Set-Cookie"):
        name, _, rest = line.partition("=")
        cookies[name] = rest.partition(";")[0]
    return answer


def _all(address: str, personas: list[dict[str, str]]) -> Told:
    """Let everybody sign in, ``AT_ONCE`` at a time."""
    told, waiting, lock = Told(), iter(personas), threading.Lock()

    def come() -> None:
        while True:
            with lock:
                persona = next(waiting, None)
            if persona is None:
                return
            began = time.monotonic()
            try:
                wrong = _sign_in(address, persona)
            except Exception as broken:  # noqa: BLE001  # a proof counts whatever breaks
                wrong = f"{type(broken).__name__}：{broken}"
            with lock:
                told.seconds.append(time.monotonic() - began)
                if wrong:
                    told.wrong.append(wrong)

    threads = [threading.Thread(target=come) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


@contextmanager
def _service(home: homes.Home) -> Iterator[str]:
    """Start the identity service (it comes from outside the house) and yield its address."""
    tell = home.folder / "issuer"
    process = subprocess.Popen(
        [sys.executable, "-m", "world.identity", "--personas", str(home.folder / "personas.json"),
         "--tell", str(tell)],
        cwd=PACKAGE.parent, env=home.environ,
    )  # fmt: skip
    try:
        while not tell.exists() or not tell.read_text():
            if process.poll() is not None:
                raise RuntimeError("the identity service did not start")
            time.sleep(0.1)
        yield tell.read_text()
    finally:
        process.kill()
        process.wait()


@contextmanager
def _server(home: homes.Home, issuer: str) -> Iterator[str]:
    """Start the real server on the home and yield its address once it answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    told = {
        "MINZHENG_OIDC_ISSUER": issuer,
        "MINZHENG_OIDC_SECRET": SECRET,
        "MINZHENG_LOG": "WARNING",
    }
    environ = home.environ | told | {workers.THREADS: "1"}
    address = f"http://127.0.0.1:{port}"
    with (home.folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            workers.command("127.0.0.1", port, WORKERS), cwd=home.folder, env=environ,
            stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait(address)
            yield address
        finally:
            process.terminate()
            process.wait()


def _processor() -> float:
    """Return the seconds of processor time of the processes that ended so far."""
    used = os.times()
    return used.children_user + used.children_system


def _wait(address: str) -> None:
    """Wait until both workers answer: each loads the house once."""
    deadline = time.monotonic() + PATIENCE
    for _ in range(4 * WORKERS):
        while True:
            try:
                urllib3.request("GET", f"{address}/portal/sign-in/", retries=False, timeout=30)
                break
            except urllib3.exceptions.HTTPError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)


def run(runs: int, seed: int, deadline_seconds: float | None = None) -> list[str]:
    """Let ``runs`` citizens sign in for the first time, fewer in a short proof."""
    is_short = deadline_seconds is not None
    if deadline_seconds:
        runs = min(runs, round(deadline_seconds * A_SECOND))
    with homes.fresh() as home:
        home.ask(f"{MODULE}proof.prepare({runs}, {seed}, {str(home.folder)!r})")
        personas = json.loads((home.folder / "personas.json").read_text(encoding="utf-8"))
        with _service(home) as issuer:
            used = _processor()
            with _server(home, issuer) as address:
                began = time.monotonic()
                told = _all(address, personas)
                seconds = time.monotonic() - began
            used = _processor() - used
        found = told.wrong[:20]
        if found:
            found.append((home.folder / "server.log").read_text(encoding="utf-8")[-3000:])
        found += json.loads(
            home.ask(f"{MODULE}import json; print(json.dumps(proof.faults({runs})))")
        )
        parts = statistics.quantiles(told.seconds, n=20)
        print(  # noqa: T201
            f"首次登录 {runs} 人，失败 {len(told.wrong)} 人，{seconds:.1f} 秒（每秒 {runs / seconds:.1f} 人），"
            f"每人 p50 {parts[9] * 1000:.0f} 毫秒、p95 {parts[18] * 1000:.0f} 毫秒；"
            f"服务器（含启动）用处理器 {used:.1f} 秒",
            flush=True,
        )
        if not is_short and seconds > SECONDS * max(runs, 1000) / 1000:
            found.append(f"用时 {seconds:.0f} 秒，超过每千人 {SECONDS} 秒")
        return found
