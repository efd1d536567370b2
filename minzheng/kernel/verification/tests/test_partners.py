"""Departments asked over HTTP, files and a database: once each, never without a letter, on record."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from minzheng.core.sealing import digest_sm3
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.documents.services.papers import content_of
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.exchange.choices import BLOCK, DATABASE, DROP, HTTP, PROCEED, WAIT
from minzheng.kernel.exchange.queries import links_in_force
from minzheng.kernel.exchange.services import set_link
from minzheng.kernel.sharing.queries import partner_counts
from minzheng.kernel.verification import choices, queries, services
from minzheng.kernel.verification.models import PartnerQuery
from minzheng.kernel.verification.services import sending
from minzheng.kernel.verification.services.replies import content_of as reply_of
from minzheng.kernel.verification.tests.conftest import APPLIED, AT
from minzheng.kernel.verification.tests.test_verification import person, refusals
from world.partners.counters import answer_files, front_database
from world.partners.server import Departments, Temper
from world.partners.truth import Truth

SECRET = "PARTNER_SECRET"


@pytest.fixture
def truth(family):
    """Return what the departments know of the family: a pension and savings."""
    head, spouse = person(family, "head"), person(family, "spouse")
    return Truth({
        "hr.pensions": {head.id_number: [
            {"id_no": head.id_number, "name": head.name, "pension_kind": "城乡居民",
             "monthly_amount": "210.00", "central_part": "143.00", "started_on": "2020-01-01"}]},
        "bank.deposits": {spouse.id_number: [
            {"id_no": spouse.id_number, "name": spouse.name, "bank": "农商银行",
             "balance": "30,000.00", "balance_on": "2026-10-31"}]},
    })  # fmt: skip


@pytest.fixture
def departments(truth, monkeypatch):
    """Return the stand-ins, up and of good temper."""
    monkeypatch.setenv(SECRET, "geheim")
    server = Departments(truth, b"geheim").start()
    for key in ("hr.pensions", "bank.deposits"):
        server.tempers[key] = Temper(latency=(0, 0))
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def link(county, staff, departments):
    """Return a function that links a data set to the stand-ins."""

    def connect(key="bank.deposits", *, mode=HTTP, address="", **settings):
        return set_link(
            key, division=county, mode=mode, since=APPLIED.date(),
            by=staff["chen"], at=APPLIED,
            address=address or f"{departments.address}/query/{key}",
            **{"source": "共享协议", "secret_name": SECRET, "attempts": 2, "timeout_seconds": 3, **settings},
        )  # fmt: skip

    return connect


@pytest.fixture
def check(case, signed, staff):
    """Return a function that asks for the check of a family nobody delivered anything about."""

    def ask(at=AT):
        row = services.request(case, by=staff["lin"], at=at)
        return services.run_automatic(row, by=staff["chen"], at=at)

    return ask


def send(staff, at=AT, **more):
    """Send what is open."""
    return services.send_open(by=staff["chen"], at=at, **more)


def bank(row, member):
    """Return the question to the bank about a member."""
    return row.partner_queries.get(data_set="bank.deposits", person=member)


@pytest.mark.requirement("HD-01")
def test_report_waits_for_the_bank_and_each_value_opens_to_its_question(
    check, link, staff, family, departments
):
    link()
    row = check()
    assert (row.state, queries.progress(row)["waiting"]) == ("requested", 3)
    told = send(staff)
    row.refresh_from_db()
    assert (told.answered, row.state) == (3, "returned")
    spouse = person(family, "spouse")
    entries = next(m for m in row.report["members"] if m["person"] == spouse.pk)["entries"]
    found = next(e for e in entries if e["column"] == "deposits")
    query = bank(row, spouse)
    assert (found["found"], found["query"]) == ("30,000 元", query.pk)
    assert (query.values["deposits"], query.hits, query.state) == (3000000, 1, "answered")
    assert any("存款不超过限额" in limit for limit in row.report["limits"])
    every = [e for m in row.report["members"] for e in m["entries"]]
    assert all(
        row.partner_queries.filter(pk=e["query"], person__isnull=False).exists() for e in every
    )


def test_evidence_pack_says_what_was_asked_when_and_what_came_back(check, link, staff, family):
    link()
    row = check()
    send(staff)
    row.refresh_from_db()
    content = content_of(row.evidence)
    query = bank(row, person(family, "spouse"))
    kept = next(q for q in json.loads(content)["queries"] if q["key"] == query.key)
    assert digest_sm3(content) == row.evidence_digest
    assert digest_sm3(kept["returned"].encode()) == query.digest == kept["digest"]
    assert (kept["fields"], kept["authorisation"]) == (["deposits"], query.authorisation_id)
    assert "30,000.00" in reply_of(query)["raw"]


@pytest.mark.requirement("HD-12")
def test_no_question_without_a_letter_not_in_the_database_and_not_at_sending(
    check, link, staff, family, departments
):
    link()
    row = check()
    query = bank(row, person(family, "spouse"))
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerQuery.objects.filter(pk=query.pk).update(authorisation=None)
    services.withdraw_authorisation(query.authorisation, by=staff["lin"], at=AT)
    send(staff)
    query.refresh_from_db()
    assert (query.state, query.problem) == (choices.MARKED, sending.WITHDRAWN)
    assert query.key not in departments.book.times
    assert refusals() == [sending.WITHDRAWN]


def test_repeats_carry_one_key_and_the_department_counts_them_once(
    check, link, staff, departments, monkeypatch
):
    link()
    row = check()
    monkeypatch.setattr(sending, "_settle", lambda *_args, **_more: False)
    # The process dies after the answers came and before they are written down.
    monkeypatch.setattr(
        sending, "_claim", lambda *a, b=[1], f=sending._claim: b.pop() and f(*a) if b else []
    )
    send(staff)
    monkeypatch.undo()
    monkeypatch.setenv(SECRET, "geheim")
    assert row.partner_queries.filter(state=choices.WAITING).count() == 3
    assert send(staff).answered == 0, "the claim of the dead process still holds"
    assert send(staff, at=AT + timedelta(minutes=4)).answered == 3
    assert sorted(departments.book.times.values()) == [2, 2, 2]
    assert len(set(departments.book.about.values())) == 3
    again = row.partner_queries.exclude(link=None).first()
    again.pk, again.key = None, "0" * 32
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_report_of_a_process_that_died_after_the_last_answer_comes_with_the_next_sending(
    check, link, staff, monkeypatch
):
    link()
    row = check()
    monkeypatch.setattr(sending, "finish_reports", lambda *_args, **_more: None)
    assert send(staff).answered == 3
    monkeypatch.undo()
    row.refresh_from_db()
    assert row.state == choices.REQUESTED
    assert queries.progress(row)["is_under_way"], "whoever watches waits for the report"
    send(staff)
    row.refresh_from_db()
    assert row.state == choices.RETURNED
    assert not queries.progress(row)["is_under_way"]


@pytest.mark.parametrize(
    ("policy", "state", "later"), [(PROCEED, "returned", "returned"), (WAIT, "requested", "returned"), (BLOCK, "requested", "requested")]
)  # fmt: skip
def test_failure_policy_of_the_source_decides_what_an_outage_does(
    check, link, staff, departments, policy, state, later
):
    link(on_failure=policy, retry_minutes=5, duty_days=1, attempts=1)
    departments.temper("bank.deposits").is_down = True
    row = check()
    send(staff)
    row.refresh_from_db()
    assert row.state == state
    send(staff, at=moment(11, 9))
    row.refresh_from_db()
    assert row.state == later
    if later == "returned":
        assert "未答复查询（对方返回 503）" in row.report["marks"][0]
        assert row.report["outcome"] == "undetermined", "what nobody answered is unknown, not zero"


def test_report_run_again_after_the_outage_rests_on_the_answer(
    check, link, case, staff, departments
):
    link(attempts=1)
    departments.temper("bank.deposits").is_down = True
    first = check()
    send(staff)
    departments.temper("bank.deposits").is_down = False
    again = services.request(case, by=staff["lin"], at=AT, recheck_of=first)
    services.run_automatic(again, by=staff["chen"], at=AT)
    send(staff)
    again.refresh_from_db()
    assert (again.state, again.report["marks"]) == ("returned", [])
    assert again.report["outcome"] == "not_eligible"


def test_changed_schema_and_answers_about_others_are_no_answer(
    check, link, staff, departments, truth, family
):
    link(attempts=1)
    departments.temper("bank.deposits").is_renamed = True
    row = check()
    send(staff)
    assert "答复格式有变" in bank(row, person(family, "spouse")).problem


def test_errors_are_repeated_within_bounds_and_kept_on_the_row(
    check, link, staff, departments, family
):
    link(attempts=3)
    departments.temper("bank.deposits").errors = 1.0
    row = check()
    send(staff)
    query = bank(row, person(family, "spouse"))
    assert [entry["attempt"] for entry in query.log] == [1, 2, 3]
    assert (query.state, departments.book.times[query.key]) == (choices.MARKED, 3)


def test_unsigned_request_is_refused_by_the_department(check, link, staff, departments, family):
    link(secret_name="", attempts=1)
    row = check()
    send(staff)
    assert bank(row, person(family, "spouse")).problem == "对方返回 401"
    assert departments.book.refused == 3


def test_department_that_exchanges_files(check, link, staff, tmp_path, truth, family):
    folder = tmp_path / "drop"
    folder.mkdir()
    link(mode=DROP, address=str(folder))
    row = check()
    assert send(staff).handed == 3
    assert answer_files(folder, truth) == 3
    key = bank(row, person(family, "head")).key
    (folder / "answers" / f"{key}.csv").write_text("身份证号,余额\n", encoding="utf-8")
    assert send(staff, at=AT + timedelta(seconds=5)).answered == 0, "not looked at every moment"
    assert send(staff, at=AT + timedelta(minutes=1)).answered == 2
    assert bank(row, person(family, "spouse")).values == {"deposits": 3000000}
    damaged = bank(row, person(family, "head"))
    assert (damaged.state, damaged.problem) == (choices.MARKED, "答复文件校验和不符")


def test_department_with_a_view_of_its_database(check, link, staff, tmp_path, truth, family):
    view = front_database(tmp_path / "front.sqlite3", "bank.deposits", truth)
    link(mode=DATABASE, address=view)
    row = check()
    send(staff)
    assert bank(row, person(family, "spouse")).values == {"deposits": 3000000}


def test_quota_of_the_day_leaves_the_rest_for_tomorrow(check, link, staff, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 2)
    link(daily_quota=2)
    row = check()
    assert send(staff).answered == 2
    assert row.partner_queries.filter(state=choices.WAITING).count() == 1
    assert send(staff, at=moment(11, 5)).answered == 1


def test_link_holds_from_its_day_and_the_nearest_division_counts(county, staff, link):
    first = link()
    town = set_link(
        "bank.deposits", division=staff["lin"].division, mode=HTTP, address="http://town/", since=date(2026, 11, 20),
        source="镇协议", by=staff["chen"], at=APPLIED,
    )  # fmt: skip
    assert links_in_force("620422100001", date(2026, 11, 19)) == {"bank.deposits": first}
    assert links_in_force("620422100001", date(2026, 11, 20)) == {"bank.deposits": town}
    assert Entry.objects.filter(verb="exchange.link.set").count() == 2


@pytest.mark.requirement("HD-06")
def test_paper_that_the_platform_answers_is_no_longer_asked_for(
    check, link, staff, departments, family
):
    link(source="县政务服务平台电子证照")
    row = check()
    spouse = person(family, "spouse")

    def asked():
        rows = [p for p in queries.papers(row) if p.person == spouse]
        return {paper.label for paper in rows if not paper.is_dropped}

    assert {"银行存款证明", "养老金领取证明"} <= asked()
    send(staff)
    assert "银行存款证明" not in asked()
    assert "养老金领取证明" in asked(), "nobody was asked about pensions, so it is still needed"


def test_questions_to_partners_are_lines_of_the_exchange_ledger(check, link, staff, departments):
    departments.temper("bank.deposits").is_down = True
    link(attempts=1)
    row = check()
    waiting = queries.exchange_lines(staff["chen"])
    assert {(x.kind, x.label, x.outcome, x.is_ok) for x in waiting} == {
        ("check", "存款余额", "待答复", True)
    }
    send(staff)
    told = queries.exchange_lines(staff["chen"])
    assert [(x.check, x.is_ok) for x in told] == [(row.pk, False)] * 3
    assert "对方返回 503" in told[0].outcome
    (counted,) = partner_counts(told)
    assert (counted.label, counted.kinds, counted.failed) == ("银行（查询专线）", {"check": 3}, 3)
    assert queries.exchange_lines(staff["zhao"]) == []
