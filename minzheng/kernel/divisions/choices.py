"""Levels of divisions, systems of codes and kinds of change."""

from datetime import date
from enum import IntEnum, StrEnum
from typing import Final

# Where the record of codes begins; a division without a known first day is given this one.
BEGINNING: Final = date(1949, 10, 1)
STATE_CODE: Final = "000000"


class Level(IntEnum):
    """How deep in the tree a division lies."""

    STATE = 0
    PROVINCE = 1
    PREFECTURE = 2
    COUNTY = 3
    TOWN = 4
    VILLAGE = 5
    GRID = 6


LEVELS = {
    Level.STATE: "国家",
    Level.PROVINCE: "省级",
    Level.PREFECTURE: "地级",
    Level.COUNTY: "县级",
    Level.TOWN: "乡级",
    Level.VILLAGE: "村级",
    Level.GRID: "网格",
}


class CodeSystem(StrEnum):
    """Who gives the code: the two systems of nine digits name different towns by one number."""

    MCA = "mca"
    NBS2023 = "nbs2023"


CODE_SYSTEMS = {CodeSystem.MCA: "民政部区划代码", CodeSystem.NBS2023: "统计用区划代码（2023）"}


class ChangeKind(StrEnum):
    """What may happen to a division."""

    RENAME = "rename"
    MERGE = "merge"
    TRANSFER = "transfer"


CHANGE_KINDS = {
    ChangeKind.RENAME: "更名",
    ChangeKind.MERGE: "并入",
    ChangeKind.TRANSFER: "变更隶属",
}
