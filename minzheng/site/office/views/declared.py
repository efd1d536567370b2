"""Somebody a family named on the portal who has a file already: compared by a clerk before he counts."""

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.queries import covers
from minzheng.kernel.cases import queries as casework
from minzheng.kernel.people.choices import RELATIONS, Relation
from minzheng.site import declaring
from minzheng.site.declaring import Named
from minzheng.site.middleware import StaffRequest

from ..doors import acting, found, needs
from .assistance.acts import Deed, Sheet, perform, show

ACT = "office:declared_act"


class Compared(forms.Form):
    """What the clerk compared."""

    note = forms.CharField(label=_lazy("核对了什么（如户口簿、身份证、上门）"), max_length=200)


def _settled(request: StaffRequest, row: Named, said: dict[str, Any], *, joins: bool) -> None:
    declaring.settle(row, joins=joins, note=said["note"], by=acting(request), at=request.at)


def _join(request: StaffRequest, row: Named, said: dict[str, Any]) -> None:
    _settled(request, row, said, joins=True)


def _leave(request: StaffRequest, row: Named, said: dict[str, Any]) -> None:
    _settled(request, row, said, joins=False)


def _is_near(viewer: Mandate, row: Named) -> bool:
    """Say whether his file and the household he is in lie in the viewer's divisions."""
    home = row.lives_in
    return covers(viewer, home.division_id if home is not None else row.person.division_id)


def _always(_viewer: Mandate, _row: Named) -> bool:
    return True


DEEDS = (
    Deed("join", _lazy("是一家人，并入本户"), Compared, _join, _lazy("已并入本户，原家庭相应减少一人。"), _is_near),
    Deed("leave", _lazy("不是一家人，不并入"), Compared, _leave, _lazy("已核对，档案不变。"), _always),
)  # fmt: skip


def _row(request: StaffRequest, pk: int) -> Named:
    tasks = casework.open_tasks(acting(request)).filter(subject_key=declaring.SUBJECT)
    return declaring.named(found(tasks, pk))


def _sheet(request: StaffRequest, row: Named) -> Sheet:
    person, home, lives_in = row.person, row.household, row.lives_in
    facts: list[tuple[Any, Any]] = [
        (_("申报"), row.task.title),
        (_("申报的家庭"), f"{home.head}（{home.division}）"),
        (_("与户主关系"), RELATIONS.get(Relation(row.relation), "")),
    ]
    if _is_near(acting(request), row):
        where = f"{lives_in.head}家（{lives_in.division}）" if lives_in else _("不在任何家庭")
        facts += [
            (_("档案中的姓名"), person.name),
            (_("身份证号"), person.masked_id),
            (_("现在所在家庭"), where),
        ]
    else:
        facts.append((_("档案"), _("在别的乡镇（街道）：请先由那里办理迁出，再来并入")))
    return Sheet(
        title=_("核对申报的家人"),
        facts=facts,
        back=reverse("office:home"),
        deeds=DEEDS,
        intro=_("请核对户口簿和身份证，姓名、号码都要一致。并入之前，申报的人不能替他办事，也看不到他的档案。"),
    )  # fmt: skip


@needs("people.edit")
def declared(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Show somebody who was named beside his file."""
    row = _row(request, pk)
    return show(request, row, _sheet(request, row), ACT)


@needs("people.edit")
@require_POST
def declared_act(request: StaffRequest, pk: int, act: str) -> HttpResponseBase:
    """Move him into the family, or leave him where he is."""
    row = _row(request, pk)
    return perform(request, row, act, _sheet(request, row), ACT, reverse("office:home"))


urlpatterns: list[URLPattern] = [
    path("declared/<int:pk>/", declared, name="declared"),
    path("declared/<int:pk>/<slug:act>/", declared_act, name="declared_act"),
]
