"""Fixtures of the tests of this room."""

from minzheng.kernel.determinations.tests.fixtures import known_pensions, small
from minzheng.kernel.documents.tests.county import county, family, own_home, register, staff

__all__ = ["county", "family", "known_pensions", "own_home", "register", "small", "staff"]
