"""Draw the population of the benchmark: households and people with every fact the five policies ask.

Every fact is known, because OpenFisca has no word for unknown; only dates may be absent, where
there is nothing to date. Incomes lie near the standards, so that each condition decides for some.
"""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from minzheng.facts import COLUMNS, Column

COUNTY = "620422"
TOWNS = tuple(f"{COUNTY}{100 + n}" for n in range(28))
LINEAGE = (COUNTY, "620400", "620000", "000000")
AT = date(2026, 10, 1)
PEOPLE_PER_HOUSEHOLD = 8 / 3
CHILD_SCHOOLING = ("none", "compulsory", "senior", "undergraduate", "postgraduate")
KINDS = (
    "none", "physical", "visual", "hearing", "speech", "intellectual", "mental", "multiple",
)  # fmt: skip
# chance of a positive amount, and its greatest yuan
MONEY = {
    "business_income": (0.05, 900), "property_income": (0.05, 300), "pension": (0.3, 900),
    "central_pension": (0.3, 130), "farm_income": (0.5, 500), "support_received": (0.05, 300),
    "surveyed_income": (0.05, 200), "other_transfers": (0.1, 300),
    "disability_subsidies": (0.05, 220), "scholarship": (0.02, 300),
    "childcare_subsidy": (0.05, 300), "old_age_allowance": (0.05, 100),
    "veteran_allowance": (0.01, 900), "family_planning_award": (0.01, 200),
    "assistance_money": (0.05, 400), "elderly_care_subsidy": (0.02, 200),
    "child_welfare_money": (0.01, 900), "medical_refunds": (0.05, 900),
    "support_paid": (0.03, 300), "insurance_paid": (0.3, 400), "self_paid_medical": (0.2, 500),
    "insurance_benefits": (0.01, 200), "other_living_money": (0.01, 200),
    "other_nursing_money": (0.01, 200), "deposits": (0.6, 15_000),
    "registered_capital": (0.02, 300_000),
}  # fmt: skip
# chance of yes
FLAGS = {
    "is_dead": 0.01, "in_custody": 0.005, "declared_missing": 0.002, "is_conscript": 0.005,
    "lives_with_other_parent": 0.03, "can_live_independently": 0.97, "has_support_duty": 0.4,
    "has_major_disease": 0.04, "tekun_as_minor": 0.005, "can_eat": 0.96, "can_dress": 0.95,
    "can_get_up": 0.95, "can_toilet": 0.95, "can_walk": 0.94, "can_bathe": 0.9,
    "has_infectious_disease": 0.01, "child_scheme_chosen": 0.02, "registered_here": 0.98,
    "tekun_recipient": 0.02, "work_injury_care": 0.01, "dibao_recipient": 0.15,
    "orphan_recipient": 0.005, "unsupported_recipient": 0.005, "care_insurance_paid": 0.05,
    "life_confirmed": 0.95, "edge_family": 0.05, "dibao_family": 0.12, "rigid_family": 0.02,
}  # fmt: skip
# the households' own facts, which a person's policy reads on the person's row
OF_HOUSEHOLD = ("edge_family", "dibao_family", "rigid_family")
COUNTS = {"cars": 0.06, "shops": 0.01, "homes": 0.8}


def write(folder: Path, households: int, seed: int = 1) -> None:
    """Write households.parquet and persons.parquet for so many households."""
    draw = np.random.default_rng(seed)
    homes = _homes(draw, households)
    people = _people(draw, homes)
    kept = homes.select("household", "division", "residence")
    _filled(draw, kept, "household").write_parquet(folder / "households.parquet")
    _filled(draw, people, "person").write_parquet(folder / "persons.parquet")


def _homes(draw: np.random.Generator, count: int) -> pl.DataFrame:
    flags = {name: draw.random(count) < FLAGS[name] for name in OF_HOUSEHOLD}
    return pl.DataFrame({
        "household": np.arange(1, count + 1),
        "division": draw.choice(TOWNS, count),
        "residence": np.where(draw.random(count) < 0.25, "urban", "rural"),
        "size": draw.choice([1, 2, 3, 4, 5, 6], count, p=[0.2, 0.34, 0.2, 0.13, 0.09, 0.04]),
        **flags,
    })  # fmt: skip


def _people(draw: np.random.Generator, homes: pl.DataFrame) -> pl.DataFrame:
    total = round(homes.height * PEOPLE_PER_HOUSEHOLD)
    sizes = _sized(homes["size"].to_numpy().copy(), total)
    home = np.repeat(np.arange(homes.height), sizes)
    first = np.repeat(np.cumsum(sizes) - sizes, sizes)
    place = np.arange(total) - first
    relation = np.select(
        [place == 0, (place == 1) & (draw.random(total) < 0.7)],
        ["head", "spouse"],
        draw.choice(["child", "child", "parent", "grandchild", "other"], total),
    )
    age = _ages(draw, relation)
    columns: dict[str, object] = {
        "person": np.arange(1, total + 1),
        "household": homes["household"].to_numpy()[home],
        "division": homes["division"].gather(home),
        "residence": homes["residence"].gather(home),
        "relation": relation,
        "age": age,
        "birth_on": _births(draw, age),
        "wages": _fen(draw, total, 0.35, 2_500),
        **{name: _fen(draw, total, *told) for name, told in MONEY.items()},
        **{name: draw.random(total) < chance for name, chance in FLAGS.items()},
        **{name: draw.binomial(2, chance / 2, total) for name, chance in COUNTS.items()},
        **{name: homes[name].gather(home) for name in OF_HOUSEHOLD},
        **_rest(draw, age, total),
    }
    people = pl.DataFrame(columns)
    died = pl.lit(AT) - pl.duration(days=pl.Series(draw.integers(1, 60, total)))
    valid = pl.lit(AT) + pl.duration(days=pl.Series(draw.integers(-200, 3000, total)))
    return people.with_columns(
        died_on=pl.when("is_dead").then(died.cast(pl.Date)),
        certificate_until=pl.when(pl.col("disability_grade") > 0).then(valid.cast(pl.Date)),
    )


def _filled(draw: np.random.Generator, frame: pl.DataFrame, grain: str) -> pl.DataFrame:
    """Add every other fact a policy may ask for: the five do not read them, all policies do."""
    count = frame.height

    def drawn(column: Column) -> pl.Series:
        if column.kind == "flag":
            return pl.Series(draw.random(count) < 0.05)
        if column.kind == "money":
            return pl.Series(_fen(draw, count, 0.05, 2_000))
        if column.kind == "day":
            days = np.datetime64(AT, "D") - draw.integers(1, 1000, count)
            return pl.Series(days).cast(pl.Date)
        if column.kind == "text":
            return pl.Series(draw.choice(list(column.choices) or [COUNTY], count))
        return pl.Series(draw.integers(0, 4, count))

    others = [c for c in COLUMNS.values() if c.grain == grain and c.name not in frame.columns]
    return frame.with_columns(drawn(column).alias(column.name) for column in others)


def _sized(sizes: np.ndarray, total: int) -> np.ndarray:
    """Bring the sizes to a fixed total, one person at a time, nobody left without anyone."""
    position = 0
    while (gap := total - int(sizes.sum())) != 0:
        if gap > 0:
            sizes[position % len(sizes)] += 1
        elif sizes[position % len(sizes)] > 1:
            sizes[position % len(sizes)] -= 1
        position += 1
        if abs(gap) > len(sizes):
            sizes += 1 if gap > 0 else 0
    return sizes


def _ages(draw: np.random.Generator, relation: np.ndarray) -> np.ndarray:
    count = len(relation)
    return np.select(
        [relation == "child", relation == "grandchild", relation == "parent"],
        [draw.integers(0, 36, count), draw.integers(0, 18, count), draw.integers(55, 103, count)],
        draw.triangular(20, 45, 104, count).astype(int),
    )


def _births(draw: np.random.Generator, age: np.ndarray) -> pl.Series:
    """Days on which somebody of this age may be born; 29 February among them."""
    days = np.datetime64(AT, "D") - (age * 365.2425 + draw.integers(1, 365, len(age))).astype(int)
    return pl.Series(days).cast(pl.Date)


def _fen(draw: np.random.Generator, count: int, chance: float, most: int) -> np.ndarray:
    return np.where(draw.random(count) < chance, draw.integers(1, most * 100, count), 0)


def _rest(draw: np.random.Generator, age: np.ndarray, total: int) -> dict[str, object]:
    disabled = draw.random(total) < 0.08
    studies = (age >= 6) & (age < 27)
    return {
        "disability_kind": np.where(disabled, draw.choice(KINDS[1:], total), "none"),
        "disability_grade": np.where(disabled, draw.integers(1, 5, total), 0),
        "schooling": np.where(studies, draw.choice(CHILD_SCHOOLING, total), "none"),
        "care_mode": np.where(draw.random(total) < 0.2, "centralised", "scattered"),
        "obligor_capacity": draw.choice(
            ["none", "incapable", "capable"], total, p=[0.2, 0.2, 0.6]
        ),
        "years_religious": np.where(draw.random(total) < 0.002, draw.integers(0, 9, total), 0),
        "years_together": draw.integers(0, 30, total),
        "care_needed_months": np.where(disabled, draw.integers(0, 13, total), 0),
    }  # fmt: skip
