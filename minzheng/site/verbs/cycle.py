"""Run one month: take the inbox, judge every household, find, pay, count."""

import argparse
import sys
from pathlib import Path

from minzheng.core import clock, months
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cycle import services as cycle


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the month, the inbox and single stages."""
    parser.add_argument("month", help="月份，如 2026-10")
    parser.add_argument("--inbox", type=Path, help="部门来文所在目录")
    parser.add_argument("--only", action="append", help="只运行这个阶段（可多次给出）")
    parser.add_argument("--mandate", type=int, help="以哪个岗位授权运行（编号；默认为平台）")


def _show(*words: object) -> None:
    """Print a line of progress as the stages report it."""
    print(*words, flush=True)


def _acting(mandate: int | None) -> Mandate:
    """Return who runs the month: the officer who pressed the button, else the platform itself."""
    if mandate is None:
        return accounts.system_mandate()
    return Mandate.objects.select_related("user", "division").get(pk=mandate)


def run(options: argparse.Namespace) -> int:
    """Run the month as the platform itself or in an officer's name, showing each stage as it goes."""
    try:
        month = months.parse_month(options.month)
    except ValueError as trouble:
        print(trouble, file=sys.stderr)
        return 2
    if options.inbox is not None and not options.inbox.is_dir():
        print(f"目录不存在：{options.inbox}", file=sys.stderr)
        return 2
    try:
        cycle.run(
            month,
            inbox=options.inbox,
            by=_acting(options.mandate),
            at=clock.now(),
            only=options.only,
            progress=_show,
        )
    except cycle.CycleError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0
