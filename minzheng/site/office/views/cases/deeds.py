"""What is done on the page of a case beside its steps: letters, checks, papers, complaints, objections."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minzheng.domains.assistance.services.objection import file_objection
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.models import Case
from minzheng.kernel.documents import services as papers
from minzheng.kernel.documents.choices import KINDS
from minzheng.kernel.people.models import Household
from minzheng.kernel.verification import queries as checks
from minzheng.kernel.verification import services as verification
from minzheng.site import applying
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import redirect

from ... import casework, subjects
from ...doors import acting, found, needs, tried


def _back(request: StaffRequest, row: Case) -> HttpResponse:
    return redirect(request, casework.address(row))


def _home_of(row: Case) -> Household:
    if row.household is None:
        raise PermissionDenied(_("办件没有关联家庭"))
    return row.household


@require_POST
@needs("cases.open")
def case_sign(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep the letters of the members ticked on the page."""
    row = subjects.case(request, pk)
    household = _home_of(row)
    pairs = []
    for line in applying.signers(household, request.at):
        person = line["person"]
        if request.POST.get(f"signed_{person.pk}"):
            chosen = request.POST.get(f"signer_{person.pk}", str(person.pk))
            signer = next((s for s in line["signers"] if str(s.pk) == chosen), person)
            pairs.append((person, signer))
    if pairs:
        tried(
            request,
            lambda: applying.sign(household, pairs, by=acting(request), at=request.at),
            _("授权书已登记。"),
            also=(ValueError,),
        )
    return _back(request, row)


@require_POST
@needs("verification.request")
def case_check(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask for the check of means again and let the delivered data answer."""
    row = subjects.case(request, pk)
    viewer = acting(request)

    def act() -> None:
        running = verification.request(row, by=viewer, at=request.at)
        if running.queried_at is None:
            verification.run_automatic(running, by=viewer, at=request.at)

    tried(request, act, _("已核对；要等部门答复的，答复齐了就出报告。"), also=(ValueError,))
    return _back(request, row)


@require_POST
@needs("verification.request")
def case_ask(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask a department that delivers no data, by hand; the report then waits for its answer."""
    row = subjects.case(request, pk)
    viewer, typed = acting(request), request.POST

    def act() -> None:
        running = verification.request(row, by=viewer, at=request.at)
        if running.queried_at is None:
            asked = [(typed.get("department", "").strip(), typed.get("matter", "").strip())]
            verification.run_automatic(running, by=viewer, at=request.at, departments=asked)
        else:
            verification.ask_department(
                running, department=typed.get("department", ""), matter=typed.get("matter", ""),
                by=viewer, at=request.at,
            )  # fmt: skip

    tried(request, act, _("已向该单位发出查询。"), also=(ValueError,))
    return _back(request, row)


@require_POST
@needs("verification.request")
def case_answer(request: StaffRequest, pk: int, query: int) -> HttpResponse:
    """Enter what a department answered."""
    row = subjects.case(request, pk)
    latest = row.verifications.order_by("-requested_at", "-pk").first()
    if latest is None:
        return _back(request, row)
    asked = found(latest.manual_queries.all(), query)
    tried(
        request,
        lambda: verification.answer_query(
            asked, answer=request.POST.get("answer", ""), by=acting(request), at=request.at
        ),
        _("回复已登记。"),
        also=(ValueError,),
    )
    return _back(request, row)


@require_POST
@needs("cases.take")
def case_doubt(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter the family's objection against the report of the check."""
    row = subjects.case(request, pk)
    report = checks.latest_report(row)
    if report is not None:
        tried(
            request,
            lambda: verification.object_to(
                report, text=request.POST.get("text", ""), by=acting(request), at=request.at
            ),
            _("核对异议已登记，复核前不能作出决定。"),
            also=(ValueError,),
        )
    return _back(request, row)


@require_POST
@needs("cases.take")
def case_settle(request: StaffRequest, pk: int, objection: int) -> HttpResponse:
    """Close the objection against a report with the result of the re-check."""
    row = subjects.case(request, pk)
    report = checks.latest_report(row)
    if report is not None:
        doubt = found(report.objections.all(), objection)
        tried(
            request,
            lambda: verification.close_objection(
                doubt, upheld=request.POST.get("upheld") == "1",
                result=request.POST.get("result", ""), by=acting(request), at=request.at,
            ),
            _("复核结果已登记。"),
            also=(ValueError,),
        )  # fmt: skip
    return _back(request, row)


@require_POST
@needs("documents.store")
def case_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep a paper the family brought."""
    row = subjects.case(request, pk)
    upload = request.FILES.get("file")
    if upload is None:
        tried(request, _refuse(_("请选择要上传的文件。")), also=(ValueError,))
        return _back(request, row)
    kind = request.POST.get("kind", "")
    tried(
        request,
        lambda: papers.store(
            upload,
            kind=kind if kind in KINDS else "other",
            title=request.POST.get("title", "").strip() or str(upload.name),
            division=row.division_id,
            by=acting(request),
            at=request.at,
            subject=row,
        ),
        _("材料已保存。"),
        also=(ValueError,),
    )
    return _back(request, row)


def _refuse(reason: str) -> Any:
    def act() -> None:
        raise ValueError(reason)

    return act


@require_POST
@needs("cases.take")
def case_complain(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter a complaint about the case: the county then has to visit the family."""
    row = subjects.case(request, pk)
    text = request.POST.get("text", "").strip()
    if text:
        tried(
            request,
            lambda: cases.note_complaint(row, text=text, by=acting(request), at=request.at),
            _("投诉举报已登记，确认前县级须入户核查。"),
        )
    return _back(request, row)


@require_POST
@needs("cases.open")
def case_object(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter the applicant's objection to a refusal; it becomes a case of its own."""
    row = subjects.case(request, pk)
    made: list[Case] = []
    done = tried(
        request,
        lambda: made.append(
            file_objection(
                row, text=request.POST.get("text", ""), by=acting(request), at=request.at
            )
        ),
        _("异议已登记，转县级复核。"),
    )
    if done and made:
        return redirect(request, reverse("office:case", args=[made[0].pk]))
    return _back(request, row)


urlpatterns: list[URLPattern] = [
    path("cases/<int:pk>/sign/", case_sign, name="case_sign"),
    path("cases/<int:pk>/check/", case_check, name="case_check"),
    path("cases/<int:pk>/ask/", case_ask, name="case_ask"),
    path("cases/<int:pk>/answer/<int:query>/", case_answer, name="case_answer"),
    path("cases/<int:pk>/doubt/", case_doubt, name="case_doubt"),
    path("cases/<int:pk>/settle/<int:objection>/", case_settle, name="case_settle"),
    path("cases/<int:pk>/papers/", case_paper, name="case_paper"),
    path("cases/<int:pk>/complaint/", case_complain, name="case_complain"),
    path("cases/<int:pk>/object/", case_object, name="case_object"),
]
