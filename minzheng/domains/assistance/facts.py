"""Recorded decisions of this room as facts: which families are recognised as marginal."""

from datetime import date

import polars as pl

from minzheng.kernel.benefits.facts import entitlements_in_force
from minzheng.kernel.determinations.declarations import fact_provider

from .choices import DIBAO_EDGE


@fact_provider("assistance.edge")
def edge_families(month: str, at: date, register: pl.DataFrame) -> pl.DataFrame:
    """Households in the register of marginal families on the day: what counts is the decision."""
    rows = entitlements_in_force(at).filter(pl.col("benefit") == DIBAO_EDGE)
    known = register.select("household").unique()
    return known.join(rows.select("household"), on="household", how="semi").with_columns(
        edge_family=pl.lit(value=True)
    )
