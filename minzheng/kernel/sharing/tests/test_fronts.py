"""A partner with a front-end database: rows laid down under a batch number, receipts read back."""

import sqlite3
from contextlib import closing

import pytest

from minzheng.kernel.sharing import services
from minzheng.kernel.sharing.models import ExchangeRecord
from minzheng.kernel.sharing.services import SharingRefused
from minzheng.kernel.sharing.tests.system import AT, granted

FIELDS = ("批次号", "行号", "方式", "行主键", "操作", "name", "GMSFHM", "XB", "amount")


def run(path, statement, *values):
    """Do what the partner does in its database."""
    with closing(sqlite3.connect(path)) as base, base:
        return base.execute(statement, values).fetchall()


@pytest.fixture
def front(settings, places, staff):
    """Return the partner's database, reached by the county."""
    path = settings.HOME / "partners" / "front.sqlite3"
    path.parent.mkdir()
    run(path, f"CREATE TABLE t_in ({', '.join(FIELDS)})")
    run(path, "CREATE TABLE t_back (批次号, 行主键, 结果, 原因)")
    connect(f"sqlite://{path}?table=t_in&receipts=t_back", staff, places)
    return path


def connect(address, staff, places, secret_name=""):
    services.connect(
        "jinmin", division=places["会宁县"], mode="table", address=address,
        secret_name=secret_name, encoding="utf-8-sig", by=staff["chen"], at=AT,
    )  # fmt: skip


def test_batch_lies_in_the_front_table_once_and_closes_with_its_last_receipt(
    shared, staff, places, front
):
    row = granted(staff, places["会宁县"])
    batch = services.push(row, by=staff["chen"], at=AT)
    lying = run(front, "SELECT 批次号, 操作, name, XB, 行主键 FROM t_in ORDER BY 行号")
    assert batch.state == "sent"
    assert {told[:2] for told in lying} == {(batch.number, "更新")}
    assert {told[2:4] for told in lying} == {
        ("王建军", "1"), ("=SUM(A:A)", "2"), ("李梅", "2")
    }  # fmt: skip
    assert services.send(batch, by=staff["chen"], at=AT).state == "sent"
    assert len(run(front, "SELECT 1 FROM t_in")) == 3, "the same batch is not laid down twice"
    for told in lying[:2]:
        run(front, "INSERT INTO t_back VALUES (?, ?, '接收', NULL)", batch.number, told[4])
    assert services.send(batch, by=staff["chen"], at=AT).state == "sent", "one receipt is missing"
    run(front, "INSERT INTO t_back VALUES (?, ?, '退回', '姓名有误')", batch.number, lying[2][4])
    done = services.send(batch, by=staff["chen"], at=AT)
    assert (done.state, done.rejected) == ("partly", 1)
    assert row.held.count() == 2
    told = ExchangeRecord.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(told) == ["已写入前置库 3 行", "接收 2 行，退回 1 行（发送 1 次）"]


def test_front_table_without_the_agreed_columns_takes_nothing(shared, staff, places, front):
    run(front, "ALTER TABLE t_in DROP COLUMN XB")
    batch = services.push(granted(staff, places["会宁县"]), by=staff["chen"], at=AT)
    assert (batch.state, batch.problem) == ("refused", "前置库里没有约定的表或列")
    assert run(front, "SELECT 1 FROM t_in") == []


@pytest.mark.parametrize(
    ("address", "secret_name", "problem"),
    [
        ("sqlite:///etc/x.sqlite3?table=a&receipts=b", "", "之下"),
        ("postgresql://u:p@host/base?table=a&receipts=b", "", "密码不写在地址里"),
        ("postgresql://u@host/base?table=a", "", "receipts="),
        ("postgresql://u@host/base?table=a&receipts=b", "MINZHENG_KEY", "密钥变量名"),
    ],
)
def test_address_that_could_reach_our_own_data_is_refused(
    staff, places, address, secret_name, problem
):
    with pytest.raises(SharingRefused, match=problem):
        connect(address, staff, places, secret_name)
