"""What monitoring does when the tree of divisions changes and when a visit finds a need."""

from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.divisions.events import DivisionMerged
from minzheng.kernel.visits.events import NeedFound

from . import permissions, services
from .choices import Action, LeadSource, LeadState
from .models import Finding, Lead, LeadEntry, RegisterEntry


def follow_merged_division(event: DivisionMerged) -> None:
    """Move what was found and is watched in a dissolved division to the one it went into."""
    there = {"division_id": event.into_code}
    Finding.objects.filter(division_id=event.from_code).update(**there)
    Lead.objects.filter(division_id=event.from_code).update(**there)
    RegisterEntry.objects.filter(division_id=event.from_code).update(**there)


def follow_up_visit(event: NeedFound) -> None:
    """Open a lead for what a visit found, or add it to the one of this family that waits already (EL-25)."""
    visit = event.visit
    waiting = Lead.objects.filter(
        household=visit.household, source=LeadSource.VISIT.value,
        state__in=(LeadState.OPEN.value, LeadState.VERIFYING.value),
    ).first()  # fmt: skip
    if waiting is not None:
        LeadEntry.objects.create(
            lead=waiting, action=Action.REPEATED.value, at=event.at, by=event.by,
            note=event.text[:500],
        )  # fmt: skip
        return
    # An institution's own people report no leads: the platform does for them.
    may = permissions.may_report(visit.division, event.by)
    services.report_lead(
        source=LeadSource.VISIT.value, division=visit.division, text=event.text, urgent=event.is_urgent,
        household=visit.household, person=visit.person, at=event.at,
        by=event.by if may else accounts.system_mandate(),
    )  # fmt: skip
