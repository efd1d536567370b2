"""What services for the elderly do every month by themselves: allowances without a proof of life."""

from datetime import datetime

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cycle.declarations import monthly
from minzheng.kernel.enrolment import services as enrolment

from .warnings import REQUIRED
from .workflows import OLD_AGE


@monthly("elderly.life_checks", "高龄津贴生存认证到期")
def life_checks(month: str, *, by: Mandate, at: datetime) -> dict[str, int]:
    """Hold back the old-age allowance of whoever has no check in force, where the place asks for one."""
    return {"held": enrolment.hold_unchecked(OLD_AGE, by=by, at=at, required=REQUIRED)}
