"""Levels, ownership and states of facilities, with their Chinese labels."""

PROVINCE, PREFECTURE, COUNTY, TOWN, VILLAGE = "province", "prefecture", "county", "town", "village"
FACILITY_LEVELS = {
    PROVINCE: "省级",
    PREFECTURE: "市级",
    COUNTY: "县级",
    TOWN: "乡镇级",
    VILLAGE: "村（社区）级",
}
OWNERSHIPS = {
    "public": "公建公营",
    "public_private": "公建民营",
    "collective": "集体",
    "private": "民办",
}
BUILDING, OPEN, SUSPENDED, CLOSED = "building", "open", "suspended", "closed"
FACILITY_STATES = {
    BUILDING: "在建",
    OPEN: "在用",
    SUSPENDED: "停用",
    CLOSED: "关闭",
}
