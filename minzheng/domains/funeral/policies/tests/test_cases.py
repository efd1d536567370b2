"""The worked examples of the funeral policies, each by its own name."""

import pytest

from minzheng.kernel.determinations.tests.law import named


@pytest.mark.requirement("FU-07")
def test_donors_go_free_where_the_place_names_them():
    assert named("funeral.basic", "遗体捐献者").row["amount"] == 129_000
    assert named("funeral.basic", "会宁县：捐献者").row["outcome"] == "not_eligible"
