"""Two counties, two officers, a register of people, and a system of the state that answers for real."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.declarations import CHOICE, MONEY, PERSON_ID, TEXT, Field
from minzheng.kernel.sharing import declarations, services
from minzheng.kernel.sharing.declarations import SharedSet
from minzheng.kernel.sharing.models import Entry, Subscription
from world.national import National, Schema

AT = datetime(2026, 11, 6, 9, tzinfo=SHANGHAI)
SECRET = "MINZHENG_SHARE_TEST"
MAPPING = "system,field,target,codes\njinmin,sex,XB,男=1;女=2\njinmin,id_no,GMSFHM,\n"
COLUMNS = (
    Field("name", TEXT, "姓名"),
    Field("id_no", PERSON_ID, "公民身份号码"),
    Field("sex", CHOICE, "性别", choices={"男": (), "女": ()}),
    Field("amount", MONEY, "月金额"),
)


def row(
    key: str, division: str, name: str, number: str, sex: str = "男", amount: int = 30000
) -> dict[str, Any]:
    """Return one person of the register."""
    return {
        "row_key": key,
        "division": division,
        "name": name,
        "id_no": number,
        "sex": sex,
        "amount": amount,
    }


@pytest.fixture(autouse=True)
def own_home(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HOME = tmp_path
    monkeypatch.setenv(SECRET, "shared-secret")
    # The dated values come from higher rooms; here they are as published.
    monkeypatch.setattr(
        declarations, "_terms", [lambda name, _division, _on, _set: 1 if "open" in name else 10]
    )


@pytest.fixture
def places(db: None) -> dict[str, Division]:
    """Return a county with two townships, and the next county."""
    state = Division.objects.create(code="000000", name="全国", level=Level.STATE, path="")
    county = Division.objects.create(
        code="620422", name="会宁县", level=Level.COUNTY, path="620422/", parent=state
    )
    other = Division.objects.create(
        code="620421", name="靖远县", level=Level.COUNTY, path="620421/", parent=state
    )
    towns = {
        name: Division.objects.create(
            code=code, name=name, level=Level.TOWN, path=f"620422/{code}/", parent=county
        )
        for code, name in (("620422100", "会师镇"), ("620422101", "郭城驿镇"))
    }
    return {"会宁县": county, "靖远县": other, **towns}


@pytest.fixture
def staff(places: dict[str, Division]) -> dict[str, Mandate]:
    """Return who enters, who approves, and the officer of the next county."""

    def mandate(username: str, role: str, place: str) -> Mandate:
        user = User.objects.create_user(username, display_name=username)
        return Mandate.objects.create(
            user=user, role=role, division=places[place], valid_from=date(2020, 1, 1)
        )

    return {
        "chen": mandate("chen", "officer", "会宁县"),
        "liu": mandate("liu", "reviewer", "会宁县"),
        "wei": mandate("wei", "officer", "靖远县"),
    }


@pytest.fixture
def people() -> list[dict[str, Any]]:
    """Return the rows that the provider gives; a test changes them."""
    return [
        row("h1", "620422100", "王建军", "629901196005170014"),
        row("h2", "620422100", "=SUM(A:A)", "629901196005170022", "女"),
        row("h3", "620422101", "李梅", "629901196005170030", "女", 41250),
        row("h4", "620421", "赵外县", "629901196005170049"),
    ]


@pytest.fixture
def shared(people: list[dict[str, Any]], tmp_path: Any) -> Iterator[SharedSet]:
    """Return a data set of which jinmin may have all and education neither number nor amount."""
    path = tmp_path / "mapping.csv"
    path.write_text(MAPPING, encoding="utf-8")
    made = SharedSet(
        "trial.recipients", "救助对象", "社会救助法 第四十条", COLUMNS,
        {"jinmin": ("name", "id_no", "sex", "amount"), "education": ("name", "sex")},
        give=lambda _on: pl.DataFrame(people), mapping=path,
    )  # fmt: skip
    declarations.declare_share(made)
    yield made
    declarations.forget(made.key)


@pytest.fixture
def national() -> Iterator[National]:
    """Run a system of the state that takes sexes by code only."""
    schema = Schema({"XB": "[129]", "name": "[^0-9]+", "GMSFHM": ".{18}"})
    with National("shared-secret", {"trial.recipients": schema}) as running:
        yield running


@pytest.fixture
def connected(places: dict[str, Division], staff: dict[str, Mandate], national: National) -> None:
    """Register the door of the system."""
    services.connect(
        "jinmin", division=places["会宁县"], mode="http", address=national.address, secret_name=SECRET,
        encoding="utf-8-sig", by=staff["chen"], at=AT,
    )  # fmt: skip


def granted(
    staff: dict[str, Mandate], division: Division, *fields: str, partner: str = "jinmin",
    data_set: str = "trial.recipients", direction: str = "out",
) -> Subscription:  # fmt: skip
    """Return an agreement asked for by chen and granted by liu."""
    made = services.ask(
        data_set, partner, direction=direction, division=division, fields=fields or ("name", "id_no", "sex", "amount"),
        purpose="业务数据归集", document="甘民函〔2026〕1号", valid_from=date(2026, 1, 1), valid_to=None,
        by=staff["chen"], at=AT,
    )  # fmt: skip
    return services.decide(made, granted=True, reason="", by=staff["liu"], at=AT)


def connect(partner: str, system: National, staff: dict[str, Mandate], place: Division) -> None:
    """Register the door of a running system for a partner."""
    services.connect(
        partner, division=place, mode="http", address=system.address, secret_name=SECRET,
        encoding="utf-8-sig", by=staff["chen"], at=AT,
    )  # fmt: skip


def save(data_set: str, typed: dict[str, str], staff: dict[str, Mandate], place: Division) -> Entry:
    """Enter a row of a register as chen would on the form."""
    return services.save_entry(data_set, typed, division=place, by=staff["chen"], at=AT)


def quick(_seconds: float) -> None:
    """Wait for nothing: the stand-in recovers at once."""
