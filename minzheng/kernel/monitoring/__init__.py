"""监测预警: findings of a month, the leads they open, and what was done about each."""

from .declarations import FindingKind, FindingMonth, category, finding_kind

__all__ = ["FindingKind", "FindingMonth", "category", "finding_kind"]
