"""Place names kept with the national base, addresses and divisions told to others (PN-02, HD-08)."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from pypinyin import lazy_pinyin

from minzheng.kernel.divisions.choices import LEVELS
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.declarations import CHOICE, CODE, DATE, TEXT, Field
from minzheng.kernel.sharing.catalogue import partners
from minzheng.kernel.sharing.declarations import DIVISION, OPEN, ROW_KEY, SharedSet

MAPPING = Path(__file__).parent / "shares.csv"
BASIS = "地名管理条例 第十三条至第十八条、第二十一条"
KINDS = {
    "自然地理实体": ("1",), "行政区域": ("2",), "村民委员会和居民委员会所在地": ("3",), "公园和保护地": ("4",),
    "街路巷": ("5",), "住宅区和楼宇": ("6",), "设施": ("7",),
}  # fmt: skip
STATES = {"标准地名": ("1",), "历史地名": ("2",), "拟用地名": ("0",)}
LONGITUDES, LATITUDES = (73.0, 136.0), (3.0, 54.0)
_NUMBER = re.compile(r"-?\d{1,3}(\.\d{1,8})?")

PLACE = (
    Field("code", CODE, "地名代码"),
    Field("name", TEXT, "标准名称"),
    Field("pinyin", TEXT, "罗马字母拼写"),
    Field("kind", CHOICE, "地名类别", choices=KINDS),
    Field("status", CHOICE, "使用状态", choices=STATES),
    Field("area", CODE, "所在区划代码"),
    Field("longitude", TEXT, "经度", required=False),
    Field("latitude", TEXT, "纬度", required=False),
    Field("approved_by", TEXT, "批准机关", required=False),
    Field("approved_on", DATE, "批准日期", required=False),
    Field("origin", TEXT, "来历含义", required=False),
)
ADDRESS = (
    Field("code", CODE, "地址编码"),
    Field("name", TEXT, "标准地址"),
    Field("area", CODE, "所在区划代码"),
    Field("street", TEXT, "街路巷或村", required=False),
    Field("door", TEXT, "门楼牌号", required=False),
    Field("longitude", TEXT, "经度", required=False),
    Field("latitude", TEXT, "纬度", required=False),
)
AREA = (
    Field("code", CODE, "区划代码"),
    Field("name", TEXT, "区划名称"),
    Field("level", TEXT, "层级"),
    Field("parent", CODE, "上级区划代码", required=False),
    Field("full_name", TEXT, "全称"),
)


def in_the_country(row: Mapping[str, Any]) -> Sequence[str]:
    """Refuse a position that is none, is half, or lies outside the country."""
    told = (row["longitude"], row["latitude"])
    if told == (None, None):
        return []
    if not all(text and _NUMBER.fullmatch(text) for text in told):
        return ["经纬度须成对填写，写成小数"]
    inside = all(low <= float(text) <= high for text, (low, high) in zip(told, (LONGITUDES, LATITUDES), strict=True))  # fmt: skip
    return [] if inside else ["经纬度不在国境范围内"]


def known_area(row: Mapping[str, Any]) -> Sequence[str]:
    """Refuse an area that is no division of ours."""
    return [] if Division.objects.filter(pk=row["area"]).exists() else ["所在区划代码不存在"]


def doubts(row: Mapping[str, Any], _on: date) -> Sequence[str]:
    """Name what a person should look at: a spelling unlike the name, no position, no approval."""
    spelt = re.sub(r"[^a-z]", "", row["pinyin"].lower().replace("ü", "v"))
    read = lazy_pinyin(row["name"])
    found = [
        (
            spelt != "".join(read),
            f"拼写与名称读音不一致，通常读作 {' '.join(read)}",
        ),
        (row["longitude"] is None, "没有坐标"),
        (row["status"] == "标准地名" and not row["approved_by"], "标准地名没有批准机关"),
    ]
    return [text for is_so, text in found if is_so]


def divisions_in_force(on: date) -> pl.DataFrame:
    """Return every division in force on a day with its full name."""
    rows = {
        row.pk: row for row in Division.objects.filter(valid_from__lte=on).exclude(valid_to__lte=on)
    }

    def full(row: Division) -> str:
        above = rows.get(row.parent_id or "")
        return (full(above) if above is not None and above.level else "") + row.name

    return pl.DataFrame(
        [
            {
                ROW_KEY: row.pk, DIVISION: row.pk, "code": row.pk, "name": row.name,
                "level": str(LEVELS[row.level]), "parent": row.parent_id or "", "full_name": full(row),
            }
            for row in rows.values()
        ],
        schema=dict.fromkeys((ROW_KEY, DIVISION, "code", "name", "level", "parent", "full_name"), pl.String),
    )  # fmt: skip


def _all(columns: Sequence[Field]) -> tuple[str, ...]:
    return tuple(column.name for column in columns)


SHARES = (
    SharedSet(
        "places.names", "标准地名", BASIS, PLACE,
        {
            "place_names": _all(PLACE), "jinmin": _all(PLACE), "data_platform": _all(PLACE),
            **dict.fromkeys(("police", "natural", "housing", "emergency", "data"), ("code", "name", "pinyin", "kind", "area", "longitude", "latitude")),
        },
        key_fields=("code",), taken_from="place_names", mapping=MAPPING,
        checks=(in_the_country, known_area), screen=doubts,
    ),
    SharedSet(
        "places.addresses", "标准地址", "地名管理条例 第二十一条", ADDRESS,
        dict.fromkeys(("data_platform", "police", "natural", "housing", "emergency", "market"), _all(ADDRESS)),
        key_fields=("code",), checks=(in_the_country, known_area),
    ),
    SharedSet(
        "places.divisions", "行政区划代码", "行政区划管理条例；政务数据共享条例 第三章", AREA,
        {key: _all(AREA) for key in partners()}, give=divisions_in_force, sharing=OPEN, frequency="on_change",
    ),
)  # fmt: skip
