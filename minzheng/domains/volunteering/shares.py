"""Volunteers, teams, projects and hours, kept in common with the national system (SW-01)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from minzheng.kernel.exchange.declarations import CHOICE, CODE, DATE, PERSON_ID, TEXT, Field
from minzheng.kernel.sharing.declarations import RowCheck, SharedSet

MAPPING = Path(__file__).parent / "shares.csv"
BASIS = "志愿服务条例 第七条、第十九条"
LONGEST_DAY = 24 * 60
SEX = {"男": ("1",), "女": ("2",)}

VOLUNTEER = (
    Field("number", CODE, "志愿者编号"),
    Field("name", TEXT, "姓名"),
    Field("id_no", PERSON_ID, "公民身份号码"),
    Field("sex", CHOICE, "性别", choices=SEX),
    Field("skills", TEXT, "服务技能", required=False),
    Field("team", CODE, "所属队伍编号", required=False),
    Field("registered_on", DATE, "注册日期"),
)
TEAM = (
    Field("number", CODE, "队伍编号"),
    Field("name", TEXT, "队伍名称"),
    Field("leader", TEXT, "负责人"),
    Field("field", TEXT, "服务领域"),
    Field("founded_on", DATE, "成立日期"),
)
PROJECT = (
    Field("number", CODE, "项目编号"),
    Field("name", TEXT, "项目名称"),
    Field("team", CODE, "实施队伍编号"),
    Field("served", TEXT, "服务对象"),
    Field("starts_on", DATE, "开始日期"),
    Field("ends_on", DATE, "结束日期", required=False),
)
HOURS = (
    Field("number", CODE, "记录编号"),
    Field("volunteer", CODE, "志愿者编号"),
    Field("project", CODE, "项目编号"),
    Field("served_on", DATE, "服务日期"),
    Field("minutes", CODE, "服务时长（分钟）"),
    Field("content", TEXT, "服务内容"),
)


def within_a_day(row: Mapping[str, Any]) -> Sequence[str]:
    """Refuse a record longer than a day, or of no length: hours are of actual service."""
    minutes = row["minutes"]
    if not minutes.isdecimal() or not 0 < int(minutes) <= LONGEST_DAY:
        return ["服务时长须为 1 至 1440 分钟"]
    return []


def ends_after_start(row: Mapping[str, Any]) -> Sequence[str]:
    """Refuse a project that ends before it begins."""
    return ["结束日期早于开始日期"] if row["ends_on"] and row["ends_on"] < row["starts_on"] else []


def _kept(name: str, label: str, columns: tuple[Field, ...], *checks: RowCheck) -> SharedSet:
    fields = tuple(column.name for column in columns)
    return SharedSet(
        f"volunteering.{name}", label, BASIS, columns, {"volunteers": fields, "jinmin": fields},
        key_fields=("number",), taken_from="volunteers", mapping=MAPPING, frequency="daily",
        checks=checks,
    )  # fmt: skip


SHARES = (
    _kept("volunteers", "志愿者", VOLUNTEER),
    _kept("teams", "志愿服务队伍", TEAM),
    _kept("projects", "志愿服务项目", PROJECT, ends_after_start),
    _kept("hours", "志愿服务记录", HOURS, within_a_day),
)
