"""Rules taken apart: equal parts are one term, what the county's values settle is settled once.

A rule is a Narwhals expression; Narwhals keeps it as a list of nodes. Here the nodes become terms
that are compared by what they say, so that rules of several policies share their work, and a
switch that is off in this county costs nothing. Only identities of three-valued logic and of
whole numbers are used: an answer can not change. What is not known here stays as it is.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import narwhals as nw
from narwhals._expression_parsing import ExprNode

STRICT = {
    "__add__", "__radd__", "__sub__", "__rsub__", "__mul__", "__rmul__", "__eq__", "__ne__",
    "__lt__", "__le__", "__gt__", "__ge__", "__and__", "__or__", "__rand__", "__ror__",
    "__invert__", "__neg__", "cast", "clip_lower", "clip_upper", "dt.year", "dt.month", "dt.day",
    "str.contains", "all_horizontal", "is_in",
}  # fmt: skip
COMPARED = {"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"}
BOOLEAN = COMPARED | {
    "__and__", "__or__", "__rand__", "__ror__", "__invert__", "is_null", "str.contains",
    "all_horizontal", "any_horizontal", "is_in",
}  # fmt: skip
ARITHMETIC = {
    "__add__": lambda a, b: a + b,
    "__radd__": lambda a, b: b + a,
    "__sub__": lambda a, b: a - b,
    "__rsub__": lambda a, b: b - a,
    "__mul__": lambda a, b: a * b,
    "__rmul__": lambda a, b: b * a,
    "__eq__": lambda a, b: a == b,
    "__ne__": lambda a, b: a != b,
    "__lt__": lambda a, b: a < b,
    "__le__": lambda a, b: a <= b,
    "__gt__": lambda a, b: a > b,
    "__ge__": lambda a, b: a >= b,
}
PARTS = {"dt.year": "year", "dt.month": "month", "dt.day": "day"}
FLOATING = {"__truediv__", "__rtruediv__", "mean", "sqrt", "__pow__", "__rpow__"}


class Term:
    """One thing to work out for every row; equal terms are the same object.

    `rows` says whose rows: "household", "person", or "" for a value that is the same for all.
    `known` tells that it is never unknown; `kind` is int64, integer, flag or "" (not looked into).
    """

    __slots__ = ("args", "kind", "known", "node", "number", "op", "root", "rows", "value")

    def __init__(self, number: int, op: str, args: tuple["Term", ...]) -> None:
        self.number = number
        self.op = op
        self.args = args
        self.node: Any = None
        self.value: Any = None
        self.root = False
        self.known = False
        self.rows: str = next((a.rows for a in args if a.rows), "")
        self.kind = ""

    @property
    def literal(self) -> bool:
        """Tell whether it is a plain value."""
        return self.op == "lit"


class Terms:
    """All terms of one piece of work; `column`, `value` and `read` make them."""

    def __init__(self) -> None:
        self._all: dict[Any, Term] = {}

    def _term(self, key: Any, op: str, args: tuple[Term, ...] = ()) -> Term:
        found = self._all.get(key)
        if found is None:
            found = self._all[key] = Term(len(self._all), op, args)
        return found

    # -- leaves ----------------------------------------------------------------------------

    def column(self, name: str, rows: str, *, known: bool, kind: str = "") -> Term:
        """Give a column of the frame of these rows."""
        term = self._term(("col", rows, name), "col")
        term.value, term.rows, term.known, term.kind = name, rows, known, kind
        return term

    def spread(self, term: Term) -> Term:
        """Give a household's term on the rows of its people."""
        if term.rows != "household":
            return term
        spread = self._term(("spread", term.number), "spread", (term,))
        spread.rows, spread.known, spread.kind = "person", term.known, term.kind
        return spread

    def value(self, value: Any, dtype: Any = None) -> Term:
        """Give a plain value; a whole number with a dtype is one of 64 bits."""
        if isinstance(value, float):
            raise TypeError("规则中不得出现浮点数")
        term = self._term(("lit", type(value), value, str(dtype)), "lit")
        term.value, term.known, term.node = value, value is not None, dtype
        if isinstance(value, bool):
            term.kind = "flag"
        elif isinstance(value, int):
            term.kind = "integer" if dtype is None else "int64"
        return term

    # -- operations ------------------------------------------------------------------------

    def choose(self, when: Term, then: Term, otherwise: Term | None = None) -> Term:
        """Give `then` where `when` surely holds, else the other (or unknown)."""
        if when.literal:
            return then if when.value else (otherwise or self.value(None))
        if otherwise is then:
            return then
        if when.known and otherwise is not None and then.literal and otherwise.literal:
            told = (then.value, otherwise.value)
            if told in {(True, False), (False, True)} and {then.kind, otherwise.kind} == {"flag"}:
                return when if told[0] else self.negated(when)
        if otherwise is not None and when.op == "__invert__" and when.known:
            return self.choose(when.args[0], otherwise, then)
        if then.op == "when_then" and then.args[0] is when:
            then = then.args[1]
        args = (when, then) if otherwise is None else (when, then, otherwise)
        return self._made("when_then", args, {}, root=True)

    def both(self, left: Term, right: Term) -> Term:
        """Join two conditions: one sure no decides."""
        return self._operated("__and__", (left, right), {})

    def either(self, left: Term, right: Term) -> Term:
        """Join two grounds: one sure yes decides."""
        return self._operated("__or__", (left, right), {})

    def negated(self, term: Term) -> Term:
        """Turn a condition around."""
        return self._operated("__invert__", (term,), {})

    def is_unknown(self, term: Term) -> Term:
        """Tell where a term is unknown."""
        return self._operated("is_null", (term,), {})

    def whole(self, term: Term) -> Term:
        """Bring a whole number to 64 bits."""
        return self._operated("cast", (term,), {"dtype": nw.Int64})

    def times(self, left: Term, right: Term) -> Term:
        """Multiply."""
        return self._operated("__mul__", (left, right), {})

    def read(self, expression: nw.Expr, named: Mapping[str, Term]) -> Term:
        """Take an expression apart; its columns are the terms given under their names."""
        term: Term | None = None
        for node in expression._nodes:  # noqa: SLF001
            if node.name == "col":
                (name,) = node.kwargs["names"]
                term = named[name]
            elif node.name == "lit":
                term = self.value(node.kwargs["value"], node.kwargs["dtype"])
            elif node.name != "alias":
                args = [self._argument(part, node.str_as_lit, named) for part in node.exprs]
                if term is None:
                    term = self._operated(node.name, tuple(args), node.kwargs, node, root=True)
                else:
                    term = self._operated(node.name, (term, *args), node.kwargs, node)
        assert term is not None
        return term

    def _argument(self, part: Any, as_value: bool, named: Mapping[str, Term]) -> Term:
        if isinstance(part, nw.Expr):
            return self.read(part, named)
        if isinstance(part, str) and not as_value:
            return named[part]
        return self.value(part)

    def _operated(
        self,
        op: str,
        args: tuple[Term, ...],
        kwargs: Mapping[str, Any],
        node: ExprNode | None = None,
        *,
        root: bool = False,
    ) -> Term:
        if op in FLOATING:
            raise TypeError("规则中不得使用小数运算")
        if op == "when_then":
            return self.choose(*args)
        if op == "all_horizontal" and not kwargs.get("ignore_nulls"):
            joined = args[0]
            for one in args[1:]:
                joined = self.both(joined, one)
            return joined
        if op in {"min_horizontal", "max_horizontal"} and all(a.known for a in args):
            return self._extreme("__lt__" if op == "min_horizontal" else "__gt__", args)
        if op in COMPARED and args[1].literal and _is_choice_of_values(args[0]):
            choice, plain = args
            when, *values = choice.args
            compared = [self._operated(op, (value, plain), {}) for value in values]
            return self.choose(when, *compared)
        settled = self._settled(op, args, kwargs)
        return self._made(op, args, kwargs, node, root=root) if settled is None else settled

    def _extreme(self, op: str, args: tuple[Term, ...]) -> Term:
        """Compare in turn: the engines' own way through rows is slow."""
        best = args[0]
        for one in args[1:]:
            best = self.choose(self._operated(op, (best, one), {}), best, one)
        return best

    def _settled(self, op: str, args: tuple[Term, ...], kwargs: Mapping[str, Any]) -> Term | None:
        """Work out what needs no row, by identities that hold for unknown values too."""
        if op in {"__and__", "__or__", "__rand__", "__ror__"}:
            return self._joined(op.strip("_").lstrip("r") == "and", *args)
        if op == "__invert__":
            (one,) = args
            if one.literal:
                return self.value(None if one.value is None else not one.value)
            return one.args[0] if one.op == "__invert__" else None
        if op == "is_null":
            return self.value(args[0].value is None) if args[0].literal else self._sure(args[0])
        if op == "fill_null" and kwargs.get("strategy") is None:
            return args[0] if args[0].known else None
        if op == "cast":
            return self._cast(args[0], kwargs["dtype"])
        if all(a.literal for a in args):
            return self._computed(op, args, kwargs)
        return self._neutral(op, args)

    def _sure(self, term: Term) -> Term | None:
        return self.value(False) if term.known else None

    def _joined(self, conjunction: bool, left: Term, right: Term) -> Term | None:
        if left is right:
            return left
        for one, other in ((left, right), (right, left)):
            if one.literal and one.value is not None:
                return other if one.value is conjunction else one
            if not conjunction and any(_implies(part, one) for part in _conjuncts(other)):
                return one
        return None

    def _cast(self, term: Term, dtype: Any) -> Term | None:
        if dtype in {nw.Float32, nw.Float64}:
            raise TypeError("规则中不得使用小数运算")
        if dtype != nw.Int64:
            return None
        if term.kind == "int64":
            return term
        if term.literal:
            return self.value(None if term.value is None else int(term.value), nw.Int64)
        return None

    def _computed(self, op: str, args: tuple[Term, ...], kwargs: Mapping[str, Any]) -> Term | None:
        values = [a.value for a in args]
        if op in PARTS and isinstance(values[0], date):
            return self.value(getattr(values[0], PARTS[op]), nw.Int64)
        if op == "str.contains" and kwargs.get("literal") and None not in values:
            return self.value(values[1] in values[0])
        if op not in ARITHMETIC:
            return None
        if None in values:
            return self.value(None, nw.Boolean if op in COMPARED else args[0].node)
        typed = None if op in COMPARED else next((a.node for a in args if a.node), None)
        return self.value(ARITHMETIC[op](*values), typed)

    def _neutral(self, op: str, args: tuple[Term, ...]) -> Term | None:
        """Leave out + 0, − 0 and × 1 on whole numbers of 64 bits, and × 0 where all is known."""
        if op not in {"__add__", "__radd__", "__sub__", "__mul__", "__rmul__"}:
            return None
        left, right = args
        pairs = ((left, right),) if op == "__sub__" else ((left, right), (right, left))
        for kept, plain in pairs:
            if not plain.literal or kept.kind != "int64" or plain.value is None:
                continue
            multiplied = op in {"__mul__", "__rmul__"}
            if plain.value == (1 if multiplied else 0):
                return kept
            if multiplied and plain.value == 0 and kept.known:
                return self.value(0, nw.Int64)
        return None

    def _made(
        self,
        op: str,
        args: tuple[Term, ...],
        kwargs: Mapping[str, Any],
        node: ExprNode | None = None,
        *,
        root: bool = False,
    ) -> Term:
        told = tuple(sorted((k, str(v)) for k, v in kwargs.items()))
        term = self._term((op, root, tuple(a.number for a in args), told), op, args)
        if term.node is None:
            term.node, term.root = (dict(kwargs), node), root
            term.known = _known(op, args)
            term.kind = _kind(op, args, kwargs)
        return term


def _is_choice_of_values(term: Term) -> bool:
    """Tell whether a term picks one of several plain values, all of them known."""
    return (
        term.op == "when_then"
        and len(term.args) == 3
        and all(
            (value.literal and value.known) or _is_choice_of_values(value)
            for value in term.args[1:]
        )
    )


def _conjuncts(term: Term) -> list[Term]:
    if term.op in {"__and__", "__rand__"}:
        return [part for argument in term.args for part in _conjuncts(argument)]
    return [term]


def _implies(left: Term, right: Term) -> bool:
    """Tell whether a sure `left` makes `right` sure, and an unknown one of them the other too."""
    if left is right:
        return True
    if left.op != "__eq__" or right.op != "__ne__" or left.args[0] is not right.args[0]:
        return False
    one, other = left.args[1], right.args[1]
    plain = one.literal and other.literal and None not in {one.value, other.value}
    return plain and one.value != other.value


def _known(op: str, args: tuple[Term, ...]) -> bool:
    if op == "is_null":
        return True
    if op == "when_then":
        return len(args) == 3 and args[1].known and args[2].known
    if op in {"min_horizontal", "max_horizontal"}:
        return any(a.known for a in args)
    if op == "fill_null":
        return any(a.known for a in args)
    if op in {"__floordiv__", "__mod__"}:
        return args[0].known and args[1].literal and bool(args[1].value)
    return op in STRICT and all(a.known for a in args)


def _kind(op: str, args: tuple[Term, ...], kwargs: Mapping[str, Any]) -> str:
    if op in BOOLEAN:
        return "flag"
    if op == "cast":
        return "int64" if kwargs["dtype"] == nw.Int64 else ""
    values = args[1:] if op == "when_then" else args
    kinds = {a.kind for a in values if not (a.literal and a.value is None)}
    numeric = op in {
        "when_then", "min_horizontal", "max_horizontal", "clip_lower", "fill_null", "__floordiv__",
        "__mod__", "__neg__",
    } or (op in ARITHMETIC and op not in COMPARED)  # fmt: skip
    if numeric and kinds <= {"int64", "integer"}:
        return "int64" if "int64" in kinds else ""
    return "flag" if op == "when_then" and kinds == {"flag"} else ""


def expression(term: Term, columns: Mapping[int, str]) -> nw.Expr:
    """Write a term as an expression again; parts that stand in columns are read from there."""
    if term.number in columns:
        return nw.col(columns[term.number])
    return written(term, columns)


def written(term: Term, columns: Mapping[int, str]) -> nw.Expr:
    """Write a term as an expression even if it will stand in a column of its own."""
    if term.op == "col":
        return nw.col(term.value)
    if term.op == "lit":
        return nw.lit(term.value, dtype=term.node)
    parts: Sequence[nw.Expr] = [expression(a, columns) for a in term.args]
    if term.op == "when_then":
        chosen = nw.when(parts[0]).then(parts[1])
        return chosen.otherwise(parts[2]) if len(parts) == 3 else chosen
    return _applied(term, parts)


def _applied(term: Term, parts: Sequence[nw.Expr]) -> nw.Expr:
    kwargs, node = term.node
    if node is None:
        return getattr(parts[0], term.op)(*parts[1:], **kwargs)  # type: ignore[no-any-return]
    rebuilt = ExprNode(
        node.kind,
        node.name,
        exprs=parts if term.root else parts[1:],
        str_as_lit=node.str_as_lit,
        allow_multi_output=node.allow_multi_output,
        **kwargs,
    )
    return nw.Expr(rebuilt) if term.root else nw.Expr(*parts[0]._nodes, rebuilt)  # noqa: SLF001
