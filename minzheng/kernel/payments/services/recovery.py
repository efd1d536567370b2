"""Recoveries (追缴): found, proposed, decided by another, notified, repaid or held back, or written off.

1. A late stop or fall, a death, a warning or a person finds the lines that paid too much.
2. The officer says why it happened and what the family answered (社会救助法 art. 48: hear first) and
   proposes. What people did not cause stays with them (handbook §11) unless the place rules so.
3. Another person decides; the claim is booked, the decision written, the family told.
4. Once it is delivered, the next runs hold back instalments within the legal share (`arrears`), or
   the money comes back on a voucher. What cannot be had is written off by three hands.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core import months
from minzheng.core.money import format_yuan
from minzheng.kernel.accounts.declarations import (
    BUREAU_HEAD,
    CLERK,
    HEAD,
    OFFICER,
    REVIEWER,
)
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.benefits import declarations as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.citizens import services as citizens
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import services as documents
from minzheng.kernel.monitoring.models import Lead
from minzheng.kernel.people.models import Person

from ..choices import LineState, RecoveryCause, RecoveryOrigin, RecoveryState
from ..declarations import RECOVERY_DECIDED, RECOVERY_NOTICE, basis_of
from ..models import Recovery, RecoveryLine
from ..queries import recovery as queries
from . import receivables

REPORT_DAYS, REPAY_DAYS = "report_in_time_days", "repay_days"


class RecoveryError(ValueError):
    """A step of a recovery that cannot be taken; the message is for the person at the screen."""


def require(by: Mandate, division: str, *roles: str) -> None:
    """Refuse whose role or place it is not."""
    if by.role not in roles:
        raise RecoveryError("您的岗位不能办理这一步。")
    if by.division_id not in divisions.lineage(division):
        raise RecoveryError("该追缴不属于您的辖区。")


def locked(
    recovery: Recovery, by: Mandate, roles: tuple[str, ...], *states: RecoveryState
) -> Recovery:
    """Lock a recovery for a step of these roles in these states, or refuse."""
    row: Recovery = Recovery.objects.select_for_update(of=("self",)).get(pk=recovery.pk)
    require(by, row.division_id, *roles)
    if row.state not in {state.value for state in states}:
        raise RecoveryError(
            f"该追缴当前为“{row.get_state_display()}”，不能办理这一步。请刷新页面。"
        )
    return row


# -- found ------------------------------------------------------------------------------------------


@transaction.atomic
def find(
    entitlement: Entitlement,
    *,
    origin: RecoveryOrigin,
    since: date,
    due: int,
    reason: str,
    by: Mandate,
    at: datetime,
    lead: Lead | None = None,
) -> Recovery | None:
    """Put down what lines paid beyond `due` (fen a month) since a month; None where they did not.

    What other recoveries claim of the same lines is left out. Nobody has to return anything before
    the decision.
    """
    # Two who find the same lines at once: the second waits here and then finds them claimed.
    Entitlement.objects.select_for_update(of=("self",)).get(pk=entitlement.pk)
    found = queries.overpaid(entitlement.benefit, entitlement.holder, months.month_of(since), due)
    if not found:
        return None
    row = Recovery.objects.create(
        origin=origin.value, benefit=entitlement.benefit, holder=entitlement.holder,
        household_id=entitlement.household_id, person_id=entitlement.person_id, debtor=_debtor(entitlement),
        division_id=entitlement.division_id, lead=lead, since=since, amount=sum(one.amount for one in found),
        cause=_cause_of_death(entitlement, at) if origin is RecoveryOrigin.DEATH else "",
        reason=reason[:300], found_at=at, found_by=by, is_demo=entitlement.is_demo,
    )  # fmt: skip
    _put_lines(row, found)
    audit.record(
        "payments.recovery.found", subject=row, by=by, at=at, origin=row.origin, amount=row.amount
    )
    return row


@transaction.atomic
def report_overpayment(
    entitlement: Entitlement,
    *,
    since: date,
    due: int,
    reason: str,
    by: Mandate,
    at: datetime,
    lead: Lead | None = None,
) -> Recovery:
    """Let a clerk or officer put down an overpayment, found by a warning or otherwise."""
    require(by, entitlement.division_id, CLERK, OFFICER)
    if not reason.strip():
        raise RecoveryError("请写明事由。")
    if lead is not None and lead.household_id != entitlement.household_id:
        raise RecoveryError("该线索不是这一户的。")
    origin = RecoveryOrigin.LEAD if lead is not None else RecoveryOrigin.HAND
    row = find(
        entitlement, origin=origin, since=since.replace(day=1), due=due, reason=reason.strip(), by=by, at=at, lead=lead
    )  # fmt: skip
    if row is None:
        raise RecoveryError("这些月份没有多发的明细，或已在其他追缴中。")
    return row


def _put_lines(row: Recovery, found: list[queries.Overpaid]) -> None:
    row.lines.all().delete()
    RecoveryLine.objects.bulk_create(
        [RecoveryLine(recovery=row, line=one.line, paid=one.paid, due=one.due, amount=one.amount) for one in found]
    )  # fmt: skip


def _debtor(entitlement: Entitlement) -> Person | None:
    """Return who has the money: the payee, for the dead the head of the family or the next of kin."""
    candidates = [entitlement.payee, entitlement.person, entitlement.household.head]
    living = [person for person in candidates if person is not None and person.died_on is None]
    if living:
        return living[0]
    dead = entitlement.person or entitlement.payee
    kin = dead.kin.filter(valid_to__isnull=True, relative__died_on=None) if dead else None
    tie = kin.select_related("relative").order_by("kind", "pk").first() if kin is not None else None
    return tie.relative if tie is not None else None


def _cause_of_death(entitlement: Entitlement, at: datetime) -> str:
    person = entitlement.person
    days = int(queries.rule(REPORT_DAYS, entitlement.division_id, localdate(at)) or 0)
    if person is None or person.died_on is None:
        return ""
    in_time = localdate(at) <= person.died_on + timedelta(days=days)
    return (RecoveryCause.IN_TIME if in_time else RecoveryCause.UNREPORTED).value


# -- proposed and decided ---------------------------------------------------------------------------


@transaction.atomic
def propose(
    recovery: Recovery,
    *,
    cause: str,
    heard: str,
    by: Mandate,
    at: datetime,
    hold_from: Entitlement | None = None,
    monthly: int | None = None,
    debtor: Person | None = None,
) -> Recovery:
    """The officer says why too much was paid, what the family answered and how it is to come back.

    `hold_from` is the entitlement instalments are held back from (None: it is repaid), `monthly` the
    most a month holds back (fen; None: the share the place allows).
    """
    row = locked(recovery, by, (OFFICER,), RecoveryState.FOUND)
    row.cause = RecoveryCause(cause).value
    if queries.is_demanded(row.cause, row.division_id, localdate(at)) and not heard.strip():
        raise RecoveryError("追缴前须听取当事人意见，请写明（社会救助法第四十八条）。")
    if hold_from is not None and hold_from.household_id != row.household_id:
        raise RecoveryError("只能从本户的待遇中扣回。")
    row.heard, row.monthly = heard.strip()[:300], monthly
    row.held_from = hold_from.benefit if hold_from else ""
    row.held_holder = hold_from.holder if hold_from else ""
    row.debtor = debtor or row.debtor
    row.state, row.proposed_by, row.proposed_at = RecoveryState.PROPOSED.value, by, at
    row.save()
    audit.record("payments.recovery.proposed", subject=row, by=by, at=at, cause=row.cause)
    return row


@transaction.atomic
def decide(recovery: Recovery, *, agree: bool, words: str, by: Mandate, at: datetime) -> Recovery:
    """Another person decides: back to the officer, nothing demanded, or the claim is made.

    A claim counts only lines the bank has paid; it is booked, the decision written and the family
    told. RecoveryError while the bank has not answered.
    """
    row = locked(recovery, by, (REVIEWER, BUREAU_HEAD), RecoveryState.PROPOSED)
    if row.proposed_by is not None and row.proposed_by.user_id == by.user_id:
        raise RecoveryError("提出人与决定人不能是同一人。")
    if not words.strip():
        raise RecoveryError("请写明意见。")
    row.decision = words.strip()[:300]
    if not agree:
        row.state = RecoveryState.FOUND.value
        row.save(update_fields=["state", "decision"])
        audit.record("payments.recovery.sent_back", subject=row, by=by, at=at)
        return row
    row.decided_by, row.decided_at = by, at
    if not queries.is_demanded(row.cause, row.division_id, localdate(at)):
        return _waive(row, by=by, at=at)
    lines = _paid_lines(row)
    row.amount = sum(int(one.amount) for one in lines)
    if not lines:
        return _waive(row, by=by, at=at)
    row.state = RecoveryState.DECIDED.value
    row.pay_by = localdate(at) + timedelta(
        days=int(queries.rule(REPAY_DAYS, row.division_id, localdate(at)) or 0)
    )
    receivables.book_claim(row, lines, by=by, at=at)
    row.save()
    _tell(row, by=by, at=at)
    audit.record(
        "payments.recovery.decided", subject=row, by=by, at=at, amount=row.amount, cause=row.cause
    )
    return row


def _waive(row: Recovery, *, by: Mandate, at: datetime) -> Recovery:
    row.state, row.closed_on = RecoveryState.WAIVED.value, localdate(at)
    row.save()
    audit.record("payments.recovery.waived", subject=row, by=by, at=at, cause=row.cause)
    return row


def _paid_lines(row: Recovery) -> list[RecoveryLine]:
    """Return the claim's lines that were paid; those that failed leave the claim."""
    row.lines.filter(line__state=LineState.FAILED.value).delete()
    if row.lines.exclude(line__state=LineState.PAID.value).exists():
        raise RecoveryError("有明细尚未回盘，请等银行答复后再决定。")
    return list(row.lines.select_related("line__run").order_by("line__month", "pk"))


def _tell(row: Recovery, *, by: Mandate, at: datetime) -> None:
    """Write the decision and tell whoever is to return the money."""
    on, to = localdate(at), row.debtor or row.household.head
    label, fund = benefits.label_of(row.benefit), benefits.benefit(row.benefit).fund
    issuer = f"{_county(row.division_id).name}民政局"
    facts = {
        "issuer": issuer, "applicant": to.name if to else "当事人", "benefit": label,
        "amount": format_yuan(row.amount), "pay_by": _chinese(row.pay_by or on),
    }  # fmt: skip
    letter = {
        **facts, "number": f"民追〔{on.year}〕{row.pk}号", "address_line": row.division.name, "dated_on": _chinese(on),
        "months": [
            {"month": one.line.month, "paid": format_yuan(one.paid), "due": format_yuan(one.due),
             "amount": format_yuan(one.amount)}
            for one in row.lines.select_related("line").order_by("line__month", "pk")
        ],
        "cause": row.get_cause_display(), "reason": row.reason, "heard": row.heard or "没有意见",
        "basis": basis_of(row.cause, fund, on), "how": _plan_words(row),
        "review_body": queries.rule("review_body", row.division_id, on),
        "court": queries.rule("court", row.division_id, on),
    }  # fmt: skip
    row.notice = documents.generate(
        RECOVERY_NOTICE.key, letter, division=row.division_id, subject=row, by=by, at=at
    )
    row.save(update_fields=["notice"])
    if to is not None:
        citizens.tell(RECOVERY_DECIDED.key, to, facts, at=at, subject=row)


def _plan_words(row: Recovery) -> str:
    until = _chinese(row.pay_by) if row.pay_by is not None else ""
    if not row.held_from:
        return f"请于{until}前退回民政部门指定账户或到民政窗口办理退款"
    most = f"，每月不超过{format_yuan(row.monthly)}元" if row.monthly is not None else ""
    label = benefits.label_of(row.held_from)
    return f"自本决定送达后，从{label}中按规定比例分期扣回{most}；也可以于{until}前一次退回"


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _county(code: str) -> Division:
    rows = Division.objects.filter(code__in=divisions.lineage(code), level__lte=Level.COUNTY)
    return rows.order_by("-level")[0]


@transaction.atomic
def notify(recovery: Recovery, *, on: date, how: str, by: Mandate, at: datetime) -> Recovery:
    """Put down when and how the decision was delivered; from now on months may hold back."""
    row = locked(recovery, by, (CLERK, HEAD, OFFICER), RecoveryState.DECIDED)
    if row.decided_at is None or not localdate(row.decided_at) <= on <= localdate(at):
        raise RecoveryError("送达日期须在决定日之后、今天之前。")
    if not how.strip():
        raise RecoveryError("请写明送达方式。")
    row.state, row.notified_on = RecoveryState.NOTIFIED.value, on
    row.notified_how = how.strip()[:60]
    row.save(update_fields=["state", "notified_on", "notified_how"])
    audit.record("payments.recovery.notified", subject=row, by=by, at=at, how=row.notified_how)
    return row
