"""An adoption is taken in only as the law allows and reaches the national system once registered."""

import pytest

from minzheng.kernel.sharing import services
from minzheng.kernel.sharing.declarations import shared_set
from minzheng.kernel.sharing.services import SharingRefused
from minzheng.kernel.sharing.tests.system import AT, connect, granted, quick, save
from world.national import National, Schema

KEY = "marriage.adoptions"
CASE = {
    "number": "S2026-1", "kind": "查找不到生父母的未成年人", "name": "小宝", "child_born_on": "2024-03-01",
    "adopter": "张某", "adopter_id": "629901196005170014", "adopter_born_on": "1990-05-17", "applied_on": "2026-08-01",
}  # fmt: skip
REGISTERED = {
    **CASE,
    "announced_on": "2026-08-20",
    "assessed_on": "2026-09-10",
    "registered_on": "2026-10-20",
    "registrar": "陈",
}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"adopter_born_on": "1997-01-01"}, "年满三十周岁"),
        ({"child_born_on": "2008-07-31"}, "未满十八周岁"),
        ({"child_born_on": "2018-01-01"}, "本人同意"),
        ({"registered_on": "2026-10-20"}, "收养评估"),
        ({**REGISTERED, "registered_on": "2026-10-19"}, "公告满六十日"),
    ],
)
def test_what_the_law_does_not_allow_is_refused(staff, places, changed, said):
    with pytest.raises(SharingRefused, match=said):
        save(KEY, {**CASE, **changed}, staff, places["会宁县"])


@pytest.mark.requirement("MA-06")
def test_adoption_runs_from_application_to_registration_and_reaches_the_system(staff, places):
    with National(
        "shared-secret", {KEY: Schema({"bsyrlb": "[1-5]", "djrq": r"\d{4}-\d\d-\d\d"})}
    ) as system:
        connect("adoption", system, staff, places["会宁县"])
        agreed = granted(
            staff, places["会宁县"], *shared_set(KEY).names, partner="adoption", data_set=KEY
        )
        row = save(KEY, CASE, staff, places["会宁县"])
        assert "adopter" not in row.values
        row = services.move_entry(row, stage=1, note="", by=staff["chen"], at=AT)
        assert services.push(agreed, by=staff["chen"], at=AT, pause=quick) is None
        row = services.save_entry(
            KEY, REGISTERED, division=places["会宁县"], by=staff["chen"], at=AT, entry=row
        )
        services.move_entry(row, stage=2, note="", by=staff["chen"], at=AT)
        services.push(agreed, by=staff["chen"], at=AT, pause=quick)
        (told,) = system.held[KEY].values()
        assert (told["bsyrlb"], told["syrxm"], told["djrq"]) == ("2", "张某", "2026-10-20")
