"""What is payable when benefits meet: the handbooks' worked examples, and what holds for any of them."""

from datetime import date
from fractions import Fraction
from itertools import combinations
from zlib import crc32

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from minzheng.kernel.benefits import catalogue, overlaps
from minzheng.kernel.benefits.catalogue import Overlap, OverlapTable

DAY = date(2026, 11, 1)
LINES = {
    "62": ("62", "000000"),
    "99": ("99", "990002", "000000"),
    "44": ("44", "440000", "000000"),
}
DIBAO, TEKUN, RIGID = "assistance.dibao", "assistance.tekun", "assistance.rigid"
ORPHAN, UNATTENDED, HARDSHIP = "children.orphan", "children.unattended", "children.hardship"
LIVING, NURSING = "disability.living", "disability.nursing"
OLD_NURSING, VOUCHER = "elderly.nursing", "elderly.voucher"


def portion(benefit, amount, *, claim=None, person=1, heads=1, division="62", **more):
    """One claim (yuan; None: undetermined) on one person."""
    fen = {k: None if v is None else round(v * 100) for k, v in {"amount": amount, **more}.items()}
    return {
        "claim": claim if claim is not None else crc32(f"{benefit}{person}".encode()),
        "benefit": benefit, "person": person, "division": division, "heads": heads,
        "full": None, "basic": None, **fen,
    }  # fmt: skip


def settled(*portions, table=None, day=DAY):
    frame = pl.DataFrame(list(portions), schema=overlaps.PORTIONS)
    rows = overlaps.settle(frame, table or catalogue.overlaps(), LINES, day)
    return {row["benefit"]: row for row in rows.iter_rows(named=True)}


def paid(*portions, **more):
    """What each benefit pays in yuan, None where undetermined."""
    return {
        key: None if row["payable"] is None else row["payable"] / 100
        for key, row in settled(*portions, **more).items()
    }


# -- children-disability.md §11 example 6 ----------------------------------------------------------


@pytest.mark.parametrize(
    ("grant", "heads", "extra", "top_up"),
    [
        (620, 1, 0, 680),
        (450, 1, 0, 850),
        (1300, 1, 0, 0),
        (1400, 1, 0, 0),
        (620, 1, 80, 680),
        (1000, 3, 0, 966.67),
    ],
)
def test_child_is_paid_up_to_the_standard_beside_the_share_of_dibao(grant, heads, extra, top_up):
    family = [
        portion(DIBAO, grant + extra, basic=grant, claim=1, person=person, heads=heads)
        for person in range(1, heads + 1)
    ]
    found = settled(*family, portion(UNATTENDED, 1300, claim=2))
    assert found[UNATTENDED]["payable"] == round(top_up * 100)
    assert found[UNATTENDED]["clause"] == "民发〔2019〕62号 第三条"
    assert found[DIBAO]["payable"] == (grant + extra) * 100
    assert all(row["stands"] for row in found.values())


def test_child_without_dibao_is_paid_in_full():
    assert paid(portion(UNATTENDED, 1300)) == {UNATTENDED: 1300}


def test_difference_taken_already_is_not_taken_twice():
    held = portion(UNATTENDED, 680, full=1300)
    assert paid(held, portion(DIBAO, 620))[UNATTENDED] == 680
    assert paid(held, portion(DIBAO, 700))[UNATTENDED] == 600
    assert paid(held, portion(DIBAO, 450))[UNATTENDED] == 680


@pytest.mark.parametrize("child", [ORPHAN, UNATTENDED])
def test_child_who_fits_tekun_too_gets_the_higher_and_no_top_up(child):
    assert paid(portion(TEKUN, 1452), portion(child, 1300)) == {TEKUN: 1452, child: 0}
    assert paid(portion(TEKUN, 1101.80), portion(child, 1300)) == {TEKUN: 0, child: 1300}
    assert paid(portion(TEKUN, 1300), portion(child, 1300)) == {TEKUN: 0, child: 1300}


# -- children-disability.md §7.2, §11 example 13 ---------------------------------------------------


@pytest.mark.requirement("DI-06")
@pytest.mark.parametrize(
    ("beside", "living", "nursing"),
    [
        ({DIBAO: 500}, 100, 120),
        ({TEKUN: 1040}, 0, 0),
        ({ORPHAN: 1300}, 0, 120),
        ({UNATTENDED: 1300}, 0, 120),
        ({OLD_NURSING: 200}, 100, 0),
        ({OLD_NURSING: 80}, 100, 120),
        ({OLD_NURSING: 120}, 100, 120),
        ({VOUCHER: 800}, 100, 120),
    ],
)
def test_two_subsidies_beside_other_benefits(beside, living, nursing):
    others = [portion(key, amount) for key, amount in beside.items()]
    found = paid(*others, portion(LIVING, 100), portion(NURSING, 120))
    assert (found[LIVING], found[NURSING]) == (living, nursing)


def test_place_releases_what_the_state_forbids():
    both = [portion(key, amount, division="99") for key, amount in [(UNATTENDED, 1300), (LIVING, 100)]]  # fmt: skip
    assert paid(*both) == {UNATTENDED: 1300, LIVING: 100}
    assert paid(*both, day=date(2019, 12, 31)) == {UNATTENDED: 1300, LIVING: 100}


@pytest.mark.requirement("EL-21")
def test_only_the_higher_nursing_money_and_no_voucher_for_the_supported():
    found = settled(portion(NURSING, 120), portion(OLD_NURSING, 200))
    assert (found[NURSING]["payable"], found[OLD_NURSING]["payable"]) == (0, 20_000)
    assert (found[NURSING]["rule"], found[NURSING]["by"]) == ("higher", OLD_NURSING)
    supported = [portion(TEKUN, 1040, division="44"), portion(VOUCHER, 720, division="44")]
    assert paid(*supported) == {TEKUN: 1040, VOUCHER: 0}


# -- assistance.md §0, §5 --------------------------------------------------------------------------


def test_household_loses_only_the_share_of_the_member_supported_as_tekun():
    family = [portion(DIBAO, 1000, claim=1, person=n, heads=3) for n in (1, 2, 3)]
    found = settled(*family, portion(TEKUN, 1040, claim=2, person=2))
    assert (found[DIBAO]["payable"], found[DIBAO]["out"], found[DIBAO]["stands"]) == (66_667, 1, True)  # fmt: skip
    assert (found[DIBAO]["person"], found[DIBAO]["by"]) == (2, TEKUN)
    assert found[TEKUN]["payable"] == 104_000


def test_recognition_falls_before_the_benefit_the_law_puts_first():
    found = settled(portion(RIGID, 0), portion(DIBAO, 400))
    assert (found[RIGID]["stands"], found[DIBAO]["stands"]) == (False, True)


def test_orphan_comes_first_among_the_child_schemes():
    found = paid(portion(ORPHAN, 1300), portion(UNATTENDED, 1400), portion(HARDSHIP, 500))
    assert found == {ORPHAN: 1300, UNATTENDED: 0, HARDSHIP: 0}


# -- unknown amounts -------------------------------------------------------------------------------


def test_unknown_amount_makes_the_choice_undetermined_and_is_named():
    found = settled(portion(TEKUN, None), portion(ORPHAN, 1300))
    assert (found[ORPHAN]["payable"], found[ORPHAN]["stands"]) == (None, None)
    assert found[ORPHAN]["waits_for"] == [TEKUN]
    assert (found[TEKUN]["payable"], found[TEKUN]["stands"]) == (None, None)


def test_what_is_sure_whatever_the_amount_stays_sure():
    found = settled(portion(LIVING, None), portion(TEKUN, 1040), portion(NURSING, 120))
    assert (found[TEKUN]["payable"], found[NURSING]["payable"]) == (104_000, 0)
    assert (found[LIVING]["payable"], found[LIVING]["stands"]) == (None, False)
    assert found[LIVING]["waits_for"] == [LIVING]


def test_unknown_amount_alone_stays_unknown():
    found = settled(portion(DIBAO, None))
    assert (found[DIBAO]["payable"], found[DIBAO]["waits_for"]) == (None, [DIBAO])


# -- the person's choice ---------------------------------------------------------------------------


def row(benefit, other, rule, prefers=""):
    return Overlap(benefit, other, rule, prefers, "000000", date(2020, 1, 1), None, "试行办法", "")


def test_choice_left_to_the_person_takes_the_largest_sum_and_shows_the_others():
    table = OverlapTable([row("a", "b", "exclusive"), row("a", "c", "exclusive")])
    found = settled(portion("a", 100), portion("b", 60), portion("c", 50), table=table)
    assert [found[key]["payable"] for key in "abc"] == [0, 6000, 5000]
    assert found["a"]["choice"]
    matrix = table.matrix(LINES["62"], DAY)
    shown = overlaps.options(matrix, [overlaps.Portion(n, k, Fraction(v)) for n, (k, v) in
                                      enumerate([("a", 100), ("b", 60), ("c", 50)])])  # fmt: skip
    assert [(o.total, o.best) for o in shown] == [(110, True), (100, False)]


# -- what holds for any benefits -------------------------------------------------------------------

KEYS = "abcde"
PAIRS = list(combinations(KEYS, 2))
RULES = st.sampled_from(["", "exclusive", "prefers", "higher"])
AMOUNTS = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 5), min_size=1)


def drawn(rules):
    """The rows of a drawn table; what is preferred follows the alphabet, so that it has no circles."""
    return [
        row(one, other, "exclusive" if rule == "prefers" else rule, one if rule == "prefers" else "")
        for (one, other), rule in zip(PAIRS, rules, strict=True)
        if rule
    ]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(rules=st.lists(RULES, min_size=len(PAIRS), max_size=len(PAIRS)), amounts=AMOUNTS)
def test_best_allowed_set_is_paid_whatever_the_order(rules, amounts):
    rows = drawn(rules)
    table, against = OverlapTable(rows), {r.pair: r for r in rows}
    portions = [portion(key, amount, claim=ord(key)) for key, amount in amounts.items()]
    found = settled(*portions, table=table)
    assert settled(*reversed(portions), table=table) == found
    standing = {key for key, r in found.items() if r["stands"]}
    assert not any(frozenset(pair) in against for pair in combinations(sorted(standing), 2))
    total = sum(r["payable"] for r in found.values())
    assert total == sum(amounts[key] * 100 for key in standing)

    def beats(one, other):
        r = against.get(frozenset((one, other)))
        if r is None or r.rule == "higher":
            return r is not None and (amounts[one], other) > (amounts[other], one)
        return r.prefers in ("", one)

    allowed = [
        set(chosen)
        for size in range(1, len(amounts) + 1)
        for chosen in combinations(sorted(amounts), size)
        if not any(frozenset(pair) in against for pair in combinations(chosen, 2))
        and all(any(beats(c, left) for c in chosen) for left in amounts.keys() - set(chosen))
    ]
    if allowed:
        assert standing in allowed
        assert total == 100 * max(sum(amounts[key] for key in chosen) for chosen in allowed)


@settings(max_examples=25, deadline=None)
# b stands second to a, but c beside it may displace a: then b's sum decides.
@example(rules=["prefers", "exclusive", *[""] * 8], amounts={"a": 0, "c": 0}, truth=1, unknown="b")
@given(
    rules=st.lists(RULES, min_size=len(PAIRS), max_size=len(PAIRS)),
    amounts=AMOUNTS,
    truth=st.integers(0, 9),
    unknown=st.sampled_from(KEYS),
)
def test_what_is_said_before_an_amount_is_known_holds_once_it_is(rules, amounts, truth, unknown):
    table, others = OverlapTable(drawn(rules)), {k: v for k, v in amounts.items() if k != unknown}
    known = [portion(key, amount, claim=ord(key)) for key, amount in others.items()]
    early = settled(*known, portion(unknown, None, claim=ord(unknown)), table=table)
    late = settled(*known, portion(unknown, truth, claim=ord(unknown)), table=table)
    assert early[unknown]["payable"] is None
    for key, told in early.items():
        assert told["payable"] in (None, late[key]["payable"])
        assert told["stands"] in (None, late[key]["stands"])
        assert (told["payable"] is None) == bool(told["waits_for"])
