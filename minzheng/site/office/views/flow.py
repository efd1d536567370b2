"""The steps of a warning between people: dispatch, judgement, referral, feedback."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.monitoring import queries
from minzheng.kernel.monitoring import services as monitoring
from minzheng.kernel.monitoring.choices import LeadState
from minzheng.kernel.monitoring.models import Lead
from minzheng.kernel.monitoring.permissions import may_dispatch, may_feed_back, may_verify
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect

from ..doors import acting, found, needs, tried
from ..forms.leads import Dispatch, Feedback, Judgement, Passing

STEPS = ("dispatch", "judge", "pass", "feedback")
LABELS = {
    "dispatch": "派发",
    "judge": "写核查结论",
    "pass": "转介其他部门",
    "feedback": "反馈",
}


def steps(request: StaffRequest, lead: Lead) -> list[dict[str, Any]]:
    """Return the steps of the flow that this person may take on this lead now, each with its form."""
    viewer = acting(request)
    verifying = lead.state == LeadState.VERIFYING.value
    open_or_verifying = lead.state in queries.OPEN_STATES
    allowed = {
        "dispatch": open_or_verifying and may_dispatch(lead, viewer),
        "judge": lead.state in {LeadState.VERIFYING.value, LeadState.CASE_OPENED.value}
        and may_verify(lead, viewer),
        "pass": verifying and may_dispatch(lead, viewer) and lead.household_id is not None,
        "feedback": lead.state == LeadState.CLOSED.value
        and lead.fed_back_on is None
        and may_feed_back(lead, viewer),
    }
    return [
        {
            "key": key,
            "label": LABELS[key],
            "form": _form(request, lead, key),
            "url": reverse("office:lead_step", args=[lead.pk, key]),
        }
        for key in STEPS
        if allowed[key] and viewer.may("cases.take")
    ]


def _form(request: StaffRequest, lead: Lead, key: str, data: Any = None) -> forms.Form:
    if key == "dispatch":
        people = queries.receivers(acting(request), lead, localdate(request.at))
        return Dispatch(data, people=people, prefix=key)
    return {"judge": Judgement, "pass": Passing, "feedback": Feedback}[key](data, prefix=key)


@needs("cases.take")
def lead_step(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """Take one step of the flow; what was typed stays where it was refused."""
    row = found(queries.leads(acting(request)), pk)
    back = reverse("office:lead", args=[pk])
    if step not in STEPS:
        return redirect(request, back)
    form = _form(request, row, step, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        act, done = _act(request, row, step, form.cleaned_data)
        if tried(request, act, done):
            return redirect(request, back)
    return render(
        request,
        "office/leads/step.html",
        {"lead": row, "form": form, "title": LABELS[step], "back": back},
    )


def _act(
    request: StaffRequest, row: Lead, step: str, said: dict[str, Any]
) -> tuple[Callable[[], Any], str]:
    by, at = acting(request), request.at
    if step == "dispatch":
        to = Mandate.objects.get(pk=said["to"])
        return (
            lambda: monitoring.dispatch_lead(row, to=to, note=said["note"], by=by, at=at),
            _("已派发。"),
        )
    if step == "judge":
        return lambda: monitoring.judge_lead(row, **said, by=by, at=at), _("核查结论已记录。")
    if step == "pass":
        return lambda: monitoring.refer_lead(row, **said, by=by, at=at), _("已转介。")
    return lambda: monitoring.feed_back(row, **said, by=by, at=at), _("已反馈，下月起继续监测。")


urlpatterns: list[URLPattern] = [
    path("leads/<int:pk>/step/<slug:step>/", lead_step, name="lead_step"),
]
