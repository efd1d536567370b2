"""What is typed about projects: the plan by source, receipts, milestones, payments, steps."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.bodies.models import Body
from minzheng.kernel.ledger.declarations import sources
from minzheng.kernel.purchases.choices import PLAN, PROJECT_STEPS

from .fields import DayField, YuanField
from .purchases import WORDS, LinesField, chosen, fen_of

FUNDS = (("projects", _("建设项目")), ("lottery_projects", _("彩票公益金项目")))


class ProjectPlan(forms.Form):
    """A project with what each source gives and what each milestone may cost."""

    name = forms.CharField(label=_("项目名称"), max_length=120)
    purpose = forms.CharField(label=_("建设内容或用途"), max_length=300, widget=WORDS)
    document = forms.CharField(label=_("立项文件"), max_length=120)
    fund = forms.ChoiceField(label=_("预算科目"), choices=FUNDS)
    starts_on = DayField(label=_("计划开工"))
    ends_on = DayField(label=_("计划完工"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for source in sources():
            self.fields[f"source_{source.key}"] = YuanField(
                label=_("%(source)s计划（元）") % {"source": source.label}, required=False
            )
        self.fields["milestones"] = LinesField(
            label=_("节点"), parts=3,
            help_text=_("每行一个：名称 计划完成日期 可支付金额（元）。如：主体完工 2026-06-30 600000"),
        )  # fmt: skip

    def clean_milestones(self) -> list[tuple[str, date, int]]:
        """Return the milestones with days and fen."""
        found = []
        for title, due, amount in self.cleaned_data["milestones"]:
            try:
                found.append((title, date.fromisoformat(due), fen_of(amount)))
            except ValueError as wrong:
                raise ValidationError(_("日期应写作 2026-06-30：%(day)s") % {"day": due}) from wrong
        return found

    def answers(self) -> dict[str, Any]:
        """Return what the service takes."""
        told = {k: v for k, v in self.cleaned_data.items() if not k.startswith("source_")}
        planned = {s.key: self.cleaned_data.get(f"source_{s.key}") for s in sources()}
        return {**told, "sources": {key: amount for key, amount in planned.items() if amount}}


class _Sourced(forms.Form):
    def __init__(self, *args: Any, offered: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["source"], offered)


class Receipt(_Sourced):
    """Money that came in."""

    source = forms.ChoiceField(label=_("资金来源"))
    amount = YuanField(label=_("到账金额（元）"))
    on = DayField(label=_("到账日期"))
    document = forms.CharField(label=_("拨款文件"), max_length=120)


class _OfMilestone(forms.Form):
    def __init__(self, *args: Any, milestones: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["milestone"], milestones)


class MilestoneDone(_OfMilestone):
    """A milestone that was reached."""

    milestone = forms.TypedChoiceField(label=_("节点"), coerce=int)
    done_on = DayField(label=_("完成日期"))
    note = forms.CharField(label=_("完成情况"), max_length=300, widget=WORDS)
    photo = forms.FileField(label=_("现场照片"))


class MilestonePayment(_OfMilestone, _Sourced):
    """A payment for a finished milestone."""

    milestone = forms.TypedChoiceField(label=_("节点"), coerce=int)
    source = forms.ChoiceField(label=_("从哪个来源支付"))
    amount = YuanField(label=_("金额（元）"))
    payee = forms.TypedChoiceField(label=_("收款单位"), coerce=int)

    def __init__(self, *args: Any, payees: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["payee"], [(body.pk, body.name) for body in payees])


class Step(forms.Form):
    """A step of the whole process."""

    kind = forms.ChoiceField(
        label=_("环节"), choices=[(k, v) for k, v in PROJECT_STEPS.items() if k != PLAN]
    )
    on = DayField(label=_("日期"))
    text = forms.CharField(label=_("情况"), max_length=500, widget=WORDS)
    score = forms.IntegerField(
        label=_("绩效得分"), min_value=0, max_value=100, required=False, help_text=_("绩效评价填写")
    )
    finding = forms.CharField(
        label=_("审计发现"), max_length=500, required=False, widget=WORDS, help_text=_("专项审计填写，没有问题不填")
    )  # fmt: skip
    document = forms.FileField(
        label=_("照片或文件"), required=False, help_text=_("设置标识须上传照片")
    )


class Closing(forms.Form):
    """How a finding was put right."""

    closing = forms.CharField(label=_("整改情况"), max_length=500, widget=WORDS)
    closed_on = DayField(label=_("整改完成"))
