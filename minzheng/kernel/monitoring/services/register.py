"""The register of the low-income population: kept by month from what rooms declare (LM-06)."""

from datetime import datetime

import polars as pl
from django.db import transaction

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit

from .. import declarations
from ..models import RegisterEntry
from .findings import month_frames

BATCH = 1000


@transaction.atomic
def refresh_register(month: str, *, by: Mandate, at: datetime) -> dict[str, int]:
    """Make the register equal to who stands in each category at the end of a month.

    A household that entered gets a dated row, one that left has its row ended; run again nothing
    changes. Returns how many rows began and ended.
    """
    frames = month_frames(month, by.division_id)
    first = frames.on.replace(day=1)
    sizes = dict(frames.persons.group_by("household").len().iter_rows())
    homes = {h: (division, residence) for h, division, residence in
             frames.households.select("household", "division", "residence").iter_rows()}  # fmt: skip
    began, ended = 0, 0
    for category in declarations.categories():
        members = set(_households(category.members(frames))) & homes.keys()
        rows = RegisterEntry.objects.filter(category=category.key, valid_to=None)
        stand = dict(rows.values_list("household_id", "valid_from"))
        new = [
            RegisterEntry(
                household_id=h, division_id=homes[h][0], residence=homes[h][1] or "", category=category.key,
                persons=sizes.get(h, 0), valid_from=first, source=f"{month} 比对",
            )
            for h in sorted(members - stand.keys())
        ]  # fmt: skip
        gone = [h for h, since in stand.items() if h not in members and since <= frames.on]
        began, ended = began + len(new), ended + len(gone)
        RegisterEntry.objects.bulk_create(new, batch_size=BATCH)
        leaving = RegisterEntry.objects.filter(
            category=category.key, valid_to=None, household_id__in=gone
        )
        leaving.filter(valid_from__gte=first).delete()
        leaving.filter(valid_from__lt=first).update(valid_to=first)
    if began or ended:
        audit.record(
            "monitoring.register.refreshed", subject=None, subject_key="monitoring.registerentry", by=by, at=at,
            month=month, began=began, ended=ended,
        )  # fmt: skip
    return {"began": began, "ended": ended}


def _households(rows: pl.DataFrame) -> list[int]:
    return rows["household"].drop_nulls().unique().to_list()
