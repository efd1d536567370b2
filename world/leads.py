"""What became of the month's leads: taken up, visited, closed with a reason, or led to a change."""

import datetime
from collections.abc import Sequence
from typing import Any

from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.models import Case
from minzheng.kernel.monitoring import services as monitoring
from minzheng.kernel.monitoring.models import Lead
from minzheng.kernel.people.models import Household
from minzheng.kernel.visits import choices as visit_kinds
from minzheng.kernel.visits import services as visits
from minzheng.kernel.visits.models import Visit
from world.applications import Office

CHANGE = "assistance.dibao.change"
OPENED, VERIFIED, HEARING, HEARD, DECIDED = range(5)
# How far the change of each story's family has come by the day of the demo.
CHANGES = {
    "car_in_the_yard": HEARING,
    "long_name": VERIFIED,
    "two_counties": OPENED,
    "died_in_the_month": DECIDED,
}


def play(office: Office, stories: Sequence[dict[str, Any]]) -> int:
    """Work the leads of the county seat's stories; return how many were touched."""
    told = {story["key"]: story["household"] for story in stories}
    touched = 0
    for key, until in CHANGES.items():
        lead = _lead(told[key])
        if lead is not None:
            _change(office, lead, until)
            touched += 1
    lead = _lead(told["moved_away"])
    if lead is not None:
        _close(office, lead)
        touched += 1
    return touched


def _lead(number: str) -> Lead | None:
    return Lead.objects.filter(household__number=number, finding__isnull=False).first()


def _visit(office: Office, home: Household, at: datetime.datetime, case: Case | None) -> Visit:
    return visits.record_visit(
        home, kind=visit_kinds.SURVEY, purpose="线索核实", visited_at=at, by=office["lin"],
        at=at + datetime.timedelta(hours=2), second_visitor=office["su"], case=case,
        place=home.division.name, conclusion="与比对结果一致",
    )  # fmt: skip


def _change(office: Office, lead: Lead, until: int) -> None:
    """Open the change a finding leads to and take it as far as ``until``."""
    at, clerk = office.moment, office["lin"]
    taken = monitoring.take_lead(lead, by=clerk, at=at(3, 11))
    case = monitoring.open_case_from_lead(taken, by=clerk, at=at(3, 11, 30), workflow=CHANGE)
    if until < VERIFIED:
        return
    _visit(office, lead.household, at(5, 14), case)
    cases.take(case, "verify", by=clerk, at=at(6, 9), data=_found(lead))
    if until >= HEARING:
        kind = case.data["change"]["kind"]
        if kind in {"reduce", "stop"}:
            cases.take(case, "ask", by=clerk, at=at(6, 10))
            if until >= HEARD:
                cases.take(
                    case,
                    "hear",
                    by=clerk,
                    at=at(9, 9),
                    data={"opinion": "知道了，没有意见。"},
                )
    if until >= DECIDED:
        cases.take(case, "decide", by=office["chen"], at=at(10, 10))


def _found(lead: Lead) -> dict[str, Any]:
    """Return what the visit confirmed, in the words of the step."""
    if lead.kind != "dead_recipient":
        return {"cause": "assets" if lead.kind.startswith("hidden_") else "income"}
    died = next(
        (row["died_on"] for row in lead.finding.evidence if row.get("died_on")),
        f"{lead.finding.month}-20",
    )
    deaths = [{"person": lead.person_id, "on": str(died)}]
    return {"cause": "death", "deaths": deaths}


def _close(office: Office, lead: Lead) -> None:
    """Visit, and close the lead with its reason."""
    at, clerk = office.moment, office["lin"]
    taken = monitoring.take_lead(lead, by=clerk, at=at(4, 9))
    visit = _visit(office, lead.household, at(4, 10), None)
    taken = monitoring.record_measure(
        taken, action="visited", note="户口迁往兰州读书，仍与家庭共同生活。", by=clerk,
        at=at(4, 15), visit=visit,
    )  # fmt: skip
    monitoring.close_lead(
        taken, reason="因就学迁出户口，仍为共同生活的家庭成员，待遇不变。", by=clerk, at=at(4, 16)
    )
