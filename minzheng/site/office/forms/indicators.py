"""What is typed about indicators: a figure from outside, its check, a definition, a release."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.indicators.choices import DIRECTIONS, FREQUENCIES, KINDS
from minzheng.kernel.indicators.declarations import Indicator

from .purchases import WORDS, chosen


class Report(forms.Form):
    """A figure of a place and period with its source; the value, or both counts."""

    division = forms.ChoiceField(label=_("地区"))
    period = forms.CharField(
        label=_("统计期"), max_length=7, help_text=_("如 2026、2026-H1、2026-Q3、2026-10")
    )
    value = forms.CharField(label=_("指标值"), max_length=30, required=False)
    numerator = forms.IntegerField(label=_("分子"), required=False)
    denominator = forms.IntegerField(label=_("分母"), required=False, min_value=1)
    source = forms.CharField(
        label=_("来源文件"), max_length=300, help_text=_("文件名称、文号或者年鉴页码")
    )
    evidence = forms.FileField(label=_("佐证文件"), required=False)
    note = forms.CharField(
        label=_("说明"), max_length=500, required=False, widget=WORDS, help_text=_("变动较大、口径有变时必填")
    )  # fmt: skip

    def __init__(
        self, *args: Any, item: Indicator, places: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["division"], places)
        self.fields["value"].label = _("指标值（%(unit)s）") % {"unit": item.unit}
        if item.is_money:
            # Money is kept in fen; counts of a mean would have to be told in fen too.
            del self.fields["numerator"], self.fields["denominator"]

    def clean(self) -> dict[str, Any]:
        """Ask for the value or for both counts."""
        told = super().clean() or {}
        counts = told.get("numerator") is not None and told.get("denominator") is not None
        if not told.get("value") and not counts:
            self.add_error("value", _("请填写指标值，或者分子和分母。"))
        if told.get("value") and told.get("numerator") is not None:
            self.add_error("value", _("指标值和分子、分母只填一种。"))
        return told


class Reason(forms.Form):
    """Why something is sent back or taken back."""

    reason = forms.CharField(label=_("理由"), max_length=300, widget=WORDS)


class Accept(forms.Form):
    """Nothing to type: the figure is accepted as it is."""


class Upload(forms.Form):
    """A workbook of figures."""

    file = forms.FileField(label=_("Excel 文件"), help_text=_("按模板填写，每行一个数"))


class Define(forms.Form):
    """An indicator nobody has declared: everything that says what it means."""

    key = forms.RegexField(
        label=_("代码"), regex=r"^[a-z][a-z0-9_]*$", max_length=80, help_text=_("小写字母、数字和下划线，如 nursing_beds")
    )  # fmt: skip
    label = forms.CharField(label=_("指标名称"), max_length=200)
    unit = forms.CharField(label=_("单位"), max_length=40)
    kind = forms.ChoiceField(label=_("性质"), choices=list(KINDS.items()))
    every = forms.ChoiceField(label=_("频率"), choices=list(FREQUENCIES.items()), initial="year")
    better = forms.ChoiceField(label=_("方向"), choices=list(DIRECTIONS.items()))
    digits = forms.IntegerField(label=_("小数位"), min_value=0, max_value=6, initial=0)
    definition = forms.CharField(label=_("口径"), widget=WORDS)
    numerator = forms.CharField(label=_("分子"), max_length=300, required=False)
    denominator = forms.CharField(label=_("分母"), max_length=300, required=False)
    module = forms.CharField(label=_("数据来源"), max_length=100, required=False)
    owner = forms.CharField(label=_("责任单位"), max_length=200, required=False)
    basis = forms.CharField(label=_("依据"), max_length=300)


class Draft(forms.Form):
    """What is to be published: a period and the indicators."""

    period = forms.CharField(label=_("统计期"), max_length=7)
    indicators = forms.MultipleChoiceField(
        label=_("公布的指标"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, items: Iterable[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["indicators"], [(item.key, item.label) for item in items])
