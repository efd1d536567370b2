"""The mark that lets a view be seen without signing in."""

from collections.abc import Callable
from typing import Any

View = Callable[..., Any]


def public(view: View) -> View:
    """Mark ``view`` as open to everybody; every view without the mark asks for a mandate."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def is_public(view: View) -> bool:
    """Say whether ``view``, or the class it was made from, carries the mark."""
    return bool(getattr(view, "is_public", False))
