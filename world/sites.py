"""Which households carry a planted truth, and which a decoy of it."""

import math

import numpy as np
import polars as pl

from world.draft import KINDS, Draft

_TEN_FROM = 3_000
_SHARE = 0.003


def plants_per_kind(households: int) -> int:
    """Return how often each kind is planted: ten from 3,000 households up, at least two."""
    if households < _TEN_FROM:
        return max(2, math.ceil(households / 300))
    return max(10, round(households * _SHARE))


def _facts_of_households(draft: Draft) -> pl.DataFrame:
    """Return per household what a plant may need: a grown second member, a child, an X."""
    order = pl.col("place")
    grown = (order > 0) & pl.col("age").is_between(23, 75)
    return draft.people.group_by("household", maintain_order=True).agg(
        (order == 0).len().alias("size"),
        grown.any().alias("has_second"),
        (pl.col("age") < 18).any().alias("has_child"),
        pl.col("age").first().alias("head_age"),
        (pl.col("birth_on").dt.year() < 2000).any().alias("has_fifteen"),
    )


def choose_recipients(draft: Draft, households: int) -> np.ndarray:
    """Return the recipient households; a grown child at home never leaves them in doubt."""
    each = plants_per_kind(households)
    wanted = max(round(households * 0.12), math.ceil((len(KINDS) - 1) * 2 * each * 1.35))
    pool = draft.households.filter(pl.col("is_known") & (pl.col("template") != "grown_child"))[
        "household"
    ].to_numpy()
    return np.sort(draft.stream("recipients").permutation(pool)[:wanted])


def choose_sites(draft: Draft, households: int) -> None:
    """Give every kind its households, once as truth and once as decoy."""
    each = plants_per_kind(households)
    rng = draft.stream("sites")
    facts = _facts_of_households(draft)
    is_recipient = np.zeros(len(facts), dtype=bool)
    is_recipient[draft.recipients] = True
    known = draft.households["is_known"].to_numpy()
    simple = draft.households["template"].to_numpy() != "grown_child"
    second = facts["has_second"].to_numpy()
    grown_head = facts["head_age"].to_numpy() < 60
    needs = {
        ("exit_income", True): grown_head,
        ("exit_income", False): grown_head,
        ("dead_recipient", True): second,
        ("dead_recipient", False): second,
        ("in_custody", True): second,
        ("in_custody", False): second,
        ("member_left", True): second,
        ("member_left", False): second,
        ("amount_change", False): facts["has_child"].to_numpy(),
        ("wrong_id", False): facts["has_fifteen"].to_numpy(),
    }
    free = np.ones(len(facts), dtype=bool)
    # The choosiest first, so that nobody takes what only they can use.
    cells = sorted(((k, t) for k in KINDS for t in (True, False)), key=lambda c: c not in needs)
    cells.sort(key=lambda c: c != ("amount_change", False))
    for kind, is_truth in cells:
        pool = free & (~is_recipient & known & simple if kind == "missed" else is_recipient)
        pool &= needs.get((kind, is_truth), True)
        candidates = np.flatnonzero(pool)
        if len(candidates) < each:
            raise ValueError(f"Too few households for {kind}: {len(candidates)} of {each}")
        chosen = rng.permutation(candidates)[:each]
        free[chosen] = False
        draft.sites[kind, is_truth] = chosen
    draft.supported = _choose_supported(draft, free & known & ~is_recipient, households)


def _choose_supported(draft: Draft, free: np.ndarray, households: int) -> np.ndarray:
    """Return old people living alone without means, whom the county supports as 特困人员."""
    alone = (draft.households["template"] == "old_single").to_numpy() & free
    order = draft.stream("supported").permutation(np.flatnonzero(alone))
    return np.sort(order[: max(2, households // 500)])
