"""Warnings about children nobody looks after: the silent minority, parents in custody, wards growing up."""

import polars as pl

from minzheng.core import months
from minzheng.kernel.benefits.facts import entitlements_in_force
from minzheng.kernel.monitoring.declarations import (
    FindingMonth,
    delivered,
    finding_kind,
    listed,
    once_a_month,
    warning,
    watched_of,
)

from .facts import ADULT, ORPHAN, UNATTENDED

BASIS = "民发〔2019〕62号 第一条（事实无人抚养儿童）；社会救助法 第三十九条"
# From here on own earnings make a minor fully capable, and a child left behind is one no longer.
WORKING_AGE = 16
# 重残: grade 1 or 2, or grade 3 of the mind (民发〔2019〕62号 第一条).
SEVERE = ["一级", "二级"]
MIND, THIRD = ["智力", "精神"], "三级"


@once_a_month
def unable(month: FindingMonth) -> pl.DataFrame:
    """Everybody whom a list proves unable to bring up a child, registered here or not: pid, why."""
    grade, kind = pl.col("grade"), pl.col("disability_kind")
    severe = grade.is_in(SEVERE) | ((grade == THIRD) & kind.is_in(MIND))
    valid = pl.col("valid_to").is_null() | (pl.col("valid_to") >= month.on)
    disabled = delivered(month, "disability.certificates").filter(severe, valid)
    jailed = delivered(month, "justice.custody").filter(
        pl.col("status") == "在押", pl.col("ended_on").is_null() | (pl.col("ended_on") > month.on)
    )
    found = [
        disabled.select("pid", why=pl.format("{}残疾{}", kind, grade)),
        jailed.select("pid", why=pl.lit("服刑在押")),
    ]
    for data_set in ("police.deaths", "civil.cremations"):
        dead = delivered(month, data_set).filter(pl.col("died_on") <= month.on)
        found.append(dead.select("pid", why=pl.lit("死亡")))
    return pl.concat(found).unique("pid", keep="first", maintain_order=True)


@finding_kind(
    "warning.silent_child", "父母双方均无力抚养的儿童（沉默的少数）", risk="high", domain="children",
    code="W8", basis=BASIS, urgent=True, workflow="children.unattended.application",
    evidence=("health.births", "disability.certificates", "justice.custody", "police.residents"),
    advice="上门核实监护情况，协助申请事实无人抚养儿童保障。",
)  # fmt: skip
def silent_child(month: FindingMonth) -> pl.DataFrame:
    """A minor whose mother and father are each proven unable, though nobody applied for the child.

    The parents need not live with the child, nor with each other, nor stand in our register: the
    birth certificate names them, and the departments' lists say the rest.
    """
    children = listed(month, "health.births")
    children = children.filter(pl.col("age") < ADULT)
    for parent in ("mother", "father"):
        known = unable(month).rename({"pid": f"{parent}_pid", "why": f"{parent}_why"})
        children = children.join(known, on=f"{parent}_pid", how="inner")
    held = entitlements_in_force(month.on).filter(pl.col("benefit").is_in([ORPHAN, UNATTENDED]))
    children = children.join(held, on="person", how="anti")
    children = children.with_columns(proof_pids=pl.concat_list("mother_pid", "father_pid"))
    said = pl.format(
        "{} 岁的 {}：母亲 {}（{}），父亲 {}（{}），无人抚养而未申请",
        "age", "name", "mother_name", "mother_why", "father_name", "father_why",
    )  # fmt: skip
    return warning(children, said, "proof_pids")


@finding_kind(
    "warning.parent_jailed", "未成年人的家长新近被羁押", risk="high", domain="children", code="R3",
    basis=BASIS, urgent=True, evidence=("justice.custody",),
    advice="一个工作日内核实未成年人由谁照料，必要时临时监护。",
)  # fmt: skip
def parent_jailed(month: FindingMonth) -> pl.DataFrame:
    """A grown member was taken into custody since last month, and a minor lives in the household."""
    minors = month.persons.filter(pl.col("age") < ADULT).select("household").unique()
    rows = month.moved("in_custody").filter(
        "in_custody", ~pl.col("in_custody_before"), pl.col("age") >= ADULT
    )
    rows = watched_of(month, rows).join(minors, on="household", how="semi")
    return warning(rows, pl.format("{} 被羁押，家中有未成年人", "name"))


@finding_kind(
    "warning.ward_sixteen", "受保障儿童年满16周岁", risk="low", domain="children", code="R3",
    basis="民法典 第十八条第二款（以自己的劳动收入为主要生活来源的视为完全民事行为能力人）；国发〔2016〕13号（留守儿童为不满16周岁）；民发〔2019〕62号",
    advice="核实是否在读、是否以自己的劳动收入生活，重新确认监护照料安排和保障条件。",
)  # fmt: skip
def ward_sixteen(month: FindingMonth) -> pl.DataFrame:
    """A child who draws the orphan's or the unattended child's allowance turned sixteen this month.

    Nothing ends by it: whoever then works may be nobody's ward any more, whoever had been looked
    after as a child left behind is no longer counted as one, so a person looks.
    """
    born = months.add_months(month.on.replace(day=1), -12 * WORKING_AGE)
    until = months.add_months(born, 1)
    held = entitlements_in_force(month.on).filter(pl.col("benefit").is_in([ORPHAN, UNATTENDED]))
    rows = month.persons.filter(pl.col("birth_on") >= born, pl.col("birth_on") < until)
    rows = rows.unique("person").join(held, on="person", how="semi")
    return warning(rows, pl.format("{} 本月年满16周岁，正在享受儿童保障", "name"))
