"""How far a target has come: the formulas of plan evaluation, on the worked examples of the rules."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from minzheng.domains.planning.choices import (
    BEHIND,
    BINDING,
    CUMULATIVE,
    DONE,
    EARLY,
    EXPECTED,
    GREEN,
    KEEP,
    MET,
    ON_TRACK,
    RED,
    RISE,
    UNKNOWN,
    YELLOW,
)
from minzheng.domains.planning.queries.judging import Aim, Limits, Point, judge, time_progress

STARTS, DUE = date(2026, 1, 1), date(2030, 12, 31)
HALF_WAY = date(2028, 6, 30)
LIMITS = Limits(Fraction(1), Fraction(4, 5))


def aim(method=RISE, kind=EXPECTED, comparator=">=", goal="73", base="50", **told):
    return Aim(
        STARTS, DUE, method, kind, comparator, None if goal is None else Decimal(goal),
        None if base is None else Decimal(base), **told,
    )  # fmt: skip


def at(value, period="2028-06"):
    return Point(Decimal(value), period)


@pytest.mark.parametrize(
    ("on", "months"),
    [
        (HALF_WAY, Fraction(30)),
        (date(2028, 7, 15), 30 + Fraction(15, 31)),
        (date(2028, 2, 10), 25 + Fraction(10, 29)),
        (date(2025, 12, 31), Fraction(0)),
        (DUE, Fraction(60)),
        (date(2031, 5, 1), Fraction(60)),
    ],
)
def test_time_runs_to_the_end_of_the_day(on, months):
    assert time_progress(STARTS, DUE, on) == months / 60


@pytest.mark.requirement("PL-05")
@pytest.mark.parametrize(("kind", "colour"), [(BINDING, RED), (EXPECTED, YELLOW), ("", YELLOW)])
def test_a_rising_target_is_judged_by_the_way_gone(kind, colour):
    found = judge(aim(kind=kind), [at(61)], HALF_WAY, LIMITS)
    assert found.completion == Fraction(11, 23)
    assert (found.colour, found.status) == (colour, BEHIND)


def test_a_falling_target_counts_downwards():
    found = judge(aim(comparator="<=", goal="7", base="10"), [at("8.2")], HALF_WAY, LIMITS)
    assert found.completion == Fraction(6, 10)
    assert (found.colour, found.status) == (GREEN, ON_TRACK)


def test_a_target_reached_before_its_day_is_done_early_and_on_it_done():
    assert judge(aim(), [at(73)], HALF_WAY, LIMITS).status == EARLY
    assert judge(aim(), [at(73)], DUE, LIMITS).status == MET
    # What comes after the day counts no more.
    assert judge(aim(), [at(60), at(80, "2031-03")], date(2031, 6, 1), LIMITS).status == BEHIND


@pytest.mark.parametrize(
    ("comparator", "value", "is_met"),
    [(">=", "73", True), (">", "73", False), (">", "73.1", True), ("=", "73", True), ("=", "72.9", False)],
)  # fmt: skip
def test_each_comparator_draws_its_own_line(comparator, value, is_met):
    found = judge(aim(comparator=comparator), [at(value)], HALF_WAY, LIMITS)
    assert (found.status == EARLY) is is_met


def test_without_figures_or_base_nothing_is_said():
    nothing = judge(aim(), [at(61, "2025-12")], HALF_WAY, LIMITS)
    assert (nothing.current, nothing.completion, nothing.colour) == (None, None, UNKNOWN)
    unbased = judge(aim(base=None), [at(61)], HALF_WAY, LIMITS)
    assert (unbased.completion, unbased.status, unbased.colour) == (None, UNKNOWN, UNKNOWN)
    assert unbased.gaps
    assert judge(aim(base=None), [at(80)], HALF_WAY, LIMITS).status == EARLY
    assert judge(aim(goal=None), [at(80)], HALF_WAY, LIMITS).status == UNKNOWN


def test_what_is_kept_up_fails_with_the_first_year_that_fails():
    kept = aim(KEEP, goal="100", base=None)
    good = [at(100, "2026"), at(100, "2027")]
    assert judge(kept, good, HALF_WAY, LIMITS).status == ON_TRACK
    failed = judge(kept, [at(99, "2026"), at(100, "2027")], HALF_WAY, LIMITS)
    assert (failed.status, failed.colour, failed.failed) == (BEHIND, RED, (2026,))
    assert judge(kept, good[1:], HALF_WAY, LIMITS).status == UNKNOWN


@pytest.mark.requirement("PL-03")
def test_a_relative_target_is_held_against_the_reference_of_each_year():
    growth = aim(KEEP, goal=None, base=None, goals={2026: Decimal("5.0"), 2027: Decimal("6.1")})
    kept = judge(growth, [at("5.0", "2026"), at("6.2", "2027")], HALF_WAY, LIMITS)
    assert (kept.status, kept.colour) == (ON_TRACK, GREEN)
    missed = judge(growth, [at("4.9", "2026"), at("6.2", "2027")], HALF_WAY, LIMITS)
    assert (missed.status, missed.failed) == (BEHIND, (2026,))
    unknown = judge(growth, [at("5.0", "2026"), at("6.2", "2027"), at("7", "2028-06")], HALF_WAY, LIMITS)  # fmt: skip
    assert unknown.status == UNKNOWN
    assert "2028" in unknown.gaps[0]


def test_flows_are_summed_once_and_a_gap_is_no_nought():
    worked_off = aim(CUMULATIVE, goal="800", base=None, is_flow=True)
    found = judge(worked_off, [at(200, "2026"), at(220, "2027"), at(60, "2027-Q4")], HALF_WAY, LIMITS)  # fmt: skip
    assert (found.current, found.completion) == (Decimal(420), Fraction(420, 800))
    assert found.status == ON_TRACK
    assert found.forecast == Decimal("1050.00")
    gap = judge(worked_off, [at(220, "2027")], HALF_WAY, LIMITS)
    assert (gap.status, gap.colour) == (UNKNOWN, UNKNOWN)
    assert "2026" in gap.gaps[0]
    assert judge(worked_off, [at(900, "2027")], HALF_WAY, LIMITS).status == EARLY


def test_a_thing_to_be_done_is_done_or_not():
    thing = aim(DONE, goal="1", base=None)
    assert judge(thing, [at(1)], HALF_WAY, LIMITS).status == EARLY
    assert judge(thing, [at(0)], HALF_WAY, LIMITS).colour == RED


def test_the_forecast_carries_the_pace_on_and_shares_stay_shares():
    assert judge(aim(), [at(61)], HALF_WAY, LIMITS).forecast == Decimal("72.00")
    share = aim(goal="100", is_share=True)
    assert judge(share, [at(90)], HALF_WAY, LIMITS).forecast == Decimal("100.00")
    unbased = aim(base=None)
    found = judge(unbased, [at(60, "2026"), at(64, "2027")], HALF_WAY, LIMITS)
    assert found.forecast == Decimal("76.00")


def test_without_limits_in_force_no_lamp_is_lit():
    found = judge(aim(), [at(61)], HALF_WAY, None)
    assert (found.status, found.colour) == (BEHIND, UNKNOWN)


def test_what_the_base_already_had_is_held_and_not_done_early():
    held = aim(comparator="=", goal="100", base="100")
    assert judge(held, [at(100)], HALF_WAY, LIMITS).status == ON_TRACK
    assert judge(held, [at(99)], HALF_WAY, LIMITS).status == BEHIND
    assert judge(held, [at(100)], DUE, LIMITS).status == MET
