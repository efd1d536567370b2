"""Database fields of the house: money in whole fen, and text that is sealed at rest."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from minzheng.core.money import fen_to_yuan, yuan_to_fen
from minzheng.core.sealing import seal, unseal


class YuanFormField(forms.CharField):
    """A box for yuan on a form; its cleaned value is whole fen (``None`` when empty)."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(
        self, *, min_value: int | None = 0, max_value: int | None = None, **kwargs: Any
    ) -> None:
        """Take the bounds in fen; a negative amount is refused unless ``min_value`` allows it."""
        self.min_fen, self.max_fen = min_value, max_value
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show stored fen as yuan; what the clerk typed stays as typed."""
        return f"{fen_to_yuan(value):.2f}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Return whole fen; a Chinese message says what is wrong with the text."""
        if isinstance(value, int):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            fen = yuan_to_fen(text)
        except ValueError as problem:
            raise ValidationError(str(problem), code="money") from problem
        self._check_bounds(fen)
        return fen

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare amounts, not their spelling."""
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True

    def _check_bounds(self, fen: int) -> None:
        if self.min_fen is not None and fen < self.min_fen:
            raise ValidationError(f"金额不得少于 {fen_to_yuan(self.min_fen)} 元。", code="min")
        if self.max_fen is not None and fen > self.max_fen:
            raise ValidationError(f"金额不得多于 {fen_to_yuan(self.max_fen)} 元。", code="max")


class MoneyField(models.BigIntegerField):  # type: ignore[type-arg]
    """An amount in whole fen, in the database and in Python; forms ask for yuan."""

    description = "Amount in whole fen"

    def to_python(self, value: Any) -> Any:
        """Accept whole fen only: yuan are converted at the edge, never here."""
        if isinstance(value, (float, Decimal)):
            raise ValidationError("金额字段只接受以分为单位的整数。", code="money")
        return super().to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        """Refuse floats and decimals on their way to the database as well."""
        if isinstance(value, (float, Decimal)):
            raise TypeError("金额字段只接受以分为单位的整数。")
        return super().get_prep_value(value)

    def formfield(self, **kwargs: Any) -> Any:
        """Return the yuan box."""
        return models.Field.formfield(self, **{"form_class": YuanFormField, **kwargs})


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text sealed at rest; Python sees ``str`` (or ``None``), the database sees bytes.

    It cannot be searched: put a blind index beside it.
    """

    description = "Sealed text"

    def __init__(self, context: str = "", *args: Any, **kwargs: Any) -> None:
        """Name the purpose (``people.id_number``); a value opens only in its own column."""
        self.context = context
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Keep the purpose in migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs["context"] = self.context
        return name, path, args, kwargs

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> str | None:
        """Unseal on reading."""
        return None if value is None else unseal(bytes(value), self.context)

    def to_python(self, value: Any) -> Any:
        """Keep text as it is."""
        return value

    def get_prep_value(self, value: Any) -> Any:
        """Seal on writing."""
        return None if value is None else seal(str(value), self.context)

    def get_default(self) -> Any:
        """Start as None or the empty text, never as empty bytes."""
        if self.has_default():
            return super().get_default()
        return None if self.null else ""

    def get_lookup(self, lookup_name: str) -> Any:
        """Allow only ``isnull``: two seals of the same text differ, so equality would lie."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def value_to_string(self, obj: Any) -> str:
        """Serialise the text."""
        return self.value_from_object(obj) or ""

    def formfield(self, **kwargs: Any) -> Any:
        """Return a text box."""
        return models.Field.formfield(self, **{"form_class": forms.CharField, **kwargs})


class BytewiseCharField(models.CharField):  # type: ignore[type-arg]
    """Text compared byte by byte on every database, so that a prefix is a range of the index.

    ``LIKE 'x%'`` does not use a plain index, and a server's language order would let separators
    vanish from comparisons; search prefixes with ``>= p`` and ``< prefix_end(p)``.
    """

    def db_parameters(self, connection: Any) -> Any:
        """Ask PostgreSQL for its byte order; SQLite's own order is that already."""
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


def prefix_end(prefix: str) -> str:
    """Return the first text after all texts that begin with ``prefix`` (which is not empty)."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
