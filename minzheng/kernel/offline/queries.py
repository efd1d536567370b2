"""Which phones, records and conflicts a viewer may see, and what is new for a phone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.offline import choices
from minzheng.kernel.offline.declarations import KINDS
from minzheng.kernel.offline.models import Conflict, Device, FieldVersion, Record, Sequence

BATCH = 500
# So long a phone keeps what was handed in.
KEPT_FOR = timedelta(days=30)


def devices(viewer: Mandate) -> QuerySet[Device]:
    """Return the phones used in the viewer's divisions, for whoever manages accounts; else one's own."""
    rows = Device.objects.select_related("user", "division", "wipe_ordered_by__user")
    rows = rows.order_by("-seen_at", "pk")
    if viewer.may("accounts.manage"):
        return accounts.visible(rows, viewer)
    return rows.filter(user=viewer.user_id)


def must_wipe(number: UUID) -> bool:
    """Say whether a phone is ordered to be emptied; an unknown phone is not."""
    return Device.objects.filter(pk=number, wipe_ordered_at__isnull=False).exists()


def records(viewer: Mandate) -> QuerySet[Record]:
    """Return the records of the viewer's divisions, of the kinds his role works with."""
    kinds = [kind.key for kind in KINDS if viewer.may(kind.may)]
    rows = accounts.visible(Record.objects.filter(kind__in=kinds), viewer)
    return rows.select_related("household__head", "person", "division", "author__user")


def conflicts(viewer: Mandate) -> QuerySet[Conflict]:
    """Return what was filled in twice in the viewer's divisions, what waits first."""
    rows = Conflict.objects.filter(record__in=records(viewer).values("pk"))
    rows = rows.select_related(
        "record__household__head", "record__person", "record__division", "resolved_by__user"
    )
    return rows.order_by("resolved_at", "-found_at", "pk")


def standing(conflict: Conflict) -> QuerySet[FieldVersion]:
    """Return the values that stand beside each other; of a late change also what was handed in."""
    rows = FieldVersion.objects.filter(record=conflict.record_id, field=conflict.field)
    wanted = Q(is_head=True) | Q(pk__in=conflict.record.handed_in)
    return rows.filter(wanted).select_related("by__user", "device").order_by("sequence")


@dataclass(frozen=True, slots=True)
class News:
    """What changed after a phone's last fetch, and up to which number."""

    cursor: int
    scope: str
    has_more: bool
    records: list[Record]
    versions: list[FieldVersion]


def news(viewer: Mandate, *, cursor: int, scope: str, at: datetime) -> News:
    """Return what is new for a phone in a mandate; a phone in another mandate starts anew.

    All changes have one order and become visible in it, so nothing can be missed.
    """
    own = str(viewer.pk)
    after = cursor if scope == own else 0
    last = Sequence.objects.filter(pk=1).values_list("last", flat=True).first() or 0
    old = Q(state=choices.SUBMITTED, submitted_at__lt=at - KEPT_FOR)
    rows = records(viewer).exclude(old)
    versions = list(
        FieldVersion.objects.filter(
            record__in=rows.values("pk"), sequence__gt=after, sequence__lte=last
        )
        .select_related("by__user")
        .order_by("sequence")[: BATCH + 1]
    )
    has_more = len(versions) > BATCH
    versions = versions[:BATCH]
    end = versions[-1].sequence if has_more else last
    fresh = rows.filter(sequence__gt=after, sequence__lte=end).order_by("sequence")
    return News(end, own, has_more, list(fresh), versions)
