"""Boxes for facts: made from what a fact column says of itself, so that no form is written by hand."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.facts.schema import Column

from .fields import DayField, YuanField

PREFIX = "fact_"
# Grades and levels are counted on short scales; any other whole number may be large.
SCALES = {
    "ability_level": 4,
    "disability_grade": 4,
    "father_disability_grade": 4,
    "mother_disability_grade": 4,
}
YES, NO = "yes", "no"


def field_of(column: Column) -> forms.Field:
    """Return the box for one fact; left empty it stays unknown, which is never a no or a zero."""
    label = f"{column.label}（{column.unit}）" if _unit_shown(column) else column.label
    plain: dict[str, Any] = {"label": label, "required": False}
    if column.kind == "flag":
        choices = [("", _("尚不清楚")), (YES, _("是")), (NO, _("否"))]
        return forms.ChoiceField(choices=choices, **plain)
    if column.choices:
        return forms.ChoiceField(choices=[("", _("尚不清楚")), *column.choices.items()], **plain)
    if column.kind == "day":
        return DayField(**plain)
    if column.kind == "money":
        return YuanField(**plain)
    if column.kind in {"whole", "percent"}:
        return forms.IntegerField(min_value=0, max_value=SCALES.get(column.name, 10**6), **plain)
    return forms.CharField(max_length=200, **plain)


def _unit_shown(column: Column) -> bool:
    return bool(column.unit) and column.kind in {"money", "whole", "percent"}


def fields_of(columns: Iterable[Column]) -> dict[str, forms.Field]:
    """Return the boxes of several facts under the names a form gives them."""
    return {f"{PREFIX}{column.name}": field_of(column) for column in columns}


def answers_in(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was filled in, as the fact table holds it; days as ISO text, for a case keeps JSON."""
    found: dict[str, Any] = {}
    for name, value in cleaned.items():
        if not name.startswith(PREFIX) or value in (None, ""):
            continue
        kept = {YES: True, NO: False}.get(value, value) if isinstance(value, str) else value
        found[name.removeprefix(PREFIX)] = kept.isoformat() if isinstance(kept, date) else kept
    return found
