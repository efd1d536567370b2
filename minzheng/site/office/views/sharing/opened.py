"""The one address for other systems: a signed question about a granted data set, or about a certificate."""

from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from minzheng.kernel.exchange.partners.signing import LIFETIME, NONCE, SENDER
from minzheng.kernel.sharing import queries, services
from minzheng.kernel.sharing.models import Subscription
from minzheng.site.access import public
from minzheng.site.middleware import StaffRequest


@public
@require_GET
def opened(request: StaffRequest, key: str) -> JsonResponse:
    """Answer a partner who signed: rows of a granted data set by the value of granted fields.

    ``X-Sender`` is ``partner@division``. For the data set ``certificates`` the number and the
    check code of a certificate are answered with whether it is valid.
    """
    at = request.at
    partner, _sign, division = request.headers.get(SENDER, "").partition("@")
    try:
        if not _is_signed(request, partner, division) or not is_new(request):
            return JsonResponse({"message": "签名不正确、已过期或重复"}, status=401)
        asked = {name: request.GET[name] for name in request.GET}
        if key == "certificates":
            told = queries.check_certificate(asked.get("number", ""), asked.get("digest", ""))
            services.note_check(partner, division, asked.get("number", ""), told, at=at)
            return JsonResponse({"state": told})
        granted = Subscription.objects.filter(data_set=key, partner=partner, division=division, direction="out", state="granted").first()  # fmt: skip
        if granted is None:
            return JsonResponse({"message": "没有订阅该数据集"}, status=403)
        return JsonResponse({"rows": services.answer_query(granted, asked, at=at)})
    except services.SharingRefused as refused:
        return JsonResponse({"message": str(refused)}, status=422)


def _is_signed(request: HttpRequest, partner: str, division: str) -> bool:
    return services.is_signed(
        partner, division, method="GET", path=request.get_full_path(), body=b"",
        headers=request.headers,
    )  # fmt: skip


def is_new(request: HttpRequest) -> bool:
    """Say whether a signed request comes for the first time."""
    nonce = request.headers.get(NONCE, "")[:64]
    return bool(nonce) and cache.add(f"share:{nonce}", 1, timeout=LIFETIME * 2)


urlpatterns: list[URLPattern] = [path("open/<str:key>/", opened, name="opened")]
