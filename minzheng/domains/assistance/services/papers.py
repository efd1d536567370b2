"""What the letters of social assistance say: who writes to whom, and the reasons."""

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from minzheng.core.money import format_yuan
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.determinations.models import Determination
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import services as documents

from .. import permissions
from ..choices import LOW_INCOME_APPLICATION, RELIEF, RIGID_APPLICATION, SUPPORT, SUPPORT_CHANGE
from . import settings

DIBAO_NAME = ("最低生活保障", "低保金", "《中华人民共和国社会救助法》《最低生活保障审核确认办法》")
TEKUN_NAME = (
    "特困人员救助供养",
    "救助供养金",
    "《中华人民共和国社会救助法》第十六条、第十七条，《特困人员认定办法》",
)
# What the letters of a procedure call the benefit and its money, and the law they rest on.
NAMES = {
    RELIEF: ("临时救助", "救助金", "《中华人民共和国社会救助法》第二十九条、第五十条"),
    SUPPORT: TEKUN_NAME,
    SUPPORT_CHANGE: TEKUN_NAME,
    LOW_INCOME_APPLICATION: ("低收入家庭认定", "", "《中华人民共和国社会救助法》第三十三条和本地低收入家庭认定办法"),
    RIGID_APPLICATION: ("刚性支出困难家庭认定", "", "《中华人民共和国社会救助法》第二十二条，《刚性支出困难家庭认定办法》"),
}  # fmt: skip


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
    names = NAMES.get(case.workflow, DIBAO_NAME)
    return {
        "issuer": f"{county_of(case.division_id).name}民政局",
        "number": case.number,
        "applicant": applicant.name if applicant else "",
        "address_line": case.division.name,
        "dated_on": chinese_day(on),
        "applied_on": chinese_day(case.applied_on),
        "benefit": names[0],
        "you": "您" if case.definition.of == "person" else "您家庭",
        "basis": names[2],
        "review_body": settings.text("review_body", case.division_id, on),
        "court": settings.text("court", case.division_id, on),
        "contact": settings.text("contact", case.division_id, on),
    }


def money_of(case: Case) -> str:
    """Return what the money of a case's benefit is called in a sentence."""
    return NAMES.get(case.workflow, DIBAO_NAME)[1]


def town_name(division: str) -> str:
    """Return the office of the township a place lies in: the party of an agreement."""
    return f"{Division.objects.get(code=town_of(division)).name}人民政府（街道办事处）"


def write_refusal(case: Case, *, by: Mandate, at: datetime) -> None:
    """Make the written refusal: the officer's own words first, then each condition not met (art. 45)."""
    found = permissions.determination_of(case)
    words = [case.events.order_by("-sequence").values_list("note", flat=True).first() or ""]
    words += reasons_of(found) if found is not None else []
    letter = {**addressed(case, at), "reasons": [text for text in words if text.strip()]}
    documents.generate("refusal", letter, division=case.division_id, subject=case, by=by, at=at)


def reasons_of(determination: Determination) -> list[str]:
    """Return the sentences a refusal quotes: each condition not met, by what margin, which clause."""
    told = determinations.explain(determination)["citizen"]
    return [*told["reasons"], *told["lacking"]]


def amounts(before: int, after: int) -> dict[str, str]:
    """Return two amounts in yuan for a letter."""
    return {"amount_before": format_yuan(before), "amount_after": format_yuan(after)}
