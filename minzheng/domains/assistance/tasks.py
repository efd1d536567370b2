"""What social assistance does every month by itself: note the re-checks that fall due."""

from datetime import datetime

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cycle.declarations import monthly

from .services import rechecks


@monthly("assistance.rechecks", "低保定期复核到期")
def rechecks_due(month: str, *, by: Mandate, at: datetime) -> dict[str, int]:
    """Put the re-checks of the coming month on the lists of the townships (SA-69)."""
    return rechecks.open_rechecks(month, by=by, at=at)
