"""A month can be worked out again from its snapshot, whatever has changed since."""

import pytest

from minzheng.kernel.determinations import queries, services
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.determinations.tests.fixtures import AT, KEY, MONTH
from minzheng.kernel.exchange.lake import LakeDamaged


@pytest.fixture
def taken(small, family, known_pensions):
    """Return the name of the snapshot of a month that was determined."""
    known_pensions[family.head_id] = 10_000
    services.determine_all(MONTH, at=AT)
    return services.take_snapshot(MONTH)


def test_month_repeated_from_its_snapshot_has_the_same_checksums(taken, family, known_pensions):
    known_pensions[family.head_id] = 99_999
    ParameterValue.objects.filter(policy=KEY).update(value="1")
    services.gather_facts(MONTH)
    services.determine_all(MONTH, at=AT)
    assert services.take_snapshot(MONTH) != taken

    found = list(services.repeat(MONTH, taken))

    assert found
    assert all(one.before == one.now and not one.rules_changed for one in found)


def test_same_month_on_the_same_ground_has_the_same_snapshot(taken):
    services.determine_all(MONTH, at=AT)

    assert services.take_snapshot(MONTH) == taken
    assert services.snapshots(MONTH) == [taken]


def test_snapshot_names_its_parameters_and_facts(taken):
    told = services.snapshot(MONTH)

    assert told["facts"].keys() == {"households", "persons"}
    assert {row[0] for row in told["parameters"]} >= {KEY}
    assert services.missing_files(MONTH) == []


def test_changed_facts_of_a_snapshot_are_noticed(taken):
    digest = services.snapshot(MONTH)["facts"]["households"]
    kept = queries.facts_path(MONTH, "households").parents[2] / "snapshots" / MONTH
    (kept / f"{digest}.parquet").write_bytes(b"PAR1")

    with pytest.raises(LakeDamaged, match=digest):
        list(services.repeat(MONTH))


def test_month_without_a_snapshot_says_so(small):
    with pytest.raises(services.NoSnapshot, match="1999-01"):
        services.snapshot("1999-01")
