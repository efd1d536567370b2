"""Small cells are hidden from the public, and so is what would give them away by subtraction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from .computing import Figure


def suppressed(
    figures: Iterable[Figure], parents: Mapping[str, str | None], below: int
) -> set[tuple[str, str, str]]:
    """Return the (division, dimension, category) cells that may not be published.

    A cell with a count above zero and below `below` is hidden. Where exactly one child of a parent
    would be hidden, the smallest other child is hidden too, so that the parent does not reveal it.
    """
    cells = list(figures)
    hidden = {_key(f) for f in cells if _is_small(f, below)}
    families: dict[tuple[str | None, str, str], list[Figure]] = defaultdict(list)
    for figure in cells:
        families[(parents.get(figure.division), figure.dimension, figure.category)].append(figure)
    for family in families.values():
        covered = [f for f in family if _key(f) in hidden]
        others = sorted(
            (f for f in family if _key(f) not in hidden and f.numerator > 0),
            key=lambda f: f.numerator,
        )
        if len(covered) == 1 and others:
            hidden.add(_key(others[0]))
    return hidden


def _key(figure: Figure) -> tuple[str, str, str]:
    return figure.division, figure.dimension, figure.category


def _is_small(figure: Figure, below: int) -> bool:
    counts = (
        [figure.numerator] if figure.denominator is None else [figure.numerator, figure.denominator]
    )
    return any(0 < count < below for count in counts)
