"""Reads of social assistance: the household panel."""

from datetime import datetime

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.people.models import Household

from .choices import APPLICATION, CHANGE, DIBAO, OBJECTION


def household_panel(household: Household, viewer: Mandate, at: datetime) -> dict[str, object]:
    """Dibao of a household: what it receives, its open cases, the last determination."""
    workflows = (APPLICATION, CHANGE, OBJECTION)
    return {
        "entitlement": benefits.current(household, at.date(), benefit=DIBAO).first(),
        "history": benefits.history(household).filter(benefit=DIBAO),
        "cases": Case.objects.filter(household=household, workflow__in=workflows).order_by(
            "-opened_at"
        )[:10],
        "determination": determinations.latest(DIBAO, household),
    }
