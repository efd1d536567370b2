"""What is typed on the pages of money: a sample to draw, what was seen, findings, a period to publish."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.payments.models.audits import OUTCOMES

from .fields import DayField, YuanField

MONTH = forms.TextInput({"type": "month", "placeholder": "2026-11"})


def _text(label: Any, most: int, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=help_text, widget=forms.Textarea({"rows": 2})
    )  # fmt: skip


class DrawSample(forms.Form):
    """How many lines to draw, and from which agreed seed."""

    size = forms.IntegerField(label=_("抽取笔数"), min_value=1, max_value=500, initial=30)
    seed = forms.CharField(
        label=_("随机种子"), max_length=40, required=False,
        help_text=_("可填事先约定的数字，例如当期彩票号码；不填由系统生成。种子随抽样保存，任何人都能据以重抽核对。"),
    )  # fmt: skip


class Judge(forms.Form):
    """What was seen of one line."""

    outcome = forms.ChoiceField(label=_("核查结果"), choices=list(OUTCOMES.items()))
    note = forms.CharField(label=_("核查说明"), max_length=300, required=False)


class NewFinding(forms.Form):
    """What an audit found, who mends it, by when."""

    text = _text(_("问题"), 500)
    amount = YuanField(label=_("涉及金额（元）"), required=False)
    responsible = forms.CharField(label=_("整改单位"), max_length=100)
    due_on = DayField(label=_("整改期限"))
    report = forms.CharField(label=_("审计报告文号"), max_length=120, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Take the day on which the finding is written down."""
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date:
        """Refuse a term that is over before it begins."""
        day: date = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError(_("整改期限不能早于今天"))
        return day


class Answer(forms.Form):
    """What was done about a finding."""

    answer = _text(_("整改情况"), 500)


class Closing(forms.Form):
    """Whether what was done mends it."""

    mended = forms.TypedChoiceField(
        label=_("意见"), choices=[("yes", _("已整改，予以核销")), ("no", _("退回继续整改"))],
        coerce=lambda text: text == "yes",
    )  # fmt: skip
    closing = _text(_("说明"), 500)


class Conclusion(forms.Form):
    """What the sample showed."""

    conclusion = _text(_("抽查结论"), 500)


class Period(forms.Form):
    """From which month to which."""

    since = forms.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$", label=_("起始月份"), widget=MONTH)
    until = forms.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$", label=_("截止月份"), widget=MONTH)


class Nothing(forms.Form):
    """A deed that asks nothing."""


class Reason(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("撤回原因"), max_length=200)
