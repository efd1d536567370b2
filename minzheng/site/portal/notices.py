"""Public notices as they may stand on the web: within their period, never about a minor."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from minzheng.core.months import add_months
from minzheng.kernel.cases import queries as casework
from minzheng.kernel.cases.models import PublicNotice
from minzheng.kernel.cases.queries.publicity import COLUMNS

ADULT_MONTHS = 18 * 12


def open_notices(division: str, on: date, kind: str = "") -> QuerySet[PublicNotice]:
    """Return the notices anybody may read on the web at a place on a day.

    What is about a minor, or about somebody whose age nobody knows, hangs in the village only
    (未成年人保护法 103). The day after its last day a notice is gone.
    """
    grown = add_months(on, -ADULT_MONTHS)
    rows = casework.public_notices(division, on, kind)
    adult = Q(case__person__birth_on__lte=grown) | Q(
        case__person=None, case__household__head__birth_on__lte=grown
    )
    return rows.filter(adult).select_related("division__parent")


def sheet(notice: PublicNotice) -> dict[str, Any]:
    """Return a notice as a table: the heads, and for each line its cells with the heads."""
    rows = notice.content["rows"]
    keys = [key for key in COLUMNS if any(key in row for row in rows)]
    return {
        "heads": [COLUMNS[key] for key in keys],
        "rows": [[[COLUMNS[key], str(row.get(key, ""))] for key in keys] for row in rows],
    }
