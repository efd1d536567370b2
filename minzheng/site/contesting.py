"""What somebody can say against what was decided or found in his own matter, and where it goes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from minzheng.domains.assistance.choices import APPLICATION
from minzheng.domains.assistance.services.objection import file_objection
from minzheng.domains.petitions import choices as voices
from minzheng.domains.petitions import services as petitions
from minzheng.domains.petitions.declarations import matters
from minzheng.domains.petitions.models import Grievance
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case
from minzheng.kernel.citizens.models import Citizen
from minzheng.kernel.verification import choices as checks
from minzheng.kernel.verification import queries as verification
from minzheng.kernel.verification import services as verifying
from minzheng.kernel.verification.models import Verification
from minzheng.site.tracking import is_refused

# Against the report of means while nothing is decided; by the review the procedure has; by a complaint.
REPORT, REVIEW, COMPLAINT = "report", "review", "complaint"
GENERAL = "general.service"


def way_of(case: Case) -> str:
    """Return in which way a matter can be contested now; empty when there is nothing to contest."""
    if report_of(case) is not None:
        return REPORT
    if not is_refused(case):
        return ""
    if case.workflow == APPLICATION:
        return "" if Case.objects.filter(data__refused_case=case.pk).exists() else REVIEW
    return "" if Grievance.objects.filter(case=case).exists() else COMPLAINT


def report_of(case: Case) -> Verification | None:
    """Return the report of means that can be objected to: given, not objected to, nothing decided yet."""
    found = verification.latest_report(case) if case.closed_at is None else None
    if found is None or found.state != checks.RETURNED or found.case_id != case.pk:
        return None
    return None if found.objections.filter(state=checks.OPEN).exists() else found


@transaction.atomic
def contest(case: Case, citizen: Citizen, *, text: str, by: Mandate, at: datetime) -> str:
    """Send what a citizen says against his matter where it belongs; returns the number it runs under.

    StepRefused (Chinese) when there is nothing to contest.
    """
    way, report = way_of(case), report_of(case)
    if way == REPORT and report is not None:
        verifying.object_to(report, text=text, by=by, at=at)
        return case.number
    if way == REVIEW:
        return file_objection(case, text=text, by=by, at=at).number
    if way == COMPLAINT:
        return petitions.receive(
            kind=voices.COMPLAINT, matter=_matter_of(case.workflow), channel=voices.PORTAL,
            division=case.division, text=text, by=by, at=at, citizen=citizen, case=case,
            about=case.number,
        ).number  # fmt: skip
    raise StepRefused(_("这个办件现在没有可以提出异议的决定"))


def _matter_of(workflow: str) -> str:
    """Return the matter of the room a procedure belongs to, the general one where it has none."""
    room = workflow.partition(".")[0]
    found = (one.key for one in matters(voices.COMPLAINT) if one.room == room)
    return next(found, GENERAL)
