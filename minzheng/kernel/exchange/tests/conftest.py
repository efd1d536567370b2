"""A county, its officer, a few synthetic people, and a way to write delivered files."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from minzheng.core.clock import SHANGHAI
from minzheng.core.resident_id import make
from minzheng.core.sealing import blind_index
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange import services
from minzheng.kernel.exchange.models import Delivery
from minzheng.kernel.people.models import Household, Membership, Person

AT = datetime(2026, 11, 6, 9, tzinfo=SHANGHAI)
MONTH = "2026-10"
DEPOSITS = ("姓名", "身份证号", "开户银行", "余额", "余额日期")

Write = Callable[..., Path]
Take = Callable[..., list[Delivery]]


def number(order: int, birth: date = date(1960, 5, 17)) -> str:
    """Return the number of a synthetic person."""
    return make("629901", birth, order)


@pytest.fixture(autouse=True)
def _own_home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()


@pytest.fixture
def county(db: None) -> Division:
    """Return 会宁县."""
    state = Division.objects.create(code="000000", name="全国", level=Level.STATE, path="")
    return Division.objects.create(
        code="620422", name="会宁县", level=Level.COUNTY, path="620422/", parent=state
    )


@pytest.fixture
def officer(county: Division) -> Mandate:
    """Return the county's officer."""
    user = User.objects.create_user("chen", display_name="陈")
    return Mandate.objects.create(
        user=user, role="officer", division=county, valid_from=date(2020, 1, 1)
    )


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Return an empty inbox."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def write(inbox: Path) -> Write:
    """Return a function that writes a csv file into the inbox."""

    def write_csv(
        name: str, header: Sequence[str], *rows: Sequence[object], encoding: str = "utf-8",
        before: Sequence[str] = (), after: Sequence[str] = (),
    ) -> Path:  # fmt: skip
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([header, *rows])
        lines = [*before, *text.getvalue().splitlines(), *after]
        path = inbox / name
        path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
        return path

    return write_csv


@pytest.fixture
def take(inbox: Path, officer: Mandate) -> Take:
    """Return a function that takes the inbox in for October 2026."""

    def take_inbox(month: str = MONTH, at: datetime = AT) -> list[Delivery]:
        return services.take_inbox(inbox, month, by=officer, at=at)

    return take_inbox


@pytest.fixture
def register(county: Division) -> Callable[..., Person]:
    """Return a function that registers a person, alone in a household with a book."""

    def register_person(name: str, id_number: str | None, book: str = "") -> Person:
        person = Person.objects.create(
            name=name,
            id_number=id_number,
            pid=blind_index(id_number) if id_number else None,
            division=county,
        )
        household = Household.objects.create(
            number=f"H{person.pk}", division=county, hukou_book=book, valid_from=date(2020, 1, 1)
        )
        Membership.objects.create(household=household, person=person, valid_from=date(2020, 1, 1))
        return person

    return register_person
