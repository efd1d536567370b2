"""Village posts: appointed with duties and pay, trained, dismissed; activities held in villages."""

from datetime import date, datetime

from minzheng.core.models import once
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.audit import services as audit
from minzheng.kernel.divisions.models import Division

from .. import choices
from ..models import Assistant, CareActivity, Training
from .visits import VisitRefused
from .workers import ended, keeps


def appoint(
    division: Division,
    *,
    name: str,
    post: str,
    duties: str,
    valid_from: date,
    by: Mandate,
    at: datetime,
    user: User | None = None,
    is_full_time: bool = False,
    pay: int | None = None,
    pay_source: str = "",
) -> Assistant:
    """Enter who holds a post in a village with its duties; ``pay`` in fen a month, None while unknown."""
    keeps(by, division.code)
    if not (name.strip() and duties.strip()) or post not in choices.POSTS:
        raise VisitRefused("请填写姓名、岗位和职责")
    if pay is not None and pay < 0:
        raise VisitRefused("月补助不能为负数")
    with once(VisitRefused(f"{name.strip()}在该岗位已经登记")):
        row = Assistant.objects.create(
            name=name.strip(), post=post, division=division, user=user, pay=pay,
            is_full_time=is_full_time, pay_source=pay_source.strip(), duties=duties.strip(),
            valid_from=valid_from, by=by, at=at,
        )  # fmt: skip
        audit.record("visits.assistant_appointed", subject=row, by=by, at=at, post=post)
    return row


def dismiss(
    assistant: Assistant, *, until: date, reason: str, by: Mandate, at: datetime
) -> Assistant:
    """End a post on a day, with the reason."""
    return ended(
        assistant, "visits.assistant_dismissed", refusal="该人员已经离任，或者没有填写原因、日期有误",
        until=until, reason=reason, by=by, at=at,
    )  # fmt: skip


def record_training(
    assistant: Assistant,
    *,
    title: str,
    held_on: date,
    hours: int,
    by: Mandate,
    at: datetime,
    is_passed: bool = True,
) -> Training:
    """Record a training of somebody in a village post."""
    keeps(by, assistant.division_id)
    if not title.strip() or hours < 1 or held_on > accounts.day_of(at):
        raise VisitRefused("请填写培训内容、学时和不晚于今天的日期")
    with once(VisitRefused("这次培训已经登记")):
        row = Training.objects.create(
            assistant=assistant, title=title.strip(), held_on=held_on, hours=hours,
            is_passed=is_passed, by=by, at=at,
        )  # fmt: skip
        audit.record("visits.training_recorded", subject=row, by=by, at=at, hours=hours)
    return row


def hold_activity(
    division: Division,
    *,
    title: str,
    held_on: date,
    organiser: str,
    children: int,
    by: Mandate,
    at: datetime,
    volunteers: int = 0,
    content: str = "",
) -> CareActivity:
    """Record a caring activity of a village (志愿关爱服务活动)."""
    keeps(by, division.code, record=True)
    if not (title.strip() and organiser.strip()) or held_on > accounts.day_of(at):
        raise VisitRefused("请填写活动名称、组织者和不晚于今天的日期")
    if min(children, volunteers) < 0:
        raise VisitRefused("人数不能为负数")
    with once(VisitRefused("这次活动已经登记")):
        row = CareActivity.objects.create(
            division=division, title=title.strip(), held_on=held_on, organiser=organiser.strip(),
            children=children, volunteers=volunteers, content=content.strip()[:500], by=by, at=at,
        )  # fmt: skip
        audit.record("visits.activity_held", subject=row, by=by, at=at, children=children)
    return row
