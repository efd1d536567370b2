"""The letters of a benefit's procedures: who writes to whom, the reasons, the remedy."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from minzheng.kernel.cases.models import Case
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.determinations.models import Determination
from minzheng.kernel.divisions.models import Division

from .. import queries


def chinese_day(day: date) -> str:
    """Write a day as papers do: 2026年11月16日."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_month(day: date) -> str:
    """Write a month as papers do: 2026年12月."""
    return f"{day.year}年{day.month}月"


def addressed(case: Case, at: datetime) -> dict[str, Any]:
    """Return what every letter carries: issuer, number, addressee, place, day, benefit, remedy."""
    on, row = localdate(at), queries.row_of(case)
    county = Division.objects.get(code=queries.county_of(case.division_id))
    place = (case.workflow, case.division_id, on)
    return {
        "issuer": f"{county.name}民政局",
        "number": case.number,
        "applicant": case.person.name if case.person else "",
        "address_line": case.division.name,
        "dated_on": chinese_day(on),
        "applied_on": chinese_day(case.applied_on),
        "benefit": row.label,
        "you": "您",  # held by a person, whoever reads the letter for him
        "basis": row.basis,
        "review_body": queries.setting("review_body", *place),
        "court": queries.setting("court", *place),
        "contact": queries.setting("contact", *place),
    }


def reasons_of(found: Determination) -> list[str]:
    """Return the sentences a refusal quotes: each condition not met, by what margin, which clause."""
    told = determinations.explain(found)["citizen"]
    return [*told["reasons"], *told["lacking"]]


def sentences(said: Iterable[str]) -> list[str]:
    """Return what is not empty, each ended as a sentence, so that a list of reasons reads evenly."""
    return [f"{text.strip().rstrip('。')}。" for text in said if text.strip()]


def last_note(case: Case) -> str:
    """Return what the officer wrote with the step just taken."""
    return case.events.order_by("-sequence").values_list("note", flat=True).first() or ""
