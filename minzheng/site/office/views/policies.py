"""The register of policy documents: the list, one document, entering one, what became of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.documents import choices, queries, services
from minzheng.kernel.documents.models import PolicyDocument
from minzheng.kernel.documents.services.inspection import FileRefused
from minzheng.kernel.documents.services.papers import content_of
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import download
from minzheng.ui.tables import Column, Filter, Table

from .. import lists, words
from ..doors import acting, found, needs
from ..forms.county import PolicyEntry, Validity

TONES = {"in_force": "good", "amended": "due", "repealed": "quiet", "expired": "quiet"}


@needs("reports.see")
def policies(request: StaffRequest) -> HttpResponseBase:
    """List the policy documents of the viewer's division and of those above that bind it."""
    viewer = acting(request)
    table = Table(
        "policies",
        _("政策文件"),
        [
            Column("title", _("标题"), href=_address, order_by="title"),
            Column("document_number", _("发文字号")),
            Column("issuer", _("发文机关"), order_by="issuer"),
            Column("theme_class", _("主题分类")),
            Column("issued_on", _("发布"), kind="date", order_by="issued_on"),
            Column("valid_from", _("生效"), kind="date", order_by="valid_from"),
            Column("valid_to", _("失效"), kind="date", wide=True),
            Column("validity", _("效力"), lambda row: (row.get_validity_state_display(), TONES[row.validity_state]), kind="badge"),
            Column("index_number", _("索引号"), kind="code", wide=True),
        ],
        queryset=queries.policy_documents(viewer),
        filters=[
            Filter("q", _("标题、文号或索引号"), fields=("title", "document_number", "index_number")),
            Filter("validity_state", _("效力"), "choice", list(choices.VALIDITY.items())),
            Filter("theme_class", _("主题"), "choice", lambda: _themes(viewer)),
            Filter("on", _("某日有效"), "date", apply=lambda rows, day: rows.filter(pk__in=queries.policy_documents(viewer, in_force_on=day).values("pk"))),
        ],
        order=("-issued_on", "id"),
        empty=_("还没有登记政策文件。"),
    )  # fmt: skip
    buttons = []
    if viewer.may("policies.enter"):
        buttons.append(
            {
                "label": _("登记政策文件"),
                "url": reverse("office:policy_new"),
                "icon": "plus",
                "primary": True,
            }
        )
    return lists.respond(request, table, "office/list.html", buttons=buttons)


def _address(row: PolicyDocument) -> str:
    return reverse("office:policy", args=[row.pk])


def _themes(viewer: Any) -> list[tuple[str, str]]:
    rows = (
        queries.policy_documents(viewer)
        .order_by("theme_class")
        .values_list("theme_class", flat=True)
        .distinct()
    )
    return [(theme, theme) for theme in rows]


@needs("reports.see")
def policy(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one document, its validity, its text, and the parameter values that rest on it."""
    viewer = acting(request)
    row = found(queries.policy_documents(viewer), pk)
    return _page(
        request, row, Validity(initial={"state": row.validity_state, "on": localdate(request.at)})
    )


def _page(
    request: StaffRequest, row: PolicyDocument, form: Validity, status: int = 200
) -> HttpResponse:
    viewer = acting(request)
    values = []
    if row.document_number and viewer.may("parameters.see"):
        rows = determinations.parameter_values(viewer).filter(
            document__contains=row.document_number
        )
        values = [
            {
                "row": value,
                "label": words.parameter(value.policy, value.name),
                "href": reverse("office:parameter", args=[value.pk]),
            }
            for value in rows
        ]
    context = {
        "policy": row,
        "title": row.title,
        "status": (row.get_validity_state_display(), TONES[row.validity_state]),
        "back": reverse("office:policies"),
        "facts": [
            (_("发文字号"), row.document_number), (_("索引号"), row.index_number), (_("发文机关"), row.issuer),
            (_("主题分类"), row.theme_class), (_("成文日期"), f"{row.dated_on:%Y-%m-%d}"), (_("发布日期"), f"{row.issued_on:%Y-%m-%d}"),
            (_("生效日期"), f"{row.valid_from:%Y-%m-%d}"), (_("失效日期"), f"{row.valid_to:%Y-%m-%d}" if row.valid_to else None),
            (_("适用地区"), row.division.name),
        ],
        "values": values,
        "may_change": viewer.may("policies.enter"),
        "form": form,
    }  # fmt: skip
    return render(request, "office/policies/policy.html", context, status=status)


@needs("policies.enter")
def policy_new(request: StaffRequest) -> HttpResponse:
    """Register a policy document with its text."""
    form = PolicyEntry(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        row = _registered(request, form)
        if row is not None:
            messages.success(request, _("已登记。"))
            return redirect(_address(row))
    return render(
        request, "office/policies/new.html", {"form": form, "back": reverse("office:policies")}
    )


def _registered(request: StaffRequest, form: PolicyEntry) -> PolicyDocument | None:
    viewer = acting(request)
    given = {
        name: value
        for name, value in form.cleaned_data.items()
        if name != "full_text" and value not in (None, "")
    }
    upload = form.cleaned_data["full_text"]
    try:
        with transaction.atomic():
            if upload:
                given["full_text"] = services.store(
                    upload,
                    kind=choices.POLICY_TEXT,
                    title=given["title"],
                    division=viewer.division_id,
                    by=viewer,
                    at=request.at,
                )
            return services.register_policy_document(
                by=viewer, at=request.at, division=viewer.division, **given
            )
    except FileRefused as refusal:
        form.add_error("full_text", str(refusal))
    except IntegrityError:
        form.add_error(None, _("这个索引号或发文字号已经登记过了。"))
    except ValueError as refusal:
        form.add_error(None, str(refusal))
    return None


@require_POST
@needs("policies.enter")
def policy_validity(request: StaffRequest, pk: int) -> HttpResponse:
    """Record that a document was amended, repealed or expired."""
    viewer = acting(request)
    row = found(queries.policy_documents(viewer).filter(division=viewer.division), pk)
    form = Validity(request.POST)
    if not form.is_valid():
        return _page(request, row, form, 422)
    try:
        services.change_validity(
            row, form.cleaned_data["state"], on=form.cleaned_data["on"], by=viewer, at=request.at
        )
    except (ValueError, IntegrityError) as refusal:
        words_of = (
            str(refusal) if isinstance(refusal, ValueError) else _("失效日期须晚于生效日期。")
        )
        messages.error(request, words_of)
    else:
        messages.success(request, _("效力状态已更新。"))
    return redirect(_address(row))


@needs("reports.see")
def policy_text(request: StaffRequest, pk: int) -> HttpResponse:
    """Hand out the text of a policy document: it is public, so the reason is the document itself."""
    viewer = acting(request)
    row = found(queries.policy_documents(viewer), pk)
    if row.full_text is None:
        raise Http404
    try:
        content = services.open_document(
            row.full_text, by=viewer, at=request.at, reason=_("查阅政策文件")
        )
    except PermissionDenied:
        content = content_of(row.full_text)
    return download(content, row.full_text.file_name, row.full_text.content_type)


urlpatterns: list[URLPattern] = [
    path("policies/", policies, name="policies"),
    path("policies/new/", policy_new, name="policy_new"),
    path("policies/<int:pk>/", policy, name="policy"),
    path("policies/<int:pk>/validity/", policy_validity, name="policy_validity"),
    path("policies/<int:pk>/text/", policy_text, name="policy_text"),
]
