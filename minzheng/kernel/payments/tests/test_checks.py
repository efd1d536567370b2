"""What holds a line back beside accounts and deaths: custody, a ceiling, one person paid twice (FN-02)."""

from datetime import date

import polars as pl
import pytest

from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.exchange import lake
from minzheng.kernel.payments import checks, services
from minzheng.kernel.people.models import Person

from .conftest import AT, DIBAO
from .test_months import rule


def reasons(county, by):
    run = services.build_run(DIBAO, "2026-11", division=county, by=by, at=AT)
    return dict(run.lines.values_list("payee_name", "block_reason"))


@pytest.fixture
def custody(monkeypatch):
    """Let the justice bureau's latest list name these number indexes, with the day they are free."""

    def deliver(rows):
        frame = pl.LazyFrame(
            [(pid, status, ended) for pid, status, ended in rows],
            schema={"pid": pl.String, "status": pl.String, "ended_on": pl.Date}, orient="row",
        )  # fmt: skip
        monkeypatch.setattr(
            lake, "scan", lambda key, month: frame if key == checks.CUSTODY else None
        )

    return deliver


def test_payee_in_custody_is_held_back_until_free(county, system, family, custody):
    names = ("在押", "期满", "释放", "无关")
    people = {name: family(name, account=f"62220000{n:08d}").payee for n, name in enumerate(names)}
    for name, person in people.items():
        Person.objects.filter(pk=person.pk).update(pid=f"pid-{name}")
    custody([
        ("pid-在押", "在押", None), ("pid-期满", "在押", date(2026, 10, 31)), ("pid-释放", "刑满释放", None),
    ])  # fmt: skip
    told = reasons(county, system)
    assert told == {
        "在押": "收款人在服刑羁押名单中，请核实待遇并更换收款人", "期满": "", "释放": "", "无关": "",
    }  # fmt: skip


def test_amount_above_the_ceiling_of_the_benefit_is_held_back(county, system, family):
    family("寻常", 40_000, "6222000011112222")
    family("超额", 80_001, "6222000033334444")
    assert set(reasons(county, system).values()) == {""}
    rule("line_ceiling", "800", category=DIBAO)
    assert reasons(county, system) == {"寻常": "", "超额": "金额超过单笔上限800.00元，请核对"}


def test_one_person_under_two_rows_of_a_benefit_is_held_back(county, system, family):
    first = family("张三", account="6222000011112222")
    second = family("张三重", account="6222000033334444")
    family("李四", account="6222000055556666")
    Person.objects.filter(pk=second.payee_id).update(merged_into=first.payee)
    for row in (first, second):
        Entitlement.objects.filter(pk=row.pk).update(person=row.payee_id)
    twice = "同一人有两份同类待遇，请核实并终止其中一份"
    assert reasons(county, system) == {"张三": twice, "张三重": twice, "李四": ""}
