"""The county in a real home: the cycle finds all and only what was planted, and only once."""

import datetime
import pathlib
from typing import Any

import pytest

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


@pytest.fixture
def home(settings: Any, tmp_path: pathlib.Path) -> pathlib.Path:
    """Let this test write into a demo home of its own."""
    settings.DEMO = True
    settings.HOME = tmp_path
    settings.LAKE = tmp_path / "lake"
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path


def _run(home: pathlib.Path, households: int, seed: int) -> tuple[counties.County, dict, Any]:
    county = counties.make(households, seed=seed, month=MONTH)
    truth = files.write(county, home / "inbox" / MONTH)
    by = raising.raise_county(county, at=AT)
    cycle.run(MONTH, inbox=home / "inbox" / MONTH, by=by, at=AT)
    return county, truth, by


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
@pytest.mark.slow
@pytest.mark.parametrize(("households", "seed"), [(1_000, 1), (600, 2)])
def test_cycle_finds_all_and_only_what_was_planted(
    home: pathlib.Path, households: int, seed: int
) -> None:
    """Two seeds; the demo's own size stands in tests/proofs: no truth lost, no decoy reported."""
    _, truth, _ = _run(home, households, seed)
    planted = {(row["kind"], row["household"], row["person"]) for row in truth["truths"]}
    assert _found() == planted
    decoys = {(row["kind"], row["household"]) for row in truth["decoys"]}
    assert not decoys & {(kind, household) for kind, household, _ in _found()}


@pytest.mark.django_db
def test_rows_end_as_the_generator_made_them(home: pathlib.Path) -> None:
    """What was made beyond repair is rejected, what was made mendable is corrected: file by file."""
    _, truth, _ = _run(home, 300, 3)
    taken = {row.data_set: row for row in Delivery.objects.filter(state="ingested")}
    assert taken.keys() == truth["files"].keys()
    for key, made in truth["files"].items():
        delivery = taken[key]
        assert (delivery.rejected, delivery.rows) == (made["broken"], made["rows"]), key
        # Of two equal lines both may be called corrected: the one kept and the one left out.
        most = made["mendable"] + made["doubled"]
        assert made["mendable"] <= delivery.corrected <= most, key


@pytest.mark.django_db
def test_second_run_of_the_month_changes_no_row(home: pathlib.Path) -> None:
    """The same inbox again: nothing new, nothing moved, nothing paid twice."""
    _, _, by = _run(home, 300, 4)
    before = _rows()
    cycle.run(MONTH, inbox=home / "inbox" / MONTH, by=by, at=AT)
    assert _rows() == before


@pytest.mark.django_db
def test_amounts_after_a_change_are_the_lawful_ones(home: pathlib.Path) -> None:
    """What a finding proposes equals the world's own arithmetic, to the fen."""
    _, truth, _ = _run(home, 300, 5)
    proposed = dict(
        Finding.objects.filter(kind__in=["missed", "amount_change", "dead_recipient", "in_custody"])
        .values_list("household__number", "amount_after")
    )  # fmt: skip
    lawful = {row["household"]: row["lawful_amount"] for row in truth["truths"]}
    assert proposed
    assert proposed == {number: lawful[number] for number in proposed}


@pytest.mark.django_db
def test_register_marks_everybody_as_demo_data(home: pathlib.Path) -> None:
    """Whoever bears a number of the county that never existed is marked 演示数据."""
    county = counties.make(300, seed=6, month=MONTH)
    raising.raise_county(county, at=AT)
    assert Person.objects.count() == len(county.persons)
    assert not Person.objects.filter(is_demo=False).exists()
    assert not Household.objects.filter(is_demo=False).exists()
    assert not Entitlement.objects.filter(is_demo=False).exists()


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
