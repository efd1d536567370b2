"""What the letters of social assistance say: who writes to whom, and the reasons."""

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from minzheng.core.money import format_yuan
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.determinations.models import Determination
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division

from . import settings


def chinese_day(day: date) -> str:
    """Write a day as papers do: 2026年11月16日."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_month(day: date) -> str:
    """Write a month as papers do: 2026年12月."""
    return f"{day.year}年{day.month}月"


def county_of(division: str) -> Division:
    """Return the county a division lies in: the office that decides."""
    return Division.objects.get(code__in=divisions.lineage(division), level=Level.COUNTY)


def town_of(division: str) -> str:
    """Return the township a place lies in; the place itself where it lies in none."""
    found = Division.objects.filter(code__in=divisions.lineage(division), level=Level.TOWN)
    return found.values_list("code", flat=True).first() or division


def addressed(case: Case, at: datetime) -> dict[str, Any]:
    """Return what every letter carries: issuer, number, addressee, place, day, benefit."""
    on = localdate(at)
    household = case.household
    applicant = case.person or (household.head if household else None)
    return {
        "issuer": f"{county_of(case.division_id).name}民政局",
        "number": case.number,
        "applicant": applicant.name if applicant else "",
        "address_line": case.division.name,
        "dated_on": chinese_day(on),
        "applied_on": chinese_day(case.applied_on),
        "benefit": "最低生活保障",
        "basis": "《中华人民共和国社会救助法》《最低生活保障审核确认办法》",
        "review_body": settings.text("review_body", case.division_id, on),
        "court": settings.text("court", case.division_id, on),
        "contact": settings.text("contact", case.division_id, on),
    }


def reasons_of(determination: Determination) -> list[str]:
    """Return the sentences a refusal quotes: each condition not met, by what margin, which clause."""
    tree = determinations.explain(determination)
    unmet = [node for node in tree["nodes"] if node["kind"] == "condition" and node["met"] is False]
    return [_sentence(node) for node in unmet]


def _sentence(node: dict[str, Any]) -> str:
    margin = f"，{node['margin']['text']}" if node.get("margin") else ""
    basis = f"（{node['basis']}）" if node["basis"] else ""
    return f"不符合“{node['label']}”的条件{margin}{basis}"


def amounts(before: int, after: int) -> dict[str, str]:
    """Return two amounts in yuan for a letter."""
    return {"amount_before": format_yuan(before), "amount_after": format_yuan(after)}
