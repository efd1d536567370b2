"""What visiting does when the tree of divisions changes: open duties and registers follow."""

from minzheng.kernel.divisions.events import DivisionMerged

from .models import Assistant, CareActivity, CareCharge, ServiceWorker, VisitDuty, WorkTask


def follow_merged_division(event: DivisionMerged) -> None:
    """Move what a dissolved division keeps to the one it went into."""
    for model in (VisitDuty, CareCharge, ServiceWorker, WorkTask, Assistant, CareActivity):
        model.objects.filter(division_id=event.from_code).update(division_id=event.into_code)
