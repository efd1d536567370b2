"""A small policy and a provider of pensions, for the tests of the rooms that determine."""

from collections.abc import Iterator
from datetime import date, datetime

import polars as pl
import pytest

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.determinations import declarations, services
from minzheng.kernel.determinations.tests.small.policy import policy
from minzheng.kernel.divisions.models import Division
from minzheng.policy import Policy

KEY = "test.small"
MONTH = "2026-10"
AT = datetime(2026, 11, 2, 9, tzinfo=SHANGHAI)


@pytest.fixture
def small(county: Division) -> Iterator[Policy]:
    """Register the small policy alone, with its parameters in the database."""
    others = dict(declarations._policies._things)
    order = list(declarations._order)
    declarations._policies._things.clear()
    declarations._order.clear()
    declarations.register_policy(policy)
    services.seed_parameters()
    yield policy
    declarations.forget(KEY)
    declarations._policies._things.update(others)
    declarations._order[:] = order


@pytest.fixture
def known_pensions() -> Iterator[dict[int, int | None]]:
    """Let a provider say what everybody's pension is: by person in fen, nothing else counts as 0."""
    told: dict[int, int | None] = {}

    @declarations.fact_provider("test.pensions")
    def pensions(_month: str, _at: date, register: pl.DataFrame) -> pl.DataFrame:
        persons = register["person"].to_list()
        return pl.DataFrame(
            {"person": persons, "pension": [told.get(person, 0) for person in persons]},
            schema={"person": pl.Int64, "pension": pl.Int64},
        )

    yield told
    declarations.forget("test.pensions")
