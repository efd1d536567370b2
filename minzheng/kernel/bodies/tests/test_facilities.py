"""The register of facilities: entered once, changed with its history, dated states, tables."""

from datetime import date, datetime

import pytest

from minzheng.core.clock import SHANGHAI
from minzheng.kernel.bodies import queries, services
from minzheng.kernel.bodies.models import Facility
from minzheng.kernel.bodies.services import FacilityError
from minzheng.kernel.bodies.services.importing import HEADS
from minzheng.kernel.divisions.models import Division

from .conftest import OTHER_TOWN, TOWN

AT = datetime(2026, 11, 16, 9, tzinfo=SHANGHAI)
HOME = {"kind": "elderly_home", "level": "town", "ownership": "public", "beds": 80, "nursing_beds": 40}  # fmt: skip


@pytest.fixture
def home(staff):
    return services.register_facility(
        Division.objects.get(code=TOWN), name="会师敬老院", state="building", since=date(2019, 3, 1),
        **HOME, by=staff["lin"], at=AT,
    )  # fmt: skip


@pytest.mark.requirement("KC-22")
def test_facility_keeps_what_it_was_and_since_when_it_is_open(home, staff):
    lin = {"document": "会民发〔2020〕1号", "by": staff["lin"], "at": AT}
    services.set_state(home, state="open", since=date(2020, 6, 1), **lin)
    row = services.change_facility(home, on=date(2025, 1, 1), beds=100, operator=None, **lin)
    services.add_investment(home, source="central", year=2019, amount=500_000_00, **lin)
    assert row.changes.get().before == {"beds": 80}
    seen = queries.facilities(staff["chen"]).get()
    assert (seen.beds, seen.state, seen.invested) == (100, "open", 500_000_00)
    rows = Facility.objects.all()
    assert [queries.open_on(rows, day).count() for day in (date(2020, 5, 31), date(2020, 6, 1))] == [0, 1]  # fmt: skip
    assert not queries.facilities(staff["zhao"])
    with pytest.raises(FacilityError, match="护理型床位"):
        services.change_facility(home, on=AT.date(), nursing_beds=101, **lin)
    with pytest.raises(FacilityError, match="岗位或辖区"):
        services.set_state(home, state="closed", since=AT.date(), **{**lin, "by": staff["zhao"]})


def line(name, town="会师镇", beds="50", kind="养老机构（含敬老院）", **more):
    told = {
        "乡镇（街道）": town, "名称": name, "类型": kind, "级别": "乡镇级", "性质": "公建公营", "床位": beds,
        "状态": "在用", "状态起始日期": "2021-05-01", **more,
    }  # fmt: skip
    return [told.get(head, "") for head in HEADS]


def test_table_takes_good_rows_and_names_the_bad(home, staff):
    rows = [
        list(HEADS), line("甲院"), line("乙院", beds="五十"), line("丙院", town="郭城驿镇"), line("", kind="幸福院"),
        line("丁院", kind="老年助餐点", beds="3"), line("会师敬老院", beds="120", 状态="在建"),
    ]  # fmt: skip
    found = services.import_facilities(
        list(enumerate(rows, start=1)), document="设施普查", on=AT.date(), by=staff["lin"], at=AT
    )
    assert (found.added, found.changed) == (1, 1)
    assert [number for number, _text in found.problems] == [3, 4, 5, 6]
    assert "五十" in found.problems[0][1]
    assert not Facility.objects.filter(division=OTHER_TOWN).exists()
    stock = {one.kind: one for one in queries.stock(queries.facilities(staff["chen"]))}
    assert (stock["elderly_home"].facilities, stock["elderly_home"].beds) == (2, 170)
    assert home.changes.get().after == {"beds": 120}
    with pytest.raises(FacilityError, match="表头缺少"):
        services.import_facilities([(1, ["名称"])], document="表", on=AT.date(), by=staff["lin"], at=AT)  # fmt: skip
