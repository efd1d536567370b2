"""The books of runs and returns, to the fen: what exactly is posted when things go as they do."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from minzheng.kernel.benefits import services as benefits
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.ledger import queries as ledger
from minzheng.kernel.ledger import services as money
from minzheng.kernel.ledger.models import PostingLine
from minzheng.kernel.payments import files, queries, services
from minzheng.kernel.payments.choices import RunKind
from minzheng.kernel.payments.models import BankFile, BankReturn, PaymentLine
from minzheng.kernel.people import services as people

from .conftest import AT, DIBAO

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Central pays 60 %, the province 25.5 %, the county the rest: fen are left over in nearly every line.
SHARES = {"central": 6000, "province": 2550, "county": 1450}


@pytest.fixture
def shares(three, county):
    return money.set_shares(
        "relief", county.pk, date(2026, 1, 1), SHARES, document="白民发〔2026〕3号", by=three[2], at=AT
    )  # fmt: skip


@pytest.fixture
def town(county):
    return Division.objects.filter(path__startswith=county.path, level=5).earliest("code").parent_id


def out(county, three, month="2026-11", at=AT, kind=RunKind.REGULAR):
    """Build, submit, approve and send a month's run."""
    maker, checker, sender = three
    run = services.build_run(DIBAO, month, division=county, by=maker, at=at, kind=kind)
    services.submit(run, by=maker, at=at)
    services.approve(run, by=checker, at=at)
    services.send(run, by=sender, at=at)
    run.refresh_from_db()
    return run


def back(run, three, *, failing=(), only=None, at=AT):
    """Hand in the bank's return: these accounts fail, and only the first so many lines are answered."""
    (file,) = BankFile.objects.filter(run=run)
    form = files.form_of(file)
    answers = []
    for item in form.read_items(files.content(file))[only or slice(None)]:
        code, text = ("E001", "账户已销户") if item.account in failing else ("0000", "成功")
        answers.append(form_answer(item, code, text))
    content = form.write_answers(answers, files.batch(run, file.bank))
    return services.read_return(file, file_name="回盘", content=content, by=three[2], at=at)


def form_answer(item, code, text):
    return files.Answer(item.serial, item.account, item.amount, code == "0000", code, text)


def booked(**filters):
    """Return what stands on the accounts: (kind, source) → fen."""
    sums = {}
    for line in PostingLine.objects.filter(**filters).select_related("account"):
        key = (line.account.kind, line.account.source)
        sums[key] = sums.get(key, 0) + line.amount
    return {key: amount for key, amount in sums.items() if amount}


def agree():
    return queries.disagreements() == [] and ledger.total() == 0 and ledger.unbalanced() == []


@pytest.mark.requirement("FN-01")
def test_what_is_sent_is_on_its_way_and_what_is_paid_is_paid_by_source(
    county, three, family, shares, town
):
    family("张三", 40_001, "6222000011112222")
    family("李四", 30_003, "6222000033334444")
    run = out(county, three)
    # 40,001 = 24,000.6 + 10,200.255 + 5,800.145: the fen left over goes to the largest remainder.
    sent = {"central": 24_001 + 18_002, "province": 10_200 + 7_651, "county": 5_800 + 4_350}
    assert booked() == {
        **{("in_transit", source): amount for source, amount in sent.items()},
        **{("available", source): -amount for source, amount in sent.items()},
    }
    assert {row.account.division_id for row in PostingLine.objects.all()} == {town}
    assert run.shares == [["central", 6000], ["province", 2550], ["county", 1450]]
    assert agree()
    back(run, three, failing={"6222000033334444"})
    paid = {"central": 24_001, "province": 10_200, "county": 5_800}
    assert booked() == {
        **{("paid", source): amount for source, amount in paid.items()},
        **{("available", source): -amount for source, amount in paid.items()},
    }
    assert agree()


def test_place_without_a_rule_pays_all_itself(county, three, family):
    family(amount=40_001)
    out(county, three)
    assert booked() == {("in_transit", "county"): 40_001, ("available", "county"): -40_001}


def test_two_finance_officers_send_at_the_same_moment_and_one_set_of_files_goes_out(
    county, three, family, mandate
):
    family()
    maker, checker, sender = three
    run = services.build_run(DIBAO, "2026-11", division=county, by=maker, at=AT)
    services.submit(run, by=maker, at=AT)
    services.approve(run, by=checker, at=AT)
    with pytest.raises(services.PaymentError, match="该批次当前为“待发送”"):
        services.approve(run, by=mandate("reviewer"), at=AT)
    services.send(run, by=sender, at=AT)
    # The second pressed on a page that showed the run as approved still.
    with pytest.raises(services.PaymentError, match="该批次当前为“已送银行”，不能办理这一步"):
        services.send(run, by=mandate("finance"), at=AT)
    assert BankFile.objects.count() == 1
    assert booked() == {("in_transit", "county"): 40_000, ("available", "county"): -40_000}


def test_return_uploaded_twice_is_booked_once(county, three, family):
    family()
    run = out(county, three)
    assert back(run, three) == back(run, three)
    assert BankReturn.objects.count() == 1
    assert booked() == {("paid", "county"): 40_000, ("available", "county"): -40_000}
    assert agree()


def test_bank_pays_half_a_file_and_the_other_half_later(county, three, family):
    family("甲", 10_000, "6222000011110001")
    family("乙", 20_000, "6222000011110002")
    run = out(county, three)
    first = back(run, three, only=slice(0, 1))
    run.refresh_from_db()
    assert (first.paid, run.state) == (1, "sent")
    assert booked() == {
        ("paid", "county"): 10_000,
        ("in_transit", "county"): 20_000,
        ("available", "county"): -30_000,
    }
    assert agree()
    later = back(run, three)
    run.refresh_from_db()
    assert (later.paid, later.problems, run.state) == (1, [], "returned")
    assert booked() == {("paid", "county"): 30_000, ("available", "county"): -30_000}
    assert agree()


def test_who_dies_between_approval_and_sealing_costs_nothing(county, three, family):
    dead = family("张三", 40_000, "6222000011112222")
    family("李四", 30_000, "6222000033334444")
    maker, checker, sender = three
    run = services.build_run(DIBAO, "2026-11", division=county, by=maker, at=AT)
    services.submit(run, by=maker, at=AT)
    services.approve(run, by=checker, at=AT)
    people.record_death(dead.payee, died_on=date(2026, 10, 20), by=maker, at=AT)
    services.send(run, by=sender, at=AT)
    back(run, three)
    assert booked() == {("paid", "county"): 30_000, ("available", "county"): -30_000}
    held = run.lines.get(state="blocked")
    assert held.payee_name == "张三"
    assert "死亡" in held.block_reason
    assert agree()


def test_household_that_moves_leaves_the_month_with_its_old_township(county, three, family, town):
    """What belongs to a month stays with the township whose register it was on, failed and re-issued too."""
    old = family("张三", 40_000, "6222000011112222")
    run = out(county, three)
    other = Division.objects.filter(parent=county, level=4).exclude(pk=town).earliest("code")
    village = Division.objects.filter(parent=other).earliest("code")
    new_home = old.household
    new_home.division = village
    new_home.save()
    benefits.end(old, until=date(2026, 12, 1), reason="迁出", by=three[0], at=AT)
    benefits.grant(
        DIBAO, household=new_home, amount=41_000, since=date(2026, 12, 1),
        basis=benefits.Basis(reason="迁入"), by=three[0], at=AT,
    )  # fmt: skip
    back(run, three, failing={"6222000011112222"})
    people.change_account(
        old.payee, account_number="6222000099998888", bank_name="会宁县农村信用社", account_name="张三",
        by=three[0], at=AT,
    )  # fmt: skip
    december = out(county, three, "2026-12", datetime(2026, 12, 5, 9, tzinfo=SHANGHAI))
    back(december, three)
    assert booked(account__division=town) == {
        ("paid", "county"): 40_000,
        ("available", "county"): -40_000,
    }
    assert booked(account__division=other) == {
        ("paid", "county"): 41_000,
        ("available", "county"): -41_000,
    }
    assert agree()


def test_december_is_returned_in_january_and_both_years_come_out_even(
    county, three, family, shares
):
    family(amount=40_001)
    run = out(county, three, "2026-12", datetime(2026, 12, 30, 9, tzinfo=SHANGHAI))
    january = datetime(2027, 1, 4, 9, tzinfo=SHANGHAI)
    money.close_year(county.pk, 2026, by=three[2], at=january)
    back(run, three, at=january)
    assert ledger.balance("in_transit") == ledger.balance("in_transit", year=2026) == 0
    assert (ledger.balance("paid", year=2026), ledger.balance("paid", year=2027)) == (0, 40_001)
    assert ledger.balance("available", year=2027) == -40_001
    assert agree()


def test_disagreement_is_told_by_source_and_township(county, three, family, town):
    family(amount=40_000)
    run = out(county, three)
    PaymentLine.objects.filter(run=run).update(state="failed")
    told = [(d.kind, d.source, d.division, d.lines, d.books) for d in queries.disagreements()]
    assert told == [
        ("available", "county", town, 0, -40_000),
        ("in_transit", "county", town, 0, 40_000),
    ]
    assert queries.disagreements(town) == queries.disagreements()
