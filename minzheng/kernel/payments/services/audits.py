"""The auditor's deeds: draw a sample, say what was seen, record findings, close them once they are mended."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions import queries as divisions

from ..models import AuditFinding, AuditItem, AuditSample, PaymentLine
from ..models.audits import ANSWERED, CLOSED, DOUBTFUL, OPEN, OUTCOMES
from ..queries import audits
from .runs import PaymentError

MOST = 500


def _auditing(by: Mandate, division: str) -> None:
    if not by.may("payments.audit"):
        raise PaymentError("只有审计监督人可以办理这一步")
    if by.division_id not in divisions.lineage(division):
        raise PaymentError("不属于您的辖区")


@transaction.atomic
def draw_sample(
    asked: Mapping[str, str], *, size: int, by: Mandate, at: datetime, seed: str = ""
) -> AuditSample:
    """Draw `size` lines at random from those that answer `asked` and keep them with the seed.

    The seed may be agreed beforehand (a lottery number, say); else one is made. PaymentError when
    nothing answers or more than 500 lines are asked for.
    """
    _auditing(by, by.division_id)
    if not 1 <= size <= MOST:
        raise PaymentError(f"抽样笔数须在 1 至 {MOST} 之间")
    questions = audits.asked_only(asked)
    upto = PaymentLine.objects.aggregate(last=Max("pk"))["last"] or 0
    keys = audits.population(by, questions, upto)
    if not keys:
        raise PaymentError("没有符合条件的发放明细，无从抽样")
    seed = seed.strip()[:40] or str(secrets.randbelow(10**12))
    sample = AuditSample.objects.create(
        division=by.division, asked=questions, worded=audits.worded(questions), seed=seed,
        population=len(keys), upto=upto, digest=audits.digest_of(keys), made_by=by, made_at=at,
    )  # fmt: skip
    chosen = audits.drawn(keys, seed, size)
    AuditItem.objects.bulk_create(
        AuditItem(sample=sample, position=n, line_id=key) for n, key in enumerate(chosen, start=1)
    )
    audit.record(
        "payments.sample.drawn", subject=sample, by=by, at=at, lines=len(chosen), rows=len(keys), seed=seed,
    )  # fmt: skip
    return sample


@transaction.atomic
def judge_item(item: AuditItem, *, outcome: str, by: Mandate, at: datetime, note: str = "") -> None:
    """Write down what was seen of one line; a doubt says why. A closed sample takes nothing more."""
    sample = AuditSample.objects.select_for_update().get(pk=item.sample_id)
    _auditing(by, sample.division_id)
    if sample.closed_at is not None:
        raise PaymentError("抽样已办结，不能再改")
    if outcome not in OUTCOMES:
        raise PaymentError("请选择核查结果")
    if outcome == DOUBTFUL and not note.strip():
        raise PaymentError("有疑点的，请写明疑点")
    item.outcome, item.note, item.judged_by, item.judged_at = outcome, note.strip()[:300], by, at
    item.save(update_fields=["outcome", "note", "judged_by", "judged_at"])
    audit.record(
        "payments.sample.judged", subject=item, by=by, at=at, outcome=str(OUTCOMES[outcome])
    )


@transaction.atomic
def close_sample(sample: AuditSample, *, conclusion: str, by: Mandate, at: datetime) -> None:
    """Close a sample with its conclusion: every line was looked at, every finding of it is closed."""
    sample = AuditSample.objects.select_for_update().get(pk=sample.pk)
    _auditing(by, sample.division_id)
    if sample.closed_at is not None:
        raise PaymentError("抽样已办结")
    if not conclusion.strip():
        raise PaymentError("请填写抽查结论")
    if waiting := sample.items.filter(outcome="").count():
        raise PaymentError(f"还有 {waiting} 笔没有核查，不能办结")
    if waiting := sample.findings.exclude(state=CLOSED).count():
        raise PaymentError(f"还有 {waiting} 个问题没有核销，不能办结")
    sample.conclusion, sample.closed_by, sample.closed_at = conclusion.strip()[:500], by, at
    sample.save(update_fields=["conclusion", "closed_by", "closed_at"])
    audit.record("payments.sample.closed", subject=sample, by=by, at=at)


@transaction.atomic
def record_finding(
    *,
    text: str,
    responsible: str,
    due_on: date,
    by: Mandate,
    at: datetime,
    amount: int | None = None,
    report: str = "",
    sample: AuditSample | None = None,
    line: PaymentLine | None = None,
) -> AuditFinding:
    """Record what an audit found: of a line, of a sample, or of the funds as a report puts it."""
    place = line.division if line is not None else by.division
    _auditing(by, place.pk)
    if not text.strip() or not responsible.strip():
        raise PaymentError("请写明问题和整改单位")
    if sample is not None and sample.closed_at is not None:
        raise PaymentError("抽样已办结，不能再加问题")
    finding = AuditFinding.objects.create(
        division=place, sample=sample, line=line, report=report.strip()[:120], text=text.strip()[:500],
        amount=amount, responsible=responsible.strip()[:100], due_on=due_on, found_by=by, found_at=at,
    )  # fmt: skip
    audit.record("payments.finding.recorded", subject=finding, by=by, at=at)
    return finding


def _locked(finding: AuditFinding, state: str, said: str, text: str, nothing: str) -> AuditFinding:
    row: AuditFinding = AuditFinding.objects.select_for_update().get(pk=finding.pk)
    if row.state != state:
        raise PaymentError(said)
    if not text.strip():
        raise PaymentError(nothing)
    return row


@transaction.atomic
def answer_finding(finding: AuditFinding, *, answer: str, by: Mandate, at: datetime) -> None:
    """Say what was done about a finding; the payment office of the place answers, never the auditor."""
    row = _locked(finding, OPEN, "这个问题不在待整改状态", answer, "请写明整改情况")
    if not by.may("payments.make") or by.division_id not in divisions.lineage(row.division_id):
        raise PaymentError("由本地发放经办人答复整改情况")
    row.answer, row.answered_by, row.answered_at, row.state = answer.strip()[:500], by, at, ANSWERED
    row.save(update_fields=["answer", "answered_by", "answered_at", "state"])
    audit.record("payments.finding.answered", subject=row, by=by, at=at)


@transaction.atomic
def close_finding(
    finding: AuditFinding, *, mended: bool, closing: str, by: Mandate, at: datetime
) -> None:
    """Close a finding whose answer convinces, or send it back to be mended, with the reason."""
    row = _locked(finding, ANSWERED, "还没有整改答复，不能核销", closing, "请写明意见")
    _auditing(by, row.division_id)
    row.closing = closing.strip()[:500]
    if mended:
        row.state, row.closed_by, row.closed_at = CLOSED, by, at
    else:
        row.state = OPEN
    row.save(update_fields=["closing", "state", "closed_by", "closed_at"])
    verb = "payments.finding.closed" if mended else "payments.finding.returned"
    audit.record(verb, subject=row, by=by, at=at)
