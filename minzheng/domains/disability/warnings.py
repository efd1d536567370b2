"""Warnings about disability certificates (W2): new, about to end, of another grade."""

from datetime import timedelta

import polars as pl

from minzheng.kernel.monitoring.declarations import (
    FindingMonth,
    finding_kind,
    warning,
    watched_of,
)

BASIS = "国办发〔2023〕39号；监测指标（残联）"
MIND = ["intellectual", "mental"]
SEVERE = (1, 2)
MILD_OF_MIND = (3, 4)


def _severe(grade: str = "disability_grade", kind: str = "disability_kind") -> pl.Expr:
    """Grade 1 or 2, or grade 3 or 4 of the mind."""
    of_mind = pl.col(grade).is_in(MILD_OF_MIND) & pl.col(kind).is_in(MIND)
    return pl.col(grade).is_in(SEVERE) | of_mind


@finding_kind(
    "warning.certificate_new", "新办重度残疾人证", risk="medium", domain="disability", code="W2",
    basis=BASIS, evidence=("disability.certificates",),
    advice="上门了解需要，告知两项补贴、照护和康复服务。",
)  # fmt: skip
def certificate_new(month: FindingMonth) -> pl.DataFrame:
    """No certificate last month; now one of grade 1 or 2, or of the mind of grade 3 or 4."""
    rows = month.moved("disability_grade").filter(pl.col("disability_grade_before") == 0, _severe())
    said = pl.format("{} 新领残疾人证，{} 级", "name", "disability_grade")
    return warning(watched_of(month, rows), said)


@finding_kind(
    "warning.certificate_expiring", "残疾人证即将到期", risk="low", domain="disability", code="W2",
    basis=BASIS, thresholds=("certificate_ahead_days",), evidence=("disability.certificates",),
    advice="提醒换证，以免补贴停发。",
)  # fmt: skip
def certificate_expiring(month: FindingMonth) -> pl.DataFrame:
    """The certificate ends within the days the place warns ahead."""
    until = month.on + timedelta(days=month.line("certificate_ahead_days"))
    ends = pl.col("certificate_until")
    rows = watched_of(month, month.persons).filter(ends > month.on, ends <= until)
    return warning(rows, pl.format("{} 的残疾人证将于 {} 到期", "name", "certificate_until"))


@finding_kind(
    "warning.grade_changed", "残疾等级变化", risk="medium", domain="disability", code="W2",
    basis=BASIS, evidence=("disability.certificates",), advice="按新等级重新认定补贴和护理。",
)  # fmt: skip
def grade_changed(month: FindingMonth) -> pl.DataFrame:
    """A certificate in both months, of different grades."""
    now, was = pl.col("disability_grade"), pl.col("disability_grade_before")
    rows = month.moved("disability_grade").filter(now > 0, was > 0, now != was)
    return warning(watched_of(month, rows), pl.format("{} 的残疾等级由 {} 级变为 {} 级", "name", was, now))  # fmt: skip
