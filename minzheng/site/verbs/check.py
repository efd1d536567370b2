"""Check the house without running it: format, lint, types, contracts, locks, assets, tables."""

import argparse
import importlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from minzheng.policy import Policy, lock
from minzheng.site import house, throwaway
from minzheng.site.rooms import PACKAGE
from minzheng.ui import assets

ROOT = PACKAGE.parent
BIN = Path(sys.executable).parent
DJANGO = (sys.executable, "-m", "django")
PROPOSE = (
    sys.executable,
    "-c",
    "import django; django.setup(); from minzheng.site import glossary; glossary.write()",
)
COMMANDS: dict[str, Sequence[str]] = {
    "格式": (str(BIN / "ruff"), "format", "--check", "--quiet", "."),
    "写法": (str(BIN / "ruff"), "check", "--quiet", "."),
    "类型": (str(BIN / "mypy"), "--no-error-summary"),
    "导入约定": (str(BIN / "lint-imports"),),
    "系统检查": (*DJANGO, "check", "--fail-level", "WARNING"),
    "数据表变更": (*DJANGO, "makemigrations", "--check", "--dry-run"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare ``--fix``, which lets the formatter and the linter mend what they can."""
    parser.add_argument("--fix", action="store_true", help="先自动修正格式与写法")


def policies() -> list[Policy]:
    """Return the policy of every folder ``domains/<room>/policies/<name>``."""
    found = sorted(PACKAGE.glob("domains/*/policies/*/policy.py"))
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in found]
    return [importlib.import_module(name).policy for name in names]


def policy_locks() -> list[str]:
    """Return the released rules that changed: a mistake is mended by a new version."""
    return list(lock.check_all(policies()))


FUNCTIONS: dict[str, Callable[[], list[str]]] = {"政策锁": policy_locks, "前端文件": assets.check}


def surroundings() -> dict[str, str]:
    """Return the environment of the tools: a temporary home, the embedded database."""
    throwaway.enter()
    environ = {name: value for name, value in os.environ.items() if name != "MINZHENG_DATABASE"}
    return environ | {
        "DJANGO_SETTINGS_MODULE": "minzheng.site.settings",
        "PYTHONPATH": str(ROOT),
    }


def problems_of(command: Sequence[str]) -> list[str]:
    """Run a tool at the root of the repository; return its words when it is not content."""
    answer = subprocess.run(
        command, cwd=ROOT, env=surroundings(), capture_output=True, text=True, check=False
    )
    if not answer.returncode:
        return []
    return (answer.stdout + answer.stderr).strip().splitlines() or [f"exit {answer.returncode}"]


def mend() -> None:
    """Let the formatter and the linter mend what they can, and draw new modules on the map."""
    subprocess.run((str(BIN / "ruff"), "check", "--fix", "--quiet", "."), cwd=ROOT, check=False)
    subprocess.run((str(BIN / "ruff"), "format", "--quiet", "."), cwd=ROOT, check=False)
    house.draw()
    subprocess.run(PROPOSE, cwd=ROOT, env=surroundings(), check=False)


def run(options: argparse.Namespace) -> int:
    """Run every check, print what each found, fail if one found anything."""
    if options.fix:
        mend()
    found = 0
    checks = {
        name: lambda command=command: problems_of(command) for name, command in COMMANDS.items()
    }
    for name, check in (checks | FUNCTIONS).items():
        began = time.monotonic()
        problems = check()
        found += bool(problems)
        verdict = "不合格" if problems else "合格"
        print(f"{name}：{verdict}（{time.monotonic() - began:.1f} 秒）", flush=True)
        for problem in problems:
            print(f"  {problem}", flush=True)
    return 1 if found else 0
