"""What the register does when the tree of divisions changes."""

from minzheng.core.events import listen
from minzheng.kernel.divisions.events import DivisionMerged
from minzheng.kernel.people import services


def follow_merged_division(event: DivisionMerged) -> None:
    """Move the persons and households of a dissolved division to the one it went into."""
    services.follow_division(event.from_code, event.into_code, by=event.by, at=event.at)


listen(DivisionMerged, follow_merged_division)
