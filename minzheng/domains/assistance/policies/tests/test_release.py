"""What is released stays released, and every value in the seed has its paper."""

from datetime import date

import pytest

from minzheng.domains.assistance.policies.dibao.policy import policy as dibao
from minzheng.domains.assistance.policies.dibao_edge.policy import policy as dibao_edge
from minzheng.policy import ParameterInvalid, ParameterRow, ParameterStore

LINEAGE = ("620422", "620400", "620000", "000000")


@pytest.mark.parametrize(("category", "fen"), [("urban", 62_300), ("rural", 39_900)])
def test_huining_standard_carries_its_document(category, fen):
    value, row = ParameterStore.of(dibao).value(
        dibao, "standard", LINEAGE, date(2026, 10, 1), category
    )
    assert (value, row.document) == (fen, "会政办发〔2022〕114号")


def test_edge_standard_of_huining_is_one_and_a_half_times_and_marked_as_demo():
    store = ParameterStore.of(dibao_edge)
    for category in ("urban", "rural"):
        line, _ = store.value(dibao_edge, "standard", LINEAGE, date(2026, 10, 1), category)
        edge, row = store.value(dibao_edge, "edge_standard", LINEAGE, date(2026, 10, 1), category)
        assert edge * 2 == line * 3
        assert "演示参数" in row.source


def test_standard_below_the_provincial_guide_is_rejected():
    """Worked example 17, last sentence."""

    def row(name, division, value):
        return ParameterRow("assistance.dibao", name, division, date(2026, 7, 1), None, value)

    store = ParameterStore([row("guiding_standard", "620000", "760")])
    store.check(dibao, row("standard", "620400", "800"), LINEAGE[1:])
    with pytest.raises(ParameterInvalid, match="低于低保指导标准"):
        store.check(dibao, row("standard", "620400", "740"), LINEAGE[1:])
