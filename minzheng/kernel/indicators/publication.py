"""Small cells are hidden from the public, and so is what would give them away by subtraction.

What is published adds up in two directions: the children of a place make the place, the categories
of a group make its total. A hidden figure is safe when something could be moved between hidden
cells without any published figure changing. Such a move is looked for each small cell, and its
cells are hidden with it; hiding more never takes a move away. `tests/test_publication.py` asks a
solver whether a small figure can be had from what is left.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .computing import Cell, Figure

Values = Mapping[Cell, int]
Group = tuple[str, str]
TOTAL = ("", "")


class Tree:
    """The tree of divisions as lineages tell it: who lies right below whom."""

    def __init__(self, lineages: Mapping[str, Sequence[str]]) -> None:
        """Take divisions with their lineages, each beginning with the division itself."""
        self.children: dict[str, list[str]] = defaultdict(list)
        self.parents: dict[str, str] = {}
        for code, line in sorted(lineages.items()):
            if len(line) > 1:
                self.parents[code] = line[1]
                self.children[line[1]].append(code)

    def upwards(self, place: str) -> Iterator[str]:
        """Yield a place and what it lies in, up to the top."""
        yield place
        while place in self.parents:
            place = self.parents[place]
            yield place


def suppressed(figures: Iterable[Figure], tree: Tree, below: int) -> set[Cell]:
    """Return the cells that may not be published.

    Small is a count above zero and below ``below``, an amount of so few rows, and a share or mean
    with such a numerator or denominator. 0 hides nothing.
    """
    cells = {figure.key: figure for figure in figures}
    hidden: set[Cell] = set()
    few = [key for key, f in cells.items() if _is_small(f.numerator if f.rows is None else f.rows, below)]  # fmt: skip
    _hide({key: f.numerator for key, f in cells.items()}, few, tree, hidden)
    bases = {key: f.denominator for key, f in cells.items() if f.denominator is not None}
    few = [key for key, value in bases.items() if _is_small(value, below)]
    _hide(bases, few, tree, hidden)
    return hidden


def _is_small(count: int, below: int) -> bool:
    return 0 < count < below


def _hide(values: Values, small: Sequence[Cell], tree: Tree, hidden: set[Cell]) -> None:
    """Hide small cells, each with the cells of a move that leaves it open."""
    hidden.update(small)
    moves = _Moves(values, tree, hidden)
    safe: set[Cell] = set()
    for cell in sorted(small, key=lambda key: (key[1], key[0], key[2])):
        if cell not in safe and values[cell] > 0:
            move = moves.of(cell)
            hidden |= move
            safe |= move


class _Moves:
    """Looks for the cells a person could change places in without a published figure changing."""

    def __init__(self, values: Values, tree: Tree, hidden: set[Cell]) -> None:
        self.values, self.tree, self.hidden = values, tree, hidden
        found: dict[str, set[str]] = defaultdict(set)
        for _place, dimension, category in values:
            found[dimension].add(category)
        found.pop("", None)
        self.categories = {dimension: sorted(names) for dimension, names in found.items()}

    def of(self, cell: Cell) -> set[Cell]:
        """Return the cells that change with the cell in the cheapest move found."""
        place, dimension, _category = cell
        if not dimension:
            return self._removal(place)
        return self._exchange(cell) or self._conversion(cell) or self._removal(place)

    def _exchange(self, cell: Cell) -> set[Cell]:
        """One here changes the category, one in another branch changes it back."""
        place, dimension, category = cell
        own = (dimension, category)
        others = [(dimension, name) for name in self.categories[dimension] if name != category]
        climbed: list[str] = []
        for upon in self.tree.upwards(place):
            climbed.append(upon)
            if pairs := [
                (there, other) for there in self._beside(upon) for other in others if self._has(there, other)
            ]:  # fmt: skip
                there, other = min(pairs, key=self._cost)
                line = [*climbed, *self._down(place, own), there, *self._down(there, other)]
                return {(upon, *group) for upon in line for group in (own, other)}
        return set()

    def _conversion(self, cell: Cell) -> set[Cell]:
        """No other branch has any: one changes the category all the way up."""
        place, dimension, category = cell
        own = (dimension, category)
        line = [*self.tree.upwards(place), *self._down(place, own)]
        top = list(self.tree.upwards(place))[-1]
        others = [
            (top, (dimension, name)) for name in self.categories[dimension] if name != category
        ]
        if not others:
            return set()
        _top, other = min(others, key=self._cost)
        return {(upon, *group) for upon in line for group in (own, other)}

    def _removal(self, place: str) -> set[Cell]:
        """One moves to another branch with all he is counted as, or is there or not at all."""
        below = self._down(place, TOTAL)
        groups = self._counted_as(below[-1] if below else place)
        climbed: list[str] = []
        for upon in self.tree.upwards(place):
            climbed.append(upon)
            if pairs := [(there, TOTAL) for there in self._beside(upon) if self._has(there, TOTAL)]:
                there, _total = min(pairs, key=self._cost)
                below += [there, *self._down(there, TOTAL)]
                break
        return {(upon, *group) for upon in (*climbed, *below) for group in groups}

    def _counted_as(self, place: str) -> list[Group]:
        """Return the total and one category of each group that somebody of a place is counted in."""
        found = [TOTAL]
        for dimension, names in self.categories.items():
            there = [(place, (dimension, name)) for name in names if self._has(place, (dimension, name))]  # fmt: skip
            if there:
                found.append(min(there, key=self._cost)[1])
        return found

    def _beside(self, place: str) -> list[str]:
        above = self.tree.parents.get(place)
        return [] if above is None else [c for c in self.tree.children[above] if c != place]

    def _has(self, place: str, group: Group) -> bool:
        return self.values.get((place, *group), 0) > 0

    def _down(self, place: str, group: Group) -> list[str]:
        """Return the way from below a place to a leaf where something is counted."""
        line: list[str] = []
        while below := [c for c in self.tree.children.get(place, ()) if self._has(c, group)]:
            place = min(below, key=lambda child: self._cost((child, group)))
            line.append(place)
        return line

    def _cost(self, at: tuple[str, Group]) -> tuple[bool, int, str, str]:
        """Order what could be hidden too: what is hidden anyway first, then what is least."""
        place, group = at
        cell = (place, *group)
        return cell not in self.hidden, self.values.get(cell, 0), place, group[1]
