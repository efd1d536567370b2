"""Two files about one county: the register, and what departments wrote of the same people."""

import datetime
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
import polars as pl

from world import population
from world.linkage import slips

# Shares of the delivered rows; each fault is drawn on its own.
STRANGERS = 0.15
WITHOUT_SOUND_NUMBER = 0.25
NAME_SLIPS, BIRTH_SLIPS = 0.10, 0.08
NO_BIRTH, NO_PHONE, OTHER_PHONE, NO_ADDRESS, MOVED = 0.06, 0.35, 0.12, 0.20, 0.05
WITHOUT_REGISTER_NUMBER = 0.02
PEOPLE_PER_HOUSEHOLD = 2.55
MONTH_END = datetime.date(2026, 10, 31)
_COLUMNS = ("key", "name", "sex", "birth", "number", "phone", "address")


@dataclass(frozen=True)
class Sets:
    """``register`` and ``delivered``: key name sex birth number phone address; ``truth``: pairs.

    Everything is text as written; what is missing is null. ``delivered`` says ``is_sound`` where
    its number is the person's own. ``truth`` has ``left`` (delivered) and ``right`` (register);
    a stranger is in no pair.
    """

    register: pl.DataFrame
    delivered: pl.DataFrame
    truth: pl.DataFrame


def people(count: int, seed: int = 1) -> pl.DataFrame:
    """Return at least ``count`` people of the county with their number, birthday and place."""
    rng = np.random.default_rng([seed, 20_261_031])
    settled = population.households(rng, max(60, round(count / PEOPLE_PER_HOUSEHOLD)))
    return population.people(rng, settled, MONTH_END)


def draw(count: int, seed: int = 1) -> Sets:
    """Return the sets for about ``count`` registered persons, the same for the same seed."""
    drawn = people(count, seed)
    random = Random(f"{seed}:linkage")
    register: list[tuple[Any, ...]] = []
    delivered: list[tuple[Any, ...]] = []
    truth: list[tuple[str, str]] = []
    columns = ("household", "name", "sex", "birth_on", "id_no", "town_name", "village_name")
    for person, (household, *known) in enumerate(drawn.select(columns).iter_rows()):
        home = _Home(household, *known[4:])
        birth = f"{known[2]:%Y%m%d}"
        phone = f"1{random.choice('3578')}{random.randrange(10**9):09d}"
        is_stranger = random.random() < STRANGERS
        number = known[3] if random.random() >= WITHOUT_REGISTER_NUMBER else None
        if not is_stranger:
            where = slips.address(random, home.town, home.village, home.door)
            row = (known[0], known[1], birth, number, _maybe(random, phone, 0.2), where)
            register.append((f"R{person}", *row))
        if random.random() < (1.0 if is_stranger else 0.8):
            written = _written(random, known, birth, phone, home)
            delivered.append((f"D{person}", *written, written[3] == known[3]))
            if not is_stranger:
                truth.append((f"D{person}", f"R{person}"))
    random.shuffle(delivered)
    return Sets(
        pl.DataFrame(register, schema=dict.fromkeys(_COLUMNS, pl.String), orient="row"),
        pl.DataFrame(
            delivered,
            schema=dict.fromkeys(_COLUMNS, pl.String) | {"is_sound": pl.Boolean},
            orient="row",
        ),
        pl.DataFrame(truth, schema={"left": pl.String, "right": pl.String}, orient="row"),
    )


@dataclass(frozen=True)
class _Home:
    household: int
    town: str
    village: str

    @property
    def door(self) -> int:
        return self.household % 180 + 1


def _maybe(random: Random, text: str, missing: float) -> str | None:
    return None if random.random() < missing else text


def _written(
    random: Random, known: list[Any], birth: str, phone: str, home: _Home
) -> tuple[Any, ...]:
    """Return name, sex, birth, number, phone and address as a department wrote them."""
    name, sex, number = known[0], known[1], known[3]
    if random.random() < NAME_SLIPS:
        name = slips.name(random, name)
    day: str | None = slips.birth(random, birth) if random.random() < BIRTH_SLIPS else birth
    if random.random() < NO_BIRTH:
        day = None
    if random.random() < WITHOUT_SOUND_NUMBER:
        number = slips.number(random, number) or None
    if random.random() < OTHER_PHONE:
        phone = f"1{random.choice('3578')}{random.randrange(10**9):09d}"
    door = random.randrange(1, 181) if random.random() < MOVED else home.door
    where = slips.address(random, home.town, home.village, door)
    return (name, sex, day, number, _maybe(random, phone, NO_PHONE),
            _maybe(random, where, NO_ADDRESS))  # fmt: skip
