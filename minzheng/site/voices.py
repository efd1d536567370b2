"""What portal and office share when people speak: who writes for somebody unknown, which plans one may speak about."""

from datetime import date

from minzheng.domains.planning.queries import plans
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.services import system_mandate
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division


def platform(division: Division) -> Mandate:
    """Return the platform's own mandate at the county of a place: it writes what nobody signed."""
    while division.level > Level.COUNTY and division.parent is not None:
        division = division.parent
    return system_mandate(division.code)


def open_plans(division: Division, on: date) -> tuple[tuple[str, str], ...]:
    """Return the plans that run at a place on a day, by key and title: those one may speak about."""
    rows = plans.plans(platform(division)).filter(period_from__lte=on, period_to__gte=on)
    return tuple(rows.order_by("-period_from", "title").values_list("key", "title"))
