"""Rules are written in Narwhals; here their Polars form is taken down once and kept."""

from collections.abc import Iterable
from typing import Any

import narwhals as nw
import polars as pl


class _Catcher(pl.DataFrame):
    """A frame that keeps the expressions it is asked to run instead of running them."""

    caught: tuple[Any, ...] = ()

    def with_columns(self, *exprs: Any, **named_exprs: Any) -> pl.DataFrame:
        """Take the expressions down."""
        self.caught = (*exprs, *(expr.alias(name) for name, expr in named_exprs.items()))
        return self


def polars_expressions(expressions: Iterable[nw.Expr]) -> list[pl.Expr]:
    """Translate Narwhals expressions to Polars.

    Narwhals translates anew at each call, some 50 ms for the rules of dibao: most of the time
    of one household. It hands native expressions to the native frame; that is all we rely on.
    """
    wanted = list(expressions)
    catcher = _Catcher()
    nw.from_native(catcher, eager_only=True).with_columns(*wanted)
    if len(catcher.caught) != len(wanted) or not all(
        isinstance(e, pl.Expr) for e in catcher.caught
    ):
        raise TypeError("Narwhals 不再把原生表达式交给 Polars，须改 policy/native.py")
    return list(catcher.caught)
