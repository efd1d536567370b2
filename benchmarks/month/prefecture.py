"""What the benchmark of a prefecture needs done inside a home: raise it, and write its files.

The register is a county of the world made large; the rest of the prefecture, people whom no
register of ours knows, stand on the long lists of the departments as they do in life.
"""

import csv
import dataclasses
import json
from pathlib import Path

import numpy as np
import polars as pl
import xlsxwriter
from django.conf import settings

from benchmarks.cycle import county as county_of_cycle
from minzheng.kernel.monitoring.models import RegisterEntry
from minzheng.kernel.people.models import Membership
from minzheng.site import structure
from world import county as counties
from world import files, numbers, raising

# Lists on which everybody stands; on the short ones only whom the county planted or drew.
LONG = (
    "police.residents", "hr.wages", "hr.pensions", "market.businesses", "housing.properties",
    "transport.vehicles", "bank.deposits", "disability.certificates", "medical.expenses",
    "education.students", "agriculture.rural", "civil.transfers",
)  # fmt: skip
WORKBOOKS = ("hr.wages", "hr.pensions", "housing.properties", "transport.vehicles")
MOST_WORKBOOK_ROWS = 1_000_000
# People of one birthday are numbered from 0 in the register and from here outside of it.
OUTSIDE = 450


def raise_home(rows: int, households: int, seed: int) -> None:
    """Raise the register, and write files of about so many rows; keep what the rival may know."""
    home = Path(settings.HOME)
    structure.bring_up()
    county = counties.make(households, seed=seed, month=county_of_cycle.MONTH)
    inbox = home / "inbox" / county_of_cycle.MONTH
    truth = files.write(with_strangers(county, rows), inbox)
    for key in WORKBOOKS:
        _as_workbook(inbox / truth["files"][key]["file"])
    county_of_cycle.register_of(county).write_parquet(home / "register.parquet")
    raising.raise_county(county, at=county_of_cycle.AT)


def raise_register(households: int, seed: int) -> None:
    """Raise the same register once more, in a home whose files were written before."""
    structure.bring_up()
    county = counties.make(households, seed=seed, month=county_of_cycle.MONTH)
    raising.raise_county(county, at=county_of_cycle.AT)


def with_strangers(county: counties.County, rows: int) -> counties.County:
    """Fill the long lists up to so many rows with people who stand in no register of ours.

    Each is drawn after somebody of the county who was not planted: the same birthday and the same
    rows under another number and another name.
    """
    people = county.records["police.residents"].select("person", "id_no", "name").unique("person")
    plain = people.filter(~pl.col("person").is_in(pl.Series(county.protected).implode()))
    plain = plain.sort("person")
    present = sum(frame.height for frame in county.records.values())
    rng = np.random.default_rng([county.seed, *b"strangers"])
    wanted = round((rows - present) * plain.height / _rows_about(county, plain))
    chosen = plain[np.sort(rng.permutation(plain.height)[: max(wanted, 0)])]
    stranger = _strangers(chosen, plain, int(people["person"].max() or 0) + 1, rng)
    records = {
        key: pl.concat([frame, _rows_after(frame, stranger)]) if key in LONG else frame
        for key, frame in county.records.items()
    }
    return dataclasses.replace(county, records=records)


def _rows_about(county: counties.County, plain: pl.DataFrame) -> int:
    """Count the rows of the long lists that are about plain people."""
    return sum(county.records[key].join(plain, on="person", how="semi").height for key in LONG)


def _strangers(
    chosen: pl.DataFrame, plain: pl.DataFrame, first: int, rng: np.random.Generator
) -> pl.DataFrame:
    """Give ``person other id_no name``: the number of the same day, at a place of its own."""
    sequence = chosen["id_no"].str.slice(14, 3).cast(pl.Int64).to_numpy() + OUTSIDE
    if len(sequence) and sequence.max() > 999:
        raise ValueError("一天出生的人太多，号码排不下")
    born = chosen["id_no"].str.slice(6, 8).str.to_date("%Y%m%d")
    return pl.DataFrame(
        {
            "person": chosen["person"],
            "other": np.arange(first, first + chosen.height),
            "id_no": numbers.resident_numbers(born, sequence),
            "name": plain["name"].gather(rng.integers(0, plain.height, chosen.height)),
        }
    )


def _rows_after(frame: pl.DataFrame, stranger: pl.DataFrame) -> pl.DataFrame:
    rows = frame.drop("id_no", "name").join(
        stranger, on="person", how="inner", maintain_order="left"
    )
    changed = rows.drop("person").rename({"other": "person"})
    return changed.select(pl.col(name).cast(dtype) for name, dtype in frame.schema.items())


def _as_workbook(path: Path) -> None:
    """Write a department's text file as the workbook it would have sent, and take the text away."""
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else _encoding(raw))
    lines = list(csv.reader(text.splitlines()))
    if len(lines) > MOST_WORKBOOK_ROWS:
        raise ValueError(f"{path.name} 有 {len(lines)} 行，超过一张工作表")
    target = path.with_suffix(".xlsx")
    with xlsxwriter.Workbook(str(target), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("数据")
        for number, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell)
    path.unlink()


def _encoding(raw: bytes) -> str:
    try:
        raw[: 1 << 16].decode("utf-8", "strict")
    except UnicodeDecodeError as problem:
        return "gb18030" if problem.start < (1 << 16) - 4 else "utf-8"
    return "utf-8"


def counted() -> str:
    """Return as JSON how many people the register holds, and how many stand in it by class."""
    members = Membership.objects.filter(valid_to=None)
    watched = RegisterEntry.objects.filter(valid_to=None).values("household")
    return json.dumps(
        {
            "persons": members.count(),
            "low_income_register": members.filter(household__in=watched).count(),
        }
    )
