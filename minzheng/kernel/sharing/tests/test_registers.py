"""Local registers: typed, imported or pulled, checked by the declaration, published, matched, closed."""

import pytest

from minzheng.kernel.exchange.declarations import CHOICE, DATE, PERSON_ID, TEXT, Field
from minzheng.kernel.exchange.models import Delivery
from minzheng.kernel.sharing import declarations, queries, services
from minzheng.kernel.sharing.declarations import SharedSet
from minzheng.kernel.sharing.models import Entry
from minzheng.kernel.sharing.services import SharingRefused
from minzheng.kernel.sharing.tests.system import AT, SECRET, connect, granted, quick
from world.national import National

COLUMNS = (
    Field("code", TEXT, "编号"),
    Field("name", TEXT, "姓名"),
    Field("id_no", PERSON_ID, "公民身份号码", required=False),
    Field("sex", CHOICE, "性别", choices={"男": ("1",), "女": ("2",)}),
    Field("born_on", DATE, "出生日期", required=False),
)
TYPED = {
    "code": "A1",
    "name": "张三",
    "id_no": "629901196005170014",
    "sex": "男",
    "born_on": "1960-05-17",
}


@pytest.fixture
def register(places):
    made = SharedSet(
        "trial.register", "试验登记", "依据", COLUMNS, {"adoption": ("code", "name", "sex")},
        key_fields=("code",), taken_from="adoption", stages=("登记", "发布", "结案"), leaves_at=1,
        counterpart="trial.register", likened_by=("sex", "born_on"),
    )  # fmt: skip
    declarations.declare_share(made)
    yield made
    declarations.forget(made.key)


def save(staff, places, **changed):
    return services.save_entry("trial.register", {**TYPED, **changed}, division=places["会宁县"], by=staff["chen"], at=AT)  # fmt: skip


def test_form_is_checked_by_the_declaration_and_the_number_is_sealed(register, staff, places):
    with pytest.raises(SharingRefused) as refused:
        save(staff, places, id_no="123", sex="不明", code="")
    assert refused.value.reasons == (
        "编号未填写",
        "公民身份号码“***”不符合要求",
        "性别“不明”不符合要求",
    )
    row = save(staff, places)
    assert "id_no" not in row.values
    assert queries.entry_values(row)["id_no"] == TYPED["id_no"]
    with pytest.raises(SharingRefused, match="已有这一条"):
        save(staff, places)
    assert list(queries.entries(staff["wei"])) == []


def test_table_comes_in_row_by_row_and_the_same_again_changes_nothing(register, staff, places):
    content = "编号,姓名,性别\nB1,李四,2\nB2,,男\nB3,王五,未知\n".encode("gb18030")
    taken = services.import_table(
        "trial.register", content, division=places["会宁县"], by=staff["chen"], at=AT
    )
    assert (taken.made, taken.problems) == (1, ((2, "姓名未填写"), (3, "性别“未知”不符合要求")))
    again = services.import_table(
        "trial.register", content, division=places["会宁县"], by=staff["chen"], at=AT
    )
    assert (again.made, again.same) == (0, 1)


def test_row_leaves_from_its_stage_on_and_is_deleted_there_when_taken_down(register, staff, places):
    with National("shared-secret") as system:
        services.connect("adoption", division=places["会宁县"], mode="http", address=system.address, secret_name=SECRET, encoding="utf-8-sig", by=staff["chen"], at=AT)  # fmt: skip
        agreed = granted(
            staff,
            places["会宁县"],
            "code",
            "name",
            "sex",
            partner="adoption",
            data_set="trial.register",
        )
        row = save(staff, places)
        assert services.push(agreed, by=staff["chen"], at=AT, pause=quick) is None
        row = services.move_entry(row, stage=1, note="", by=staff["chen"], at=AT)
        services.push(agreed, by=staff["chen"], at=AT, pause=quick)
        assert list(system.held["trial.register"].values()) == [
            {"code": "A1", "name": "张三", "sex": "男"}
        ]
        with pytest.raises(SharingRefused, match="须写明结果"):
            services.move_entry(row, stage=2, note="", by=staff["chen"], at=AT)
        services.withdraw_entry(row, note="重复登记", by=staff["chen"], at=AT)
        services.push(agreed, by=staff["chen"], at=AT, pause=quick)
        assert system.held["trial.register"] == {}


def test_pages_are_pulled_whole_or_not_at_all(register, staff, places):
    with National("shared-secret") as system:
        system.offered["trial.register"] = [
            {"code": f"N{n}", "name": "赵六", "sex": "男"} for n in range(150)
        ]
        system.offered["trial.register"].append({"code": "N999", "name": "坏行", "sex": "?"})
        services.connect("adoption", division=places["会宁县"], mode="http", address=system.address, secret_name=SECRET, encoding="utf-8-sig", by=staff["chen"], at=AT)  # fmt: skip
        agreed = granted(
            staff,
            places["会宁县"],
            "code",
            partner="adoption",
            data_set="trial.register",
            direction="in",
        )
        taken = services.pull(agreed, by=staff["chen"], at=AT, pause=quick)
        assert (taken.made, len(taken.problems)) == (150, 1)
        system.out_of_order = 99
        with pytest.raises(SharingRefused, match="系统维护中"):
            services.pull(agreed, by=staff["chen"], at=AT, pause=quick)
        assert [line.is_ok for line in queries.ledger(staff["liu"])] == [False, True]
        row = Entry.objects.filter(origin="pulled").first()
        with pytest.raises(SharingRefused, match="来自上级系统"):
            services.save_entry("trial.register", {**TYPED, "code": row.values["code"]}, division=places["会宁县"], by=staff["chen"], at=AT, entry=row)  # fmt: skip


def test_likeness_needs_two_fields_and_says_which(register, staff, places):
    ours = save(staff, places)
    same = save(staff, places, code="A2", name="张叁", id_no="")
    save(staff, places, code="A3", born_on="1990-01-01", id_no="")
    found = [one for one in queries.likenesses(staff["liu"], ours) if one.entry.pk != ours.pk]
    assert [(one.entry.pk, one.agreeing) for one in found] == [(same.pk, ("性别", "出生日期"))]
    assert services.confirm_likeness(ours, same, by=staff["chen"], at=AT).matched_id == same.pk


@pytest.mark.requirement("HD-04")
def test_department_list_subscribed_at_the_data_platform_becomes_a_delivery_of_the_month(
    staff, places
):
    wanted = ("id_no", "name", "died_on")
    with National("shared-secret") as platform:
        connect("data_platform", platform, staff, places["会宁县"])
        platform.offered["police.deaths"] = [
            {"id_no": "629901196005170014", "name": "王建军", "died_on": "2026-10-08"},
            {"id_no": "123", "name": "坏行", "died_on": "2026-10-09"},
        ]
        agreed = granted(staff, places["会宁县"], *wanted, partner="data_platform", data_set="police.deaths", direction="in")  # fmt: skip
        taken = services.pull(agreed, by=staff["chen"], at=AT, pause=quick)
    delivery = Delivery.objects.get()
    assert (taken.made, delivery.data_set, delivery.month, delivery.rejected) == (
        1,
        "police.deaths",
        "2026-10",
        1,
    )
    assert {line.kind for line in queries.ledger(staff["liu"])} == {"delivery", "pull"}
