"""What our people recorded of persons, as rules ask it: the value in force of each, in some divisions."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from minzheng.kernel.determinations.models import RecordedFact

Found = dict[int, dict[str, tuple[int, date]]]


def recorded(columns: Collection[str], on: date, codes: Collection[str] | None = None) -> Found:
    """Return by person and column the number in force on a day and since when it holds.

    A person nobody recorded anything of is missing; a recorded no is there with 0.
    """
    rows = RecordedFact.objects.filter(
        Q(until__isnull=True) | Q(until__gt=on), column__in=columns, person__isnull=False,
        since__lte=on, withdrawn_at__isnull=True,
    )  # fmt: skip
    if codes is not None:
        rows = rows.filter(household__division__in=codes)
    found: Found = {}
    told = rows.order_by("since", "pk").values_list("person_id", "column", "number", "since")
    for person, column, number, since in told:
        held = found.setdefault(person, {})
        same = column in held and held[column][0] == (number or 0)
        held[column] = (number or 0, held[column][1] if same else since)
    return found
