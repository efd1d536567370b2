"""What payments do when standards change."""

from minzheng.kernel.determinations.events import StandardReleased
from minzheng.kernel.determinations.models import StandardChange

from . import services


def follow_standard(event: StandardReleased) -> None:
    """Adjust what is paid from the next month on, and put down what earlier months lack."""
    change = StandardChange.objects.get(pk=event.change_id)
    services.retroactive_lines(change, by=event.by, at=event.at)
