"""What purchases do when the tree of divisions changes."""

from minzheng.kernel.divisions.events import DivisionMerged

from .choices import PAID
from .models import (
    Appraisal,
    CatalogueItem,
    Contract,
    Demand,
    Project,
    Rule,
    ServiceRecord,
    Settlement,
)


def follow_merged_division(event: DivisionMerged) -> None:
    """Move what is under way in a dissolved division to the one it went into; what was paid stays there."""
    for model in (CatalogueItem, Demand, Contract, Appraisal, ServiceRecord, Project, Rule):
        model.objects.filter(division_id=event.from_code).update(division_id=event.into_code)
    Settlement.objects.filter(division_id=event.from_code).exclude(state=PAID).update(
        division_id=event.into_code
    )
