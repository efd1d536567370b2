"""What is typed about evaluation reports: which to draft, the seal, who from outside may read, his opinion."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.domains.planning.choices import REPORT_KINDS
from minzheng.kernel.accounts.models import Mandate

from .fields import DayField
from .purchases import WORDS, chosen

# An outsider reads for three months unless another day is typed.
READING_DAYS = 90


class ReportDraft(forms.Form):
    """Which plan is evaluated, how and at which day."""

    plan = forms.TypedChoiceField(label=_("规划"), coerce=int)
    kind = forms.ChoiceField(label=_("种类"), choices=list(REPORT_KINDS.items()))
    claim = forms.CharField(
        label=_("来源材料的总体表述"), max_length=500, required=False, widget=WORDS,
        help_text=_("已有评估材料的，抄录其总体表述，如“19项重点指标均实现预期目标”；报告会逐项核对"),
    )  # fmt: skip

    def __init__(self, *args: Any, plans: Iterable[tuple[int, str]], latest: date, **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        chosen(self.fields["plan"], plans)
        self.fields["on"] = DayField(
            label=_("评估时点"), latest=latest, initial=latest,
            help_text=_("数据截至这一天；起草时冻结"),
        )  # fmt: skip
        self.order_fields(["plan", "kind", "on", "claim"])


class SectionWords(forms.Form):
    """The words of one section, and the version the writer saw."""

    body = forms.CharField(required=False, max_length=50_000, strip=False)
    version = forms.IntegerField(min_value=0)


class Nothing(forms.Form):
    """Nothing to type: the button says it all."""


class SendBack(forms.Form):
    """Why a draft goes back."""

    note = forms.CharField(label=_("退回意见"), max_length=500, widget=WORDS)


class Seal(forms.Form):
    """What the paper bears when it is issued."""

    issuer = forms.CharField(label=_("发文机关"), max_length=120)
    document_no = forms.CharField(
        label=_("发文字号"), max_length=60, required=False, help_text=_("如 会民发〔2026〕12号；不编文号的不填")
    )  # fmt: skip
    copies = forms.CharField(label=_("抄送"), max_length=200, required=False)


class Admission(forms.Form):
    """Which evaluator may read until when, on which contract."""

    reader = forms.TypedChoiceField(label=_("第三方评估人"), coerce=int)
    contract = forms.CharField(label=_("委托文件或合同"), max_length=120)

    def __init__(self, *args: Any, readers: Iterable[Mandate], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["reader"], [(one.pk, one.label) for one in readers])
        until = today + timedelta(days=READING_DAYS)
        self.fields["until"] = DayField(label=_("可查阅至"), initial=until)


class Opinion(forms.Form):
    """What the evaluator thinks."""

    opinion = forms.CharField(
        label=_("评估意见"), max_length=5000, widget=forms.Textarea({"rows": 6}),
        help_text=_("只能提交一次，提交后不能修改"),
    )  # fmt: skip
