"""Volunteers, teams, projects and hours go to the national system and come back from it."""

import pytest

from minzheng.kernel.sharing import services
from minzheng.kernel.sharing.declarations import shared_set
from minzheng.kernel.sharing.models import Entry
from minzheng.kernel.sharing.services import SharingRefused
from minzheng.kernel.sharing.tests.system import AT, connect, granted, quick, save
from world.national import National

OURS = {
    "volunteers": {"number": "V1", "name": "王芳", "id_no": "629901196005170022", "sex": "女", "registered_on": "2026-01-05"},
    "teams": {"number": "T1", "name": "暖阳队", "leader": "王芳", "field": "助老", "founded_on": "2025-03-01"},
    "projects": {"number": "P1", "name": "送餐", "team": "T1", "served": "独居老人", "starts_on": "2026-03-01"},
    "hours": {"number": "H1", "volunteer": "V1", "project": "P1", "served_on": "2026-11-01", "minutes": "90", "content": "送餐"},
}  # fmt: skip
THEIRS = {
    "volunteers": {"bh": "V2", "mc": "李强", "zjhm": "629901196005170014", "xb": "1", "zcrq": "20260201"},
    "teams": {"bh": "T2", "mc": "青年队", "leader": "李强", "field": "环保", "founded_on": "2024-05-04"},
    "projects": {"bh": "P2", "mc": "植树", "dwbh": "T2", "team": "T2", "served": "社区", "starts_on": "2026-04-01"},
    "hours": {"bh": "H2", "zyzbh": "V2", "xmbh": "P2", "fwrq": "2026-11-02", "fwsc": "60", "fwnr": "植树"},
}  # fmt: skip


@pytest.mark.requirement("SW-01")
@pytest.mark.parametrize("name", ["volunteers", "teams", "projects", "hours"])
def test_rows_go_out_and_come_in(staff, places, name):
    key, county = f"volunteering.{name}", places["会宁县"]
    with National("shared-secret") as system:
        connect("volunteers", system, staff, county)
        save(key, OURS[name], staff, county)
        out = granted(staff, county, *shared_set(key).names, partner="volunteers", data_set=key)
        services.push(out, by=staff["chen"], at=AT, pause=quick)
        (sent,) = system.held[key].values()
        assert sent["bh"] == OURS[name]["number"]
        # What the system offers holds our own row too: it does not come back as another.
        system.offered[key] = [THEIRS[name], sent]
        coming = granted(
            staff, county, "number", partner="volunteers", data_set=key, direction="in"
        )
        taken = services.pull(coming, by=staff["chen"], at=AT, pause=quick)
        assert (taken.made, taken.same, taken.problems) == (1, 1, ())
        assert services.pull(coming, by=staff["chen"], at=AT, pause=quick).same == 2
        assert set(Entry.objects.filter(data_set=key).values_list("origin", flat=True)) == {
            "own",
            "pulled",
        }


def test_record_longer_than_a_day_is_refused(staff, places):
    with pytest.raises(SharingRefused, match="1 至 1440 分钟"):
        save("volunteering.hours", {**OURS["hours"], "minutes": "1500"}, staff, places["会宁县"])
