"""Where other rooms say which of their columns point at a person, so that a merge moves them."""

from typing import Any

_REFERENCES: set[tuple[str, str]] = set()


def declare_person_reference(model: Any, field: str) -> None:
    """Say that ``model`` (a model class or its label ``cases.Case``) has a person in ``field``.

    ``field`` is the name of the foreign key. Declaring it twice changes nothing.
    """
    label = model if isinstance(model, str) else model._meta.label
    _REFERENCES.add((label, field))


def person_references() -> list[tuple[str, str]]:
    """Return every declared (model label, field), in order."""
    return sorted(_REFERENCES)
