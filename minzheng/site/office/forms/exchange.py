"""What is typed about deliveries: a reason to look, a ground to settle, files brought by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _


class Reason(forms.Form):
    """Why a delivered line is looked at."""

    reason = forms.CharField(
        label=_("查看理由"),
        max_length=200,
        help_text=_("例如：核实低保申请、处理比对线索。理由和查看人会记入审计。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class Settled(forms.Form):
    """On what ground a rejected row is known to be somebody for sure."""

    note = forms.CharField(
        label=_("核实依据"),
        max_length=300,
        help_text=_("写明如何知道这一行是谁，例如：经公安户籍系统查询。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
