"""Statistics of social assistance: families, persons and money, findings, services given."""

from datetime import timedelta

import narwhals as nw
import polars as pl
from django.db import connection

from minzheng.core import months
from minzheng.kernel.indicators import FLOW, STOCK, Measure, Ratio, Rows, indicator
from minzheng.kernel.indicators.facts import fact_source

from ..choices import DIBAO, DIBAO_EDGE

_REPORTS = "民政事业统计调查制度（社会救助）"


@indicator(
    "assistance.dibao.households",
    "低保户数",
    kind=STOCK,
    unit="户",
    basis=_REPORTS,
    by=("division", "residence"),
)
def dibao_households(entitlements: Rows) -> Measure:
    """期末在享低保的家庭户数。"""
    return entitlements.filter(nw.col("benefit") == DIBAO).count_distinct("household")


@indicator(
    "assistance.dibao.persons",
    "低保人数",
    kind=STOCK,
    unit="人",
    basis=_REPORTS,
    by=("division", "residence"),
)
def dibao_persons(entitlements: Rows) -> Measure:
    """期末在享低保家庭的登记成员人数。"""
    return entitlements.filter(nw.col("benefit") == DIBAO).count_distinct("person")


@indicator(
    "assistance.dibao.coverage",
    "低保保障率",
    kind=STOCK,
    unit="%",
    basis=_REPORTS,
    by=("division", "residence"),
)
def dibao_coverage(entitlements: Rows, residents: Rows) -> Ratio:
    """期末在享低保人数占期末登记人口的比重。"""
    covered = entitlements.filter(nw.col("benefit") == DIBAO).count_distinct("person")
    return Ratio(covered, of=residents.count_distinct("person"))


@indicator(
    "assistance.dibao.monthly_amount", "低保月保障金额", kind=STOCK, unit="元", basis=_REPORTS
)
def dibao_amount(entitlements: Rows) -> Measure:
    """期末在享低保家庭的月保障金额合计。"""
    return entitlements.filter(nw.col("benefit") == DIBAO).sum("amount")


@indicator("assistance.dibao.paid", "低保金到账金额", kind=FLOW, unit="元", basis=_REPORTS)
def dibao_paid(payments: Rows) -> Measure:
    """所属月份的低保金中，银行回盘确认到账的金额。"""
    return payments.filter((nw.col("benefit") == DIBAO) & (nw.col("state") == "paid")).sum("amount")


@indicator("assistance.dibao.new_households", "新增低保户数", kind=FLOW, unit="户", basis=_REPORTS)
def new_households(benefit_starts: Rows) -> Measure:
    """当月起享受低保的家庭户数（不含金额调整）。"""
    return benefit_starts.filter(nw.col("benefit") == DIBAO).count_distinct("household")


@indicator(
    "assistance.dibao.ended_households", "退出低保户数", kind=FLOW, unit="户", basis=_REPORTS
)
def ended_households(benefit_ends: Rows) -> Measure:
    """当月起不再享受低保的家庭户数（不含金额调整）。"""
    return benefit_ends.filter(nw.col("benefit") == DIBAO).count_distinct("household")


@indicator("assistance.edge.households", "低保边缘家庭户数", kind=STOCK, unit="户", basis=_REPORTS)
def edge_households(entitlements: Rows) -> Measure:
    """期末在册的低保边缘家庭户数。"""
    return entitlements.filter(nw.col("benefit") == DIBAO_EDGE).count_distinct("household")


@indicator(
    "assistance.findings.missed",
    "应保未保线索户数",
    kind=FLOW,
    unit="户",
    basis="国办发〔2023〕39号",
)
def findings_missed(findings: Rows) -> Measure:
    """当月比对发现、收入和财产均符合条件而未享受低保的家庭户数。"""
    return findings.filter(nw.col("kind") == "missed").count_distinct("household")


@indicator(
    "assistance.findings.exit", "应退未退线索户数", kind=FLOW, unit="户", basis="国办发〔2023〕39号"
)
def findings_exit(findings: Rows) -> Measure:
    """当月比对发现、收入或财产不再符合条件而仍在享受低保的家庭户数。"""
    kinds = ["exit_income", "hidden_car", "hidden_business", "hidden_property", "hidden_deposit"]
    return findings.filter(nw.col("kind").is_in(kinds)).count_distinct("household")


@indicator(
    "assistance.findings.all", "监测预警户数", kind=FLOW, unit="户", basis="国办发〔2023〕39号"
)
def findings_all(findings: Rows) -> Measure:
    """当月比对产生各类线索的家庭户数。"""
    return findings.count_distinct("household")


@fact_source("assistance_given", kind=FLOW)
def assistance_given(month: str) -> pl.DataFrame:
    """Every help of this room given in a month: services, and money that arrived or was paid in cash.

    `form` is ``service`` or ``money``; one row per service and per payment.
    """
    services = "SELECT 'service', division_id, household_id FROM assistance_reliefservice WHERE given_on >= %s AND given_on < %s"
    money = (
        "SELECT 'money', division_id, household_id FROM payments_paymentline "
        "WHERE month = %s AND state = 'paid' AND benefit LIKE 'assistance.%%'"
    )
    cash = (
        "SELECT 'money', c.division_id, c.household_id FROM assistance_instalment i "
        "JOIN cases_case c ON c.id = i.case_id WHERE i.paid_on >= %s AND i.paid_on < %s"
    )
    span = [months.first_day(month), months.last_day(month) + timedelta(days=1)]
    with connection.cursor() as cursor:
        rows = []
        for query in (services, cash):
            cursor.execute(query, span)
            rows += [list(row) for row in cursor.fetchall()]
        cursor.execute(money, [month])
        rows += [list(row) for row in cursor.fetchall()]
    kinds = {"form": pl.String, "division": pl.String, "household": pl.Int64}
    return pl.DataFrame(rows, schema=kinds, orient="row")


@indicator(
    "assistance.services.given", "服务类救助人次", kind=FLOW, unit="人次", basis="民发〔2026〕35号"
)
def services_given(assistance_given: Rows) -> Measure:
    """当月提供的就业帮扶、技能培训、照料护理、心理疏导、社会融入、资源链接等服务类救助件数。"""
    return assistance_given.filter(nw.col("form") == "service").count()


@indicator(
    "assistance.services.share", "服务类救助占比", kind=FLOW, unit="%", basis="民发〔2026〕35号"
)
def services_share(assistance_given: Rows) -> Ratio:
    """当月服务类救助件数占全部社会救助（服务件数与资金到账笔数之和）的比重。"""
    given = assistance_given.filter(nw.col("form") == "service").count()
    return Ratio(given, of=assistance_given.count())
