"""Photographs and signatures of an application: kept sealed, shown by name only, never served as files."""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.cases.models import Case
from minzheng.kernel.citizens import services as codes
from minzheng.kernel.citizens.models import Draft
from minzheng.kernel.documents import services as documents
from minzheng.kernel.documents.choices import APPLICATION_PAPER, AUTHORISATION_PAPER
from minzheng.kernel.documents.models import Document
from minzheng.kernel.documents.services.images import is_blank
from minzheng.kernel.messages.services import CodeRefused
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.verification.services.letters import SCOPE
from minzheng.site import applying, drafts, filing
from minzheng.site.asking import MOST_PHOTOS, PAPER
from minzheng.site.drafts import Answers
from minzheng.site.filing import CODED, DRAWN, Letter
from minzheng.site.middleware import StaffRequest
from minzheng.site.portal import places
from minzheng.site.portal.own import REFUSALS, seat, tried, who

PREFIX = "data:image/png;base64,"
MOST_DRAWN = 400_000  # characters of a drawing: a signature on a phone takes about 20,000


def seat_for(request: StaffRequest, household: Household | None) -> Mandate:
    """Return the seat at the household's place, or at the place read for while that is open."""
    return seat(request, household.division if household else places.place_of(request))


# -- photographs --------------------------------------------------------------------------------


def keep_photo(
    request: StaffRequest, draft: Draft, upload: File, household: Household | None
) -> str:
    """Keep one photograph of a paper with a draft; the Chinese fault when it is not taken."""
    if len(Answers.of(Draft.objects.get(pk=draft.pk)).photos) >= MOST_PHOTOS:
        return _("最多 %(most)s 张，请先删掉一张。") % {"most": MOST_PHOTOS}
    by = seat_for(request, household)
    try:
        with transaction.atomic():
            number = len(Answers.of(draft).photos) + 1
            paper = documents.store(
                upload, kind=APPLICATION_PAPER, title=_("申请材料 %(number)s") % {"number": number},
                division=by.division_id, by=by, at=request.at,
            )  # fmt: skip
            drafts.change(draft, at=request.at, photo=paper.pk)
    except REFUSALS as refusal:
        return str(refusal)
    draft.refresh_from_db()
    return ""


def drop_photo(request: StaffRequest, draft: Draft, pk: int) -> None:
    """Take a photograph out of a draft and destroy it; one that is not in it stays as it is."""
    if pk not in Answers.of(draft).photos:
        return
    paper = Document.objects.select_related("created_by").get(pk=pk)
    by = paper.created_by
    with transaction.atomic():
        drafts.change(draft, at=request.at, without=pk)
        documents.take_back(paper, by=by, at=request.at)


# -- signatures ---------------------------------------------------------------------------------


def page(
    request: StaffRequest,
    draft: Draft | None,
    household: Household | None,
    wrong: Mapping[str, str],
) -> dict[str, Any]:
    """Return who signs, who signed already, what is wrong with a signature, whether a code was sent."""
    answers = Answers.of(draft) if draft is not None else Answers()
    rows = applying.signers(household, request.at) if household is not None else []
    me = who(request).person_id
    return {
        "letters": [
            {
                **row,
                "is_me": row["person"].pk == me,
                "fault": wrong.get(f"sign_{row['person'].pk}", ""),
                "signed": answers.letters.get(str(row["person"].pk)),
                "may": row["own"] or any(signer.pk == me for signer in row["signers"]),
            }
            for row in rows
        ],
        "coded": request.session.get("signing_sent", ""),
        "scope": SCOPE,
    }


def unsigned(household: Household | None, answers: Answers, at: datetime) -> list[Person]:
    """Return the members who neither signed before nor in this draft."""
    if household is None:
        return []
    return [
        row["person"]
        for row in applying.signers(household, at)
        if str(row["person"].pk) not in answers.letters
    ]


def signed(answers: Answers) -> tuple[Letter, ...]:
    """Return the letters that lie in a draft."""
    found = []
    for pk, letter in answers.letters.items():
        person = Person.objects.filter(pk=pk).first()
        signer = Person.objects.filter(pk=letter["signer"]).first()
        paper = Document.objects.filter(pk=letter.get("document") or 0).first()
        if person is not None and signer is not None:
            found.append(Letter(person, signer, letter["way"], paper))
    return tuple(found)


def taken(request: StaffRequest, draft: Draft, household: Household | None) -> dict[str, str]:
    """Take down the signatures a page brought: drawn, or by a code; what is wrong, by field."""
    if household is None:
        return {}
    wrong: dict[str, str] = {}
    rows = applying.signers(household, request.at)
    kept: dict[str, dict[str, Any]] = {}
    for row in rows:
        person, signer = row["person"], _signer(request, row)
        drawing = request.POST.get(f"sign_{person.pk}", "")
        if not drawing:
            continue
        try:
            paper = _kept_drawing(request, drawing, signer, household)
        except ValueError as fault:
            wrong[f"sign_{person.pk}"] = str(fault)
            continue
        kept[str(person.pk)] = {"signer": signer.pk, "way": DRAWN, "document": paper.pk}
    wrong |= _coded(request, draft, rows, kept)
    if kept:
        drafts.change(draft, at=request.at, letters=kept)
    draft.refresh_from_db()
    answers = Answers.of(draft)
    nobody = rows and not any(str(row["person"].pk) in answers.letters for row in rows)
    if nobody and not wrong and not request.POST.getlist(PAPER):
        wrong["letters"] = _("请签名，或者用短信验证码签，或者选择到窗口签。")
    return wrong


def _signer(request: StaffRequest, row: dict[str, Any]) -> Person:
    """Return who signs for a member: himself, or the one chosen, the citizen before the others."""
    person: Person = row["person"]
    if row["own"]:
        return person
    me = who(request).person_id
    chosen = request.POST.get(f"signer_{person.pk}") or str(me)
    return next((one for one in row["signers"] if str(one.pk) == chosen), person)


def _kept_drawing(
    request: StaffRequest, drawing: str, signer: Person, household: Household
) -> Document:
    """Keep a drawn signature; ValueError (Chinese) for an empty or broken one."""
    if not drawing.startswith(PREFIX) or len(drawing) > MOST_DRAWN:
        raise ValueError(_("签名没有收到，请重新签一次。"))
    try:
        content = base64.b64decode(drawing.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as broken:
        raise ValueError(_("签名没有收到，请重新签一次。")) from broken
    documents.inspect(content, "signature.png")
    if is_blank(content):
        raise ValueError(_("签名框是空的，请用手指写上姓名。"))
    return documents.store(
        ContentFile(content, "signature.png"), kind=AUTHORISATION_PAPER,
        title=_("%(name)s的授权签名") % {"name": signer.name}, division=household.division_id,
        by=seat(request, household.division), at=request.at,
    )  # fmt: skip


def _coded(
    request: StaffRequest, draft: Draft | None, rows: list[dict[str, Any]], kept: dict[str, Any]
) -> dict[str, str]:
    """Sign by a code for the citizen himself and those he signs for, once the code is right."""
    code = request.POST.get("code", "").strip()
    if not code:
        return {}
    me = who(request).person_id
    try:
        codes.confirm_code(who(request), _purpose(draft), code, at=request.at)
    except CodeRefused as refused:
        return {"code": str(refused)}
    for row in rows:
        if row["person"].pk == me or (not row["own"] and any(s.pk == me for s in row["signers"])):
            kept[str(row["person"].pk)] = {"signer": me, "way": CODED, "document": None}
    request.session.pop("signing_sent", None)
    return {}


def ask_code(request: StaffRequest, draft: Draft | None) -> None:
    """Send the citizen a code to sign with; the page then asks for it."""

    def act() -> None:
        request.session["signing_sent"] = codes.ask_code(
            who(request),
            _purpose(draft),
            at=request.at,
            address=request.META.get("REMOTE_ADDR", ""),
        )

    tried(request, act)


def _purpose(draft: Draft | None) -> str:
    return f"signing:{draft.pk}" if draft is not None else "signing"


def later(request: StaffRequest, case: Case) -> HttpResponse:
    """Take the signature of one more member from his own phone; the last one hands the case in."""
    household = case.household
    assert household is not None
    if request.POST.get("then") == "ask_code":
        ask_code(request, None)
        return redirect("portal:letters", number=case.number)
    rows = applying.signers(household, request.at)
    kept: dict[str, dict[str, Any]] = {}
    wrong = _coded(request, None, rows, kept)
    by = seat(request, household.division)
    me = who(request).person
    for row in rows:
        drawing = request.POST.get(f"sign_{row['person'].pk}", "")
        signer = _signer(request, row)
        if not drawing or me is None or signer.pk != me.pk:
            continue
        try:
            paper = _kept_drawing(request, drawing, signer, household)
        except ValueError as broken:
            wrong[str(row["person"].pk)] = str(broken)
            continue
        kept[str(row["person"].pk)] = {"signer": signer.pk, "way": DRAWN, "document": paper.pk}
    for fault in wrong.values():
        messages.error(request, fault)
    for letter in signed(Answers(letters=kept)):
        keep = partial(filing.sign_later, case, letter, by=by, at=request.at)
        tried(request, keep, _("已签授权书。"))
    if not kept or wrong:
        return redirect("portal:letters", number=case.number)
    return redirect("portal:matter", number=case.number)
