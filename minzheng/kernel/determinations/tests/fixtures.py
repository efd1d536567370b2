"""A small policy and a provider of pensions, for the tests of the rooms that determine."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from minzheng.core.clock import SHANGHAI
from minzheng.core.registry import Registry
from minzheng.kernel.determinations import declarations, services
from minzheng.kernel.determinations.tests.small.policy import policy
from minzheng.kernel.divisions.models import Division
from minzheng.policy import Policy

KEY = "test.small"
MONTH = "2026-10"
AT = datetime(2026, 11, 2, 9, tzinfo=SHANGHAI)


@contextmanager
def emptied(*registries: Registry[Any]) -> Iterator[None]:
    """Empty registries for a while: a test of one thing does not depend on what rooms declare."""
    kept = [dict(registry.sorted()) for registry in registries]
    for registry, things in zip(registries, kept, strict=True):
        for key in things:
            registry.remove(key)
    try:
        yield
    finally:
        for registry, things in zip(registries, kept, strict=True):
            for key, _ in registry.sorted():
                registry.remove(key)
            for key, thing in things.items():
                registry.add(key, thing)


@pytest.fixture
def small(county: Division) -> Iterator[Policy]:
    """Register the small policy alone, with its parameters in the database."""
    order = list(declarations._order)
    declarations._order.clear()
    with emptied(declarations._policies):
        declarations.register_policy(policy)
        services.seed_parameters()
        yield policy
        declarations.forget(KEY)
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
