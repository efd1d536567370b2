"""Fixtures of the tests of this room."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import (
    Service,
    Workflow,
    forget_workflow,
    register_workflow,
)
from minzheng.kernel.cases.models import Case
from minzheng.kernel.cases.tests.procedures import DEADLINES, KEY, table, value
from minzheng.kernel.determinations import declarations
from minzheng.kernel.determinations.services import seed_parameters
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents.tests.county import (
    county,
    family,
    moment,
    own_home,
    register,
    staff,
)
from minzheng.kernel.exchange.services import take_inbox
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.verification import services
from minzheng.kernel.verification.tests.means.policy import policy

__all__ = ["county", "family", "own_home", "register", "staff"]

APPLIED = moment(11, 3)
AT = moment(11, 4)
HEADERS = {
    "hr_pensions": "姓名,身份证号,险种,月养老金,其中中央基础养老金,领取起始日期",
    "bank_deposits": "姓名,身份证号,开户银行,余额,余额日期",
    "transport_vehicles": (
        "姓名,身份证号,号牌号码,车辆类型,使用性质,初次登记日期,注销或转移日期,状态"
    ),
}
Deliver = Callable[..., None]


@pytest.fixture
def means(county: Division) -> Iterator[Workflow]:
    """Register the small policy and a procedure that serves it."""
    declarations.register_policy(policy)
    seed_parameters()
    for row in DEADLINES:
        value(*row)
    workflow = register_workflow(table(service=Service(policy=policy.key)))
    yield workflow
    forget_workflow(workflow)
    declarations.forget(policy.key)


@pytest.fixture
def case(means: Workflow, staff: dict[str, Mandate], family: Household) -> Case:
    """Return an open case of the family with what it declared."""
    head = family.head
    assert head is not None
    return cases.open_case(
        KEY,
        household=family,
        by=staff["lin"],
        at=APPLIED,
        data={"declared": {str(head.pk): {"pension": 12000, "deposits": 0}}},
    )


@pytest.fixture
def signed(family: Household, staff: dict[str, Mandate]) -> None:
    """Let both adults sign."""
    for membership in family.memberships.exclude(relation="child"):
        services.record_authorisation(
            family, membership.person, signed_on=APPLIED.date(), by=staff["lin"], at=APPLIED
        )


@pytest.fixture
def deliver(tmp_path: Path, staff: dict[str, Mandate]) -> Deliver:
    """Return a function that delivers rows of (person, other cells) for October 2026."""

    def take(**files: list[tuple[Person, *tuple[Any, ...]]]) -> None:
        inbox = tmp_path / "inbox"
        inbox.mkdir()
        for name, rows in files.items():
            path = inbox / f"{name}_202610.csv"
            with path.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(HEADERS[name].split(","))
                writer.writerows([p.name, p.id_number, *cells] for p, *cells in rows)
        take_inbox(inbox, "2026-10", by=staff["chen"], at=APPLIED)

    return take
