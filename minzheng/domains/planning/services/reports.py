"""Evaluation reports: drafted with frozen figures, written, sealed by a second person, opened to outsiders."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from minzheng.core.models import held
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import EVALUATOR
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.documents import choices as papers_kept
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.services.inspection import DOCX
from minzheng.kernel.documents.services.policies import document_number_problem

from ..choices import DRAFTED, REPORT_KINDS, REPORT_SECTIONS, SEALED, SUBMITTED
from ..models import EvaluationReport, Plan, ReportFigure, ReportReader, ReportText
from ..queries import reports
from ..queries.report_figures import Gathered
from ..queries.report_words import unknown_names
from . import report_papers
from .guards import PlanningError, need, said

LONGEST = 50_000
# What one person writes in one go is one version: a pause longer than this begins the next.
ONE_GO = timedelta(minutes=15)


@transaction.atomic
def draft(
    plan: Plan, kind: str, *, on: date, by: Mandate, at: datetime, claim: str = ""
) -> EvaluationReport:
    """Draft a report of a plan as it stands at a day: its figures are read and frozen now.

    ``claim`` is what the source says of its targets as a whole (quoted beside our own count). Words
    somebody wrote into the draft before are carried over; figures in them are the new ones.
    PlanningError.
    """
    need(by, "plans.enter", plan.division_id)
    if kind not in REPORT_KINDS:
        raise PlanningError("请选择报告种类。")
    if on > accounts.day_of(at) or on < plan.period_from:
        raise PlanningError("评估时点应在规划开始之后、今天或今天以前。")
    held(plan)
    figures, words = reports.gathered(plan, kind, on, by, claim.strip())
    before = EvaluationReport.objects.filter(plan=plan, kind=kind).order_by("-number").first()
    if before is not None and _says_the_same(before, on, claim.strip(), figures):
        raise PlanningError(f"数字与第{before.number}稿相同，不需要新的一稿。")
    row = EvaluationReport.objects.create(
        plan=plan, division_id=plan.division_id, kind=kind, on=on, claim=claim.strip(),
        number=(before.number if before else 0) + 1, title=_title(plan, kind), by=by, at=at,
        issuer=before.issuer if before else "",
    )  # fmt: skip
    ReportFigure.objects.bulk_create(
        ReportFigure(
            report=row, sequence=number, section=one.section, key=one.key, name=one.name, part=one.part,
            value=one.value, unit=one.unit[:20], text=one.text[:60], status=one.status, reason=one.reason[:500],
            indicator=one.indicator, period=one.period, observation=one.observation, target_id=one.target, rows=one.rows,
        )
        for number, one in enumerate(figures)
    )  # fmt: skip
    ReportText.objects.bulk_create(
        ReportText(report=row, section=section, version=1, body=body, is_prepared=True, by=by, at=at)
        for section, body in words.items()
    )  # fmt: skip
    carried = _carry_over(before, row, by, at) if before else 0
    audit.record(
        "planning.report.drafted", subject=row, by=by, at=at, number=row.number, figures=len(figures), carried=carried,
    )  # fmt: skip
    return row


def _says_the_same(
    before: EvaluationReport, on: date, claim: str, figures: Sequence[Gathered]
) -> bool:
    """Say whether a new draft would be the one there is: whoever presses twice makes one."""
    if (before.on, before.claim) != (on, claim) or before.state == SEALED:
        return False
    said = set(before.figures.values_list("key", "text", "status"))
    return said == {(one.key, one.text[:60], one.status) for one in figures}


def _title(plan: Plan, kind: str) -> str:
    return f"《{plan.title}》实施{REPORT_KINDS[kind]}"[:200]


def _carry_over(before: EvaluationReport, row: EvaluationReport, by: Mandate, at: datetime) -> int:
    """Copy the sections the writer touched from the draft before; return how many."""
    touched = [text for text in reports.latest(before).values() if not text.is_prepared]
    ReportText.objects.bulk_create(
        ReportText(report=row, section=text.section, version=2, body=text.body, by=by, at=at)
        for text in touched
    )
    return len(touched)


@transaction.atomic
def write(
    report: EvaluationReport, section: str, body: str, *, version: int, by: Mandate, at: datetime
) -> ReportText:
    """Keep the words of a section; ``version`` is the one the writer saw. PlanningError.

    Somebody else's newer words are never written over. What one person writes without a long pause
    is one version; everything earlier stays.
    """
    row = _open(report, by)
    if section not in REPORT_SECTIONS or len(body) > LONGEST:
        raise PlanningError("没有这一部分，或者文字过长。")
    last = row.texts.filter(section=section).order_by("-version").first()
    if last is not None and last.version != version:
        raise PlanningError(
            f"{last.by.user}刚刚改写了“{REPORT_SECTIONS[section]}”，请刷新后再改，您写的内容仍在屏幕上。"
        )
    body = "\n".join(line.rstrip() for line in body.replace("\r\n", "\n").split("\n")).strip("\n")
    if last is not None and last.body == body:
        return last
    is_same_go = (
        last is not None and not last.is_prepared and last.by_id == by.pk and at - last.at < ONE_GO
    )
    if last is not None and is_same_go:
        last.body = body
        last.save(update_fields=["body"])
        text = last
    else:
        number = last.version + 1 if last else 1
        text = ReportText.objects.create(report=row, section=section, version=number, body=body, by=by, at=at)  # fmt: skip
    audit.record("planning.report.written", subject=row, by=by, at=at, section=section, version=text.version)  # fmt: skip
    return text


@transaction.atomic
def restore(text: ReportText, *, by: Mandate, at: datetime) -> ReportText:
    """Make an earlier version of a section the newest one again; nothing is lost. PlanningError."""
    row = _open(text.report, by)
    last = row.texts.filter(section=text.section).aggregate(n=Max("version"))["n"]
    found = ReportText.objects.create(
        report=row, section=text.section, version=last + 1, body=text.body, by=by, at=at
    )
    audit.record("planning.report.written", subject=row, by=by, at=at, section=text.section, version=found.version, again=text.version)  # fmt: skip
    return found


def _open(report: EvaluationReport, by: Mandate) -> EvaluationReport:
    need(by, "plans.enter", report.division_id)
    row = held(report)
    if row.state != DRAFTED:
        raise PlanningError("这份报告不在起草中，不能修改；需要修改的请先退回。")
    return row


# -- from draft to sealed -----------------------------------------------------------------------


@transaction.atomic
def submit(report: EvaluationReport, *, by: Mandate, at: datetime) -> EvaluationReport:
    """Hand a draft to the second person; a name in 【】 that is no figure holds it back. PlanningError."""
    row = _open(report, by)
    names = list(row.figures.values_list("name", flat=True))
    strange = [
        f"“{REPORT_SECTIONS[text.section]}”中的【{name}】"
        for text in reports.latest(row).values()
        for name in unknown_names(text.body, names)
    ]
    if strange:
        raise PlanningError(f"{'、'.join(strange[:5])}不是本报告的数字，请改正或去掉括号。")
    row.state, row.submitted_by, row.submitted_at, row.note = SUBMITTED, by, at, ""
    row.save(update_fields=["state", "submitted_by", "submitted_at", "note"])
    audit.record("planning.report.submitted", subject=row, by=by, at=at)
    return row


@transaction.atomic
def send_back(
    report: EvaluationReport, *, note: str, by: Mandate, at: datetime
) -> EvaluationReport:
    """Give a submitted draft back to its writer with what is to be changed. PlanningError."""
    row = _submitted(report, by)
    row.state, row.note = DRAFTED, said(note=note)["note"]
    row.save(update_fields=["state", "note"])
    audit.record("planning.report.sent_back", subject=row, by=by, at=at)
    return row


@transaction.atomic
def seal(
    report: EvaluationReport, *, issuer: str, document_no: str = "", copies: str = "", by: Mandate, at: datetime
) -> EvaluationReport:  # fmt: skip
    """Make a submitted report final: another person than who handed it in; the paper is kept. PlanningError."""
    row = _submitted(report, by)
    if row.submitted_by is not None and row.submitted_by.user_id == by.user_id:
        raise PlanningError("提交人不能自己定稿，请由另一人办理。")
    if document_no.strip() and (problem := document_number_problem(document_no.strip())):
        raise PlanningError(f"{problem}。")
    row.issuer, row.document_no, row.copies = said(issuer=issuer)["issuer"], document_no.strip(), copies.strip()  # fmt: skip
    row.state, row.confirmed_by, row.confirmed_at = SEALED, by, at
    row.digest = reports.digest(row)
    row.document = documents.keep(
        report_papers.paper(row), f"{row.title}.docx", content_type=DOCX, kind=papers_kept.REPORT,
        title=row.title, division=row.division_id, subject=row, retention_class=papers_kept.PERMANENT, by=by, at=at,
    )  # fmt: skip
    row.save()
    audit.record("planning.report.sealed", subject=row, by=by, at=at, digest=row.digest)
    return row


def _submitted(report: EvaluationReport, by: Mandate) -> EvaluationReport:
    need(by, "plans.confirm", report.division_id)
    row = held(report)
    if row.state != SUBMITTED:
        raise PlanningError("这份报告没有等待定稿。")
    return row


# -- readers from outside -----------------------------------------------------------------------


@transaction.atomic
def admit(
    report: EvaluationReport, reader: Mandate, *, until: date, contract: str, by: Mandate, at: datetime
) -> ReportReader:  # fmt: skip
    """Let an evaluator of a third party read one report until a day, on a contract. PlanningError."""
    need(by, "plans.confirm", report.division_id)
    if reader.role != EVALUATOR or until < accounts.day_of(at):
        raise PlanningError("请选择第三方评估人，查阅期限不能早于今天。")
    if report.readers.filter(reader=reader, withdrawn_at=None).exists():
        raise PlanningError("已经授权这位评估人，需要改期限的请先收回。")
    row = ReportReader.objects.create(
        report=report, reader=reader, until=until, by=by, at=at, **said(contract=contract)
    )
    audit.record("planning.report.admitted", subject=report, by=by, at=at, reader=reader.key, until=until.isoformat())  # fmt: skip
    return row


@transaction.atomic
def shut_out(reader: ReportReader, *, by: Mandate, at: datetime) -> ReportReader:
    """Take the permission to read back. PlanningError."""
    need(by, "plans.confirm", reader.report.division_id)
    row = held(reader)
    if row.withdrawn_at is not None:
        raise PlanningError("授权已经收回。")
    row.withdrawn_by, row.withdrawn_at = by, at
    row.save(update_fields=["withdrawn_by", "withdrawn_at"])
    audit.record("planning.report.shut_out", subject=row.report, by=by, at=at, reader=row.reader.key)  # fmt: skip
    return row


@transaction.atomic
def opine(report: EvaluationReport, *, opinion: str, by: Mandate, at: datetime) -> ReportReader:
    """Keep what an evaluator who was let in thinks of a report; he may say it once. PlanningError."""
    admitted = reports.admissions(accounts.day_of(at)).filter(report=report, reader=by).first()
    if admitted is None or not by.may("plans.evaluate"):
        raise PlanningError("您没有获得这份报告的查阅授权。")
    row = held(admitted)
    if row.opinion:
        raise PlanningError("评估意见已经提交。")
    row.opinion, row.opined_at = said(opinion=opinion)["opinion"], at
    row.save(update_fields=["opinion", "opined_at"])
    audit.record("planning.report.opined", subject=report, by=by, at=at)
    return row


def look(report: EvaluationReport, what: str, *, by: Mandate, at: datetime) -> None:
    """Put on record that an outsider looked at a report, and at which part of it."""
    if by.role == EVALUATOR:
        audit.record_look(report, by=by, at=at, reason=what)
