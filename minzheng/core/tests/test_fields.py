"""Money and sealed text as Django sees them."""

from decimal import Decimal

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import connection

from minzheng.core.fields import MoneyField, YuanFormField, prefix_end
from minzheng.kernel.accounts.models import User


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


@pytest.mark.django_db
def test_sealed_text_is_unreadable_in_the_database() -> None:
    user = User.objects.create_user("lin", phone="13812345678", display_name="林")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM accounts_user WHERE id = %s", [user.pk])
        stored = bytes(cursor.fetchone()[0])
    assert b"13812345678" not in stored
    assert User.objects.get(pk=user.pk).phone == "13812345678"
    assert User.objects.filter(phone__isnull=False).count() == 1


def test_sealed_text_cannot_be_compared() -> None:
    with pytest.raises(FieldError):
        User.objects.filter(phone="13812345678")


def test_prefix_range_ends_behind_the_prefix() -> None:
    assert "张" <= "张三" < prefix_end("张")
    assert not "章" < prefix_end("张")
