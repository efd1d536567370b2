"""What is typed about two records: why a match is what it is, a merge's reason, a new person."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.choices import MatchState

from .fields import DayField


class Decision(forms.Form):
    """What an officer says of a row and a person."""

    state = forms.ChoiceField(choices=MatchState.choices)
    note = forms.CharField(label=_("依据（可不填）"), max_length=300, required=False)


class Reason(forms.Form):
    """Why two files are one person's, or are not."""

    reason = forms.CharField(
        label=_("理由"), max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )


class NewPerson(forms.Form):
    """A person without an identity number, as he stands at the counter."""

    name = forms.CharField(label=_("姓名"), max_length=100)
    sex = forms.ChoiceField(label=_("性别"), choices=[("male", _("男")), ("female", _("女"))])
    birth_on = DayField(label=_("出生日期（不知道可不填）"), required=False)
    phone = forms.RegexField(
        r"^1[0-9]{10}$", label=_("手机号（没有可不填）"), required=False,
        error_messages={"invalid": _("手机号应为 11 位数字。")},
    )  # fmt: skip
    division = forms.ChoiceField(label=_("户籍地"))

    def __init__(self, *args: Any, divisions: Iterable[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].choices = [  # type: ignore[attr-defined]
            (row.code, f"{row.parent.name} {row.name}" if row.parent else row.name)
            for row in divisions
        ]
