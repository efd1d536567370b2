"""The house measured: its modules, their sentences, sizes, names and addresses."""

import ast
import gc
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from minzheng.site.rooms import PACKAGE

ROOT = PACKAGE.parent
MAP = ROOT / "docs" / "explanation" / "house.md"
# import-linter does not look inside these storeys: there the map stands in for it.
DRAWN = re.compile(r"`(minzheng/[\w/.]+\.py)`")
TABLE = "| module | what it is |\n|---|---|\n"
MAPPED = ("core", "facts", "policy", "ui", "site")
TOP_LEVEL = ("minzheng", "world", "benchmarks")

FORBIDDEN_WORDS = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "manager"})
FORBIDDEN_STARTS = ("process_", "handle_", "do_")
# Names that a framework calls us by.
IMPOSED = frozenset({"process_view", "do_GET", "do_POST", "handle_error"})

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Place:
    """A named thing in a file of the house."""

    path: Path
    line: int
    name: str
    size: int = 0

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.name} ({self.size})"


@cache
def sources(*, tests: bool = True) -> tuple[Path, ...]:
    """Return every Python file of the project, migrations left out."""
    found = [path for top in TOP_LEVEL for path in (ROOT / top).rglob("*.py")]
    return tuple(
        sorted(
            path
            for path in found
            if "migrations" not in path.parts and (tests or "tests" not in path.parts)
        )
    )


@cache
def tree(path: Path) -> ast.Module:
    """Return the parsed file."""
    # Nothing in a tree is rubbish: walking all of them for it again and again takes twice as long as parsing.
    gc.disable()
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    finally:
        gc.enable()


def sentence(path: Path) -> str:
    """Return the first line of the module's docstring, or nothing."""
    return (ast.get_docstring(tree(path)) or "").partition("\n")[0]


def _docstring_lines(node: ast.Module | ast.ClassDef | Function) -> int:
    if ast.get_docstring(node, clean=False) is None:
        return 0
    first = node.body[0]
    return (first.end_lineno or first.lineno) - first.lineno + 1


@cache
def _definitions(path: Path) -> tuple[ast.ClassDef | Function, ...]:
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return tuple(node for node in ast.walk(tree(path)) if isinstance(node, kinds))


def _silent_lines(path: Path) -> set[int]:
    """Return the numbers of the lines that docstrings take."""
    found: set[int] = set()
    for node in [tree(path), *_definitions(path)]:
        if _docstring_lines(node):
            first = node.body[0]
            found |= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return found


def size(path: Path) -> int:
    """Return the number of lines of a file, docstrings not counted."""
    return len(path.read_text(encoding="utf-8").splitlines()) - len(_silent_lines(path))


def code_lines(path: Path) -> int:
    """Return the lines of a file that say something: neither docstrings nor blank lines."""
    silent = _silent_lines(path)
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    return sum(number not in silent and bool(line.strip()) for number, line in lines)


def functions(path: Path) -> Iterator[Place]:
    """Yield the functions of a file with their sizes, docstrings not counted."""
    for node in _definitions(path):
        if not isinstance(node, ast.ClassDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1 - _docstring_lines(node)
            yield Place(path, node.lineno, node.name, lines)


def undocumented(path: Path) -> Iterator[Place]:
    """Yield the public functions of a file, and of its public classes, without a docstring."""
    for node in tree(path).body:
        members = [node] if not isinstance(node, ast.ClassDef) else []
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            members = [*node.body]
        for member in members:
            if not isinstance(member, ast.FunctionDef) or member.name.startswith("_"):
                continue
            if ast.get_docstring(member) is None:
                yield Place(path, member.lineno, member.name)


def inner_imports(path: Path) -> Iterator[Place]:
    """Yield the imports that hide inside functions."""
    for node in _definitions(path):
        if isinstance(node, ast.ClassDef):
            continue
        for inner in ast.walk(node):
            if isinstance(inner, ast.Import | ast.ImportFrom):
                yield Place(path, inner.lineno, node.name)


def bad_names(path: Path) -> Iterator[Place]:
    """Yield the names of §11 of the plan that say nothing: of modules, classes and functions."""
    if path.stem in FORBIDDEN_WORDS or path.parent.name in FORBIDDEN_WORDS:
        yield Place(path, 1, path.stem)
    for node in _definitions(path):
        words = set(re.findall(r"[a-z]+", re.sub(r"(?<!^)([A-Z])", r"_\1", node.name).lower()))
        # Django calls its door to a table so; a subclass of one may say it too.
        bases = {ast.unparse(base) for base in getattr(node, "bases", [])}
        inherited = any("Manager" in base for base in bases)
        if node.name in IMPOSED:
            continue
        if node.name.startswith(FORBIDDEN_STARTS) or (words & FORBIDDEN_WORDS and not inherited):
            yield Place(path, node.lineno, node.name)


def clock_readers(path: Path) -> Iterator[Place]:
    """Yield the calls that ask for the present moment: only the doors of the house may."""
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        # localdate(at) turns a given moment into its day; without one it asks the clock.
        asks = node.func.attr in {"localdate", "localtime"} and not (node.args or node.keywords)
        if asks or node.func.attr in {"now", "today", "utcnow"}:
            yield Place(path, node.lineno, ast.unparse(node.func))


def unmapped() -> list[Path]:
    """Return the modules of the mapped storeys that the map of the house does not show."""
    drawn = set(DRAWN.findall(MAP.read_text(encoding="utf-8") if MAP.is_file() else ""))
    return [
        path
        for path in sources(tests=False)
        if path.relative_to(ROOT).parts[:2] in {("minzheng", storey) for storey in MAPPED}
        and path.name != "__init__.py"
        and str(path.relative_to(ROOT)) not in drawn
    ]


def vanished() -> list[str]:
    """Return the modules on the map that no longer exist."""
    drawn = DRAWN.findall(MAP.read_text(encoding="utf-8"))
    return [name for name in drawn if not (ROOT / name).is_file()]


def map_line(path: Path) -> str:
    """Return the line that a module gets on the map."""
    return f"| `{path.relative_to(ROOT)}` | {sentence(path)} |"


def draw() -> None:
    """Bring the table of modules at the end of the map up to date; the prose above it stays."""
    prose = MAP.read_text(encoding="utf-8").partition(TABLE)[0]
    shown = [
        map_line(path)
        for path in sources(tests=False)
        if path.relative_to(ROOT).parts[:2] in {("minzheng", storey) for storey in MAPPED}
        and path.name != "__init__.py"
    ]
    MAP.write_text(prose + TABLE + "\n".join(shown) + "\n", encoding="utf-8")
