"""What a conference asked of one's own desk, and what came of it."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.domains.petitions import queries
from minzheng.domains.petitions import services as petitions
from minzheng.domains.petitions.models import Duty
from minzheng.kernel.accounts.models import Mandate
from minzheng.site.middleware import StaffRequest

from ... import lists
from ...doors import acting, found, needs
from ...forms.petitions import Result
from ..assistance.acts import Deed, Sheet, perform, show

ACT = "office:petition_duty_act"


def _finish(request: StaffRequest, row: Duty, told: dict[str, Any]) -> Duty:
    return petitions.finish_duty(row, **told, by=acting(request), at=request.at)


def _may(viewer: Mandate, row: Duty) -> bool:
    here = (viewer.role, viewer.division_id) == (row.role, row.division_id)
    return here and row.done_at is None


FINISH = Deed("done", _lazy("登记完成情况"), Result, _finish, _lazy("完成情况已登记。"), _may)


def _sheet(row: Duty, viewer: Mandate) -> Sheet:
    voice, held = row.consultation.grievance, row.consultation
    facts = [
        (_("会商事项"), row.text), (_("期限"), row.due_on), (_("会商意见"), held.decision),
        (_("参加"), "、".join(held.participants)), (_("完成情况"), row.result or "—"),
    ]  # fmt: skip
    may = queries.grievances(viewer).filter(pk=voice.pk).exists()
    back = reverse("office:petition", args=[voice.pk]) if may else reverse("office:home")
    return Sheet(
        title=_("个案会商交办"), facts=facts, back=back, deeds=(FINISH,), subtitle=lists.place(row.division)
    )  # fmt: skip


@needs("needs.report")
def petition_duty(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show what a conference asked of the viewer's desk."""
    viewer = acting(request)
    row = found(queries.duties(viewer), pk)
    return show(request, row, _sheet(row, viewer), ACT)


@require_POST
@needs("needs.report")
def petition_duty_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Take down what came of it."""
    viewer = acting(request)
    row = found(queries.duties(viewer), pk)
    home = reverse("office:petition_duty", args=[pk])
    return perform(request, row, act, _sheet(row, viewer), ACT, home)


urlpatterns: list[URLPattern] = [
    path("petitions/duties/<int:pk>/", petition_duty, name="petition_duty"),
    path("petitions/duties/<int:pk>/<str:act>/", petition_duty_act, name="petition_duty_act"),
]
