"""What payments do when standards change, and when a holder is due less than was paid."""

from minzheng.kernel.benefits.events import EntitlementLowered
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.determinations.events import StandardReleased
from minzheng.kernel.determinations.models import StandardChange

from . import services
from .choices import RecoveryOrigin
from .services import recovery


def follow_standard(event: StandardReleased) -> None:
    """Adjust what is paid from the next month on, and put down what earlier months lack."""
    change = StandardChange.objects.get(pk=event.change_id)
    services.retroactive_lines(change, by=event.by, at=event.at)


def find_overpaid(event: EntitlementLowered) -> None:
    """Put down what months that are out paid beyond what is due since: a stop or fall that came late."""
    row = Entitlement.objects.select_related("person", "payee", "household__head").get(
        pk=event.entitlement_id
    )
    died = row.person is not None and row.person.died_on is not None
    stop = RecoveryOrigin.DEATH if died else RecoveryOrigin.STOP
    recovery.find(
        row, origin=RecoveryOrigin.FALL if event.amount else stop, since=event.since, due=event.amount,
        reason=event.reason or stop.label, by=event.by, at=event.at,
    )  # fmt: skip
