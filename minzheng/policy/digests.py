"""The fingerprint of a released rule: what it says, not how its file is laid out."""

import ast
import hashlib
import inspect
import json
import textwrap
from collections.abc import Callable
from functools import cache
from types import FunctionType, ModuleType
from typing import Any


def digest_of(function: Callable[..., Any] | None, told: dict[str, Any]) -> str:
    """Give the sha256 over the normalised source of a rule and what is told about it.

    Docstrings, comments, layout and the function's own name do not count; constants and
    functions of our own that the rule uses do. The text is `ast.unparse`'s and not
    `ast.dump`'s, because the latter differs between Python versions.
    """
    payload = {"told": told, "source": None if function is None else _source(function)}
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def definition(function: Callable[..., Any]) -> ast.FunctionDef:
    """Parse the source of a function; raises OSError where there is no source."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@cache
def _source(function: Callable[..., Any]) -> dict[str, Any]:
    node = definition(function)
    body = node.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    scope = inspect.getclosurevars(function)
    uses = {
        name: _used(value)
        for name, value in sorted({**scope.nonlocals, **scope.globals}.items())
        if not isinstance(value, ModuleType)
    }
    return {
        "arguments": ast.unparse(node.args),
        "body": [ast.unparse(part) for part in body],
        "uses": uses,
    }


def _used(value: Any) -> Any:
    if isinstance(value, FunctionType):
        return _source(value)
    if isinstance(value, (set, frozenset)):
        return sorted(map(repr, value))
    return repr(value)
