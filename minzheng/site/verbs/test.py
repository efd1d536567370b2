"""Run the whole suite on SQLite and on a PostgreSQL server of its own, browser included."""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import Any

from minzheng.site import postgres, results

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts")
DATABASES = ("sqlite", "postgresql")
NO_TESTS = 5
# More journeys than these failing at once is a fault of the code, not of a crowded machine.
MOST_AGAIN = 3


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare which databases; every other argument goes to pytest."""
    parser.add_argument("--database", choices=DATABASES, help="只在一种数据库上运行")


def browser() -> str | None:
    """Return the browser: the one ``CHROMIUM`` names, else one on the path."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def has_chinese_font() -> bool:
    """Say whether a font with Chinese characters is installed, as pictures of pages need."""
    names = ("*CJK*", "*wqy*", "*SourceHan*", "*NotoSansSC*", "*NotoSerifSC*")
    return any(
        next(Path(place).rglob(name), None)
        for place in FONTS
        if Path(place).is_dir()
        for name in names
    )


def lacking() -> list[str]:
    """Return the packages of the distribution that the suite still needs."""
    wanted = []
    if browser() is None:
        wanted.append("chromium")
    if postgres.binaries() is None:
        wanted.append("postgresql")
    if not has_chinese_font():
        wanted.append("fonts-noto-cjk")
    return wanted


def equip() -> bool:
    """Install what is lacking where we may; otherwise print the line to type."""
    wanted = lacking()
    if not wanted:
        return True
    line = f"apt-get install -y --no-install-recommends {' '.join(wanted)}"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"正在安装测试所需软件：{' '.join(wanted)}", flush=True)
        environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environ, check=False)
        subprocess.run(line.split(), env=environ, check=False, stdout=subprocess.DEVNULL)
        wanted = lacking()
        if not wanted:
            return True
        line = f"apt-get install -y --no-install-recommends {' '.join(wanted)}"
    print(f"缺少测试所需软件，请先运行：\n  {line}\n（另用浏览器：CHROMIUM=路径）", file=sys.stderr)
    return False


def _relay(process: subprocess.Popen[str], name: str) -> threading.Thread:
    """Print the lines of ``process`` as they come, each with the name of its database."""

    def copy() -> None:
        for line in process.stdout or ():
            print(f"[{name}] {line}", end="", flush=True)

    thread = threading.Thread(target=copy, daemon=True)
    thread.start()
    return thread


def _start(
    name: str, address: str, report: Path, selection: Sequence[str]
) -> subprocess.Popen[str]:
    environ = os.environ | {"MINZHENG_RESULTS": str(report), "CHROMIUM": browser() or ""}
    environ.pop("MINZHENG_DATABASE", None)
    if address:
        environ["MINZHENG_DATABASE"] = address
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *selection]
    return subprocess.Popen(
        command,
        cwd=results.ROOT,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def run_databases(names: Sequence[str], selection: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Run pytest once per database, all at the same time; return code and results of each.

    Two processes on two cores: each is one thread of Python most of the time.
    """
    answers: dict[str, dict[str, Any]] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="minzheng-results-")))
        addresses = dict.fromkeys(names, "")
        if "postgresql" in addresses:
            addresses["postgresql"] = stack.enter_context(postgres.server())
        running = {}
        for name, address in addresses.items():
            process = _start(name, address, folder / f"{name}.json", selection)
            stack.callback(process.terminate)
            running[name] = (process, _relay(process, name))
        for name, (process, thread) in running.items():
            code = process.wait()
            thread.join(timeout=10)
            report = folder / f"{name}.json"
            tests = json.loads(report.read_text(encoding="utf-8")) if report.is_file() else {}
            answers[name] = {"code": code, "tests": tests}
    return answers


def journeys_again(answers: dict[str, dict[str, Any]]) -> None:
    """Run the few journeys that failed once more, by themselves, and name those that pass now.

    Two suites, two browsers and their servers share the cores of a small machine. A journey that
    fails there and passes alone is unsteady: it is printed and kept as such, to be mended. Any
    other failing test, or many of them, stays what it is.
    """
    for name, answer in answers.items():
        failed = [test for test, told in answer["tests"].items() if told["outcome"] == "failed"]
        are_journeys = all(answer["tests"][test]["is_journey"] for test in failed)
        if not failed or len(failed) > MOST_AGAIN or not are_journeys:
            continue
        print(f"再运行一次未通过的页面测试 [{name}]：{len(failed)} 项", flush=True)
        again = run_databases([name], failed)[name]["tests"]
        for test in failed:
            if again.get(test, {}).get("outcome") == "passed":
                print(f"不稳定 [{name}] {test}：第二次才通过")
                answer["tests"][test] = again[test] | {"is_unsteady": True}
        if all(told["outcome"] != "failed" for told in answer["tests"].values()):
            answer["code"] = 0


def close(answers: dict[str, dict[str, Any]], seconds: float) -> int:
    """Print what failed, how long it took and the closing line; return the exit code."""
    counts: Counter[str] = Counter()
    for name, answer in answers.items():
        outcomes = Counter(test["outcome"] for test in answer["tests"].values())
        if answer["code"] not in {0, NO_TESTS} and not outcomes["failed"]:
            # pytest itself broke (a bad import, a bad option): that is a failure too.
            outcomes["failed"] += 1
        for test, result in answer["tests"].items():
            if result["outcome"] == "failed":
                print(f"未通过 [{name}] {test}")
        spent = sum(test["seconds"] for test in answer["tests"].values())
        print(
            f"{name}：通过 {outcomes['passed']}，未通过 {outcomes['failed']}，跳过 {outcomes['skipped']}（{spent:.0f} 秒）"
        )
        counts += outcomes
    print(f"用时 {seconds:.0f} 秒")
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    print(f"{counts['passed']} passed, {counts['failed']} failed{skipped}", flush=True)
    return 0 if counts["passed"] and not counts["failed"] else 1


def run_all(selection: Sequence[str], only: str | None = None) -> int:
    """Run the selection (everything when empty) and keep the results of a full run."""
    if not equip():
        return 2
    signal.signal(signal.SIGTERM, _stop)
    before, began = results.state(), time.monotonic()
    answers = run_databases([only] if only else DATABASES, selection)
    journeys_again(answers)
    full = not selection and only is None
    # A tree that changed under the run was not the one tested.
    if full and results.state() != before:
        print("测试期间代码有改动，结果不作为需求证明保存。")
    elif full:
        databases = {name: answer["tests"] for name, answer in answers.items()}
        results.keep(before, {"state": before, "databases": databases})
    return close(answers, time.monotonic() - began)


def run(options: argparse.Namespace) -> int:
    """Run the suite as the command line asks."""
    return run_all(options.others, options.database)
