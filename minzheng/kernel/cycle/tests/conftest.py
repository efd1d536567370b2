"""Fixtures of the tests of this room."""

from collections.abc import Iterator

import pytest

from minzheng.kernel.cycle import declarations
from minzheng.kernel.determinations.tests.fixtures import emptied, known_pensions, small
from minzheng.kernel.documents.tests.county import county, family, own_home, register, staff
from minzheng.kernel.monitoring import declarations as monitoring

__all__ = ["county", "family", "known_pensions", "own_home", "register", "small", "staff"]


@pytest.fixture(autouse=True)
def no_rooms() -> Iterator[None]:
    """Let no room take part: these tests are about the stages."""
    with emptied(monitoring._kinds, monitoring._categories, declarations._routines):
        yield
