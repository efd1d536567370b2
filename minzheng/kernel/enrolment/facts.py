"""Whether a recipient was seen alive, as a fact; of whom nobody ever checked it is unknown."""

from datetime import date

import polars as pl

from minzheng.kernel.determinations.declarations import fact_provider

from .models import LifeCheck


@fact_provider("enrolment.life", "生存认证登记")
def life_confirmed(month: str, at: date, register: pl.DataFrame) -> pl.DataFrame:
    """Give whether a confirmation of life is in force on the day, of everybody who ever had one."""
    rows = LifeCheck.objects.filter(checked_on__lte=at).values_list("person_id", "valid_to")
    known = pl.DataFrame(list(rows), schema={"person": pl.Int64, "valid_to": pl.Date}, orient="row")
    good = known.group_by("person").agg(life_confirmed=(pl.col("valid_to") > at).any())
    return good.join(register.select("person").unique(), on="person", how="semi")
