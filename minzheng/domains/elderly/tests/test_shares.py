"""Institutions, care workers and orders are kept with the systems of the state and of the city."""

import pytest

from minzheng.kernel.sharing import queries, services
from minzheng.kernel.sharing.declarations import shared_set
from minzheng.kernel.sharing.models import Entry
from minzheng.kernel.sharing.tests.system import (
    AT,
    connect,
    granted,
    own_home,
    places,
    quick,
    save,
    staff,
)
from world.national import National, Schema

__all__ = ["own_home", "places", "staff"]

HOME = {
    "tyshxydm": "52620422MJ12345671", "jgmc": "夕阳红养老院", "jglb": "3", "barq": "20200501", "cws": "50", "zzrs": "55",
    "xfys": "0", "spjyxk": "1", "ysfye": "120000", "zjjcrq": "2026-05-01",
}  # fmt: skip
WORKER = {
    "hlybh": "HL1",
    "xm": "李护",
    "gmsfhm": "629901196005170022",
    "gzdwdm": "52620422MJ12345671",
    "zyjndj": "3",
    "xypj": "C",
}
ORDER = {
    "order_no": "G1", "elder_name": "王奶奶", "id_card": "629901196005170014", "service_item": "助浴",
    "org_name": "夕阳红", "service_date": "2026-11-02",
}  # fmt: skip


def exchanged(system, staff, places, partner, key, **more):
    """Pull what the system offers under an agreement."""
    connect(partner, system, staff, places["会宁县"])
    agreed = granted(
        staff,
        places["会宁县"],
        shared_set(key).names[0],
        partner=partner,
        data_set=key,
        direction="in",
    )
    return services.pull(agreed, by=staff["chen"], at=AT, pause=quick)


@pytest.mark.requirement("EL-10")
def test_institutions_of_the_national_system_are_screened_for_risks(staff, places):
    with National("shared-secret") as system:
        system.offered["elderly.institutions"] = [HOME, {**HOME, "tyshxydm": "123"}]
        taken = exchanged(system, staff, places, "elderly_national", "elderly.institutions")
    assert (taken.made, len(taken.problems)) == (1, 1)
    assert queries.risks(Entry.objects.get(), AT.date()) == [
        "消防审验不合格", "在住人数超过床位数", "有预收费，须查验存管", "本地机构库没有登记",
    ]  # fmt: skip


@pytest.mark.requirement("EL-11")
def test_care_workers_are_mirrored_with_their_credit_and_what_we_enter_goes_back(staff, places):
    key, county = "elderly.care_workers", places["会宁县"]
    with National("shared-secret", {key: Schema({"xypj": "[ABC]", "gmsfhm": ".{18}"})}) as system:
        system.offered[key] = [WORKER]
        exchanged(system, staff, places, "care_workers", key)
        mirrored = Entry.objects.get()
        assert queries.risks(mirrored, AT.date()) == ["信用评价为失信，不得从事护理"]
        assert "629901196005170022" not in str(mirrored.values)
        typed = {"number": "HL2", "name": "赵护", "id_no": "629901196005170014", "employer": "52620422MJ12345671", "skill": "二级", "credit": "良好"}  # fmt: skip
        save(key, typed, staff, county)
        out = granted(staff, county, *shared_set(key).names, partner="care_workers", data_set=key)
        services.push(out, by=staff["chen"], at=AT, pause=quick)
        assert [(row["xm"], row["xypj"]) for row in system.held[key].values()] == [("赵护", "A")]


@pytest.mark.requirement("EL-05")
def test_orders_come_from_the_city_platform_and_our_recipients_and_ratings_go_there(staff, places):
    key, county = "elderly.orders", places["会宁县"]
    with National("shared-secret") as city:
        city.offered[key] = [ORDER]
        assert exchanged(city, staff, places, "elderly_city", key).made == 1
        order = Entry.objects.get()
        assert (order.values["item"], order.title) == ("助浴", "王**")
        typed = {"code": "52620422MJ12345671", "name": "夕阳红养老院", "kind": "民办", "beds": "50", "fire_checked": "是", "food_licence": "是"}  # fmt: skip
        save("elderly.institutions", typed, staff, county)
        out = granted(
            staff,
            county,
            "code",
            "name",
            "beds",
            partner="elderly_city",
            data_set="elderly.institutions",
        )
        services.push(out, by=staff["chen"], at=AT, pause=quick)
        assert list(city.held["elderly.institutions"].values()) == [
            {"code": "52620422MJ12345671", "name": "夕阳红养老院", "beds": "50"}
        ]
