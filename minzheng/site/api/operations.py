"""The operations: services read, applications filed, followed and answered, papers added."""

import hashlib
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from ninja import File, Header, Router, Status
from ninja.files import UploadedFile

from minzheng.core.sealing import blind_index
from minzheng.kernel.accounts import queries as accounts
from minzheng.kernel.accounts.models import ApiCall, ApiKey, Mandate
from minzheng.kernel.accounts.services import filed_before, note_filing
from minzheng.kernel.cases import queries as casework
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import PORTAL, Workflow
from minzheng.kernel.cases.models import Case
from minzheng.kernel.cases.queries.procedure import asks_note, available_steps
from minzheng.kernel.citizens import services as citizens
from minzheng.kernel.citizens.models import Citizen
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.choices import APPLICATION_PAPER
from minzheng.kernel.people.models import Person
from minzheng.kernel.verification import queries as letters
from minzheng.site import asking, catalogue, filing, tracking

from . import shapes
from .doors import Missing, Wrong, scoped

router = Router()
PAGE = 50
DONE, NOW, NEXT = "done", "now", "next"
_WAY = {"done": DONE, "current": NOW, "late": NOW, "next": NEXT}
REFUSALS = {401: shapes.Refused, 403: shapes.Refused, 404: shapes.Refused, 409: shapes.Refused, 422: shapes.Refused, 429: shapes.Refused}  # fmt: skip


# -- services -----------------------------------------------------------------------------------------


def _offered(key: str) -> Workflow:
    flow = next((one for one in catalogue.offered() if one.key == key), None)
    if flow is None or PORTAL not in asking.service_of(flow).channels:
        raise Missing("没有这个可网上申请的事项。")
    return flow


def _place(key: ApiKey, division: str) -> str:
    """Return the division asked for, the key's own where none is named; it must be known."""
    place = division or key.mandate.division_id
    if not Division.objects.filter(code=place).exists():
        raise Missing("没有这个区划。")
    return place


def _service(flow: Workflow, place: str, on: Any) -> dict[str, Any]:
    offer = asking.service_of(flow)
    return {
        "key": flow.key, "label": flow.label, "basis": flow.basis, "about": flow.of, "fee": offer.fee,
        "depth": offer.depth, "scope": offer.scope, "is_on": accounts.is_on(flow.key, place, on),
    }  # fmt: skip


@router.get(
    "/services", response={200: list[shapes.Service], **REFUSALS}, operation_id="list_services"
)
@scoped("services.read")
def services(request: Any, division: str = "") -> list[dict[str, Any]]:
    """List every service matter that can be applied for online at a place."""
    place, on = _place(request.auth, division), localdate(request.at)
    flows = [f for f in catalogue.offered() if PORTAL in asking.service_of(f).channels]
    return [_service(flow, place, on) for flow in flows]


@router.get(
    "/services/{key}", response={200: shapes.Guide, **REFUSALS}, operation_id="read_service"
)
@scoped("services.read")
def service(request: Any, key: str, division: str = "") -> dict[str, Any]:
    """Give one service matter with its form, papers and time limits at a place."""
    flow, place, on = _offered(key), _place(request.auth, division), localdate(request.at)
    return {
        **_service(flow, place, on),
        "form": asking.form_of(flow).schema(),
        "papers": catalogue.papers_of(flow),
        "limits": [
            f"{term.label}：{term.length}（{term.source}）"
            for term in catalogue.terms(flow, place, on)
        ],
        "letters": asking.asks_letters(flow),
    }


# -- filing -------------------------------------------------------------------------------------------


def _citizen(key: ApiKey, told: shapes.Applicant, at: Any) -> Citizen:
    """Return the citizen the calling body vouches for; his matters lie in the key's division only."""
    subject = blind_index(told.id_number.strip().upper())
    return citizens.recognise(
        issuer=key.issuer, subject=subject, name=told.name, id_number=told.id_number,
        phone=told.phone or None, at=at, assurance="api",
    )  # fmt: skip


def _within(key: ApiKey, circle: asking.Circle) -> asking.Circle:
    """Keep of an applicant's circle what lies in the key's division."""

    def inside(code: str) -> bool:
        return accounts.covers(key.mandate, code)

    homes = tuple(home for home in circle.homes if inside(home.division_id))
    persons = tuple(p for p in circle.persons if inside(p.division_id))
    members = tuple(p for p in circle.members if inside(p.division_id))
    return asking.Circle(homes, persons, members, circle.on)


@router.post(
    "/services/{key}/circle", response={200: shapes.Circle, **REFUSALS}, operation_id="read_circle"
)
@scoped("applications.file")
def circle(request: Any, key: str, applicant: shapes.Applicant) -> dict[str, Any]:
    """Give whom an applicant may name in an application, and who still has to sign."""
    flow, on = _offered(key), localdate(request.at)
    known = _within(
        request.auth, filing.circle_of(_citizen(request.auth, applicant, request.at), flow, {}, on)
    )
    wanted = asking.asks_letters(flow)
    unsigned = (
        [p for home in known.homes for p in letters.unsigned_members(home, on)] if wanted else []
    )
    return {
        "households": [{"id": str(h.pk), "label": asking.home_words(h)} for h in known.homes],
        "persons": [{"id": str(p.pk), "label": asking.aged(p, on)} for p in known.persons],
        "members": [{"id": str(p.pk), "label": asking.aged(p, on)} for p in known.members],
        "unsigned": [{"id": str(p.pk), "label": asking.aged(p, on)} for p in unsigned],
    }


@router.post(
    "/services/{key}/applications",
    response={201: shapes.Application, 200: shapes.Application, **REFUSALS},
    operation_id="file_application",
)
@scoped("applications.file")
def apply(
    request: Any, key: str, body: shapes.Filing, idempotency_key: str = Header(alias="Idempotency-Key", max_length=80)
) -> Status:  # fmt: skip
    """File an application for a citizen; the same Idempotency-Key is answered with the first case."""
    flow = _offered(key)
    content = hashlib.sha256(request.body).digest() + key.encode()
    with transaction.atomic():
        ApiKey.objects.select_for_update().get(pk=request.auth.pk)
        number = filed_before(request.auth, idempotency_key, content)
        if number:
            return Status(200, described(Case.objects.get(number=number), request))
        case = _filed(request, flow, body)
        note_filing(request.auth, idempotency_key, content, case.number, at=request.at)
    return Status(201, described(case, request))


def _filed(request: Any, flow: Workflow, body: shapes.Filing) -> Case:
    on = localdate(request.at)
    citizen = _citizen(request.auth, body.applicant, request.at)
    known = _within(request.auth, filing.circle_of(citizen, flow, body.answers, on))
    kept, wrong = filing.checked(asking.sheets(flow), body.answers, known)
    if wrong:
        raise Wrong({name: text for sheet in wrong.values() for name, text in sheet.items()})
    household, person = filing.subject_of(flow, body.answers, known)
    if household is None:
        raise Wrong({"applicant": "本辖区登记中没有该申请人的家庭，请先到村（社区）登记。"})
    members = {p.pk: p for p in (*known.members, *known.persons)}
    signed = tuple(_letter(row, members) for row in body.letters)
    told = filing.Application(flow, household, person, kept, signed)
    by = citizens.seat(citizen, (person or household).division, at=request.at)
    return filing.file(told, by=by, at=request.at)


def _letter(row: shapes.LetterSigned, members: dict[int, Person]) -> filing.Letter:
    if row.person not in members or row.signer not in members:
        raise Wrong({"letters": "授权书须由该家庭成员签署。"})
    return filing.Letter(members[row.person], members[row.signer], filing.CODED)


# -- following and answering --------------------------------------------------------------------------


def _own(key: ApiKey) -> QuerySet[Case]:
    """Return the cases a key may read: all of its division where its mandate may, else those it filed."""
    if key.mandate.may("cases.see"):
        return casework.cases(key.mandate)
    filed = ApiCall.objects.filter(key=key).values("number")
    return Case.objects.filter(number__in=filed).order_by("-opened_at")


def _case(key: ApiKey, number: str) -> Case:
    case = _own(key).filter(number=number).first()
    if case is None:
        raise Missing("没有这个编号的办件。")
    return case


def _acting(key: ApiKey, case: Case, at: Any) -> Mandate:
    """Return who acts: the key's own mandate, or the citizen for whom the key filed the case."""
    if key.mandate.may("cases.take"):
        return key.mandate
    citizen = Citizen.objects.filter(user=case.opened_by.user_id).first()
    if citizen is None:
        raise Missing("没有这个编号的办件。")
    return citizens.seat(citizen, case.division, at=at)


def described(case: Case, request: Any) -> dict[str, Any]:
    """Give a matter as machines read it."""
    at, by = request.at, _acting(request.auth, case, request.at)
    steps = available_steps(case, by, at)
    limit = casework.running_deadlines(case).first() if case.closed_at is None else None
    ended = tracking.decision_of(case, localdate(at)) if case.closed_at is not None else None
    return {
        "number": case.number, "service": case.workflow, "label": case.definition.label, "state": case.state,
        "state_label": case.state_label, "applied_on": case.applied_on, "due_on": limit.due_on if limit else None,
        "now": case.state_label, "opened_at": case.opened_at, "closed_at": case.closed_at,
        "way": [{"label": one["label"], "state": _WAY[one["state"]], "on": one.get("done_on") or one.get("due_on")} for one in tracking.step_bar(case, at)],
        "deeds": [{"key": step.key, "label": step.label, "needs_note": asks_note(step), "blocked_by": reasons} for step, reasons in steps],
        "decision": None if ended is None else {
            "label": ended.label, "granted": ended.granted, "reasons": list(ended.reasons),
            "amounts": list(ended.amounts), "remedies": list(ended.remedies),
        },
    }  # fmt: skip


@router.get(
    "/applications",
    response={200: shapes.Applications, **REFUSALS},
    operation_id="list_applications",
)
@scoped("applications.read")
def applications(request: Any, before: str = "", state: str = "") -> dict[str, Any]:
    """List matters, the newest first, fifty at a time; ``before`` is the last number of the page before."""
    rows = _own(request.auth).order_by("-pk")
    if state:
        rows = rows.filter(state=state)
    if before:
        rows = rows.filter(pk__lt=_case(request.auth, before).pk)
    found = list(rows[: PAGE + 1])
    more = found[PAGE - 1].number if len(found) > PAGE else ""
    return {"items": [described(case, request) for case in found[:PAGE]], "next": more}


@router.get(
    "/applications/{number}",
    response={200: shapes.Application, **REFUSALS},
    operation_id="read_application",
)
@scoped("applications.read")
def application(request: Any, number: str) -> dict[str, Any]:
    """Give one matter: its way, what can be done, how it was decided."""
    return described(_case(request.auth, number), request)


@router.post(
    "/applications/{number}/steps/{step}", response={200: shapes.Application, **REFUSALS}, operation_id="take_step"
)  # fmt: skip
@scoped("applications.answer")
def take(request: Any, number: str, step: str, body: shapes.Taking) -> dict[str, Any]:
    """Take a step: hand in again, withdraw; or, with a key of the office, answer. A second call changes nothing."""
    case = _case(request.auth, number)
    if step not in case.definition.by_key:
        raise Missing("该办件没有这个环节。")
    by = _acting(request.auth, case, request.at)
    cases.take(case, step, by=by, at=request.at, note=body.note)
    return described(case, request)


@router.post(
    "/applications/{number}/papers",
    response={201: shapes.Kept, **REFUSALS},
    operation_id="add_paper",
)
@scoped("applications.file")
def add_paper(request: Any, number: str, paper: File[UploadedFile]) -> Status:
    """Add a paper to a running matter; it is checked like any upload."""
    case = _case(request.auth, number)
    if case.closed_at is not None:
        raise ValueError("办件已办结，不能补充材料。")
    by = _acting(request.auth, case, request.at)
    row = documents.store(
        paper, kind=APPLICATION_PAPER, title=str(paper.name)[:200], division=case.division_id, subject=case, by=by,
        at=request.at,
    )  # fmt: skip
    return Status(201, {"id": row.pk, "title": row.title, "sha256": row.sha256})
