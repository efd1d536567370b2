"""Addresses of the style guide, for browser tests."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from minzheng.ui import tables
from minzheng.ui.responses import is_htmx
from minzheng.ui.tests import gallery


def page(request: HttpRequest) -> HttpResponse:
    """The style guide; a list asked for by HTMX comes alone; what is posted is only counted."""
    if request.method == "POST":
        posts.append(request.POST.dict())
    if is_htmx(request) or "export" in request.GET:
        return tables.respond(request, gallery.table(40))
    return render(request, "ui/gallery.html", gallery.context(request))


posts: list[dict[str, object]] = []
page.is_public = True  # the office's door lets marked views through
office = [
    path("home", page, name="home"),
    path("search", page, name="search"),
    path("sign-out", page, name="sign_out"),
    path("switch", page, name="switch_mandate"),
    path("sign-in", page, name="sign_in"),
]
urlpatterns = [path("", page), path("office/", include((office, "office")))]
