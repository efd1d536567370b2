"""Loading a county, its ancestors, towns and villages from the shipped lists."""

import csv
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.db import transaction

from minzheng.kernel.divisions.choices import BEGINNING, STATE_CODE, CodeSystem, Level
from minzheng.kernel.divisions.models import Division, DivisionCode

DATA: Final = Path(__file__).resolve().parent.parent / "data"
# The statistics list of 2023 was drawn up on this day.
NBS_SINCE: Final = date(2023, 6, 30)


@transaction.atomic
def load_county(code: str) -> Division:
    """Load a county with its ancestors, towns and villages; what exists already stays.

    Towns are keyed by the code of 民政部, villages by their town's code and the last three digits
    of their statistics code, which are unique within a town. Former county codes are kept as
    dated attributes. Rows without a code of 民政部 (development zones, farms) are no divisions.
    Raises ``ValueError`` where no list of the county is shipped.
    """
    towns, villages = DATA / f"towns_{code}.csv", DATA / f"villages_{code}.csv"
    if not towns.is_file() or not villages.is_file():
        raise ValueError(f"没有 {code} 的乡镇和村（社区）名录，请先放入 {towns.name}。")
    county = _load_ancestors(code)
    known = set(Division.objects.values_list("code", flat=True))
    divisions, codes = _towns(towns, county)
    paths = {town.code: town.path for town in divisions}
    more_divisions, more_codes = _villages(villages, paths)
    fresh = {d.code: d for d in [*divisions, *more_divisions] if d.code not in known}
    Division.objects.bulk_create(fresh.values(), batch_size=500)
    DivisionCode.objects.bulk_create(
        [c for c in [*codes, *more_codes] if c.division_id in fresh], batch_size=500
    )
    return county


def _load_ancestors(code: str) -> Division:
    """Make the state, the province, the prefecture and the county; return the county."""
    regions = {row["code"]: row for row in _rows(DATA / "regions_cn.csv")}
    if code not in regions:
        raise ValueError(f"{code} 不是现行县级区划代码。")
    chain = [code]
    while parent := regions[chain[-1]]["parent_code"]:
        chain.append(parent)
    above, _ = Division.objects.get_or_create(
        code=STATE_CODE, defaults={"name": "全国", "level": Level.STATE.value, "path": ""}
    )
    for step in reversed(chain):
        above, is_new = Division.objects.get_or_create(
            code=step,
            defaults={
                "name": regions[step]["name"],
                "level": int(regions[step]["level"]),
                "parent": above,
                "path": f"{above.path}{step}/",
            },
        )
        if is_new:
            _record_codes(above)
    return above


def _record_codes(division: Division) -> None:
    """Keep the codes and names a county bore since 1980, or the present ones of a larger unit."""
    history = [
        row
        for row in _rows(DATA / "county_code_history.csv")
        if division.code in (row["code"], row["current_code"])
    ]
    if not history:
        DivisionCode.objects.create(
            division=division,
            system=CodeSystem.MCA.value,
            code=division.code,
            name=division.name,
            valid_from=BEGINNING,
        )
    for row in history:
        DivisionCode.objects.get_or_create(
            division=division,
            system=CodeSystem.MCA.value,
            valid_from=_since(row["first_year"]),
            defaults={
                "code": row["code"],
                "name": row["name"],
                "valid_to": date(int(row["last_year"]) + 1, 1, 1) if row["last_year"] else None,
            },
        )


def _since(year: str) -> date:
    return date(int(year), 1, 1) if year else BEGINNING


def _towns(path: Path, county: Division) -> tuple[list[Division], list[DivisionCode]]:
    divisions, codes = [], []
    for row in _rows(path):
        code = row["town_code_mca"]
        if not code:
            continue
        divisions.append(
            Division(
                code=code,
                name=row["town_name"],
                level=Level.TOWN.value,
                kind=row["kind"],
                parent=county,
                path=f"{county.path}{code}/",
            )
        )
        codes.append(_code(code, CodeSystem.MCA, code, row["town_name"], BEGINNING))
        codes.append(
            _code(
                code,
                CodeSystem.NBS2023,
                row["town_code_nbs2023"],
                row["town_name_nbs2023"],
                NBS_SINCE,
            )
        )
    return divisions, codes


def _villages(path: Path, town_paths: dict[str, str]) -> tuple[list[Division], list[DivisionCode]]:
    divisions, codes = [], []
    taken: set[str] = set()
    for row in _rows(path):
        town = row["town_code_mca"]
        if town not in town_paths:
            continue
        code = _free_code(town, row["village_code_nbs2023"][-3:], taken)
        divisions.append(
            Division(
                code=code,
                name=row["village_name"],
                level=Level.VILLAGE.value,
                kind=row["kind"],
                parent_id=town,
                path=f"{town_paths[town]}{code}/",
            )
        )
        codes.append(
            _code(
                code,
                CodeSystem.NBS2023,
                row["village_code_nbs2023"],
                row["village_name_nbs2023"],
                NBS_SINCE,
            )
        )
    return divisions, codes


def _free_code(town: str, number: str, taken: set[str]) -> str:
    """Return the village's code, or the next free one where two villages share a number."""
    code, following = town + number, int(number)
    while code in taken:
        following = following + 1 if following < 999 else 1
        code = f"{town}{following:03d}"
    taken.add(code)
    return code


def _code(
    division: str, system: CodeSystem, code: str, name: str, valid_from: date
) -> DivisionCode:
    return DivisionCode(
        division_id=division, system=system.value, code=code, name=name, valid_from=valid_from
    )


@lru_cache(maxsize=8)
def _rows(path: Path) -> list[dict[str, str]]:
    """Read a shipped list; it does not change while the program runs."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
