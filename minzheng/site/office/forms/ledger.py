"""The forms of the ledger: budgets, appropriations, spending, transfers, shares, support of providers."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.benefits.declarations import funds
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.ledger.choices import SUPPORTS
from minzheng.kernel.ledger.declarations import WHOLE, budget_lines, purposes, sources

from .fields import DayField, YuanField

FUNDS = [(one.key, one.label) for one in budget_lines()]
SOURCES = [(one.key, one.label) for one in sources()]
# Money of benefits leaves by payment runs; what is entered by hand is of other lines.
OTHER_FUNDS = [pair for pair in FUNDS if pair[0] not in {one.key for one in funds()}]
PURPOSES = [("", _("不分用途")), *((one.key, one.label) for one in purposes())]
PERCENT = WHOLE // 100


def places(viewer: Mandate) -> list[tuple[str, str]]:
    """Return the counties and townships the viewer works for."""
    rows = divisions.subtree(viewer.division_id).filter(
        level__in=(Level.PREFECTURE, Level.COUNTY, Level.TOWN), valid_to=None
    )
    return list(rows.order_by("path").values_list("code", "name"))


class _Placed(forms.Form):
    """A form whose places are those of the viewer."""

    placed: tuple[str, ...] = ("division",)

    def __init__(self, *args: Any, viewer: Mandate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = places(viewer)
        for name in self.placed:
            field: Any = self.fields[name]
            field.choices, field.initial = choices, viewer.division_id


def _place(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label)


def _paper() -> forms.CharField:
    return forms.CharField(label=_("文号"), max_length=120)


class NewBudget(_Placed):
    """A budget of a fund and source."""

    division = _place(_("单位（地区）"))
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    fund = forms.ChoiceField(label=_("资金"), choices=FUNDS)
    purpose = forms.ChoiceField(
        label=_("用途（工作经费须分用途）"), choices=PURPOSES, required=False
    )
    source = forms.ChoiceField(label=_("资金来源"), choices=SOURCES)
    amount = YuanField(label=_("预算金额（元）"))
    document = _paper()


class NewAppropriation(_Placed):
    """Money that came in."""

    division = _place(_("收款单位（地区）"))
    fund = forms.ChoiceField(label=_("资金"), choices=FUNDS)
    source = forms.ChoiceField(label=_("资金来源"), choices=SOURCES)
    amount = YuanField(label=_("拨款金额（元）"))
    on = DayField(label=_("到账日期"))
    document = _paper()


class NewSpending(_Placed):
    """What was paid outside of runs and purchases."""

    division = _place(_("支出单位（地区）"))
    fund = forms.ChoiceField(label=_("资金"), choices=OTHER_FUNDS, initial="work")
    purpose = forms.ChoiceField(label=_("用途"), choices=PURPOSES[1:])
    source = forms.ChoiceField(label=_("资金来源"), choices=SOURCES, initial="county")
    amount = YuanField(label=_("支付金额（元）"))
    on = DayField(label=_("支付日期"))
    text = forms.CharField(label=_("摘要"), max_length=200)
    document = forms.CharField(label=_("凭证号或文号"), max_length=120)


class NewTransfer(_Placed):
    """Money that is to go to another place or fund."""

    placed = ("division", "to_division")
    fund = forms.ChoiceField(label=_("划出资金"), choices=FUNDS)
    source = forms.ChoiceField(label=_("资金来源"), choices=SOURCES)
    division = _place(_("划出单位（地区）"))
    to_fund = forms.ChoiceField(label=_("划入资金"), choices=FUNDS)
    to_division = _place(_("划入单位（地区）"))
    amount = YuanField(label=_("金额（元）"))
    on = DayField(label=_("划转日期"))
    reason = forms.CharField(label=_("事由"), max_length=200)
    document = _paper()


class TransferDecision(forms.Form):
    """A second person's word."""

    confirmed = forms.ChoiceField(
        label=_("复核结论"), choices=[("yes", _("同意划转")), ("no", _("不同意"))]
    )
    reason = forms.CharField(label=_("复核意见"), max_length=200)

    def answers(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {**self.cleaned_data, "confirmed": self.cleaned_data["confirmed"] == "yes"}


class Reversal(forms.Form):
    """Why a posting is reversed."""

    reason = forms.CharField(label=_("冲销原因"), max_length=180)


class NewShares(_Placed):
    """Who pays which part of a fund from a day on."""

    fund = forms.ChoiceField(label=_("资金"), choices=FUNDS)
    division = _place(_("适用地区"))
    since = DayField(label=_("执行日期"))
    document = _paper()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in SOURCES:
            self.fields[f"share_{key}"] = forms.DecimalField(
                label=_("%(source)s（%%）") % {"source": label},
                min_value=0, max_value=100, decimal_places=2, required=False,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for a hundred percent in all."""
        told = super().clean() or {}
        if not self.errors and sum(self._parts(told).values()) != WHOLE:
            raise ValidationError(_("各级负担比例之和应为 100%"))
        return told

    @staticmethod
    def _parts(told: dict[str, Any]) -> dict[str, int]:
        typed: Iterable[tuple[str, Any]] = (
            (key, told.get(f"share_{key}")) for key, _label in SOURCES
        )
        return {key: int(share * PERCENT) for key, share in typed if share}

    def answers(self) -> dict[str, Any]:
        """Return what the service takes."""
        told = {k: v for k, v in self.cleaned_data.items() if not k.startswith("share_")}
        return told | {"shares": self._parts(self.cleaned_data)}


class NewSupport(forms.Form):
    """Help a private provider was given."""

    body = forms.ChoiceField(label=_("服务机构"))
    kind = forms.ChoiceField(label=_("扶持类别"), choices=list(SUPPORTS.items()))
    amount = YuanField(label=_("金额（元，减免按减免额，土地按评估价）"))
    granted_on = DayField(label=_("落实日期"))
    document = forms.CharField(label=_("依据文件"), max_length=120)
    text = forms.CharField(label=_("说明"), max_length=300, required=False)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = offered  # type: ignore[attr-defined]


class YearEnd(forms.Form):
    """The year to be closed."""

    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
