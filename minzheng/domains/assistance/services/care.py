"""Care of supported persons: assessed by a hired body, form chosen by the person, agreed in writing."""

from datetime import date, datetime

import polars as pl
from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import CLERK
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.campaigns import services as life
from minzheng.kernel.campaigns.choices import ADMITTED as MOVED_IN
from minzheng.kernel.cases import choices as kinds
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.cases.models import Case, Task
from minzheng.kernel.determinations import queries as parameters
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.documents import services as documents
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Household, Person
from minzheng.policy import FactFrames, evaluate

from ..choices import (
    ADMITTED,
    CARE_ITEMS,
    CARE_MODES,
    CENTRALISED,
    TIERS,
    WAITING,
    WITHDRAWN,
)
from ..models import Admission, CareAgreement, SelfCareAssessment
from ..policies.tekun.policy import policy as tekun
from . import papers, settings

AGREEMENT = "国发〔2016〕14号：分散供养的签订照料护理协议"


def home_of(person: Person, on: date) -> Household:
    """Return the household a person belongs to; StepRefused where he has none."""
    found = people.household_of(person.pk, on)
    if found is None:
        raise StepRefused("该人员没有所属家庭，请先建立家庭档案")
    return found


def _reach(person: Person, by: Mandate, on: date) -> str:
    division = home_of(person, on).division_id
    if not accounts.covers(by, division):
        raise StepRefused("该人员不属于您的辖区")
    return str(division)


def tier_of(items: dict[str, bool], division: str, on: date) -> str:
    """Return the care tier the law gives six answers, at a place on a day (特困43号: 0, 1–3, 4–6)."""
    unit = pl.DataFrame([{"person": 0, "division": division, **items}])
    judged = evaluate(
        tekun, FactFrames(unit, None), parameters.parameter_store(tekun), on, {division: divisions.lineage(division)}
    )  # fmt: skip
    tier = judged.one(0)["care_tier"]
    if tier is None:
        raise StepRefused("六项指标不全，不能确定照料护理档次")
    return str(tier)


@transaction.atomic
def record_assessment(
    person: Person,
    *,
    body: str,
    assessors: str,
    assessed_on: date,
    items: dict[str, bool],
    by: Mandate,
    at: datetime,
    case: Case | None = None,
) -> SelfCareAssessment:
    """Record what the hired body found; the tier follows from the six items, the next is due then.

    Each item becomes a recorded fact that the policy reads. StepRefused (Chinese) for missing
    items, an assessment of the county's own staff (no body named), a stranger or a future day.
    """
    on = localdate(at)
    division = _reach(person, by, on)
    if set(items) != set(CARE_ITEMS):
        raise StepRefused("请填写全部六项指标")
    if not body.strip() or not assessors.strip():
        raise StepRefused("请填写受委托的评估机构和评估人员")
    if assessed_on > on:
        raise StepRefused("评估日期不能晚于今天")
    due_on = months.add_months(
        assessed_on, settings.whole("assessment_months", division, assessed_on)
    )
    row = SelfCareAssessment.objects.create(
        person=person, division_id=division, case=case, body=body.strip(), assessors=assessors.strip(),
        assessed_on=assessed_on, items=items, tier=tier_of(items, division, assessed_on), due_on=due_on, at=at, by=by,
    )  # fmt: skip
    source = determinations.Source(case_id=case.pk if case else None, note=body.strip())
    for column, able in items.items():
        _record(column, able, person, assessed_on, by=by, at=at, source=source, review_on=due_on)
    cases.close_tasks(person, by=by, at=at)
    audit.record("assistance.care.assessed", subject=row, by=by, at=at, tier=row.tier)
    return row


def _record(
    column: str,
    value: object,
    person: Person,
    since: date,
    *,
    by: Mandate,
    at: datetime,
    source: determinations.Source | None = None,
    review_on: date | None = None,
) -> None:
    try:
        determinations.record_fact(
            column, value, person=person, since=since, by=by, at=at, source=source, review_on=review_on
        )  # fmt: skip
    except determinations.FactError as problem:
        raise StepRefused(str(problem)) from problem


def record_finding(
    person: Person,
    column: str,
    value: object,
    *,
    since: date,
    by: Mandate,
    at: datetime,
    case: Case,
) -> None:
    """Record a finding of a case about a person, such as what his obligors can do."""
    source = determinations.Source(case_id=case.pk)
    _record(column, value, person, since, by=by, at=at, source=source)


def latest_items(person: Person, on: date) -> dict[str, bool]:
    """Return the six answers of the last assessment up to a day; empty where there is none."""
    row = SelfCareAssessment.objects.filter(person=person, assessed_on__lte=on).first()
    return dict(row.items) if row is not None else {}


@transaction.atomic
def ask_reassessment(person: Person, *, why: str, by: Mandate, at: datetime) -> Task:
    """Note a reported change of self-care; the county assesses anew within its days (特困43号)."""
    on = localdate(at)
    division = _reach(person, by, on)
    if not why.strip():
        raise StepRefused("请写明自理能力有什么变化")
    due = cases.deadline_for("assistance", "reassess_days", division=division, start=on)
    task = cases.open_task(
        kind=kinds.OTHER_TASK, title=f"{person.name}：自理能力重新评估（{why.strip()}）", role=CLERK,
        division=cases.place_for(CLERK, division), at=at, due_on=due["due_on"], subject=person, source=due["basis"],
    )  # fmt: skip
    audit.record("assistance.care.reassessment_asked", subject=person, by=by, at=at, why=why)
    return task


@transaction.atomic
def choose_mode(
    person: Person,
    mode: str,
    *,
    chosen_by: str,
    by: Mandate,
    at: datetime,
    case: Case | None = None,
) -> Admission | None:
    """Record the form of support the person (or a guardian) chose freely (社会救助法 art. 16).

    Whoever chooses the home comes onto the list of admissions; whoever chooses his own house is
    taken off it. Nobody else's will counts: ``chosen_by`` is named.
    """
    on = localdate(at)
    division = _reach(person, by, on)
    if mode not in CARE_MODES:
        raise StepRefused("请选择集中供养或者分散供养")
    if not chosen_by.strip():
        raise StepRefused("供养形式由本人或其监护人选择，请写明由谁选择")
    _record("care_mode", mode, person, on, by=by, at=at)
    audit.record("assistance.care.mode_chosen", subject=person, by=by, at=at, mode=mode, chosen_by=chosen_by)  # fmt: skip
    waiting = Admission.objects.filter(person=person, state=WAITING).first()
    if mode != CENTRALISED:
        if waiting is not None:
            waiting.state, waiting.settled_on = WITHDRAWN, on
            waiting.save(update_fields=["state", "settled_on"])
        return None
    tier = SelfCareAssessment.objects.filter(person=person).values_list("tier", flat=True).first()
    return waiting or Admission.objects.create(
        person=person, division_id=division, wanted_on=on, tier=tier or "", by=by,
        urgency=TIERS.index(tier) if tier in TIERS else 0,
    )  # fmt: skip


@transaction.atomic
def admit(
    admission: Admission, *, home: str, by: Mandate, at: datetime, note: str = ""
) -> Admission:
    """Admit a person to a home; who cannot care for himself goes first (国发〔2016〕14号).

    Going before somebody in greater need asks for a written reason. Nobody who wants is refused:
    there is no such step.
    """
    row: Admission = Admission.objects.select_for_update().get(pk=admission.pk)
    if not accounts.covers(by, row.division_id):
        raise StepRefused("该人员不属于您的辖区")
    if row.state != WAITING:
        raise StepRefused("该人员不在待入住名单中")
    if not home.strip():
        raise StepRefused("请填写供养机构")
    before = accounts.visible(
        Admission.objects.filter(state=WAITING, urgency__gt=row.urgency), by
    ).select_related("person")
    if before and not note.strip():
        names = "、".join(other.person.name for other in before[:3])
        raise StepRefused(f"生活不能自理的特困人员优先：{names}尚未入住，先安排他人须说明理由")
    row.state, row.home, row.settled_on, row.note = ADMITTED, home.strip(), localdate(at), note
    row.save(update_fields=["state", "home", "settled_on", "note"])
    audit.record("assistance.care.admitted", subject=row, by=by, at=at, home=home)
    life.record_life_event(
        row.person, kind=MOVED_IN, happened_on=localdate(at), note=row.home, by=by, at=at
    )
    return row


@transaction.atomic
def sign_agreement(
    person: Person,
    *,
    provider: str,
    relation: str,
    duties: str,
    until: date,
    by: Mandate,
    at: datetime,
) -> CareAgreement:
    """Agree who cares for a person supported at home; an agreement before it ends with this one.

    The paper is made for three signatures: township, provider, person (or guardian).
    """
    on = localdate(at)
    division = _reach(person, by, on)
    if not (provider.strip() and relation.strip() and duties.strip()):
        raise StepRefused("请填写照料服务人、与供养对象的关系和照料护理内容")
    if until <= on:
        raise StepRefused("协议终止日期须晚于签订日期")
    CareAgreement.objects.filter(person=person, ended_on=None).update(ended_on=on)
    row = CareAgreement.objects.create(
        person=person, division_id=division, provider=provider.strip(), relation=relation.strip(), duties=duties.strip(),
        signed_on=on, valid_to=until, by=by,
    )  # fmt: skip
    paper = {
        "issuer": papers.town_name(division),
        "number": f"{division[:9]}{on:%Y%m%d}{row.pk:06d}",
        "applicant": person.name,
        "address_line": divisions.full_name(division),
        "dated_on": papers.chinese_day(on),
        "provider": row.provider,
        "relation": row.relation,
        "duties": row.duties,
        "valid_to": papers.chinese_day(until),
    }
    row.document = documents.generate(
        "care_agreement", paper, division=division, subject=row, by=by, at=at
    )
    row.save(update_fields=["document"])
    Task.objects.filter(
        subject_key="people.person", subject_id=person.pk, done_at=None, source=AGREEMENT
    ).update(done_at=at, assignee=by)
    audit.record("assistance.care.agreed", subject=row, by=by, at=at, provider=row.provider)
    return row


def due_assessments(month: str, *, by: Mandate, at: datetime) -> int:
    """Put the assessments that fall due by the end of the month on the lists of the townships."""
    last = months.last_day(month)
    latest: dict[int, SelfCareAssessment] = {}
    rows = SelfCareAssessment.objects.select_related("person").order_by("assessed_on", "id")
    for row in accounts.visible(rows, by):
        latest[row.person_id] = row
    found = [
        {
            "kind": kinds.RECHECK_TASK, "title": f"{row.person.name}：生活自理能力评估到期", "role": CLERK,
            "division": cases.place_for(CLERK, row.division_id), "subject_key": "people.person", "subject_id": row.person_id,
            "due_on": row.due_on, "source": "特困人员认定办法（生活自理能力评估）",
        }
        for row in latest.values() if row.due_on <= last and row.person.died_on is None
    ]  # fmt: skip
    return cases.open_tasks(found, at=at)
