"""Fixtures of the tests of this room."""

from minzheng.kernel.documents.tests.county import county, family, own_home, register, staff

__all__ = ["county", "family", "own_home", "register", "staff"]
