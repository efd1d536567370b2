"""What is typed about bought services, subsidies of operators, settlements and goods."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from minzheng.core.money import yuan_to_fen
from minzheng.core.months import parse_month
from minzheng.kernel.accounts.declarations import MODULES
from minzheng.kernel.bodies.models import Body
from minzheng.kernel.ledger.declarations import budget_lines, sources
from minzheng.kernel.purchases.choices import AIDS, METHODS, MOVES, SUPPLIERS
from minzheng.kernel.purchases.declarations import (
    BANDS,
    BY_HEAD,
    BY_PIECE,
    BY_SCORE,
    QUALITY,
    Item,
    scoring_of,
    subsidies,
    subsidy,
)

from .fields import DayField, YuanField

ROWS = forms.Textarea({"rows": 6})
WORDS = forms.Textarea({"rows": 2})


def chosen(field: Any, pairs: Iterable[tuple[Any, Any]]) -> None:
    """Give a choice field its choices."""
    field.choices = [(str(key), label) for key, label in pairs]


class FundField(forms.ChoiceField):
    """A budget line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("资金（预算科目）"))
        super().__init__(
            choices=lambda: [(line.key, line.label) for line in budget_lines()], **kwargs
        )


class SourceField(forms.ChoiceField):
    """Whose money it is."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("资金来源"))
        super().__init__(choices=lambda: [(one.key, one.label) for one in sources()], **kwargs)


class LinesField(forms.CharField):
    """Rows typed one a line, their parts divided by blanks; clean gives the parts of each."""

    def __init__(self, *, parts: int, divider: str | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ROWS)
        super().__init__(max_length=5_000, **kwargs)
        self.parts, self.divider = parts, divider

    def clean(self, value: Any) -> list[list[str]]:  # type: ignore[override]
        """Return the rows; a line with another number of parts is named."""
        rows = []
        for number, line in enumerate(str(super().clean(value)).splitlines(), start=1):
            if not line.strip():
                continue
            row = [part.strip() for part in line.replace("｜", "|").split(self.divider)]
            if len(row) != self.parts:
                raise ValidationError(
                    _("第 %(n)s 行应有 %(parts)s 项。") % {"n": number, "parts": self.parts}
                )
            rows.append(row)
        return rows


def fen_of(text: str) -> int:
    """Return an amount typed in yuan as fen; ValidationError in Chinese."""
    try:
        return yuan_to_fen(text)
    except ValueError as wrong:
        raise ValidationError(str(wrong)) from wrong


class MonthField(forms.CharField):
    """A calendar month."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput({"type": "month"}), **kwargs)

    def clean(self, value: Any) -> str:  # type: ignore[override]
        """Return the month as 2026-10."""
        try:
            return parse_month(super().clean(value))
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong


class Nothing(forms.Form):
    """A deed that needs no words."""


class Supplier(forms.Form):
    """Who may be paid."""

    name = forms.CharField(label=_("名称"), max_length=120)
    kind = forms.ChoiceField(label=_("类别"), choices=list(SUPPLIERS.items()))
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=18)
    phone = forms.CharField(label=_("公开电话"), max_length=40, required=False)


class CatalogueEntry(forms.Form):
    """A service that may be bought."""

    code = forms.CharField(label=_("目录编号"), max_length=20)
    name = forms.CharField(label=_("服务"), max_length=80)
    room = forms.ChoiceField(label=_("业务领域"))
    unit = forms.CharField(label=_("计量单位"), max_length=10, help_text=_("如：天、人次、户"))
    document = forms.CharField(label=_("依据文件"), max_length=120)
    since = DayField(label=_("自"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["room"], [(m.key, m.label) for m in MODULES.all() if m.is_room])


class DemandForm(forms.Form):
    """What is wanted, how much of it, paid from where."""

    item = forms.TypedChoiceField(label=_("购买目录"), coerce=int)
    title = forms.CharField(label=_("名称"), max_length=100)
    reason = forms.CharField(label=_("需求理由"), max_length=500, widget=WORDS)
    quantity = forms.IntegerField(label=_("数量"), min_value=1)
    budget = YuanField(label=_("预算金额（元）"))
    fund = FundField()
    source = SourceField()

    def __init__(self, *args: Any, items: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["item"], items)


class ContractForm(forms.Form):
    """A signed contract with the cost account behind its price."""

    supplier = forms.TypedChoiceField(label=_("供应商"), coerce=int)
    number = forms.CharField(label=_("合同编号"), max_length=60)
    method = forms.ChoiceField(label=_("采购方式"), choices=list(METHODS.items()))
    signed_on = DayField(label=_("签订日期"))
    starts_on = DayField(label=_("服务开始"))
    ends_on = DayField(label=_("服务结束"))
    quantity = forms.IntegerField(label=_("数量"), min_value=1)
    unit_price = YuanField(label=_("单价（元）"))
    costs = LinesField(
        label=_("成本核算"),
        parts=2,
        help_text=_("每行一项：名称 金额（元），合计等于合同金额。如：人工费 7000"),
    )

    def __init__(self, *args: Any, payees: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["supplier"], [(body.pk, body.name) for body in payees])

    def clean_costs(self) -> list[tuple[str, int]]:
        """Return the costs in fen."""
        return [(name, fen_of(amount)) for name, amount in self.cleaned_data["costs"]]


class Scored(forms.Form):
    """Points given item by item; the items come from the rules in force."""

    def __init__(self, *args: Any, items: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = len(items)
        for number, item in enumerate(items):
            self.fields[f"points_{number}"] = forms.IntegerField(
                label=f"{item.text}（{item.points} 分）", min_value=0, max_value=item.points, help_text=item.measured
            )  # fmt: skip

    def answers(self) -> dict[str, Any]:
        """Return the points as a list, the other answers beside them."""
        told = {k: v for k, v in self.cleaned_data.items() if not k.startswith("points_")}
        points = [self.cleaned_data[f"points_{number}"] for number in range(self.count)]
        return {**told, "points": points}


class AcceptanceForm(Scored):
    """What was delivered in a period, and how well."""

    starts_on = DayField(label=_("自"))
    ends_on = DayField(label=_("至"))
    quantity = forms.IntegerField(
        label=_("验收数量"), min_value=1, required=False,
        help_text=_("逐次登记了服务记录的不填，按记录合计"),
    )  # fmt: skip
    note = forms.CharField(label=_("说明"), max_length=500, required=False, widget=WORDS)


class RatingForm(Scored):
    """How the supplier did over the whole contract."""

    rating = forms.CharField(label=_("评价说明"), max_length=500, widget=WORDS)


class AppraisalForm(Scored):
    """An operator judged over some months."""

    operator = forms.TypedChoiceField(label=_("运营机构"), coerce=int)
    from_month = MonthField(label=_("自"))
    to_month = MonthField(label=_("至"))
    note = forms.CharField(label=_("扣分说明"), max_length=500, required=False, widget=WORDS)

    def __init__(self, *args: Any, payees: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["operator"], [(body.pk, body.name) for body in payees])


class InvoiceForm(forms.Form):
    """A supplier's invoice."""

    number = forms.CharField(label=_("发票号码"), max_length=40)
    issued_on = DayField(label=_("开票日期"))
    amount = YuanField(label=_("金额（元）"))


class InvoiceChoice(forms.Form):
    """Which invoice is put up for payment."""

    invoice = forms.TypedChoiceField(label=_("发票"), coerce=int)

    def __init__(self, *args: Any, invoices: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["invoice"], invoices)


class Delivered(forms.Form):
    """One delivery to a person under a contract or for a subsidy."""

    id_number = forms.CharField(label=_("服务对象身份证号"), max_length=18)
    on = DayField(label=_("服务日期"))
    quantity = forms.IntegerField(label=_("数量"), min_value=1, initial=1)
    reference = forms.CharField(label=_("单号"), max_length=60)
    note = forms.CharField(label=_("服务内容"), max_length=200, required=False)


class SubsidisedDelivery(Delivered):
    """One delivery a subsidy pays for."""

    operator = forms.TypedChoiceField(label=_("服务机构"), coerce=int)
    subsidy_key = forms.ChoiceField(label=_("补贴"))
    field_order = ("operator", "subsidy_key")

    def __init__(self, *args: Any, payees: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["operator"], [(body.pk, body.name) for body in payees])
        chosen(
            self.fields["subsidy_key"],
            [(row.key, row.label) for row in subsidies(BY_PIECE, BY_HEAD)],
        )


class MonthSettlement(forms.Form):
    """A month of an operator to be settled."""

    operator = forms.TypedChoiceField(label=_("服务机构"), coerce=int)
    key = forms.ChoiceField(label=_("补贴"))
    month = MonthField(label=_("月份"))

    def __init__(self, *args: Any, payees: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["operator"], [(body.pk, body.name) for body in payees])
        chosen(self.fields["key"], [(row.key, row.label) for row in subsidies(BY_PIECE, BY_HEAD)])


class RuleForm(forms.Form):
    """What a subsidy is worth from a day, and how it is scored."""

    since = DayField(label=_("执行日期"))
    document = forms.CharField(label=_("依据文件"), max_length=120)
    amount = YuanField(label=_("标准（元）"))
    fund = FundField()
    source = SourceField()
    items = LinesField(
        label=_("考核细则"),
        parts=3,
        divider="|",
        help_text=_("每行一项：内容|分值|衡量方法，合计 100 分"),
    )

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        way = subsidy(key).way
        unit = {BY_SCORE: _("元/年"), BY_HEAD: _("元/人·年")}.get(way, f"元/{subsidy(key).unit}")
        self.fields["amount"].label = _now("标准（%(unit)s）") % {"unit": unit}
        offered = [f"{i.text}|{i.points}|{i.measured}" for i in scoring_of(key)]
        self.fields["items"].initial = "\n".join(offered)
        for band in BANDS:
            self.fields[f"share_{band.floor}"] = forms.IntegerField(
                label=_now("%(floor)s 分及以上（%(grade)s）支付比例 %%")
                % {"floor": band.floor, "grade": band.label},
                min_value=0, max_value=100, initial=band.share // 100,
            )  # fmt: skip
        if way == QUALITY:
            gone: tuple[str, ...] = ("amount", "fund", "source")
        elif way == BY_SCORE:
            gone = ()
        else:
            gone = ("items", *(f"share_{band.floor}" for band in BANDS))
        for name in gone:
            del self.fields[name]

    def clean_items(self) -> list[Item]:
        """Return the scoring items."""
        found = []
        for text, points, measured in self.cleaned_data["items"]:
            if not points.isdecimal():
                raise ValidationError(_("分值应为整数：%(text)s") % {"text": points})
            found.append(Item(text, int(points), measured))
        return found

    def answers(self) -> dict[str, Any]:
        """Return what the service takes."""
        told = {k: v for k, v in self.cleaned_data.items() if not k.startswith("share_")}
        if "items" in told:
            told["bands"] = [
                type(b)(b.floor, b.label, self.cleaned_data[f"share_{b.floor}"] * 100)
                for b in BANDS
            ]
        return told


class Reason(forms.Form):
    """Why it goes back."""

    reason = forms.CharField(label=_("退回原因"), max_length=200, widget=WORDS)


class Payment(forms.Form):
    """The voucher a settlement is paid on."""

    voucher = forms.CharField(label=_("支付凭证号"), max_length=60)
    on = DayField(label=_("支付日期"))

    def __init__(self, *args: Any, latest: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].latest = latest  # type: ignore[attr-defined]


class AidForm(forms.Form):
    """Money for one person: aid from charity, or emergency relief."""

    EMERGENCY = "emergency"
    id_number = forms.CharField(label=_("身份证号"), max_length=18)
    kind = forms.ChoiceField(
        label=_("类别"), choices=[(EMERGENCY, _("应急救助")), *AIDS.items()],
        help_text=_("应急救助从应急救助科目列支；其余为慈善资助，来源为慈善资金"),
    )  # fmt: skip
    amount = YuanField(label=_("金额（元）"))
    reason = forms.CharField(label=_("事由"), max_length=200, widget=WORDS)
    case_number = forms.CharField(label=_("办件编号（有的填写）"), max_length=40, required=False)
    fund = FundField(help_text=_("应急救助不用选"), required=False)
    source = SourceField(help_text=_("慈善资助不用选"), required=False)


class PremiumForm(forms.Form):
    """The premium of an insurance policy."""

    policy_number = forms.ChoiceField(label=_("保单号"))
    insurer = forms.TypedChoiceField(label=_("承保公司"), coerce=int)
    fund = FundField()
    source = SourceField()

    def __init__(
        self, *args: Any, policies: Iterable[tuple[Any, Any]], payees: Iterable[Body], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["policy_number"], policies)
        chosen(self.fields["insurer"], [(body.pk, body.name) for body in payees])


class GoodsForm(forms.Form):
    """Goods that came in or went out."""

    name = forms.CharField(label=_("物资"), max_length=80)
    unit = forms.CharField(label=_("单位"), max_length=10)
    kind = forms.ChoiceField(label=_("类别"), choices=list(MOVES.items()))
    quantity = forms.IntegerField(label=_("数量"), min_value=1)
    on = DayField(label=_("日期"))
    party = forms.CharField(label=_("捐赠方或领取人"), max_length=120)
    purpose = forms.CharField(label=_("用途"), max_length=200)
    voucher = forms.CharField(label=_("单据号"), max_length=60)
