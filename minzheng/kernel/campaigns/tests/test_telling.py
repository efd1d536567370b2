"""How people are told: drives within one's own divisions, scans counted per code and day."""

from datetime import date

import pytest

from minzheng.kernel.audit.models import Entry
from minzheng.kernel.campaigns import queries, services
from minzheng.kernel.campaigns.models import CodeScan
from minzheng.kernel.campaigns.services import CampaignError
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents.tests.county import OTHER_TOWN, moment


def drive(village, staff, by="lin", **said):
    told = {
        "title": "低保新标准",
        "channel": "fair",
        "place": "集市",
        "held_on": date(2026, 11, 15),
    }
    return services.record_drive(**told | {"division": village} | said, by=staff[by], at=moment(11, 16))  # fmt: skip


def test_drive_is_logged_once_and_seen_by_its_own_township(village, staff, small):
    row = drive(village, staff, cards=120)
    assert (row.cards, row.reached) == (120, None)
    assert [list(queries.drives(staff[name])) for name in ("lin", "chen", "zhao")] == [[row], [row], []]  # fmt: skip
    assert Entry.objects.filter(verb="campaigns.drive_recorded").count() == 1


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"channel": "telepathy"}, "渠道"),
        ({"place": " "}, "地点"),
        ({"held_on": date(2026, 11, 17)}, "晚于今天"),
        ({"by": "zhao"}, "岗位或辖区"),
    ],
)
def test_drive_that_cannot_be_is_refused(village, staff, small, said, reason):
    with pytest.raises(CampaignError, match=reason):
        drive(village, staff, **said)


def test_scans_are_counted_per_code_and_day(village, staff):
    for day in (14, 15, 15):
        services.count_scan("v1-a", division=village, on=date(2026, 11, day))
    services.count_scan("v2-b", division=Division.objects.get(pk=OTHER_TOWN), on=date(2026, 11, 15))
    assert CodeScan.objects.filter(code="v1-a").count() == 2
    assert queries.scans(staff["lin"], date(2026, 11, 15)) == {"v1-a": 2}
    assert queries.scans(staff["chen"], date(2026, 11, 1)) == {"v1-a": 3, "v2-b": 1}
