"""A change a family reports, at the counter or on the portal: the office's next step follows at once."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.domains.assistance.choices import CHANGE, DIBAO
from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.accounts.declarations import APPLICANT, CLERK
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.choices import OTHER_TASK
from minzheng.kernel.cases.declarations import PORTAL
from minzheng.kernel.cases.models import Case
from minzheng.kernel.monitoring import services as leads
from minzheng.kernel.monitoring.choices import LeadSource
from minzheng.kernel.people.models import Household
from minzheng.kernel.verification import services as verification

# What a cause is called among the changes a family has to report (社会救助法 46).
REPORTED_AS = {"assets": "assets", "death": "members", "left": "members", "custody": "members"}


@transaction.atomic
def report(
    household: Household,
    *,
    cause: str,
    text: str,
    happened_on: date | None,
    reported_by: str,
    by: Mandate,
    at: datetime,
) -> Case | None:
    """Take down a change: a review where 低保 is paid, else something for the clerk to look into.

    Returns the review. What the family itself reports (``by`` an applicant) is kept as its report in
    either case and stands on the clerk's list; what staff hear becomes a lead.
    """
    on = localdate(at)
    opened = None
    if benefits.current(household, on, benefit=DIBAO).exists():
        opened = _review(household, {"cause": cause, "reported": text}, by=by, at=at)
    elif by.role != APPLICANT:
        leads.report_lead(
            source=LeadSource.REPORT.value, division=household.division, household=household,
            text=text, by=by, at=at,
        )  # fmt: skip
        return None
    verification.report_change(
        household, kind=REPORTED_AS.get(cause, "income"), text=text, happened_on=happened_on or on,
        reported_by=reported_by, by=by, at=at, case=opened,
    )  # fmt: skip
    if opened is None:
        cases.open_task(
            kind=OTHER_TASK, title=_("家庭报告变化：%(text)s") % {"text": text[:60]}, role=CLERK.key,
            division=cases.place_for(CLERK, household.division_id), at=at, subject=household,
        )  # fmt: skip
    return opened


def _review(household: Household, data: dict[str, str], *, by: Mandate, at: datetime) -> Case:
    """Open the review of what a family receives.

    Nobody applies for a review: what the family reports makes the platform open it, once.
    """
    if by.role != APPLICANT:
        return cases.open_case(CHANGE, household=household, by=by, at=at, data=data)
    running = Case.objects.filter(workflow=CHANGE, household=household, closed_at=None).first()
    if running is not None:
        return running
    platform = accounts.system_mandate()
    return cases.open_case(
        CHANGE, household=household, by=platform, at=at, data=data, channel=PORTAL
    )
