"""From what a citizen said to the cases it opens: the same services as at the counter, all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from minzheng.core.forms import MEMBER
from minzheng.core.text import normalise_name
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.cases import queries as casework
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import PORTAL, Step, StepRefused, Workflow, workflow
from minzheng.kernel.cases.models import Case, Referral
from minzheng.kernel.citizens import queries as citizens
from minzheng.kernel.citizens import services as seats
from minzheng.kernel.citizens.models import Citizen, Draft
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.models import Document
from minzheng.kernel.enrolment import services as enrolment
from minzheng.kernel.enrolment.declarations import enrolment_of
from minzheng.kernel.people import queries as people
from minzheng.kernel.people import services as register
from minzheng.kernel.people.models import Household, Membership, Person
from minzheng.kernel.verification import queries as letters
from minzheng.kernel.verification import services as verification

from . import applying, asking, declaring
from .asking import ALSO, HOME, PAPER, PAYEE, PERSON, PHONE, Circle, Sheet
from .drafts import Answers

DEPARTMENTS = "joint_departments"
DRAWN, CODED = "drawn", "code"
ORIGIN, ORIGIN_CODE = "origin", "origin_division"
# What goes to a place of its own, not among the answers of the case.
_ELSEWHERE = {HOME, PERSON, PAYEE, PHONE, ALSO, PAPER, "photos", "has_declared"}


@dataclass(frozen=True)
class Letter:
    """The signed letter of one member: who signed, how (drawn on the phone, by code), the drawing."""

    person: Person
    signer: Person
    way: str = DRAWN
    document: Document | None = None


@dataclass(frozen=True)
class Application:
    """Everything said for one procedure, checked."""

    flow: Workflow
    household: Household
    person: Person | None
    kept: Mapping[str, Any]
    letters: tuple[Letter, ...] = ()
    photos: tuple[Document, ...] = ()
    departments: Mapping[str, str] = field(default_factory=dict)


def departments_at(division: str, on: date) -> dict[str, str]:
    """Return which other departments' matters one form starts at a place: matter → department.

    The list is a parameter (社会救助法 64: one window, several departments), written as
    ``医疗救助=医疗保障局；…``.
    """
    try:
        text = casework.parameter("cases", DEPARTMENTS, division, on).value
    except LookupError:
        return {}
    pairs = (part.split("=", 1) for part in text.split("；") if "=" in part)
    return {matter.strip(): department.strip() for matter, department in pairs}


def circle_of(citizen: Citizen, flow: Workflow, said: Mapping[str, Any], on: date) -> Circle:
    """Return whom a citizen may name in an application: his households, those he acts for."""
    homes = tuple(citizens.households(citizen, on))
    row = enrolment_of(flow.key)
    chosen = [home for home in homes if str(home.pk) == said.get(HOME)] or homes
    members = [
        line.person for home in chosen for line in people.members(home, on)
        if line.person.died_on is None
    ]  # fmt: skip
    if row is not None and row.after_death:
        rows = Membership.objects.filter(household__in=homes, person__died_on__isnull=False)
        asked = [line.person for line in rows.select_related("person").order_by("pk")]
    else:
        asked = [p for p in citizens.persons(citizen, on) if p.died_on is None]
    return Circle(homes, tuple(dict.fromkeys(asked)), tuple(dict.fromkeys(members)), on)


def subject_of(
    flow: Workflow, said: Mapping[str, Any], circle: Circle
) -> tuple[Household | None, Person | None]:
    """Return whom an application is about: the household, and for a personal benefit the person."""
    if flow.of == "household":
        homes = {str(home.pk): home for home in circle.homes}
        only = circle.homes[0] if len(circle.homes) == 1 else None
        return homes.get(str(said.get(HOME))) or only, None
    persons = {str(person.pk): person for person in circle.persons}
    person = persons.get(str(said.get(PERSON)))
    if person is None and len(circle.persons) == 1:
        person = circle.persons[0]
    if person is None:
        return None, None
    return home_of(person, circle.on), person


def home_of(person: Person, on: date) -> Household | None:
    """Return the household a person lives in, or lived in last."""
    home = people.household_of(person.pk, on)
    if home is not None:
        return home
    last = Membership.objects.filter(person=person).select_related("household__division")
    row = last.order_by("-valid_to", "-pk").first()
    return row.household if row else None


def checked(
    sheets: tuple[Sheet, ...], said: Mapping[str, Any], circle: Circle
) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Clean every sheet; what is wrong by sheet, so that the page can lead back to the first."""
    kept: dict[str, Any] = {}
    wrong: dict[str, dict[str, str]] = {}
    for sheet in sheets:
        good, bad = asking.cleaned(sheet, said, circle)
        kept |= good
        if bad:
            wrong[sheet.key] = bad
    return kept, wrong


@transaction.atomic
def send(draft: Draft, application: Application, *, by: Mandate, at: datetime) -> Case:
    """File what lies in a draft, once: a second click returns the case of the first."""
    row = Draft.objects.select_for_update().get(pk=draft.pk)
    if row.sent_at is not None:
        return Case.objects.get(number=row.opened[0])
    case = file(application, by=by, at=at)
    row.sent_at, row.opened = at, [case.number]
    row.household, row.person = application.household, application.person
    # What was said lives in the case from now on; the sealed copy is no longer needed.
    row.answers = Answers().dump()
    row.save()
    audit.record("citizens.draft.sent", subject=row, by=by, at=at, number=case.number)
    draft.refresh_from_db()
    return case


@transaction.atomic
def file(application: Application, *, by: Mandate, at: datetime, channel: str = PORTAL) -> Case:
    """Open the case with letters, kin, papers and what else was asked for, and hand it in.

    When letters of other members are missing the case waits as a draft; the last who signs hands
    it in. StepRefused, ValueError, PermissionDenied (Chinese): nothing of it is kept.
    """
    case = _opened(application, by=by, at=at, channel=channel)
    _declare_kin(case, application.kept, by=by, at=at)
    for paper in application.photos:
        documents.attach(paper, case, by=by, at=at)
    _record_letters(case, application, by=by, at=at)
    _join(case, application, by=by, at=at)
    phone = application.kept.get(PHONE)
    me = Citizen.objects.select_related("person").filter(user=by.user_id).first()
    if phone and me is not None and me.person is not None and phone != me.person.phone:
        register.change_phone(me.person, phone, by=by, at=at)
    seats.note_acting(
        case, by=by, at=at, household=application.household, person=_living(application.person)
    )
    hand_in(case, by=by, at=at)
    return case


def _living(person: Person | None) -> Person | None:
    return person if person is not None and person.died_on is None else None


def _opened(application: Application, *, by: Mandate, at: datetime, channel: str) -> Case:
    """Open the case, or go on with the one a window or another member began."""
    flow, told = application.flow, _told(application.kept, application.flow)
    if declaring.is_declared(application.household):
        told["self_declared"] = True
    row = enrolment_of(flow.key)
    if flow.of == "household":
        running = applying.running(application.household, flow.key)
        if running is not None:
            if running.state != flow.first_state:
                raise StepRefused(f"您家已有在办的{flow.label}（{running.number}），不用重复申请")
            return cases.amend_data(running, by=by, at=at, **told)
        me = Citizen.objects.select_related("person").get(user=by.user_id).person
        members = {line.person_id for line in people.members(application.household, localdate(at))}
        applicant = me if me is not None and me.pk in members else application.household.head
        return cases.open_case(
            flow.key, household=application.household, person=applicant, by=by, at=at, data=told,
            channel=channel,
        )  # fmt: skip
    if application.person is None:
        raise StepRefused("请选择为谁申请")
    if row is not None:
        return enrolment.open_application(
            row.key, application.person, by=by, at=at, data=told, channel=channel
        )
    return cases.open_case(
        flow.key, household=application.household, person=application.person, by=by, at=at,
        data=told, channel=channel,
    )  # fmt: skip


def _told(kept: Mapping[str, Any], flow: Workflow) -> dict[str, Any]:
    """Return what the case keeps of the answers, members as their ids."""
    told = {
        key: value for key, value in kept.items()
        if key not in _ELSEWHERE and not key.startswith(("kin", "declared_"))
    }  # fmt: skip
    for sheet in asking.sheets(flow):
        for item in sheet.items:
            if item.kind == MEMBER and item.key in told:
                told[item.key] = int(told[item.key])
    if kept.get("declared_item"):
        told["declared"] = {
            str(kept["declared_person"]): {kept["declared_item"]: kept["declared_amount"]}
        }
    if kept.get(PAYEE):
        told["payee"] = int(kept[PAYEE])
    return told


def _declare_kin(case: Case, kept: Mapping[str, Any], *, by: Mandate, at: datetime) -> None:
    if "kin" not in kept:
        return
    if not kept["kin"]:
        if not case.data.get("near_kin_declared"):
            cases.declare_no_near_kin(case, by=by, at=at)
    else:
        member = Person.objects.get(pk=int(kept["kin_member"]))
        cases.declare_near_kin(
            case, member=member, kin_name=kept["kin_name"], kin_role=kept["kin_role"],
            relation=kept["kin_relation"], by=by, at=at,
        )  # fmt: skip
    case.refresh_from_db()


def _record_letters(case: Case, application: Application, *, by: Mandate, at: datetime) -> None:
    """Keep the letters signed with this application; who signed on another's phone is noted.

    A signature on somebody else's phone is not vouched for by a sign-in: the clerk compares it with
    the identity card at acceptance.
    """
    on = localdate(at)
    missing = {person.pk for person in letters.unsigned_members(application.household, on)}
    me = Citizen.objects.filter(user=by.user_id).values_list("person", flat=True).first()
    here: list[int] = []
    for letter in application.letters:
        if letter.person.pk not in missing:
            continue
        row = verification.record_authorisation(
            application.household, letter.person, signed_on=on, signed_by=letter.signer, by=by,
            at=at, document=letter.document,
        )  # fmt: skip
        if letter.document is not None and letter.document.subject_id is None:
            documents.attach(letter.document, row, by=by, at=at)
        if letter.signer.pk != me:
            here.append(letter.person.pk)
    if here:
        cases.amend_data(case, by=by, at=at, signed_here=here)


def _join(case: Case, application: Application, *, by: Mandate, at: datetime) -> None:
    """Note the items to go on with after a refusal; pass the other departments' matters on."""
    chosen = application.kept.get(ALSO, [])
    linked = asking.service_of(application.flow).linked
    then = [key for key in linked if key in chosen]
    passed = {m: d for m, d in application.departments.items() if m in chosen}
    if not then and not passed:
        return
    joint = {"number": case.number, "then": then, "departments": list(passed)}
    cases.amend_data(case, by=by, at=at, **{cases.JOINT: joint})
    for matter, department in passed.items():
        cases.refer(
            application.household, matter=matter, department=department, case=case, by=by, at=at,
            text=str(case.data.get("story") or matter), person=_living(application.person),
        )  # fmt: skip


@transaction.atomic
def accept_anywhere(
    flow: Workflow, *, name: str, id_number: str, told: Mapping[str, Any], by: Mandate, at: datetime
) -> Case:
    """Take in at any window the application of a family of another place; that place handles it (全州通办).

    The window proves who stands before it by the card: number and name must both fit, and nothing of
    the file is shown to it. ValueError (Chinese): nobody fits. StepRefused: beyond the scope.
    """
    pid = people.pid_of(id_number)
    person = Person.objects.filter(pid=pid, died_on=None).first() if pid else None
    home = home_of(person, localdate(at)) if person is not None else None
    if person is None or home is None or person.name != normalise_name(name):
        raise ValueError(
            "没有找到姓名和身份证号都相符、已登记家庭的人，请核对身份证；没有登记的，请到户籍地登记"
        )
    case = cases.open_case(
        flow.key, household=home, person=person, by=by, at=at, anywhere=True,
        data={**told, ORIGIN: by.division.name, ORIGIN_CODE: by.division_id},
    )  # fmt: skip
    audit.record("cases.accepted_anywhere", subject=case, by=by, at=at, origin=by.division_id)
    return case


def accepted_here(viewer: Mandate) -> QuerySet[Case]:
    """Return what this window took in for other places: number, matter and state, no file."""
    mine = Case.objects.filter(opened_by__division=viewer.division_id)
    rows = mine.filter(data__origin_division=viewer.division_id)
    return rows.select_related("division__parent", "person").order_by("-opened_at", "-pk")


@dataclass(frozen=True)
class Joint:
    """Everything that came of one form, under one number: cases in order, other departments' matters, what may follow."""

    number: str
    cases: tuple[Case, ...]
    referrals: tuple[Referral, ...]
    then: tuple[str, ...]


def joint_of(case: Case) -> Joint:
    """Return what came of the form a case belongs to; the caller has checked that it is his own."""
    number = cases.track_number(case)
    mine = Case.objects.filter(household=case.household)
    rows = mine.filter(Q(number=number) | Q(data__joint__number=number)).order_by("opened_at", "pk")
    found = tuple(rows.select_related("division", "person"))
    referrals = Referral.objects.filter(case__in=found).order_by("pk")
    last = found[-1].data.get(cases.JOINT, {}) if found else {}
    then = tuple(workflow(key).label for key in last.get("then", ()))
    return Joint(number, found, tuple(referrals), then)


def remarks(case: Case) -> list[tuple[str, str]]:
    """Return what the clerk must know of how an application came: to be compared at acceptance."""
    data, found = case.data, []
    if data.get("lives_at"):
        found.append(("现住址", data["lives_at"]))
    if data.get(ORIGIN_CODE):
        found.append(("异地受理", f"由{data[ORIGIN]}窗口受理"))
    if data.get("self_declared"):
        found.append(("家庭成员", "本人网上申报，待核实：受理时核对户口簿和身份证"))
        if case.household is not None and (left := declaring.waiting(case.household).count()):
            found.append(
                ("待核对的家人", f"{left} 人已有档案，未并入本户：请先办“我的任务”里的核对")
            )
    if data.get("signed_here"):
        names = Person.objects.filter(pk__in=data["signed_here"]).values_list("name", flat=True)
        text = "、".join(names)
        found.append(("授权书", f"{text}在他人手机上签名，受理时请核对本人身份"))
    if joint := data.get(cases.JOINT):
        labels = [workflow(key).label for key in joint.get("then", ())]
        then = f"；未获批接着办：{'、'.join(labels)}" if labels else ""
        found.append(("一件事", f"统一编号 {joint['number']}{then}"))
    return found


def missing_letters(case: Case, on: date) -> list[Person]:
    """Return who still has to sign before a case that waits can be handed in."""
    if case.household is None or not asking.asks_letters(case.definition):
        return []
    return letters.unsigned_members(case.household, on)


def hand_in(case: Case, *, by: Mandate, at: datetime) -> bool:
    """Take the first step; False when it waits for letters of other members only.

    StepRefused: something else stands against it.
    """
    step = case.definition.step(asking.FIRST_STEP)
    _refuse_what_blocks(case, step, at)
    missing = missing_letters(case, localdate(at))
    try:
        with transaction.atomic():
            cases.take(case, step.key, by=by, at=at)
    except StepRefused:
        if not missing:
            raise
        case.refresh_from_db()
        return False
    return True


def _refuse_what_blocks(case: Case, step: Step, at: datetime) -> None:
    """Refuse for every reason but the letters, which others may still sign."""
    answers = [need(case, at) for need in step.needs if need.key != "authorised"]
    if reasons := [reason for holds, reason in answers if not holds]:
        raise StepRefused(*reasons)


@transaction.atomic
def sign_later(case: Case, letter: Letter, *, by: Mandate, at: datetime) -> bool:
    """Keep the letter of one more member; the last one hands the case in. Says whether it was.

    PermissionDenied for a household that is not the citizen's own; ValueError for the wrong signer.
    """
    if case.household is None:
        raise ValueError("这件事不需要授权书")
    if letter.person.pk in {p.pk for p in letters.unsigned_members(case.household, localdate(at))}:
        row = verification.record_authorisation(
            case.household, letter.person, signed_on=localdate(at), signed_by=letter.signer, by=by,
            at=at, document=letter.document,
        )  # fmt: skip
        if letter.document is not None:
            documents.attach(letter.document, row, by=by, at=at)
    if case.state != case.definition.first_state or missing_letters(case, localdate(at)):
        return False
    return hand_in(case, by=by, at=at)
