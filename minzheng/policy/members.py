"""How a household rule looks at its members: it names one aggregate and nothing else."""

from dataclasses import dataclass

import narwhals as nw


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One figure over the members of a unit: `value` of those for whom `where`, folded."""

    fold: str
    value: nw.Expr
    where: nw.Expr | None = None


class Members:
    """The people of a unit, as a rule's argument `members`.

    Any unknown element makes the figure unknown; only `any` may be sure in spite of it,
    and a person surely outside `where` is never asked for the element.
    """

    def count(self, where: nw.Expr | None = None) -> Aggregate:
        """Count the members, or those for whom `where` holds."""
        return Aggregate("sum", nw.lit(1, dtype=nw.Int64), where)

    def sum(self, value: nw.Expr, where: nw.Expr | None = None) -> Aggregate:
        """Add up `value` over the members, or over those for whom `where` holds."""
        return Aggregate("sum", value.cast(nw.Int64), where)

    def any(self, holds: nw.Expr) -> Aggregate:
        """Tell whether `holds` is true of some member; one sure yes decides."""
        return Aggregate("any", holds.cast(nw.Int64))

    def max(self, value: nw.Expr) -> Aggregate:
        """Take the greatest `value`; unknown when there is no member at all."""
        return Aggregate("max", value.cast(nw.Int64))
