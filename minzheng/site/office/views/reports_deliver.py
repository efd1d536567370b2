"""A partner's informant delivers a file; it goes through the same intake as every other."""

import tempfile
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from minzheng.core.months import month_of, shift_month
from minzheng.kernel.exchange import services as exchange
from minzheng.kernel.exchange.choices import DeliveryState
from minzheng.kernel.exchange.declarations import data_set, data_sets
from minzheng.kernel.exchange.models import Delivery
from minzheng.site.middleware import StaffRequest
from minzheng.ui.tables import Badge

from ..doors import acting, needs, tried
from ..forms.campaigns import PartnerFile


@needs("exchange.deliver")
def deliver(request: StaffRequest) -> HttpResponse:
    """Take a file of the informant's own department in, and show at once what came of each row."""
    viewer = acting(request)
    known = {one.partner for one in data_sets()}
    own = viewer.programme if viewer.programme in known else ""
    last = shift_month(month_of(localdate(request.at)), -1)
    form = PartnerFile(request.POST or None, request.FILES or None, partner=own, initial={"month": last})  # fmt: skip
    made: list[Delivery] = []
    if request.method == "POST" and form.is_valid():
        tried(
            request,
            lambda: made.extend(_taken(request, form.cleaned_data)),
            also=(ValueError, exchange.InboxBusy),
        )
    context = {
        "form": form,
        "taken": [{"row": row, "state": _state(row)} for row in made],
        "back": reverse("office:home"),
    }
    return render(request, "office/reports/deliver.html", context)


def _taken(request: StaffRequest, said: dict[str, Any]) -> list[Delivery]:
    """Put the file into a folder of its own, under the name its data set and month give it."""
    wanted, sent = data_set(said["data_set"]), said["file"]
    name = f"{wanted.partner}_{wanted.short}_{said['month'].replace('-', '')}"
    with tempfile.TemporaryDirectory() as folder:
        with (Path(folder) / f"{name}{Path(sent.name).suffix.lower()}").open("wb") as kept:
            for chunk in sent.chunks():
                kept.write(chunk)
        return exchange.take_inbox(Path(folder), said["month"], by=acting(request), at=request.at)


def _state(row: Delivery) -> Badge:
    if row.state == DeliveryState.FAILED:
        return Badge(_("未能接收"), "danger")
    return Badge(_("已接收"), "due" if row.rejected else "good")


urlpatterns: list[URLPattern] = [path("deliver/", deliver, name="deliver")]
