"""What goes with a bank file: its digests, its archive under a password, and what the bank returned."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from minzheng.kernel.audit import services as audit
from minzheng.kernel.payments import files, queries
from minzheng.kernel.payments.banks.formats import BankFileError
from minzheng.kernel.payments.models import BankFile, BankReturn, PaymentRun
from minzheng.site.middleware import StaffRequest
from minzheng.ui.responses import download

from ..doors import acting, found, needs


@needs("payments.send")
def bank_companion(request: StaffRequest, pk: int, file: int, kind: str) -> HttpResponseBase:
    """Hand out a digest beside a bank file, or the archive the bank asked for; the download on record."""
    row = found(queries.runs(acting(request)), pk)
    wanted = found(BankFile.objects.filter(run=row), file)
    if kind == files.ZIP:
        try:
            name, content = files.archive(wanted)
        except BankFileError as refusal:
            messages.error(request, str(refusal))
            return redirect("office:run", row.pk)
    elif kind in files.DIGESTS:
        name, content = files.companion(wanted, kind)
    else:
        raise Http404
    return _handed_out(request, row, name, content)


@needs("payments.send")
def bank_answer(request: StaffRequest, pk: int, number: int) -> HttpResponseBase:
    """Hand out a return as the bank delivered it, a refused one too."""
    row = found(queries.runs(acting(request)), pk)
    wanted = found(BankReturn.objects.filter(file__run=row), number)
    try:
        content = files.return_content(wanted)
    except FileNotFoundError:
        messages.error(request, _("这份回盘是在系统留存原件之前读入的，没有原件。"))
        return redirect("office:run", row.pk)
    return _handed_out(request, row, wanted.file_name, content)


def _handed_out(request: StaffRequest, row: PaymentRun, name: str, content: bytes) -> HttpResponse:
    audit.record(
        "payments.file.downloaded", subject=row, by=acting(request), at=request.at, file=name
    )
    return download(content, name)


urlpatterns: list[URLPattern] = [
    path("payments/<int:pk>/files/<int:file>/<slug:kind>/", bank_companion, name="bank_companion"),
    path("payments/<int:pk>/returns/<int:number>/", bank_answer, name="bank_answer"),
]
