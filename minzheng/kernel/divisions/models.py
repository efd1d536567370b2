"""The tree of divisions, its codes in two systems, and what changed when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minzheng.core.fields import BytewiseCharField
from minzheng.core.models import Period, choices_of
from minzheng.kernel.divisions.choices import (
    BEGINNING,
    CHANGE_KINDS,
    CODE_SYSTEMS,
    LEVELS,
    Level,
)


class Division(Period):
    """A place in the tree; its code is its key for life, whatever official code it bears later."""

    code = models.CharField(_("代码"), max_length=15, primary_key=True)
    name = models.CharField(_("名称"), max_length=60, db_index=True)
    level = models.PositiveSmallIntegerField(_("层级"), choices=choices_of(LEVELS))
    kind = models.CharField(_("类别"), max_length=20, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级"),
    )
    # '620000/620400/620422/': a subtree is one range of this column. The state's path is empty.
    path = BytewiseCharField(_("路径"), max_length=120, db_index=True)
    valid_from = models.DateField(_("设立日期"), default=BEGINNING)

    class Meta:
        """Ordered as the tree is read."""

        ordering = ("path",)
        verbose_name = _("区划")
        verbose_name_plural = _("区划")
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(level=Level.STATE.value),
                name="divisions_division_parent",
            ),
        ]

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class DivisionCode(Period):
    """A code and name a division bears or bore in one system."""

    division = models.ForeignKey(
        Division, models.PROTECT, related_name="codes", verbose_name=_("区划")
    )
    system = models.CharField(_("代码体系"), max_length=10, choices=choices_of(CODE_SYSTEMS))
    code = models.CharField(_("代码"), max_length=15)
    name = models.CharField(_("名称"), max_length=60)

    class Meta:
        """Never joined by code alone: the system is part of it."""

        verbose_name = _("区划代码")
        verbose_name_plural = _("区划代码")
        indexes = [models.Index(fields=["system", "code"], name="divisions_code_in_system")]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["division", "system", "valid_from"], name="divisions_code_one_per_day"
            ),
        ]

    def __str__(self) -> str:
        """Show the code with its system."""
        return f"{self.system}:{self.code}"


class FormerPlace(Period):
    """Where a division hung in the tree before it was transferred."""

    division = models.ForeignKey(
        Division, models.PROTECT, related_name="former_places", verbose_name=_("区划")
    )
    path = models.CharField(_("路径"), max_length=120)

    class Meta:
        """One place on one day."""

        verbose_name = _("原隶属")
        verbose_name_plural = _("原隶属")
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["division", "valid_from"], name="divisions_place_one_per_day"
            ),
        ]

    def __str__(self) -> str:
        """Show the former path."""
        return self.path


class DivisionChange(models.Model):
    """One approved change of the tree, with its document."""

    kind = models.CharField(_("变更种类"), max_length=10, choices=choices_of(CHANGE_KINDS))
    from_division = models.ForeignKey(
        Division, models.PROTECT, related_name="changes_from", verbose_name=_("变更前")
    )
    to_division = models.ForeignKey(
        Division, models.PROTECT, related_name="changes_to", verbose_name=_("变更后")
    )
    on = models.DateField(_("变更日期"))
    document = models.CharField(_("批准文号"), max_length=120)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        """Oldest first."""

        ordering = ("on", "id")
        verbose_name = _("区划变更")
        verbose_name_plural = _("区划变更")

    def __str__(self) -> str:
        """Show kind and day."""
        return f"{self.get_kind_display()} {self.on}"
