"""A township with its offices and residents, for the tests of the rooms that pay persons."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from minzheng.core.clock import SHANGHAI
from minzheng.core.resident_id import make
from minzheng.kernel.accounts.declarations import CLERK, HEAD, OFFICER, SYSTEM, Role
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations.services import seed_parameters
from minzheng.kernel.divisions import services as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.enrolment import queries
from minzheng.kernel.enrolment import services as enrolment
from minzheng.kernel.people import services as people
from minzheng.kernel.people.models import Person
from minzheng.kernel.people.services import Member

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


@pytest.fixture
def office(db: None) -> dict[str, Mandate]:
    """Everybody who works on a case, by role; ``stranger`` is the clerk of the next township."""
    divisions.load_county(COUNTY)
    seed_parameters()
    seats: list[tuple[str, Role, str]] = [
        ("clerk", CLERK, TOWN), ("head", HEAD, TOWN), ("officer", OFFICER, COUNTY),
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
def resident(office: dict[str, Mandate]) -> Callable[..., Person]:
    """Register a person who lives alone in the first village."""
    village = Division.objects.filter(parent=TOWN).order_by("code")[0]
    made: list[Person] = []

    def register(name: str, born: str) -> Person:
        at, by = moment("2026-01-05"), office["system"]
        number = make("629901", date.fromisoformat(born), len(made) + 1)
        person = people.register_person(name=name, division=village, id_number=number, by=by, at=at)
        people.register_household(division=village, members=[Member(person, "head")], by=by, at=at)
        made.append(person)
        return person

    return register


@pytest.fixture
def act(office: dict[str, Mandate]) -> Callable[..., Case]:
    """Take a step of a case as somebody on a day."""

    def take(case: Case, step: str, who: str, day: str, note: str = "", **data: Any) -> Case:
        cases.take(case, step, by=office[who], at=moment(day), note=note, data=data)
        case.refresh_from_db()
        return case

    return take


@pytest.fixture
def accepted(office: dict[str, Mandate], act: Callable[..., Case]) -> Callable[..., Case]:
    """Open a person's application and accept it on the day it is handed in."""

    def accept(benefit: str, person: Person, day: str = "2026-09-14") -> Case:
        case = enrolment.open_application(benefit, person, by=office["clerk"], at=moment(day))
        return act(act(case, "submit", "clerk", day), "accept", "clerk", day)

    return accept


@pytest.fixture
def confirmed(
    office: dict[str, Mandate], act: Callable[..., Case], accepted: Callable[..., Case]
) -> Callable[..., Case]:
    """Bring an application to its confirmation on the facts given."""

    def confirm(benefit: str, person: Person, **answers: Any) -> Case:
        case = act(accepted(benefit, person), "assess", "clerk", "2026-09-15", answers=answers)
        act(case, "report", "head", "2026-09-16")
        items = queries.checklist(case.workflow, case.division_id, moment("2026-09-17").date())
        names = [item.name for item in items]
        enrolment.tick(case, names, by=office["officer"], at=moment("2026-09-17"))
        return act(case, "confirm", "officer", "2026-09-17")

    return confirm
