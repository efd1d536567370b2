"""What the lake promises of its files: entered with checksums, only added to, verified when read."""

import os
from pathlib import Path
from typing import Any, cast

import pytest

from minzheng.kernel.exchange import lake, manifests, preparing
from minzheng.kernel.exchange.declarations import data_set
from minzheng.kernel.exchange.tests.conftest import AT, DEPOSITS, MONTH, Take, Write, number

BANK = "bank_deposits_202610.csv"
GOOD = ("张三", number(1), "县农商行", "1234.50", "2026-10-31")
BAD = ("李四", "1", "行", "不详", "2026-10-31")


def _entries(key: str = "bank.deposits") -> list[dict]:
    return list(manifests.lines(lake.absolute(f"{lake.LAKE}/{key}/{MONTH}/{manifests.MANIFEST}")))


def test_manifest_names_every_file_with_its_checksum(write: Write, take: Take) -> None:
    write(BANK, DEPOSITS, GOOD, BAD)
    (delivery,) = take()

    told = {entry["file"]: entry for entry in _entries()}

    for path, rows in ((delivery.lake_path, 1), (delivery.rejects_path, 1)):
        entry = told[Path(path).name]
        assert entry["sha256"] == manifests.digest_of(lake.absolute(path))
        assert (entry["rows"], entry["delivered_sha256"]) == (rows, delivery.sha256)


def test_manifest_is_only_added_to(write: Write, take: Take) -> None:
    write(BANK, DEPOSITS, GOOD)
    take()
    before = _entries()
    write(BANK, DEPOSITS, (*GOOD[:3], "99", GOOD[4]))

    take()

    assert _entries()[: len(before)] == before
    assert len(_entries()) == 2 * len(before)


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_reading_refuses_a_file_that_is_not_what_was_written(
    harm: str, write: Write, take: Take
) -> None:
    write(BANK, DEPOSITS, GOOD)
    (delivery,) = take()
    file = lake.absolute(delivery.lake_path)
    if harm == "gone":
        file.unlink()
    else:
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)

    with pytest.raises(lake.LakeDamaged, match=Path(delivery.lake_path).name):
        lake.scan("bank.deposits", MONTH)


def test_torn_line_of_a_manifest_is_read_over(tmp_path: Path) -> None:
    (tmp_path / manifests.MANIFEST).write_text('{"file": "a", "sha', encoding="utf-8")

    manifests.enter(tmp_path, "b.parquet", sha256="1")

    assert [e["file"] for e in manifests.lines(tmp_path / manifests.MANIFEST)] == ["b.parquet"]


def test_two_processes_prepare_what_one_does(
    write: Write, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(BANK, DEPOSITS, GOOD, BAD)
    write("hr_pensions_202610.csv", ("姓名",), ("王五",))
    wages = ("姓名", "身份证号", "单位名称", "月工资", "个人缴费")
    write("hr_wages_202610.csv", wages, ("张三", number(1), "县砖厂", "3200.00", "320.00"))
    monkeypatch.setattr(preparing, "WORTH_A_PROCESS", 0)

    told = [(d.data_set, d.state, d.accepted, d.rejected) for d in take()]

    assert told == [
        ("bank.deposits", "ingested", 1, 1),
        ("hr.pensions", "failed", 0, 0),
        ("hr.wages", "ingested", 1, 0),
    ]
    rows = lake.scan("bank.deposits", MONTH)
    assert rows is not None
    assert rows.collect()["balance"].to_list() == [123450]


class Deadly:
    """A path that ends the process it is sent to."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (9,)


def test_file_that_ends_its_process_fails_alone(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "WORTH_A_PROCESS", 0)
    bank = (data_set("bank.deposits"),)
    sound = preparing.Task(write(BANK, DEPOSITS, GOOD), MONTH, bank, "a" * 64, 1)
    deadly = preparing.Task(cast("Path", Deadly()), MONTH, bank, "b" * 64, 2)
    rules = preparing.Rules(lake.home(), AT.date(), allow_demo=True)

    first, second = preparing.prepared([sound, deadly], rules)

    assert (first.problem, first.accepted) == ("", 1)
    assert second.problem == preparing.ENDED
