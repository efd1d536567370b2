"""The stand-in bank of the demo: its troubled accounts, late and wrong answers."""

import pytest

from minzheng.kernel.payments.banks import folder
from minzheng.kernel.payments.banks.formats import AGRICULTURAL, RURAL_CREDIT, BankFileError, Item
from minzheng.kernel.payments.banks.stand_in import FolderBank, Manners
from world import bank

ITEMS = [
    Item(str(n), f"62220000{end}", "张三", 100 + n, "") for n, end in enumerate(["07", "08", "17", "18", "19"])
]  # fmt: skip


@pytest.fixture
def root(tmp_path):
    folder.put(tmp_path / "to_bank", "a.csv", AGRICULTURAL.write(ITEMS), layout="agricultural")
    return tmp_path


def test_bank_answers_late_and_tells_each_trouble_by_its_code(root):
    assert bank.work(root, Manners(rounds_late=1), rounds=2, pause=0) == 1
    ((_, content, told),) = folder.waiting(root / "from_bank")
    codes = [answer.code for answer in AGRICULTURAL.read_answers(content)[0]]
    assert (codes, told["answers"]) == (["E001", "E003", "E002", "E004", "00"], "a.csv")
    assert sum(a.amount for a in FolderBank(root).books().values() if a.paid) == 104


def test_bank_may_tell_wrong_totals(tmp_path):
    folder.put(tmp_path / "to_bank", "a.txt", RURAL_CREDIT.write(ITEMS), layout="rural_credit")
    bank.work(tmp_path, Manners(wrong_totals=True))
    ((_, content, _),) = folder.waiting(tmp_path / "from_bank")
    with pytest.raises(BankFileError, match="汇总写明6笔"):
        RURAL_CREDIT.read_answers(content)
