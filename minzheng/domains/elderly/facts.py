"""Recorded decisions of this room as facts of other rooms' policies, and how far the allowance is paid."""

from datetime import date

import polars as pl
from django.db.models import Max

from minzheng.core import months
from minzheng.kernel.benefits.facts import AMOUNT, NAMED_AT_MOST, held_fact
from minzheng.kernel.determinations.declarations import fact_provider
from minzheng.kernel.payments.models import PaymentLine

OLD_AGE = "elderly.old_age"

# The nursing subsidies of the elderly and of the disabled are of one kind: the higher is paid.
held_fact("other_nursing_money", "elderly.nursing", value=AMOUNT)


@fact_provider("elderly.paid_through", "发放登记")
def paid_through(month: str, at: date, register: pl.DataFrame) -> pl.DataFrame:
    """Give the last month of the old-age allowance that reached each person in question."""
    people = register.select("person").unique()
    lines = PaymentLine.objects.filter(benefit=OLD_AGE, state="paid")
    if people.height <= NAMED_AT_MOST:
        lines = lines.filter(holder__in=[f"p{person}" for person in people["person"]])
    paid = lines.values_list("holder").annotate(to=Max("month"))
    last = {holder: months.last_day(to) for holder, to in paid}
    known = pl.DataFrame(
        {
            "person": [int(holder[1:]) for holder in last if holder.startswith("p")],
            "allowance_paid_through": [day for h, day in last.items() if h.startswith("p")],
        },
        schema={"person": pl.Int64, "allowance_paid_through": pl.Date},
    )
    return known.join(people, on="person", how="semi")
