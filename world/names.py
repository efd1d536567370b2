"""Names by region, birth cohort and sex, and a reserve of names that nobody else bears."""

import itertools
from pathlib import Path

import numpy as np
import polars as pl

DATA = Path(__file__).parent / "data"
REGIONAL_SHARE = 0.7
# Half of the given names come whole from the cohort's table, half are composed of its characters.
WHOLE_SHARE = 0.5
_RESERVED_FIRST = (
    "霁昶翊澍骁玥珩璟瑾琰祺禾翎芃苒菡葳衡湛溪潇澜炜煜烨笙筠纾绮缨羿耘"
    "邈钰铄锦阑雯霏韬颂飒骞鸢麒黎黛鼎榕楠栩桦槿歆毓沐沛泓洵浚淇"
)
_RESERVED_SECOND = "安宁康泰和顺清远达齐怀思念恩景承嘉裕若如子亦以可之其允仲季孟伯叔元初朗舒然尧禹"


def _weighted(frame: pl.DataFrame, text: str, weight: str) -> tuple[np.ndarray, np.ndarray]:
    share = frame[weight].to_numpy().astype(float)
    return frame[text].to_numpy().astype(object), share / share.sum()


def surnames(rng: np.random.Generator, count: int) -> np.ndarray:
    """Draw ``count`` surnames: mostly of the area, else of the whole country."""
    regional = pl.read_csv(
        DATA / "regional_surnames.csv", schema_overrides={"area_code": pl.String}
    ).filter((pl.col("area_code") == "620422") & (pl.col("ethnic_group") == "汉族"))
    near, near_share = _weighted(regional, "surname", "weight")
    far, far_share = _weighted(pl.read_csv(DATA / "surnames.csv"), "surname", "percent")
    is_near = rng.random(count) < REGIONAL_SHARE
    return np.where(
        is_near, rng.choice(near, count, p=near_share), rng.choice(far, count, p=far_share)
    )


def _given_table() -> pl.DataFrame:
    return pl.read_csv(DATA / "given_names_by_cohort.csv")


def given_names(rng: np.random.Generator, birth_year: np.ndarray, sex: np.ndarray) -> np.ndarray:
    """Draw a given name of the cohort and sex for everybody."""
    result = np.empty(len(birth_year), dtype=object)
    table = _given_table()
    earliest = int(table["birth_from"].min())
    year = np.maximum(birth_year, earliest)
    for (start, end, which), cohort in table.group_by(
        "birth_from", "birth_to", "sex", maintain_order=True
    ):
        whom = np.flatnonzero((year >= start) & (year <= end) & (sex == which))
        whole, share = _weighted(cohort, "given_name", "weight")
        first = np.array(sorted({n[0] for n in whole}), dtype=object)
        second = np.array(sorted({n[-1] for n in whole if len(n) > 1}), dtype=object)
        composed = rng.choice(first, len(whom)) + rng.choice(second, len(whom))
        drawn = rng.choice(whole, len(whom), p=share)
        result[whom] = np.where(rng.random(len(whom)) < WHOLE_SHARE, drawn, composed)
    return result


def reserved_names(rng: np.random.Generator, surname: np.ndarray) -> np.ndarray:
    """Return names with these surnames, each borne by one person of the county only."""
    used = {character for name in _given_table()["given_name"] for character in name}
    first = [c for c in _RESERVED_FIRST if c not in used]
    pairs = np.array([a + b for a, b in itertools.product(first, _RESERVED_SECOND)], dtype=object)
    rank = (
        pl.DataFrame({"surname": surname.astype(str)})
        .select(pl.int_range(pl.len()).over("surname"))
        .to_series()
        .to_numpy()
    )
    order = rng.permutation(len(pairs))
    rounds = rank // len(pairs)
    drawn = pairs[order[rank % len(pairs)]]
    # Beyond one round of the reserve the pair is lengthened: three characters stay unique.
    tail = np.array(["", *_RESERVED_SECOND], dtype=object)[rounds]
    return surname + drawn + tail
