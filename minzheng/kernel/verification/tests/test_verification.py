"""From letter to report: nothing is queried without a right to, and the report says it all."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from minzheng.core.sealing import digest_sm3
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.cases import services as cases
from minzheng.kernel.cases.declarations import StepRefused
from minzheng.kernel.documents.services.papers import content_of
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.exchange.models import Delivery
from minzheng.kernel.people.models import Kinship, PersonFlag
from minzheng.kernel.verification import queries, services
from minzheng.kernel.verification.models import Verification
from minzheng.kernel.verification.services import QueryRefused
from minzheng.kernel.verification.tests.conftest import APPLIED, AT


def person(family, relation):
    """Return the member with a relation."""
    return family.memberships.get(relation=relation).person


def deliveries(family, *, savings="30,000.00"):
    """Return the rows departments send: a pension, savings, a car and a tractor."""
    head, spouse = person(family, "head"), person(family, "spouse")
    return {
        "hr_pensions": [(head, "城乡居民", "210.00", "143.00", "2020-01-01")],
        "bank_deposits": [(spouse, "农商银行", savings, "2026-10-31")],
        "transport_vehicles": [
            (spouse, "甘D00001", "小型轿车", "非营运", "2024-05-01", "", "正常"),
            (head, "甘D00002", "拖拉机", "农用", "2020-05-01", "", "正常"),
        ],
    }


def refusals():
    """Return the reasons of every refused query on record."""
    rows = Entry.objects.filter(verb="verification.query_refused").order_by("sequence")
    return [entry.detail["reason"] for entry in rows]


# Letters -----------------------------------------------------------------------------------------
@pytest.mark.requirement("HD-12", "SA-14")
def test_every_living_adult_has_to_sign_children_are_covered(case, family, staff):
    head, spouse = person(family, "head"), person(family, "spouse")
    assert queries.unsigned_members(family, APPLIED.date()) == [head, spouse]
    services.record_authorisation(
        family, head, signed_on=APPLIED.date(), by=staff["lin"], at=APPLIED
    )
    assert queries.authorised(case, AT) == (False, "尚缺核对授权书：王建军")
    services.record_authorisation(
        family, spouse, signed_on=APPLIED.date(), by=staff["lin"], at=APPLIED
    )
    assert queries.authorised(case, AT) == (True, "")


@pytest.mark.requirement("HD-12")
def test_letter_holds_for_its_term_and_until_withdrawn(case, family, signed, staff):
    letter = queries.standing_authorisations(family, APPLIED.date()).first()
    assert letter.valid_to == date(2027, 11, 3)
    assert queries.authorised(case, moment(11, 3, year=2027))[0] is False
    services.withdraw_authorisation(letter, by=staff["lin"], at=moment(12, 1))
    assert queries.authorised(case, moment(12, 2))[0] is False


def test_letter_needs_the_identity_card_the_member_and_the_day(family, register, staff, county):
    head, stranger = person(family, "head"), register(("李四", date(1970, 1, 1), "head")).head
    signed = {"by": staff["lin"], "at": APPLIED}
    with pytest.raises(ValueError, match="一证一书"):
        services.record_authorisation(
            family, head, signed_on=APPLIED.date(), identity_seen=False, **signed
        )
    with pytest.raises(ValueError, match="不是该家庭现有成员"):
        services.record_authorisation(family, stranger, signed_on=APPLIED.date(), **signed)
    with pytest.raises(ValueError, match="不能晚于今天"):
        services.record_authorisation(family, head, signed_on=date(2026, 12, 1), **signed)
    with pytest.raises(ValueError, match="须由张秀英本人签署"):
        services.record_authorisation(
            family,
            head,
            signed_by=person(family, "spouse"),
            signed_on=APPLIED.date(),
            **signed,
        )


def test_guardian_signs_for_an_adult_without_capacity(case, family, staff):
    spouse, head = person(family, "spouse"), person(family, "head")
    PersonFlag.objects.create(person=spouse, kind="no_capacity", valid_from=date(2020, 1, 1))
    signed = {"signed_on": APPLIED.date(), "by": staff["lin"], "at": APPLIED}
    with pytest.raises(ValueError, match="由其监护人签署"):
        services.record_authorisation(family, spouse, **signed)
    Kinship.objects.create(
        person=spouse, relative=head, kind="guardian", valid_from=date(2020, 1, 1)
    )
    letter = services.record_authorisation(family, spouse, signed_by=head, **signed)
    assert letter.signed_by == head


def test_orphans_need_a_letter_of_their_guardian(means, register, staff):
    home = register(("王小宝", date(2016, 2, 3), "head"))
    assert queries.unsigned_members(home, APPLIED.date()) == [home.head]


# Requests ----------------------------------------------------------------------------------------
@pytest.mark.requirement("HD-12")
def test_request_without_a_letter_is_refused_and_on_record(case, staff):
    with pytest.raises(QueryRefused, match="尚缺核对授权书：张秀英、王建军"):
        services.request(case, by=staff["lin"], at=AT)
    assert refusals() == ["尚缺核对授权书：张秀英、王建军"]
    assert not Verification.objects.exists()


def test_request_on_a_closed_case_or_by_a_stranger_is_refused(case, signed, staff):
    with pytest.raises(QueryRefused, match="岗位或辖区"):
        services.request(case, by=staff["zhao"], at=AT)
    with pytest.raises(QueryRefused, match="岗位或辖区"):
        services.request(case, by=staff["head"], at=AT)
    case.closed_at = AT
    case.save()
    with pytest.raises(QueryRefused, match="没有在办的申请"):
        services.request(case, by=staff["lin"], at=AT)
    assert len(refusals()) == 3


@pytest.mark.requirement("HD-16")
def test_request_starts_its_two_limits_and_runs_once(case, signed, staff):
    row = services.request(case, by=staff["lin"], at=AT)
    assert (row.start_due_on, row.due_on) == (date(2026, 11, 9), date(2026, 11, 18))
    assert services.request(case, by=staff["lin"], at=AT) == row


@pytest.mark.requirement("HD-12")
def test_example_20_bank_balance_without_an_open_case_is_refused_and_logged(
    means, family, signed, staff
):
    spouse = person(family, "spouse")
    ask = {"data_set": "bank.deposits", "month": "2026-10", "by": staff["lin"], "at": AT}
    with pytest.raises(QueryRefused, match="没有该人员的在办申请"):
        services.look_up(spouse, case=None, **ask)
    entry = Entry.objects.get(verb="verification.query_refused")
    assert (entry.actor_user_id, entry.subject_id) == (staff["lin"].user_id, str(spouse.pk))


def test_look_up_serves_the_family_of_the_case_only(case, family, signed, staff, register, deliver):
    deliver(**deliveries(family))
    stranger = register(("李四", date(1970, 1, 1), "head")).head
    ask = {"data_set": "bank.deposits", "month": "2026-10", "case": case, "at": AT}
    rows = services.look_up(person(family, "spouse"), by=staff["lin"], **ask)
    assert [(row["balance"], row["line"]) for row in rows] == [(3000000, 2)]
    with pytest.raises(QueryRefused, match="不是办件家庭的成员"):
        services.look_up(stranger, by=staff["lin"], **ask)
    with pytest.raises(QueryRefused, match="不属于您的辖区"):
        services.look_up(person(family, "spouse"), by=staff["zhao"], **ask)


# Reports -----------------------------------------------------------------------------------------
@pytest.fixture
def report(case, family, signed, staff, deliver):
    """Return the report of the family on what departments delivered."""
    deliver(**deliveries(family))
    row = services.request(case, by=staff["lin"], at=AT)
    return services.run_automatic(row, by=staff["chen"], at=moment(11, 5))


@pytest.mark.requirement("HD-01", "HD-14")
def test_report_sets_declared_against_found_and_names_each_limit(report):
    assert (report.state, report.month, report.report["outcome"]) == (
        "returned",
        "2026-10",
        "not_eligible",
    )
    head, spouse, _child = report.report["members"]
    pension = next(e for e in head["entries"] if e["column"] == "pension")
    assert (pension["declared"], pension["found"], pension["differs"]) == (
        "120 元/月",
        "210 元/月",
        True,
    )
    assert pension["source"] == "县人社局·养老金发放"
    car = next(e for e in spouse["entries"] if e["column"] == "cars")
    assert (car["found"], car["date"]) == ("1 辆", "2026-10-31")
    limits = report.report["limits"]
    assert len(limits) == 2
    assert "存款不超过限额" in limits[0]
    assert "机动车不超过限额" in limits[1]


@pytest.mark.requirement("HD-14")
@pytest.mark.parametrize(("savings", "exceeded"), [("24000.00", 0), ("24000.01", 1)])
def test_limit_of_the_day_and_place_decides_to_the_fen(
    case, family, signed, staff, deliver, savings, exceeded
):
    """3 persons at 8,000 since 2026-10-01: exactly 24,000 is within."""
    rows = deliveries(family, savings=savings) | {"transport_vehicles": []}
    deliver(**rows)
    row = services.request(case, by=staff["lin"], at=AT)
    services.run_automatic(row, by=staff["chen"], at=AT)
    assert len(row.report["limits"]) == exceeded


def test_what_nobody_delivered_is_a_gap_and_never_nothing(case, family, signed, staff, deliver):
    deliver(hr_pensions=deliveries(family)["hr_pensions"])
    row = services.request(case, by=staff["lin"], at=AT)
    services.run_automatic(row, by=staff["chen"], at=AT)
    assert row.report["outcome"] == "undetermined"
    gaps = [gap for gap in row.report["gaps"] if gap.startswith("张秀英：银行")]
    assert len(gaps) == 1
    assert all(e["column"] != "deposits" for m in row.report["members"] for e in m["entries"])


@pytest.mark.requirement("HD-01")
def test_evidence_is_frozen_with_its_digest_and_rows(report):
    content = content_of(report.evidence)
    assert digest_sm3(content) == report.evidence_digest
    pack = json.loads(content)
    [row] = pack["rows"]["bank.deposits"]
    assert (row["line"], row["balance"], row["delivery"]) == (
        2,
        3000000,
        Delivery.objects.get(data_set="bank.deposits").pk,
    )
    assert report.document.template == "verification_report"


@pytest.mark.requirement("HD-02")
def test_case_goes_on_only_with_a_valid_report(case, report, signed):
    assert report.valid_to == date(2027, 2, 4)
    assert queries.verification_returned(case, moment(2, 3, year=2027)) == (True, "")
    holds, reason = queries.verification_returned(case, moment(2, 4, year=2027))
    assert (holds, reason) == (False, "核对报告已于 2027-02-04 失效，须重新核对")


@pytest.mark.requirement("HD-02")
def test_case_without_a_report_or_with_a_running_check_waits(case, signed, staff):
    assert queries.verification_returned(case, AT) == (False, "尚未委托核对")
    services.request(case, by=staff["lin"], at=AT)
    assert "核对报告尚未出具" in queries.verification_returned(case, AT)[1]


def test_withdrawn_letter_stops_the_query(case, family, signed, staff):
    row = services.request(case, by=staff["lin"], at=AT)
    letter = queries.standing_authorisations(family, AT.date()).first()
    services.withdraw_authorisation(letter, by=staff["lin"], at=AT)
    with pytest.raises(QueryRefused, match="已失效或撤回"):
        services.run_automatic(row, by=staff["chen"], at=moment(11, 5))


# Departments asked by hand, objections ------------------------------------------------------------
@pytest.mark.requirement("HD-16")
def test_departments_are_asked_by_hand_only_after_the_automatic_query(case, signed, staff):
    row = services.request(case, by=staff["lin"], at=AT)
    with pytest.raises(ValueError, match="须先完成自动查询"):
        services.ask_department(
            row, department="公积金中心", matter="余额", by=staff["chen"], at=AT
        )


@pytest.mark.requirement("HD-16")
def test_report_waits_for_answers_by_hand_and_counts_them(case, family, signed, staff, deliver):
    spouse = person(family, "spouse")
    deliver(**deliveries(family, savings="100.00"))
    row = services.request(case, by=staff["lin"], at=AT)
    services.run_automatic(
        row, by=staff["chen"], at=AT, departments=[("兰州银行", "王建军存款余额")]
    )
    query = row.manual_queries.get()
    assert (row.state, query.due_on) == ("requested", date(2026, 11, 18))
    services.answer_query(
        query,
        answer="余额 50,000 元",
        items=[{"person": spouse.pk, "column": "deposits", "number": 5000000}],
        by=staff["chen"],
        at=moment(11, 6),
    )
    row.refresh_from_db()
    entries = row.report["members"][1]["entries"]
    found = next(e for e in entries if e["column"] == "deposits")
    assert (row.state, found["found"], found["source"]) == ("returned", "50,000 元", "兰州银行")
    assert [limit for limit in row.report["limits"] if "存款" in limit]


@pytest.mark.requirement("HD-16")
def test_objection_stops_the_case_until_a_re_check_answers_it(case, family, report, staff, deliver):
    objection = services.object_to(
        report, text="车辆已于九月转让", by=staff["lin"], at=moment(11, 9)
    )
    assert objection.due_on == date(2026, 11, 23)
    assert "提出异议" in queries.verification_returned(case, moment(11, 9))[1]
    with pytest.raises(ValueError, match="须先重新核对"):
        services.close_objection(
            objection, upheld=True, result="属实", by=staff["chen"], at=moment(11, 10)
        )
    again = services.request(case, by=staff["lin"], at=moment(11, 10), recheck_of=report)
    services.run_automatic(again, by=staff["chen"], at=moment(11, 10))
    services.close_objection(
        objection, upheld=True, result="属实", by=staff["chen"], at=moment(11, 11)
    )
    assert queries.verification_returned(case, moment(11, 11)) == (True, "")
    assert queries.latest_report(case) == again


def test_stranger_sees_no_verification(report, staff):
    assert list(queries.verifications(staff["zhao"])) == []
    assert list(queries.verifications(staff["chen"])) == [report]
    with pytest.raises(PermissionDenied):
        services.object_to(report, text="异议", by=staff["zhao"], at=moment(11, 9))


@pytest.mark.requirement("HD-02")
def test_declared_procedure_cannot_pass_without_the_report(case, means, staff):
    """The condition as a step of a procedure needs it: refused with the reason."""
    cases.take(case, "accept", by=staff["lin"], at=AT)
    step = means.step("notify")
    object.__setattr__(step, "needs", (queries.verification_returned,))
    with pytest.raises(StepRefused, match="尚未委托核对"):
        cases.take(case, "notify", by=staff["head"], at=AT)
