"""Applications of families, taken through the procedure step by step by the staff of one township."""

import dataclasses
import datetime
from collections.abc import Callable

from minzheng.core import months
from minzheng.domains.assistance.services import care, relief, reserve
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.models import Case
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.monitoring import services as monitoring
from minzheng.kernel.monitoring.choices import LeadState
from minzheng.kernel.monitoring.models import Lead
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.verification import queries as letters
from minzheng.kernel.verification import services as verification
from minzheng.kernel.verification.choices import REQUESTED
from minzheng.kernel.visits import choices as visit_kinds
from minzheng.kernel.visits import services as visits

APPLICATION = "assistance.dibao.application"
SUBMITTED, ACCEPTED, ASSESSED, NOTICED, REPORTED, CONFIRMED = range(1, 7)
NOTICE_OVER = 14
REASON = "家庭人均收入不低于当地低保标准，不符合社会救助法第十八条规定的条件。"
Moment = Callable[..., datetime.datetime]


@dataclasses.dataclass(frozen=True)
class Office:
    """Who handles the applications of one township, and the moments of the month."""

    people: dict[str, Mandate]
    moment: Moment

    def __getitem__(self, username: str) -> Mandate:
        """Return the mandate of one member of staff."""
        return self.people[username]


def apply(office: Office, household: Household, *, until: int) -> Case:
    """Open an application and take it through its steps up to ``until``."""
    clerk, head = office["lin"], office["su"]
    at = office.moment
    if at(16, 8).day < NOTICE_OVER:
        # Early in a month no notice has hung long enough.
        until = min(until, NOTICED)
    case = _open(office, household)
    if until >= SUBMITTED:
        _sign(office, household, at(3, 9, 20))
        cases.declare_no_near_kin(case, by=clerk, at=at(3, 9, 30))
        cases.take(case, "submit", by=clerk, at=at(3, 9, 40))
    if until >= ACCEPTED:
        cases.take(case, "accept", by=clerk, at=at(3, 10))
    if until >= ASSESSED:
        _investigate(office, case, household)
        cases.take(
            case,
            "assess",
            by=clerk,
            at=at(5, 9),
            data={"opinion": "经入户调查和信息核对，情况属实。"},
        )
    if until >= NOTICED:
        cases.take(case, "notify", by=head, at=at(6, 9))
    if until >= REPORTED:
        cases.take(case, "report", by=head, at=at(16, 8))
    if until >= CONFIRMED:
        _confirm(office, case, household)
    return case


def refuse(office: Office, household: Household) -> Case:
    """Take an application to its refusal with reasons."""
    case = apply(office, household, until=ASSESSED)
    cases.take(case, "refuse", by=office["chen"], at=office.moment(9, 10), note=REASON)
    return case


def withdraw(office: Office, household: Household) -> Case:
    """Let the family withdraw what it had asked for."""
    case = apply(office, household, until=SUBMITTED)
    cases.take(
        case,
        "withdraw",
        by=office["lin"],
        at=office.moment(4, 9),
        note="申请人已外出务工，自愿撤回。",
    )
    return case


def _open(office: Office, household: Household) -> Case:
    """Open the case from the month's lead where there is one, else at the counter."""
    at = office.moment(3, 9)
    lead = Lead.objects.filter(
        household=household, kind="missed", state=LeadState.OPEN.value
    ).first()
    if lead is not None:
        return monitoring.open_case_from_lead(lead, by=office["lin"], at=at, workflow=APPLICATION)
    return cases.open_case(
        APPLICATION, household=household, by=office["lin"], at=at, person=household.head
    )


def _sign(office: Office, household: Household, at: datetime.datetime) -> None:
    """Every grown member signs the letter of authorisation."""
    for person in letters.unsigned_members(household, at.date()):
        verification.record_authorisation(
            household, person, signed_on=at.date(), by=office["lin"], at=at
        )


def _investigate(office: Office, case: Case, household: Household) -> None:
    at = office.moment
    running = case.verifications.order_by("-id").first()
    if running is not None and running.state == REQUESTED:
        verification.run_automatic(running, by=office["chen"], at=at(4, 9))
    visits.record_visit(
        household, kind=visit_kinds.SURVEY, purpose="低保申请入户调查", visited_at=at(4, 14),
        by=office["lin"], at=at(4, 17), second_visitor=office["su"], case=case,
        place=household.division.name, findings={"住房": "砖木结构三间", "家中情况": "与申报一致"},
        conclusion="生活困难情况属实",
    )  # fmt: skip


def _confirm(office: Office, case: Case, household: Household) -> None:
    at = office.moment
    if case.sampled:
        visits.record_visit(
            household, kind=visit_kinds.COUNTY_CHECK, purpose="新确认对象抽查",
            visited_at=at(16, 8, 30), by=office["chen"], at=at(16, 8, 40), case=case,
            place=household.division.name, conclusion="与乡镇调查一致",
        )  # fmt: skip
    cases.take(case, "confirm", by=office["chen"], at=at(16, 9))


FIRE = {
    "relief_type": "emergency", "hardship_cause": "fire", "living_difficult": True, "is_urgent": True,
    "requested_amount": 30_000, "story": "夜间灶房失火，衣被和口粮烧毁，一家人在村委会借住。",
}  # fmt: skip
RESERVE = 500_000
HALF = {
    "can_eat": True, "can_dress": True, "can_get_up": True, "can_toilet": True, "can_walk": False, "can_bathe": False,
}  # fmt: skip


def fill_reserve(office: Office, seat: Division) -> None:
    """Open the township's reserve fund for urgent help and have its deposit confirmed by a second person."""
    at = office.moment
    fund = reserve.open_fund(seat, by=office["chen"], at=at(2, 9))
    order = reserve.ask_deposit(
        fund, amount=RESERVE, reason="年度急难救助备用金", document="演示拨款文〔1〕号", by=office["chen"], at=at(2, 9, 10),
    )  # fmt: skip
    reserve.confirm(order, voucher="拨-001", by=office["wei"], at=at(2, 15))


def relieve(office: Office, household: Household, *, helped: bool) -> Case:
    """Take down an emergency; where `helped`, the township pays at once from its reserve fund."""
    at = office.moment
    case = relief.open_relief(household, told=FIRE, by=office["lin"], at=at(4, 9))
    cases.take(case, "submit", by=office["lin"], at=at(4, 9, 10))
    cases.take(case, "accept", by=office["lin"], at=at(4, 9, 20))
    if helped:
        paid = {"source": "reserve", "voucher": "支-001"}
        cases.take(case, "help_first", by=office["su"], at=at(4, 10), data=paid)
    return case


def look_after(office: Office, supported: list[Person]) -> None:
    """Have supported people assessed by a hired body; the first one's carer signs."""
    at = office.moment
    for person in supported:
        care.record_assessment(
            person, body="县第二人民医院（演示）", assessors="评估员甲、评估员乙", assessed_on=at(4, 9).date(), items=HALF,
            by=office["chen"], at=at(4, 16),
        )  # fmt: skip
    for person in supported[:1]:
        care.sign_agreement(
            person, provider="邻居（演示）", relation="邻居", duties="每日送餐、洗衣、协助洗澡",
            until=months.add_months(at(4, 9).date(), 12), by=office["chen"], at=at(5, 9),
        )  # fmt: skip


def play(office: Office, homes: dict[str, list[Household]]) -> list[Case]:
    """Leave one application in every state: poor families where a grant follows."""
    poor, others = homes["poor"], homes["others"]
    made = [
        apply(office, home, until=until)
        for home, until in zip(poor, (CONFIRMED, NOTICED, REPORTED, ASSESSED), strict=False)
    ]
    made += [
        apply(office, home, until=until)
        for home, until in zip(others, (0, SUBMITTED, ACCEPTED), strict=False)
    ]
    made += [withdraw(office, home) for home in others[3:4]]
    made += [refuse(office, home) for home in homes["refused"]]
    if homes["hardship"]:
        fill_reserve(office, office["lin"].division)
    made += [
        relieve(office, home, helped=number == 0) for number, home in enumerate(homes["hardship"])
    ]
    return made
