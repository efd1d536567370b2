"""The three ways an amount may be rounded, on whole numbers only."""

import narwhals as nw


def half_up(value: nw.Expr, scale: int) -> nw.Expr:
    """Divide by `scale`, a half or more going up (四舍五入)."""
    return (value + scale // 2) // scale


def up(value: nw.Expr, scale: int) -> nw.Expr:
    """Divide by `scale`, any remainder going up (见分进位)."""
    return (value + (scale - 1)) // scale
