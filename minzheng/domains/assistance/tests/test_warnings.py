"""Two months of a small county: everything planted is warned of, nothing is invented."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.cycle import services as cycle
from minzheng.kernel.monitoring import declarations, queries
from minzheng.kernel.monitoring.models import Finding
from world import county, files, raising
from world import warnings as planting

AT = datetime(2026, 11, 2, 9, tzinfo=SHANGHAI)
MONTH = "2026-10"
RULES = 30


@pytest.fixture
def month(db: None, settings: Any, tmp_path: Path) -> dict[str, Any]:
    """Raise a county of 150 households, run its October after its September, tell the truth."""
    settings.HOME = tmp_path / "home"
    settings.LAKE = settings.HOME / "lake"
    made = planting.plant(county.make(150, seed=21, month=MONTH))
    by = raising.raise_county(made, at=AT)
    inbox = settings.HOME / "inbox" / MONTH
    raising.deliver_before(made, inbox, by=by, at=AT)
    truth = files.write(made, inbox)
    cycle.run(MONTH, inbox=inbox, by=by, at=AT)
    return {**truth, "by": by}


def key_of(row: Finding) -> tuple[str, str, str | None]:
    return row.kind, row.household.number, row.person.id_number if row.person else None


@pytest.mark.requirement("LM-02", "HD-18")
def test_month_warns_of_all_and_only_what_was_planted(month):
    planted = {(t["kind"], t["household"], t["person"]) for t in month["warnings"]}
    rows = Finding.objects.filter(kind__startswith="warning.").select_related("household", "person")
    found = {key_of(row): row for row in rows}
    assert found.keys() == planted
    assert len({kind for kind, _, _ in planted}) >= 22
    for key, row in found.items():
        kind = declarations.kind_of(row.kind)
        assert row.evidence or not kind.evidence, key
        assert row.lead.close_by > row.lead.found_on

    # The child of two parents in two other villages, explained by the rows of three lists.
    child = next(row for row in rows if row.kind == "warning.silent_child")
    quoted = {quote["data_set"] for quote in child.evidence}
    assert {"health.births", "disability.certificates", "police.residents"} <= quoted
    assert len([q for q in child.evidence if q["data_set"] == "disability.certificates"]) == 2

    lines = {line.key: line for line in queries.population(month["by"], MONTH)}
    poor = lines["former_poor"]
    assert (poor.households, poor.entered, poor.special) == (poor.entered, poor.households, True)
    assert poor.households > 0
    assert lines["disaster_hit"].households == 1
    assert lines["transition"].households == 0
    assert lines["urban_hard"].households == lines["urban_hard"].urban > 0
    assert queries.register(month["by"], date(2026, 10, 31), category="marginal").exists()


def test_rules_are_declared_like_policies():
    rules = [kind for kind in declarations.finding_kinds() if kind.key.startswith("warning.")]
    assert len(rules) >= RULES
    for rule in rules:
        assert rule.basis, rule.key
        assert rule.code, rule.key
        assert rule.advice, rule.key
        assert rule.owner, rule.key
