"""Answers of views: pieces of pages for HTMX, whole pages otherwise, and downloads."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json",
    "zip": "application/zip",
}


def is_htmx(request: HttpRequest) -> bool:
    """True when HTMX asks for a piece of the page (a boosted link asks for the whole)."""
    return (
        request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    )


def partial(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """Render a named piece: ``partial(request, "room/page.html#name")`` renders ``room/page/name.html``.

    The page itself shows the same piece with ``{% include "room/page/name.html" %}``: a piece is a
    file, so that Django 5.2 needs no extra library for it.
    """
    page, _, piece = name.partition("#")
    template = f"{page.removesuffix('.html')}/{piece}.html" if piece else page
    return render(request, template, context, status=status)


def redirect(request: HttpRequest, to: str) -> HttpResponse:
    """Send the reader on: a 303 for a browser, an HX-Redirect for HTMX; only within this site."""
    if not url_has_allowed_host_and_scheme(
        to, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        to = "/"
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return HttpResponse(status=303, headers={"Location": to})


def download(data: bytes, filename: str, content_type: str = "") -> HttpResponse:
    """A file to save, under a name that may be Chinese; the type follows the name's ending."""
    ending = filename.rpartition(".")[2].lower()
    response = HttpResponse(
        data, content_type=content_type or CONTENT_TYPES.get(ending, "application/octet-stream")
    )
    response["Content-Disposition"] = (
        f"attachment; filename=\"download.{ending}\"; filename*=UTF-8''{quote(filename)}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
