"""Place names are checked, exchanged with the national base, and told to whoever asks for an address."""

from datetime import date

import pytest

from minzheng.domains.places.shares import divisions_in_force
from minzheng.kernel.sharing import queries, services
from minzheng.kernel.sharing.models import Entry
from minzheng.kernel.sharing.tests.system import AT, connect, granted, quick, save
from world.national import National, Schema

TABLE = (
    "dmdm,bzmc,lmzmpx,dmlb,syzt,szqh,jd,wd,pzjg\n"
    "D1,长征路,Changzheng Lu,5,1,620422100,105.05,35.69,会宁县人民政府\n"
    "D2,桃花山,Tao Hua,1,1,620422100,,,\n"
    "D3,南关街,Nanguan Jie,5,1,620422100,205,35,\n"
    "D4,北关街,Beiguan Jie,9,1,620422100,,,\n"
    "D5,西关街,Xiguan Jie,5,1,999999,,,\n"
)
NAMES = ("code", "name", "pinyin", "kind", "status", "area")


def imported(staff, places):
    return services.import_table("places.names", TABLE.encode("gb18030"), division=places["会宁县"], by=staff["chen"], at=AT)  # fmt: skip


@pytest.mark.requirement("PN-02")
def test_entries_are_checked_on_the_way_in_and_exported_in_the_codes_of_the_base(staff, places):
    taken = imported(staff, places)
    assert (taken.made, taken.problems) == (
        2,
        ((3, "经纬度不在国境范围内"), (4, "地名类别“9”不符合要求"), (5, "所在区划代码不存在")),
    )
    doubtful = Entry.objects.get(title="桃花山")
    assert queries.risks(doubtful, AT.date()) == [
        "拼写与名称读音不一致，通常读作 tao hua shan", "没有坐标", "标准地名没有批准机关",
    ]  # fmt: skip
    assert queries.risks(Entry.objects.get(title="长征路"), AT.date()) == []
    with National(
        "shared-secret", {"places.names": Schema({"dmlb": "[1-7]", "szqh": r"\d{6,12}"})}
    ) as base:
        connect("place_names", base, staff, places["会宁县"])
        agreed = granted(
            staff, places["会宁县"], *NAMES, partner="place_names", data_set="places.names"
        )
        assert services.push(agreed, by=staff["chen"], at=AT, pause=quick).state == "done"
        assert {row["bzmc"]: row["dmlb"] for row in base.held["places.names"].values()} == {
            "长征路": "5",
            "桃花山": "1",
        }


@pytest.mark.requirement("HD-08")
def test_other_departments_ask_for_addresses_and_divisions(staff, places):
    imported(staff, places)
    save(
        "places.addresses",
        {"code": "A1", "name": "会宁县会师镇长征路12号", "area": "620422100"},
        staff,
        places["会宁县"],
    )
    asked = granted(
        staff, places["会宁县"], "name", "area", partner="police", data_set="places.addresses"
    )
    assert services.answer_query(asked, {"name": "长征路*"}, at=AT) == [
        {"name": "会宁县会师镇长征路12号", "area": "620422100"}
    ]
    areas = granted(
        staff, places["会宁县"], "code", "full_name", partner="tax", data_set="places.divisions"
    )
    assert services.answer_query(areas, {"code": "620422101"}, at=AT) == [
        {"code": "620422101", "full_name": "会宁县郭城驿镇"}
    ]
    # Unconditional: the reply is due on the next working day, and other areas are not told.
    assert areas.due_on == date(2026, 11, 9)
    assert services.answer_query(areas, {"code": "620421"}, at=AT) == []


def test_dissolved_divisions_are_not_told(places):
    places["郭城驿镇"].valid_to = date(2026, 1, 1)
    places["郭城驿镇"].save()
    assert "郭城驿镇" not in divisions_in_force(AT.date())["name"].to_list()
