"""Who is asking, in which mandate, which rows that mandate may see, which modules work where."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from minzheng.core.clock import SHANGHAI
from minzheng.core.reading import kept
from minzheng.kernel.accounts.models import Mandate, ModuleSwitch, User
from minzheng.kernel.audit import queries as audit
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division

M = TypeVar("M", bound=Model)

MANDATE_SESSION_KEY = "mandate_id"
SECOND_FACTOR_SESSION_KEY = "second_factor_at"


def day_of(at: datetime) -> date:
    """Return the calendar day of a moment in Shanghai, wherever the moment was written."""
    return at.astimezone(SHANGHAI).date()


def mandate_of(request: HttpRequest) -> Mandate | None:
    """Return the mandate a request acts in, or None.

    None for whoever is not signed in, did not pass the second factor, is disabled, or whose
    mandate is another user's or no longer in force on the day of ``request.at``.
    """
    user = getattr(request, "user", None)
    chosen = request.session.get(MANDATE_SESSION_KEY)
    if user is None or not user.is_authenticated or not chosen:
        return None
    if not request.session.get(SECOND_FACTOR_SESSION_KEY):
        return None
    at: datetime = request.at  # type: ignore[attr-defined]
    held = held_by(user, day_of(at))
    return next((mandate for mandate in held if mandate.pk == chosen), None)


@kept
def held_by(user: User, on: date) -> list[Mandate]:
    """Return the mandates a user may choose from on a day, the widest division first; of a disabled user none."""
    held = mandates_of(user, on).filter(user__is_active=True)
    rows = list(held.select_related(None).select_related("division"))
    for mandate in rows:
        mandate.user = user
    return rows


def mandates_of(user: User, at: datetime | date) -> QuerySet[Mandate]:
    """Return the mandates a user may choose from at a moment, the widest division first."""
    day = day_of(at) if isinstance(at, datetime) else at
    return (
        Mandate.objects.in_force(day)
        .filter(user=user)
        .select_related("user", "division")
        .order_by("division__level", "division__path", "role", "id")
    )


def visible(queryset: QuerySet[M], viewer: Mandate | None, field: str = "division") -> QuerySet[M]:
    """Keep the rows whose division lies in the viewer's subtree; nobody sees nothing.

    Scoping only: which kind of thing a role may see at all is asked with ``viewer.may(…)``.
    """
    if viewer is None:
        return queryset.none()
    return divisions.within(queryset, viewer.division_id, field)


def covers(viewer: Mandate | None, division_code: str) -> bool:
    """Say whether a division lies in the viewer's subtree."""
    return viewer is not None and divisions.lies_within(division_code, viewer.division_id)


def users(viewer: Mandate) -> QuerySet[User]:
    """Return the users with a mandate in the viewer's subtree, for the security administrator."""
    if not viewer.may("accounts.manage"):
        return User.objects.none()
    scoped = visible(Mandate.objects.all(), viewer).values("user")
    return User.objects.filter(Q(pk__in=scoped) | Q(mandates__isnull=True)).distinct()


def mandates(viewer: Mandate) -> QuerySet[Mandate]:
    """Return the mandates of the viewer's subtree, for the security administrator."""
    if not viewer.may("accounts.manage"):
        return Mandate.objects.none()
    return visible(Mandate.objects.select_related("user", "division"), viewer)


def holders(role: str, division_code: str, at: date) -> QuerySet[Mandate]:
    """Return who holds a role exactly at a division on a day."""
    return (
        Mandate.objects.in_force(at)
        .filter(role=role, division_id=division_code, user__is_active=True)
        .select_related("user", "division")
        .order_by("id")
    )


def audit_entries(viewer: Mandate) -> QuerySet[Entry]:
    """Return the audit lines of the viewer's subtree; only the audit administrator sees any.

    Lines of no division (a failed sign-in) belong to the house and are shown to him as well.
    """
    codes: list[Any] = list(_codes(viewer))
    return audit.entries(viewer, [*codes, ""])


# -- modules ----------------------------------------------------------------------------------------


def switches(viewer: Mandate) -> QuerySet[ModuleSwitch]:
    """Return what was switched in the viewer's subtree and above it, newest first."""
    rows = ModuleSwitch.objects.select_related("division__parent", "decided_by__user")
    above = divisions.lineage(viewer.division_id)
    below = divisions.subtree(viewer.division_id).values("code")
    return rows.filter(Q(division__in=above) | Q(division__in=below)).order_by("-valid_from", "-id")


def is_on(module: str, division: str, on: date) -> bool:
    """Say whether a module works at a division on a day: its room and the service itself.

    The switch nearest to the place counts; without any a module works.
    """
    rows = _switched(module, on)
    return not rows or _works(rows, divisions.lineage(division))


def areas_on(module: str, division: str, on: date) -> list[str]:
    """Return the widest divisions, from one downward, in all of which a module works on a day."""
    rows = _switched(module, on)
    if not rows:
        return [division]
    lineages = {code: line for code, line in divisions.lineages().items() if division in line}
    places = {code for _module, code in rows}
    # Above a switch a place is divided: only what lies below it may be whole.
    split = {code for switch in places for code in lineages.get(switch, ())[1:]}
    whole = {c for c, line in lineages.items() if c not in split and _works(rows, line)}
    return sorted(c for c in whole if not whole & set(lineages[c][1:]))


def off_divisions(module: str, on: date) -> set[str]:
    """Return every division in which a module does not work on a day."""
    rows = _switched(module, on)
    if not rows:
        return set()
    return {code for code, line in divisions.lineages().items() if not _works(rows, line)}


def modules_off(viewer: Mandate, on: date) -> set[str]:
    """Return the modules that work nowhere in the viewer's divisions on a day."""
    modules = {module for module, _division, is_on in _switches(on) if not is_on}
    return {module for module in modules if not areas_on(module, viewer.division_id, on)}


def _switched(module: str, on: date) -> dict[tuple[str, str], bool]:
    """Return the switches in force on a day that govern a module, by part of its key and place."""
    governs = [(m, d, is_on) for m, d, is_on in _switches(on) if f"{module}.".startswith(f"{m}.")]
    return {(m, d): is_on for m, d, is_on in governs}


@kept
def _switches(on: date) -> list[tuple[str, str, bool]]:
    """Return every switch in force on a day: module, division, state. They are few."""
    rows = ModuleSwitch.objects.in_force(on)
    return list(rows.values_list("module", "division_id", "is_on"))


def _works(rows: dict[tuple[str, str], bool], line: Iterable[str]) -> bool:
    """Say whether every part of a key is on for a place: for each its nearest switch decides."""
    nearest: dict[str, bool] = {}
    for code in line:
        for (module, division), state in rows.items():
            if division == code:
                nearest.setdefault(module, state)
    return all(nearest.values())


def _codes(viewer: Mandate) -> QuerySet[Division, Any]:
    return divisions.subtree(viewer.division_id).values_list("code", flat=True)
