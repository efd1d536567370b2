"""The same people settled three times: from a month's answers, one by one, and before payment."""

from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest
from django.db import transaction

from minzheng.kernel.benefits import claims, queries
from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.benefits.services import BenefitError
from minzheng.kernel.determinations import queries as determinations
from minzheng.kernel.monitoring import declarations as monitoring
from minzheng.kernel.payments import services
from minzheng.kernel.people import services as people
from minzheng.kernel.people.models import Person
from minzheng.kernel.people.services import Member

from .conftest import AT

DIBAO, TEKUN = "assistance.dibao", "assistance.tekun"
ORPHAN, UNATTENDED = "children.orphan", "children.unattended"
LIVING, NURSING, OLD_NURSING = "disability.living", "disability.nursing", "elderly.nursing"
SINCE, MONTH, PAY_MONTH = date(2026, 11, 1), "2026-10", "2026-11"
# Who is found eligible for what (yuan a month; None: undetermined), and what is payable.
PEOPLE = {
    "受供养的": ({TEKUN: 1040, LIVING: 100, NURSING: 120}, {TEKUN: 1040, LIVING: 0, NURSING: 0}),
    "残疾孤儿": ({ORPHAN: 1300, LIVING: 100, NURSING: 120}, {ORPHAN: 1300, LIVING: 0, NURSING: 120}),
    "失能老人": ({NURSING: 120, OLD_NURSING: 200}, {NURSING: 0, OLD_NURSING: 200}),
    "无人抚养": ({DIBAO: 620, UNATTENDED: 1300}, {DIBAO: 620, UNATTENDED: 680}),
    "一项的": ({NURSING: 120}, {NURSING: 120}),
}  # fmt: skip


@pytest.fixture
def homes(county, system, settings, tmp_path):
    """Register each of PEOPLE as a household of one, with an account."""
    settings.LAKE = tmp_path / "lake"
    village = type(county).objects.filter(path__startswith=county.path, level=5).first()
    found = {}
    for number, name in enumerate(PEOPLE):
        person = people.register_person(name=name, division=village, by=system, at=AT)
        people.change_account(
            person, account_number=f"62220000{number:08d}", bank_name="会宁县农村信用社", account_name=name,
            by=system, at=AT,
        )  # fmt: skip
        member = Member(Person.objects.get(pk=person.pk), "head")
        found[name] = people.register_household(
            division=village, members=[member], by=system, at=AT
        )
    return found


def answers(homes):
    """Lay the answers of the month into the lake, as the county's batch does."""
    rows = {}
    for name, (wanted, _) in PEOPLE.items():
        for key, yuan in wanted.items():
            rows.setdefault(key, []).append(
                {
                    "household": homes[name].pk, "person": homes[name].head_id, "amount": yuan * 100,
                    "division": homes[name].division_id, "outcome": "eligible",
                }
            )  # fmt: skip
    for key, found in rows.items():
        path = determinations.results_path(key, MONTH)
        path.parent.mkdir(parents=True)
        frame = pl.DataFrame(found)
        (frame.drop("person") if key == DIBAO else frame).write_parquet(path)
    members = pl.DataFrame(
        [{"household": home.pk, "person": home.head_id} for home in homes.values()]
    )
    path = determinations.facts_path(MONTH, "persons")
    path.parent.mkdir(parents=True)
    members.write_parquet(path)


def taken_over(homes):
    """Put everything the answers say into the register, as an older system would have it."""
    for name, (wanted, _) in PEOPLE.items():
        home = homes[name]
        for key, yuan in wanted.items():
            person = None if key == DIBAO else home.head
            Entitlement.objects.create(
                benefit=key, holder=f"h{home.pk}" if person is None else f"p{person.pk}", household=home,
                person=person, payee=home.head, division=home.division, amount=yuan * 100, valid_from=SINCE,
            )  # fmt: skip


def lawful(homes):
    return {
        (homes[name].pk, key): yuan * 100
        for name, (_, due) in PEOPLE.items()
        for key, yuan in due.items()
    }


@pytest.mark.requirement("DI-06", "EL-21")
def test_month_single_and_payment_say_the_same(homes, county, system):
    answers(homes)
    month = queries.settle_month(MONTH)
    batch = {(r["household"], r["benefit"]): r["payable"] for r in month.iter_rows(named=True)}
    assert batch == lawful(homes)

    single = {}
    mark = transaction.savepoint()
    for name, (wanted, due) in PEOPLE.items():
        # What stands first: nothing granted has to be ended again.
        for key in sorted(wanted, key=lambda k: (due[k] == 0, k)):
            single[homes[name].pk, key] = granted(key, homes[name], wanted[key] * 100, system)
    assert single == lawful(homes)
    transaction.savepoint_rollback(mark)

    taken_over(homes)
    paid = {}
    for key in sorted({key for wanted, _ in PEOPLE.values() for key in wanted}):
        run = services.build_run(key, PAY_MONTH, division=county, by=system, at=AT)
        for line in run.lines.select_related("entitlement"):
            blocked = line.state == "blocked"
            paid[line.household_id, key] = 0 if blocked else line.amount
            assert bool(line.block_reason) == (
                paid[line.household_id, key] != line.entitlement.amount
            )
    assert paid == lawful(homes)


def granted(key, home, amount, by):
    person = None if key == DIBAO else home.head
    try:
        return benefits.grant(
            key, household=home, person=person, amount=amount, since=SINCE,
            basis=benefits.Basis(reason="试"), by=by, at=AT,
        ).amount  # fmt: skip
    except BenefitError:
        return 0


@pytest.mark.requirement("FN-02")
def test_forbidden_line_is_held_back_with_the_clause_and_becomes_a_finding(homes, county, system):
    taken_over(homes)
    run = services.build_run(LIVING, PAY_MONTH, division=county, by=system, at=AT)
    reasons = {line.payee.name: line.block_reason for line in run.lines.select_related("payee")}
    assert (
        reasons["受供养的"] == "已享受特困人员救助供养金，不可同时享受（国发〔2015〕52号 二（三））"
    )
    frames = SimpleNamespace(
        pay_month=PAY_MONTH,
        persons=pl.DataFrame([{"person": h.head_id, "name": h.head.name} for h in homes.values()]),
    )
    found = monitoring.kind_of("overlap").judge(frames)
    said = {(r["summary"].split(" ")[0], r["amount_after"]) for r in found.iter_rows(named=True)}
    assert said == {("受供养的", 0), ("残疾孤儿", 0), ("失能老人", 0), ("无人抚养", 68_000)}
    assert set(found["outcome_after"]) == {"not_eligible", "eligible"}


def test_nothing_is_found_where_nothing_meets(homes, county, system):
    granted(NURSING, homes["一项的"], 12_000, system)
    assert queries.reductions(NURSING, PAY_MONTH) == {}
    assert claims.lowered(claims.settle_held(PAY_MONTH)).is_empty()


def test_recognition_has_no_run_and_what_is_paid_once_is_paid_in_its_month(homes, county, system):
    with pytest.raises(services.PaymentError, match="只作认定"):
        services.build_run("assistance.rigid", PAY_MONTH, division=county, by=system, at=AT)
    assert not services.has_work("assistance.rigid", PAY_MONTH, county)
    benefits.grant(
        "assistance.temporary", household=homes["一项的"], amount=80_000, since=SINCE,
        basis=benefits.Basis(reason="试", case_id=3), by=system, at=AT,
    )  # fmt: skip
    run = services.build_run("assistance.temporary", PAY_MONTH, division=county, by=system, at=AT)
    assert run.lines.get().amount == 80_000
    assert not services.has_work("assistance.temporary", "2026-12", county)
