"""Voices are taken down: numbered, timed, sent to the unit of their matter or joined to the same thing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files import File
from django.db import transaction

from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.declarations import APPLICANT, OFFICER, SYSTEM
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases import services as cases
from minzheng.kernel.citizens import queries as citizens
from minzheng.kernel.citizens.models import Citizen
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.choices import PHOTO, SHORT
from minzheng.kernel.people.models import Household, Person

from .. import choices as c
from ..declarations import OWNER, matter_of
from ..models import Grievance
from ..permissions import may_take_down
from ..queries import index_of, same_thing
from . import history
from .dispatching import fold, lay, unit_for
from .limits import PetitionError, answer_due, number, response_due

PHOTOS_MOST = 3


@transaction.atomic
def receive(
    *,
    kind: str,
    matter: str,
    channel: str,
    division: Division,
    text: str,
    by: Mandate,
    at: datetime,
    urgency: str = c.MEDIUM,
    household: Household | None = None,
    person: Person | None = None,
    citizen: Citizen | None = None,
    phone: str = "",
    signs: Sequence[str] = (),
    receipt_id: str | None = None,
    photos: Sequence[File] = (),
    **told: Any,
) -> Grievance:
    """Take down what somebody tells; it goes at once to the unit its matter belongs to.

    ``told`` may hold line, order_number, place, about, told_by, is_anonymous, body, body_name,
    plan_key and plan_title. What tells of the same thing as a running voice within ``fold_days``
    joins it. The same ``receipt_id`` twice is one voice. PetitionError (Chinese) when the mandate
    may not take it down here, when the words are missing, or when the matter is of another kind.
    """
    known = Grievance.objects.filter(receipt_id=receipt_id).first() if receipt_id else None
    if known is not None:
        if known.received_by.user_id != by.user_id:
            raise PetitionError("提交标识已被使用，请刷新页面重新填写。")
        return known
    _refuse(kind, matter, division, text, by, at, household, person, citizen)
    # Two who tell the same at the same moment are taken one after the other.
    Division.objects.select_for_update().get(pk=division.pk)
    row = Grievance(
        kind=kind, matter=matter, channel=channel, division=division, text=text.strip()[:2000], urgency=urgency,
        household=household, person=person, citizen=citizen, phone=phone.strip() or None,
        phone_index=index_of(phone), signs=_signs(kind, signs), receipt_id=receipt_id or None,
        received_at=at, received_by=by,
        due_at=answer_due(kind, urgency, division.code, at),
        respond_by=response_due(kind, urgency, division.code, at),
        **{name: value for name, value in told.items() if value not in ("", None)},
    )  # fmt: skip
    row.save()
    row.number = f"SQ{accounts.day_of(at):%y%m%d}{row.pk:05d}"
    row.save(update_fields=["number"])
    _keep(row, photos, by=by, at=at)
    history.write(row, c.TOLD, "", by=by, at=at, public=True)
    fold_days = number("fold_days", division.code, accounts.day_of(at))
    main = same_thing(row, at - timedelta(days=fold_days))
    if main is not None:
        return fold(row, main, by=by, at=at)
    role, place = unit_for(matter, division)
    lay(row, role, place, by=by, at=at, due_at=row.due_at)
    return row


def _refuse(
    kind: str, matter: str, division: Division, text: str, by: Mandate, at: datetime,
    household: Household | None, person: Person | None, citizen: Citizen | None,
) -> None:  # fmt: skip
    """Refuse what cannot be taken down, in words for the one who typed it."""
    on = accounts.day_of(at)
    if kind not in c.KINDS or kind not in matter_of(matter).kinds:
        raise PetitionError("这个事项不能按所选的类别登记，请重新选择。")
    if not text.strip():
        raise PetitionError("请写明情况。")
    if not accounts.is_on(OWNER, division.code, on):
        raise PetitionError("诉求办理在该地尚未启用或已停用。")
    if not may_take_down(by, division.code):
        raise PetitionError("您的岗位不能登记该地的诉求。")
    if by.role == APPLICANT:
        if citizen is None or citizen.user_id != by.user_id:
            raise PetitionError("只能以本人的账户提交。")
        about = household is not None or person is not None
        if about and not citizens.may_act(by, on, household=household, person=person):
            raise PetitionError("只能就本人或者受托的家庭提交。")


def _signs(kind: str, signs: Sequence[str]) -> list[str]:
    found = [sign for sign in signs if sign in c.SIGNS]
    if kind == c.MANDATORY and not found:
        raise PetitionError("强制报告请至少选择一项发现的情形。")
    return found


def _keep(row: Grievance, photos: Sequence[File], *, by: Mandate, at: datetime) -> None:
    """Keep photographs as papers of the voice; they open in the office only, with a reason.

    What is told about somebody lies with the county, not with the township it may be about.
    """
    guarded = row.kind in c.GUARDED
    place = cases.place_for(OFFICER, row.division_id) if guarded else row.division_id
    if len(photos) > PHOTOS_MOST:
        raise PetitionError(f"照片最多 {PHOTOS_MOST} 张。")
    for one in photos:
        documents.store(
            one, kind=PHOTO, title=f"诉求照片 {row.number}", division=place, by=by, at=at,
            subject=row, retention_class=SHORT,
        )  # fmt: skip


@transaction.atomic
def add_word(grievance: Grievance, text: str, *, by: Mandate, at: datetime) -> Grievance:
    """Add what the one who spoke tells later; what is answered is opened by a new voice, not by a word."""
    row = history.running(grievance, *c.RUNNING, c.HUNG, c.JOINED)
    if by.role == APPLICANT and (row.citizen is None or row.citizen.user_id != by.user_id):
        raise PetitionError("只能补充本人的诉求。")
    if by.role not in (APPLICANT, SYSTEM) and not may_take_down(by, row.division_id):
        raise PetitionError("您的岗位不能补充该地的诉求。")
    if not text.strip():
        raise PetitionError("请写明补充的情况。")
    history.write(row, c.ADDED, text.strip()[:1000], by=by, at=at, public=True)
    return row
