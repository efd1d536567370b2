"""Who may have what: entitled fields only, two pairs of eyes, a reply in time, an end."""

from datetime import date

import pytest

from minzheng.kernel.exchange import declarations as exchange
from minzheng.kernel.sharing import catalogue, queries, services
from minzheng.kernel.sharing.choices import AskState
from minzheng.kernel.sharing.services import SharingRefused
from minzheng.kernel.sharing.tests.system import AT, granted

ASKED = {
    "direction": "out", "purpose": "教育资助", "document": "会教函〔2026〕3号",
    "valid_from": date(2026, 11, 1), "valid_to": None, "at": AT,
}  # fmt: skip


def test_nobody_is_granted_a_field_beyond_what_the_law_entitles_him_to(shared, staff, places):
    with pytest.raises(SharingRefused, match="超出该对接方可用字段：公民身份号码、月金额"):
        services.ask(shared.key, "education", division=places["会宁县"], fields=["name", "id_no", "amount"], by=staff["chen"], **ASKED)  # fmt: skip
    with pytest.raises(SharingRefused, match="不是这一数据集的使用方"):
        services.ask(shared.key, "tax", division=places["会宁县"], fields=["name"], by=staff["chen"], **ASKED)  # fmt: skip


def test_request_is_decided_by_another_within_ten_working_days(shared, staff, places):
    row = services.ask(shared.key, "education", division=places["会宁县"], fields=["sex", "name"], by=staff["chen"], **ASKED)  # fmt: skip
    # Friday the 6th; ten working days later is Friday the 20th.
    assert (row.due_on, row.fields) == (date(2026, 11, 20), ["name", "sex"])
    with pytest.raises(SharingRefused, match="岗位"):
        services.decide(row, granted=True, reason="", by=staff["chen"], at=AT)
    with pytest.raises(SharingRefused, match="辖区"):
        services.withdraw(row, reason="误登", by=staff["wei"], at=AT)
    assert services.decide(row, granted=True, reason="", by=staff["liu"], at=AT).state == "granted"
    with pytest.raises(SharingRefused, match="已有待审批或有效"):
        services.ask(shared.key, "education", division=places["会宁县"], fields=["name"], by=staff["chen"], **ASKED)  # fmt: skip


def test_what_is_withdrawn_gives_nothing_any_more(shared, staff, places, connected):
    row = granted(staff, places["会宁县"])
    services.withdraw(row, reason="协议到期", by=staff["liu"], at=AT)
    with pytest.raises(SharingRefused, match="未获批准或不在有效期"):
        services.push(row, by=staff["chen"], at=AT)
    row.refresh_from_db()
    assert row.state == AskState.WITHDRAWN


@pytest.mark.requirement("HD-09")
def test_register_of_partners_names_every_department_with_duty_basis_way_and_frequency(staff):
    named = {one.label for one in catalogue.partners().values()}
    wanted = (
        "教育", "工业和信息化", "公安", "财政", "人力资源", "自然资源", "住房", "农业农村", "卫生健康", "退役军人",
        "市场监督", "税务", "数据局", "医疗保障", "应急", "乡村振兴", "总工会", "残疾人联合会", "银行",
    )  # fmt: skip
    assert [word for word in wanted if not any(word in label for label in named)] == []
    lines = {line.key: line for line in queries.partner_lines(staff["chen"], "2026-10")}
    assert all(line.basis and line.duty and line.mode and line.frequency for line in lines.values())
    assert lines["hr"].gives == (
        "工资与社保缴费",
        "养老金发放",
        "失业保险待遇",
        "工伤保险生活护理费",
    )
    # Nobody delivered anything yet: the month is missing, not empty.
    assert lines["hr"].missing == lines["hr"].gives


def test_catalogue_goes_both_ways(shared):
    offers = catalogue.offers()
    assert {"in", "out"} == {offer.direction for offer in offers}
    assert next(o for o in offers if o.key == "hr.wages").partner_label == "人力资源和社会保障局"
    ours = {o.partner: o.fields for o in offers if o.key == shared.key}
    assert ours["education"] == ("姓名", "性别")


def test_whoever_delivers_lists_is_in_the_register_of_partners():
    feeding = {key for one in catalogue.partners().values() for key in one.feeds}
    assert {declared.partner for declared in exchange.data_sets()} - feeding == set()
