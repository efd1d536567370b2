"""What a rule's expression may look like: rounding by name, people's figures from people."""

from collections.abc import Iterator

import narwhals as nw
from narwhals._expression_parsing import ExprNode

from .members import Aggregate

ROUNDING = {"__truediv__", "__rtruediv__", "round", "floor", "ceil", "sqrt", "__pow__", "__rpow__"}
HOW = "金额和比例一律用整数计算，取整须用 half_up（四舍五入）或 up（见分进位），并只取整一次"


def nodes(expression: nw.Expr) -> Iterator[ExprNode]:
    """Walk all steps of an expression."""
    for node in expression._nodes:  # noqa: SLF001
        yield node
        for part in node.exprs:
            if isinstance(part, nw.Expr):
                yield from nodes(part)


def unnamed_rounding(expression: nw.Expr) -> str | None:
    """Say what makes fractions, to be rounded by nobody knows whom; None when nothing does.

    Whole division (//) stays: half_up and up are made of it, and instalments leave their rest to
    the last one.
    """
    for node in nodes(expression):
        if node.name in ROUNDING:
            return f"用到「{node.name.strip('_')}」；{HOW}"
        if node.name == "cast" and node.kwargs["dtype"] in {nw.Float32, nw.Float64}:
            return f"转为小数；{HOW}"
        if node.name == "lit" and isinstance(node.kwargs["value"], float):
            return f"出现小数 {node.kwargs['value']}；{HOW}"
        if any(isinstance(part, float) for part in node.exprs):
            return f"出现小数；{HOW}"
    return None


def names_counted(made: Aggregate) -> set[str]:
    """The names whose values are added up (or looked at) person by person."""
    parts = [made.value] if made.where is None else [made.value, made.where]
    return {
        str(name)
        for part in parts
        for node in nodes(part)
        if node.name == "col"
        for name in node.kwargs["names"]
    }
