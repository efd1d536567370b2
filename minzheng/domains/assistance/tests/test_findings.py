"""One month of a small county: all and only what was planted is found, once, and for the lawful amount."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import override_settings

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.cycle import services as cycle
from minzheng.kernel.determinations import services as determinations
from minzheng.kernel.monitoring import declarations, queries
from minzheng.kernel.monitoring import services as monitoring
from minzheng.kernel.monitoring.models import Finding, Lead
from minzheng.kernel.people.models import Household
from world import county, files, raising

AT = datetime(2026, 11, 2, 9, tzinfo=SHANGHAI)
MONTH = "2026-10"
PROVED = ("police.residents", "police.deaths", "civil.cremations", "justice.custody", "transport.vehicles",
          "market.businesses", "housing.properties", "bank.deposits", "prefecture.recipients")  # fmt: skip


@pytest.fixture(scope="module")
def raised(standing: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Raise a county of 300 households once, run its October, and return the truth and its home."""
    home = tmp_path_factory.mktemp("county")
    made = county.make(300, seed=11, month=MONTH)
    with override_settings(HOME=home, LAKE=home / "lake"):
        by = raising.raise_county(made, at=AT)
        inbox = home / "inbox" / MONTH
        truth = files.write(made, inbox)
        cycle.run(MONTH, inbox=inbox, by=by, at=AT)
    return {**truth, "by": by, "home": home}


@pytest.fixture
def month(raised: dict[str, Any], db: None, settings: Any) -> dict[str, Any]:
    """Stand in the county whose October was run."""
    settings.HOME = raised["home"]
    settings.LAKE = settings.HOME / "lake"
    return raised


def found() -> dict[tuple[str, str, str | None], Finding]:
    # Warnings compare two months and are proven beside these (test_warnings).
    rows = Finding.objects.exclude(kind__startswith="warning.").select_related(
        "household", "person"
    )
    return {(f.kind, f.household.number, f.person.id_number if f.person else None): f for f in rows}


@pytest.mark.requirement("SA-19", "HD-11")
def test_month_finds_all_and_only_what_was_planted(month):
    planted = {(t["kind"], t["household"], t["person"]): t for t in month["truths"]}
    findings = found()
    assert findings.keys() == planted.keys()
    # The synthetic county pays nobody alone and nothing twice; these kinds have tests of their own.
    # Of those that every benefit has (its key and a dot) it plants some.
    every = {kind.key for kind in declarations.finding_kinds() if "." not in kind.key}
    assert every - {"alone_change", "overlap"} <= {kind for kind, _, _ in findings}
    for key, finding in findings.items():
        kind = key[0]
        if kind not in {"wrong_id", "member_left"}:
            assert (key, finding.amount_after) == (key, planted[key]["lawful_amount"])
        assert finding.lead.state == "open"
        proof = [quote["data_set"] for quote in finding.evidence]
        assert not set(declarations.kind_of(kind).evidence) & set(PROVED) or proof, key


@pytest.mark.requirement("LM-01", "LM-03")
def test_month_keeps_register_leads_and_counts_together(month):
    by = month["by"]
    counts = queries.finding_counts(by, MONTH)
    assert sum(counts.values()) == Lead.objects.count()
    assert len(month["truths"]) == len(found())
    lines = {line.key: line for line in queries.register_counts(by, date(2026, 10, 31))}
    classes = {"dibao", "tekun", "edge", "monitored", "heavy_expense", "income_loss"}
    groups = {"marginal", "disaster_hit", "former_poor", "transition", "urban_hard"}
    assert set(lines) == classes | groups
    assert (
        lines["dibao"].households == Entitlement.objects.filter(benefit="assistance.dibao").count()
    )
    assert lines["monitored"].persons >= lines["monitored"].households > 0


def test_batch_equals_the_single_answer_to_the_fen(month):
    some = [t["household"] for t in month["truths"] + month["decoys"]]
    households = list(Household.objects.filter(number__in=some).values_list("pk", flat=True))[:20]
    assert list(determinations.compare_all(MONTH, households=households)) == []


def test_comparing_twice_changes_no_row(month):
    before = list(Finding.objects.order_by("pk").values())
    counts = monitoring.find(MONTH, by=month["by"], at=AT)
    assert (counts["unchanged"], counts["new"]) == (len(before), 0)
    assert list(Finding.objects.order_by("pk").values()) == before


def test_household_that_lost_its_dibao_is_told_apart_from_one_never_helped(month):
    missed = Finding.objects.filter(kind="missed").order_by("pk")
    lost = missed.first()
    Entitlement.objects.create(
        benefit="assistance.dibao", holder=f"h{lost.household_id}", household=lost.household, division=lost.division,
        amount=10000, valid_from=date(2026, 1, 1), valid_to=date(2026, 9, 1), state="ended",
    )  # fmt: skip
    monitoring.find(MONTH, by=month["by"], at=AT)
    told = queries.dropped_and_missed(month["by"], MONTH)
    assert list(told["dropped"]) == [lost]
    assert told["missed"].count() == missed.count() - 1


def test_suspended_recipient_is_neither_missed_nor_adjusted(month):
    row = Finding.objects.filter(kind="amount_change").first()
    Entitlement.objects.filter(household=row.household).update(state="suspended")
    monitoring.find(MONTH, by=month["by"], at=AT)
    assert not Finding.objects.filter(household=row.household, state="new").exists()


def test_member_paid_alone_is_judged_alone(month):
    """A household of one is compared with its own answer, never with that of the whole family."""
    able = Household.objects.exclude(entitlements__isnull=False).exclude(
        number__in=[t["household"] for t in month["truths"]]
    )
    household = able.select_related("head").order_by("pk").first()
    Entitlement.objects.create(
        benefit="assistance.dibao", holder=f"p{household.head_id}", household=household, person=household.head,
        payee=household.head, division=household.division, amount=12_300, valid_from=date(2026, 6, 1),
    )  # fmt: skip
    monitoring.find(MONTH, by=month["by"], at=AT)
    rows = Finding.objects.filter(household=household)
    assert [(f.kind, f.amount_before, f.amount_after) for f in rows] == [
        ("alone_change", 12_300, 0)
    ]
