"""What one person enters and another decides."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..choices import DECISIONS, ENTERED


class Decided(models.Model):
    """A row entered by one person that counts when another has confirmed it (不相容岗位)."""

    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    state = models.CharField(
        _("状态"), max_length=10, choices=list(DECISIONS.items()), default=ENTERED
    )
    entered_by = models.ForeignKey("accounts.Mandate", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("录入时间"))
    decided_by = models.ForeignKey(
        "accounts.Mandate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("复核时间"), null=True, blank=True)

    class Meta:
        """Nobody decides what the same mandate entered, and nothing is decided by nobody."""

        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("entered_by")),
                name="%(app_label)s_%(class)s_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state=ENTERED, decided_by__isnull=True)
                | (~Q(state=ENTERED) & Q(decided_by__isnull=False)),
                name="%(app_label)s_%(class)s_decided",
            ),
        ]
