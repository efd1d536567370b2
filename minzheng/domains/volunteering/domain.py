"""The door plate of volunteers."""

from minzheng.kernel.domain import Domain

from .shares import SHARES

domain = Domain("volunteering", "志愿服务", shares=SHARES)
