"""Warnings of need (W1 to W8): something befell a household under monitoring since last month.

A rule that says *new* compares two months and stays silent where either is not known.
"""

import polars as pl
from django.db.models import Max
from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.kernel.exchange import matching
from minzheng.kernel.monitoring.declarations import (
    FindingMonth,
    delivered,
    finding_kind,
    listed,
    warning,
    watched_of,
)
from minzheng.kernel.visits.models import Visit

from ..choices import APPLICATION, CHANGE, DIBAO
from ..findings import DOMAIN, on_dibao, on_edge, on_tekun, yuan

HANDBOOK = "国办发〔2023〕39号；监测指标"
SCHOOLS = ["none", "compulsory", "senior", "undergraduate", "postgraduate"]
HELP = "入户核实，按需要办理基本生活、专项或急难救助。"


def this_month(column: str, month: FindingMonth) -> pl.Expr:
    """A day that lies in the month that is judged."""
    return pl.col(column).is_between(month.on.replace(day=1), month.on)


def benefiting(month: FindingMonth, rows: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows of households that hold 低保 or 特困."""
    held = pl.concat([on_dibao(month), on_tekun(month)]).unique()
    return rows.join(held, on="household", how="semi")


@finding_kind(
    "warning.medical_cost", "自付医疗费超过预警线", risk="medium", domain=DOMAIN, code="W1",
    basis=HANDBOOK, thresholds=("heavy_medical_expense",), evidence=("medical.expenses",),
    advice=f"{HELP}重点看医疗救助和临时救助。",
)  # fmt: skip
def medical_cost(month: FindingMonth) -> pl.DataFrame:
    """The household's own medical cost of twelve months is at the line now and was below it."""
    line = month.line("heavy_medical_expense") * 100
    people = month.moved("medical_spending")
    now, was = pl.col("medical_spending"), pl.col("medical_spending_before")
    known = now.is_not_null().all() & was.is_not_null().all()
    homes = people.group_by("household").agg(now.sum(), was.sum(), known=known)
    rows = watched_of(month, homes.filter("known", now >= line, was < line))
    return warning(rows, pl.format("家庭近12个月自付医疗费 {} 元，已达预警线", yuan(now)))


@finding_kind(
    "warning.job_lost", "停缴社保（失业）", risk="medium", domain=DOMAIN, code="W3",
    basis=HANDBOOK, evidence=("hr.wages",), quotes_before=True,
    advice=f"{HELP}重点看就业救助和失业保险。",
)  # fmt: skip
def job_lost(month: FindingMonth) -> pl.DataFrame:
    """Wages last month, none now, no pension instead, alive."""
    rows = month.moved("wages").filter(
        pl.col("wages_before") > 0, pl.col("wages") == 0, pl.col("pension") == 0,
        ~pl.col("is_dead").fill_null(value=False),
    )  # fmt: skip
    said = pl.format(
        "{} 上月有工资 {} 元，本月停缴社保、没有工资", "name", yuan(pl.col("wages_before"))
    )
    return warning(watched_of(month, rows), said)


@finding_kind(
    "warning.unemployment_ended", "失业保险金领取期满", risk="medium", domain=DOMAIN, code="W3",
    basis=HANDBOOK, evidence=("hr.unemployment",), quotes_before=True,
    advice=f"{HELP}重点看就业救助。",
)  # fmt: skip
def unemployment_ended(month: FindingMonth) -> pl.DataFrame:
    """Drew unemployment insurance last month, draws none now and has no wage."""
    rows = month.moved("unemployment_recipient").filter(
        "unemployment_recipient_before", ~pl.col("unemployment_recipient"), pl.col("wages") == 0
    )
    return warning(watched_of(month, rows), pl.format("{} 失业保险金已停发，尚未就业", "name"))


@finding_kind(
    "warning.earner_died", "主要劳动力死亡", risk="high", domain=DOMAIN, code="W4", basis=HANDBOOK,
    evidence=("police.deaths", "civil.cremations"), urgent=True,
    advice=f"{HELP}关注未成年人监护和遗属待遇。",
)  # fmt: skip
def earner_died(month: FindingMonth) -> pl.DataFrame:
    """A member who earned last month died in this one, and others are left."""
    rows = month.moved("wages", "business_income", "farm_income").filter(
        "is_dead", this_month("died_on", month)
    )
    earned = pl.sum_horizontal("wages_before", "business_income_before", "farm_income_before")
    sizes = month.persons.group_by("household").agg(pl.len().alias("members"))
    rows = rows.join(sizes, on="household").filter(earned > 0, pl.col("members") > 1)
    return warning(watched_of(month, rows), pl.format("有收入的家庭成员 {} 本月死亡", "name"))


@finding_kind(
    "warning.disaster", "家庭受灾", risk="high", domain=DOMAIN, code="W5", basis=HANDBOOK, urgent=True,
    evidence=("emergency.disasters",), advice="一个工作日内入户，先行救助，再补手续。",
)  # fmt: skip
def disaster(month: FindingMonth) -> pl.DataFrame:
    """Struck by a disaster this month, whether under monitoring or not."""
    rows = listed(month, "emergency.disasters").filter(this_month("happened_on", month))
    rows = rows.sort("happened_on").unique("household", keep="last", maintain_order=True)
    return warning(rows, pl.format("{} 于 {} 遭受{}", "name", "happened_on", "disaster"), "delivery", "line")  # fmt: skip


@finding_kind(
    "warning.schooling_cost", "就学支出过高", risk="low", domain=DOMAIN, code="W6", basis=HANDBOOK,
    thresholds=("schooling_cost",), evidence=("education.costs",), advice=f"{HELP}重点看教育救助。",
)  # fmt: skip
def schooling_cost(month: FindingMonth) -> pl.DataFrame:
    """The school year costs at least the line."""
    line = month.line("schooling_cost") * 100
    rows = listed(month, "education.costs").filter(pl.col("year_cost") >= line)
    said = pl.format("{} 本学年就学支出 {} 元", "name", yuan(pl.col("year_cost")))
    return warning(watched_of(month, rows), said, "delivery", "line")


@finding_kind(
    "warning.new_student", "升入高中或大学", risk="low", domain=DOMAIN, code="W6", basis=HANDBOOK,
    evidence=("education.students",), advice=f"{HELP}重点看教育救助。",
)  # fmt: skip
def new_student(month: FindingMonth) -> pl.DataFrame:
    """On a higher stage above compulsory school than last month."""
    rank = {name: place for place, name in enumerate(SCHOOLS)}
    now, was = (
        pl.col(c).replace_strict(rank, return_dtype=pl.Int64, default=None)
        for c in ("schooling", "schooling_before")
    )
    rows = month.moved("schooling").filter(now > was, now >= rank["senior"])
    return warning(watched_of(month, rows), pl.format("{} 升入高一级学校就读", "name"))


@finding_kind(
    "warning.dangerous_house", "住房新被鉴定为危房", risk="high", domain=DOMAIN, code="W5", basis=HANDBOOK,
    evidence=("construction.dangerous_houses",), advice=f"{HELP}重点看住房救助和临时安置。",
)  # fmt: skip
def dangerous_house(month: FindingMonth) -> pl.DataFrame:
    """Lives in a house that was appraised as dangerous this month."""
    rows = listed(month, "construction.dangerous_houses").filter(this_month("appraised_on", month))
    said = pl.format("{} 的住房于 {} 被鉴定为 {}危房", "name", "appraised_on", "house_grade")
    return warning(watched_of(month, rows), said, "delivery", "line")


@finding_kind(
    "warning.poverty_alert", "新纳入防止返贫监测", risk="medium", domain=DOMAIN, code="W7",
    basis=HANDBOOK, evidence=("agriculture.rural",), workflow=APPLICATION, advice=HELP,
)  # fmt: skip
def poverty_alert(month: FindingMonth) -> pl.DataFrame:
    """On the rural department's watch now, and on its list without watch last month."""
    former = month.former("agriculture.rural")
    rows = listed(month, "agriculture.rural").filter(pl.col("is_monitored") == "是")
    if former is None:
        rows, calm = rows.head(0), rows.select("pid")
    else:
        calm = (
            former.group_by("pid")
            .agg((pl.col("is_monitored") == "否").all())
            .filter("is_monitored")
        )
    rows = rows.join(calm, on="pid", how="semi")
    return warning(rows, pl.format("{} 本月被认定为防止返贫监测对象", "name"), "delivery", "line")


@finding_kind(
    "warning.released", "刑满释放返家", risk="medium", domain=DOMAIN, code="W8", basis="监狱法（2026年11月1日施行）第三十七条；安置帮教",
    evidence=("justice.custody",), quotes_before=True,
    advice="核实是否回家共同生活，符合条件的协助申请救助。",
)  # fmt: skip
def released(month: FindingMonth) -> pl.DataFrame:
    """In custody last month and free now."""
    rows = month.moved("in_custody").filter("in_custody_before", ~pl.col("in_custody"))
    return warning(watched_of(month, rows), pl.format("{} 已刑满释放", "name"))


@finding_kind(
    "warning.newborn", "新生儿未计入家庭", risk="low", domain=DOMAIN, code="W8", basis="最低生活保障审核确认办法：家庭成员变化",
    thresholds=("newborn_months",), evidence=("police.residents",), workflow=CHANGE,
    advice="核实出生情况，计入共同生活家庭成员，重新核定。",
)  # fmt: skip
def newborn(month: FindingMonth) -> pl.DataFrame:
    """A resident in the book of a benefiting household, born lately, whom the register does not know."""
    residents = delivered(month, "police.residents")
    since = months.add_months(month.on, -month.line("newborn_months"))
    babies = residents.filter(pl.col("birth_on") > since).join(
        month.persons.select("pid").drop_nulls(), on="pid", how="anti"
    )
    books = residents.join(
        month.persons.select("pid", "household").drop_nulls(), on="pid", how="inner"
    ).select("household", "household_book").unique()  # fmt: skip
    rows = babies.join(books, on="household_book", how="inner")
    rows = benefiting(month, rows).unique("household", keep="first", maintain_order=True)
    said = pl.format("户口簿上新增 {} 出生的 {}，尚未计入家庭", "birth_on", "name")
    return warning(rows, said, "delivery", "line")


def _registered(month: FindingMonth, kind: str) -> pl.DataFrame:
    """Return members who were married or divorced this month, on either side of the paper."""
    people = month.persons.select("household", "person", "pid", who="name").drop_nulls("pid")
    rows = delivered(month, "civil.marriages").filter(
        pl.col("kind") == kind, this_month("registered_on", month)
    )
    sides = [
        people.join(rows, left_on="pid", right_on=side, how="inner").select(
            "household", "person", "delivery", "line", name="who"
        )
        for side in ("pid", "partner_pid")
    ]
    return watched_of(month, pl.concat(sides))


@finding_kind(
    "warning.married", "成员结婚", risk="low", domain=DOMAIN, code="W8", basis="最低生活保障审核确认办法：家庭成员变化",
    evidence=("civil.marriages",), workflow=CHANGE, advice="核实是否共同生活，调整家庭成员并重新核定。",
)  # fmt: skip
def married(month: FindingMonth) -> pl.DataFrame:
    """A member was married this month."""
    rows = _registered(month, "结婚")
    return warning(rows, pl.format("{} 本月办理结婚登记", "name"), "delivery", "line")


@finding_kind(
    "warning.divorced", "成员离婚", risk="medium", domain=DOMAIN, code="W8", basis="最低生活保障审核确认办法：家庭成员变化",
    evidence=("civil.marriages",), workflow=CHANGE, advice="核实抚养和生活来源，调整家庭成员并重新核定。",
)  # fmt: skip
def divorced(month: FindingMonth) -> pl.DataFrame:
    """A member was divorced this month."""
    rows = _registered(month, "离婚")
    return warning(rows, pl.format("{} 本月办理离婚登记", "name"), "delivery", "line")


@finding_kind(
    "warning.edge_slipped", "低保边缘家庭滑入低保", risk="high", domain=DOMAIN, code="W8",
    basis="社会救助法 第二十一条", evidence=("hr.wages", "agriculture.rural"), workflow=APPLICATION,
    advice="边缘家庭收入下降，协助申请低保。",
)  # fmt: skip
def edge_slipped(month: FindingMonth) -> pl.DataFrame:
    """Recognised as an edge family, and all conditions of 低保 hold by now."""
    poor = (
        month.results[DIBAO].filter(pl.col("outcome") == "eligible").select("household", "amount")
    )
    rows = poor.join(on_edge(month), on="household", how="semi")
    rows = rows.rename({"amount": "amount_after"}).with_columns(outcome_after=pl.lit("eligible"))
    return warning(rows, pl.lit("低保边缘家庭按部门数据已符合低保条件"))


def last_visits() -> pl.DataFrame:
    """The last day on which each household was visited: household, visited_on."""
    told = Visit.objects.values_list("household").annotate(last=Max("visited_at"))
    return pl.DataFrame(
        [(home, localdate(at)) for home, at in told],
        schema={"household": pl.Int64, "visited_on": pl.Date},
        orient="row",
    )


@finding_kind(
    "warning.unvisited", "长期未走访", risk="low", domain=DOMAIN, code="W8", basis="社会救助法 第四十六条：定期核查",
    thresholds=("unvisited_months",), advice="安排走访，了解生活状况。",
)  # fmt: skip
def unvisited(month: FindingMonth) -> pl.DataFrame:
    """A benefiting household whose last visit on record lies further back than the place allows."""
    since = months.add_months(month.on, -month.line("unvisited_months"))
    rows = benefiting(month, month.households.select("household"))
    rows = rows.join(last_visits(), on="household").filter(pl.col("visited_on") < since)
    return warning(rows, pl.format("上次走访在 {}，已超过规定间隔", "visited_on"))


@finding_kind(
    "warning.cremated", "已火化未注销户口", risk="medium", domain=DOMAIN, code="W8",
    basis="殡葬管理条例 第十条、第二十三条", evidence=("civil.cremations", "police.residents"),
    advice="核实死亡，提醒家属注销户口，停发各项待遇。",
)  # fmt: skip
def cremated(month: FindingMonth) -> pl.DataFrame:
    """Cremated this month, on no list of deaths, and still registered without any change."""
    residents, deaths = delivered(month, "police.residents"), month.accepted("police.deaths")
    rows = listed(month, "civil.cremations")
    if deaths is None:  # Without the list of deaths nobody is known to be missing from it.
        rows, deaths = rows.head(0), delivered(month, "police.deaths")
    doubted = matching.doubts(month.month, month.persons, ["police.deaths"])
    rows = rows.filter(this_month("cremated_on", month)).join(deaths, on="pid", how="anti")
    rows = rows.join(doubted, on="person", how="anti").join(
        residents.filter(pl.col("change") == "无"), on="pid", how="semi"
    )
    said = pl.format("{} 已于 {} 火化，户口未注销", "name", "cremated_on")
    return warning(benefiting(month, rows), said)
