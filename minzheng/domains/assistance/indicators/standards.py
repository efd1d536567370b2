"""What the standards of social assistance are, how they grow and stand to each other (SA-80 to SA-84)."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

import narwhals as nw
import polars as pl

from minzheng.core import months
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.indicators import STOCK, Measure, Ratio, Rows, indicator
from minzheng.kernel.indicators.declarations import Indicator
from minzheng.kernel.indicators.facts import fact_source
from minzheng.policy import FactFrames, ParameterStore, evaluate

from ..choices import CARE_ITEMS, CARE_MODES
from ..policies.dibao.policy import policy as dibao
from ..policies.tekun.policy import policy as tekun

DIBAO, BASIC, CARE = "dibao", "basic", "care"
URBAN, RURAL = "urban", "rural"
HOMES = {URBAN: "城市", RURAL: "农村"}
TIERS = {"full": "全护理", "half": "半护理", "self": "全自理"}
# Six questions answered so that the law gives each tier: no item done alone, all but one, all.
_ABLE = {"full": 0, "half": len(CARE_ITEMS) - 1, "self": len(CARE_ITEMS)}
YEAR = 12
PLANS = "“十四五”民政事业发展规划"
LAW = "国发〔2016〕14号"
LABELS = {DIBAO: "低保标准", BASIC: "特困人员基本生活标准"}
_CARE_TITLES = {
    f"{tier}_{mode}": f"{label}特困人员{TIERS[tier]}照料护理标准"
    for tier, (mode, label) in product(TIERS, CARE_MODES.items())
}
_MEAN = "地级市以上为所辖各县（市、区）标准的简单平均，没有登记标准的县不计入。"
SCHEMA: dict[str, Any] = {
    "division": pl.String, "title": pl.String, "kind": pl.String, "residence": pl.String, "form": pl.String,
    "amount": pl.Int64, "before": pl.Int64, "step": pl.Int64, "urban": pl.Int64, "yearly": pl.Int64, "consumption": pl.Int64,
}  # fmt: skip

Lines = Mapping[str, Sequence[str]]


@fact_source("standards")
def standards(month: str) -> pl.DataFrame:
    """One row per county and standard in force at the month's end, in fen a person and month.

    ``kind`` is dibao, basic (特困 basic living) or care (特困 care, worked out by the law itself for
    the tier and form in ``form``); ``residence`` is urban or rural where the standard is told apart.
    Beside the amount: ``before`` and ``step``, the one a year earlier and the difference; ``urban``,
    the urban standard of the place; ``yearly``, twelve times the amount; ``consumption``, what an urban
    resident spent last year. A standard nobody has set has no row: unknown is no zero.
    """
    on = months.last_day(month)
    earlier = months.last_day(months.shift_month(month, -YEAR))
    store = determinations.parameter_store(dibao, tekun)
    lines = _counties(on)
    cared = _care_standards(lines, store, on)
    rows = []
    for code, line in lines.items():
        rows += _living(store, code, line, on, earlier)
        rows += [
            {
                "division": code,
                "title": _CARE_TITLES[form],
                "kind": CARE,
                "form": form,
                "amount": amount,
            }
            for form, amount in cared.get(code, {}).items()
        ]
    frame = pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in rows], schema=SCHEMA)
    return frame.with_columns(
        step=pl.col("amount") - pl.col("before"), yearly=pl.col("amount") * YEAR
    )


def _counties(on: date) -> Lines:
    """Return the lineages of the counties, and of prefectures that have no county below them."""
    held = Division.objects.in_force(on)
    counties = held.filter(level=Level.COUNTY)
    alone = held.filter(level=Level.PREFECTURE).exclude(
        code__in=counties.values_list("parent_id", flat=True)
    )
    codes = {*counties.values_list("code", flat=True), *alone.values_list("code", flat=True)}
    lines = divisions.lineages(on)
    return {code: lines[code] for code in sorted(codes)}


def _living(
    store: ParameterStore, code: str, line: Sequence[str], on: date, earlier: date
) -> list[dict[str, Any]]:
    """Return the rows of the dibao and the basic living standard of one place."""

    def told(policy: Any, name: str, day: date, home: str) -> int | None:
        return store.value(policy, name, line, day, home)[0]  # type: ignore[no-any-return]

    urban = told(dibao, "standard", on, URBAN)
    spent = told(tekun, "consumption_last_year", on, URBAN)
    rows = []
    for home, (kind, policy, name) in product(
        HOMES, ((DIBAO, dibao, "standard"), (BASIC, tekun, "tekun_basic"))
    ):
        amount = told(policy, name, on, home)
        if amount is not None:
            rows.append(
                {
                    "division": code, "title": f"{HOMES[home]}{LABELS[kind]}", "kind": kind, "residence": home, "amount": amount,
                    "before": told(policy, name, earlier, home),
                    "urban": urban, "consumption": spent,
                }
            )  # fmt: skip
    return rows


def _care_standards(lines: Lines, store: ParameterStore, on: date) -> dict[str, dict[str, int]]:
    """Return what the law gives each tier in each form, by place: nobody writes that amount down twice."""
    places = [
        code for code, line in lines.items() if store.value(tekun, "care_method", line, on)[0]
    ]
    asked = list(product(places, TIERS, CARE_MODES))
    units = [
        {
            "person": number, "division": code, "care_mode": mode,
            **{item: place < _ABLE[tier] for place, item in enumerate(CARE_ITEMS)},
            # What raises the standard of some people only is left out: this is the published one.
            "disability_kind": "none", "has_infectious_disease": False,
        }
        for number, (code, tier, mode) in enumerate(asked)
    ]  # fmt: skip
    if not units:
        return {}
    judged = evaluate(tekun, FactFrames(pl.DataFrame(units)), store, on, lines).results
    found: dict[str, dict[str, int]] = {}
    for number, amount in judged.select("person", "care_standard").iter_rows():
        code, tier, mode = asked[number]
        if amount is not None:
            found.setdefault(code, {})[f"{tier}_{mode}"] = amount
    return found


@indicator(
    "assistance.dibao.standard_growth",
    "城乡低保标准年度增速",
    kind=STOCK,
    unit="%",
    basis=PLANS,
    by=("division", "residence"),
    suppress_below=0,
)
def standard_growth(standards: Rows) -> Ratio:
    """期末执行的低保标准比上年同期末增长的百分比，分城市、农村，合计为两项标准之和的增长；十二月的数即年度增速。

    上年同期没有登记标准的不计入；地级市以上按所辖各县标准之和计算。
    """
    rows = standards.filter((nw.col("kind") == DIBAO) & ~nw.col("before").is_null())
    return Ratio(rows.sum("step"), of=rows.sum("before"))


@indicator(
    "assistance.dibao.rural_urban_ratio",
    "农村低保标准占城市低保标准比例",
    kind=STOCK,
    unit="%",
    basis=PLANS,
    suppress_below=0,
)
def rural_urban_ratio(standards: Rows) -> Ratio:
    """期末农村低保标准（每人每月）占城市低保标准（每人每月）的比例；地级市以上为各县标准之和的比例，缺一项标准的县不计入。"""
    rows = standards.filter(
        (nw.col("kind") == DIBAO) & (nw.col("residence") == RURAL) & ~nw.col("urban").is_null()
    )
    return Ratio(rows.sum("amount"), of=rows.sum("urban"))


@indicator(
    "assistance.dibao.consumption_share",
    "低保标准占上年度城镇居民人均消费支出比例",
    kind=STOCK,
    unit="%",
    basis=PLANS,
    by=("division", "residence"),
    suppress_below=0,
)
def consumption_share(standards: Rows) -> Ratio:
    """期末低保标准（每人每月）乘以十二占上年度当地城镇居民人均消费支出的比例，分城市、农村标准；没有登记消费支出的县不计入。"""
    rows = standards.filter((nw.col("kind") == DIBAO) & ~nw.col("consumption").is_null())
    return Ratio(rows.sum("yearly"), of=rows.sum("consumption"))


def _mean_of(rows: Rows) -> Ratio:
    return Ratio(rows.sum("amount"), of=rows.count())


def _living_standard(kind: str, home: str, basis: str) -> Indicator:
    """Declare a standard of living of town or country."""

    def standard(standards: Rows) -> Measure | Ratio:
        return _mean_of(standards.filter((nw.col("kind") == kind) & (nw.col("residence") == home)))

    room = {DIBAO: "dibao.standard", BASIC: "tekun.basic"}[kind]
    label = f"{HOMES[home]}{LABELS[kind]}"
    standard.__doc__ = f"期末执行的{label}（每人每月）。{_MEAN}"
    return indicator(
        f"assistance.{room}_{home}", label, kind=STOCK, unit="元/月", basis=basis, suppress_below=0, per=1
    )(standard)  # fmt: skip


def _care_standard(tier: str, mode: str) -> Indicator:
    """Declare the care standard of one tier in one form of support."""

    def standard(standards: Rows) -> Measure | Ratio:
        return _mean_of(
            standards.filter((nw.col("kind") == CARE) & (nw.col("form") == f"{tier}_{mode}"))
        )

    label = _CARE_TITLES[f"{tier}_{mode}"]
    standard.__doc__ = f"期末执行的{label}（每人每月），按当地规定的方式由月最低工资折算或者按固定金额；不含对个别人员的上浮。{_MEAN}"
    return indicator(
        f"assistance.tekun.care_{tier}_{mode}", label, kind=STOCK, unit="元/月", basis=LAW, suppress_below=0, per=1
    )(standard)  # fmt: skip


LIVING = tuple(
    _living_standard(kind, home, basis)
    for kind, basis in ((DIBAO, "社会救助法 第十九条"), (BASIC, LAW))
    for home in HOMES
)
CARES = tuple(_care_standard(tier, mode) for tier, mode in product(TIERS, CARE_MODES))
SHOWN = (
    standard_growth.key,
    rural_urban_ratio.key,
    consumption_share.key,
    *(item.key for item in (*LIVING, *CARES)),
)
