"""What social assistance does every month by itself: re-checks that fall due, sums that are due."""

from datetime import datetime

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cycle.declarations import monthly

from .services import care, instalments, orders, rechecks, recognition, referrals, resources


@monthly("assistance.rechecks", "低保定期复核到期")
def rechecks_due(month: str, *, by: Mandate, at: datetime) -> dict[str, int]:
    """Put the re-checks of the coming month on the lists of the townships (SA-69)."""
    return rechecks.open_rechecks(month, by=by, at=at)


@monthly("assistance.instalments", "临时救助分期到期")
def instalments_due(month: str, *, by: Mandate, at: datetime) -> dict[str, int]:
    """Put the dated sums of the month into its payment (一次审批、分阶段救助)."""
    return {"issued": instalments.issue_month(month, by=by, at=at)}


@monthly("assistance.care", "特困自理能力评估到期")
def assessments_due(month: str, *, by: Mandate, at: datetime) -> dict[str, int]:
    """Put the assessments of the month on the lists of the townships."""
    return {"due": care.due_assessments(month, by=by, at=at)}


@monthly("assistance.recognitions", "困难家庭认定期满")
def recognitions_over(month: str, *, by: Mandate, at: datetime) -> dict[str, int]:
    """End the recognitions whose term is over (刚性57号: at most twelve months)."""
    return {"ended": recognition.end_expired(month, by=by, at=at)}


@monthly("assistance.help", "综合救助信息归集")
def help_taken_in(month: str, *, by: Mandate, at: datetime) -> dict[str, int]:
    """Take what others delivered of their help into the store of all help."""
    return {"rows": resources.take_in_help(month, by=by, at=at)}


@monthly("assistance.orders", "救助订单和转办到期")
def orders_due(month: str, *, by: Mandate, at: datetime) -> dict[str, int]:
    """Return the orders nobody took in time; remind of referrals whose limit is near or past."""
    returned = orders.return_unanswered(by=by, at=at)
    return {"returned": returned, "reminded": referrals.remind_late(by=by, at=at)}
