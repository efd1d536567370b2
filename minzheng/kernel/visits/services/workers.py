"""Those who serve families: entered, charged with a person by a letter, assessed, given tasks."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import transaction

from minzheng.core.models import held, once
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases.models import Case
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents.models import Document
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Household, Person

from .. import choices, queries
from ..declarations import NEEDS
from ..models import Assistant, CareCharge, QualityAssessment, ServiceWorker, Visit, WorkTask
from .visits import VisitRefused

Serving = TypeVar("Serving", Assistant, CareCharge)


def keeps(by: Mandate, division: str, *, record: bool = False) -> None:
    """Refuse who does not keep the registers of visiting at a division; ``record``: visitors may too."""
    allowed = by.may("visits.plan") or (record and by.may("visits.record"))
    if not allowed or not accounts.covers(by, division):
        raise VisitRefused("您的岗位或辖区不能登记服务人员、照料责任和村级活动")


@transaction.atomic
def ended(
    serving: Serving,
    verb: str,
    *,
    refusal: str,
    until: date,
    reason: str,
    by: Mandate,
    at: datetime,
) -> Serving:
    """End a post or a letter of responsibility on a day, with the reason. VisitRefused (Chinese)."""
    row = held(serving)
    keeps(by, row.division_id)
    if row.valid_to is not None or until <= row.valid_from or not reason.strip():
        raise VisitRefused(refusal)
    row.valid_to, row.end_reason = until, reason.strip()[:200]
    row.save(update_fields=["valid_to", "end_reason"])
    audit.record(verb, subject=row, by=by, at=at, reason=row.end_reason)
    return row


def enter_worker(
    division: Division,
    *,
    name: str,
    kind: str,
    valid_from: date,
    by: Mandate,
    at: datetime,
    body: str = "",
    certificate: str = "",
    contract: str = "",
    phone: str = "",
) -> ServiceWorker:
    """Enter a carer, social worker, visitor or volunteer who serves a division. VisitRefused (Chinese)."""
    keeps(by, division.code)
    if not name.strip() or kind not in choices.WORKER_KINDS:
        raise VisitRefused("请填写姓名和类别")
    if kind == choices.SOCIAL_WORKER and not body.strip():
        raise VisitRefused("请填写社会工作者所属机构")
    with once(VisitRefused(f"{name.strip()}已经登记")):
        row = ServiceWorker.objects.create(
            name=name.strip(), kind=kind, body=body.strip(), certificate=certificate.strip(),
            contract=contract.strip(), phone=phone or None, division=division,
            valid_from=valid_from, by=by, at=at,
        )  # fmt: skip
        audit.record("visits.worker_entered", subject=row, by=by, at=at, kind=kind)
    return row


@transaction.atomic
def retire_worker(
    worker: ServiceWorker, *, until: date, reason: str, by: Mandate, at: datetime
) -> ServiceWorker:
    """End a worker's service on a day; the charges end with it."""
    row = held(worker)
    keeps(by, row.division_id)
    if row.valid_to is not None or until <= row.valid_from:
        raise VisitRefused("该人员已经停止服务，或者停止日期不晚于开始日期")
    row.valid_to = until
    row.save(update_fields=["valid_to"])
    for charge in row.charges.filter(valid_to=None):
        charge.valid_to, charge.end_reason = (
            max(until, charge.valid_from + timedelta(days=1)),
            reason,
        )
        charge.save(update_fields=["valid_to", "end_reason"])
    audit.record("visits.worker_retired", subject=row, by=by, at=at, reason=reason)
    return row


def charge_carer(
    worker: ServiceWorker,
    person: Person,
    *,
    duties: str,
    signed_on: date,
    by: Mandate,
    at: datetime,
    relation: str = "",
    document: Document | None = None,
    supervisor: Mandate | None = None,
) -> CareCharge:
    """Make a carer responsible for a person by the letter both signed (照料责任书). VisitRefused (Chinese)."""
    on = accounts.day_of(at)
    home = people.household_of(person.pk, on)
    if home is None:
        raise VisitRefused("没有找到该人员的家庭档案")
    keeps(by, home.division_id)
    if not duties.strip():
        raise VisitRefused("请写明照料内容和责任")
    if signed_on > on or not worker.is_in_force(signed_on):
        raise VisitRefused("签订日期须在服务人员服务期间内，且不晚于今天")
    if not divisions.lies_within(home.division_id, worker.division_id):
        raise VisitRefused(f"{worker.name}不在该户所在地服务")
    with once(VisitRefused(f"{worker.name}已经签订对{person.name}的责任书")):
        row = CareCharge.objects.create(
            worker=worker, household=home, person=person, division_id=home.division_id,
            relation=relation.strip(), duties=duties.strip(), signed_on=signed_on,
            valid_from=signed_on, document=document, supervisor=supervisor, by=by, at=at,
        )  # fmt: skip
        audit.record("visits.carer_charged", subject=row, by=by, at=at, person=person.pk)
    return row


def end_charge(
    charge: CareCharge, *, until: date, reason: str, by: Mandate, at: datetime
) -> CareCharge:
    """End a letter of responsibility with the reason."""
    return ended(
        charge, "visits.charge_ended", refusal="责任书已经解除，或者没有填写原因、日期有误",
        until=until, reason=reason, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def assess_quality(
    charge: CareCharge,
    *,
    scores: Mapping[str, int],
    assessed_on: date,
    by: Mandate,
    at: datetime,
    remarks: str = "",
) -> QualityAssessment:
    """Assess how somebody is cared for, each item out of 100; under the pass mark it must be mended in time.

    VisitRefused (Chinese): items missing, a low mark without what is to be mended, the second of a day.
    """
    keeps(by, charge.division_id)
    if set(scores) != set(choices.QUALITY_ITEMS) or not all(0 <= s <= 100 for s in scores.values()):
        raise VisitRefused("请为每一项打分（0 至 100 分）")
    if assessed_on > accounts.day_of(at):
        raise VisitRefused("评估日期不能晚于今天")
    terms = queries.limits(charge.division_id, assessed_on)
    if not {"quality_pass", "mend_days"} <= set(terms):
        raise VisitRefused("当地没有设置评估合格线")
    total = sum(scores.values()) // len(scores)
    is_passed = min(scores.values()) >= terms["quality_pass"]
    if not is_passed and not remarks.strip():
        raise VisitRefused("有不合格项目，请写明整改要求")
    if charge.assessments.filter(assessed_on=assessed_on).exists():
        raise VisitRefused("当天已经评估")
    row = QualityAssessment.objects.create(
        charge=charge, division_id=charge.division_id, assessed_on=assessed_on, scores=dict(scores),
        total=total, is_passed=is_passed, remarks=remarks.strip()[:500],
        mend_by=None if is_passed else assessed_on + timedelta(days=terms["mend_days"]), by=by, at=at,
    )  # fmt: skip
    audit.record("visits.quality_assessed", subject=row, by=by, at=at, total=total)
    return row


@transaction.atomic
def mark_mended(
    assessment: QualityAssessment, *, on: date, by: Mandate, at: datetime
) -> QualityAssessment:
    """Record that what an assessment found wrong was put right."""
    row = held(assessment)
    keeps(by, row.division_id)
    if (
        row.is_passed
        or row.mended_on is not None
        or not row.assessed_on <= on <= accounts.day_of(at)
    ):
        raise VisitRefused("该评估没有待整改事项，或者日期有误")
    row.mended_on = on
    row.save(update_fields=["mended_on"])
    audit.record("visits.quality_mended", subject=row, by=by, at=at)
    return row


@transaction.atomic
def give_task(
    worker: ServiceWorker,
    household: Household,
    *,
    kind: str,
    text: str,
    due_on: date,
    by: Mandate,
    at: datetime,
    person: Person | None = None,
    case: Case | None = None,
) -> WorkTask:
    """Ask a social worker for a survey, a filing, a needs analysis or a service to a family. VisitRefused."""
    keeps(by, household.division_id)
    if kind not in choices.WORK_KINDS or not text.strip():
        raise VisitRefused("请选择任务并写明要求")
    if worker.kind == choices.CARER:
        raise VisitRefused("照料服务人员签订照料责任书，不接受社会工作任务")
    if not worker.is_in_force(accounts.day_of(at)) or due_on < accounts.day_of(at):
        raise VisitRefused("该人员已停止服务，或者完成期限早于今天")
    if case is not None and case.household_id != household.pk:
        raise VisitRefused("办件与家庭不一致")
    row = WorkTask.objects.create(
        worker=worker, kind=kind, household=household, person=person, division=household.division,
        case=case, text=text.strip()[:300], due_on=due_on, by=by, at=at,
    )  # fmt: skip
    audit.record("visits.task_given", subject=row, by=by, at=at, kind=kind, worker=worker.pk)
    return row


@transaction.atomic
def complete_task(
    task: WorkTask,
    *,
    result: str,
    done_on: date,
    by: Mandate,
    at: datetime,
    needs: Collection[str] = (),
    passed_to: str = "",
    visit: Visit | None = None,
) -> WorkTask:
    """Record what a social worker did and found; a needs analysis names the needs, a referral where to."""
    row = held(task)
    keeps(by, row.division_id)
    if row.done_on is not None:
        raise VisitRefused("该任务已经完成")
    if not result.strip() or not accounts.day_of(row.at) <= done_on <= accounts.day_of(at):
        raise VisitRefused("请填写完成情况；完成日期应在交办之后、今天以前")
    if not set(needs) <= {key for key, _label in NEEDS}:
        raise VisitRefused("需求类别有误")
    if row.kind == "needs" and not needs:
        raise VisitRefused("需求分析须写明发现的需求类别")
    if row.kind == "referral" and not passed_to.strip():
        raise VisitRefused("请填写转介去向")
    if visit is not None and visit.household_id != row.household_id:
        raise VisitRefused("走访记录与任务的家庭不一致")
    row.result, row.done_on, row.done_by = result.strip(), done_on, by
    row.needs, row.passed_to, row.visit = sorted(needs), passed_to.strip()[:120], visit
    row.save(update_fields=["result", "done_on", "done_by", "needs", "passed_to", "visit"])
    audit.record("visits.task_completed", subject=row, by=by, at=at, kind=row.kind)
    return row
