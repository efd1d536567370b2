"""Open questions sent to departments: side by side, resumable, each answer recorded once.

A row is claimed before it is sent and settled after; a process that dies between leaves a claim
that runs out, and the next one sends the same key again, which the department counts once.
"""

import json
import logging
import uuid
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from minzheng.core.sealing import seal_bytes
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.exchange.choices import BLOCK, WAIT
from minzheng.kernel.exchange.partners.answers import typed_rows
from minzheng.kernel.exchange.partners.asking import ask
from minzheng.kernel.exchange.partners.replies import NotYet, Question, Reply, Unanswered
from minzheng.kernel.verification import choices
from minzheng.kernel.verification.models import PartnerQuery, Verification
from minzheng.kernel.verification.services.replies import SEALED
from minzheng.kernel.verification.services.reports import return_report

WORKERS, BATCH = 16, 320
LEASE = timedelta(minutes=3)
# How soon a folder is looked at again.
FILES_AGAIN = timedelta(seconds=10)
WITHDRAWN = "授权书已失效或撤回，未发送"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sent:
    """What a run did: answered, not answered this time, handed over as files."""

    answered: int = 0
    failed: int = 0
    handed: int = 0


def send_open(
    *, by: Mandate, at: datetime, verification: Verification | None = None, workers: int = WORKERS
) -> Sent:
    """Send every open question that is due, and return the reports that are complete.

    Several processes may do this at once; a row belongs to one of them at a time. Threads only
    talk to departments: the database is touched by the calling thread alone.
    """
    told = Sent()
    with ThreadPoolExecutor(workers) as pool:
        while batch := _claim(at, verification):
            futures: dict[Future[Reply], PartnerQuery] = {}
            for query in batch:
                if query.link is not None and _holds(query, by=by, at=at):
                    futures[pool.submit(ask, query.link, _question(query))] = query
            for future in as_completed(futures):
                told = _recorded(futures[future], future, told, by=by, at=at)
            finish_reports({query.verification_id for query in batch}, at=at)
    finish_reports(_left_complete(verification), at=at)
    return told


def _left_complete(verification: Verification | None) -> list[int]:
    """Return the checks whose last answer came in while the process that took it ended."""
    rows = Verification.objects.filter(
        state=choices.REQUESTED, queried_at__isnull=False, partner_queries__isnull=False
    )
    rows = rows.exclude(partner_queries__state=choices.WAITING)
    rows = rows.exclude(manual_queries__state=choices.WAITING)
    if verification:
        rows = rows.filter(pk=verification.pk)
    return list(rows.values_list("pk", flat=True).distinct())


def _due(at: datetime, verification: Verification | None) -> Q:
    due = Q(state=choices.WAITING, link__isnull=False, next_at__lte=at)
    due &= Q(claimed_until=None) | Q(claimed_until__lte=at)
    return due & Q(verification=verification) if verification else due


def _claim(at: datetime, verification: Verification | None) -> list[PartnerQuery]:
    """Take the next due rows for this process; keys are random, so departments mix."""
    claim, due = uuid.uuid4().hex, _due(at, verification)
    rows = PartnerQuery.objects.filter(due).exclude(link__in=_exhausted(at))
    keys = list(rows.order_by("key").values_list("pk", flat=True)[:BATCH])
    # Whoever else wanted the same rows finds them claimed: the condition is checked again.
    PartnerQuery.objects.filter(due, pk__in=keys).update(claim=claim, claimed_until=at + LEASE)
    mine = PartnerQuery.objects.filter(claim=claim).select_related(
        "link", "person", "authorisation", "verification__case", "verification__household"
    )
    return list(mine)


def _exhausted(at: datetime) -> list[int]:
    """Return the links whose quota of the day is used up."""
    links = PartnerQuery.objects.filter(
        state=choices.WAITING, link__daily_quota__isnull=False
    ).values_list("link_id", "link__daily_quota")
    return [
        link
        for link, quota in set(links)
        if link
        and quota
        and PartnerQuery.objects.filter(link=link, sent_at__date=localdate(at)).count() >= quota
    ]


def _holds(query: PartnerQuery, *, by: Mandate, at: datetime) -> bool:
    """Say whether the letter still holds at the moment of sending; else refuse, on record."""
    letter, on = query.authorisation, localdate(at)
    if letter.withdrawn_at is None and letter.signed_on <= on < letter.valid_to:
        return True
    with transaction.atomic():
        _settle(query, choices.MARKED, at=at, problem=WITHDRAWN)
        audit.record("verification.query_refused", subject=query, by=by, at=at, reason=WITHDRAWN)
    return False


def _question(query: PartnerQuery) -> Question:
    return Question(
        key=query.key,
        data_set=query.data_set,
        id_number=query.person.id_number or "",
        name=query.person.name,
        fields=tuple(query.fields),
        authorisation=str(query.authorisation_id),
        matter=query.verification.number,
        month=query.verification.month,
    )


def _recorded(
    query: PartnerQuery, future: Future[Reply], told: Sent, *, by: Mandate, at: datetime
) -> Sent:
    """Write down what became of one question; another process may have been first."""
    try:
        reply = future.result()
        rows = typed_rows(query.data_set, reply, pid=query.person.pid or "", on=localdate(at))
    except NotYet as waiting:
        _put_off(query, str(waiting), at=at, again_at=at + FILES_AGAIN, by=by)
        return replace(told, handed=told.handed + 1)
    except Unanswered as problem:
        _failed(query, problem, by=by, at=at)
        return replace(told, failed=told.failed + 1)
    content = json.dumps({"raw": reply.raw.decode("utf-8", "replace"), "rows": rows},
                         ensure_ascii=False)  # fmt: skip
    with transaction.atomic():
        query.hits, query.digest = len(rows), reply.digest
        query.sealed = seal_bytes(content.encode(), SEALED)
        query.log = [*query.log, *reply.log]
        if _settle(query, choices.ANSWERED, at=at):
            audit.record(
                "verification.partner_answered", subject=query, by=by, at=at,
                data_set=query.data_set, hits=query.hits, digest=query.digest,
            )  # fmt: skip
    return replace(told, answered=told.answered + 1)


def _failed(query: PartnerQuery, problem: Unanswered, *, by: Mandate, at: datetime) -> None:
    """Do what is laid down for a department that does not answer: wait, go on with a mark, block."""
    link = query.link
    assert link is not None
    query.log = [*query.log, *(problem.log or [{"problem": str(problem)}])]
    waits = link.on_failure == BLOCK or (link.on_failure == WAIT and localdate(at) <= query.due_on)
    if waits:
        again_at = at + timedelta(minutes=link.retry_minutes)
        _put_off(query, str(problem), at=at, again_at=again_at, by=by)
        return
    with transaction.atomic():
        if _settle(query, choices.MARKED, at=at, problem=str(problem)):
            audit.record(
                "verification.partner_unanswered", subject=query, by=by, at=at,
                data_set=query.data_set, problem=str(problem),
            )  # fmt: skip


def _put_off(
    query: PartnerQuery, problem: str, *, at: datetime, again_at: datetime, by: Mandate
) -> None:
    """Leave a question open and say when it is sent again; the same answer twice is no news."""
    is_news = query.problem != problem
    with transaction.atomic():
        if _settle(query, choices.WAITING, at=at, problem=problem, again_at=again_at) and is_news:
            audit.record(
                "verification.partner_waiting", subject=query, by=by, at=at,
                data_set=query.data_set, problem=problem,
            )  # fmt: skip


def _settle(
    query: PartnerQuery,
    state: str,
    *,
    at: datetime,
    problem: str = "",
    again_at: datetime | None = None,
) -> bool:
    """Write the outcome if the row is still ours; say whether it was."""
    mine = PartnerQuery.objects.select_for_update().filter(
        pk=query.pk, state=choices.WAITING, claim=query.claim
    )
    if not mine.exists():
        return False
    query.state, query.problem, query.rounds = state, problem[:300], query.rounds + 1
    query.sent_at = query.sent_at or at
    query.settled_at = None if again_at else at
    query.next_at, query.claim, query.claimed_until = again_at, "", None
    query.save()
    return True


def finish_reports(numbers: Iterable[int], *, at: datetime) -> None:
    """Return the reports of the verifications that wait for nobody any more."""
    done = Verification.objects.filter(pk__in=numbers, state=choices.REQUESTED).exclude(
        partner_queries__state=choices.WAITING
    )
    for row in done.select_related("requested_by"):
        try:
            with transaction.atomic():
                locked = Verification.objects.select_for_update().get(pk=row.pk)
                if locked.state == choices.REQUESTED:
                    return_report(locked, by=row.requested_by, at=at)
        except (ValueError, LookupError) as problem:
            # One family that cannot be reported on holds up nobody else's answers.
            logger.warning("report %s: %s", row.number, problem)


def ask_again(query: PartnerQuery, *, by: Mandate, at: datetime) -> PartnerQuery:
    """Let an open question go out with the next sending instead of at its own time."""
    with transaction.atomic():
        row = PartnerQuery.objects.select_for_update().get(pk=query.pk)
        if row.state == choices.WAITING:
            row.next_at, row.claimed_until = at, None
            row.save(update_fields=["next_at", "claimed_until"])
            audit.record("verification.partner_asked_again", subject=row, by=by, at=at)
    return row
