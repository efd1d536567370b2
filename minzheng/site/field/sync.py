"""What phones send and fetch: every answer is JSON, a session that ended is said as 401."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.audit import services as audit
from minzheng.kernel.offline import queries, services
from minzheng.kernel.offline.declarations import canonical
from minzheng.kernel.offline.models import Device, FieldVersion, Record
from minzheng.site.access import public
from minzheng.site.field import day
from minzheng.site.middleware import StaffRequest

NEEDS = "visits.record"
MOST_OPERATIONS = 200


class Malformed(ValueError):
    """What a phone sent cannot be read."""


def for_phones(
    view: Callable[[StaffRequest, Mandate], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Open a view to staff who make visits; anybody else is told so in JSON.

    Marked public because the door would answer a phone with a page; it asks for the mandate itself.
    """

    @wraps(view)
    def guarded(request: StaffRequest) -> HttpResponse:
        by = request.mandate
        if by is None:
            return JsonResponse({"reason": "sign_in"}, status=401)
        if not by.may(NEEDS):
            return JsonResponse({"reason": "forbidden"}, status=403)
        try:
            return view(request, by)
        except services.NotYours as reason:
            return JsonResponse({"reason": "other_user", "text": str(reason)}, status=403)
        except Malformed:
            return JsonResponse({"reason": "malformed"}, status=400)

    return public(guarded)


@require_safe
@for_phones
def hello(request: StaffRequest, by: Mandate) -> HttpResponse:
    """Say who is signed in; note the phone that asks, with what waits on it."""
    if request.GET.get("device"):
        _device(request, by)
    return JsonResponse(
        {
            "user": by.user_id,
            "name": str(by.user),
            "duty": by.duty.label,
            "place": by.division.name,
            "csrf": get_token(request),
            "now": request.at.isoformat(),
        }
    )


@public
@require_safe
def order(request: StaffRequest) -> HttpResponse:
    """Say whether a phone is to be emptied; asked without a session, for a stolen phone has none."""
    try:
        number = UUID(request.GET.get("device", ""))
    except ValueError:
        return JsonResponse({"wipe": False})
    return JsonResponse({"wipe": queries.must_wipe(number)})


@public
@csrf_exempt
@require_POST
def wiped(request: StaffRequest) -> HttpResponse:
    """Note that a phone is empty; its number is all it has left to show."""
    try:
        services.wiped(UUID(str(_body(request).get("device"))), at=request.at)
    except ValueError:
        return JsonResponse({"reason": "malformed"}, status=400)
    return JsonResponse({"noted": True})


@require_POST
@for_phones
def push(request: StaffRequest, by: Mandate) -> HttpResponse:
    """Take operations and answer each with its receipt."""
    said = _body(request)
    operations = said.get("ops")
    if not isinstance(operations, list) or len(operations) > MOST_OPERATIONS:
        raise Malformed
    device = _known(said.get("device"), by)
    answers = services.take(
        device, [one for one in operations if isinstance(one, dict)], by=by, at=request.at
    )
    receipts = [{"op": str(one.op), "state": one.state, "text": one.text} for one in answers]
    return JsonResponse({"receipts": receipts})


@require_POST
@for_phones
def file(request: StaffRequest, by: Mandate) -> HttpResponse:
    """Take one photograph, signature or sound."""
    try:
        header = services.Header.read(json.loads(request.GET.get("record", "")))
    except ValueError as wrong:
        raise Malformed from wrong
    device = _known(request.GET.get("device"), by)
    note = services.keep_file(
        request.body, sha256=request.GET.get("sha256", ""), header=header, device=device,
        by=by, at=request.at,
    )  # fmt: skip
    return JsonResponse({"state": note.state, "text": note.text})


@require_safe
@for_phones
def pull(request: StaffRequest, by: Mandate) -> HttpResponse:
    """Give what changed since the phone's last fetch, of the records the mandate may see."""
    device = _known(request.GET.get("device"), by)
    cursor = request.GET.get("cursor", "0")
    if not cursor.isdecimal():
        raise Malformed
    found = queries.news(by, cursor=int(cursor), scope=request.GET.get("scope", ""), at=request.at)
    if found.records or found.versions:
        audit.record(
            "offline.fetched", subject=device, by=by, at=request.at,
            records=sorted({str(row.pk) for row in found.records}),
            versions=len(found.versions),
        )  # fmt: skip
    return JsonResponse(
        {
            "cursor": found.cursor,
            "scope": found.scope,
            "more": found.has_more,
            "records": [_record(row) for row in found.records],
            "versions": [_version(row) for row in found.versions],
        }
    )


@require_safe
@for_phones
def today(request: StaffRequest, by: Mandate) -> HttpResponse:
    """Give today's plan with its people and forms, unless the phone has it already."""
    device = _known(request.GET.get("device"), by)
    body = day.gather(by, request.at)
    digest = hashlib.sha256(canonical(body).encode()).hexdigest()
    if request.GET.get("known") == digest:
        return JsonResponse({"same": True, "digest": digest})
    audit.record(
        "offline.day.fetched", subject=device, by=by, at=request.at,
        people=len(body["people"]), households=len(body["households"]),
    )  # fmt: skip
    return JsonResponse({**body, "digest": digest})


def _record(row: Record) -> dict[str, Any]:
    head = row.household.head if row.household else None
    about = row.person or head
    return {
        "id": str(row.pk), "kind": row.kind, "state": row.state, "text": row.refusal or "",
        "began": row.began_at.isoformat(), "changedAt": row.received_at.isoformat(),
        "isLate": row.is_late, "author": str(row.author.user),
        "subject": {
            "form": row.form, "rule": row.rule, "household": row.household_id,
            "person": row.person_id, "case": row.case_id, "division": row.division_id,
            "title": about.name if about else row.division.name,
        },
    }  # fmt: skip


def _version(row: FieldVersion) -> dict[str, Any]:
    return {
        "op": str(row.pk), "record": str(row.record_id), "field": row.field, "value": row.said,
        "bases": row.bases, "at": row.typed_at.isoformat(), "seq": row.sequence,
        "device": str(row.device_id or "office"), "by": str(row.by.user),
    }  # fmt: skip


def _device(request: StaffRequest, by: Mandate) -> Device:
    return services.register(
        _uuid(request.GET.get("device")),
        label=request.headers.get("User-Agent", ""),
        waiting=_whole(request.GET.get("waiting")),
        usage=_whole(request.GET.get("usage")),
        by=by,
        at=request.at,
    )


def _known(number: object, by: Mandate) -> Device:
    """Return a phone of the user that said hello before; NotYours for any other, or one to be emptied."""
    device = Device.objects.filter(pk=_uuid(number), user=by.user_id).first()
    if device is None or device.wipe_ordered_at is not None or device.wiped_at is not None:
        raise services.NotYours(_("本机未登记，或资料已按指令清除。"))
    return device


def _uuid(said: object) -> UUID:
    try:
        return UUID(str(said))
    except ValueError as wrong:
        raise Malformed from wrong


def _whole(said: str | None) -> int:
    return int(said) if said and said.isdecimal() and len(said) < 16 else 0


def _body(request: StaffRequest) -> dict[str, Any]:
    try:
        said = json.loads(request.body)
    except ValueError as wrong:
        raise Malformed from wrong
    if not isinstance(said, dict):
        raise Malformed
    return said


urlpatterns = [
    path("sync/hello", hello, name="sync_hello"),
    path("sync/order", order, name="sync_order"),
    path("sync/wiped", wiped, name="sync_wiped"),
    path("sync/push", push, name="sync_push"),
    path("sync/file", file, name="sync_file"),
    path("sync/pull", pull, name="sync_pull"),
    path("sync/day", today, name="sync_day"),
]
