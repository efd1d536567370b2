"""Delivered data go when their term is over, with a log; what something living rests on stays longer."""

from datetime import date, datetime

import polars as pl
import pytest

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.cycle import retention
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.exchange import lake, manifests
from minzheng.kernel.exchange.models import Delivery
from minzheng.kernel.monitoring.models import Finding

NOW = datetime(2026, 11, 6, 9, tzinfo=SHANGHAI)
PARTS = retention.PARTS


@pytest.fixture
def system(staff):
    return accounts.system_mandate("620422")


@pytest.fixture
def terms(county):
    """Keep everything for 36 months, cited data for 120, bank accounts for 24."""
    for name, category, months in (
        ("keep_months", "", 36), ("keep_cited_months", "", 120), ("keep_months", "bank.deposits", 24),
    ):  # fmt: skip
        ParameterValue.objects.create(
            policy="retention", name=name, division_id="000000", category=category,
            since=date(2021, 11, 1), value=str(months), unit="月", source="测试", state="released",
        )  # fmt: skip


@pytest.fixture
def delivered(system, settings):
    """Return a function that makes a delivery of a month with all its files."""

    def deliver(month: str, data_set: str = "hr.wages") -> Delivery:
        row = Delivery(
            data_set=data_set, partner="hr", division_id="620422", month=month, file_name="x.csv",
            sha256=month.replace("-", "").ljust(64, "0"), size=1, received_at=NOW, received_by=system,
            state="ingested",
        )  # fmt: skip
        folder = f"{data_set}/{month}/x"
        row.lake_path, row.rejects_path = (
            f"{lake.LAKE}/{folder}.parquet", f"{lake.LAKE}/{folder}.rejects.parquet"
        )  # fmt: skip
        row.sealed_file, row.workbook_path = (
            f"{lake.SEALED}/{folder}.sealed",
            f"outbox/hr/{month}.xlsx",
        )
        for part in PARTS:
            manifests.write(pl.DataFrame({"line": [1]}), lake.home(), getattr(row, part))
        row.save()
        return row

    return deliver


def _files(row: Delivery) -> list[bool]:
    return [lake.absolute(getattr(row, part)).exists() for part in PARTS]


@pytest.mark.parametrize(
    ("month", "data_set", "goes"),
    [
        ("2023-10", "hr.wages", True),
        ("2023-11", "hr.wages", False),
        ("2024-10", "bank.deposits", True),
        ("2024-11", "bank.deposits", False),
    ],
)
def test_each_data_set_goes_after_its_own_term(month, data_set, goes, terms, delivered, system):
    row = delivered(month, data_set)

    retention.delete_expired(by=system, at=NOW)

    assert any(_files(row)) is not goes
    assert (Delivery.objects.get(pk=row.pk).state == "expired") is goes


def test_deletion_says_what_and_why(terms, delivered, system):
    row = delivered("2020-01")

    assert retention.delete_expired(by=system, at=NOW) == {"deliveries": 1, "months": 0}

    entry = Entry.objects.get(verb="exchange.delivery.expired")
    assert (entry.subject_id, entry.detail["term"]) == (str(row.pk), 36)
    assert len(entry.detail["files"]) == len(PARTS)
    told = manifests.entered(lake.home(), row.lake_path)
    assert told is not None
    assert told["why"] == retention.UNCITED
    assert retention.delete_expired(by=system, at=NOW) == {"deliveries": 0, "months": 0}


@pytest.mark.parametrize(("state", "goes"), [("new", False), ("superseded", True)])
def test_delivery_a_living_finding_quotes_stays(state, goes, terms, delivered, system, family):
    row = delivered("2020-01")
    Finding.objects.create(
        key=f"2020-01|k|{family.pk}|", month="2020-01", kind="k", household=family,
        division_id=family.division_id, summary="x", risk="high", state=state, found_at=NOW,
        evidence=[{"data_set": "hr.wages", "delivery": row.pk, "line": 2, "summary": ""}],
    )  # fmt: skip

    retention.delete_expired(by=system, at=NOW)

    assert any(_files(row)) is not goes


def test_nothing_living_keeps_data_beyond_the_longest_term(terms, delivered, system, family):
    row = delivered("2016-10")
    Finding.objects.create(
        key=f"2016-10|k|{family.pk}|", month="2016-10", kind="k", household=family,
        division_id=family.division_id, summary="x", risk="high", state="new", found_at=NOW,
        evidence=[{"data_set": "hr.wages", "delivery": row.pk, "line": 2, "summary": ""}],
    )  # fmt: skip

    retention.delete_expired(by=system, at=NOW)

    assert not any(_files(row))
    assert Entry.objects.get(verb="exchange.delivery.expired").detail["reason"] == retention.CITED


def test_without_a_term_nothing_is_deleted(delivered, system):
    row = delivered("2001-01")

    retention.delete_expired(by=system, at=NOW)

    assert all(_files(row))
