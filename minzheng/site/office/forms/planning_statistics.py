"""What is typed about statistical forms: approvals, which form to open, values and the words that explain them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from minzheng.domains.planning.declarations.forms import Form
from minzheng.domains.planning.declarations.forms import forms as declared
from minzheng.domains.planning.models import StatisticsCell

from .fields import DayField
from .purchases import WORDS, chosen


class ApprovalForm(forms.Form):
    """Who made a form, under which number it was approved, until when."""

    form = forms.ChoiceField(label=_("报表"))
    table_number = forms.CharField(label=_("表号"), max_length=40)
    maker = forms.CharField(label=_("制表机关"), max_length=100)
    approval_number = forms.CharField(label=_("批准文号"), max_length=100)
    valid_from = DayField(label=_("有效期起"))
    valid_to = DayField(label=_("有效期至"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["form"], [(form.key, form.title) for form in declared()])


class ReturnOpening(forms.Form):
    """Which form of which period is to be filled."""

    report = forms.ChoiceField(label=_("报表和统计期"))

    def __init__(self, *args: Any, offered: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["report"], offered)


class ReturnValues(forms.Form):
    """The lines of a form: typed values with their source, words for every line."""

    def __init__(
        self, *args: Any, form: Form, cells: dict[str, StatisticsCell], unclear: Iterable[str], **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        asked = set(unclear)
        self.codes = []
        for line in form.lines:
            cell = cells[line.code]
            if line.is_typed:
                self.fields[f"value_{line.code}"] = forms.DecimalField(
                    label=f"{line.code} {line.label.strip()}（{line.unit}）", required=False, max_digits=16,
                    decimal_places=line.digits, min_value=0,
                    initial=None if cell.value is None else round(cell.value, line.digits),
                )  # fmt: skip
                self.fields[f"source_{line.code}"] = forms.CharField(
                    label=_now("%(code)s 数据出处") % {"code": line.code}, max_length=200, required=False,
                    initial=cell.source, help_text=_("台账或记录的名称"),
                )  # fmt: skip
            elif line.code not in asked and not cell.explanation:
                continue
            self.codes.append(line.code)
            self.fields[f"words_{line.code}"] = forms.CharField(
                label=_now("%(code)s %(label)s：说明")
                % {"code": line.code, "label": line.label.strip()},
                max_length=300, required=False, initial=cell.explanation, widget=forms.Textarea({"rows": 1}),
            )  # fmt: skip

    def answers(self) -> dict[str, tuple[Decimal | None, str, str]]:
        """Return value, source and words by line."""
        told = self.cleaned_data
        return {
            code: (
                told.get(f"value_{code}"), told.get(f"source_{code}", ""), told[f"words_{code}"],
            )
            for code in self.codes
        }  # fmt: skip


class Reasons(forms.Form):
    """Why a form goes back or is opened again."""

    reason = forms.CharField(label=_("原因"), max_length=300, widget=WORDS)
