"""Who draws the two disability subsidies among those entitled (DI-14, DI-15), and who is not known yet."""

import narwhals as nw
import polars as pl

from minzheng.core import months
from minzheng.kernel.benefits.facts import entitlements_in_force
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.indicators import DOWN, STOCK, Measure, Ratio, Rows, indicator, reported
from minzheng.kernel.indicators.declarations import Indicator
from minzheng.kernel.indicators.facts import fact_source
from minzheng.policy import ELIGIBLE, UNDETERMINED

LIVING, NURSING = "disability.living", "disability.nursing"
LABELS = {LIVING: "困难残疾人生活补贴", NURSING: "重度残疾人护理补贴"}
LAW = "国发〔2015〕52号"
PLANS = "“十四五”民政事业发展规划"
ANSWERED = {
    "person": pl.Int64, "household": pl.Int64, "division": pl.String, "outcome": pl.String,
}  # fmt: skip


@fact_source("disability_subsidies")
def disability_subsidies(month: str) -> pl.DataFrame:
    """One row per subsidy and person whom the month's facts entitle, or of whom they do not say enough.

    ``benefit`` and ``outcome`` (eligible or undetermined: certificate, household, income, other
    money of the kind) as the law was answered for everybody; ``held`` where the subsidy runs at the
    month's end. A month whose determination was not run has no rows: nothing is known of it.
    """
    held = entitlements_in_force(months.last_day(month)).filter(
        pl.col("person").is_not_null(), pl.col("state") != "suspended"
    )
    parts = [pl.DataFrame(schema={**ANSWERED, "benefit": pl.String, "held": pl.Boolean})]
    for benefit in LABELS:
        answers = determinations.results(benefit, month)
        if answers is not None:
            drawn = held.filter(pl.col("benefit") == benefit)["person"].implode()
            asked = answers.filter(pl.col("outcome").is_in([ELIGIBLE, UNDETERMINED]))
            parts.append(
                asked.select(*ANSWERED).collect().unique("person", keep="first", maintain_order=True)
                .with_columns(benefit=pl.lit(benefit), held=pl.col("person").is_in(drawn))
            )  # fmt: skip
    return pl.concat(parts)


def _coverage(benefit: str) -> Indicator:
    """Declare the share of the entitled who draw a subsidy."""

    def coverage(disability_subsidies: Rows) -> Measure | Ratio:
        of = disability_subsidies.filter(
            (nw.col("benefit") == benefit) & (nw.col("outcome") == ELIGIBLE)
        )
        on_pay = of.filter(nw.col("held"))
        return Ratio(on_pay.count_distinct("person"), of=of.count_distinct("person"))

    label = LABELS[benefit]
    coverage.__doc__ = (
        f"按当月残疾人证、户籍、家庭收入和同类待遇等登记事实，符合条件的人员中，期末正在领取{label}的比重；"
        "事实不全、不能判断的人不算已覆盖，也不计入分母，另列“资格待查比例”。"
    )
    return indicator(f"{benefit}.coverage", f"{label}覆盖率", kind=STOCK, unit="%", basis=f"{LAW}；约束性指标 100%")(coverage)  # fmt: skip


def _unclear(benefit: str) -> Indicator:
    """Declare the share of those of whom the facts do not say whether they are entitled."""

    def unclear(disability_subsidies: Rows) -> Measure | Ratio:
        asked = disability_subsidies.filter(nw.col("benefit") == benefit)
        open_ = asked.filter(nw.col("outcome") == UNDETERMINED)
        return Ratio(open_.count_distinct("person"), of=asked.count_distinct("person"))

    label = LABELS[benefit]
    unclear.__doc__ = f"当月登记事实不全、不能判断是否符合{label}条件的人数，占符合条件和不能判断的人数之和的比重；点开即为待查名单。"
    return indicator(f"{benefit}.unclear_share", f"{label}资格待查比例", kind=STOCK, unit="%", basis=LAW, better=DOWN)(unclear)  # fmt: skip


COVERAGE = tuple(declare(benefit) for benefit in LABELS for declare in (_coverage, _unclear))
FIGURES = (
    reported(
        "disability.mental.institution_coverage",
        "精神卫生福利机构服务覆盖率",
        kind=STOCK,
        unit="%",
        basis=PLANS,
        definition="期末有精神卫生福利机构提供服务的县（市、区）数（分子）占县（市、区）总数（分母）的比重。",
    ),
)
SHOWN = tuple(item.key for item in (*COVERAGE, *FIGURES))
