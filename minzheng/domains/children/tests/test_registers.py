"""The registers of children: guardian, placement, kinds of difficulty, standard, money paid."""

from datetime import date

import pytest

from minzheng.domains.children import views
from minzheng.domains.children.tests.test_procedures import LEFT, ORPHANED
from minzheng.domains.children.workflows import ORPHAN, UNATTENDED
from minzheng.kernel.enrolment.tests.township import moment
from minzheng.kernel.people import services as people

TODAY = date(2026, 11, 16)


def shown(columns, row):
    return {column.key: column.cell(row).text for column in columns}


@pytest.mark.requirement("CH-08")
def test_orphan_stands_with_guardian_placement_standard_and_payments(resident, confirmed, office):
    child, guardian = resident("小雨", "2014-05-01"), resident("周兰", "1960-05-01")
    people.register_kin(child, guardian, "guardian", by=office["clerk"], at=moment("2026-09-12"))
    confirmed(ORPHAN, child, **ORPHANED)
    (row,) = views.held(ORPHAN, "child_placement")(office["clerk"], TODAY)
    told = shown(views.orphan_columns(TODAY), row)
    assert (told["guardian"], told["child_placement"]) == ("周兰", "社会散居")
    assert (told["amount"], told["paid"]) == ("1,000.00", "—")
    assert not views.held(ORPHAN)(office["stranger"], TODAY).exists()


@pytest.mark.requirement("CH-09")
def test_unattended_child_stands_with_what_became_of_the_parents(resident, confirmed, office):
    confirmed(UNATTENDED, resident("小雨", "2014-05-01"), **LEFT)
    (row,) = views.held(UNATTENDED, *views.PARENTS)(office["clerk"], TODAY)
    told = shown(views.unattended_columns(TODAY), row)
    assert (told["father"], told["mother"], told["amount"]) == ("死亡", "失联", "1,000.00")


@pytest.mark.requirement("SA-67")
def test_children_who_hold_their_allowance_are_to_be_insured(resident, confirmed, office):
    resident("小星", "2015-05-01")
    confirmed(UNATTENDED, resident("小雨", "2014-05-01"), **LEFT)
    assert [row.name for row in views.insurable(office["officer"], TODAY)] == ["小雨"]
    assert list(views.insurable(office["stranger"], TODAY)) == []


def test_kinds_of_difficulty_are_those_the_recognition_found():
    class Row:
        rules = {"poor_family": True, "own_condition": False, "guardianship_fails": True}

    assert views.kinds(Row()) == ["家庭贫困", "监护缺失或监护不当"]
