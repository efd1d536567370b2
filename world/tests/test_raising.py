"""The county in a real home: the cycle finds all and only what was planted, and only once."""

import datetime
import pathlib
from typing import Any

import pytest
from django.test import override_settings

from minzheng.core import clock
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cycle import services as cycle
from minzheng.kernel.exchange.models import Delivery
from minzheng.kernel.monitoring.models import Finding, Lead
from minzheng.kernel.payments.models import PaymentLine
from minzheng.kernel.people.models import Household, Membership, Person
from world import county as counties
from world import files, raising, staff

MONTH = "2026-10"
AT = datetime.datetime(2026, 11, 2, 9, tzinfo=clock.SHANGHAI)
COUNTED = (Delivery, Finding, Lead, PaymentLine, Entitlement, Person, Household, Membership)


def _run(home: pathlib.Path, households: int, seed: int) -> tuple[dict, Any]:
    county = counties.make(households, seed=seed, month=MONTH)
    truth = files.write(county, home / "inbox" / MONTH)
    by = raising.raise_county(county, at=AT)
    cycle.run(MONTH, inbox=home / "inbox" / MONTH, by=by, at=AT)
    return truth, by


@pytest.fixture(scope="module")
def raised(
    standing: None, tmp_path_factory: pytest.TempPathFactory
) -> tuple[pathlib.Path, dict, Any]:
    """Raise one county for most tests; return its home, what was planted and who runs it."""
    home = tmp_path_factory.mktemp("county")
    with override_settings(DEMO=True, HOME=home, LAKE=home / "lake", MEDIA_ROOT=home / "files"):
        return home, *_run(home, 300, 3)


@pytest.fixture
def month(raised: tuple[pathlib.Path, dict, Any], db: None, settings: Any) -> tuple[dict, Any]:
    """Stand in the raised county; return what was planted and who runs it."""
    home, *told = raised
    settings.DEMO = True
    settings.HOME, settings.LAKE, settings.MEDIA_ROOT = home, home / "lake", home / "files"
    return tuple(told)


def _found() -> set[tuple[str, str, str | None]]:
    """Return the findings that stand; warnings have a truth of their own (`soak warnings`)."""
    rows = Finding.objects.filter(state="new").exclude(kind__startswith="warning.")
    rows = rows.select_related("household", "person")
    return {
        (row.kind, row.household.number, row.person.id_number if row.person else None)
        for row in rows
    }


def _rows() -> dict[str, list[tuple]]:
    """Return every row that a second run must leave as it is."""
    return {model._meta.label: sorted(model.objects.values_list(), key=str) for model in COUNTED}


@pytest.mark.django_db
def test_staff_has_one_login_per_role_and_a_stranger() -> None:
    """Every role can sign in with its second factor; three clerks sit in three townships."""
    at = clock.now()
    raising.divisions.load_county(staff.COUNTY)
    mandates = staff.hire(village="620422100001", at=at)
    assert {m.username for m in staff.STAFF} == set(mandates)
    clerks = [m for m in mandates.values() if m.role == staff.CLERK.key]
    assert len({m.division_id for m in clerks}) == 3
    member = next(m for m in staff.STAFF if m.username == "zhao")
    code = staff.accounts.totp_code(member.secret, at)
    user = staff.accounts.sign_in(username="zhao", password=staff.PASSWORD, code=code, at=at)
    assert user == mandates["zhao"].user


@pytest.mark.slow
def test_cycle_finds_all_and_only_what_was_planted(month: tuple[dict, Any]) -> None:
    """Other seeds and sizes stand in tests/proofs and with the findings of assistance."""
    truth, _ = month
    planted = {(row["kind"], row["household"], row["person"]) for row in truth["truths"]}
    assert _found() == planted
    decoys = {(row["kind"], row["household"]) for row in truth["decoys"]}
    assert not decoys & {(kind, household) for kind, household, _ in _found()}


def test_rows_end_as_the_generator_made_them(month: tuple[dict, Any]) -> None:
    """What was made beyond repair is rejected, what was made mendable is corrected: file by file."""
    truth, _ = month
    taken = {row.data_set: row for row in Delivery.objects.filter(state="ingested")}
    assert taken.keys() == truth["files"].keys()
    for key, made in truth["files"].items():
        delivery = taken[key]
        assert (delivery.rejected, delivery.rows) == (made["broken"], made["rows"]), key
        # Of two equal lines both may be called corrected: the one kept and the one left out.
        most = made["mendable"] + made["doubled"]
        assert made["mendable"] <= delivery.corrected <= most, key


def test_second_run_of_the_month_changes_no_row(month: tuple[dict, Any], settings: Any) -> None:
    """The same inbox again: nothing new, nothing moved, nothing paid twice."""
    _, by = month
    before = _rows()
    cycle.run(MONTH, inbox=settings.HOME / "inbox" / MONTH, by=by, at=AT)
    assert _rows() == before


def test_amounts_after_a_change_are_the_lawful_ones(month: tuple[dict, Any]) -> None:
    """What a finding proposes equals the world's own arithmetic, to the fen."""
    truth, _ = month
    proposed = dict(
        Finding.objects.filter(kind__in=["missed", "amount_change", "dead_recipient", "in_custody"])
        .values_list("household__number", "amount_after")
    )  # fmt: skip
    lawful = {row["household"]: row["lawful_amount"] for row in truth["truths"]}
    assert proposed
    assert proposed == {number: lawful[number] for number in proposed}


def test_register_marks_everybody_as_demo_data(month: tuple[dict, Any]) -> None:
    """Whoever bears a number of the county that never existed is marked 演示数据."""
    assert Person.objects.count() > 600
    assert not Person.objects.filter(is_demo=False).exists()
    assert not Household.objects.filter(is_demo=False).exists()
    assert not Entitlement.objects.filter(is_demo=False).exists()
