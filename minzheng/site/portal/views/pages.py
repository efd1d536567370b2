"""Information pages: what was published, with its metadata, how often it was read, and a code for the phone."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from minzheng.domains.publicity import choices, queries, services
from minzheng.kernel.documents.services.papers import content_of
from minzheng.site import codes
from minzheng.site.access import public
from minzheng.site.middleware import StaffRequest

PAGE = 20


@public
@require_safe
def pages(request: StaffRequest) -> HttpResponse:
    """List what is published, by column and words."""
    kind, text = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:40]
    rows = queries.published(localdate(request.at), kind=kind)
    rows = rows.filter(title__icontains=text) | rows.filter(body__icontains=text) if text else rows
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    kinds = [
        {"key": key, "label": label, "is_here": key == kind}
        for key, label in choices.ARTICLES.items()
    ]
    context = {"page": page, "kinds": kinds, "kind": kind, "q": text}
    return render(request, "portal/pages/list.html", context)


@public
@require_safe
def page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one published text; opening it counts once for the day."""
    on = localdate(request.at)
    row = queries.published(on).filter(pk=pk).first()
    if row is None:
        raise Http404
    if request.method == "GET":
        services.count_view(row, on=on)
    lines = [line.strip() for line in row.body.splitlines() if line.strip()]
    context = {
        "row": row,
        "lines": lines,
        "views": queries.view_count(row),
        "code": codes.picture(request.build_absolute_uri(request.path)),
    }
    return render(request, "portal/pages/page.html", context)


@public
@require_safe
def picture(request: StaffRequest, pk: int) -> HttpResponse:
    """Give the picture of a published text: re-encoded when it was taken in, and never anything else."""
    row = queries.published(localdate(request.at)).filter(pk=pk, photo__isnull=False).first()
    if row is None or row.photo is None or not row.photo.content_type.startswith("image/"):
        raise Http404
    answer = HttpResponse(content_of(row.photo), content_type=row.photo.content_type)
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


urlpatterns: list[URLPattern] = [
    path("pages/", pages, name="pages"),
    path("pages/<int:pk>/", page, name="page"),
    path("pages/<int:pk>/picture", picture, name="page_picture"),
]
