"""The register of disabled persons from the federation's delivery, and who is insured under sixty."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from minzheng.domains.disability import views
from minzheng.domains.disability.workflows import LIVING, NURSING
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.determinations import services as facts
from minzheng.kernel.enrolment import services as enrolment
from minzheng.kernel.enrolment.tests.township import moment
from minzheng.kernel.people import services as people
from minzheng.kernel.verification.queries import latest_month

TODAY = date(2026, 11, 16)


def paid(office, person, benefit):
    return benefits.grant(
        benefit, household=person.memberships.get().household, person=person, amount=11000,
        since=date(2026, 11, 1), basis=benefits.Basis(reason="确认"), by=office["officer"],
        at=moment("2026-10-12"),
    )  # fmt: skip


@pytest.mark.requirement("DI-09")
def test_register_shows_certificate_kind_grade_guardian_allowances_aids_and_services(
    resident, office
):
    person, guardian = resident("马建国", "1975-04-01"), resident("马大海", "1950-04-01")
    people.register_kin(person, guardian, "guardian", by=office["clerk"], at=moment("2026-10-12"))
    paid(office, person, NURSING)
    for column, value in (("disability_aids", "轮椅"), ("disability_services", "日间照料")):
        facts.record_fact(
            column, value, person=person, since=date(2026, 10, 12), by=office["clerk"],
            at=moment("2026-10-12"),
        )  # fmt: skip
    path = determinations.facts_path(latest_month(TODAY), "persons")
    path.parent.mkdir(parents=True)
    pl.DataFrame(
        {
            "person": [person.pk, guardian.pk],
            "division": [person.division_id] * 2,
            "disability_kind": ["mental", "none"],
            "disability_grade": [2, 0],
            "certificate_until": [date(2031, 5, 1), None],
        }
    ).write_parquet(Path(path))
    (row,) = views.disabled(office["clerk"], TODAY)
    told = {column.key: column.cell(row).text for column in views.disabled_columns(TODAY)}
    assert (told["name"], told["kind"], told["grade"]) == ("马建国", "精神", "二级")
    assert (told["guardian"], told["held"], told["until"]) == (
        "马大海",
        "重度残疾人护理补贴",
        "2031-05-01",
    )
    assert (told["aids"], told["services"]) == ("轮椅", "日间照料")
    assert views.disabled(office["stranger"], TODAY) == []


@pytest.mark.requirement("DI-13")
def test_holders_under_sixty_are_insured_once(resident, office):
    young, old = resident("马建国", "1966-11-17"), resident("马大海", "1966-11-16")
    none = resident("马小军", "1990-01-01")
    paid(office, young, LIVING)
    paid(office, old, LIVING)
    rows = list(views.insurable(office["officer"], TODAY))
    assert [row.name for row in rows] == ["马建国"]
    assert none not in rows
    policy = {
        "insurer": "某保险公司", "policy_number": "C1", "valid_from": date(2026, 12, 1),
        "valid_to": date(2027, 12, 1), "premium": 5000, "by": office["officer"],
        "at": moment("2026-11-16"),
    }  # fmt: skip
    listed = [(row, row.division_id) for row in rows]
    assert enrolment.insure(views.SCHEME, listed, **policy) == 1
    assert enrolment.insure(views.SCHEME, listed, **policy) == 0
