"""The door plate of charity."""

from minzheng.kernel.domain import Domain

from .shares import SHARES

domain = Domain("charity", "慈善事业", shares=SHARES)
