"""What happens in a life opens work in the rooms it concerns (KC-05)."""

from datetime import date, datetime

from django.db import transaction

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.choices import OTHER_TASK
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Household, Membership, Person

from ..choices import CAME_OF_AGE, LIFE_EVENTS
from ..declarations import Chain, chains
from ..models import FollowUp, LifeEvent
from .reports import CampaignError, working_day

OF_AGE = 18


@transaction.atomic
def record_life_event(
    person: Person,
    *,
    kind: str,
    happened_on: date,
    by: Mandate,
    at: datetime,
    household: int | None = None,
    note: str = "",
) -> LifeEvent:
    """Record something that happened to a person, and open in every room what it declared for it.

    ``household`` is the family it concerned, by default the present one. The same event of the
    same day again opens nothing new. Rooms that are switched off at the place open nothing.
    CampaignError (Chinese): out of reach, unknown, or in the future.
    """
    if kind not in LIFE_EVENTS:
        raise CampaignError("请选择事件。")
    if happened_on > accounts.day_of(at):
        raise CampaignError("发生日期不能晚于今天。")
    present = people.household_of(person.pk, happened_on)
    home = Household.objects.get(pk=household) if household else present
    division = home.division if home is not None else person.division
    if not accounts.covers(by, division.code):
        raise CampaignError("该人员不属于您的辖区。")
    event, is_new = LifeEvent.objects.get_or_create(
        person=person, kind=kind, happened_on=happened_on,
        defaults={
            "household": home, "division": division, "note": note.strip()[:200],
            "recorded_at": at, "by": by,
        },
    )  # fmt: skip
    if not is_new:
        return event
    opened = [_open(chain, event, at=at) for chain in chains(kind) if _concerns(chain, event)]
    audit.record(
        "campaigns.life.recorded", subject=event, by=by, at=at, kind=kind, opened=len(opened)
    )
    return event


def _concerns(chain: Chain, event: LifeEvent) -> bool:
    on = event.happened_on
    return accounts.is_on(chain.room, event.division_id, on) and chain.concerns(
        event.person, event.household, on
    )


def _open(chain: Chain, event: LifeEvent, *, at: datetime) -> FollowUp:
    row = FollowUp.objects.create(
        event=event, chain=chain.key, division=event.division, role=chain.role.key,
        title=f"{event.person.name}{LIFE_EVENTS[event.kind]}：{chain.title}"[:200],
        due_on=_due(chain, event.division_id, accounts.day_of(at)),
    )  # fmt: skip
    cases.open_task(
        kind=OTHER_TASK, title=row.title, role=chain.role.key, at=at, due_on=row.due_on, subject=row,
        division=cases.place_for(chain.role, event.division_id), source=LIFE_EVENTS[event.kind],
    )  # fmt: skip
    return row


def _due(chain: Chain, division: str, on: date) -> date:
    """Return the last day of a follow-up; where a county has set no limit it is due at once.

    What happened to a person is written down whatever parameter is missing.
    """
    try:
        return working_day(chain.limit, division, on)
    except CampaignError:
        return on


@transaction.atomic
def finish_follow_up(row: FollowUp, *, note: str, by: Mandate, at: datetime) -> FollowUp:
    """Write down what a room did about a life event. CampaignError (Chinese)."""
    locked = FollowUp.objects.select_for_update().get(pk=row.pk)
    if by.role != locked.role or not accounts.covers(by, locked.division_id):
        raise CampaignError("您的岗位或辖区不能办理这件跟进。")
    if locked.done_at is not None:
        raise CampaignError("这件跟进已经办结。")
    if not note.strip():
        raise CampaignError("请填写办理情况。")
    locked.done_at, locked.done_by, locked.note = at, by, note.strip()[:300]
    locked.save(update_fields=["done_at", "done_by", "note"])
    cases.close_tasks(locked, by=by, at=at)
    audit.record("campaigns.follow_up.done", subject=locked, by=by, at=at, chain=locked.chain)
    return locked


def come_of_age(month: str, *, by: Mandate, at: datetime) -> int:
    """Record who came of age in a month among the members of households, up to today; return how many."""
    first, last = months.first_day(month), min(months.last_day(month), accounts.day_of(at))
    born = (months.add_months(first, -12 * OF_AGE), months.add_months(last, -12 * OF_AGE))
    rows = Membership.objects.in_force(last).filter(
        person__birth_on__range=born, person__died_on=None
    )
    found = accounts.visible(rows, by, "household__division").select_related("person")
    for row in found:
        turned = months.add_months(row.person.birth_on, 12 * OF_AGE)
        record_life_event(row.person, kind=CAME_OF_AGE, happened_on=turned, by=by, at=at)
    return len(found)
