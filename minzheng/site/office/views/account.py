"""Signing in with two factors, choosing a mandate, signing out."""

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.accounts.models import User
from minzheng.site.access import public
from minzheng.site.middleware import StaffRequest

from ..forms.account import Enrolment, SignIn

ENROLLING, ENROL_SECONDS = "enrolling", 600


@public
@never_cache
def sign_in(request: StaffRequest) -> HttpResponse:
    """Ask for user name, password and second factor, and open a session in the first mandate."""
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = accounts.sign_in(
                **form.cleaned_data, at=request.at, address=request.META.get("REMOTE_ADDR", "")
            )
        except accounts.SignInRefused as refusal:
            if refusal.code == "second_factor_missing":
                _begin_enrolling(request, form.cleaned_data["username"])
                return redirect("office:enrol")
            form.add_error(None, str(refusal))
        else:
            if accounts.open_session(request, user, at=request.at) is not None:
                return HttpResponseRedirect(_after(request))
            form.add_error(None, _("您没有有效的岗位授权，请联系安全管理员。"))
    context = {"form": form, "next": request.GET.get("next", ""), "codes": _demo_codes(request)}
    return render(request, "office/account/login.html", context)


def _begin_enrolling(request: StaffRequest, username: str) -> None:
    """Remember whose password was right; he binds his phone before anything opens."""
    request.session.cycle_key()
    user = User.objects.get(username=username)
    request.session[ENROLLING] = [user.pk, request.at.timestamp()]


@public
@never_cache
def enrol(request: StaffRequest) -> HttpResponse:
    """Bind the second factor of somebody whose password was right a moment ago."""
    number, began = request.session.get(ENROLLING, (0, 0.0))
    user = User.objects.filter(pk=number, is_active=True, totp_confirmed_at=None).first()
    if user is None or request.at.timestamp() - began > ENROL_SECONDS:
        return redirect("office:sign_in")
    form = Enrolment(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if accounts.confirm_totp(user, form.cleaned_data["code"], by=None, at=request.at):
            request.session.flush()
            messages.success(request, _("绑定成功。请等动态口令换成下一个，再登录。"))
            return redirect("office:sign_in")
        form.add_error("code", _("口令不对，请核对手机时间，再试一次。"))
    secret = user.totp_secret or accounts.enrol_totp(user, by=None, at=request.at)
    user.refresh_from_db()
    picture = segno.make(accounts.provisioning_uri(user), error="m").svg_data_uri(scale=4, border=2)
    context = {"form": form, "enrol": True, "qr": picture, "secret": secret}
    return render(request, "office/account/totp.html", context)


def _after(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure())
    return wanted if wanted and safe else reverse("office:home")


def _demo_codes(request: StaffRequest) -> list[dict[str, str]]:
    """List the demo's users with their present codes; never outside a demo home."""
    if not settings.DEMO:
        return []
    users = User.objects.filter(is_demo=True, totp_secret__isnull=False).order_by("pk")
    return [
        {
            "username": user.username,
            "name": user.display_name,
            "role": mandate.label.split(" · ")[1] if (mandate := user.mandates.first()) else "",
            "code": accounts.totp_code(user.totp_secret or "", request.at),
        }
        for user in users
    ]


@require_POST
def sign_out(request: StaffRequest) -> HttpResponse:
    """End the session."""
    accounts.sign_out(request, by=request.mandate, at=request.at)
    return redirect("office:sign_in")


@require_POST
def switch_mandate(request: StaffRequest) -> HttpResponse:
    """Act in another of one's mandates from now on."""
    wanted = request.POST.get("mandate", "")
    changed = (
        accounts.switch_mandate(request, int(wanted), at=request.at) if wanted.isdigit() else None
    )
    if changed is None:
        messages.error(request, _("不能切换到这个岗位。"))
    return redirect("office:home")


urlpatterns: list[URLPattern] = [
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-in/factor/", enrol, name="enrol"),
    path("sign-out/", sign_out, name="sign_out"),
    path("mandate/", switch_mandate, name="switch_mandate"),
]
