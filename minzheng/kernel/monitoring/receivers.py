"""What monitoring does when the tree of divisions changes."""

from minzheng.kernel.divisions.events import DivisionMerged

from .models import Finding, Lead, RegisterEntry


def follow_merged_division(event: DivisionMerged) -> None:
    """Move what was found and is watched in a dissolved division to the one it went into."""
    there = {"division_id": event.into_code}
    Finding.objects.filter(division_id=event.from_code).update(**there)
    Lead.objects.filter(division_id=event.from_code).update(**there)
    RegisterEntry.objects.filter(division_id=event.from_code).update(**there)
