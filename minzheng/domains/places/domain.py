"""The door plate of place names."""

from minzheng.kernel.domain import Domain

from .shares import SHARES

domain = Domain("places", "地名和区划", shares=SHARES)
