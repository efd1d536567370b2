"""What the procedures of social assistance ask at their steps, and the small forms of its pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from minzheng.core.resident_id import InvalidId, parse
from minzheng.domains.assistance import choices
from minzheng.domains.assistance.services.relief import CAUSES
from minzheng.domains.assistance.services.support import CAPACITIES
from minzheng.kernel.people import queries as people

from .fields import DayField, YuanField
from .steps import FORMS, Posting, StepForm

TEXT = {"rows": 2}


class _Told(StepForm):
    """A step whose fields start with what the case already says, and leave out what is empty."""

    def arrange(self) -> None:
        """Show what was told before."""
        for name, field in self.fields.items():
            if name in self.case.data:
                field.initial = self.case.data[name]

    def answers(self) -> dict[str, Any]:
        """Return what was told; an empty box says nothing."""
        return {key: value for key, value in super().answers().items() if value not in (None, "")}


class Hardship(_Told):
    """The least an application for temporary relief says."""

    relief_type = forms.ChoiceField(
        label=_("救助类型"), choices=[("emergency", _("急难型")), ("expenditure", _("支出型"))]
    )
    hardship_cause = forms.ChoiceField(label=_("困难原因"), choices=list(CAUSES.items()))
    is_urgent = forms.BooleanField(label=_("情况紧急，须立即救助（先行救助）"), required=False)
    living_difficult = forms.BooleanField(
        label=_("基本生活暂时出现严重困难"), required=False, initial=True
    )
    requested_amount = YuanField(label=_("申请金额（元）"), required=False)
    necessary_spending = YuanField(label=_("必需支出自负部分（元，支出型填写）"), required=False)
    applied_by = forms.CharField(
        label=_("代为申请人（本人申请不填）"), max_length=60, required=False
    )


class ReliefOpinion(_Told):
    """What the township found the need to be."""

    assessed_amount = YuanField(label=_("核定困难所需金额（元，急难型）"), required=False)
    necessary_spending = YuanField(label=_("核定必需支出自负部分（元，支出型）"), required=False)
    instalments = forms.IntegerField(
        label=_("分期发放期数"), min_value=1, max_value=12, initial=1, required=False
    )
    first_instalment = YuanField(label=_("首期金额（元，不填则各期相等）"), required=False)
    unchanged = forms.BooleanField(label=_("家庭情况没有变化，沿用已有入户调查"), required=False)
    duplicate_reason = forms.CharField(
        label=_("仍需救助的理由（同一需求近 12 个月已有帮扶的填写）"),
        max_length=300,
        required=False,
    )


class PaidFrom(StepForm):
    """Where the first sum comes from."""

    source = forms.ChoiceField(
        label=_("发放方式"), choices=list(choices.INSTALMENT_SOURCES.items()), initial="run"
    )
    voucher = forms.CharField(
        label=_("备用金支付凭证号（从备用金支付时填写）"), max_length=60, required=False
    )


class Explanation(StepForm):
    """What is added after help came first."""

    explanation = forms.CharField(
        label=_("急难情形和先行救助理由"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )
    duplicate_reason = forms.CharField(
        label=_("仍需救助的理由（同一需求近 12 个月已有帮扶的填写）"),
        max_length=300,
        required=False,
    )


class Conference(StepForm):
    """What the county's coordination meeting decided; its minutes are kept with the case."""

    participants = forms.CharField(label=_("参加单位和人员"), max_length=300)
    approved_amount = YuanField(label=_("议定救助金额（元）"))
    approved_parts = forms.IntegerField(label=_("分几期发放"), min_value=1, max_value=12, initial=1)


class CareMode(_Told):
    """The form of support a person chose."""

    care_mode = forms.ChoiceField(
        label=_("供养形式（本人自主选择）"), choices=list(choices.CARE_MODES.items())
    )
    chosen_by = forms.CharField(label=_("由谁选择（本人或监护人）"), max_length=60)


class Obligors(StepForm):
    """The finding on those who owe support by law."""

    obligor_capacity = forms.ChoiceField(
        label=_("法定义务人履行义务能力"), choices=list(CAPACITIES.items())
    )


class SupportReview(_Told):
    """Why the support of a person is worked out anew."""

    cause = forms.ChoiceField(label=_("原因"), choices=list(choices.SUPPORT_CAUSES.items()))
    care_mode = forms.ChoiceField(
        label=_("新的供养形式（变化时填写）"),
        choices=[("", "—"), *choices.CARE_MODES.items()],
        required=False,
    )


class Spending(StepForm):
    """A family's statement of a year's rigid spending: four figures a member."""

    KINDS = (
        ("medical_spending", _("医疗自付")),
        ("education_spending", _("教育")),
        ("rehab_spending", _("残疾康复自付")),
        ("other_rigid_spending", _("其他刚性支出")),
    )
    yearly_income = YuanField(label=_("家庭年总收入（元，不填则按核对结果）"), required=False)

    def arrange(self) -> None:
        """Add the boxes of every member."""
        self.members = [row.person for row in people.members(self.household, self.on)]
        for person in self.members:
            for name, label in self.KINDS:
                self.fields[f"{name}_{person.pk}"] = YuanField(
                    label=f"{person.name}·{label}", required=False
                )

    def answers(self) -> dict[str, Any]:
        """Return the statement as the procedure takes it."""
        typed = self.cleaned_data
        spending = {
            str(person.pk): {
                name: typed[f"{name}_{person.pk}"]
                for name, _label in self.KINDS
                if typed.get(f"{name}_{person.pk}")
            }
            for person in self.members
        }
        income = typed.get("yearly_income")
        return {"spending": spending} | ({} if income is None else {"yearly_income": income})


FORMS.update(
    {
        (choices.RELIEF, "submit"): Hardship,
        (choices.RELIEF, "assess"): ReliefOpinion,
        (choices.RELIEF, "notify"): Posting,
        (choices.RELIEF, "help_first"): PaidFrom,
        (choices.RELIEF, "help_first_county"): PaidFrom,
        (choices.RELIEF, "confirm_township"): PaidFrom,
        (choices.RELIEF, "explain"): Explanation,
        (choices.RELIEF, "discuss"): Conference,
        (choices.SUPPORT, "choose"): CareMode,
        (choices.SUPPORT, "assess"): Obligors,
        (choices.SUPPORT, "settle_obligor"): Obligors,
        (choices.SUPPORT, "notify"): Posting,
        (choices.SUPPORT_CHANGE, "verify"): SupportReview,
        (choices.RIGID_APPLICATION, "submit"): Spending,
        (choices.RIGID_APPLICATION, "notify"): Posting,
        (choices.LOW_INCOME_APPLICATION, "notify"): Posting,
    }
)


# -- the pages --------------------------------------------------------------------------------


class Deposit(forms.Form):
    """Money the county pays into a fund."""

    amount = YuanField(label=_("金额（元）"))
    reason = forms.CharField(label=_("事由"), max_length=200)
    document = forms.CharField(label=_("拨款文号"), max_length=80)


class Replenishment(forms.Form):
    """What a township asks to be put back."""

    amount = YuanField(label=_("补足金额（元）"))
    reason = forms.CharField(label=_("事由"), max_length=200)


class Voucher(forms.Form):
    """The voucher under which money is booked in."""

    voucher = forms.CharField(label=_("入账凭证号"), max_length=60)


class Nothing(forms.Form):
    """A deed that asks nothing."""


class Count(forms.Form):
    """A month's reconciliation."""

    month = forms.RegexField(label=_("对账月份（如 2026-10）"), regex=r"^\d{4}-(0[1-9]|1[0-2])$")
    counted = YuanField(label=_("实有余额（元）"))
    vouchers = forms.IntegerField(label=_("支出凭证张数"), min_value=0)
    note = forms.CharField(
        label=_("差异说明（相符不填）"), max_length=300, required=False, widget=forms.Textarea(TEXT)
    )


class Assessment(forms.Form):
    """Six items as the hired body found them."""

    body = forms.CharField(label=_("评估机构"), max_length=120)
    assessors = forms.CharField(label=_("评估人员"), max_length=120)
    assessed_on = DayField(label=_("评估日期"))
    able = forms.MultipleChoiceField(
        label=_("能够自主完成的项目"),
        choices=list(choices.CARE_ITEMS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def answers(self) -> dict[str, Any]:
        """Return body, people, day and the six answers."""
        able = set(self.cleaned_data["able"])
        told = {key: self.cleaned_data[key] for key in ("body", "assessors", "assessed_on")}
        return told | {"items": {key: key in able for key in choices.CARE_ITEMS}}


class Choice(forms.Form):
    """The form of support chosen outside an application."""

    mode = forms.ChoiceField(label=_("供养形式"), choices=list(choices.CARE_MODES.items()))
    chosen_by = forms.CharField(label=_("由谁选择（本人或监护人）"), max_length=60)


class Agreement(forms.Form):
    """A care agreement."""

    provider = forms.CharField(label=_("照料服务人（机构）"), max_length=120)
    relation = forms.CharField(label=_("与供养对象关系"), max_length=60)
    duties = forms.CharField(
        label=_("照料护理内容"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )
    until = forms.DateField(
        label=_("协议终止日期"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class Why(forms.Form):
    """A reason in words."""

    why = forms.CharField(label=_("说明"), max_length=200, widget=forms.Textarea(TEXT))


class Review(forms.Form):
    """Why support is reviewed."""

    cause = forms.ChoiceField(label=_("原因"), choices=list(choices.SUPPORT_CAUSES.items()))


class Placement(forms.Form):
    """The home somebody is admitted to."""

    home = forms.CharField(label=_("供养机构"), max_length=120)
    note = forms.CharField(label=_("先于失能人员安排的理由"), max_length=200, required=False)


class NewRound(forms.Form):
    """A round of special relief."""

    title = forms.CharField(label=_("名称"), max_length=120)
    kind = forms.ChoiceField(label=_("类别"), choices=list(choices.ROUND_KINDS.items()))
    document = forms.CharField(label=_("依据文件"), max_length=200)
    per_head = YuanField(label=_("每人金额（元，按名单各填金额的填 0）"))
    month = forms.RegexField(label=_("发放月份（如 2026-11）"), regex=r"^\d{4}-(0[1-9]|1[0-2])$")


class Groups(forms.Form):
    """Whose registers a round lists."""

    groups = forms.MultipleChoiceField(
        label=_("列入哪些在册对象"),
        choices=[
            (choices.DIBAO, _("低保家庭")),
            (choices.TEKUN, _("特困人员")),
            (choices.DIBAO_EDGE, _("低保边缘家庭")),
            (choices.RIGID, _("刚性支出困难家庭")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )


class Pasted(forms.Form):
    """A list pasted from a workbook: number and sum on each line."""

    rows = forms.CharField(
        label=_("每行一人：公民身份号码、金额（元，可不填）"),
        widget=forms.Textarea({"rows": 6}),
        max_length=200_000,
    )

    def clean_rows(self) -> list[tuple[str, int | None]]:
        """Return numbers and sums in fen; say which line cannot be read."""
        found: list[tuple[str, int | None]] = []
        for position, line in enumerate(self.cleaned_data["rows"].splitlines(), start=1):
            parts = line.replace("，", " ").replace(",", " ").split()
            if not parts:
                continue
            try:
                parse(parts[0].upper(), allow_demo=True)
                amount = YuanField().clean(parts[1]) if len(parts) > 1 else None
            except (InvalidId, ValidationError):
                raise ValidationError(_("第 %(n)s 行看不懂") % {"n": position}) from None
            found.append((parts[0].upper(), amount))
        return found


class PolicyMonth(forms.Form):
    """The answers of a policy for a month."""

    policy = forms.ChoiceField(
        label=_("政策"),
        choices=[
            ("assistance.heating", _("冬季取暖补贴")),
            ("assistance.price_link", _("价格补贴")),
        ],
    )
    month = forms.RegexField(label=_("测算月份"), regex=r"^\d{4}-(0[1-9]|1[0-2])$")


class NeedsAssessment(forms.Form):
    """What a family needs."""

    needs = forms.MultipleChoiceField(
        label=_("需求"), choices=list(choices.NEEDS.items()), widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("需求说明"), max_length=1000, required=False, widget=forms.Textarea(TEXT)
    )


class Measure(forms.Form):
    """One measure of a plan."""

    form = forms.ChoiceField(label=_("形式"), choices=list(choices.HELP_FORMS.items()))
    need = forms.ChoiceField(label=_("对应需求"), choices=list(choices.NEEDS.items()))
    what = forms.CharField(label=_("帮扶内容"), max_length=200)
    who = forms.CharField(label=_("责任单位"), max_length=120)
    due_on = forms.DateField(
        label=_("完成期限"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    amount = YuanField(label=_("金额（元，资金类填写）"), required=False)


class Outcome(forms.Form):
    """What became of a measure; a service names its kind."""

    result = forms.CharField(label=_("落实情况"), max_length=200)
    kind = forms.ChoiceField(
        label=_("服务类别（服务类填写）"),
        choices=[("", "—"), *choices.SERVICE_KINDS.items()],
        required=False,
    )


class NewSupport(forms.Form):
    """Whose support is applied for."""

    person = forms.ChoiceField(label=_("为谁申请特困人员救助供养"))

    def __init__(self, *args: Any, names: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = names  # type: ignore[attr-defined]


class FollowUp(forms.Form):
    """What is still needed for the same event."""

    amount = YuanField(label=_("还需救助金额（元）"))
    text = forms.CharField(label=_("跟进理由"), max_length=300, widget=forms.Textarea(TEXT))


class Removal(forms.Form):
    """A household taken off a list."""

    number = forms.CharField(label=_("户号（家庭档案编号）"), max_length=40)
    reason = forms.CharField(label=_("移出原因"), max_length=200)
