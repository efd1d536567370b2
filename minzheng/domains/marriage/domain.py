"""The door plate of marriage and adoption."""

from minzheng.kernel.domain import Domain

from .shares import SHARES

domain = Domain("marriage", "婚姻和收养登记", shares=SHARES)
