"""Needs that people report: folded where several tell of one, and every reporter answered."""

from datetime import date, datetime, timedelta
from difflib import SequenceMatcher

from django.db import transaction

from minzheng.core import working_days
from minzheng.core.text import half_width
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import CLERK
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.choices import OTHER_TASK
from minzheng.kernel.determinations import queries as parameters
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.monitoring import services as monitoring
from minzheng.kernel.monitoring.choices import LeadSource, LeadState
from minzheng.kernel.monitoring.models import Lead
from minzheng.kernel.people.models import Household, Person

from ..choices import CHANNELS, CITIZEN, HOTLINE
from ..declarations import PLACES
from ..models import Errand, NeedReport

OWNER = "campaigns"
RUNNING = tuple(s.value for s in (LeadState.OPEN, LeadState.VERIFYING, LeadState.CASE_OPENED))
ALIKE = 0.75


class CampaignError(ValueError):
    """Something active discovery cannot do; the text is for the person at the screen."""


def limit(name: str, division: str, on: date) -> int:
    """Return a number of days set per division; CampaignError when nobody set it."""
    row = parameters.value_in_force(OWNER, name, division, on)
    if row is None:
        raise CampaignError(f"没有设定主动发现参数“{name}”，请先录入。")
    return int(row.value)


def working_day(name: str, division: str, start: date) -> date:
    """Return the day that lies so many working days, set per division, after another."""
    return working_days.calendar().add_working_days(start, limit(name, division, start))


@transaction.atomic
def report_need(
    *,
    division: Division,
    text: str,
    by: Mandate,
    at: datetime,
    channel: str = "",
    household: Household | None = None,
    person: Person | None = None,
    place: str = "",
    told_by: str = "",
    phone: str = "",
    order_number: str = "",
    urgent: bool = False,
    receipt_id: str | None = None,
) -> NeedReport:
    """Take down a need somebody noticed; it opens a lead, or joins the one that runs already.

    Without ``channel`` it is the place of the mandate in the four-level network; a call to 12345
    carries its ``order_number``. Reports about the same household, person, order or a similar
    place within ``report_fold_days`` share one lead. The reporter is owed an answer within
    ``report_answer_days``. The same ``receipt_id`` twice is one report. CampaignError and
    LeadError (Chinese).
    """
    known = NeedReport.objects.filter(receipt_id=receipt_id).first() if receipt_id else None
    if known is not None:
        if known.by.user_id != by.user_id:
            raise CampaignError("离线回执号已被其他上报使用。")
        return known
    channel = _channel(channel, by, order_number)
    # Two who report the same need at the same moment are taken one after the other.
    Division.objects.select_for_update().get(pk=division.pk)
    if not accounts.is_on(OWNER, division.code, accounts.day_of(at)):
        raise CampaignError("主动发现在该地尚未启用或已停用。")
    report = NeedReport(
        channel=channel, division=division, household=household, person=person, place=place.strip()[:100],
        text=text.strip()[:500], told_by=told_by.strip()[:60], phone=phone.strip() or None,
        order_number=order_number.strip()[:40], reported_at=at, by=by, receipt_id=receipt_id or None,
        answer_due_on=working_day("report_answer_days", division.code, accounts.day_of(at)),
    )  # fmt: skip
    running = _same_need(report)
    report.is_joined = running is not None
    source = LeadSource.HOTLINE if channel == HOTLINE else LeadSource.REPORT
    report.lead = running or monitoring.report_lead(
        source=source.value, division=division, household=household, person=person, urgent=urgent,
        text="：".join(filter(None, (report.place, report.text))), by=by, at=at,
    )  # fmt: skip
    report.save()
    cases.open_task(
        kind=OTHER_TASK, title=f"答复上报：{report.text}", role=CLERK.key,
        division=cases.place_for(CLERK, division.code), at=at, due_on=report.answer_due_on,
        subject=report, source=CHANNELS[channel],
    )  # fmt: skip
    audit.record(
        "campaigns.need.reported", subject=report, by=by, at=at, channel=channel,
        lead=report.lead_id, joined=report.is_joined,
    )  # fmt: skip
    return report


def _channel(channel: str, by: Mandate, order_number: str) -> str:
    """Return how a report came; a hotline call has an order number, and nobody speaks for another level."""
    own = PLACES.get(by.role, "")
    channel = channel or own
    if not by.may("needs.report") or channel not in {own, HOTLINE, CITIZEN}:
        raise CampaignError("您的岗位不能这样上报。")
    if (channel == HOTLINE) != bool(order_number.strip()):
        raise CampaignError("热线反映须填写工单号，其他来源不填。")
    return channel


def _same_need(report: NeedReport) -> Lead | None:
    """Return the running lead that tells of the same need, if any."""
    on = accounts.day_of(report.reported_at)
    since = on - timedelta(days=limit("report_fold_days", report.division_id, on))
    rows = Lead.objects.filter(
        state__in=RUNNING, found_on__gte=since, division__path__startswith=report.division.path
    )
    rows = rows.exclude(source=LeadSource.CYCLE.value).order_by("-found_on", "-id")
    if report.order_number:
        called = NeedReport.objects.filter(order_number=report.order_number).values("lead")
        if (lead := rows.filter(pk__in=called).first()) is not None:
            return lead
    if report.person is not None:
        return rows.filter(person=report.person).first()
    if report.household is not None:
        return rows.filter(household=report.household).first()
    if not report.place:
        return None
    nameless = NeedReport.objects.filter(lead__in=rows, household=None, person=None)
    near = nameless.filter(division=report.division).select_related("lead").order_by("-id")
    return next((r.lead for r in near if _alike(r.place, report.place)), None)


def _alike(one: str, other: str) -> bool:
    """Say whether two places written by hand are the same: 三社老井旁 and 三社老井边."""
    one, other = half_width(one).replace(" ", ""), half_width(other).replace(" ", "")
    return bool(one) and SequenceMatcher(None, one, other).ratio() >= ALIKE


@transaction.atomic
def answer_report(report: NeedReport, answer: str, *, by: Mandate, at: datetime) -> NeedReport:
    """Tell the reporter what was done; every report has its own answer. CampaignError (Chinese)."""
    row = NeedReport.objects.select_for_update().get(pk=report.pk)
    if not by.may("cases.take") or not accounts.covers(by, row.division_id):
        raise CampaignError("您的岗位或辖区不能答复这条上报。")
    if row.answered_at is not None:
        raise CampaignError("这条上报已经答复。")
    if not answer.strip():
        raise CampaignError("请填写答复内容。")
    row.answer, row.answered_at, row.answered_by = answer.strip()[:500], at, by
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    cases.close_tasks(row, by=None, at=at)
    audit.record("campaigns.need.answered", subject=row, by=by, at=at)
    return row


@transaction.atomic
def send_errand(report: NeedReport, to: Mandate, text: str, *, by: Mandate, at: datetime) -> Errand:
    """Ask one member of the network to look into a report; it lies on that member's list.

    CampaignError (Chinese) for somebody outside the network or for a place not one's own.
    """
    if not by.may("cases.take") or not accounts.covers(by, report.division_id):
        raise CampaignError("您的岗位或辖区不能就这条上报派单。")
    reach = report.division.path.startswith(to.division.path)
    if to.role not in PLACES or not reach:
        raise CampaignError("只能派给四级信息网中管辖该地的人员。")
    if not text.strip():
        raise CampaignError("请写明请对方办的事。")
    errand = Errand.objects.create(
        report=report, to=to, text=text.strip()[:300], sent_at=at, sent_by=by,
        due_on=working_day("report_answer_days", report.division_id, accounts.day_of(at)),
    )  # fmt: skip
    cases.open_task(
        kind=OTHER_TASK, title=errand.text, role=to.role, division=to.division_id, at=at,
        due_on=errand.due_on, subject=errand, assignee=to, source="网络派单",
    )  # fmt: skip
    audit.record("campaigns.errand.sent", subject=errand, by=by, at=at, to=to.pk)
    return errand


@transaction.atomic
def reply_errand(errand: Errand, reply: str, *, by: Mandate, at: datetime) -> Errand:
    """Write down what the member of the network found; only the one who was asked replies."""
    row = Errand.objects.select_for_update().get(pk=errand.pk)
    if row.to_id != by.pk:
        raise CampaignError("只能由被派单的人员回报。")
    if row.replied_at is not None:
        raise CampaignError("这张派单已经回报。")
    if not reply.strip():
        raise CampaignError("请填写看到的情况。")
    row.reply, row.replied_at = reply.strip()[:500], at
    row.save(update_fields=["reply", "replied_at"])
    cases.close_tasks(row, by=None, at=at)
    audit.record("campaigns.errand.replied", subject=row, by=by, at=at)
    return row
