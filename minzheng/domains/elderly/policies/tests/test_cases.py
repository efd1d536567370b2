"""The worked examples of the elderly policies, each by its own name."""

from datetime import date

import pytest

from minzheng.domains.elderly.policies.old_age.policy import policy as old_age
from minzheng.kernel.determinations.tests.law import named
from minzheng.policy import ParameterInvalid, ParameterRow, ParameterStore


@pytest.mark.requirement("EL-20")
def test_allowance_starts_at_the_local_age_and_rises_with_the_birthday():
    assert named("elderly.old_age", "例8 1936-03-15 出生，2026 年二月").row["amount"] == 5_000
    assert named("elderly.old_age", "例8 1936-03-15 出生，2026 年三月").row["amount"] == 10_000
    assert named("elderly.old_age", "例8 生日次月规则，2026-06-20").row["amount"] == 0
    assert named("elderly.old_age", "例8 生日次月规则，七月").row["amount"] == 5_000


def test_two_nursing_subsidies_of_one_kind_never_both_nor_neither():
    """The elder's subsidy needs to be higher; the one for the disabled is kept when equal."""
    rows = {
        name: named("elderly.nursing", name).row for name in ("两项相等", "残疾人护理补贴少一分")
    }
    assert rows["两项相等"]["outcome"] == "not_eligible"
    assert rows["残疾人护理补贴少一分"]["outcome"] == "eligible"


def test_henan_keeps_the_two_higher_bands_above_its_floors():
    lineage = ("410900", "410000", "000000")
    store = ParameterStore.of(old_age)

    def row(band, value):
        return ParameterRow(
            "elderly.old_age", f"band_{band}_allowance", "410928", date(2026, 1, 1), None, value
        )

    store.check(old_age, row(2, "100"), lineage)
    store.check(old_age, row(3, "300"), lineage)
    for band, value in ((2, "99.99"), (3, "299.99")):
        with pytest.raises(ParameterInvalid, match="省级最低标准"):
            store.check(old_age, row(band, value), lineage)
