"""What is typed on the file of a household: a change the family reports."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import DayField


class ChangeReport(forms.Form):
    """A change a family reports or a neighbour tells of."""

    cause = forms.ChoiceField(
        label=_("什么变了"),
        choices=[
            ("income", _("收入")),
            ("assets", _("财产（车、房、存款、企业）")),
            ("death", _("成员死亡")),
            ("left", _("成员迁出、婚嫁或离开")),
            ("custody", _("成员服刑或羁押")),
            ("review", _("其他，需要重新核查")),
        ],
    )
    happened_on = DayField(label=_("发生日期（不填为今天）"), required=False)
    reported_by = forms.CharField(label=_("报告人（不填为本人）"), max_length=100, required=False)
    text = forms.CharField(
        label=_("情况"), max_length=500, widget=forms.Textarea({"rows": 2, "data-draft-field": ""})
    )
