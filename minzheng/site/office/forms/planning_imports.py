"""What is typed when a plan is imported: the file, a decision about one line, the head of the plan."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from minzheng.core import months
from minzheng.domains.planning.choices import COMPARATORS, PLAN_KINDS, TARGET_KINDS

from .fields import DayField
from .purchases import chosen

_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
FIGURE = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise ValidationError(_("代号只用小写字母、数字和下划线，以字母开头"))
    return text


class Upload(forms.Form):
    """A file or a pasted text."""

    file = forms.FileField(
        label=_("文件"), required=False, allow_empty_file=True,
        help_text=_("规划正文或评估报告（.docx、.txt），填好的模板（.xlsx），或规划数据文件（.yaml）；不超过 20 MB"),
        widget=forms.ClearableFileInput({"accept": ".docx,.txt,.xlsx,.yaml,.yml"}),
    )  # fmt: skip
    text = forms.CharField(
        label=_("或者粘贴正文"),
        required=False,
        max_length=300_000,
        widget=forms.Textarea({"rows": 10}),
    )


class _Figure(forms.DecimalField):
    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label, required=False, max_digits=20, decimal_places=4, widget=FIGURE
        )


class ProposalForm(forms.Form):
    """One proposal as it stands or as changed."""

    label = forms.CharField(label=_("名称"), max_length=200)
    value = _Figure(_("目标值"))
    upper = _Figure(_("目标上限"))
    reached = _Figure(_("完成值"))
    comparator = forms.ChoiceField(label=_("要求"), choices=list(COMPARATORS.items()))
    unit = forms.CharField(label=_("单位"), max_length=60, required=False)
    due_on = DayField(label=_("完成期限"), required=False)
    kind = forms.ChoiceField(
        label=_("属性"), required=False,
        choices=[("", "—"), *((label, label) for key, label in TARGET_KINDS.items() if key)],
    )  # fmt: skip
    base = _Figure(_("基期值"))
    base_year = forms.IntegerField(
        label=_("基期年"), required=False, min_value=1990, max_value=2100
    )
    key = forms.CharField(
        label=_("代号"), max_length=60, widget=forms.TextInput({"list": "shared-names"})
    )
    confirmed = forms.BooleanField(label=_("已对照原文核对"), required=False)

    def clean_key(self) -> str:
        """Return the shared name; another spelling is refused."""
        return _key(self.cleaned_data["key"].strip())

    def answers(self) -> dict[str, Any]:
        """Return what the service takes: the columns and whether somebody looked."""
        told = dict(self.cleaned_data)
        confirmed = told.pop("confirmed")
        return {"values": told, "confirmed": confirmed}


class Head(forms.Form):
    """The head of a plan read from a text."""

    title = forms.CharField(label=_("规划名称"), max_length=200)
    key = forms.CharField(
        label=_("规划代号"), max_length=60, help_text=_("小写字母、数字和下划线，如 huining_2026")
    )
    kind = forms.ChoiceField(label=_("类型"), choices=list(PLAN_KINDS.items()))
    issuer = forms.CharField(label=_("印发单位"), max_length=120, required=False)
    document_no = forms.CharField(label=_("文号"), max_length=60, required=False)
    issued_on = DayField(label=_("印发日期"), required=False)
    period_from = DayField(label=_("规划期起"))
    period_to = DayField(label=_("规划期止"))
    division = forms.ChoiceField(label=_("规划所属区划"))

    def __init__(self, *args: Any, divisions: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["division"], divisions)

    def clean_key(self) -> str:
        """Return the key; another spelling is refused."""
        return _key(self.cleaned_data["key"].strip())

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        told = super().clean() or {}
        begin, end = told.get("period_from"), told.get("period_to")
        if begin and end and begin > end:
            self.add_error("period_to", _("规划期止早于规划期起"))
        return told


class FileHead(forms.Form):
    """Where the plan of a data file belongs; everything else stands in the file."""

    division = forms.ChoiceField(label=_("规划所属区划"))

    def __init__(self, *args: Any, divisions: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["division"], divisions)


class Known(forms.Form):
    """Which registered plan an evaluation is about."""

    plan = forms.TypedChoiceField(label=_("对应已登记的规划"), coerce=int)

    def __init__(self, *args: Any, plans: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["plan"], plans)


class Reporting(forms.Form):
    """The period whose figures an evaluation states."""

    period = forms.CharField(
        label=_("完成值所属统计期"), max_length=8,
        help_text=_("如 2023、2023-H1、2023-Q4；报告写“目前”的，按报告截止时间填写"),
    )  # fmt: skip

    def clean_period(self) -> str:
        """Return the period; another spelling is refused."""
        text = str(self.cleaned_data["period"]).strip().upper()
        try:
            months.frequency_of(text)
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong
        return text
