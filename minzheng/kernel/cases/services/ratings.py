"""好差评: invite, rate, and after a bad rating call back, look into it, mend, answer, be rated once more."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from minzheng.core.models import once
from minzheng.kernel.accounts.declarations import APPLICANT, HEAD, REVIEWER
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import choices
from minzheng.kernel.cases.declarations import StepRefused, bookable, workflows
from minzheng.kernel.cases.models import Appointment, Case, Rating, RatingCall, RatingInvitation
from minzheng.kernel.cases.queries.parameters import length_of
from minzheng.kernel.cases.queries.ratings import calls, invitation
from minzheng.kernel.cases.services.deadlines import deadline_for
from minzheng.kernel.cases.services.duties import close_tasks, open_task, place_for
from minzheng.kernel.cases.services.tidings import applicant_of
from minzheng.kernel.citizens import queries as citizens
from minzheng.kernel.citizens import services as readers
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Person

# Without the letters and figures that are read wrongly from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 12
ADDRESS = "/portal/rate/{code}/"
MOST_WORDS = 500
OWNER = "cases"


@transaction.atomic
def invite(
    handling: Case | Appointment,
    *,
    by: Mandate,
    at: datetime,
    channel: str = choices.ON_PAPER,
    follows: Rating | None = None,
) -> RatingInvitation:
    """Make a code with which one handling can be rated once, for the receipt or a message.

    StepRefused (Chinese) when it is not over yet or was rated.
    """
    _refuse_early(handling)
    if follows is None and handling.ratings.filter(follows=None).exists():
        raise StepRefused("这次办理已经评价过了")
    length, _row = length_of(OWNER, "rating_code_days", handling.division_id, localdate(at))
    row = RatingInvitation.objects.create(
        code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
        case=handling if isinstance(handling, Case) else None,
        appointment=handling if isinstance(handling, Appointment) else None,
        follows=follows,
        channel=channel,
        invited_at=at,
        expires_on=localdate(at) + timedelta(days=length.amount),
    )
    audit.record("cases.rating.invited", subject=row, by=by, at=at, channel=channel)
    return row


def invite_due(*, by: Mandate, at: datetime) -> int:
    """Invite who has not rated some days after the end of a matter; returns how many were invited."""
    asked = [flow.key for flow in workflows() if flow.service is not None]
    rows = Case.objects.filter(
        workflow__in=asked, closed_at__isnull=False, closed_at__gte=at - timedelta(days=30),
        ratings=None, rating_invitations=None,
    )  # fmt: skip
    count = 0
    for case in rows.select_related("person", "household__head").order_by("pk"):
        length, _row = length_of(OWNER, "rating_invite_days", case.division_id, localdate(at))
        to = applicant_of(case)
        if (
            to is None
            or case.closed_at is None
            or case.closed_at + timedelta(days=length.amount) > at
        ):
            continue
        with transaction.atomic():
            made = invite(case, by=by, at=at, channel=choices.BY_MESSAGE)
            _tell(to, "cases.rating_invited", made, case.definition.label, at=at)
        count += 1
    return count


@transaction.atomic
def rate(
    handling: Case | Appointment,
    *,
    level: int,
    by: Mandate,
    at: datetime,
    tags: Sequence[str] = (),
    words: str = "",
) -> Rating:
    """Keep what somebody who signed in says of his own matter, once; StepRefused (Chinese) otherwise.

    After a bad rating was answered the same door takes the one rating of the mending.
    """
    household, person = handling.household, handling.person
    if by.role != APPLICANT:
        raise StepRefused("评价只能由办事群众本人作出")
    if not citizens.may_act(by, localdate(at), household=household, person=person):
        raise StepRefused("只能评价自己办理的事项")
    first = handling.ratings.filter(follows=None).select_related("call").first()
    mended = first is not None and first.is_bad and first.call.answered_at is not None
    return _keep(
        handling, level, tags, words, follows=first if mended else None, by=by,
        channel=choices.BY_PORTAL, at=at,
    )  # fmt: skip


@transaction.atomic
def rate_by_code(
    code: str, *, level: int, at: datetime, tags: Sequence[str] = (), words: str = ""
) -> Rating:
    """Keep the rating of whoever holds a code from a receipt or a message; each code rates once."""
    invited = invitation(code, localdate(at))
    if invited is None:
        raise StepRefused("评价码无效、已使用或者已过期")
    row = RatingInvitation.objects.select_for_update().get(pk=invited.pk)
    handling = row.case or row.appointment
    if row.used_at is not None or handling is None:
        raise StepRefused("评价码无效、已使用或者已过期")
    row.used_at = at
    row.save(update_fields=["used_at"])
    return _keep(
        handling, level, tags, words, follows=row.follows, by=None, channel=choices.BY_CODE, at=at
    )


@transaction.atomic
def call_back(
    call: RatingCall, *, was_reached: bool, said: str, by: Mandate, at: datetime
) -> RatingCall:
    """Record the call to somebody who rated badly; who could not be reached may be called again."""
    row = _followed(call, by)
    if row.answered_at is not None:
        raise StepRefused("该评价已反馈，不能再登记回访")
    if not said.strip():
        raise StepRefused("请填写回访情况")
    row.was_reached, row.said = was_reached, said.strip()
    if row.called_at is None:
        row.called_at, row.called_by = at, by
        close_tasks(row, by=by, at=at)
        _open_task(row, "差评整改", row.answer_due_on, at=at)
    row.save()
    audit.record("cases.rating.called", subject=row, by=by, at=at, reached=was_reached)
    return row


@transaction.atomic
def answer_rating(
    call: RatingCall,
    *,
    outcome: str,
    found: str,
    mended: str,
    answer: str,
    by: Mandate,
    at: datetime,
) -> RatingInvitation:
    """Close a bad rating: what was found and mended, the answer to the rater, who may rate once more.

    A rating that was justified, even in part, is closed only with what was mended.
    """
    row = _followed(call, by)
    if row.called_at is None:
        raise StepRefused("请先回访评价人")
    if row.answered_at is not None:
        raise StepRefused("该评价已经反馈")
    if outcome not in choices.RATING_OUTCOMES or not found.strip() or not answer.strip():
        raise StepRefused("请填写核实结果、核实情况和给评价人的答复")
    if outcome != choices.UNFOUNDED and not mended.strip():
        raise StepRefused("评价属实或部分属实的，请填写整改措施")
    row.outcome, row.found, row.mended, row.answer = outcome, found, mended, answer
    row.answered_at, row.answered_by = at, by
    row.save()
    close_tasks(row, by=by, at=at)
    handling = row.rating.case or row.rating.appointment
    assert handling is not None
    made = invite(handling, by=by, at=at, channel=choices.BY_MESSAGE, follows=row.rating)
    to = applicant_of(handling)
    if to is not None:
        _tell(to, "cases.rating_answered", made, row.rating.matter, at=at, answer=answer.strip())
    audit.record("cases.rating.answered", subject=row, by=by, at=at, outcome=outcome)
    return made


def _refuse_early(handling: Case | Appointment) -> None:
    """Refuse what is not over, and what nobody came for (a review the office began)."""
    if isinstance(handling, Case) and handling.definition.service is None:
        raise StepRefused("只有群众申请办理的事项可以评价")
    over = handling.closed_at if isinstance(handling, Case) else handling.arrived_at
    if over is None:
        raise StepRefused("办结以后才能评价")


def _keep(
    handling: Case | Appointment,
    level: int,
    tags: Sequence[str],
    words: str,
    *,
    follows: Rating | None,
    by: Mandate | None,
    channel: str,
    at: datetime,
) -> Rating:
    """Write one rating; a bad first one starts both limits on this very day."""
    _refuse_early(handling)
    if level not in choices.LEVELS or set(tags) - choices.TAGS.keys():
        raise StepRefused("请选择评价等次")
    if len(words) > MOST_WORDS:
        raise StepRefused(f"评价内容最多 {MOST_WORDS} 个字")
    with once(StepRefused("这次办理已经评价过了")):
        row = Rating.objects.create(
            case=handling if isinstance(handling, Case) else None,
            appointment=handling if isinstance(handling, Appointment) else None,
            division_id=handling.division_id, service=handling.workflow, level=level,
            tags=list(dict.fromkeys(tags)), words=words.strip() or None, channel=channel, by=by, at=at,
            follows=follows,
        )  # fmt: skip
    used = handling.rating_invitations.filter(used_at=None, follows=follows)
    used.update(used_at=at)
    if row.is_bad and follows is None:
        _open_call(row, at=at)
    # The level only: the words are nobody's to read in the log.
    audit.record("cases.rating.given", subject=row, by=by, at=at, level=level)
    return row


def _open_call(rating: Rating, *, at: datetime) -> None:
    """Start the two limits of a bad rating and put the call on somebody's list."""
    start, place = localdate(at), rating.division_id
    call = RatingCall.objects.create(
        rating=rating,
        due_on=deadline_for(OWNER, "rating_call_days", division=place, start=start)["due_on"],
        answer_due_on=deadline_for(OWNER, "rating_answer_days", division=place, start=start)["due_on"],
    )  # fmt: skip
    _open_task(call, "差评回访", call.due_on, at=at)


def _open_task(call: RatingCall, title: str, due_on: date, *, at: datetime) -> None:
    """Give what is next to the head of the township, or to the county where the head took part."""
    rating = call.rating
    head = place_for(HEAD, rating.division_id)
    at_town = Division.objects.filter(code=head, level=Level.TOWN).exists()
    took_part = rating.case is not None and rating.case.events.filter(by__role=HEAD).exists()
    role = HEAD if at_town and not took_part else REVIEWER
    place = place_for(role, rating.division_id)
    open_task(
        kind=choices.RATING_TASK, title=f"{title}：{rating.matter}", role=role.key, division=place,
        at=at, due_on=due_on, subject=call,
    )  # fmt: skip


def _followed(call: RatingCall, by: Mandate) -> RatingCall:
    """Return the row for writing; refuse whoever may not follow it up or handled the matter himself."""
    if not calls(by).filter(pk=call.pk).exists():
        raise StepRefused("差评由被评价经办人以外的负责人回访和处理")
    return RatingCall.objects.select_for_update().select_related("rating").get(pk=call.pk)


def _tell(
    to: Person, template: str, made: RatingInvitation, matter: str, *, at: datetime, **words: str
) -> None:
    """Send the code to the person: into the portal's inbox, and to the phone where there is one."""
    told = {
        "applicant": to.name,
        "matter": bookable(made.case.workflow).label if made.case else matter,
        "link": ADDRESS.format(code=made.code),
        **words,
    }
    readers.tell(template, to, told, at=at)
