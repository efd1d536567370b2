"""Public notices: what hangs in the villages, as anybody may read it."""

from datetime import date

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.cases import queries as casework
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.choices import NOTICE_KINDS
from minzheng.kernel.cases.models import PublicNotice
from minzheng.kernel.cases.queries.publicity import COLUMNS
from minzheng.kernel.documents import services as papers
from minzheng.kernel.documents.choices import PHOTO
from minzheng.site.middleware import StaffRequest
from minzheng.ui import tables
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from ..doors import acting, found, needs, tried
from .people.lists import in_place, places


def standing(notice: PublicNotice, on: date) -> Badge:
    """Say whether a notice hangs, is over, or was taken down."""
    if notice.withdrawn_at is not None:
        early = localdate(notice.withdrawn_at) <= notice.until_on
        return Badge("提前撤下", "danger") if early else Badge("期满撤下", "quiet")
    if on > notice.until_on:
        return Badge("已期满", "good")
    return Badge("公示中", "info")


@needs("cases.see")
def notice_list(request: StaffRequest) -> HttpResponseBase:
    """List the notices of the viewer's divisions: those that end soonest first."""
    on = localdate(request.at)
    table = Table(
        "notices",
        "公示",
        [
            Column("title", "公示", lambda row: row.content["title"], href=lambda row: reverse("office:notice", args=[row.pk])),
            Column("who", "对象", lambda row: "、".join(str(line.get("applicant", "")) for line in row.content["rows"])),
            Column("place", "地点"),
            Column("posted_on", "张贴日", kind="date", order_by="posted_on"),
            Column("until_on", "截止日", kind="date", order_by="until_on"),
            Column("state", "状态", lambda row: standing(row, on), kind="badge"),
        ],
        queryset=casework.notices(acting(request)),
        filters=[
            Filter("kind", "种类", kind="choice", choices=list(NOTICE_KINDS.items())),
            Filter("posted_on", "张贴月份", kind="month"),
            Filter("division", "区划", kind="choice", choices=lambda: places(request), apply=in_place()),
            Filter("now", "只看公示中", kind="flag", apply=lambda rows, _yes: rows.filter(withdrawn_at=None, until_on__gte=on)),
        ],
        order=("withdrawn_at", "until_on"),
        empty="还没有公示。",
    )  # fmt: skip
    return tables.respond(request, table)


@needs("cases.see")
def notice(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one notice as it hangs: masked names, no number, no address; it prints on A4."""
    row = found(casework.notices(acting(request)), pk)
    columns = [key for key in COLUMNS if any(key in line for line in row.content["rows"])]
    context = {
        "notice": row,
        "standing": standing(row, localdate(request.at)),
        "heads": [COLUMNS[key] for key in columns],
        "rows": [[line.get(key, "") for key in columns] for line in row.content["rows"]],
        "issuer": _issuer(row),
        "log": row.log.select_related("by__user").order_by("-at"),
        "may_check": row.withdrawn_at is None and acting(request).may("cases.take"),
    }
    return render(request, "office/notices/notice.html", context)


def _issuer(notice: PublicNotice) -> str:
    """Return the township government in whose name a village list hangs, as its paper says."""
    town = notice.division.parent or notice.division
    return town.name if town.name.endswith(("街道", "办事处")) else f"{town.name}人民政府"


@require_POST
@needs("cases.take")
def notice_check(request: StaffRequest, pk: int) -> HttpResponse:
    """Record that somebody saw the notice hanging, with a photo if there is one."""
    row = found(casework.notices(acting(request)), pk)
    viewer, upload = acting(request), request.FILES.get("photo")

    def act() -> None:
        photo = None
        if upload is not None:
            photo = papers.store(
                upload, kind=PHOTO, title=_("公示现场照片"), division=row.division_id, by=viewer,
                at=request.at, subject=row,
            )  # fmt: skip
        note = request.POST.get("note", "").strip()
        cases.check_notice(row, by=viewer, at=request.at, note=note, photo=photo)

    tried(request, act, _("已记录查看。"))
    return redirect(request, reverse("office:notice", args=[pk]))


urlpatterns: list[URLPattern] = [
    path("notices/", notice_list, name="notices"),
    path("notices/<int:pk>/", notice, name="notice"),
    path("notices/<int:pk>/check/", notice_check, name="notice_check"),
]
