"""How far the questions of a case are; whoever looks keeps the sending going."""

import logging
import threading
from datetime import datetime

from django.db import connections
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.verification import queries, services
from minzheng.kernel.verification.models import Verification
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect

from ... import casework, subjects
from ...doors import acting, found, needs, tried

logger = logging.getLogger(__name__)
_busy = threading.Lock()


def keep_sending(row: Verification, *, by: Mandate, at: datetime) -> None:
    """Send the open questions of a verification in a thread of this process, one at a time.

    What the process leaves when it is renewed, the next look (or the daily work) takes up again.
    """
    if not _busy.acquire(blocking=False):
        return

    def work() -> None:
        try:
            services.send_open(by=by, at=at, verification=row)
        except Exception:
            logger.exception("sending of %s", row.number)
        finally:
            connections.close_all()
            _busy.release()

    threading.Thread(target=work, daemon=True).start()


@require_POST
@needs("cases.see")
def case_progress(request: StaffRequest, pk: int) -> HttpResponse:
    """Show how far the questions are; once the report is out, the page is read again."""
    case = subjects.case(request, pk)
    row = case.verifications.order_by("-requested_at", "-pk").first()
    told = queries.progress(row) if row else {"is_under_way": False}
    if row is None or not told["is_under_way"]:
        return HttpResponse(headers={"HX-Refresh": "true"})
    keep_sending(row, by=acting(request), at=request.at)
    checks = {"progress": told}
    return render(request, "office/verification/_progress.html", {"checks": checks, "case": case})


@require_POST
@needs("verification.request")
def case_reuse(request: StaffRequest, pk: int) -> HttpResponse:
    """Let the case rest on the family's valid report of another case."""
    case = subjects.case(request, pk)
    tried(
        request,
        lambda: services.reuse_report(case, by=acting(request), at=request.at),
        _("已采用该家庭在有效期内的核对报告。"),
        also=(ValueError,),
    )
    return redirect(request, casework.address(case))


@require_POST
@needs("verification.request")
def partner_query_again(request: StaffRequest, pk: int) -> HttpResponse:
    """Let an open question go out at once."""
    query = found(queries.partner_queries(acting(request)), pk)
    services.ask_again(query, by=acting(request), at=request.at)
    keep_sending(query.verification, by=acting(request), at=request.at)
    return redirect(request, casework.address(query.verification.case))


urlpatterns: list[URLPattern] = [
    path("cases/<int:pk>/progress/", case_progress, name="case_progress"),
    path("cases/<int:pk>/reuse/", case_reuse, name="case_reuse"),
    path("verification/queries/<int:pk>/again/", partner_query_again, name="partner_query_again"),
]
