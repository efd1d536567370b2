"""Numbers of persons, bodies, plates and properties, with check digits of the generator's own."""

import numpy as np
import polars as pl

# A county code that has never existed, so that no real person can hold one of these numbers.
COUNTY = 629901
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECKS = np.array(list("10X98765432"))
_BODY_ALPHABET = np.array(list("0123456789ABCDEFGHJKLMNPQRTUWXY"))
_BODY_WEIGHTS = np.array([pow(3, i, 31) for i in range(17)])
_ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])


def resident_numbers(birth: pl.Series, sequence: np.ndarray) -> pl.Series:
    """Return 18-character resident numbers; the parity of ``sequence`` is the sex."""
    days = birth.dt.strftime("%Y%m%d").cast(pl.Int64).to_numpy()
    stem = COUNTY * 10**11 + days * 1000 + sequence.astype(np.int64)
    digits = (stem[:, None] // 10 ** np.arange(16, -1, -1, dtype=np.int64)) % 10
    check = _CHECKS[(digits * _WEIGHTS).sum(axis=1) % 11]
    return pl.Series(stem).cast(pl.String) + pl.Series(check.astype(object), dtype=pl.String)


def sequences(birth: pl.Series, sex: pl.Series) -> np.ndarray:
    """Number the people of one birthday and sex: odd for men, even for women, below 900."""
    rank = (
        pl.DataFrame({"birth": birth, "sex": sex})
        .select(pl.int_range(pl.len()).over("birth", "sex"))
        .to_series()
        .to_numpy()
    )
    if rank.max() >= 450:
        raise ValueError("More people of one birthday than the number has room for")
    return rank * 2 + (sex.to_numpy() == "M")


def credit_codes(rng: np.random.Generator, count: int, *, first: str = "92") -> pl.Series:
    """Return ``count`` unified social credit codes of 会宁县 (GB 32100, GB 11714 inside)."""
    lead = np.array([int(c) for c in first + "620422"])
    serial = rng.permutation(np.arange(10_000_000, 10_000_000 + count * 7, 7))
    body = (serial[:, None] // 10 ** np.arange(7, -1, -1)) % 10
    last = (11 - (body * _ORGANISATION_WEIGHTS).sum(axis=1) % 11) % 11
    # 10 is written X, which stands at place 29 of the alphabet.
    last = np.where(last == 10, 29, last)
    stem = np.hstack([np.tile(lead, (count, 1)), body, last[:, None]])
    check = (31 - (stem * _BODY_WEIGHTS).sum(axis=1) % 31) % 31
    letters = _BODY_ALPHABET[np.hstack([stem, check[:, None]])]
    return pl.Series(["".join(row) for row in letters])


def plates(rng: np.random.Generator, count: int) -> pl.Series:
    """Return distinct plates of 白银 (甘D)."""
    serial = rng.permutation(count) + 100_000
    return (
        pl.Series(serial)
        .cast(pl.String)
        .map_elements(lambda s: f"甘D{s[:2]}{chr(65 + int(s[2]))}{s[3:]}", return_dtype=pl.String)
    )


def property_numbers(rng: np.random.Generator, count: int) -> pl.Series:
    """Return distinct property unit numbers of the demo county."""
    serial = pl.Series(rng.permutation(count) + 1).cast(pl.String).str.zfill(8)
    return "629901" + serial + "F0001"
