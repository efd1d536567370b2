"""The address for other areas' checks: a signed request with its letter, and the question after its answer."""

import json

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from minzheng.kernel.accounts.services import system_mandate
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.partners.signing import SENDER
from minzheng.kernel.sharing import services as sharing
from minzheng.kernel.verification import services
from minzheng.kernel.verification.services.network import PARTNER
from minzheng.site.access import public
from minzheng.site.middleware import StaffRequest

from ..sharing.opened import is_new

# A scan of 20 MB, written in base64, with room for the words beside it.
LARGEST = 30 * 1024 * 1024


@public
@csrf_exempt
@require_POST
def area_taken(request: StaffRequest) -> JsonResponse:
    """Take a request of another area for the division in ``area``; it waits for a person to look at."""
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return JsonResponse({"message": "请求过大"}, status=413)
    if not _is_welcome(request, body):
        return JsonResponse({"message": "签名不正确、已过期或重复"}, status=401)
    division = Division.objects.get(code=request.GET["area"])
    try:
        document = json.loads(body)
        if not isinstance(document, dict) or document.get("area") != request.headers[SENDER]:
            raise ValueError("来函地与签名的发送方不一致")
        row = services.take_area(
            document, division=division, by=system_mandate(division.code), at=request.at
        )
    except (ValueError, PermissionDenied) as refused:
        return JsonResponse({"message": str(refused)}, status=422)
    return JsonResponse({"state": row.state, "due_on": row.due_on.isoformat()})


@public
@require_GET
def area_told(request: StaffRequest, reference: str) -> JsonResponse:
    """Tell the area that asked how its request stands, and the answer once a person gave it."""
    if not _is_welcome(request, b""):
        return JsonResponse({"message": "签名不正确、已过期或重复"}, status=401)
    told = services.tell_area(
        request.GET["area"], request.headers[SENDER], reference, at=request.at
    )
    if told is None:
        return JsonResponse({"message": "没有这件请求"}, status=404)
    return JsonResponse(told)


def _is_welcome(request: HttpRequest, body: bytes) -> bool:
    """Say whether the network signed a request for a division of ours, and sent it once."""
    return sharing.is_signed(
        PARTNER, request.GET.get("area", ""), method=request.method or "", path=request.get_full_path(),
        body=body, headers=request.headers,
    ) and is_new(request)  # fmt: skip


urlpatterns: list[URLPattern] = [
    path("open/areas/requests", area_taken, name="area_taken"),
    path("open/areas/requests/<str:reference>", area_told, name="area_told"),
]
