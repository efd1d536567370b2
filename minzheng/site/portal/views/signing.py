"""Sign in, sign out, whom one acts for."""

import dataclasses
import logging
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from minzheng.core.forms import CHOICE, DAY, PHOTO, TEXT, Form, Item
from minzheng.kernel.citizens import choices, queries, services
from minzheng.kernel.citizens.models import Citizen, Delegation
from minzheng.kernel.documents.services import FileRefused
from minzheng.site.access import for_citizens, public
from minzheng.site.middleware import StaffRequest
from minzheng.site.portal import asked, oidc
from minzheng.site.portal.own import who

logger = logging.getLogger(__name__)
# What a sign-in that began here must bring back: in a cookie of its own, gone after ten minutes.
COOKIE, SALT, SECONDS = "minzheng_signing", "minzheng.portal.signing", 600
# What went wrong, and what to do about it; the status of the answer.
FAULTS: dict[str, tuple[int, Any, Any]] = {
    "unset": (503, _lazy("网上登录尚未开通"), _lazy("请到乡镇（街道）窗口办理，或者请村（社区）工作人员代办。")),
    "down": (502, _lazy("身份认证平台暂时没有应答"), _lazy("不是您的问题。请过几分钟再试，已经填好的内容不会丢。")),
    "cancelled": (200, _lazy("您取消了登录"), _lazy("需要办事时，再点“登录”就可以。看政策、查公示不用登录。")),
    "stale": (400, _lazy("登录等得太久，或者不是从本页开始的"), _lazy("请重新点“登录”。")),
    "clock": (502, _lazy("认证结果的时间不对"), _lazy("认证平台与本平台的时间不一致，或者登录等得太久。请重新登录；还不行的，请打服务热线。")),
    "token": (502, _lazy("认证结果没有通过校验"), _lazy("为了您的安全，没有登录。请重新登录；还不行的，请打服务热线。")),
    "claims": (403, _lazy("认证平台没有给出您的姓名和身份证号"), _lazy("请先在认证平台完成实名认证，再来登录。")),
    "level": (403, _lazy("您的实名等级不够"), _lazy("请先在认证平台完成人脸等实人认证，再来登录。")),
}  # fmt: skip
LETTER = Form(
    "delegation",
    "代他人办理",
    (
        Item("name", "委托人姓名", TEXT, "请您代办的那个人。", is_required=True, most=60),
        Item("id_number", "委托人身份证号", TEXT, is_required=True, most=20),
        Item("kind", "您是委托人的", CHOICE, options=tuple(choices.BY_LETTER.items()), is_required=True),
        Item("until", "委托到哪天为止", DAY, "不填就一直有效，随时可以撤回。"),
        Item("letter", "委托书照片", PHOTO, "写明请谁代办、办什么事，委托人签名或者按手印。", is_required=True, most=1),
    ),
)  # fmt: skip


@public
@never_cache
@require_safe
def sign_in(request: StaffRequest) -> HttpResponse:
    """Say how one signs in, and what can be done without."""
    wanted = _ours(request, request.GET.get("next", ""))
    if request.citizen is not None:
        return HttpResponseRedirect(wanted)
    context = {"next": wanted, "is_set": bool(settings.OIDC_ISSUER), "provider": settings.OIDC_NAME}
    return render(request, "portal/signing/sign_in.html", context)


@public
@never_cache
@require_safe
def sign_in_go(request: StaffRequest) -> HttpResponse:
    """Send the citizen to the identity service; a link, so that it works without script."""
    try:
        address, started = oidc.provider().begin(_back(request))
    except oidc.IdentityFault as fault:
        return _fault(request, fault)
    answer = HttpResponseRedirect(address)
    kept = [*dataclasses.astuple(started), _ours(request, request.GET.get("next", ""))]
    answer.set_cookie(
        COOKIE, signing.dumps(kept, salt=SALT), max_age=SECONDS, path=reverse("portal:sign_in"),
        httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return answer


@public
@never_cache
@require_safe
def sign_in_back(request: StaffRequest) -> HttpResponse:
    """Take what the identity service sent back, and open the citizen's session."""
    try:
        started, wanted = _begun(request)
        identity = _identity(request, started)
        citizen = services.recognise(
            issuer=identity.issuer,
            subject=identity.subject,
            name=identity.name,
            id_number=identity.id_number,
            phone=identity.phone or None,
            assurance=identity.level,
            at=request.at,
        )
    except oidc.IdentityFault as fault:
        return _fault(request, fault)
    except services.NotRecognised as refusal:
        return _shown(request, 403, _("没有登录"), str(refusal))
    services.remember(request, citizen, at=request.at)
    answer = HttpResponseRedirect(wanted)
    answer.delete_cookie(COOKIE, path=reverse("portal:sign_in"), samesite="Lax")
    return answer


def _begun(request: HttpRequest) -> tuple[oidc.Started, str]:
    """Return what the sign-in that began on this device must match, and where it leads."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature as unsound:
        raise oidc.IdentityFault("stale", "no cookie") from unsound
    started = oidc.Started(*kept[:3])
    if request.GET.get("state", "") != started.state:
        raise oidc.IdentityFault("stale", "state differs")
    return started, str(kept[3])


def _identity(request: HttpRequest, started: oidc.Started) -> oidc.Identity:
    """Return who came back, or what the service said instead of a code."""
    error = request.GET.get("error", "")
    if error:
        is_his = error in {"access_denied", "login_required", "interaction_required"}
        raise oidc.IdentityFault("cancelled" if is_his else "down", error[:60])
    code = request.GET.get("code", "")
    if not code:
        raise oidc.IdentityFault("stale", "no code")
    return oidc.provider().finish(code, started, _back(request))


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("portal:sign_in_back"))


def _ours(request: HttpRequest, wanted: str) -> str:
    """Return a page of the portal one wanted to see, else the page of one's matters."""
    is_safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    # A path alone: whoever writes a whole address, even ours, gets the first page.
    is_path = wanted.startswith(reverse("portal:home")) and not wanted.startswith(
        reverse("portal:sign_in")
    )
    return wanted if is_safe and is_path else reverse("portal:home")


def _fault(request: HttpRequest, fault: oidc.IdentityFault) -> HttpResponse:
    # What failed, never who: names stay out of the logs.
    logger.warning("sign-in of a citizen failed: %s (%s)", fault.code, fault)
    status, title, advice = FAULTS[fault.code]
    return _shown(request, status, title, advice)


def _shown(request: HttpRequest, status: int, title: Any, advice: Any) -> HttpResponse:
    context = {"title": title, "advice": advice}
    answer = render(request, "portal/signing/fault.html", context, status=status)
    answer.delete_cookie(COOKIE, path=reverse("portal:sign_in"), samesite="Lax")
    return answer


@public
@require_POST
def sign_out(request: StaffRequest) -> HttpResponse:
    """End the session here, and say how to end it at the identity service too."""
    if request.citizen is not None:
        services.sign_out(request)
    try:
        end = oidc.provider().end_address()
    except oidc.IdentityFault:
        end = ""
    return render(request, "portal/signing/signed_out.html", {"end": end, "provider": settings.OIDC_NAME})  # fmt: skip


# -- the account, and acting for others ---------------------------------------------------------------


@for_citizens
@require_safe
def account(request: StaffRequest) -> HttpResponse:
    """Show who signed in, for whom he may act, and who may act for him."""
    citizen, on = who(request), localdate(request.at)
    context = {
        "me": citizen,
        "acts_for": _acts_for(citizen, on),
        "agents": queries.agents(citizen, on),
        "waiting": _handed_in(citizen),
    }
    return render(request, "portal/signing/account.html", context)


def _acts_for(citizen: Citizen, on: date) -> list[dict[str, Any]]:
    """Return the persons a citizen may act for besides himself, and by what right."""
    others = [pair for pair in queries.charges(citizen, on) if pair[1].kind != choices.SELF]
    letters = Delegation.objects.in_bulk(
        [capacity.delegation for _person, capacity in others if capacity.delegation]
    )
    return [
        {
            "name": person.name,
            "label": capacity.label,
            "letter": letters.get(capacity.delegation) if capacity.delegation else None,
        }
        for person, capacity in others
    ]


def _handed_in(citizen: Citizen) -> list[Delegation]:
    """Return the letters that do not count yet, or were turned down, newest first."""
    rows = citizen.delegations.filter(withdrawn_at=None).exclude(state=choices.CONFIRMED)
    return list(rows.select_related("person").order_by("-pk"))


@for_citizens
@require_POST
def texting(request: StaffRequest) -> HttpResponse:
    """Switch the messages to one's telephone on or off; the inbox goes on in any case."""
    wanted = request.POST.get("texting") == "on"
    services.set_texting(who(request), wanted=wanted, at=request.at)
    said = _("已打开短信提醒。") if wanted else _("已关闭短信提醒，消息仍在“消息”里。")
    messages.success(request, said)
    return redirect("portal:account")


@for_citizens
def delegations(request: StaffRequest) -> HttpResponse:
    """Hand in the letter of somebody who wants the citizen to act for him."""
    said: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    if request.method == "POST":
        said = asked.said_in(LETTER, request.POST)
        letter = request.FILES.get("letter")
        kept, wrong = LETTER.cleaned({**said, "letter": letter.name if letter else ""})
        if not wrong:
            try:
                services.ask_delegation(
                    who(request),
                    name=kept["name"],
                    id_number=kept["id_number"],
                    kind=kept["kind"],
                    until=date.fromisoformat(kept["until"]) if "until" in kept else None,
                    letter=letter,
                    at=request.at,
                )
            except (services.DelegationRefused, FileRefused) as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("委托书已提交。窗口核对以后，您就可以代办。"))
                return redirect("portal:account")
    context = {"fields": asked.fields(LETTER, said, wrong)}
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/signing/delegation.html", context, status=status)


@for_citizens
@require_POST
def delegation_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """End a letter at once: one's own, or one by which another acts for oneself."""
    citizen = who(request)
    row = Delegation.objects.filter(pk=pk).select_related("person__division").first()
    if row is None:
        raise Http404
    try:
        services.withdraw_delegation(row, citizen, at=request.at)
    except services.DelegationRefused as refusal:
        raise Http404 from refusal
    messages.success(request, _("已撤回，从现在起不能再代办。"))
    return redirect("portal:account")


urlpatterns: list[URLPattern] = [
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-in/go/", sign_in_go, name="sign_in_go"),
    path("sign-in/back/", sign_in_back, name="sign_in_back"),
    path("sign-out/", sign_out, name="sign_out"),
    path("account/", account, name="account"),
    path("account/texting/", texting, name="texting"),
    path("account/delegations/", delegations, name="delegations"),
    path("account/delegations/<int:pk>/withdraw/", delegation_withdraw, name="delegation_withdraw"),
]
