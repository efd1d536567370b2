"""The prefecture of the benchmark is what it says: long lists, sound strangers, workbooks."""

from pathlib import Path

import polars as pl
import pytest

from benchmarks.month import prefecture
from minzheng.core.resident_id import parse
from world import county as counties


@pytest.fixture(scope="module")
def county() -> counties.County:
    return counties.make(200, seed=3, month="2026-10")


def test_strangers_fill_the_long_lists_and_stand_in_no_register(county: counties.County) -> None:
    present = sum(frame.height for frame in county.records.values())

    filled = prefecture.with_strangers(county, round(present * 1.6))

    rows = sum(frame.height for frame in filled.records.values())
    assert rows == pytest.approx(present * 1.6, rel=0.05)
    known = set(county.persons["register_id"]) | set(county.persons["id_no"])
    residents = filled.records["police.residents"]
    strangers = residents.filter(
        pl.col("person") > county.records["police.residents"]["person"].max()
    )
    assert strangers.height
    assert not known & set(strangers["id_no"])
    assert all(parse(number, allow_demo=True) for number in strangers["id_no"])
    short = set(filled.records) - set(prefecture.LONG)
    assert all(filled.records[key].equals(county.records[key]) for key in short)


def test_text_is_written_again_as_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "hr_wages_202610.csv"
    path.write_bytes("姓名,身份证号\n张三,62990119600517001X\n".encode("gb18030"))

    prefecture._as_workbook(path)

    assert not path.exists()
    rows = pl.read_excel(path.with_suffix(".xlsx"), has_header=False, infer_schema_length=0).rows()
    assert rows == [("姓名", "身份证号"), ("张三", "62990119600517001X")]
