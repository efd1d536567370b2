"""What a process inside a proof's home does and tells: raise a county, run its month, look."""

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
from django.apps import apps
from django.conf import settings
from django.db import connection

from minzheng.core import months
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cycle import services as cycle
from minzheng.kernel.determinations import declarations as policies
from minzheng.kernel.determinations import queries as answers
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.determinations.models import Determination
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.monitoring.models import Finding
from minzheng.kernel.payments import services as payments
from minzheng.kernel.payments.models import PaymentLine
from minzheng.kernel.people.models import Household
from world import acts, files, raising, staff
from world.taking_over import DIBAO

TODAY = datetime.date(2026, 11, 16)
OF_DIBAO = (DIBAO, "assistance.dibao_edge", "assistance.dibao_single")
MONTH, PAY_MONTH, NEXT_MONTH = "2026-10", "2026-11", "2026-12"
# These two rooms record that a month was run at all; everything else must stay as it was.
NOTING = ("audit", "cycle")


def _raising(households: int, seed: int) -> raising.Raising:
    return raising.Raising(Path(settings.HOME), households, seed, TODAY)


def raise_county(households: int, seed: int) -> None:
    """Raise the demo county into this (migrated) home and run its month, as ``./mz demo`` does."""
    county = _raising(households, seed)
    # The home is migrated; what people do comes later, and what is shared rests on it.
    for _label, step in raising.UNTIL_THE_MONTH[1:]:
        step(county)


def raise_before_the_month(households: int, seed: int) -> None:
    """Raise a county without staff into this home, its files waiting in the inbox."""
    county = _raising(households, seed)
    raising.raise_county(county.made(), at=county.moment(1, 9))
    files.write(county.made(), county.inbox)


def warnings_of(households: int, seed: int) -> dict[str, list[str]]:
    """Raise a county, run its month after the month before; return what was missed and what invented."""
    county = _raising(households, seed)
    at = county.moment(1, 9)
    by = raising.raise_county(county.made(), at=at)
    raising.deliver_before(county.made(), county.inbox, by=by, at=at)
    planted = Counter(
        (row["kind"], row["household"], row["person"])
        for row in files.write(county.made(), county.inbox)["warnings"]
    )
    cycle.run(MONTH, inbox=county.inbox, by=by, at=county.moment(2, 9))
    warned = Counter(found(warned=True))
    return {
        "missed": [str(row) for row in planted - warned],
        "invented": [str(row) for row in warned - planted],
    }


def run_month_again(day: int) -> None:
    """Run the month once more on the same inbox, on another day."""
    county = _raising(0, 0)
    by = accounts.system_mandate(staff.COUNTY)
    cycle.run(MONTH, inbox=county.inbox, by=by, at=county.moment(day, 14))


def tell(what: Any) -> None:
    """Hand an answer to the process that asked."""
    print(json.dumps(what, ensure_ascii=False))


def truth() -> dict[str, Any]:
    """Return what the world planted."""
    path = Path(settings.HOME) / "inbox" / "truth.json"
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return told


def found(*, warned: bool = False) -> list[tuple[str, str, str | None]]:
    """Return the findings that stand, or the warnings: kind, household's number, person's number."""
    rows = Finding.objects.filter(state="new").select_related("household", "person")
    warnings = {"kind__startswith": "warning."}
    rows = rows.filter(**warnings) if warned else rows.exclude(**warnings)
    return [(row.kind, row.household.number, row.person and row.person.id_number) for row in rows]


def rows_and_files() -> dict[str, str]:
    """Return a fingerprint of every table of every room, and of every file of the lake."""
    tables = {
        model._meta.db_table: _rows_of(model._meta.db_table)
        for model in apps.get_models()
        if model.__module__.startswith("minzheng.") and model._meta.app_label not in NOTING
    }
    lake = Path(settings.LAKE)
    files = {
        str(path.relative_to(lake)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(lake.rglob("*.parquet"))
    }
    return tables | files


def _rows_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        rows = sorted(repr([_plain(cell) for cell in row]) for row in cursor.fetchall())
    return f"{len(rows)} {hashlib.sha256(chr(10).join(rows).encode()).hexdigest()}"


def _plain(cell: Any) -> Any:
    return bytes(cell) if isinstance(cell, memoryview) else cell


def differing_answers(half: int) -> list[dict[str, Any]]:
    """Return where a household alone gets another answer than in the county, under any policy.

    Of the policies of 低保 every fourth household is asked, beginning with number `half` (0 or 1);
    of every other policy one household for each answer that the county gave.
    """
    homes = list(Household.objects.order_by("number").values_list("pk", flat=True)[half::4])
    found = list(determinations.compare_all(MONTH, households=homes, policies=OF_DIBAO))
    for key in policies.county_policies().keys() - set(OF_DIBAO):
        told = answers.results(key, MONTH)
        assert told is not None
        by_answer = told.group_by("outcome").agg(pl.col("household").unique().sort()).collect()
        some = [few[half % len(few)] for few in by_answer["household"].to_list()]
        found += determinations.compare_all(MONTH, households=some, policies=[key])
    return found


def outcomes() -> dict[str, int]:
    """Return how many households got which answer under dibao."""
    results = answers.results(DIBAO, MONTH)
    assert results is not None
    return Counter(results.collect()["outcome"].to_list())


def record_answers(every: int) -> list[str]:
    """Determine each so-many-th household as an office does; return whose record differs."""
    by = accounts.system_mandate(staff.COUNTY)
    at = _raising(0, 0).moment(3, 10)
    results = answers.results(DIBAO, MONTH)
    assert results is not None
    batch = {
        row[0]: row[1:] for row in results.select("household", "outcome", "amount").collect().rows()
    }
    homes = Household.objects.filter(pk__in=batch).order_by("number")[::every]
    rows = [determinations.determine(DIBAO, home, month=MONTH, at=at, by=by) for home in homes]
    return [str(row) for row in rows if (row.outcome, row.amount) != batch[row.household_id]]


def replayed(half: int) -> tuple[int, list[str]]:
    """Compute every second determination again; return how many and which came out otherwise."""
    rows = Determination.objects.order_by("pk")[half::2]
    return len(rows), [str(row) for row in rows if not determinations.replay(row)["same"]]


def let_people_act() -> None:
    """Pay the month, take applications and leads through, as in the demo; then build December."""
    county = _raising(0, 0)
    acts.play(county.moment, month=MONTH, stories=truth()["stories"])
    division = Division.objects.get(code=staff.COUNTY)
    payments.build_run(
        DIBAO,
        NEXT_MONTH,
        division=division,
        by=accounts.system_mandate(staff.COUNTY),
        at=county.moment(16, 9),
    )


def register_and_list(month: str) -> dict[str, list[tuple[str, int]]]:
    """Return who is on the live register of a month, and who is on its payment list, with fen."""
    day = months.first_day(month)
    register = [
        (row.holder, row.amount)
        for row in Entitlement.objects.filter(benefit=DIBAO, state="active", amount__gt=0)
        if row.valid_from <= day and (row.valid_to is None or row.valid_to > day)
    ]
    listed = PaymentLine.objects.filter(benefit=DIBAO, month=month, kind="regular", reissue_of=None)
    return {"register": sorted(register), "list": sorted(listed.values_list("holder", "amount"))}


def twice_paid() -> list[str]:
    """Return who has two lines on their way or paid for one month of one kind."""
    lines: Iterator[tuple[str, ...]] = PaymentLine.objects.filter(
        state__in=("ready", "sent", "paid")
    ).values_list("benefit", "holder", "month", "kind")
    return [" ".join(key) for key, count in Counter(lines).items() if count > 1]


def lines_by_state() -> dict[str, int]:
    """Return how many payment lines are in which state, and how many are re-issues."""
    states = Counter(PaymentLine.objects.values_list("state", flat=True))
    again = PaymentLine.objects.filter(reissue_of__state="failed", run__month=NEXT_MONTH).count()
    return dict(states) | {"reissued": again}
