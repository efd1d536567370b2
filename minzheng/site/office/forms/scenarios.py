"""What is typed at the desk of what-if runs: new values beside those in force, and the draft made of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.core.text import half_width
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.scenarios.queries import Present

from .county import places as indented

YES_NO = [("是", _("是")), ("否", _("否"))]


class Value(forms.CharField):
    """A new value as officers type it: full-width digits and a trailing 元 are taken off by the service."""

    def to_python(self, value: Any) -> str:
        """Return the text with half-width signs, so that it reads the same when it comes back."""
        return half_width(super().to_python(value) or "").strip()


class WhichPolicy(forms.Form):
    """Which policy is tried, on which month's population."""

    policy = forms.ChoiceField(label=_("待遇"), widget=forms.RadioSelect)
    month = forms.ChoiceField(label=_("人口月份"))

    def __init__(
        self, *args: Any, known: Iterable[tuple[str, str]], months: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policy"].choices = list(known)  # type: ignore[attr-defined]
        self.fields["month"].choices = [(m, m) for m in months]  # type: ignore[attr-defined]


class Trial(forms.Form):
    """One thing to try: new values, the law of another day, local versions, a part of the county."""

    title = forms.CharField(
        label=_("名称"), max_length=120, required=False, help_text=_("不填即按改动的数值命名")
    )
    note = forms.CharField(
        label=_("说明"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    month = forms.ChoiceField(label=_("人口月份"))
    law_on = forms.DateField(
        label=_("适用另一日的规定"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("不填即该月月末有效的规定"),
    )
    divisions = forms.MultipleChoiceField(
        label=_("只测算这些乡镇"), required=False, help_text=_("不选即全辖区"),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    without = forms.MultipleChoiceField(
        label=_("不适用这些地方的地方规定"), required=False, widget=forms.CheckboxSelectMultiple
    )
    extended = forms.ChoiceField(label=_("把这个地方的规定"), required=False)
    extended_to = forms.ChoiceField(label=_("推广到"), required=False)

    def __init__(
        self,
        *args: Any,
        present: Sequence[Present],
        months: Iterable[str],
        towns: Sequence[Division],
        local: Mapping[str, str],
        here: Division,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.present = present
        choices: dict[str, list[tuple[str, Any]]] = {
            "month": [(m, m) for m in months],
            "divisions": [(town.code, town.name) for town in towns],
            "without": list(local.items()),
            "extended": [("", "—"), *local.items()],
            "extended_to": [("", "—"), *indented([here, *towns])],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]
        if not local:
            for name in ("without", "extended", "extended_to"):
                del self.fields[name]
        for item in present:
            self.fields[item.key] = _value_field(item)

    def clean(self) -> dict[str, Any]:
        """Refuse half a sentence: a rule carried nowhere, or nothing carried somewhere."""
        data = super().clean() or {}
        if bool(data.get("extended")) != bool(data.get("extended_to")):
            raise forms.ValidationError(_("推广地方规定须同时选出处和去处。"))
        return data

    def changes(self) -> list[dict[str, str]]:
        """Return the values that were typed, in the order of the page."""
        return [
            {
                "policy": item.parameter.policy,
                "parameter": item.parameter.name,
                "division": item.division.code,
                "category": item.category,
                "value": str(self.cleaned_data[item.key]),
            }
            for item in self.present
            if self.cleaned_data.get(item.key)
        ]

    def carried(self) -> list[tuple[str, str]]:
        """Return which local rules are carried where."""
        origin = self.cleaned_data.get("extended")
        return [(origin, self.cleaned_data["extended_to"])] if origin else []

    def mark(self, message: str, problems: Mapping[int, str]) -> None:
        """Show what the service refused: at the value it is about, else above the form."""
        typed = [item.key for item in self.present if self.cleaned_data.get(item.key)]
        for position, problem in problems.items():
            self.add_error(typed[position], problem)
        if not problems:
            self.add_error(None, message)


def _value_field(item: Present) -> forms.Field:
    """Return the control of one value; it stands in a table, so its name is read out and not shown."""
    kind, label = item.parameter.kind, item.parameter.label
    attrs = {"aria-label": label, "autocomplete": "off", "class": "form-control"}
    picked = forms.Select({"aria-label": label, "class": "form-select"})
    if kind == "flag":
        choices = [("", "—"), *YES_NO]
        return forms.ChoiceField(label=label, required=False, choices=choices, widget=picked)
    if kind == "choice" and not item.parameter.many:
        choices = [("", "—"), *item.parameter.choices.items()]
        return forms.ChoiceField(label=label, required=False, choices=choices, widget=picked)
    if kind == "day":
        widget = forms.DateInput({**attrs, "type": "date"})
        return forms.CharField(label=label, required=False, widget=widget)
    if kind not in {"choice", "text"}:
        attrs["inputmode"] = "decimal"
    return Value(label=label, required=False, max_length=200, widget=forms.TextInput(attrs))


class Draft(forms.Form):
    """What turns a scenario into a draft standard: whose document it is, and from when."""

    title = forms.CharField(label=_("事由"), max_length=120)
    since = forms.DateField(
        label=_("起用日"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(label=_("依据"), max_length=300, help_text=_("文件名称和条款"))
    document = forms.CharField(label=_("文号"), max_length=200, required=False)
    issued_by = forms.ChoiceField(label=_("发文机关层级"))

    def __init__(self, *args: Any, issuers: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issued_by"].choices = list(issuers.items())  # type: ignore[attr-defined]
