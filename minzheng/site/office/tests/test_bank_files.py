"""The office hands out digests, archives and returns; a return that is not believed is said and kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.kernel.audit.models import Entry
from minzheng.kernel.payments import files
from minzheng.kernel.payments.models import BankReturn, PaymentRun


@pytest.fixture
def paid(county):
    return PaymentRun.objects.get(benefit="assistance.dibao", month="2026-11")


def test_digest_and_archive_go_to_finance_only(paid, desk, monkeypatch):
    file = paid.files.first()
    url = f"/payments/{paid.pk}/files/{file.pk}/"
    assert desk("sun").get(f"{url}sm3/").content == files.companion(file, "sm3")[1]
    assert desk("sun").get(f"{url}md5/").status_code == 404
    assert desk("chen").get(f"{url}sm3/").status_code == 403
    refused = desk("sun").get(f"{url}zip/", follow=True).content.decode()
    assert f"MINZHENG_BANK_PASSWORD_{file.bank.upper()}" in refused
    monkeypatch.setenv(f"MINZHENG_BANK_PASSWORD_{file.bank.upper()}", "x")
    assert desk("sun").get(f"{url}zip/").content[:2] == b"PK"
    assert Entry.objects.filter(verb="payments.file.downloaded").count() == 2


def test_refused_return_is_shown_with_its_reason_and_handed_out_as_delivered(paid, desk):
    file = paid.files.get(bank="rural_credit")
    torn = b"TOTAL 9 900\r\n"
    upload = {f"f{file.pk}-content": SimpleUploadedFile("r.txt", torn)}
    url = f"/payments/{paid.pk}/files/{file.pk}/return/"
    page = desk("sun").post(url, upload, follow=True).content.decode()
    assert "回盘已留存，但未采用：回盘文件的汇总写明9笔" in page
    row = BankReturn.objects.get(file=file, refused__contains="汇总")
    assert f"/payments/{paid.pk}/returns/{row.pk}/" in page
    assert desk("sun").get(f"/payments/{paid.pk}/returns/{row.pk}/").content == torn
