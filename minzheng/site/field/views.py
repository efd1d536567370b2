"""The pages of the field app: its shell, its service worker and its manifest; none of them holds data."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minzheng.site.access import public
from minzheng.site.field import shell
from minzheng.site.middleware import StaffRequest


@public
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """Show the empty shell: it must open without signal and without a session, the vault keeps the data."""
    return render(request, "field/shell.html", {"version": shell.version()})


@public
@require_safe
def service_worker(_request: StaffRequest) -> HttpResponse:
    """Give the service worker, asked anew each time so that a new version is noticed."""
    script = shell.service_worker(reverse("field:home"), [reverse("field:manifest")])
    return HttpResponse(
        script,
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )


@public
@require_safe
def manifest(_request: StaffRequest) -> JsonResponse:
    """Give the manifest that lets a phone install the app."""
    start = reverse("field:home")
    return JsonResponse(
        {
            "name": _("民政外勤"),
            "short_name": _("民政外勤"),
            "description": _("走访、调查、上报，没有信号也能用"),
            "lang": "zh-Hans",
            "id": start,
            "start_url": start,
            "scope": start,
            "display": "standalone",
            "orientation": "portrait",
            "background_color": "#ffffff",
            "theme_color": "#0b4f6c",
            "icons": [
                {
                    "src": static(f"field/app/{name}.svg"),
                    "sizes": "any",
                    "type": "image/svg+xml",
                    "purpose": purpose,
                }
                for name, purpose in (("icon", "any"), ("icon-maskable", "maskable"))
            ],
        },
        content_type="application/manifest+json",
        headers={"Cache-Control": "no-cache"},
    )


urlpatterns = [
    path("", home, name="home"),
    path("sw.js", service_worker, name="service_worker"),
    path("manifest.webmanifest", manifest, name="manifest"),
]
