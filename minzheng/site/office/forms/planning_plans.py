"""What is typed about plans, their targets, tasks and projects."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from minzheng.domains.planning.choices import (
    COMPARATORS,
    METHODS,
    PLAN_STATES,
    PROJECT_STATES,
    TARGET_KINDS,
)
from minzheng.domains.planning.models import Plan, Target

from .fields import ChosenField, DayField, YuanField
from .purchases import WORDS, LinesField, chosen, fen_of

Pairs = Iterable[tuple[Any, Any]]


def _figure(label: Any, *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=required, max_digits=20, decimal_places=4)


class Link(forms.Form):
    """The plan above."""

    superior = ChosenField(label=_("上级规划"))

    def __init__(self, *args: Any, plans: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["superior"].offer(plans)  # type: ignore[attr-defined]


class _Amendment(forms.Form):
    """What every change of a plan says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = forms.CharField(label=_("调整理由"), max_length=500, widget=WORDS)
        self.fields["document_no"] = forms.CharField(
            label=_("依据文号"), max_length=60, required=False
        )

    def answers(self) -> dict[str, Any]:
        """Return the changed fields by themselves, and the reason."""
        told = dict(self.cleaned_data)
        reason, paper = told.pop("reason"), told.pop("document_no")
        changes = {one: told[one] for one in told if one in self.changed_data}
        return {"changes": changes, "reason": reason, "document_no": paper}


class PlanAmendment(_Amendment):
    """A change of the plan itself."""

    title = forms.CharField(label=_("名称"), max_length=200)
    state = forms.ChoiceField(label=_("状态"), choices=list(PLAN_STATES.items()))
    period_to = DayField(label=_("规划期止"))
    midterm_year = forms.IntegerField(
        label=_("中期评估年度"), required=False, min_value=1990, max_value=2100
    )
    final_year = forms.IntegerField(label=_("终期评估年度"), required=False, min_value=1990, max_value=2100)  # fmt: skip

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        now = {one: getattr(plan, one) for one in self.base_fields}
        super().__init__(*args, **(kwargs | {"initial": now}))


class TargetAmendment(_Amendment):
    """A change of one target."""

    value = _figure(_("目标值"))
    upper = _figure(_("目标上限"))
    comparator = forms.ChoiceField(label=_("要求"), choices=list(COMPARATORS.items()))
    due_on = DayField(label=_("完成期限"))
    base = _figure(_("基期值"))
    base_year = forms.IntegerField(
        label=_("基期年"), required=False, min_value=1990, max_value=2100
    )
    kind = forms.ChoiceField(label=_("属性"), required=False, choices=list(TARGET_KINDS.items()))
    method = forms.ChoiceField(label=_("计算方法"), choices=list(METHODS.items()))
    owner = forms.CharField(label=_("责任单位"), max_length=120, required=False)

    def __init__(self, *args: Any, target: Target, **kwargs: Any) -> None:
        now = {one: getattr(target, one) for one in self.base_fields}
        super().__init__(*args, **(kwargs | {"initial": now}))
        for year in target.years.order_by("year"):
            name = f"year:{year.year}"
            self.fields[name] = _figure(_("%(year)s年目标") % {"year": year.year})
            self.initial[name] = year.value


class YearGoal(forms.Form):
    """What one year is to bring."""

    year = forms.IntegerField(label=_("年度"), min_value=1990, max_value=2100)
    value = _figure(_("年度目标值"), required=True)


class Mapping(forms.Form):
    """The target of the plan above that one serves."""

    superior = ChosenField(label=_("上级规划指标"), required=False)

    def __init__(self, *args: Any, targets: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["superior"].offer(targets)  # type: ignore[attr-defined]


class Refusal(forms.Form):
    """Why something is sent back."""

    reason = forms.CharField(label=_("理由"), max_length=300, widget=WORDS)


class Nothing(forms.Form):
    """A deed that asks for nothing."""


class TaskEntry(forms.Form):
    """A task, or a part of one."""

    title = forms.CharField(label=_("任务"), max_length=200)
    text = forms.CharField(label=_("内容"), max_length=2000, required=False, widget=WORDS)
    division = forms.ChoiceField(label=_("区划"))
    unit = forms.CharField(label=_("责任单位"), max_length=120)
    owner = ChosenField(label=_("责任人"), required=False)
    due_on = DayField(label=_("期限"))
    quantity = _figure(_("数量"))
    quantity_unit = forms.CharField(label=_("数量单位"), max_length=30, required=False)
    plan = ChosenField(label=_("所属规划"), required=False)
    is_practical = forms.BooleanField(label=_("列入民生实事"), required=False)

    def __init__(
        self, *args: Any, places: Pairs, people: Pairs, plans: Pairs | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["division"], places)
        self.fields["owner"].offer(people)  # type: ignore[attr-defined]
        if plans is None:
            # A part of a task belongs where the whole belongs.
            del self.fields["plan"], self.fields["is_practical"]
        else:
            self.fields["plan"].offer(plans)  # type: ignore[attr-defined]


class Progress(forms.Form):
    """How far a task is."""

    on = DayField(label=_("日期"))
    percent = forms.IntegerField(label=_("完成百分比"), min_value=0, max_value=100)
    quantity = _figure(_("累计完成数量"))
    text = forms.CharField(label=_("进展"), max_length=500, widget=WORDS)
    upload = forms.FileField(label=_("佐证材料"), required=False)


class HandOver(forms.Form):
    """Who takes a task on."""

    owner = ChosenField(label=_("责任人"))
    unit = forms.CharField(label=_("责任单位"), max_length=120, required=False)

    def __init__(self, *args: Any, people: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(people)  # type: ignore[attr-defined]


class ProjectEntry(forms.Form):
    """A major project."""

    name = forms.CharField(label=_("项目名称"), max_length=200)
    plan = ChosenField(label=_("所属规划"), required=False)
    site = forms.CharField(label=_("地点"), max_length=200, required=False)
    land_m2 = _figure(_("占地面积（平方米）"))
    area_m2 = _figure(_("建筑面积（平方米）"))
    beds = forms.IntegerField(label=_("床位"), required=False, min_value=0)
    total = YuanField(label=_("总投资（元）"), required=False)
    sources = LinesField(
        label=_("资金来源"), parts=2, required=False,
        help_text=_("每行一个：来源 金额（元）。如：中央预算内投资 24000000"),
    )  # fmt: skip
    milestones = LinesField(
        label=_("节点"), parts=2, required=False,
        help_text=_("每行一个：名称 计划完成日期。如：主体完工 2026-06-30"),
    )  # fmt: skip

    def __init__(self, *args: Any, plans: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].offer(plans)  # type: ignore[attr-defined]

    def clean_sources(self) -> dict[str, int]:
        """Return the sources with their amounts in fen."""
        return {name: fen_of(amount) for name, amount in self.cleaned_data["sources"]}

    def clean_milestones(self) -> list[tuple[str, date]]:
        """Return the milestones with their days."""
        try:
            return [
                (title, date.fromisoformat(day)) for title, day in self.cleaned_data["milestones"]
            ]
        except ValueError as wrong:
            raise ValidationError(_("日期应写作 2026-06-30。")) from wrong


class ProjectState(forms.Form):
    """In which state a project is."""

    state = forms.ChoiceField(label=_("状态"), choices=list(PROJECT_STATES.items()))
    note = forms.CharField(label=_("状态说明"), max_length=300, widget=WORDS)


class MilestoneEntry(forms.Form):
    """A milestone to come."""

    title = forms.CharField(label=_("节点"), max_length=100)
    due_on = DayField(label=_("计划完成"))


class MilestoneReached(forms.Form):
    """A milestone that was reached."""

    milestone = ChosenField(label=_("节点"))
    done_on = DayField(label=_("完成日期"))
    note = forms.CharField(label=_("说明"), max_length=300, required=False, widget=WORDS)

    def __init__(self, *args: Any, milestones: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["milestone"].offer(milestones)  # type: ignore[attr-defined]


class Photo(forms.Form):
    """A photograph of a project."""

    upload = forms.FileField(label=_("照片"))
    taken_on = DayField(label=_("拍摄日期"))
    text = forms.CharField(label=_("说明"), max_length=200, required=False)


class Land(forms.Form):
    """Inclusion in the plans of land."""

    spatial_plan_on = DayField(label=_("纳入国土空间规划日期"), required=False)
    land_plan_year = forms.IntegerField(
        label=_("纳入用地计划年度"), required=False, min_value=2000, max_value=2100
    )
    document = forms.CharField(label=_("用地文件"), max_length=120)


class Money(forms.Form):
    """The project of the purchases room."""

    paid = ChosenField(label=_("资金项目"))

    def __init__(self, *args: Any, projects: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid"].offer(projects)  # type: ignore[attr-defined]
