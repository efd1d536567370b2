"""Who lives in the county: households by size, their members by age, their numbers and names."""

import datetime

import numpy as np
import polars as pl

from world import names, numbers, places

# Households whom the police and the departments know, and the bureau does not.
OUTSIDER_SHARE = 0.08
RECIPIENT_SHARE = 0.12
# Nobody has a birthday within these days of the month's end: an age is never a matter of a day.
_BIRTHDAY_GUARD = 20

# template: share of households, relations, least and greatest age of the head
TEMPLATES: dict[str, tuple[float, tuple[str, ...], int, int]] = {
    "old_single": (0.10, ("head",), 60, 88),
    "single": (0.10, ("head",), 24, 59),
    "old_couple": (0.17, ("head", "spouse"), 60, 84),
    "couple": (0.06, ("head", "spouse"), 25, 58),
    "lone_parent": (0.04, ("head", "child"), 28, 50),
    "with_parent": (0.04, ("head", "parent"), 32, 58),
    "family": (0.14, ("head", "spouse", "child"), 26, 50),
    "grown_child": (0.03, ("head", "spouse", "grown"), 52, 59),
    "couple_parent": (0.08, ("head", "spouse", "parent"), 32, 58),
    "family_two": (0.11, ("head", "spouse", "child", "child"), 28, 50),
    "three_generations": (0.05, ("head", "spouse", "child", "parent"), 30, 50),
    "five": (0.05, ("head", "spouse", "child", "child", "parent"), 30, 50),
    "six": (0.03, ("head", "spouse", "child", "child", "parent", "parent"), 30, 50),
}


def households(rng: np.random.Generator, count: int) -> pl.DataFrame:
    """Return ``count`` registered households and the outsiders behind them, in this order."""
    total = count + max(count * 8 // 100, 60)
    keys = np.array(list(TEMPLATES), dtype=object)
    share = np.array([TEMPLATES[key][0] for key in keys])
    places_known = places.villages()
    least = np.array([TEMPLATES[key][2] for key in keys])
    greatest = np.array([TEMPLATES[key][3] for key in keys])
    kind = rng.choice(len(keys), total, p=share / share.sum())
    # Outsiders are grown people living alone or in pairs: seasonal workers, people moved away.
    kind[count:] = rng.choice(4, total - count, p=[0.25, 0.45, 0.1, 0.2])
    frame = pl.DataFrame(
        {
            "household": np.arange(total),
            "template": keys[kind].astype(str),
            "head_age": rng.integers(least[kind], greatest[kind] + 1),
            "village": places.settle(rng, places_known, total).astype(np.uint32),
            "is_known": np.arange(total) < count,
        }
    )
    return frame.join(
        places_known.drop("weight"), on="village", how="left", maintain_order="left"
    ).with_columns(
        number=pl.lit("H") + (pl.col("household") + 1).cast(pl.String).str.zfill(7),
        household_book=(pl.col("household") + 629_000_001).cast(pl.String),
    )


def _members(settled: pl.DataFrame) -> pl.DataFrame:
    rows = [
        (key, place, relation)
        for key, (_, relations, _, _) in TEMPLATES.items()
        for place, relation in enumerate(relations)
    ]
    table = pl.DataFrame(rows, schema=["template", "place", "relation"], orient="row")
    return (
        settled.join(table, on="template", how="left")
        .sort("household", "place")
        .with_row_index("person")
        .with_columns(pl.col("person").cast(pl.Int64))
    )


def _ages(rng: np.random.Generator, members: pl.DataFrame) -> np.ndarray:
    head = members["head_age"].to_numpy()
    relation = members["relation"].to_numpy()
    child = np.floor(rng.random(len(head)) * (np.minimum(22, head - 22) + 1)).astype(int)
    choices = {
        "head": head,
        "spouse": np.clip(head + rng.integers(-4, 4, len(head)), 23, 90),
        "child": child,
        "grown": head - rng.integers(26, 30, len(head)),
        "parent": head + rng.integers(20, 32, len(head)),
    }
    return np.select([relation == key for key in choices], list(choices.values()))


def _sexes(rng: np.random.Generator, members: pl.DataFrame) -> np.ndarray:
    relation = members["relation"].to_numpy()
    household = members["household"].to_numpy()
    head_man = rng.random(int(household.max()) + 1) < 0.72
    random_man = rng.random(len(household)) < 0.5
    is_man = np.where(relation == "head", head_man[household], random_man)
    is_man = np.where(relation == "spouse", ~head_man[household], is_man)
    # Where two parents live in the house they are a couple.
    first_parent = members["place"].to_numpy() == 4
    is_man = np.where((relation == "parent") & first_parent, True, is_man)
    second_parent = members["place"].to_numpy() == 5
    is_man = np.where((relation == "parent") & second_parent, False, is_man)
    return np.where(is_man, "M", "F")


def _names(rng: np.random.Generator, members: pl.DataFrame) -> np.ndarray:
    household = members["household"].to_numpy()
    of_house = names.surnames(rng, int(household.max()) + 1)
    own = names.surnames(rng, len(household))
    relation = members["relation"].to_numpy()
    sex = members["sex"].to_numpy()
    bears = np.isin(relation, ["head", "child", "grown"]) | ((relation == "parent") & (sex == "M"))
    surname = np.where(bears, of_house[household], own)
    given = names.given_names(rng, members["birth_on"].dt.year().to_numpy(), sex)
    return surname + given


def people(
    rng: np.random.Generator, settled: pl.DataFrame, month_end: datetime.date
) -> pl.DataFrame:
    """Return everybody with age at the month's end, birthday, number and name."""
    members = _members(settled)
    count = len(members)
    age = _ages(rng, members)
    turned = pl.Series(rng.integers(_BIRTHDAY_GUARD, 365 - _BIRTHDAY_GUARD, count))
    members = members.with_columns(age=pl.Series(age), sex=pl.Series(_sexes(rng, members)))
    day = pl.lit(month_end).dt.offset_by(pl.format("-{}y", pl.col("age")))
    members = members.with_columns(
        birth_on=day.dt.offset_by(pl.format("-{}d", turned)).cast(pl.Date)
    )
    sequence = numbers.sequences(members["birth_on"], members["sex"])
    members = members.with_columns(
        id_no=numbers.resident_numbers(members["birth_on"], sequence),
        sequence=pl.Series(sequence),
    )
    return members.with_columns(name=pl.Series(_names(rng, members).astype(str))).drop("head_age")
