"""Users and mandates: the security administrator's desk."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.core.models import once
from minzheng.kernel.accounts import queries, services
from minzheng.kernel.accounts.declarations import ROLES
from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.models import Division
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Column, Filter, Table

from .. import lists
from ..doors import acting, found, needs, tried
from ..forms.county import NewMandate, NewPassword, NewUser, Why

ENDING = timedelta(days=30)


@needs("accounts.manage")
def users(request: StaffRequest) -> HttpResponseBase:
    """List the accounts of the viewer's division with their standing and their mandates."""
    viewer = acting(request)
    rows = (
        queries.users(viewer)
        .exclude(username="system")
        # Citizens' accounts have no password and no post: they are none of the staff.
        .filter(citizen=None)
        .prefetch_related("mandates__division", "mandates__user")
    )
    table = Table(
        "users",
        _("用户与岗位"),
        [
            Column("username", _("用户名"), kind="code", order_by="username", href=lambda row: reverse("office:user", args=[row.pk])),
            Column("display_name", _("姓名"), order_by="display_name"),
            Column("mandates", _("岗位"), lambda row: [_duty(m) for m in row.mandates.all() if m.is_in_force(localdate(request.at))]),
            Column("standing", _("状态"), lambda row: _standing(row, request.at), kind="badge"),
            Column("factor", _("动态口令"), lambda row: (_("已启用"), "good") if row.has_second_factor else (_("未绑定"), "due"), kind="badge"),
            Column("password_changed_at", _("密码修改"), kind="date", order_by="password_changed_at"),
            Column("last_login", _("最近登录"), kind="datetime", order_by="last_login"),
        ],
        queryset=rows,
        filters=[
            Filter("q", _("用户名或姓名"), fields=("username", "display_name")),
            Filter("role", _("岗位"), "choice", [(key, role.label) for key, role in ROLES.sorted()],
                   apply=lambda found_rows, role: found_rows.filter(mandates__role=role).distinct()),
            *_flags(viewer, request),
        ],
        order="username",
        row_tone=lambda row: "danger" if _is_locked(row, request.at) else "",
    )  # fmt: skip
    buttons = [
        {
            "label": _("新建用户"),
            "url": reverse("office:user_new"),
            "icon": "user-plus",
            "primary": True,
        }
    ]
    return lists.respond(request, table, "office/list.html", buttons=buttons)


def _flags(viewer: Mandate, request: StaffRequest) -> list[Filter]:
    """Return the filters that pick out the accounts somebody must see to."""
    today = localdate(request.at)
    running = Mandate.objects.in_force(today).values("user")
    ending = queries.mandates(viewer).filter(valid_to__gt=today, valid_to__lte=today + ENDING)
    return [
        Filter(
            "locked",
            _("已锁定"),
            "flag",
            apply=lambda rows, _value: rows.filter(locked_until__gt=request.at),
        ),
        Filter(
            "factorless",
            _("未绑定口令"),
            "flag",
            apply=lambda rows, _value: rows.filter(totp_confirmed_at=None),
        ),
        Filter(
            "idle", _("没有岗位"), "flag", apply=lambda rows, _value: rows.exclude(pk__in=running)
        ),
        Filter(
            "ending",
            _("岗位将到期"),
            "flag",
            apply=lambda rows, _value: rows.filter(pk__in=ending.values("user")),
        ),
    ]


def _duty(mandate: Mandate) -> str:
    return f"{mandate.duty.label}（{mandate.division.name}）"


def _is_locked(row: User, at: datetime) -> bool:
    return row.locked_until is not None and row.locked_until > at


def _standing(row: User, at: datetime) -> tuple[str, str]:
    if not row.is_active:
        return (str(_("已停用")), "quiet")
    if _is_locked(row, at):
        return (str(_("已锁定")), "danger")
    return (str(_("正常")), "good")


@needs("accounts.manage")
def user(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one account: its standing, its mandates, and what may be done about it."""
    return _page(request, _user(request, pk))


def _user(request: StaffRequest, pk: int) -> User:
    return found(queries.users(acting(request)).exclude(username="system"), pk)


def _page(request: StaffRequest, row: User, *, status: int = 200, **forms: Any) -> HttpResponse:
    viewer, today = acting(request), localdate(request.at)
    mandates = queries.mandates(viewer).filter(user=row).order_by("-valid_from")
    context = {
        "account": row,
        "title": f"{row.display_name}（{row.username}）",
        "status": _standing(row, request.at),
        "back": reverse("office:users"),
        "locked": _is_locked(row, request.at),
        "is_self": row.pk == viewer.user_id,
        "facts": [
            (_("动态口令"), _("%(day)s 启用") % {"day": f"{localdate(row.totp_confirmed_at):%Y-%m-%d}"} if row.totp_confirmed_at else _("未绑定，下次登录时绑定")),
            (_("密码修改"), f"{localdate(row.password_changed_at):%Y-%m-%d}" if row.password_changed_at else None),
            (_("最近登录"), f"{localdate(row.last_login):%Y-%m-%d}" if row.last_login else _("从未登录")),
            (_("连续失败"), _("%(n)s 次") % {"n": row.failed_attempts}),
            (_("锁定至"), f"{row.locked_until.astimezone():%Y-%m-%d %H:%M}" if _is_locked(row, request.at) and row.locked_until else None),
            (_("建立"), f"{localdate(row.created_at):%Y-%m-%d}" if row.created_at else None),
        ],
        "mandates": [
            {"row": m, "label": _duty(m), "state": _period_state(m, today), "open": m.valid_to is None or m.valid_to > today}
            for m in mandates
        ],
        "mandate_form": forms.get("mandate_form") or NewMandate(divisions=_places(viewer)),
        "password_form": forms.get("password_form") or NewPassword(),
        "reset_form": forms.get("reset_form") or Why(prefix="reset"),
        "revoke_form": Why(prefix="revoke"),
    }  # fmt: skip
    return render(request, "office/users/user.html", context, status=status)


def _period_state(mandate: Mandate, today: date) -> tuple[str, str]:
    if mandate.is_in_force(today):
        return (str(_("有效")), "good")
    return (str(_("未开始")), "info") if mandate.valid_from > today else (str(_("已结束")), "quiet")


def _places(viewer: Mandate) -> list[Division]:
    return list(divisions.subtree(viewer.division_id).filter(valid_to=None).order_by("path"))


@needs("accounts.manage")
def user_new(request: StaffRequest) -> HttpResponse:
    """Open an account; it may do nothing until it gets a mandate, and binds its second factor itself."""
    form = NewUser(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = _created(request, form)
        if row is not None:
            messages.success(request, _("已建立账户，请授予岗位。首次登录时由本人绑定动态口令。"))
            return redirect("office:user", row.pk)
    return render(request, "office/users/new.html", {"form": form, "back": reverse("office:users")})


def _created(request: StaffRequest, form: NewUser) -> User | None:
    data = {**form.cleaned_data, "phone": form.cleaned_data["phone"] or None}
    try:
        with transaction.atomic():
            return services.create_user(**data, by=acting(request), at=request.at)
    except ValidationError as weak:
        form.add_error("password", list(weak.messages))
    except IntegrityError:
        form.add_error("username", _("这个用户名已经有人用了。"))
    return None


@require_POST
@needs("accounts.manage")
def user_unlock(request: StaffRequest, pk: int) -> HttpResponse:
    """End the lock of an account before its time."""
    row = _user(request, pk)
    services.unlock(row, by=acting(request), at=request.at)
    messages.success(request, _("已解除锁定。"))
    return redirect("office:user", row.pk)


@require_POST
@needs("accounts.manage")
def user_reset(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a lost device's second factor away; the user binds a new one at the next sign-in."""
    row = _user(request, pk)
    form = Why(request.POST, prefix="reset")
    if not form.is_valid():
        return _page(request, row, status=422, reset_form=form)
    if row.pk == acting(request).user_id:
        messages.error(request, _("不能重置自己的动态口令，请由另一名安全管理员办理。"))
        return redirect("office:user", row.pk)
    services.reset_second_factor(
        row, by=acting(request), at=request.at, reason=form.cleaned_data["reason"]
    )
    messages.success(request, _("已重置动态口令，请本人下次登录时重新绑定。"))
    return redirect("office:user", row.pk)


@require_POST
@needs("accounts.manage")
def user_password(request: StaffRequest, pk: int) -> HttpResponse:
    """Give an account a new password."""
    row = _user(request, pk)
    form = NewPassword(request.POST)
    if form.is_valid():
        try:
            services.set_password(
                row, form.cleaned_data["password"], by=acting(request), at=request.at
            )
        except ValidationError as weak:
            form.add_error("password", list(weak.messages))
        else:
            messages.success(request, _("密码已修改，请当面告知本人。"))
            return redirect("office:user", row.pk)
    return _page(request, row, status=422, password_form=form)


@require_POST
@needs("accounts.manage")
def mandate_grant(request: StaffRequest, pk: int) -> HttpResponse:
    """Let a user act in a role at a division."""
    row, viewer = _user(request, pk), acting(request)
    form = NewMandate(request.POST, divisions=_places(viewer))
    if not form.is_valid():
        return _page(request, row, status=422, mandate_form=form)
    data = form.cleaned_data
    place = found(divisions.subtree(viewer.division_id), data["division"])
    done = tried(request, lambda: _granted(row, data, place, viewer, request.at), _("已授予岗位。"))
    return (
        redirect("office:user", row.pk)
        if done
        else _page(request, row, status=422, mandate_form=form)
    )


def _granted(
    row: User, data: dict[str, Any], place: Division, viewer: Mandate, at: datetime
) -> Mandate:
    with once(services.MandateRefused(_("已有同样的岗位授权，或起止日期不对。"))):
        return services.grant_mandate(
            row,
            data["role"],
            place,
            by=viewer,
            at=at,
            valid_from=data["valid_from"],
            valid_to=data["valid_to"],
        )


@require_POST
@needs("accounts.manage")
def mandate_revoke(request: StaffRequest, pk: int, mandate: int) -> HttpResponse:
    """End a mandate today, with the reason."""
    row = _user(request, pk)
    wanted = found(queries.mandates(acting(request)).filter(user=row), mandate)
    form = Why(request.POST, prefix="revoke")
    if not form.is_valid():
        messages.error(request, _("请写明收回岗位的原因。"))
        return redirect("office:user", row.pk)
    reason = form.cleaned_data["reason"]
    tried(
        request,
        lambda: services.revoke_mandate(wanted, by=acting(request), at=request.at, reason=reason),
        _("已收回岗位。"),
    )
    return redirect("office:user", row.pk)


urlpatterns: list[URLPattern] = [
    path("users/", users, name="users"),
    path("users/new/", user_new, name="user_new"),
    path("users/<int:pk>/", user, name="user"),
    path("users/<int:pk>/unlock/", user_unlock, name="user_unlock"),
    path("users/<int:pk>/reset/", user_reset, name="user_reset"),
    path("users/<int:pk>/password/", user_password, name="user_password"),
    path("users/<int:pk>/mandates/", mandate_grant, name="mandate_grant"),
    path("users/<int:pk>/mandates/<int:mandate>/revoke/", mandate_revoke, name="mandate_revoke"),
]
