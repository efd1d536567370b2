"""What benefits do when something happens to a person."""

from minzheng.core import months
from minzheng.kernel.people.events import PersonDied

from . import services
from .models import Entitlement


def end_personal_entitlements(event: PersonDied) -> None:
    """End what the dead person holds in his own right: the month of death is paid (handbook §1B.2)."""
    until = months.first_day(months.shift_month(months.month_of(event.died_on), 1))
    for row in Entitlement.objects.filter(
        person_id=event.person_id, valid_to__isnull=True, valid_from__lt=until
    ):
        services.end(row, until=until, reason="本人死亡", by=event.by, at=event.at)
