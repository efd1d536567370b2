"""A citizen becomes known through an identity service, and gets the mandate he acts in."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth import login, logout
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from minzheng.core.resident_id import InvalidId, parse
from minzheng.core.sealing import blind_index
from minzheng.core.text import normalise_name
from minzheng.kernel.accounts.declarations import APPLICANT
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.accounts.queries import day_of
from minzheng.kernel.accounts.services.sessions import BACKEND
from minzheng.kernel.audit import services as audit
from minzheng.kernel.citizens import choices
from minzheng.kernel.citizens.models import Citizen
from minzheng.kernel.citizens.queries import SESSION_KEY, UNTIL_KEY
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Person


class NotRecognised(ValueError):
    """Nobody is signed in; ``code`` is number, name, changed or disabled, the text is Chinese."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def recognise(
    *,
    issuer: str,
    subject: str,
    name: str,
    id_number: str,
    at: datetime,
    phone: str | None = None,
    assurance: str = "",
) -> Citizen:
    """Return the citizen an identity service vouched for, made at his first sign-in.

    His file is the one with his number and name; while there is none the register is searched
    again at each sign-in. NotRecognised (Chinese): the number is malformed, no name came, the
    account's number is no longer the one it was opened with, or the account was disabled.
    """
    number = _number(id_number, at)
    told = normalise_name(name)
    if not told:
        raise NotRecognised("name", "身份认证没有返回姓名，请先在认证平台完成实名。")
    vouched = _Vouched(issuer, subject, told, number, phone, assurance[:20])
    try:
        return _known(vouched, at)
    except IntegrityError:
        # Two first sign-ins at once: the other one made the account.
        return _known(vouched, at)


@dataclass(frozen=True)
class _Vouched:
    """What an identity service says of somebody."""

    issuer: str
    subject: str
    name: str
    number: str
    phone: str | None
    assurance: str


@transaction.atomic
def _known(told: _Vouched, at: datetime) -> Citizen:
    """Find or make the account, refresh what the service says, join the file."""
    rows = Citizen.objects.select_for_update(of=("self",)).select_related("user", "person")
    citizen = rows.filter(issuer=told.issuer, subject=told.subject).first()
    pid = blind_index(told.number)
    if citizen is None:
        citizen = Citizen(
            user=_user(told.name),
            issuer=told.issuer,
            subject=told.subject,
            pid=pid,
            created_at=at,
        )
    elif citizen.pid != pid:
        raise NotRecognised(
            "changed", "认证平台返回的身份证号与首次登录时不同，请带身份证到窗口核对。"
        )
    elif not citizen.user.is_active:
        raise NotRecognised("disabled", "您的账户已停用，请到乡镇（街道）窗口或拨打服务热线咨询。")
    is_new = citizen.pk is None
    citizen.name, citizen.id_number, citizen.assurance = told.name, told.number, told.assurance
    citizen.phone = told.phone or citizen.phone
    citizen.seen_at = at
    if citizen.person is None:
        citizen.person, citizen.unjoined = _file(pid, told.name)
    citizen.save()
    if is_new:
        audit.record(
            "citizens.recognised",
            subject=citizen,
            by=None,
            at=at,
            joined=citizen.person_id is not None,
            assurance=citizen.assurance,
        )
    return citizen


def _number(text: str, at: datetime) -> str:
    try:
        return parse(text, on=day_of(at), allow_demo=settings.DEMO).number
    except InvalidId as fault:
        raise NotRecognised("number", f"认证平台返回的身份证号不正确：{fault}") from fault


def _user(name: str) -> User:
    """Make the account of a citizen: nobody can sign in to it with a password."""
    return User.objects.create_user(f"citizen-{uuid.uuid4().hex}", display_name=name)


def _file(pid: str, name: str) -> tuple[Person | None, str]:
    """Return the file of a number, or why it is not joined: a wrong join would open another's file."""
    person = Person.objects.filter(pid=pid).select_related("merged_into").first()
    if person is not None and person.merged_into is not None:
        person = person.merged_into
    if person is None:
        return None, choices.UNKNOWN
    if normalise_name(person.name) != name:
        return None, choices.NAME_DIFFERS
    if person.died_on is not None:
        return None, choices.DIED
    return person, ""


def remember(request: HttpRequest, citizen: Citizen, *, at: datetime) -> None:
    """Begin the session of a citizen who was recognised; a session of anybody else ends here.

    It runs for ``settings.CITIZEN_SESSION_SECONDS`` and no longer, however busy it is.
    """
    # Another's answers must not stay in a session that changes hands; the key changes in any case.
    request.session.flush()
    login(request, citizen.user, backend=BACKEND)
    request.session[SESSION_KEY] = citizen.pk
    request.session[UNTIL_KEY] = at.timestamp() + settings.CITIZEN_SESSION_SECONDS


def sign_out(request: HttpRequest) -> None:
    """End the session of a citizen."""
    logout(request)


@transaction.atomic
def seat(citizen: Citizen, division: Division, *, at: datetime) -> Mandate:
    """Return the mandate in which a citizen acts at a division; it opens nothing but his own matters."""
    row, _made = Mandate.objects.get_or_create(
        user=citizen.user,
        role=APPLICANT.key,
        division=division,
        programme="",
        valid_to=None,
        defaults={"valid_from": day_of(at)},
    )
    return row
