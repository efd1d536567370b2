"""What the steps of a recovery ask, and the report of an overpayment."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from minzheng.core import months
from minzheng.kernel.benefits.declarations import label_of
from minzheng.kernel.benefits.models import Entitlement
from minzheng.kernel.payments.choices import RecoveryCause, RepaidBy
from minzheng.ui.formats import yuan

from .fields import DayField, YuanField

TEXT = {"rows": 2}
DELIVERED = [(word, word) for word in (_("直接送达"), _("留置送达"), _("邮寄送达"), _("电子送达"), _("公告送达"))]  # fmt: skip


def _words(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, widget=forms.Textarea(TEXT), **more)


class Proposal(forms.Form):
    """Why too much was paid, what the family says, how it is to come back."""

    cause = forms.ChoiceField(
        label=_("多发原因"),
        choices=[("", _("请选择")), *((cause.value, cause.label) for cause in RecoveryCause)],
    )
    heard = _words(
        _("当事人的陈述和申辩"),
        required=False,
        help_text=_("追缴前须听取意见；本人没有意见的也要写明"),
    )
    hold_from = forms.ChoiceField(label=_("退回办法"), required=False)
    monthly = YuanField(
        label=_("每月最多扣回（元）"), required=False, help_text=_("不填按本地规定的比例扣回")
    )

    def __init__(self, *args: Any, held: Sequence[Entitlement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held = {str(row.pk): row for row in held}
        self.fields["hold_from"].choices = [  # type: ignore[attr-defined]
            ("", _("一次或分次退回，不从待遇中扣")),
            *((key, _("从%(benefit)s中按月扣回（每月 %(amount)s 元）") % {"benefit": label_of(row.benefit), "amount": yuan(row.amount)})
              for key, row in self._held.items()),
        ]  # fmt: skip

    def answers(self) -> dict[str, Any]:
        """Return what the service takes."""
        told = dict(self.cleaned_data)
        return {**told, "hold_from": self._held.get(told["hold_from"])}


class Decision(forms.Form):
    """What the other person decides."""

    agree = forms.ChoiceField(
        label=_("决定"),
        choices=[("yes", _("同意")), ("no", _("退回经办人"))],
        widget=forms.RadioSelect,
    )
    words = _words(_("意见"))

    def answers(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {"agree": self.cleaned_data["agree"] == "yes", "words": self.cleaned_data["words"]}


class Delivery(forms.Form):
    """When and how the decision was delivered."""

    on = DayField(label=_("送达日期"))
    how = forms.ChoiceField(label=_("送达方式"), choices=DELIVERED)


class Return(forms.Form):
    """Money that came back."""

    amount = YuanField(label=_("退回金额（元）"))
    how = forms.ChoiceField(
        label=_("退回方式"),
        choices=[(how.value, how.label) for how in (RepaidBy.COUNTER, RepaidBy.BANK)],
    )
    voucher = forms.CharField(label=_("凭证号"), max_length=60)
    on = DayField(label=_("入账日期"))


class GivenUp(forms.Form):
    """Why what is left is to be given up."""

    reason = _words(_("核销原因"))
    evidence = _words(_("证明材料"))


class Overpayment(forms.Form):
    """An overpayment somebody found: which benefit, from which month, what was due."""

    entitlement = forms.ChoiceField(label=_("待遇"))
    since = forms.CharField(
        label=_("从哪个月起多发"), widget=forms.TextInput({"type": "month"}), max_length=7
    )
    due = YuanField(label=_("每月应发金额（元，不应发的填 0）"))
    reason = _words(_("事由"))

    def __init__(self, *args: Any, held: Sequence[Entitlement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held = {str(row.pk): row for row in held}
        self.fields["entitlement"].choices = [  # type: ignore[attr-defined]
            (key, f"{label_of(row.benefit)} {row.person or ''} {row.valid_from:%Y-%m} 起 {yuan(row.amount)}")
            for key, row in self._held.items()
        ]  # fmt: skip

    def clean_since(self) -> date:
        """Return the first day of the month."""
        try:
            return months.first_day(self.cleaned_data["since"])
        except ValueError:
            raise ValidationError(_("请填写月份，例如 2026-09")) from None

    def answers(self) -> dict[str, Any]:
        """Return what the service takes."""
        told = dict(self.cleaned_data)
        return {**told, "entitlement": self._held[told["entitlement"]]}


class WhichHousehold(forms.Form):
    """The family an overpayment is to be put down for."""

    number = forms.CharField(label=_("家庭编号"), max_length=30)
