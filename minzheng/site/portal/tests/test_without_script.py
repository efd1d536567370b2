"""The whole application with nothing but pages and forms: photographs as taken, signed by code or at the window."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from minzheng.kernel.cases.models import Case
from minzheng.kernel.citizens.models import Draft
from minzheng.kernel.citizens.tests.signing import sign_in
from minzheng.kernel.documents.models import Document
from minzheng.kernel.documents.tests.pictures import picture
from minzheng.kernel.messages.models import Message
from minzheng.kernel.people.models import Household
from minzheng.kernel.verification.models import Authorisation
from minzheng.site.office.tests.county import county, desk, raised

from .test_applying import DIBAO, free_homes

__all__ = ["county", "desk", "raised"]
FORM = re.compile(r'<form method="post" enctype="multipart/form-data".*?</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
ACTION = re.compile(r'action="([^"]+)"')


class Browser:
    """A browser that runs no script: it sends what the form of the page holds, and nothing else."""

    def __init__(self, client: Client, address: str) -> None:
        self.client = client
        self.open(address)

    def open(self, address: str) -> None:
        """Show a page."""
        self.page = self.client.get(address, follow=True).content.decode()

    def press(self, then: str = "next", **typed: object) -> None:
        """Fill in fields the page shows, press one of its buttons and land where that leads."""
        form = FORM.search(self.page)
        assert form is not None, self.page
        shown = html.unescape(form.group())
        assert f'value="{then}"' in shown
        missing = [name for name in typed if f'name="{name}"' not in shown]
        assert not missing, missing
        told = dict(HIDDEN.findall(shown)) | typed | {"then": then}
        answer = self.client.post(ACTION.search(shown).group(1), told, follow=True)
        self.page = answer.content.decode()


@pytest.fixture
def home(county) -> Household:
    """Return a family of one adult in the seat."""
    return next(one for one in free_homes(1) if one.division_id.startswith("620422100"))


@pytest.fixture
def browser(home: Household) -> Browser:
    """Return the browser of its head at the letters, two photographs handed in as the camera took them."""
    client = Client()
    sign_in(client, home.head)
    browser = Browser(client, reverse("portal:apply", args=[DIBAO]))
    browser.press(reason="illness", story="腿摔断了")
    browser.press(kin="no")
    taken = [
        SimpleUploadedFile(name, picture("JPEG", (4000, 3000)), "image/jpeg")
        for name in ("IMG_0001.JPG", "IMG_0002.JPG")
    ]
    browser.press(photos=taken)
    assert "核对授权书" in browser.page
    return browser


def filed(home: Household) -> Case:
    return Case.objects.get(household=home, workflow=DIBAO)


def test_code_by_sms_signs_and_the_application_is_in(browser, home):
    browser.press("ask_code")
    code = re.search(r"\d{6}", Message.objects.get(template="messages.code").text).group()
    browser.press(code="000000" if code != "000000" else "111111")
    assert "验证码不正确" in browser.page
    browser.press(code=code)
    browser.press()
    case = filed(home)
    assert case.state == "submitted" and case.number in browser.page
    letter = Authorisation.objects.get(household=home)
    assert (letter.person, letter.document) == (home.head, None)
    kept = Document.objects.filter(subject_key="cases.case", subject_id=case.pk)
    assert sorted(kept.values_list("title", flat=True)) == ["申请材料 1", "申请材料 2"]


def test_signing_at_the_window_lets_the_application_wait_and_then_go_in(browser, home, desk):
    browser.press(paper="yes")
    browser.press()
    case = filed(home)
    assert case.state == "draft" and "还差签字" in browser.page and "到窗口签" in browser.page
    lin = desk("lin")
    lin.post(reverse("office:case_sign", args=[case.pk]), {f"signed_{home.head_id}": "1"})
    lin.post(reverse("office:case_take", args=[case.pk, "submit"]))
    case.refresh_from_db()
    assert case.state == "submitted"
    assert not Draft.objects.filter(citizen__person=home.head, sent_at=None).exists()
