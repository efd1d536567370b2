"""Signing in with two factors, choosing a mandate, signing out."""

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

from ..forms.account import SignIn


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
            form.add_error(None, str(refusal))
        else:
            if accounts.open_session(request, user, at=request.at) is not None:
                return HttpResponseRedirect(_after(request))
            form.add_error(None, _("您没有有效的岗位授权，请联系安全管理员。"))
    context = {"form": form, "next": request.GET.get("next", ""), "codes": _demo_codes(request)}
    return render(request, "office/account/login.html", context)


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
    path("sign-out/", sign_out, name="sign_out"),
    path("mandate/", switch_mandate, name="switch_mandate"),
]
