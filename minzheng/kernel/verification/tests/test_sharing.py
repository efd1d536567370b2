"""A report shared: by other programmes, after a change the family told of, between areas, in figures."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.tests.procedures import KEY
from minzheng.kernel.documents import services as papers
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.documents.tests.pictures import PNG
from minzheng.kernel.verification import queries, services
from minzheng.kernel.verification.services import QueryRefused
from minzheng.kernel.verification.tests.conftest import APPLIED, AT
from minzheng.kernel.verification.tests.test_verification import deliveries, person, refusals


@pytest.fixture
def report(case, family, signed, staff, deliver):
    """Return the report of the family on what departments delivered."""
    deliver(**deliveries(family))
    row = services.request(case, by=staff["lin"], at=AT)
    return services.run_automatic(row, by=staff["chen"], at=moment(11, 5))


@pytest.fixture
def scan(staff):
    """Return the scan of a letter."""
    upload = SimpleUploadedFile("letter.png", PNG)
    return papers.store(
        upload, kind="other", title="授权书", division="620422", by=staff["chen"], at=APPLIED
    )


@pytest.mark.requirement("HD-19")
def test_valid_report_serves_another_programme_until_the_family_changes(
    report, case, family, staff
):
    case.closed_at = moment(11, 5)
    case.save()
    other = cases.open_case(KEY, household=family, by=staff["lin"], at=moment(11, 6))
    assert queries.verification_returned(other, moment(11, 6)) == (False, "尚未委托核对")
    use = services.reuse_report(other, by=staff["lin"], at=moment(11, 6))
    assert use.verification == report
    assert queries.verification_returned(other, moment(11, 6)) == (True, "")
    assert queries.verification_returned(other, moment(2, 4, year=2027))[0] is False
    family.memberships.filter(relation="child").update(valid_to=date(2026, 11, 6))
    assert queries.reusable_report(other, moment(11, 7)) is None
    with pytest.raises(ValueError, match="没有可以采用"):
        services.reuse_report(other, by=staff["lin"], at=moment(11, 7))


@pytest.mark.requirement("HD-15")
def test_change_a_family_reports_is_kept_and_checked_anew(report, case, family, staff):
    told = {"happened_on": date(2026, 9, 20), "reported_by": "张秀英", "by": staff["lin"]}
    row = services.report_change(
        family, kind="income", text="丈夫找到工作", case=case, at=moment(11, 6), **told
    )
    assert (row.due_on, row.reported_on) == (date(2026, 10, 20), date(2026, 11, 6))
    assert (row.verification.case, row.verification.state) == (case, "returned")
    assert row.verification != report
    later = services.report_change(
        family, kind="assets", text="卖了车", at=moment(11, 9), **told | {"happened_on": date(2026, 11, 8)}
    )  # fmt: skip
    assert later.verification is None
    assert list(queries.change_reports(staff["lin"])) == [later, row]
    assert not queries.change_reports(staff["zhao"]).exists()
    with pytest.raises(ValueError, match="不能晚于今天"):
        services.report_change(family, kind="income", text="x", at=AT, **told | {"happened_on": date(2026, 12, 1)})  # fmt: skip


@pytest.mark.requirement("HD-03")
def test_request_of_another_area_is_answered_only_on_a_letter_that_was_looked_at(
    deliver, family, staff, scan, county
):
    deliver(**deliveries(family))
    spouse = person(family, "spouse")
    told = {
        "area_code": "610000", "area_name": "陕西省某县民政局", "reference": "协查1号", "name": spouse.name,
        "id_number": spouse.id_number, "purpose": "低保", "signed_on": date(2026, 10, 1),
        "letter_valid_to": date(2026, 12, 1), "letter": scan, "division": county, "by": staff["chen"],
    }  # fmt: skip
    row = services.receive_request(**told, at=AT)
    assert services.receive_request(**told, at=AT) == row, "the same letter twice is one request"
    assert row.due_on == date(2026, 11, 18)
    with pytest.raises(QueryRefused, match="未核验授权书"):
        services.answer_request(row, letter_seen=False, by=staff["chen"], at=AT)
    with pytest.raises(QueryRefused, match="不在有效期内"):
        services.answer_request(row, letter_seen=True, by=staff["chen"], at=moment(12, 1))
    assert len(refusals()) == 2
    answered = services.answer_request(row, letter_seen=True, by=staff["chen"], at=AT)
    assert {line["source"] for line in answered.answer} == {
        "银行（查询专线）·存款余额",
        "县交警大队（车辆）·机动车",
    }
    assert len(answered.digest) == 64


@pytest.mark.requirement("HD-03")
def test_another_area_is_asked_with_the_scan_of_the_letter_and_its_answer_kept(
    report, family, staff, scan
):
    head = person(family, "head")
    ask = {"area_code": "610000", "area_name": "陕西省某县民政局", "by": staff["chen"], "at": AT}
    with pytest.raises(QueryRefused, match="没有附扫描件"):
        services.ask_area(report, head, **ask)
    queries.standing_authorisations(family, AT.date()).filter(person=head).update(document=scan)
    row = services.ask_area(report, head, **ask)
    assert (row.direction, row.letter, row.verification) == ("out", scan, report)
    services.enter_answer(row, lines=["住房 1 套", ""], by=staff["chen"], at=moment(11, 9))
    row.refresh_from_db()
    assert [line["summary"] for line in row.answer] == ["住房 1 套"]


@pytest.mark.requirement("HD-17", "HD-20")
def test_month_counts_requests_hits_limits_and_departments_with_their_duty(report, staff):
    counted = queries.month_counts(staff["chen"], "2026-11", date(2026, 11, 30))
    assert (counted.requested, counted.returned, counted.hits, counted.over_limit) == (1, 1, 1, 1)
    assert (counted.late, counted.departments_answered, counted.departments_asked) == (0, 3, 3)
    rows = {row.key: row for row in queries.department_counts(staff["chen"], "2026-11")}
    bank = rows["bank.deposits"]
    assert (bank.asked, bank.answered, bank.hits, bank.mean_days, bank.in_time) == (3, 3, 1, 0.0, 3)
    assert bank.basis
    assert queries.month_counts(staff["zhao"], "2026-11", date(2026, 11, 30)).requested == 0
    assert queries.department_counts(staff["chen"], "2026-10") == []


def test_slow_department_shows_the_days_it_took(report, staff):
    row = report.partner_queries.filter(data_set="bank.deposits").first()
    row.settled_at, row.due_on = row.asked_at + timedelta(days=4), row.asked_at.date()
    row.save()
    bank = next(r for r in queries.department_counts(staff["chen"], "2026-11") if r.key == "bank.deposits")  # fmt: skip
    assert (bank.longest_days, bank.in_time) == (4, 2)
