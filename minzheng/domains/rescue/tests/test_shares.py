"""A notice is published, compared with the missing, and closed; what only the station knows stays there."""

import json

import pytest

from minzheng.kernel.sharing import queries, services
from minzheng.kernel.sharing.declarations import shared_set
from minzheng.kernel.sharing.tests.system import AT, connect, granted, quick, save
from world.national import National

NOTICE = {
    "number": "HN-1", "name": "自称小李", "sex": "男", "born": "1978", "home": "四川口音", "features": "左手有疤",
    "found_on": "2026-11-01", "found_at": "汽车站", "contact": "0943-7000001", "file": "第88号密档",
}  # fmt: skip
MISSING = [
    {
        "bh": "SC-7",
        "xm": "小李",
        "xb": "1",
        "csnf": "1978",
        "jg": "四川",
        "rq": "2026-06-01",
        "dd": "成都",
        "lxfs": "028-1",
    },
    {
        "bh": "SC-8",
        "xm": "周某",
        "xb": "2",
        "csnf": "1990",
        "jg": "四川",
        "rq": "2026-06-01",
        "dd": "绵阳",
        "lxfs": "028-2",
    },
]


@pytest.mark.requirement("VR-02")
def test_notice_is_published_matched_and_closed(staff, places):
    county = places["会宁县"]
    with National("shared-secret") as network:
        connect("family_tracing", network, staff, county)
        network.offered["rescue.missing"] = MISSING
        fields = [name for name in shared_set("rescue.tracing").names if name != "file"]
        out = granted(staff, county, *fields, partner="family_tracing", data_set="rescue.tracing")
        coming = granted(
            staff,
            county,
            "number",
            partner="family_tracing",
            data_set="rescue.missing",
            direction="in",
        )
        row = save("rescue.tracing", NOTICE, staff, county)
        row = services.move_entry(row, stage=1, note="", by=staff["chen"], at=AT)
        services.push(out, by=staff["chen"], at=AT, pause=quick)
        assert "密档" not in json.dumps(network.held, ensure_ascii=False)
        services.pull(coming, by=staff["chen"], at=AT, pause=quick)
        (likely,) = queries.likenesses(staff["liu"], row)
        assert likely.agreeing == ("姓名或自称", "性别", "出生年份（约）", "籍贯或口音")
        row = services.confirm_likeness(row, likely.entry, by=staff["chen"], at=AT)
        row = services.move_entry(row, stage=2, note="", by=staff["chen"], at=AT)
        row = services.move_entry(row, stage=3, note="家人已接回", by=staff["chen"], at=AT)
        services.withdraw_entry(row, note="已结案，撤下公告", by=staff["chen"], at=AT)
        services.push(out, by=staff["chen"], at=AT, pause=quick)
        assert network.held["rescue.tracing"] == {}
