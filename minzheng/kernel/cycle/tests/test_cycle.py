"""The run of a month: every stage once, alone, again, and taken up where it broke off."""

import fcntl
from pathlib import Path

import pytest
from django.conf import settings

from minzheng.kernel.accounts import services as accounts
from minzheng.kernel.cycle import declarations, queries, services
from minzheng.kernel.cycle.models import CycleRun, StageRun
from minzheng.kernel.cycle.services import CycleError
from minzheng.kernel.determinations import queries as answers
from minzheng.kernel.determinations.tests.fixtures import AT, KEY, MONTH

KEYS = [
    "deliveries",
    "facts",
    "determinations",
    "findings",
    "leads",
    "routines",
    "payments",
    "indicators",
]


@pytest.fixture
def run(small, family, known_pensions):
    """Return a function that runs the month as the platform."""

    def run_month(**changes):
        wanted = {"inbox": None, "by": accounts.system_mandate("620422"), "at": AT}
        return services.run(MONTH, **{**wanted, **changes})

    return run_month


@pytest.fixture
def passed(monkeypatch):
    """Return the list of stages that worked, in order; a name put into `breaks` fails."""
    passed: list[str] = []
    breaks: set[str] = set()

    def watched(key, work):
        def watch(month):
            if key in breaks:
                raise RuntimeError("磁盘已满")
            passed.append(key)
            return work(month)

        return watch

    stages = tuple(
        declarations.Stage(stage.key, stage.label, watched(stage.key, stage.work))
        for stage in services.STAGES
    )
    monkeypatch.setattr(services, "STAGES", stages)
    return passed, breaks


@pytest.mark.requirement("LM-03")
def test_month_runs_every_stage_in_order_and_shows_it(run, passed, staff):
    words = []
    cycle = run(progress=lambda *said: words.append(said))
    assert (cycle.state, passed[0]) == ("finished", KEYS)
    lines = queries.stages(staff["chen"], MONTH)
    assert [(line.key, line.state, line.percent) for line in lines] == [
        (key, "finished", 100) for key in KEYS
    ]
    assert dict(lines[1].figures) == {"家庭": 1, "人员": 3}
    assert len(words) == len(KEYS)
    assert queries.latest_month(staff["chen"]) == MONTH


def test_role_without_the_cycle_sees_nothing_of_it(run, staff):
    run()
    assert queries.stages(staff["zhao"], MONTH) == []
    assert not queries.runs(staff["zhao"]).exists()


def test_clerk_may_not_run_the_month(run, staff):
    with pytest.raises(CycleError, match="岗位"):
        run(by=staff["lin"])


def test_finished_month_run_again_works_every_stage_and_keeps_one_row(run, passed):
    run()
    run()
    assert passed[0] == KEYS * 2
    assert (CycleRun.objects.get().runs, StageRun.objects.count()) == (2, len(KEYS))


def test_one_stage_runs_alone(run, passed):
    run(only=["facts"])
    assert passed[0] == ["facts"]
    assert CycleRun.objects.get().state == "waiting"
    with pytest.raises(CycleError, match="没有名为“fact”"):
        run(only=["fact"])


def test_stage_that_changed_makes_the_later_ones_run_again(run, passed, register):
    run()
    register(("新户", AT.date().replace(year=1960), "head"))
    run(only=["facts"])
    states = dict(StageRun.objects.values_list("key", "state"))
    assert (states["deliveries"], states["facts"], states["determinations"]) == (
        "finished",
        "finished",
        "waiting",
    )


def test_failed_stage_is_named_and_the_next_run_goes_on_there(run, passed):
    worked, breaks = passed
    breaks.add("findings")
    with pytest.raises(RuntimeError):
        run()
    row = StageRun.objects.get(key="findings")
    assert (row.state, row.problem) == ("failed", "磁盘已满")
    assert CycleRun.objects.get().state == "failed"
    breaks.clear()
    worked.clear()
    assert run().state == "finished"
    # Deliveries are always looked at: a newer file would make everything run again.
    assert worked == ["deliveries", *KEYS[3:]]


def test_two_processes_do_not_run_at_once(run):
    path = Path(settings.LAKE) / "cycle.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(CycleError, match="正在运行"):
            run()


def test_answers_are_in_the_lake_after_the_run(run, family):
    run()
    (row,) = answers.results(KEY, MONTH).collect().to_dicts()
    assert (row["household"], row["amount"]) == (family.pk, 120150)


def test_routine_of_a_room_runs_every_month_and_reports(run):
    calls = []

    @declarations.monthly("test.routine", "测试例行事项")
    def routine(month, *, by, at):
        calls.append((month, by.role, at))
        return {"drawn": 2}

    try:
        run()
    finally:
        declarations.forget("test.routine")
    assert [(month, role) for month, role, _ in calls] == [(MONTH, "system")]
    assert StageRun.objects.get(key="routines").summary["test.routine"] == {"drawn": 2}
