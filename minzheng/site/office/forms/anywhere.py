"""What a window asks of somebody of another place: the card, the matter, a word."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.cases.declarations import Workflow, workflow
from minzheng.site import catalogue
from minzheng.site.asking import REASONS


class Anywhere(forms.Form):
    """An application taken in here for the place where the family is registered (全州通办)."""

    workflow = forms.ChoiceField(label=_("申请事项"))
    name = forms.CharField(label=_("申请人姓名（按身份证）"), max_length=60)
    id_number = forms.CharField(
        label=_("公民身份号码（可用读卡器）"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    reason = forms.ChoiceField(label=_("主要困难"), choices=REASONS)
    story = forms.CharField(
        label=_("情况说明"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(flow.key, flow.label) for flow in catalogue.offered()]
        self.fields["workflow"].choices = rows  # type: ignore[attr-defined]

    @property
    def flow(self) -> Workflow:
        """Return the procedure that was chosen."""
        return workflow(self.cleaned_data["workflow"])
