"""The small forms of help, resources, orders, credit and error tolerance."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.core.resident_id import InvalidId, parse
from minzheng.domains.assistance import choices
from minzheng.domains.assistance.matching import CONDITIONS
from minzheng.kernel.credit import choices as credit
from minzheng.kernel.credit.declarations import CreditField, fields

from .fields import DayField, YuanField

TEXT = {"rows": 2}
STARS = [(str(n), f"{n} ★") for n in range(5, 0, -1)]


def _words(label: Any, longest: int = 300, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(TEXT), **more)


class Quantity(forms.Form):
    """A quantity that is yuan for money and a whole number for anything else."""

    quantity = YuanField(label=_("数量（资金填元）"))

    def counted(self, form: str, name: str = "quantity") -> int:
        """Return fen for money, whole units else: what was typed has two places in both."""
        fen = int(self.cleaned_data[name])
        return fen if form == choices.MONEY else fen // 100


class HelpGiven(forms.Form):
    """Help that somebody else gave."""

    giver = forms.ChoiceField(label=_("帮扶方类别"), choices=list(choices.GIVERS.items()))
    provider = forms.CharField(label=_("帮扶单位"), max_length=120)
    need = forms.ChoiceField(label=_("对应需求"), choices=list(choices.NEEDS.items()))
    form = forms.ChoiceField(label=_("形式"), choices=list(choices.HELP_FORMS.items()))
    what = forms.CharField(label=_("帮扶内容"), max_length=200)
    amount = YuanField(label=_("金额（元，资金类填写）"), required=False)
    given_on = DayField(label=_("帮扶日期"))


class NewOrder(Quantity):
    """A need of a family."""

    need = forms.ChoiceField(label=_("需求类别"), choices=list(choices.NEEDS.items()))
    form = forms.ChoiceField(label=_("希望的形式"), choices=list(choices.HELP_FORMS.items()))
    text = _words(_("需求内容"), 500)
    source = forms.ChoiceField(
        label=_("需求来源"),
        choices=[(k, v) for k, v in choices.ORDER_SOURCES.items() if k not in {"case", "plan"}],
    )
    field_order = ("source", "need", "form", "text", "quantity")

    def answers(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {**self.cleaned_data, "quantity": self.counted(self.cleaned_data["form"])}


class PassOn(forms.Form):
    """What temporary relief left open."""

    text = _words(_("尚未解决的需求"), 500)
    amount = YuanField(label=_("尚缺金额（元）"))


class NewResource(Quantity):
    """A resource of the viewer's place."""

    name = forms.CharField(label=_("资源名称"), max_length=120)
    giver = forms.ChoiceField(label=_("提供方类别"), choices=list(choices.GIVERS.items()))
    provider = forms.CharField(label=_("提供方"), max_length=120)
    contact = forms.CharField(label=_("联系方式"), max_length=60, required=False)
    form = forms.ChoiceField(label=_("形式"), choices=list(choices.HELP_FORMS.items()))
    need = forms.ChoiceField(label=_("对应需求"), choices=list(choices.NEEDS.items()))
    unit = forms.CharField(label=_("单位（件、次、小时；资金不填）"), max_length=10, required=False)
    valid_from = DayField(label=_("起始日期"))
    valid_to = DayField(label=_("截止日期（长期不填）"), required=False)
    conditions = forms.MultipleChoiceField(
        label=_("资助条件（都须符合）"),
        choices=[(one.key, one.label) for one in CONDITIONS.values()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = _words(_("说明"), required=False)
    field_order = ("name", "giver", "provider", "contact", "need", "form", "quantity", "unit")

    def answers(self) -> dict[str, Any]:
        """Return what the service takes."""
        told = {k: v for k, v in self.cleaned_data.items() if k != "quantity"}
        return told | {"total": self.counted(self.cleaned_data["form"])}


class NewTotal(Quantity):
    """What there is now."""

    reason = forms.CharField(label=_("变更原因"), max_length=200)

    def __init__(self, *args: Any, form: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form = form

    def answers(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {"total": self.counted(self.form), "reason": self.cleaned_data["reason"]}


class Accept(Quantity):
    """Which resource answers an order, and how much of it."""

    resource = forms.ChoiceField(label=_("资源（按匹配分从高到低）"))
    field_order = ("resource", "quantity")

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resource"].choices = offered  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        """Return the resource and how to count what was typed in its own measure."""
        return {"resource": self.cleaned_data["resource"], "counted": self.counted}


class Delivery(Quantity):
    """What was handed over."""

    delivered_on = DayField(label=_("送达日期"))
    note = _words(_("送达情况（交给谁、怎样送达）"))
    proof = forms.FileField(label=_("送达凭证（照片或签收单）"), required=False)
    field_order = ("delivered_on", "quantity", "note", "proof")

    def __init__(self, *args: Any, form: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form = form

    def answers(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {**self.cleaned_data, "quantity": self.counted(self.form)}


class Confirmation(forms.Form):
    """The family's word and rating."""

    confirmer = forms.ChoiceField(label=_("确认人"), choices=list(choices.CONFIRMERS.items()))
    rating = forms.TypedChoiceField(label=_("满意度"), choices=STARS, coerce=int)
    comment = _words(_("评价"), required=False)


class Because(forms.Form):
    """A reason."""

    reason = _words(_("原因"), 200)


# -- credit ---------------------------------------------------------------------------------------


class NewCredit(forms.Form):
    """A fact of good or bad faith."""

    number = forms.CharField(label=_("公民身份号码或统一社会信用代码"), max_length=18)
    field = forms.ChoiceField(label=_("领域"))
    kind = forms.ChoiceField(label=_("类别"), choices=list(credit.KINDS.items()))
    fact = _words(_("事实"), 500)
    paper = forms.CharField(label=_("认定文书（文号）"), max_length=120)
    valid_from = DayField(label=_("生效日期"))
    months_long = forms.IntegerField(label=_("期限（月）"), min_value=1, max_value=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [(one.key, one.label) for one in fields()]  # type: ignore[attr-defined]

    @property
    def is_person(self) -> bool:
        """Whether the number typed is a person's."""
        try:
            parse(self.cleaned_data["number"].strip().upper(), allow_demo=True)
        except InvalidId:
            return False
        return True


class CreditDecision(forms.Form):
    """A second person's word on a record."""

    confirmed = forms.ChoiceField(
        label=_("复核结论"), choices=[("yes", _("通过")), ("no", _("不通过"))]
    )
    reason = _words(_("复核意见"))
    publish_days = forms.IntegerField(
        label=_("公示天数（不公示填 0）"), min_value=0, max_value=1825, initial=0
    )

    def answers(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {**self.cleaned_data, "confirmed": self.cleaned_data["confirmed"] == "yes"}


class Plea(forms.Form):
    """An objection or an application for repair."""

    kind = forms.ChoiceField(label=_("类别"), choices=list(credit.PLEA_KINDS.items()))
    text = _words(_("理由"), 500)


class PleaDecision(forms.Form):
    """What came of a plea."""

    upheld = forms.ChoiceField(label=_("结论"), choices=[("yes", _("成立")), ("no", _("不成立"))])
    reason = _words(_("办理意见"), 500)

    def answers(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {**self.cleaned_data, "upheld": self.cleaned_data["upheld"] == "yes"}


class Measure(forms.Form):
    """A joint reward or penalty."""

    measure = forms.ChoiceField(label=_("措施（仅限本领域规定的）"))
    unit = forms.CharField(label=_("实施单位"), max_length=120)
    taken_on = DayField(label=_("实施日期"))
    note = _words(_("说明"), required=False)

    def __init__(self, *args: Any, declared: CreditField, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = list(declared.measures(kind).items())  # type: ignore[attr-defined]


# -- error tolerance ------------------------------------------------------------------------------


class NewError(forms.Form):
    """A worker's own report of an error."""

    case = forms.CharField(label=_("办件编号（与办件无关不填）"), max_length=40, required=False)
    what = _words(_("差错情形"), 500)
    cause = _words(_("产生原因"))
    happened_on = DayField(label=_("发生日期"))
    found_on = DayField(label=_("发现日期"))
    corrected_on = DayField(label=_("纠正日期"))
    correction = _words(_("纠正措施和结果"), 500)
    amount = YuanField(label=_("涉及金额（元，没有不填）"), required=False)


class ErrorReview(forms.Form):
    """The review: each condition answered, with reasons."""

    met = forms.MultipleChoiceField(
        label=_("符合的条件（全部符合才予以免责）"),
        choices=list(choices.TOLERANCE_TESTS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reasons = _words(_("审议意见"), 500)

    def answers(self) -> dict[str, Any]:
        """Return what the service takes."""
        met = set(self.cleaned_data["met"])
        tests = {key: key in met for key in choices.TOLERANCE_TESTS}
        return {"tests": tests, "reasons": self.cleaned_data["reasons"]}
