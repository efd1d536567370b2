"""Severely disabled persons who draw the nursing subsidy are looked in on every quarter."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from minzheng.core.forms import CHOICE, MANY, YES_NO, Item
from minzheng.kernel.benefits import queries as benefits
from minzheng.kernel.determinations.declarations import declare_parameters
from minzheng.kernel.visits.choices import QUARTER
from minzheng.kernel.visits.declarations import Due, VisitRule, declare_visit_rule, visit_form

from .policies.nursing.policy import policy as nursing

BASIS = "民政部等关于主动服务残疾人两项补贴对象的要求；探访频次为系统默认（design default）"
FORM = visit_form(
    "disability.visit",
    "重度残疾人探访",
    Item("care", "日常照护", CHOICE, is_required=True,
         options=(("family", "家人照护"), ("paid", "雇人照护"), ("partly", "照护不足"), ("none", "无人照护"))),
    Item("health", "身体状况", CHOICE, is_required=True,
         options=(("well", "稳定"), ("fair", "一般"), ("ill", "生病，需要就医"))),
    Item("subsidy", "补贴是否按时到账", YES_NO, is_required=True),
    Item("aids", "需要的支持", MANY,
         options=(("aids", "辅助器具"), ("rehab", "康复训练"), ("home", "家庭无障碍改造"), ("respite", "喘息照护"))),
)  # fmt: skip


def severe(codes: list[str], on: date) -> Iterator[Due]:
    """Yield who draws the nursing subsidy for severe disability and lives at home."""
    rows = benefits.personal_among([nursing.key], on, codes)
    for household, person, division, since in rows.order_by("pk").values_list(
        "household_id", "person_id", "household__division_id", "valid_from"
    ):
        yield Due(household, person, division, "重度残疾人护理补贴对象", since)


declare_parameters("disability.visits", Path(__file__).parent / "visits.csv", label="残疾人探访")
QUARTERLY = declare_visit_rule(
    VisitRule(
        "disability.severe", "重度残疾人探访", "disability", severe, "severe_visits", FORM, BASIS,
        period=QUARTER, also=("elderly.difficulty", "assistance.tekun"),
    )
)  # fmt: skip
