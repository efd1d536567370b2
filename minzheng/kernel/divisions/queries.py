"""Reading the tree: subtrees, lineages, and scoping of rows."""

from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from minzheng.core.fields import prefix_end
from minzheng.core.reading import kept
from minzheng.kernel.divisions.choices import STATE_CODE, CodeSystem
from minzheng.kernel.divisions.models import Division, DivisionChange, DivisionCode, FormerPlace

M = TypeVar("M", bound=Model)


def subtree(code: str) -> QuerySet[Division]:
    """Return a division and everything below it, dissolved ones included."""
    return Division.objects.filter(_below(_path(code), ""))


def within(queryset: QuerySet[M], division_code: str, field: str = "division") -> QuerySet[M]:
    """Keep the rows whose division (``field``) lies in the subtree of ``division_code``.

    An unknown code keeps nothing.
    """
    try:
        return queryset.filter(inside(division_code, field))
    except Division.DoesNotExist:
        return queryset.none()


def inside(division_code: str, field: str = "division") -> Q:
    """Return the condition that ``field`` lies in the subtree, to be combined with others.

    Raises ``Division.DoesNotExist`` for an unknown code.
    """
    return _below(_path(division_code), f"{field}__")


def lies_within(code: str, ancestor: str) -> bool:
    """Say whether the division ``code`` is ``ancestor`` or lies below it; unknown codes do not."""
    return ancestor in lineage(code) if Division.objects.filter(pk=code).exists() else False


def lineage(code: str, at: date | None = None) -> list[str]:
    """Return a division and its ancestors, nearest first, ending with the state ``'000000'``.

    With ``at``, as the tree stood on that day: a transferred division has its former ancestors,
    one that did not exist yet those of its predecessor. Raises ``Division.DoesNotExist``.
    """
    return list(_line(_path(code) if at is None else _path_at(code, at)))


def lineages(at: date | None = None) -> dict[str, tuple[str, ...]]:
    """Return the lineage of every division, by code; with ``at`` as the tree stood on that day."""
    paths: dict[str, str] = dict(Division.objects.values_list("code", "path"))
    if at is not None:
        paths |= dict(_former(at).values_list("division_id", "path"))
        for code in Division.objects.filter(valid_from__gt=at).values_list("code", flat=True):
            paths[code] = _path_at(code, at)
    return {code: _line(path) for code, path in paths.items()}


def children(code: str, at: date) -> QuerySet[Division]:
    """Return the divisions directly below, in force on the day ``at``."""
    return Division.objects.filter(parent_id=code).filter(
        Q(valid_from__lte=at) & (Q(valid_to__isnull=True) | Q(valid_to__gt=at))
    )


def by_official_code(
    code: str, *, system: CodeSystem = CodeSystem.MCA, at: date
) -> Division | None:
    """Return the division that bore ``code`` in one system on the day ``at``, if it is known."""
    row = (
        DivisionCode.objects.in_force(at)
        .filter(system=system.value, code=code)
        .select_related("division")
        .first()
    )
    return row.division if row else None


def name_at(division: Division, at: date) -> str:
    """Return the name a division bore on the day ``at``."""
    rows = DivisionCode.objects.in_force(at).filter(division=division)
    return rows.order_by("system").values_list("name", flat=True).first() or division.name


def full_name(code: str) -> str:
    """Return the names from the county down: 会宁县会师镇东山根社区."""
    codes = [c for c in lineage(code) if c != STATE_CODE]
    names = dict(Division.objects.filter(code__in=codes, level__gte=3).values_list("code", "name"))
    return "".join(names[c] for c in reversed(codes) if c in names)


def successor(code: str, at: date) -> str:
    """Return the division that a dissolved one has become by the day ``at`` (itself if none)."""
    seen = {code}
    while (
        change := DivisionChange.objects.filter(from_division_id=code, kind="merge", on__lte=at)
        .order_by("-on")
        .first()
    ) and change.to_division_id not in seen:
        code = change.to_division_id
        seen.add(code)
    return code


def changes(code: str) -> QuerySet[DivisionChange]:
    """Return what happened in the subtree of ``code``, oldest first."""
    below = subtree(code).values("code")
    return DivisionChange.objects.filter(
        Q(from_division__in=below) | Q(to_division__in=below)
    ).select_related("from_division", "to_division")


@kept
def _path(code: str) -> str:
    return str(Division.objects.values_list("path", flat=True).get(code=code))


def _path_at(code: str, at: date) -> str:
    if former := _former(at).filter(division_id=code).first():
        return former.path
    division = Division.objects.get(code=code)
    if division.valid_from <= at:
        return division.path
    change = (
        DivisionChange.objects.filter(
            to_division_id=code, on__gt=at, from_division__valid_from__lte=at
        )
        .exclude(from_division_id=code)
        .order_by("on")
        .first()
    )
    return _path_at(change.from_division_id, at) if change else division.path


def _former(at: date) -> QuerySet[FormerPlace]:
    return FormerPlace.objects.in_force(at)


def _line(path: str) -> tuple[str, ...]:
    return (*reversed(path.split("/")[:-1]), STATE_CODE)


def _below(path: str, prefix: str) -> Q:
    """Return the condition of a subtree: one range of the index; the state's is everything."""
    if not path:
        return Q()
    span: dict[str, Any] = {
        f"{prefix}path__gte": path,
        f"{prefix}path__lt": prefix_end(path),
    }
    return Q(**span)
