"""A county of any size as fact tables, and what is counted in it."""

import json
import random
from pathlib import Path

import polars as pl

TOWNS, VILLAGES = 24, 14
COUNTY, PREFECTURE, PROVINCE, STATE = "620422", "620400", "620000", "000000"
AGES = ("0-6", "7-17", "18-59", "60-69", "70-79", "80+")
BENEFITS = ("dibao", "edge", "tekun", "orphan", "nursing", "elder80")
GROUPS = ["residence", "sex", "age_group"]


def places() -> dict[str, list[str]]:
    """Return the lineage of every division: 360 of the county and three above it."""
    above = [COUNTY, PREFECTURE, PROVINCE, STATE]
    lines = {code: above[position:] for position, code in enumerate(above)}
    for town in range(TOWNS):
        code = f"{COUNTY}{100 + town}"
        lines[code] = [code, *above]
        for village in range(1, VILLAGES + 1):
            lines[f"{code}{village:03d}"] = [f"{code}{village:03d}", code, *above]
    return lines


Spec = dict[str, object]


def _spec(table: str, where: dict[str, str], how: str, column: str, by: list[str], of: str = "") -> Spec:  # fmt: skip
    told: Spec = {"table": table, "where": where, "how": how, "column": column, "by": by}
    return told | ({"of": of} if of else {})


def _specs() -> list[Spec]:
    """Return 60 indicators as plain data: table, condition, measure, denominator, groups."""
    specs: list[Spec] = []
    for age in AGES:
        where = {"age_group": age}
        specs += [
            _spec("residents", where, "distinct", "person", GROUPS[:2]),
            _spec("residents", where, "distinct", "household", []),
            _spec("residents", where, "distinct", "person", GROUPS[:2], of="residents"),
        ]
    for benefit in BENEFITS:
        where = {"benefit": benefit}
        specs += [
            _spec("entitlements", where, "distinct", "person", GROUPS),
            _spec("entitlements", where, "distinct", "household", GROUPS[:1]),
            _spec("entitlements", where, "sum", "amount", GROUPS[:1]),
            _spec("entitlements", where, "distinct", "person", GROUPS, of="residents"),
            _spec("entitlements", where, "count", "", GROUPS),
            _spec("payments", where, "sum", "amount", []),
            _spec("payments", where, "count", "", []),
        ]
    return [{"key": f"bench.{number:02d}", **spec} for number, spec in enumerate(specs)]


SPECS = _specs()


def write(folder: Path, size: int, seed: int) -> None:
    """Draw ``size`` people with what they are entitled to and paid, and write the tables."""
    folder.mkdir(parents=True)
    rng = random.Random(seed)
    villages = [code for code in places() if len(code) == 12]
    person = pl.int_range(size, eager=True)
    homes = size // 3 + 1
    home = pl.DataFrame({
        "household": pl.int_range(homes, eager=True), "division": rng.choices(villages, k=homes),
        "residence": rng.choices(("rural", "urban"), (7, 3), k=homes),
    })  # fmt: skip
    own = pl.DataFrame({"person": person, "household": person // 3, "sex": rng.choices(("male", "female"), k=size),
                        "age_group": rng.choices(AGES, (7, 12, 58, 13, 7, 3), k=size)})  # fmt: skip
    residents = own.join(home, on="household", how="left", maintain_order="left")
    held = residents.sample(size // 8, seed=seed)
    kinds = pl.Series("benefit", rng.choices(BENEFITS, (50, 15, 8, 1, 10, 16), k=held.height))
    amounts = pl.Series("amount", [rng.randrange(10_000, 90_000, 100) for _row in range(held.height)])  # fmt: skip
    entitlements = held.with_columns(kinds, amounts)
    # Some are in two places at once: they are one person of the county.
    entitlements = pl.concat([entitlements, entitlements.head(held.height // 50).with_columns(division=pl.lit(villages[0]))])  # fmt: skip
    residents.write_parquet(folder / "residents.parquet")
    entitlements.write_parquet(folder / "entitlements.parquet")
    entitlements.select("benefit", "household", "division", "amount").write_parquet(folder / "payments.parquet")  # fmt: skip
    (folder / "county.json").write_text(json.dumps({"specs": SPECS, "places": places()}))
