"""Keys of the interface: the security administrator makes them, shows them once, revokes them."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.core.models import in_force_at
from minzheng.kernel.accounts import queries, services
from minzheng.kernel.accounts.models import ApiKey, Mandate
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect
from minzheng.ui.tables import Badge, Column, Table

from .. import lists
from ..doors import acting, found, needs, tried
from ..forms.fields import DayField
from ..forms.purchases import chosen
from .purchases.entering import button

YEAR = timedelta(days=365)


class NewKey(forms.Form):
    """What a key is for, in which mandate it acts, what it may do and until when."""

    label = forms.CharField(label=_lazy("用途（调用单位和系统）"), max_length=100)
    mandate = forms.TypedChoiceField(label=_lazy("所用岗位"), coerce=int)
    issuer = forms.CharField(
        label=_lazy("实名认证机构"),
        max_length=200,
        help_text=_lazy("调用单位用哪个平台核验群众身份"),
    )
    scopes = forms.MultipleChoiceField(
        label=_lazy("权限范围"),
        choices=list(services.SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    until = DayField(label=_lazy("有效期至（一年以内）"))
    per_minute = forms.IntegerField(
        label=_lazy("每分钟次数上限"), min_value=1, max_value=6000, initial=120
    )

    def __init__(self, *args: Any, mandates: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["mandate"], mandates)


def _keys(viewer: Mandate) -> Any:
    rows = queries.visible(ApiKey.objects.all(), viewer, "mandate__division")
    return rows.select_related("mandate__user", "mandate__division")


def _state(row: ApiKey, request: StaffRequest) -> Badge:
    if row.revoked_at is not None:
        return Badge(_("已作废"), "quiet")
    return Badge(_("有效"), "good") if row.is_in_force(localdate(request.at)) else Badge(_("已到期"), "due")  # fmt: skip


@needs("accounts.manage")
def api_keys(request: StaffRequest) -> HttpResponseBase:
    """List the keys of the viewer's divisions."""
    table = Table(
        "accounts.keys", _("接口密钥"),
        [
            Column("label", _("用途"), order_by="label", href=lambda row: reverse("office:api_key", args=[row.pk])),
            Column("mandate", _("所用岗位"), "mandate.label"), Column("mark", _("标识"), kind="code"),
            Column("scopes", _("权限"), lambda row: "、".join(services.SCOPES[s] for s in row.scopes), wide=True),
            Column("valid_to", _("有效期至"), kind="date", order_by="valid_to"),
            Column("used_at", _("最近使用"), kind="datetime", order_by="used_at"),
            Column("state", _("状态"), lambda row: _state(row, request), kind="badge"),
        ],
        queryset=_keys(acting(request)), order=("-made_at",), empty=_("还没有签发接口密钥。"),
    )  # fmt: skip
    buttons = [button(_("签发密钥"), "api_key_new", primary=True)]
    return lists.respond(request, table, "office/list.html", buttons=buttons)


@needs("accounts.manage")
def api_key_new(request: StaffRequest) -> HttpResponse:
    """Make a key and show it this once."""
    viewer, day = acting(request), localdate(request.at)
    standing = queries.mandates(viewer).filter(in_force_at(day))
    mandates = [m for m in standing if not m.duty.is_administrator]
    form = NewKey(
        request.POST or None,
        mandates=[(m.pk, m.label) for m in mandates],
        initial={"until": day + YEAR},
    )
    made: list[Any] = []
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        mandate = found(queries.mandates(viewer), told.pop("mandate"))
        tried(
            request, lambda: made.extend(services.make_key(mandate, **told, by=viewer, at=request.at)),
            also=(services.KeyRefused,),
        )  # fmt: skip
    context = {
        "title": _("签发接口密钥"), "form": form, "back": reverse("office:api_keys"), "label": _("签发"),
        "key": made[1] if made else "",
    }  # fmt: skip
    return render(request, "office/users/key.html", context)


@needs("accounts.manage")
def api_key(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show one key with what it filed."""
    row = found(_keys(acting(request)), pk)
    filings = Table(
        "accounts.filings", _("代申报记录"),
        [
            Column("at", _("时间"), kind="datetime", order_by="at"),
            Column("number", _("办件编号"), kind="code"), Column("token", _("调用方流水号"), kind="code"),
        ],
        queryset=row.filings.all(), order=("-at",), empty=_("还没有代申报。"),
    )  # fmt: skip
    facts = [
        (_("用途"), row.label), (_("所用岗位"), row.mandate.label), (_("标识"), row.mark), (_("实名认证机构"), row.issuer),
        (_("权限"), "、".join(services.SCOPES[s] for s in row.scopes)), (_("有效期至"), row.valid_to),
        (_("每分钟次数上限"), row.per_minute), (_("最近使用"), row.used_at or "—"),
    ]  # fmt: skip
    return lists.respond(
        request,
        filings,
        "office/users/key_page.html",
        row=row,
        facts=facts,
        state=_state(row, request),
    )


@require_POST
@needs("accounts.manage")
def api_key_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """Revoke a key."""
    row = found(_keys(acting(request)), pk)
    tried(
        request, lambda: services.revoke_key(row, by=acting(request), at=request.at), _("密钥已作废。"),
        also=(services.KeyRefused,),
    )  # fmt: skip
    return redirect(request, reverse("office:api_key", args=[row.pk]))


urlpatterns: list[URLPattern] = [
    path("users/keys/", api_keys, name="api_keys"),
    path("users/keys/new/", api_key_new, name="api_key_new"),
    path("users/keys/<int:pk>/", api_key, name="api_key"),
    path("users/keys/<int:pk>/revoke/", api_key_revoke, name="api_key_revoke"),
]
