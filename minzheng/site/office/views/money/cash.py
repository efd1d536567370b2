"""Relief paid in cash from the reserve of a township: money that reached people without a bank line."""

from datetime import date
from typing import Any

import polars as pl
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from minzheng.domains.assistance.choices import PAYMENT
from minzheng.domains.assistance.models import ReserveEntry
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import label_of
from minzheng.kernel.payments.choices import LineState
from minzheng.kernel.payments.queries import reports
from minzheng.kernel.payments.queries.statements import CASH, Movement

RELIEF = "assistance.temporary"


def _paid(**of: Any) -> QuerySet[ReserveEntry]:
    rows = ReserveEntry.objects.filter(kind=PAYMENT, instalment__isnull=False, **of)
    return rows.select_related("instalment__case__household", "fund__division")


def movements(**of: Any) -> list[Movement]:
    """Return the cash a statement shows; `of` narrows the case it was decided in (household=, person=)."""
    rows = _paid(**{f"instalment__case__{name}": value for name, value in of.items()})
    return [
        Movement(
            f"{row.on:%Y-%m}", row.on, CASH, label_of(RELIEF), _("备用金支付"), abs(int(row.amount)), LineState.PAID.value,
            _("已支付"), "", _("%(town)s备用金；凭证 %(voucher)s") % {"town": row.fund.division.name, "voucher": row.voucher},
        )
        for row in rows
    ]  # fmt: skip


def frame(viewer: Mandate, since: date, until: date) -> pl.DataFrame:
    """Return the cash of a period in the shape of ``reports.money_frame``; a family counts its members."""
    rows = accounts.visible(_paid(on__gte=since, on__lte=until), viewer, "fund__division")
    cases = [(row, row.instalment.case) for row in rows if row.instalment is not None]
    families = [(row, case.household) for row, case in cases if case.household is not None]
    counted = reports.sizes({family.pk for _row, family in families})
    records = [
        {
            "benefit": RELIEF,
            "fund": reports.fund_of(RELIEF),
            "holder": f"h{family.pk}",
            "month": f"{row.on:%Y-%m}",
            "year": f"{row.on:%Y}",
            "town": row.fund.division.name,
            "residence": reports.residence_of(family.residence),
            "money": abs(int(row.amount)),
            "lines": 1,
            "heads": counted.get(family.pk, 1),
        }
        for row, family in families
    ]
    return pl.DataFrame(records, schema=reports.SCHEMA)


def all_money(viewer: Mandate, since: date, until: date) -> pl.DataFrame:
    """Return what reached people in a period, through banks and in cash."""
    banked = reports.money_frame(reports.paid(viewer, since, until))
    return pl.concat([banked, frame(viewer, since, until)])
