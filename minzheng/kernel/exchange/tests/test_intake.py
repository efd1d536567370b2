"""An inbox taken in: once, twice, killed, mended, and with files of no use."""

import zipfile
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied

from minzheng.core.sealing import blind_index, unseal_file
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.exchange import lake, manifests, preparing, services
from minzheng.kernel.exchange.choices import DeliveryState
from minzheng.kernel.exchange.models import Delivery
from minzheng.kernel.exchange.services import intake
from minzheng.kernel.exchange.tests.conftest import AT, DEPOSITS, MONTH, Take, Write, number

GOOD = ("张三", number(1), "县农商行", "1234.50", "2026-10-31")


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_take_writes_rows_without_any_clear_number(write: Write, take: Take) -> None:
    write("bank_deposits_202610.csv", DEPOSITS, GOOD)

    (delivery,) = take()

    assert (delivery.state, delivery.rows, delivery.accepted) == (DeliveryState.INGESTED, 1, 1)
    rows = pl.read_parquet(lake.absolute(delivery.lake_path))
    assert rows.row(0, named=True) == {
        "line": 2,
        "name": "张三",
        "pid": blind_index(number(1)),
        "bank": "县农商行",
        "balance": 123450,
        "balance_on": AT.date().replace(month=10, day=31),
        "corrections": None,
    }
    for path, content in _tree(lake.home()).items():
        assert number(1).encode() not in content, path


def test_take_seals_the_delivered_file_whole(write: Write, take: Take, tmp_path: Path) -> None:
    path = write("bank_deposits_202610.csv", DEPOSITS, GOOD)

    (delivery,) = take()

    unseal_file(lake.absolute(delivery.sealed_file), tmp_path / "opened")
    assert (tmp_path / "opened").read_bytes() == path.read_bytes()


def test_take_twice_changes_nothing(write: Write, take: Take) -> None:
    write("bank_deposits_202610.csv", DEPOSITS, GOOD, ("李四", "1", "行", "1", "2026-10-31"))
    write("hr_wages_202610.csv", ("姓名",), ("王五",))
    first = [d.pk for d in take()]
    rows, files = list(Delivery.objects.values()), _tree(lake.home())
    entries = Entry.objects.count()

    second = [d.pk for d in take(at=AT + timedelta(days=3))]

    assert second == first
    assert list(Delivery.objects.values()) == rows
    assert _tree(lake.home()) == files
    assert Entry.objects.count() == entries


def test_take_of_a_mended_full_list_supersedes_the_former(
    write: Write, take: Take, inbox: Path
) -> None:
    write("bank_deposits_202610.csv", DEPOSITS, GOOD)
    take()
    write("bank_deposits_202610.csv", DEPOSITS, (*GOOD[:3], "99", "2026-10-31"))

    take()

    states = list(Delivery.objects.order_by("id").values_list("state", flat=True))
    assert states == [DeliveryState.SUPERSEDED, DeliveryState.INGESTED]
    rows = lake.scan("bank.deposits", MONTH)
    assert rows is not None
    assert rows.collect()["balance"].to_list() == [9900]


def test_take_of_two_event_files_keeps_both(write: Write, take: Take) -> None:
    header = ("姓名", "身份证号", "死亡日期")
    write("police_deaths_202610.csv", header, ("张三", number(1), "2026-10-03"))
    write("police_deaths_202610_补.csv", header, ("李四", number(2), "2026-10-04"))

    take()

    rows = lake.scan("police.deaths", MONTH)
    assert rows is not None
    assert rows.collect()["name"].to_list() == ["张三", "李四"]


@pytest.mark.parametrize("step", ["seal_file", "write", "write_workbook", "enter", "record"])
def test_take_after_a_kill_ends_as_if_never_killed(
    step: str, write: Write, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("bank_deposits_202610.csv", DEPOSITS, GOOD, ("李四", "1", "行", "1", "2026-10-31"))
    owner = {
        "seal_file": preparing, "write": manifests, "write_workbook": preparing.outgoing,
        "enter": manifests, "record": intake.audit,
    }[step]  # fmt: skip

    def killed(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(owner, step, killed)
        with pytest.raises(KeyboardInterrupt):
            take()
    assert not Delivery.objects.exists()

    (delivery,) = take()

    assert (delivery.accepted, delivery.rejected) == (1, 1)
    kept = {delivery.sealed_file, delivery.lake_path, delivery.rejects_path, delivery.workbook_path}
    manifest = f"{lake.LAKE}/bank.deposits/{MONTH}/{manifests.MANIFEST}"
    assert set(_tree(lake.home())) - {"lake/.intake.lock", manifest} == kept


def test_take_sweeps_what_a_killed_run_left(write: Write, take: Take) -> None:
    left = lake.absolute(f"{lake.LAKE}/bank.deposits/2026-10/dead.parquet.1.partial")
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    write("bank_deposits_202610.csv", DEPOSITS, GOOD)

    take()

    assert not left.exists()


def test_take_names_the_missing_column_and_goes_on(write: Write, take: Take) -> None:
    write("bank_deposits_202610.csv", ("姓名", "身份证号", "开户银行"), GOOD[:3])
    write("police_deaths_202610.csv", ("姓名", "身份证号", "死亡日期"))

    failed, fine = take()

    assert failed.state == DeliveryState.FAILED
    assert failed.problem == "缺少必需的列（任一写法均可）：余额、存款余额、账户余额。"
    assert (fine.state, fine.rows) == (DeliveryState.INGESTED, 0)


def test_take_refuses_an_empty_full_list(write: Write, take: Take) -> None:
    write("bank_deposits_202610.csv", DEPOSITS)

    (delivery,) = take()

    assert (delivery.state, lake.scan("bank.deposits", MONTH)) == (DeliveryState.FAILED, None)


@pytest.mark.requirement("KC-08")
def test_take_refuses_a_file_that_breaks_the_dictionary_as_a_whole(
    write: Write, take: Take
) -> None:
    write("bank_deposits_202610.csv", DEPOSITS, (*GOOD[:3], "不详", "2026-10-31"))

    (delivery,) = take()

    assert delivery.state == DeliveryState.FAILED
    assert "没有一行合格" in delivery.problem


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"", "空的"),
        (b"\xd0\xcf\x11\xe0 old", ".xls"),
        (b"PK\x03\x04 cut off", "损坏"),
        (b"\x01\x00\x02\x00\x00" * 9, "二进制"),
        ("今天天气很好。\n".encode(), "表头"),
    ],
)
def test_take_says_why_a_file_is_no_table(
    content: bytes, words: str, inbox: Path, take: Take
) -> None:
    (inbox / "bank_deposits_202610.xlsx").write_bytes(content)

    (delivery,) = take()

    assert (delivery.state, delivery.rows) == (DeliveryState.FAILED, 0)
    assert words in delivery.problem


def test_take_does_not_unpack_a_bomb(inbox: Path, take: Take) -> None:
    with zipfile.ZipFile(inbox / "bank_deposits_202610.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (80 * 1024**2))

    (delivery,) = take()

    assert "过大" in delivery.problem


def test_take_refuses_macros(inbox: Path, take: Take) -> None:
    with zipfile.ZipFile(inbox / "bank_deposits_202610.xlsm", "w") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")

    assert "宏" in take()[0].problem


def test_take_recognises_a_file_by_its_headers(write: Write, take: Take) -> None:
    write(
        "十月数据.csv",
        ("姓名", "公民身份号码", "学校", "学段"),
        ("张三", number(1), "一中", "高中"),
    )

    (delivery,) = take()

    assert (delivery.data_set, delivery.month) == ("education.students", MONTH)


def test_take_leaves_an_unknown_table_as_failed_and_other_files_alone(
    write: Write, take: Take, inbox: Path
) -> None:
    write("杂项.csv", ("甲", "乙"), ("1", "2"))
    (inbox / "truth.json").write_text("{}")
    (inbox / "~$bank.xlsx").write_text("lock")

    (delivery,) = take()

    assert (delivery.data_set, delivery.state) == ("", DeliveryState.FAILED)
    assert str(delivery).startswith("未识别的文件")


def test_take_puts_a_late_file_into_its_own_month(write: Write, take: Take) -> None:
    write("bank_deposits_202609.csv", DEPOSITS, GOOD)

    assert take()[0].month == "2026-09"


def test_take_notes_what_it_did_not_use(write: Write, take: Take) -> None:
    write("bank_deposits_202610.csv", (*DEPOSITS, "联系电话"), (*GOOD, "13800000000"))

    assert "未使用的列：联系电话" in take()[0].summary["notes"]


def test_take_refuses_whoever_may_not(inbox: Path, officer: Mandate) -> None:
    officer.role = "auditor"

    with pytest.raises(PermissionDenied):
        services.take_inbox(inbox, MONTH, by=officer, at=AT)


def test_take_refuses_a_second_process(write: Write, take: Take) -> None:
    write("bank_deposits_202610.csv", DEPOSITS, GOOD)

    with intake._alone(), pytest.raises(services.InboxBusy):
        take()


def test_take_tells_how_far_it_is(write: Write, inbox: Path, officer: Mandate) -> None:
    write("bank_deposits_202610.csv", DEPOSITS, GOOD)
    seen: list[tuple[int, int]] = []

    services.take_inbox(
        inbox, MONTH, by=officer, at=AT, progress=lambda done, total: seen.append((done, total))
    )

    assert seen == [(0, 1), (1, 1)]


def test_take_writes_each_delivery_into_the_audit(write: Write, take: Take) -> None:
    write("bank_deposits_202610.csv", DEPOSITS, GOOD)

    (delivery,) = take()

    entry = Entry.objects.get(verb="exchange.delivery.received")
    assert (entry.subject_id, entry.detail["rows"]) == (str(delivery.pk), 1)


def test_take_refuses_a_stray_cell_in_the_last_corner(inbox: Path, take: Take) -> None:
    """The reader would ask for half a terabyte and end the process."""
    with xlsxwriter.Workbook(str(inbox / "bank_deposits_202610.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, DEPOSITS)
        sheet.write_string(1_048_575, 16_383, "x")

    assert "第 1048576 行、第 16384 列" in take()[0].problem


@pytest.mark.parametrize("content", [b"PK\x03\x04" + b"\xff" * 99, b'a\rb,c\r"d'])
def test_take_survives_odd_bytes(content: bytes, inbox: Path, take: Take) -> None:
    (inbox / "bank_deposits_202610.csv").write_bytes(content)

    assert take()[0].state == DeliveryState.FAILED
