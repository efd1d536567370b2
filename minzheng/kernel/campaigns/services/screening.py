"""Screening an area: a plan, lists by village and worker, results from the field, a closing report."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import cycle
from typing import Any

from django.db import transaction

from minzheng.facts import COLUMNS
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import CLERK, VILLAGE_WORKER
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases.models import Case
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.monitoring import services as monitoring
from minzheng.kernel.monitoring.choices import LeadSource
from minzheng.kernel.people.models import Membership
from minzheng.kernel.visits import services as visits
from minzheng.kernel.visits.choices import CARE
from minzheng.kernel.visits.models import Visit

from .. import queries
from ..choices import CLOSED, LEADING, PLANNED, RESULTS, RUNNING
from ..declarations import Listed, Question, target_of, targets
from ..models import Campaign, CampaignLine
from .reports import OWNER, CampaignError

BATCH = 500


@transaction.atomic
def plan_campaign(
    *,
    title: str,
    basis: str,
    division: Division,
    target: str,
    starts_on: date,
    ends_on: date,
    by: Mandate,
    at: datetime,
) -> Campaign:
    """Plan a screening of an area; the lists are made by ``fill_lists``. CampaignError (Chinese)."""
    if not by.may("campaigns.plan") or not accounts.covers(by, division.code):
        raise CampaignError("您的岗位或辖区不能组织摸排。")
    if not accounts.is_on(OWNER, division.code, accounts.day_of(at)):
        raise CampaignError("主动发现在该地尚未启用或已停用。")
    if target not in {known.key for known in targets()}:
        raise CampaignError("没有这类摸排对象。")
    if not (title.strip() and basis.strip()):
        raise CampaignError("请填写名称和依据。")
    if ends_on < starts_on:
        raise CampaignError("结束日期不能早于开始日期。")
    row = Campaign.objects.create(
        title=title.strip()[:100], basis=basis.strip()[:200], division=division, target=target,
        starts_on=starts_on, ends_on=ends_on, planned_at=at, planned_by=by,
    )  # fmt: skip
    audit.record("campaigns.campaign.planned", subject=row, by=by, at=at, target=target)
    return row


def fill_lists(campaign: Campaign, *, by: Mandate, at: datetime) -> int:
    """Put everybody the campaign is about on the list of a village and a worker; return how many are new.

    Written in parts: interrupted and run again it goes on where it stopped, and nobody is listed
    twice. While it runs it may be called again for those who have come since.
    """
    if not by.may("campaigns.plan") or not accounts.covers(by, campaign.division_id):
        raise CampaignError("您的岗位或辖区不能组织摸排。")
    if campaign.state == CLOSED:
        raise CampaignError("摸排已经结束。")
    on = accounts.day_of(at)
    codes = list(divisions.subtree(campaign.division_id).values_list("code", flat=True))
    # A person is listed once wherever he lives, a household once as a whole.
    listed: set[tuple[int | None, int | None]] = {
        (None, person) if person else (household, None)
        for household, person in campaign.lines.values_list("household", "person")
    }
    workers = _Workers(on)
    fresh = []
    for one in target_of(campaign.target).query(codes, on):
        key = (None, one.person) if one.person else (one.household, None)
        if key not in listed:
            listed.add(key)
            fresh.append(_line(campaign, one, workers))
    before = campaign.lines.count()
    for start in range(0, len(fresh), BATCH):
        # Another click at the same moment may have listed some of them.
        CampaignLine.objects.bulk_create(fresh[start : start + BATCH], ignore_conflicts=True)
    made = campaign.lines.count() - before
    with transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(state=RUNNING, listed_at=at)
        audit.record("campaigns.lists.filled", subject=campaign, by=by, at=at, lines=made)
    campaign.refresh_from_db()
    return made


def _line(campaign: Campaign, one: Listed, workers: "_Workers") -> CampaignLine:
    return CampaignLine(
        campaign=campaign, household_id=one.household, person_id=one.person,
        division_id=one.division, known=dict(one.known), worker_id=workers.of(one.division),
    )  # fmt: skip


class _Workers:
    """Who goes where: the workers of a village in turn, else the clerks of its township."""

    def __init__(self, on: date) -> None:
        self.lineages = divisions.lineages()
        self.at: defaultdict[str, list[int]] = defaultdict(list)
        rows = Mandate.objects.in_force(on).filter(
            role__in=(VILLAGE_WORKER.key, CLERK.key), user__is_active=True
        )
        for pk, division in rows.order_by("pk").values_list("pk", "division"):
            self.at[division].append(pk)
        self.turns: dict[str, Iterator[int]] = {}

    def of(self, division: str) -> int | None:
        """Return the next worker for a division, or None where there is nobody."""
        place = next((code for code in self.lineages.get(division, ()) if self.at.get(code)), None)
        if place is None:
            return None
        if place not in self.turns:
            self.turns[place] = cycle(self.at[place])
        return next(self.turns[place])


@transaction.atomic
def record_result(
    line: CampaignLine,
    *,
    result: str,
    answers: Mapping[str, str],
    note: str,
    visited_at: datetime,
    by: Mandate,
    at: datetime,
    receipt_id: str | None = None,
) -> CampaignLine:
    """Keep what was found at one door: a visit with its facts, and a lead where something is to be done.

    The same receipt twice changes nothing; a line that somebody else settled meanwhile is not
    overwritten. CampaignError and VisitRefused (Chinese).
    """
    row = CampaignLine.objects.select_for_update().select_related("campaign").get(pk=line.pk)
    if row.done_at is not None:
        if receipt_id and row.receipt_id == receipt_id and row.done_by_id == by.pk:
            return row
        raise CampaignError("这一户（人）的结果已经登记，不能重复登记。")
    if not by.may("visits.record") or not accounts.covers(by, row.division_id):
        raise CampaignError("您的岗位或辖区不能登记这条摸排结果。")
    if row.campaign.state != RUNNING:
        raise CampaignError("摸排尚未开始或已经结束。")
    if receipt_id and CampaignLine.objects.filter(receipt_id=receipt_id).exists():
        raise CampaignError("这张回执已用于另一户（人），请重新打开页面登记。")
    if result not in RESULTS:
        raise CampaignError("请选择摸排结果。")
    if result in LEADING and not note.strip():
        raise CampaignError("请写明需要救助或者变化的情况。")
    if visited_at > at:
        raise CampaignError("走访时间不能晚于当前时间。")
    kept = _answered(target_of(row.campaign.target).questions, answers)
    row.result, row.answers, row.note = result, kept, note.strip()[:500]
    row.visited_at, row.done_at, row.done_by = visited_at, at, by
    row.receipt_id = receipt_id or None
    row.visit = _visit(row, kept, by=by, at=at)
    if result in LEADING:
        row.lead = monitoring.report_lead(
            source=LeadSource.VISIT.value, division=row.division, household=row.household,
            person=row.person, text=f"{row.campaign.title}：{RESULTS[result]}。{row.note}", by=by, at=at,
        )  # fmt: skip
    row.save()
    audit.record(
        "campaigns.result.recorded", subject=row, by=by, at=at, result=result, lead=row.lead_id
    )
    return row


def _answered(questions: tuple[Question, ...], answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers to the campaign's own questions; a choice must be one that was offered."""
    kept = {}
    for question in questions:
        said = str(answers.get(question.key, "")).strip()
        if said and question.options and said not in question.options:
            raise CampaignError(f"“{question.label}”没有“{said}”这一项。")
        if said:
            kept[question.key] = said[:200]
    return kept


def _visit(
    row: CampaignLine, kept: Mapping[str, str], *, by: Mandate, at: datetime
) -> Visit | None:
    """Record the visit in the household's file, with what was found under the facts it tells of."""
    if row.household is None or row.visited_at is None:
        return None
    asked = {question.key: question for question in target_of(row.campaign.target).questions}
    member = row.person_id is not None and (
        Membership.objects.in_force(accounts.day_of(row.visited_at))
        .filter(household=row.household, person=row.person)
        .exists()
    )
    facts: list[dict[str, Any]] = [
        {"column": asked[key].fact, "value": said, "person": row.person_id}
        for key, said in kept.items()
        if asked[key].fact and COLUMNS[asked[key].fact].grain == "person" and member
    ]
    return visits.record_visit(
        row.household, kind=CARE, purpose=f"摸排：{row.campaign.title}", visited_at=row.visited_at,
        by=by, at=at, person=row.person, place=row.division.name, facts=facts,
        findings={asked[key].label: said for key, said in kept.items()},
        conclusion="。".join(filter(None, (RESULTS[row.result], row.note))),
        receipt_id=f"campaign-{row.pk}",
    )  # fmt: skip


@transaction.atomic
def open_line_case(line: CampaignLine, workflow: str, *, by: Mandate, at: datetime) -> Case:
    """Open the procedure that a need found in the field leads to; the procedure decides.

    StepRefused, LeadError and CampaignError (Chinese).
    """
    if workflow not in target_of(line.campaign.target).workflows:
        raise CampaignError("请选择要办理的事项。")
    if line.lead is None:
        raise CampaignError("没有发现需要办理的情况。")
    return monitoring.open_case_from_lead(line.lead, workflow=workflow, by=by, at=at)


@transaction.atomic
def close_campaign(campaign: Campaign, *, conclusion: str, by: Mandate, at: datetime) -> Campaign:
    """End a campaign: its figures of the day are kept, whoever was not reached is explained.

    What the leads lead to later is followed beside the kept figures. CampaignError (Chinese).
    """
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if not by.may("campaigns.plan") or not accounts.covers(by, row.division_id):
        raise CampaignError("您的岗位或辖区不能结束摸排。")
    if row.state != RUNNING:
        words = "尚未开始" if row.state == PLANNED else "已经结束"
        raise CampaignError(f"摸排{words}。")
    if not conclusion.strip():
        raise CampaignError("请填写总结；有未摸排的，请说明原因。")
    row.closing = [one.figures() for one in queries.progress(by, row)]
    row.state, row.closed_at, row.conclusion = CLOSED, at, conclusion.strip()
    row.save(update_fields=["closing", "state", "closed_at", "conclusion"])
    audit.record("campaigns.campaign.closed", subject=row, by=by, at=at)
    return row
