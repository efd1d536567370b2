"""Rows: those that hold for a period, one held while it is changed, one written once, numbers masked."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from enum import Enum
from typing import Any, Self, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q

from minzheng.core.resident_id import mask_id
from minzheng.core.text import mask_phone

M = TypeVar("M", bound=models.Model)


def held(row: M) -> M:
    """Return the row as it stands now, locked until the transaction ends."""
    model: Any = type(row)
    found: M = model.objects.select_for_update(of=("self",)).get(pk=row.pk)
    return found


@contextmanager
def once(refusal: Exception) -> Iterator[None]:
    """Write under a savepoint; where a constraint of the database stands against it, raise ``refusal``."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        raise refusal from clash


def choices_of(labels: Mapping[Any, str]) -> list[tuple[Any, str]]:
    """Return Django choices of a table of labels; plain values, so migrations need no enum."""
    return [(key.value if isinstance(key, Enum) else key, label) for key, label in labels.items()]


def in_force_at(day: date) -> Q:
    """Return the condition that a dated row holds on ``day``."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


class Masked:
    """Somebody whose numbers are sealed: how a screen shows them."""

    id_number: Any
    phone: Any

    @property
    def masked_id(self) -> str:
        """Return the identity number for a screen: 150425********2310."""
        return mask_id(self.id_number) if self.id_number else ""

    @property
    def masked_phone(self) -> str:
        """Return the phone number for a screen."""
        return mask_phone(self.phone) if self.phone else ""


class PeriodQuerySet(models.QuerySet[Any]):
    """Rows of a period, chosen by day."""

    def in_force(self, at: date) -> Self:
        """Keep the rows that hold on the day ``at``."""
        return self.filter(in_force_at(at))

    def overlapping(self, start: date, end: date | None) -> Self:
        """Keep the rows that hold on any day from ``start`` to before ``end`` (None: for ever)."""
        rows = self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=start))
        return rows if end is None else rows.filter(valid_from__lt=end)


class Period(models.Model):
    """A row that holds from ``valid_from`` until the day before ``valid_to`` (None: until now).

    A model with constraints of its own adds ``*Period.Meta.constraints`` to them.
    """

    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        """A period is never empty."""

        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to")),
                name="%(app_label)s_%(class)s_period",
            )
        ]

    def is_in_force(self, at: date) -> bool:
        """Say whether the row holds on the day ``at``."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)
