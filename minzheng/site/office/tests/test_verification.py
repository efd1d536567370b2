"""Pages of verification: the month, departments, the report, the question behind a value, other areas."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from minzheng.core import clock
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.accounts.services import system_mandate
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.cases.models import Case
from minzheng.kernel.exchange.models import LinkProposal, PartnerLink
from minzheng.kernel.verification import services
from minzheng.kernel.verification.models import AreaRequest, Verification
from minzheng.kernel.verification.tests.test_sharing import PNG
from world.partners import beside, counters, links
from world.partners.server import Temper


@pytest.fixture
def report(county) -> Verification:
    """Return a report of the seat."""
    return Verification.objects.filter(state="returned", division__parent__name="会师镇").first()


@pytest.mark.requirement("HD-20")
def test_month_shows_its_figures_and_leaves_as_a_workbook(desk, report):
    page = desk("chen").get(reverse("office:verifications")).content.decode()
    assert report.household.head.name in page
    assert "超过限额" in page and "已答复的数据来源" in page
    answer = desk("chen").get(reverse("office:verification_departments") + "?export=xlsx")
    assert answer["Content-Type"].endswith("sheet")
    assert b"".join(answer.streaming_content if answer.streaming else [answer.content])[:2] == b"PK"


def test_value_of_the_report_opens_to_its_question_and_the_look_is_on_record(desk, report):
    page = desk("chen").get(reverse("office:verification", args=[report.pk])).content.decode()
    entry = next(e for m in report.report["members"] for e in m["entries"] if e["column"])
    url = reverse("office:partner_query", args=[entry["query"]])
    assert url in page
    opened = desk("chen").get(url).content.decode()
    assert "按月交换数据中的原行" in opened and "有效至" in opened
    assert Entry.objects.filter(
        subject_key="verification.partnerquery", subject_id=str(entry["query"])
    ).exists()


@pytest.mark.requirement("HD-03")
def test_request_of_another_area_from_letter_to_answer(desk, report):
    person = report.household.head
    chen = desk("chen")
    chen.post(reverse("office:area_new"), {
        "area_code": "610000", "area_name": "外县民政局", "reference": "协查7号", "name": person.name,
        "id_number": person.id_number, "purpose": "低保", "signed_on": "2026-11-01",
        "letter_valid_to": "2027-01-01", "letter": SimpleUploadedFile("letter.png", PNG),
    })  # fmt: skip
    row = AreaRequest.objects.get()
    act = reverse("office:area_request_act", args=[row.pk, "answer"])
    chen.post(act)
    page = reverse("office:area_request", args=[row.pk])
    assert "未核验授权书" in chen.get(page).content.decode()
    chen.post(act, {"letter_seen": "1"})
    row.refresh_from_db()
    assert (row.state, bool(row.answer)) == ("answered", True)


def test_departments_of_the_demo_answer_what_they_deliver(desk, county, tmp_path, monkeypatch):
    """Over interface, file and view the family's facts are those of the month's deliveries."""
    monkeypatch.setenv(links.SECRET, "geheim")
    monkeypatch.setattr(beside, "SLOW_BANK", Temper(latency=(0, 0)))
    server = beside.stand(tmp_path, county.known(), b"geheim")
    case = Case.objects.filter(state="accepted", workflow="assistance.dibao.application").first()
    former = case.verifications.filter(state="returned").last()
    by = system_mandate("620422")
    row = services.run_automatic(
        services.request(case, by=former.requested_by, at=clock.now()), by=by, at=clock.now()
    )
    assert {"http", "drop", "database"} <= set(row.partner_queries.values_list("mode", flat=True))
    services.send_open(by=by, at=clock.now())
    counters.answer_files(tmp_path / "partners" / "files", server.truth)
    for minutes in (1, 2, 3):
        services.send_open(by=by, at=clock.now() + timedelta(minutes=minutes))
    row.refresh_from_db()
    server.shutdown()
    asked = row.partner_queries.exclude(mode="delivery").exclude(state="marked")
    assert (row.state, asked.count() > 10) == ("returned", True)

    def told(report):
        return {
            (m["person"], e["column"]): e["value"]
            for m in report.report["members"]
            for e in m["entries"]
        }

    answered = {(q.person_id, name) for q in asked for name in q.fields}
    before, after = told(former), told(row)
    shared = answered & before.keys() & after.keys()
    assert shared
    assert {key: after[key] for key in shared} == {key: before[key] for key in shared}


@pytest.mark.parametrize("name", ["change_reports", "partner_links", "area_requests"])
def test_lists_open(desk, name):
    assert desk("chen").get(reverse(f"office:{name}")).status_code == 200


def reviewer():
    """Return who confirms at the county."""
    return Mandate.objects.filter(role="reviewer").first().user.username


def test_way_of_asking_changes_once_another_person_confirmed_it(desk, county):
    typed = {
        "data_set": "bank.deposits", "mode": "http", "address": "https://bank.example/query",
        "secret_name": "MINZHENG_PARTNER_BANK", "on_failure": "block", "duty_days": "3",
        "timeout_seconds": "15", "attempts": "2", "retry_minutes": "10", "per_second": "5",
        "daily_quota": "", "since": clock.now().date().isoformat(), "source": "协议第2条",
    }  # fmt: skip
    chen, page = desk("chen"), reverse("office:link_new")
    wrong = chen.post(page, {**typed, "secret_name": "MINZHENG_KEY"})
    assert wrong.status_code == 200
    assert "协议第2条" in wrong.content.decode(), "what was typed is kept"
    assert chen.post(page, typed).status_code == 303
    row = LinkProposal.objects.get()
    here = reverse("office:link_proposal", args=[row.pk])
    assert "确认" in desk(reviewer()).get(here).content.decode()
    assert not PartnerLink.objects.filter(on_failure="block").exists()
    assert chen.post(f"{here}decide/", {"answer": "grant"}).status_code in {403, 404}
    assert desk(reviewer()).post(f"{here}decide/", {"answer": "grant"}).status_code == 303
    link = PartnerLink.objects.in_force(row.since).get(data_set="bank.deposits")
    assert (link.mode, link.on_failure, link.duty_days) == ("http", "block", 3)
    assert link.source == "协议第2条"
    assert (
        "https://bank.example/query" in chen.get(reverse("office:partner_links")).content.decode()
    )
