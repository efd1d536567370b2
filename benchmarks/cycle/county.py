"""What the benchmark of the cycle needs done inside a home: raise the county, name what was found."""

import datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.cycle.models import StageRun
from minzheng.kernel.monitoring.models import Finding
from minzheng.site import structure
from world import county as counties
from world import files, raising
from world.allowances import TEKUN

MONTH = "2026-10"
AT = datetime.datetime(2026, 11, 1, 9, tzinfo=SHANGHAI)


def raise_home(households: int, seed: int) -> None:
    """Raise a county into the home, write its files, and its plain register for the rival."""
    home = Path(settings.HOME)
    structure.bring_up()
    county = counties.make(households, seed=seed, month=MONTH)
    files.write(county, home / "inbox" / MONTH)
    register_of(county).write_parquet(home / "register.parquet")
    raising.raise_county(county, at=AT)


def register_of(county: counties.County) -> pl.DataFrame:
    """Return one row per member of a household, with what the household receives in fen.

    `supported` says who holds 特困 support, which comes before 低保.
    """
    end = county.month_end
    supported = county.allowances.filter(pl.col("benefit") == TEKUN)["person"]
    paid = county.entitlements.select("household", entitlement="amount")
    homes = county.households.select(
        "household", "number", "household_book", "residence", division="town_code"
    )
    people = county.persons.select("person", "name", "register_id", "birth_on")
    born = pl.col("birth_on")
    had_birthday = (born.dt.month() < end.month) | (
        (born.dt.month() == end.month) & (born.dt.day() <= end.day)
    )
    return (
        county.memberships.filter(pl.col("valid_to").is_null())
        .join(homes, on="household")
        .join(paid, on="household", how="left")
        .join(people, on="person")
        .select(
            "person", "name", "relation", "residence", "can_live_independently", "years_together",
            "household_book", "division", id_no="register_id", household="number",
            age=end.year - born.dt.year() - pl.when(had_birthday).then(0).otherwise(1),
            entitlement=pl.col("entitlement").fill_null(0),
            supported=pl.col("person").is_in(supported.implode()),
        )
    )  # fmt: skip


def outcome() -> dict[str, list[Any]]:
    """Return what the month found, and the seconds of each of its stages."""
    return {"found": found(), "stages": list(StageRun.objects.values_list("key", "seconds"))}


def found() -> list[tuple[str, str, str | None]]:
    """Return the findings that stand: kind, number of the household, number of the person.

    Warnings are planted with their own truth over two months (`world.warnings`); one month of a
    fresh county does not tell them.
    """
    rows = Finding.objects.filter(state="new").exclude(kind__startswith="warning.")
    rows = rows.select_related("household", "person")
    return [(row.kind, row.household.number, row.person and row.person.id_number) for row in rows]
