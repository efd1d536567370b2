"""The county's figures and the lawful amount, in arithmetic of the generator's own."""

import numpy as np
import polars as pl

# 元/人·月 in fen; 会政办发〔2022〕114号. A second copy on purpose: the generator must not ask
# the product what is right.
STANDARD = {"rural": 39_900, "urban": 62_300}
FINANCIAL_MONTHS = 24
CAPITAL_LIMIT = 100_000_00
HOMES_LIMIT = 2
WORK_COST_PERCENT = 20
SEVERE_PERCENT = MAJOR_PERCENT = 20
OLD_PERCENT = MINOR_PERCENT = 10
OLD_AGE, ADULT_AGE = 70, 18


def standards(residence: pl.Series) -> np.ndarray:
    """Return the monthly standard per head, in fen, for each residence."""
    return np.where(residence.to_numpy() == "urban", STANDARD["urban"], STANDARD["rural"])


def net_wage(wage: np.ndarray, standard: np.ndarray) -> np.ndarray:
    """Return what counts of a wage: less 20 % work cost, at most one standard per worker."""
    return wage - np.minimum(wage * WORK_COST_PERCENT // 100, standard)


def is_severe(kind: np.ndarray, grade: np.ndarray) -> np.ndarray:
    """Say who is severely disabled: grade 1-2, or 3 of intellect or mind."""
    of_mind = (kind == "智力") | (kind == "精神")
    return ((grade >= 1) & (grade <= 2)) | ((grade == 3) & of_mind)


def extra_percent(age: np.ndarray, severe: np.ndarray, major: np.ndarray) -> np.ndarray:
    """Return the extra help in percent of the standard: the highest one of each person."""
    by_age = np.where((age >= OLD_AGE) | (age < ADULT_AGE), OLD_PERCENT, 0)
    return np.maximum(by_age, np.where(severe | major, SEVERE_PERCENT, 0))


def household_means(people: pl.DataFrame) -> pl.DataFrame:
    """Return size, counted income, standard and lawful amount of every household, in fen."""
    standard = standards(people["residence"])
    income = (
        net_wage(people["wage"].to_numpy(), standard)
        + people["pension"].to_numpy()
        + people["business_income"].to_numpy()
        + people["rent"].to_numpy()
        + people["farm_income"].to_numpy()
        + people["other_transfer"].to_numpy()
    )
    severe = is_severe(people["disability_kind"].to_numpy(), people["disability_grade"].to_numpy())
    percent = extra_percent(people["age"].to_numpy(), severe, people["is_major"].to_numpy())
    counted = people.select(
        "household",
        standard=pl.Series(standard),
        income=pl.Series(income),
        extra=pl.Series(standard * percent // 100),
    ).filter(~people["is_dead"] & ~people["in_custody"])
    return (
        counted.group_by("household")
        .agg(
            pl.len().cast(pl.Int64).alias("size"),
            pl.col("income").sum(),
            pl.col("standard").first(),
            pl.col("extra").sum(),
        )
        .with_columns(line=pl.col("standard") * pl.col("size"))
        .with_columns(
            lawful=pl.when(pl.col("income") < pl.col("line"))
            .then(pl.col("line") - pl.col("income") + pl.col("extra"))
            .otherwise(0),
            deposit_limit=pl.col("line") * FINANCIAL_MONTHS,
        )
        .sort("household")
    )
