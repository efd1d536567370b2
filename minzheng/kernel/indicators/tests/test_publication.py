"""What is published gives no hidden figure away: asked of a solver, over random trees."""

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from minzheng.kernel.indicators.computing import Figure
from minzheng.kernel.indicators.publication import Tree, suppressed

BELOW = 5
TOTAL = ("", "")


def _tree(shape):
    """Return lineages of a county R: `shape` says how many villages each of its towns has."""
    towns = [f"T{n}" for n in range(len(shape))]
    lines = {"R": ("R",)} | {town: (town, "R") for town in towns}
    for town, villages in zip(towns, shape, strict=True):
        lines |= {f"{town}V{n}": (f"{town}V{n}", town, "R") for n in range(villages)}
    return lines


def _figures(lines, counts):
    """Return every figure of people counted by village and by (sex, residence)."""
    cells = defaultdict(int)
    for (village, sex, residence), count in counts.items():
        for place in lines[village]:
            cells[place, "", ""] += count
            cells[place, "sex", sex] += count
            cells[place, "residence", residence] += count
    for place in lines:
        cells[place, "", ""] += 0
    return {key: value for key, value in cells.items() if value or key[1:] == TOTAL}


def _equations(lines, cells):
    """Yield (whole, parts): what everybody knows to add up."""
    tree = Tree(lines)
    groups = {key[1:] for key in cells}
    for place in lines:
        for group in groups:
            if tree.children.get(place):
                yield (place, *group), [(child, *group) for child in tree.children[place]]
        for dimension in {group[0] for group in groups} - {""}:
            yield (place, "", ""), [(place, *g) for g in sorted(groups) if g[0] == dimension]


def _revealed(lines, cells, hidden):
    """Return the small hidden cells whose value the published ones fix."""
    unknown = {key: number for number, key in enumerate(sorted(hidden))}
    rows, known = [], []
    for whole, parts in _equations(lines, cells):
        row, told = [0] * len(unknown), 0
        for key, sign in [(whole, -1), *((part, 1) for part in parts)]:
            if key in unknown:
                row[unknown[key]] += sign
            else:
                told -= sign * cells.get(key, 0)
        if any(row):
            rows.append(row)
            known.append(told)
    found = []
    for key, number in unknown.items():
        if not 0 < cells.get(key, 0) < BELOW:
            continue
        aim = [0] * len(unknown)
        ends = []
        for sign in (1, -1):
            aim[number] = sign
            answer = linprog(aim, A_eq=rows or None, b_eq=known or None, bounds=(0, None), method="highs")  # fmt: skip
            ends.append(sign * answer.fun if answer.status == 0 else float("inf"))
        if ends[1] - ends[0] < 1e-6:
            found.append((key, cells[key]))
    return found


shapes = st.lists(st.integers(1, 3), min_size=1, max_size=3)


@settings(max_examples=25, deadline=None)
@given(shapes, st.data())
def test_no_small_figure_can_be_had_from_what_is_published(shape, data):
    lines = _tree(shape)
    villages = [code for code in lines if "V" in code]
    often = st.sampled_from([0, 0, 0, 1, 2, 4, 6, 30])
    counts = {
        (village, sex, residence): data.draw(often)
        for village in villages for sex in ("m", "f") for residence in ("rural", "urban")
    }  # fmt: skip
    cells = _figures(lines, counts)
    figures = [Figure(*key, value, None) for key, value in cells.items()]
    hidden = suppressed(figures, Tree(lines), BELOW)
    assert {key for key, value in cells.items() if 0 < value < BELOW} <= hidden
    assert _revealed(lines, cells, hidden) == []


def test_solver_finds_what_hiding_only_the_small_would_tell():
    lines = _tree([2])
    cells = _figures(lines, {("T0V0", "m", "rural"): 2, ("T0V1", "m", "rural"): 9})
    small = {key for key, value in cells.items() if value < BELOW}
    assert _revealed(lines, cells, small) != []


def test_only_child_and_its_parent_are_hidden_together():
    lines = {"R": ("R",), "A": ("A", "R"), "B": ("B", "R"), "A1": ("A1", "A", "R")}
    cells = {"R": 23, "A": 3, "B": 20, "A1": 3}
    figures = [Figure(place, "", "", count, None) for place, count in cells.items()]
    assert suppressed(figures, Tree(lines), BELOW) == {(p, "", "") for p in ("A", "A1", "B")}


@pytest.mark.parametrize(("numerator", "denominator"), [(3, 100), (0, 4)])
def test_share_of_few_is_hidden_with_a_neighbour(numerator, denominator):
    lines = _tree([3])
    figures = [
        Figure("T0V0", "", "", numerator, denominator), Figure("T0V1", "", "", 40, 80),
        Figure("T0V2", "", "", 50, 70), Figure("T0", "", "", 90 + numerator, 150 + denominator),
        Figure("R", "", "", 90 + numerator, 150 + denominator),
    ]  # fmt: skip
    hidden = suppressed(figures, Tree(lines), BELOW)
    assert ("T0V0", "", "") in hidden and len(hidden) == 2


def test_amount_of_few_rows_is_hidden_though_it_is_large():
    lines = _tree([2])
    figures = [
        Figure("T0V0", "", "", 90_000, None, 2), Figure("T0V1", "", "", 700_000, None, 30),
        Figure("T0", "", "", 790_000, None, 32), Figure("R", "", "", 790_000, None, 32),
    ]  # fmt: skip
    assert suppressed(figures, Tree(lines), BELOW) == {("T0V0", "", ""), ("T0V1", "", "")}
