"""What keeps a procedure fair: kin declared, opinions heard, samples drawn, complaints noted."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core.sealing import blind_index
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import choices
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case, Hearing, NearKinRecord
from minzheng.kernel.cases.queries.parameters import parameter
from minzheng.kernel.cases.queries.procedure import NOT_OWN, is_own
from minzheng.kernel.cases.services.deadlines import deadline_for
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.documents.models import Document
from minzheng.kernel.people.models import Person


@transaction.atomic
def declare_near_kin(
    case: Case,
    *,
    member: Person,
    kin_name: str,
    kin_role: str,
    relation: str,
    by: Mandate,
    at: datetime,
) -> NearKinRecord:
    """Enter a tie of a member to a handler or committee member (单独登记备案).

    Only the near relatives of 民法典 1045 make the case a near-kin case, which the county must
    visit; a cousin is entered and changes nothing.
    """
    case = _running(case, by, at)
    if relation not in choices.KIN_RELATIONS or kin_role not in choices.KIN_ROLES:
        raise StepRefused("亲属关系或其身份填写有误")
    record = NearKinRecord.objects.create(
        case=case,
        member=member,
        kin_name=kin_name,
        kin_role=kin_role,
        relation=relation,
        is_near=relation in choices.NEAR_KIN,
        declared_at=at,
        declared_by=by,
    )
    case.data["near_kin_declared"] = True
    case.near_kin = case.near_kin or record.is_near
    case.save(update_fields=["near_kin", "data"])
    audit.record("cases.kin_declared", subject=case, by=by, at=at, near=record.is_near)
    return record


@transaction.atomic
def declare_no_near_kin(case: Case, *, by: Mandate, at: datetime) -> Case:
    """Record that the applicant declared no tie to handlers or committee members."""
    case = _running(case, by, at)
    case.data["near_kin_declared"] = True
    case.save(update_fields=["data"])
    audit.record("cases.kin_declared", subject=case, by=by, at=at, near=False)
    return case


@transaction.atomic
def note_complaint(case: Case, *, text: str, by: Mandate, at: datetime) -> Case:
    """Record a complaint about a case: the county must visit the family."""
    case = _running(case, by, at)
    case.complained = True
    case.data.setdefault("complaints", []).append({"text": text, "on": localdate(at).isoformat()})
    case.save(update_fields=["complained", "data"])
    audit.record("cases.complained", subject=case, by=by, at=at)
    return case


@transaction.atomic
def draw_sample(case: Case, *, by: Mandate, at: datetime) -> bool:
    """Decide whether the county visits this case as a sample; the share is a parameter.

    The draw is a keyed digest of the number: nobody can foresee it, and anybody with the key
    can check that it was not chosen by hand.
    """
    case = _running(case, by, at)
    percent = int(parameter(case.workflow, "sample_percent", case.division_id, localdate(at)).value)
    case.sampled = int(blind_index(f"sample {case.number}")[:8], 16) % 100 < percent
    case.save(update_fields=["sampled"])
    audit.record("cases.sample_drawn", subject=case, by=by, at=at, sampled=case.sampled)
    return case.sampled


@transaction.atomic
def ask_opinion(
    case: Case,
    *,
    intended: str,
    reasons: str,
    by: Mandate,
    at: datetime,
    document: Document | None = None,
) -> Hearing:
    """Ask the recipient for an opinion before a reduction or an end (社会救助法 48)."""
    case = _running(case, by, at)
    if not intended.strip() or not reasons.strip():
        raise StepRefused("听取意见须写明拟作出的决定和理由")
    found = deadline_for(
        case.workflow,
        "opinion_days",
        division=case.division_id,
        start=localdate(at),
        citizen=True,
    )
    hearing = Hearing.objects.create(
        case=case,
        asked_at=at,
        asked_by=by,
        intended=intended,
        reasons=reasons,
        due_on=found["due_on"],
        document=document,
    )
    audit.record("cases.opinion_asked", subject=case, by=by, at=at, due_on=str(hearing.due_on))
    return hearing


@transaction.atomic
def record_opinion(
    hearing: Hearing, *, by: Mandate, at: datetime, opinion: str = "", waived: bool = False
) -> Hearing:
    """Record what the recipient said, or that he waived saying anything."""
    case = _running(hearing.case, by, at)
    hearing = Hearing.objects.select_for_update().get(pk=hearing.pk)
    if hearing.heard_at is not None:
        return hearing
    if waived == bool(opinion.strip()):
        raise StepRefused("请填写意见内容，或选择放弃陈述")
    hearing.heard_at, hearing.is_waived, hearing.opinion = at, waived, opinion
    hearing.save()
    audit.record("cases.opinion_recorded", subject=case, by=by, at=at, waived=waived)
    return hearing


def _running(case: Case, by: Mandate, at: datetime) -> Case:
    """Return the row for writing; refuse strangers and finished cases."""
    row = Case.objects.select_for_update().get(pk=case.pk)
    if by.division_id not in divisions.lineage(row.division_id):
        raise StepRefused("该办件不属于您的辖区")
    if not is_own(row, by, localdate(at)):
        raise StepRefused(NOT_OWN)
    if row.closed_at is not None:
        raise StepRefused("办件已办结")
    return row
