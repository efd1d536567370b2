"""The door plate of plans, indicators and evaluation."""

from minzheng.kernel.domain import Domain

domain = Domain("planning", "规划指标评估")
