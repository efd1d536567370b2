"""A township, its people in office, and families whose departments have answered."""

import csv
import shutil
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from minzheng.core.clock import SHANGHAI
from minzheng.core.resident_id import make
from minzheng.kernel.accounts.declarations import (
    CLERK,
    FINANCE,
    HEAD,
    OFFICER,
    REVIEWER,
    SYSTEM,
    VILLAGE_WORKER,
    Role,
)
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations.services import seed_parameters
from minzheng.kernel.divisions import services as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange import services as exchange
from minzheng.kernel.exchange.declarations import Field, data_sets
from minzheng.kernel.people import services as people
from minzheng.kernel.people.models import Household
from minzheng.kernel.people.services import Member
from minzheng.kernel.verification import services as verification
from minzheng.kernel.verification.queries import is_adult, living_members
from minzheng.kernel.visits import services as visits

MONTH = "2026-08"
COUNTY, TOWN, NEXT_TOWN = "620422", "620422100", "620422101"


def moment(day: str, hour: int = 9) -> datetime:
    """Return an hour of a day in the county."""
    return datetime.fromisoformat(f"{day}T{hour:02d}:00:00").replace(tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _demo_home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "home"
    settings.LAKE = settings.HOME / "lake"
    settings.HOME.mkdir()
    settings.DEMO = True


@pytest.fixture(scope="module")
def town(standing: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Open the township once for the tests of a file, its people in office; return its home.

    Every department has delivered `MONTH`. Each test works in a copy of the home.
    """
    home, inbox = tmp_path_factory.mktemp("town"), tmp_path_factory.mktemp("inbox")
    with override_settings(HOME=home, LAKE=home / "lake", DEMO=True):
        write_month(inbox, MONTH)
        system = open_office()["system"]
        exchange.take_inbox(inbox, MONTH, by=system, at=moment("2026-09-05"))
    return home


def open_office() -> dict[str, Mandate]:
    """Seat everybody who works on a case, by role; `stranger` is the clerk of the next township."""
    divisions.load_county(COUNTY)
    seed_parameters()
    village = Division.objects.filter(parent=TOWN).order_by("code").first()
    seats: list[tuple[str, Role, str]] = [
        ("clerk", CLERK, TOWN), ("second", CLERK, TOWN), ("head", HEAD, TOWN), ("worker", VILLAGE_WORKER, village.code),
        ("officer", OFFICER, COUNTY), ("reviewer", REVIEWER, COUNTY), ("finance", FINANCE, COUNTY),
        ("system", SYSTEM, COUNTY), ("stranger", CLERK, NEXT_TOWN),
    ]  # fmt: skip
    found = {}
    for name, role, place in seats:
        user = User.objects.create(username=name, display_name=name)
        found[name] = Mandate.objects.create(
            user=user, role=role, division_id=place, valid_from=date(2020, 1, 1)
        )
    return found


@pytest.fixture
def office(town: Path, db: None, settings: Any) -> dict[str, Mandate]:
    """Everybody in office, in the delivered month."""
    shutil.copytree(town, settings.HOME, dirs_exist_ok=True)
    seats = Mandate.objects.select_related("user", "division")
    return {seat.user.username: seat for seat in seats}


@pytest.fixture
def family(office: dict[str, Mandate]) -> Callable[..., Household]:
    """Register a rural family of the first village; each member is (name, birth, relation)."""
    village = office["worker"].division

    def register(*members: tuple[str, date, str]) -> Household:
        at, by = moment("2026-01-05"), office["system"]
        rows = []
        for order, (name, birth, relation) in enumerate(members, start=1):
            number = make("629901", birth, order)
            person = people.register_person(
                name=name, division=village, id_number=number, by=by, at=at
            )
            people.change_account(
                person,
                account_number=f"6222{order:012d}",
                bank_name="会宁县农村信用社",
                account_name=name,
                by=by,
                at=at,
            )
            rows.append(Member(person, relation, years_together=5))
        return people.register_household(division=village, members=rows, by=by, at=at)

    return register


@pytest.fixture
def deliver(tmp_path: Path, office: dict[str, Mandate]) -> Callable[..., None]:
    """Let every department deliver a month: rows by data set, `person` given as a Person."""

    def write(month: str = MONTH, **rows: list[dict[str, Any]]) -> None:
        inbox = tmp_path / f"inbox-{month}"
        inbox.mkdir(exist_ok=True)
        # What everybody delivered for `MONTH` lies there since the township stands.
        write_month(inbox, month, rows, only_these=month == MONTH)
        exchange.take_inbox(inbox, month, by=office["system"], at=moment("2026-09-05"))

    return write


def write_month(
    inbox: Path,
    month: str,
    rows: Mapping[str, list[dict[str, Any]]] | None = None,
    *,
    only_these: bool = False,
) -> None:
    """Write the files of a month: every department's, or only those of the data sets in `rows`."""
    told = rows or {}
    for data_set in data_sets():
        name = data_set.key.replace(".", "_")
        if only_these and name not in told:
            continue
        fields = list(data_set.columns)
        path = inbox / f"{name}_{month.replace('-', '')}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow([field.label for field in fields])
            # A whole list is never empty: somebody else of the county stands on each.
            for row in [_somebody(fields), *told.get(name, [])]:
                person = row.get("person")
                known = {"id_no": person.id_number, "name": person.name} if person else {}
                out.writerow([{**known, **row}.get(field.name, "") for field in fields])


def _somebody(fields: list[Field]) -> dict[str, str]:
    """Return a sound row of a person no test registers."""
    written = {
        "date": "2020-01-01",
        "money": "1",
        "decimal": "1",
        "person_id": make("629901", date(1970, 1, 1), 999),
    }
    return {
        f.name: next(iter(f.choices)) if f.choices else written.get(f.kind, "路人") for f in fields
    }


@pytest.fixture
def act(office: dict[str, Mandate]) -> Callable[..., Case]:
    """Take a step of a case as somebody on a day."""

    def take(case: Case, step: str, who: str, day: str, note: str = "", **data: Any) -> Case:
        cases.take(case, step, by=office[who], at=moment(day), note=note, data=data)
        case.refresh_from_db()
        return case

    return take


@pytest.fixture
def applied(office: dict[str, Mandate], act: Callable[..., Case]) -> Callable[..., Case]:
    """Open an application of a family with every letter signed, submitted by the village worker."""

    def apply(household: Household, day: str = "2026-09-14", **data: Any) -> Case:
        at = moment(day)
        for person in living_members(household, at.date()):
            if is_adult(person, at.date()):
                verification.record_authorisation(
                    household,
                    person,
                    signed_by=person,
                    signed_on=at.date(),
                    by=office["worker"],
                    at=at,
                )
        case = cases.open_case(
            "assistance.dibao.application", household=household, person=household.head, by=office["worker"], at=at,
            data={"reason": "收入低", **data}, applied_on=at.date(),
        )  # fmt: skip
        cases.declare_no_near_kin(case, by=office["worker"], at=at)
        return act(case, "submit", "worker", day)

    return apply


@pytest.fixture
def visited(office: dict[str, Mandate]) -> Callable[..., None]:
    """Record the survey of two investigators for a case."""

    def visit(case: Case, day: str, kind: str = "survey", who: str = "clerk") -> None:
        visits.record_visit(
            case.household, kind=kind, purpose="入户调查", visited_at=moment(day, 8), by=office[who], at=moment(day),
            second_visitor=office["second"] if kind == "survey" else None, case=case, conclusion="属实",
        )  # fmt: skip

    return visit


@pytest.fixture
def assessed(
    act: Callable[..., Case], applied: Callable[..., Case], visited: Callable[..., None]
) -> Callable[..., Case]:
    """Bring an application to the township's opinion."""

    def assess(
        household: Household, day: str = "2026-09-14", then: str = "2026-09-28", **data: Any
    ) -> Case:
        case = act(applied(household, day, **data), "accept", "clerk", day)
        visited(case, day)
        return act(case, "assess", "clerk", then)

    return assess
