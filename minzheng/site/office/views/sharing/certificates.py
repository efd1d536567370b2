"""Electronic certificates: a person's, the list of all, and the check by number and digest."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.audit import services as audit
from minzheng.kernel.people import queries as people
from minzheng.kernel.sharing import declarations, queries, services
from minzheng.kernel.sharing.models import Certificate
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Filter, Table

from ... import lists
from ...doors import acting, found, needs, tried
from ...forms.sharing import Check, Issue, Why
from . import pages

REFUSED = (services.SharingRefused,)
ANSWERS = {
    queries.VALID: ("有效", "good"),
    queries.REVOKED: ("已注销", "danger"),
    queries.ALTERED: ("编号与校验码不符，内容可能被改动", "danger"),
    queries.UNKNOWN: ("没有这个编号", "danger"),
}


def _state(row: Certificate) -> Badge:
    return Badge(_("已注销"), "quiet") if row.revoked_at else Badge(_("有效"), "good")


@needs("people.see")
def certificates(request: StaffRequest) -> HttpResponseBase:
    """List the certificates of the viewer's people; check one by number and digest."""
    form = Check(request.GET or None) if "digest" in request.GET else Check()
    answer = None
    if form.is_bound and form.is_valid():
        told = queries.check_certificate(form.cleaned_data["number"], form.cleaned_data["digest"])
        answer = Badge(*ANSWERS[told])
    table = Table(
        "sharing.certificates",
        _("电子证照"),
        [
            Column("number", _("证照编号"), kind="code", href=lambda row: reverse("office:certificate", args=[row.pk])),
            Column("kind", _("种类"), queries.kind_label, order_by="kind"),
            Column("person", _("持证人"), "person.name", order_by="person__name"),
            Column("division", _("区划"), lambda row: lists.place(row.division)),
            Column("issued_on", _("签发日期"), kind="date", order_by="issued_on"),
            Column("state", _("状态"), _state, kind="badge"),
        ],
        queryset=queries.certificates(acting(request)),
        filters=[
            Filter("kind", _("种类"), "choice", [(one.key, one.label) for one in declarations.certificate_kinds()]),
            Filter("q", _("编号或姓名"), fields=("number", "person__name")),
        ],
        order="-issued_on",
    )  # fmt: skip
    sees = acting(request).may("sharing.see")
    return lists.respond(
        request, table, "office/sharing/certificates.html", form=form, answer=answer,
        tabs=pages.tabs("certificates") if sees else [],
        intro=_("证照在人员档案里签发。已有电子证照的，各业务和其他部门凭编号和校验码核验，不再要求提供纸质证明。"),
    )  # fmt: skip


@needs("people.see")
def certificate(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one certificate with its check code; the look is on record."""
    row = found(queries.certificates(acting(request)), pk)
    audit.record_look(row, by=acting(request), at=request.at, reason="查看电子证照", subject_key="sharing.certificate")  # fmt: skip
    context = {
        "title": queries.kind_label(row),
        "back": reverse("office:certificates"),
        "row": row,
        "state": _state(row),
        "facts": list(queries.content_of(row).items()),
        "withdraw": Why() if row.revoked_at is None and acting(request).may("cases.open") else None,
    }
    return render(request, "office/sharing/certificate.html", context)


@require_POST
@needs("cases.open")
def certificate_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """Revoke a certificate."""
    row, form = found(queries.certificates(acting(request)), pk), Why(request.POST)

    def act() -> None:
        services.revoke_certificate(row, by=acting(request), at=request.at, **form.cleaned_data)

    if form.is_valid():
        tried(request, act, _("证照已注销。"), also=REFUSED)
    return redirect(request, reverse("office:certificate", args=[pk]))


@needs("cases.open")
def certificate_issue(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what a person holds and issue a certificate of what is on record."""
    person = found(people.people(acting(request)), pk)
    form, made = Issue(request.POST or None), []
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            made.append(services.issue_certificate(form.cleaned_data["kind"], person, by=acting(request), at=request.at))  # fmt: skip

        if tried(request, act, _("证照已签发。"), also=REFUSED):
            return redirect(request, reverse("office:certificate", args=[made[0].pk]))
    context = {
        "title": _("%(name)s的电子证照") % {"name": person.name},
        "back": reverse("office:person", args=[pk]),
        "form": form,
        "held": [
            {"row": row, "label": queries.kind_label(row)}
            for row in queries.certificates_of(acting(request), [person])
        ],
    }
    return render(request, "office/sharing/issue.html", context)


urlpatterns: list[URLPattern] = [
    path("certificates/", certificates, name="certificates"),
    path("certificates/<int:pk>/", certificate, name="certificate"),
    path("certificates/<int:pk>/revoke/", certificate_revoke, name="certificate_revoke"),
    path("people/<int:pk>/certificates/", certificate_issue, name="person_certificates"),
]
