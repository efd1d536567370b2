"""The round to the banks: sealed payment files go into the folder of an exchange, returns are read from it."""

import argparse
from pathlib import Path

from minzheng.core import clock
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.payments import services as payments


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the folder the bank's side works on."""
    parser.add_argument("folder", type=Path, help="与银行交换文件的目录")


def run(options: argparse.Namespace) -> int:
    """Hand over what was sent and not yet laid down, read what came back; a second round finds nothing."""
    by, at = accounts.system_mandate(), clock.now()
    handed = payments.hand_over_waiting(options.folder, by=by, at=at)
    received = payments.collect(options.folder, by=by, at=at)
    refused = sum(bool(row.refused) for row in received)
    print(f"送交银行文件 {handed} 份，读入回盘 {len(received)} 份，其中未采用 {refused} 份。")
    return 0
