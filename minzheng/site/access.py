"""The marks that say who may see a view: everybody, citizens, machines; without one it asks for staff."""

from collections.abc import Callable
from typing import Any

View = Callable[..., Any]


def public(view: View) -> View:
    """Mark ``view`` as open to everybody."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def for_citizens(view: View) -> View:
    """Mark ``view`` as open to citizens who signed in, and to nobody else."""
    view.is_for_citizens = True  # type: ignore[attr-defined]
    return view


def for_machines(view: View) -> View:
    """Mark ``view`` as one that asks its caller for a key itself."""
    view.is_for_machines = True  # type: ignore[attr-defined]
    return view


def is_public(view: View) -> bool:
    """Say whether ``view``, or the class it was made from, is open to everybody."""
    return bool(getattr(view, "is_public", False))


def is_for_citizens(view: View) -> bool:
    """Say whether ``view`` is open to citizens only."""
    return bool(getattr(view, "is_for_citizens", False))


def is_for_machines(view: View) -> bool:
    """Say whether ``view`` checks a key of its own."""
    return bool(getattr(view, "is_for_machines", False))
