"""Whether a recipient was seen alive, as a fact: our own book, so nothing written is no."""

from datetime import date

import polars as pl

from minzheng.kernel.determinations.declarations import fact_provider

from .models import LifeCheck


@fact_provider("enrolment.life")
def life_confirmed(month: str, at: date, register: pl.DataFrame) -> pl.DataFrame:
    """Give for each person whether a confirmation of life is in force on the day."""
    rows = LifeCheck.objects.filter(checked_on__lte=at, valid_to__gt=at)
    alive = list(rows.values_list("person_id", flat=True))
    return register.select(pl.col("person").unique()).with_columns(
        life_confirmed=pl.col("person").is_in(alive)
    )
