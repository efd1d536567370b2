"""Money and sealed text as Django sees them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from minzheng.core.fields import MoneyField, YuanFormField, prefix_end


def test_form_takes_yuan_and_gives_fen() -> None:
    box = YuanFormField()
    assert box.clean("1,234.5元") == 123450
    assert box.prepare_value(123450) == "1234.50"
    assert not box.has_changed(123450, "1234.5")
    assert YuanFormField(required=False).clean("") is None


@pytest.mark.parametrize("text", ["1.234", "很多", "-1"])
def test_form_refuses_what_is_no_amount(text: str) -> None:
    with pytest.raises(ValidationError):
        YuanFormField().clean(text)


def test_form_keeps_its_bounds() -> None:
    with pytest.raises(ValidationError, match="不得多于"):
        YuanFormField(max_value=10000).clean("100.01")


def test_money_column_refuses_floats_and_decimals() -> None:
    with pytest.raises(TypeError):
        MoneyField().get_prep_value(Decimal("1.50"))
    with pytest.raises(TypeError):
        MoneyField().get_prep_value(1.5)
    assert isinstance(MoneyField().formfield(), YuanFormField)


def test_prefix_range_ends_behind_the_prefix() -> None:
    assert sorted(["张三", prefix_end("张"), "张"]) == ["张", "张三", prefix_end("张")]
    assert not prefix_end("张") > "章"
