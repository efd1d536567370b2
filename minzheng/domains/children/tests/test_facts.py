"""What a household's make-up says of a child's parents, and what it leaves unknown."""

from datetime import date

import polars as pl

from minzheng.domains.children.facts import parents_at_home

PERSON = {
    "household": 1, "relation": "child", "age": 8, "sex": "male", "is_dead": False, "in_custody": False,
    "declared_missing": False, "disability_kind": "none", "disability_grade": 0, "has_major_disease": False,
}  # fmt: skip


def parents(*members):
    rows = [{**PERSON, "person": n, **row} for n, row in enumerate(members, start=1)]
    known = parents_at_home("2026-10", date(2026, 10, 31), pl.DataFrame(rows))
    return {row["person"]: row for row in known.iter_rows(named=True)}


def test_parent_at_home_is_found_and_the_absent_one_unknown():
    (told,) = parents({"relation": "head", "age": 30}, {}).values()
    assert (told["father_dead"], told["father_out_of_contact"], told["father_custody"]) == (
        False, False, "none",
    )  # fmt: skip
    assert {told["mother_dead"], told["mother_not_found"], told["mother_custody"]} == {None}


def test_what_departments_know_of_a_parent_is_known_of_the_child():
    mother = {"relation": "spouse", "sex": "female", "age": 29, "is_dead": True}
    father = {
        "relation": "head",
        "age": 30,
        "in_custody": True,
        "disability_kind": "mental",
        "disability_grade": 3,
    }
    (told,) = parents(father, mother, {}).values()
    assert (told["mother_dead"], told["mother_not_found"]) == (True, None)
    assert (told["father_custody"], told["father_out_of_contact"]) == ("prison", None)
    assert (told["father_disability_kind"], told["father_disability_grade"]) == ("mental", 3)


def test_child_of_grandparents_has_unknown_parents():
    assert parents({"relation": "head", "age": 66}, {"relation": "grandchild"}) == {}


def test_illness_of_a_parent_is_never_taken_for_a_listed_one():
    (told,) = parents({"relation": "head", "age": 30, "has_major_disease": True}, {}).values()
    assert told["father_listed_disease"] is None
