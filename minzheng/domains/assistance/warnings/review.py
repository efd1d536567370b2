"""Warnings that a benefit needs review (R1 to R4): new income, new possessions, away, grown up."""

from datetime import timedelta

import polars as pl

from minzheng.core import months
from minzheng.kernel.monitoring.declarations import (
    FindingMonth,
    finding_kind,
    listed,
    warning,
    watched_of,
)

from ..choices import CHANGE
from ..findings import DOMAIN, yuan
from .need import benefiting

REVIEW = "社会救助法 第四十六条、第四十七条；监测指标"
INCOMES = ("wages", "pension", "business_income", "property_income", "farm_income")
ASK = "核实后重新认定；减少或停发前须听取意见。"
ADULT = 18


def _begun(month: FindingMonth, column: str) -> pl.DataFrame:
    rows = month.moved(column)
    return benefiting(month, rows.filter(pl.col(f"{column}_before") == 0, pl.col(column) > 0))


@finding_kind(
    "warning.wage_started", "在享成员开始有工资", risk="medium", domain=DOMAIN, code="R2",
    basis=REVIEW, evidence=("hr.wages",), workflow=CHANGE, advice=f"{ASK}就业增收的按规定渐退。",
)  # fmt: skip
def wage_started(month: FindingMonth) -> pl.DataFrame:
    """No wage last month, a wage now."""
    rows = _begun(month, "wages")
    return warning(rows, pl.format("{} 本月起有工资 {} 元", "name", yuan(pl.col("wages"))))


@finding_kind(
    "warning.pension_started", "在享成员开始领养老金", risk="medium", domain=DOMAIN, code="R2",
    basis=REVIEW, evidence=("hr.pensions",), workflow=CHANGE, advice=ASK,
)  # fmt: skip
def pension_started(month: FindingMonth) -> pl.DataFrame:
    """No pension last month, a pension now."""
    rows = _begun(month, "pension")
    return warning(rows, pl.format("{} 本月起领养老金 {} 元", "name", yuan(pl.col("pension"))))


@finding_kind(
    "warning.income_jump", "收入明显增加", risk="medium", domain=DOMAIN, code="R2", basis=REVIEW,
    thresholds=("income_jump_percent", "income_jump_least"), evidence=("hr.wages", "hr.pensions"),
    workflow=CHANGE, advice=ASK,
)  # fmt: skip
def income_jump(month: FindingMonth) -> pl.DataFrame:
    """Somebody with an income last month has so many percent and so many yuan more of it now."""
    rows = month.moved(*INCOMES).drop_nulls([*INCOMES, *(f"{c}_before" for c in INCOMES)])
    now = pl.sum_horizontal(INCOMES)
    was = pl.sum_horizontal(f"{c}_before" for c in INCOMES)
    share, least = month.line("income_jump_percent"), month.line("income_jump_least") * 100
    # Who began to earn or to draw a pension is warned of by a rule of its own.
    begun = [(pl.col(f"{c}_before") == 0) & (pl.col(c) > 0) for c in ("wages", "pension")]
    rows = rows.filter(
        ~pl.any_horizontal(begun), was > 0, (now - was) * 100 >= was * share, now - was >= least
    )
    said = pl.format("{} 月收入由 {} 元增至 {} 元", "name", yuan(was), yuan(now))
    return warning(benefiting(month, rows), said)


def _more(month: FindingMonth, *columns: str) -> pl.DataFrame:
    """Return watched members who own more of some things than a month before."""
    grown = [pl.col(c) > pl.col(f"{c}_before") for c in columns]
    return watched_of(month, month.moved(*columns).filter(pl.any_horizontal(grown)))


@finding_kind(
    "warning.new_business", "新登记市场主体", risk="high", domain=DOMAIN, code="R1", basis=REVIEW,
    evidence=("market.businesses",), workflow=CHANGE, advice=f"核实是否实际经营。{ASK}",
)  # fmt: skip
def new_business(month: FindingMonth) -> pl.DataFrame:
    """More active businesses than last month."""
    return warning(
        _more(month, "active_businesses"),
        pl.format("{} 名下在营市场主体增至 {} 个", "name", "active_businesses"),
    )


@finding_kind(
    "warning.new_vehicle", "新登记机动车", risk="high", domain=DOMAIN, code="R1", basis=REVIEW,
    evidence=("transport.vehicles",), workflow=CHANGE, advice=f"核实车辆用途。{ASK}",
)  # fmt: skip
def new_vehicle(month: FindingMonth) -> pl.DataFrame:
    """More cars than last month."""
    return warning(_more(month, "cars"), pl.format("{} 名下机动车增至 {} 辆", "name", "cars"))


@finding_kind(
    "warning.new_property", "新登记不动产", risk="high", domain=DOMAIN, code="R1", basis=REVIEW,
    evidence=("housing.properties",), workflow=CHANGE, advice=f"核实来源和用途。{ASK}",
)  # fmt: skip
def new_property(month: FindingMonth) -> pl.DataFrame:
    """More homes or shops than last month."""
    return warning(
        _more(month, "homes", "shops"),
        pl.format("{} 名下住房 {} 套、非居住房产 {} 处，较上月增加", "name", "homes", "shops"),
    )


@finding_kind(
    "warning.deposit_jump", "存款大幅增加", risk="medium", domain=DOMAIN, code="R1", basis=REVIEW,
    thresholds=("deposit_jump",), evidence=("bank.deposits",), workflow=CHANGE, advice=f"核实来源。{ASK}",
)  # fmt: skip
def deposit_jump(month: FindingMonth) -> pl.DataFrame:
    """So many yuan more in the bank than last month."""
    rise = pl.col("deposits") - pl.col("deposits_before")
    rows = month.moved("deposits").filter(rise >= month.line("deposit_jump") * 100)
    return warning(watched_of(month, rows), pl.format("{} 存款较上月增加 {} 元", "name", yuan(rise)))  # fmt: skip


@finding_kind(
    "warning.tax_income", "纳税收入与工资不符", risk="medium", domain=DOMAIN, code="R2", basis=REVIEW,
    thresholds=("tax_income",), evidence=("tax.incomes",), workflow=CHANGE, advice=ASK,
)  # fmt: skip
def tax_income(month: FindingMonth) -> pl.DataFrame:
    """Taxed on at least the line a month, while the wage on record is lower."""
    line = month.line("tax_income") * 100
    rows = listed(month, "tax.incomes").filter(pl.col("taxed_income") >= line)
    wages = month.persons.select("person", "wages").unique("person")
    rows = rows.join(wages, on="person").filter(pl.col("wages") < pl.col("taxed_income"))
    said = pl.format("{} 个税申报月收入 {} 元，高于登记工资", "name", yuan(pl.col("taxed_income")))
    return warning(benefiting(month, rows), said, "delivery", "line")


@finding_kind(
    "warning.abroad", "长期出境未归", risk="medium", domain=DOMAIN, code="R3", basis=REVIEW,
    thresholds=("abroad_days",), evidence=("police.exits",), workflow=CHANGE, advice=f"核实是否共同生活。{ASK}",
)  # fmt: skip
def abroad(month: FindingMonth) -> pl.DataFrame:
    """Left the country so many days ago and not come back."""
    since = month.on - timedelta(days=month.line("abroad_days"))
    rows = listed(month, "police.exits").filter(
        pl.col("left_on") <= since, pl.col("state") == "未入境"
    )
    said = pl.format("{} 于 {} 出境，至今未归", "name", "left_on")
    return warning(benefiting(month, rows), said, "delivery", "line")


@finding_kind(
    "warning.turned_adult", "受助家庭子女年满18周岁", risk="low", domain=DOMAIN, code="R3",
    basis="社会救助法 第十六条；最低生活保障审核确认办法：家庭成员变化", workflow=CHANGE,
    advice="核实是否在读、能否独立生活，重新认定共同生活成员和待遇。",
)  # fmt: skip
def turned_adult(month: FindingMonth) -> pl.DataFrame:
    """A child of a benefiting household had its eighteenth birthday this month."""
    born = months.add_months(month.on.replace(day=1), -12 * ADULT)
    until = months.add_months(born, 1)
    rows = month.persons.filter(
        pl.col("relation") == "child", pl.col("birth_on") >= born, pl.col("birth_on") < until
    )
    return warning(benefiting(month, rows), pl.format("{} 本月年满18周岁", "name"))
