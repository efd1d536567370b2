"""What is typed about a bad rating: the call, and what was found, mended and answered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.cases.choices import RATING_OUTCOMES

YES, NO = "yes", "no"


class Call(forms.Form):
    """The call to somebody who rated badly."""

    was_reached = forms.TypedChoiceField(
        label=_("联系情况"),
        choices=[(YES, _("已联系上")), (NO, _("没有联系上"))],
        coerce=YES.__eq__,
    )
    said = forms.CharField(
        label=_("回访情况（评价人怎么说）"), max_length=1000, widget=forms.Textarea({"rows": 3, "data-draft-field": ""})
    )  # fmt: skip


class Answer(forms.Form):
    """How a bad rating ends."""

    outcome = forms.ChoiceField(label=_("核实结果"), choices=list(RATING_OUTCOMES.items()))
    found = forms.CharField(
        label=_("核实情况"), max_length=1000, widget=forms.Textarea({"rows": 3, "data-draft-field": ""})
    )  # fmt: skip
    mended = forms.CharField(
        label=_("整改措施（不属实可不填）"), max_length=1000, required=False,
        widget=forms.Textarea({"rows": 3, "data-draft-field": ""}),
    )  # fmt: skip
    answer = forms.CharField(
        label=_("给评价人的答复"), max_length=500, widget=forms.Textarea({"rows": 3, "data-draft-field": ""})
    )  # fmt: skip
