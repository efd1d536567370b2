"""What goes back to the sender, and what officers see of a delivery."""

import stat
from datetime import date, datetime

import polars as pl
import pytest
from django.core.exceptions import PermissionDenied

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange import lake, outgoing, queries, services
from minzheng.kernel.exchange.declarations import data_sets
from minzheng.kernel.exchange.models import Delivery
from minzheng.kernel.exchange.tests.conftest import AT, DEPOSITS, MONTH, Take, Write, number

BANK = "bank_deposits_202610.csv"
GOOD = ("张三", number(1), "县农商行", "1,234.50", "2026-10-31")
BAD = ("=cmd|' /C calc'!A0", "123", "行", "不详", "2026-10-31")


@pytest.fixture
def delivery(write: Write, take: Take) -> Delivery:
    """Return a delivery with one row accepted and one rejected."""
    write(BANK, DEPOSITS, GOOD, BAD)
    return take()[0]


@pytest.fixture
def clerk(county: Division) -> Mandate:
    """Return a clerk of a township: below the county, and without a right to deliveries."""
    town = Division.objects.create(
        code="620422100", name="会师镇", level=Level.TOWN, path="620422/620422100/", parent=county
    )
    user = User.objects.create_user("lin", display_name="林")
    return Mandate.objects.create(
        user=user, role="clerk", division=town, valid_from=date(2020, 1, 1)
    )


def test_workbook_tells_the_sender_line_and_reason(delivery: Delivery) -> None:
    path = lake.absolute(delivery.workbook_path)

    rows = pl.read_excel(path, has_header=False, infer_schema_length=0).rows()

    assert path.name == "bank_deposits_202610_退回.xlsx"
    assert path.parent.name == "bank"
    assert "（演示数据）" in rows[0][0]
    assert rows[3][:5] == (
        "第 3 行", "身份证号：证件号码不是 18 位；余额：不是有效金额", "123", BAD[0], "行",
    )  # fmt: skip
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_rejects_keep_no_readable_number(delivery: Delivery) -> None:
    rejects = pl.read_parquet(lake.absolute(delivery.rejects_path))

    assert rejects.select("line", "codes", "pid", "has_number").rows() == [
        (3, "id_no.id_length,balance.bad_money", None, True)
    ]
    assert b"123" not in rejects["sealed_row"][0]
    assert outgoing.delivered_row(rejects["sealed_row"][0])["id_no"] == "123"


def test_rejected_rows_are_told_in_words(delivery: Delivery, officer: Mandate) -> None:
    (row,) = queries.rejected_rows(officer, delivery)

    assert (row.place, row.reason, row.is_settled) == (
        "第 3 行", "身份证号：证件号码不是 18 位；余额：不是有效金额", False,
    )  # fmt: skip


def test_accepted_rows_say_what_was_corrected(delivery: Delivery, officer: Mandate) -> None:
    page = queries.accepted_rows(officer, delivery)

    assert page.columns == ["line", "name", "bank", "balance", "balance_on", "corrections"]
    assert page["corrections"].to_list() == ["余额：金额去掉千分位、单位或全角"]


def test_a_township_clerk_sees_no_delivery(delivery: Delivery, clerk: Mandate) -> None:
    assert list(queries.deliveries(clerk)) == []
    assert queries.delivery_calendar(clerk, MONTH) == []
    assert queries.rejected_rows(clerk, delivery) == []
    assert queries.accepted_rows(clerk, delivery).is_empty()
    with pytest.raises(PermissionDenied):
        services.show_line(delivery, 2, by=clerk, at=AT, reason="核对")


def test_show_line_opens_the_sealed_file_and_leaves_a_trace(
    delivery: Delivery, officer: Mandate
) -> None:
    shown = services.show_line(delivery, 2, by=officer, at=AT, reason="核对存款")

    assert shown.place == "第 2 行"
    assert dict(shown.cells)["身份证号"] == number(1)
    entry = Entry.objects.get(verb="exchange.line.shown")
    assert (entry.subject_id, entry.detail) == (
        str(delivery.pk), {"line": 2, "reason": "核对存款"},
    )  # fmt: skip


def test_show_line_asks_for_a_reason_and_an_existing_line(
    delivery: Delivery, officer: Mandate
) -> None:
    with pytest.raises(ValueError, match="理由"):
        services.show_line(delivery, 2, by=officer, at=AT, reason=" ")
    with pytest.raises(ValueError, match="第 9 行"):
        services.show_line(delivery, 9, by=officer, at=AT, reason="核对")


@pytest.mark.requirement("HD-10")
def test_calendar_shows_who_delivered_late_wrongly_or_not_at_all(
    write: Write, take: Take, officer: Mandate
) -> None:
    write(
        "hr_wages_202609.csv", ("姓名", "身份证号", "月工资", "个人缴费"), ("张三", number(1), 1, 1)
    )
    take()
    write(BANK, DEPOSITS, GOOD)
    write("police_deaths_202610.csv", ("姓名",))
    take()
    write("civil_cremations_202610.csv", ("姓名", "身份证号", "死亡日期"))
    take(at=datetime(2026, 11, 21, tzinfo=SHANGHAI))

    rows = {row.data_set: row for row in queries.delivery_calendar(officer, MONTH)}

    states = {key: rows[key].state for key in rows if rows[key].state != queries.MISSING}
    assert states == {
        "bank.deposits": queries.DELIVERED,
        "police.deaths": queries.FAILED,
        "civil.cremations": queries.LATE,
    }
    wages = rows["hr.wages"]
    assert (wages.partner_label, wages.state_label, wages.months_missed, wages.usable_month) == (
        "县人社局", "未报送", 1, "2026-09",
    )  # fmt: skip
    assert rows["justice.custody"].usable_month is None
    assert rows.keys() == {declared.key for declared in data_sets()}
    assert [queries.response_days(rows[k]) for k in ("bank.deposits", "hr.wages")] == [6, None]


def test_calendar_asks_the_database_a_fixed_number_of_times(
    write: Write, take: Take, officer: Mandate, django_assert_max_num_queries: object
) -> None:
    write(BANK, DEPOSITS, GOOD)
    take()

    with django_assert_max_num_queries(5):  # type: ignore[operator]
        queries.delivery_calendar(officer, MONTH)
