"""A stand-in bank as a process of its own on the folders of an exchange: ``python -m world.bank FOLDER``.

It answers payment files with return files, books in `books.json` beside them; some of its accounts
are closed, frozen, unknown or in another name, told by the last digits of their numbers.
"""

import argparse
import time
from pathlib import Path

from minzheng.kernel.payments.banks import folder, stand_in
from minzheng.kernel.payments.banks.formats import FORMATS
from minzheng.kernel.payments.banks.stand_in import FolderBank, Manners

# One account in fifty is troubled: what its last two digits say.
ENDINGS = {"07": stand_in.CLOSED, "08": stand_in.FROZEN, "17": stand_in.WRONG_NAME, "18": stand_in.UNKNOWN}  # fmt: skip
PAUSE = 1.0


def troubled(root: Path) -> dict[str, str]:
    """Return the accounts of the waiting files that cannot be paid, and why."""
    return {
        item.account: ENDINGS[item.account[-2:]]
        for _, content, told in folder.waiting(root / folder.TO_BANK)
        for item in FORMATS[told["layout"]].read_items(content)
        if item.account[-2:] in ENDINGS
    }


def work(root: Path, manners: Manners, *, rounds: int = 1, pause: float = PAUSE) -> int:
    """Take so many rounds (0: without end) over the files that wait; return how many were answered."""
    answered = done = 0
    bank = FolderBank(root, manners=manners)
    while not rounds or done < rounds:
        if done:
            time.sleep(pause)
        bank.troubled = troubled(root)
        answered += bank.work()
        done += 1
    return answered


def main() -> None:
    """Work as the options say."""
    parser = argparse.ArgumentParser(description="演示用银行：读代发文件，付款，写回盘文件")
    parser.add_argument("folder", type=Path, help="与银行交换文件的目录")
    parser.add_argument("--once", action="store_true", help="只做一轮")
    parser.add_argument("--halves", action="store_true", help="先回一半，另一半随后再回")
    parser.add_argument("--twice", action="store_true", help="每份回盘送两次")
    parser.add_argument("--late", type=int, default=0, help="晚几轮才回盘")
    parser.add_argument("--wrong-totals", action="store_true", help="回盘汇总与明细不符")
    told = parser.parse_args()
    manners = Manners(
        halves=told.halves, twice=told.twice, rounds_late=told.late, wrong_totals=told.wrong_totals
    )
    print(f"回复 {work(told.folder, manners, rounds=1 if told.once else 0)} 份")


if __name__ == "__main__":
    main()
