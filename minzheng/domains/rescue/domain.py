"""The door plate of rescue of people in distress away from home."""

from minzheng.kernel.domain import Domain

from .shares import SHARES

domain = Domain("rescue", "救助管理", shares=SHARES)
