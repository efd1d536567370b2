"""Form fields the office needs: a day within reason, an amount in yuan kept as fen, a row chosen by number."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from minzheng.core.money import yuan_to_fen
from minzheng.core.text import half_width


class DayField(forms.DateField):
    """A calendar day, not later than ``latest``."""

    def __init__(self, *, latest: date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)
        self.latest = latest

    def validate(self, value: Any) -> None:
        """Refuse a day that lies ahead."""
        super().validate(value)
        if value and self.latest and value > self.latest:
            raise ValidationError(_("日期不能晚于 %(day)s") % {"day": self.latest})


class YuanField(forms.CharField):
    """An amount typed in yuan, on any keyboard; clean gives whole fen."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "decimal"}))
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        """Return fen; None when nothing was typed."""
        text = half_width(super().clean(value) or "").replace(",", "").replace(" ", "")
        if not text:
            return None
        try:
            amount = Decimal(text)
        except InvalidOperation:
            raise ValidationError(_("请填写金额，例如 1,200.50")) from None
        if not amount.is_finite() or amount < 0 or amount >= 10**9:
            raise ValidationError(_("金额须在 0 至 10 亿元之间"))
        if amount != amount.quantize(Decimal("0.01")):
            raise ValidationError(_("金额最多两位小数"))
        return yuan_to_fen(amount)


class ChosenField(forms.TypedChoiceField):
    """A choice of a row by its number; the choices are given when the form is made."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **kwargs)

    def offer(self, pairs: Iterable[tuple[Any, Any]]) -> None:
        """Set what may be chosen; nothing comes first where it may stay open."""
        rows = [(str(key), str(label)) for key, label in pairs]
        self.choices = rows if self.required else [("", _("（不选）")), *rows]
