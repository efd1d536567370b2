"""What active discovery does when somebody dies and when the tree of divisions changes."""

from minzheng.kernel.divisions.events import DivisionMerged
from minzheng.kernel.people.events import PersonDied
from minzheng.kernel.people.models import Person

from . import services
from .choices import DIED
from .models import Campaign, CampaignLine, FollowUp, LifeEvent, NeedReport


def open_what_a_death_asks(event: PersonDied) -> None:
    """Open in every room what it has to do after a death (KC-05)."""
    services.record_life_event(
        Person.objects.get(pk=event.person_id), kind=DIED, happened_on=event.died_on,
        household=event.household_id, by=event.by, at=event.at,
    )  # fmt: skip


def follow_merged_division(event: DivisionMerged) -> None:
    """Move what was reported, listed and opened in a dissolved division to the one it went into."""
    for model in (NeedReport, Campaign, CampaignLine, LifeEvent, FollowUp):
        model.objects.filter(division_id=event.from_code).update(division_id=event.into_code)
