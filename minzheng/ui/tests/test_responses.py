"""Tests of pieces, redirects and downloads."""

from django.test import RequestFactory

from minzheng.ui import responses

HTMX = {"HX-Request": "true"}


def test_partial_renders_the_named_piece():
    request = RequestFactory().get("/")
    answer = responses.partial(request, "ui.html#notice", text="好", tone="good", status=422)
    assert answer.status_code == 422
    assert "ui-tone-good" in answer.content.decode()


def test_boosted_links_get_whole_pages():
    get = RequestFactory().get
    assert responses.is_htmx(get("/", headers=HTMX))
    assert not responses.is_htmx(get("/", headers=HTMX | {"HX-Boosted": "true"}))


def test_redirect_suits_browser_and_htmx():
    get = RequestFactory().get
    assert responses.redirect(get("/"), "/cases/1/")["Location"] == "/cases/1/"
    assert responses.redirect(get("/", headers=HTMX), "/cases/1/")["HX-Redirect"] == "/cases/1/"


def test_redirect_stays_on_this_site():
    request = RequestFactory().get("/")
    assert responses.redirect(request, "https://elsewhere.example/")["Location"] == "/"


def test_download_keeps_its_chinese_name():
    answer = responses.download(b"x", "告知书\r\n.docx")
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
    assert "%E5%91%8A%E7%9F%A5%E4%B9%A6" in answer["Content-Disposition"]
    assert "\n" not in answer["Content-Disposition"]
