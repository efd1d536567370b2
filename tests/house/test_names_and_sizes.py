"""The names and the sizes that the plan of the house allows."""

import statistics
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from minzheng.site import house
from minzheng.site.house import Place

pytestmark = pytest.mark.apart

LONGEST_FILE = 500
LONGEST_FUNCTION = 60
FUNCTION_P90 = 30
KERNEL_BUDGET = 39_000
# Storeys where a public function says its meaning, units, errors and source of law.
DOCUMENTED = ("minzheng/core/", "minzheng/facts/", "minzheng/policy/")
DOORS = ("minzheng/site/", "world/", "benchmarks/", "/management/", "minzheng/core/clock.py")


def gather(read: Callable[[Path], Iterator[Place]], paths: Iterable[Path]) -> list[str]:
    return [str(place) for path in paths for place in read(path)]


def within(path: Path, places: tuple[str, ...]) -> bool:
    return any(place in str(path.relative_to(house.ROOT)) for place in places)


def test_every_module_says_what_it_is():
    empty = [p for p in house.sources() if p.name == "__init__.py" and not p.read_text().strip()]
    silent = [p for p in house.sources() if not house.sentence(p)]
    assert [str(p) for p in silent if p not in empty] == []


def test_names_that_say_nothing_are_refused():
    assert gather(house.bad_names, house.sources()) == []


@pytest.mark.parametrize(
    "name", ["def handle_row(): ...", "class CaseHelper: ...", "def do_x(): ..."]
)
def test_a_name_that_says_nothing_is_seen(tmp_path, name):
    file = tmp_path / "room.py"
    file.write_text(name)
    assert [place.line for place in house.bad_names(file)] == [1]


def test_no_import_hides_in_a_function():
    assert gather(house.inner_imports, house.sources(tests=False)) == []


def test_only_the_doors_read_the_clock():
    rooms = [p for p in house.sources(tests=False) if not within(p, DOORS)]
    assert gather(house.clock_readers, rooms) == []


def test_public_functions_of_the_foundations_are_documented():
    foundations = [p for p in house.sources(tests=False) if within(p, DOCUMENTED)]
    assert gather(house.undocumented, foundations) == []


def test_services_are_documented():
    services = [
        p for p in house.sources(tests=False) if p.stem == "services" or p.parent.name == "services"
    ]
    assert gather(house.undocumented, services) == []


def test_no_file_is_too_long():
    sizes = {p: house.size(p) for p in house.sources()}
    assert {str(p): n for p, n in sizes.items() if n > LONGEST_FILE} == {}


def test_no_function_is_too_long():
    functions = [f for p in house.sources() for f in house.functions(p)]
    assert [str(f) for f in functions if f.size > LONGEST_FUNCTION] == []
    code = sorted(f.size for p in house.sources(tests=False) for f in house.functions(p))
    assert statistics.quantiles(code, n=10)[-1] <= FUNCTION_P90


def test_kernel_keeps_its_budget():
    kernel = [p for p in house.sources(tests=False) if within(p, ("minzheng/kernel/",))]
    assert sum(house.code_lines(p) for p in kernel) <= KERNEL_BUDGET


def test_size_leaves_docstrings_out(tmp_path):
    file = tmp_path / "room.py"
    file.write_text('"""One.\n\nTwo.\n"""\n\n\ndef f():\n    """Three."""\n    return 1\n')
    assert house.size(file) == 5 - 1
    assert [place.size for place in house.functions(file)] == [2]
