"""What is typed about planned visits, those who serve at home, village posts; and the form of a rule."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from minzheng.core import forms as asked
from minzheng.kernel.visits import choices
from minzheng.kernel.visits.declarations import NEEDS

from .fields import DayField, YuanField
from .purchases import chosen
from .visits import MOMENT

LINES = forms.Textarea({"rows": 2})
# On paper there is neither a signature nor a voice to send along.
UNASKED = {asked.SIGNATURE, asked.SOUND}


class NoFields(forms.Form):
    """A deed that needs nothing said."""


class RuleVisit(forms.Form):
    """A visit under a rule: when, who served there, and what the rule's own form asks."""

    visited_at = forms.DateTimeField(
        label=_("走访时间"),
        input_formats=[MOMENT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
    )

    def __init__(
        self,
        *args: Any,
        form: asked.Form,
        workers: Iterable[tuple[int, str]],
        at: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = form
        self.initial.setdefault("visited_at", localtime(at).strftime(MOMENT))
        held = list(workers)
        if held:
            field = forms.ChoiceField(label=_("上门服务人员"), required=False)
            chosen(field, [("", _("本人")), *held])
            self.fields["worker"] = field
        for item in form.items:
            if item.kind not in UNASKED:
                self.fields[item.key] = field_of(item)

    def clean(self) -> dict[str, Any]:
        """Let the declared form judge its own answers."""
        cleaned = super().clean() or {}
        said = {
            item.key: cleaned.get(item.key) for item in self.asked.items if item.kind != asked.PHOTO
        }
        _kept, wrong = self.asked.cleaned(said)
        for key, words in wrong.items():
            if key in self.fields and key not in self.errors:
                self.add_error(key, words)
        return cleaned

    def said(self) -> dict[str, Any]:
        """Return the answers as the declared form takes them."""
        return {
            item.key: self.cleaned_data.get(item.key)
            for item in self.asked.items
            if item.kind not in {*UNASKED, asked.PHOTO}
        }


def field_of(item: asked.Item) -> forms.Field:
    """Return the form field of a declared item; the declared form checks what is said."""
    plain: dict[str, Any] = {
        "label": item.label, "help_text": item.help, "required": item.is_required and item.when is None,
        "error_messages": {"required": f"请填写“{item.label}”"},
    }  # fmt: skip
    if item.kind == asked.MANY:
        return forms.MultipleChoiceField(
            choices=item.options, widget=forms.CheckboxSelectMultiple, **plain
        )
    if item.kind in {asked.CHOICE, asked.YES_NO}:
        options = item.options or ((asked.YES, _("是")), (asked.NO, _("否")))
        return forms.ChoiceField(choices=[("", "—"), *options], **plain)
    if item.kind == asked.PHOTO:
        return forms.FileField(**plain)
    if item.kind == asked.DAY:
        return forms.CharField(widget=forms.DateInput({"type": "date"}), **plain)
    if item.kind == asked.LONG:
        return forms.CharField(widget=LINES, **plain)
    return forms.CharField(**plain)


class Assignment(forms.Form):
    """Who is to visit those of a village."""

    division = forms.ChoiceField(label=_("村（社区）"))
    rule = forms.ChoiceField(label=_("走访规则"), required=False)
    worker = forms.ChoiceField(label=_("走访人"))
    again = forms.BooleanField(label=_("已分给别人的也改派"), required=False)

    def __init__(
        self,
        *args: Any,
        places: Iterable[tuple[str, str]],
        rules: Iterable[tuple[str, str]],
        workers: Iterable[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["division"], places)
        chosen(self.fields["rule"], [("", _("全部规则")), *rules])
        chosen(self.fields["worker"], workers)


class Verdict(forms.Form):
    """What somebody else makes of a suspicious visit."""

    verdict = forms.ChoiceField(label=_("核验结论"), choices=list(choices.VERDICTS.items()))
    reason = forms.CharField(label=_("核验情况和理由"), max_length=300, widget=LINES)


class WorkerEntry(forms.Form):
    """Somebody who serves families."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    kind = forms.ChoiceField(label=_("类别"), choices=list(choices.WORKER_KINDS.items()))
    division = forms.ChoiceField(label=_("服务范围"))
    body = forms.CharField(
        label=_("所属机构"), max_length=120, required=False, help_text=_("社会工作者必填")
    )
    certificate = forms.CharField(label=_("职业资格证书"), max_length=60, required=False)
    contract = forms.CharField(
        label=_("购买服务合同编号"), max_length=60, required=False,
        help_text=_("政府购买服务的填写"),
    )  # fmt: skip
    phone = forms.CharField(label=_("联系电话"), max_length=20, required=False)
    valid_from = DayField(label=_("开始服务日期"))

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["division"], places)


class Charge(forms.Form):
    """A letter of responsibility."""

    id_number = forms.CharField(label=_("照料对象身份证号"), max_length=18)
    relation = forms.CharField(label=_("与照料对象关系"), max_length=60, required=False)
    duties = forms.CharField(label=_("照料内容和责任"), widget=forms.Textarea({"rows": 3}))
    signed_on = DayField(label=_("签订日期"))
    letter = forms.FileField(label=_("责任书照片或扫描件"), required=False)


class Ending(forms.Form):
    """When and why something ends."""

    until = DayField(label=_("自哪天起"))
    reason = forms.CharField(label=_("原因"), max_length=200)


class Quality(forms.Form):
    """An assessment of care, item by item."""

    assessed_on = DayField(label=_("评估日期"))
    remarks = forms.CharField(
        label=_("评估意见和整改要求"), max_length=500, required=False, widget=LINES
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in choices.QUALITY_ITEMS.items():
            self.fields[f"score_{key}"] = forms.IntegerField(
                label=f"{label}（分）", min_value=0, max_value=100
            )

    def answers(self) -> dict[str, Any]:
        """Return what the service takes."""
        said = self.cleaned_data
        scores = {key: said[f"score_{key}"] for key in choices.QUALITY_ITEMS}
        return {"scores": scores, "assessed_on": said["assessed_on"], "remarks": said["remarks"]}


class Mended(forms.Form):
    """When what an assessment found wrong was put right."""

    on = DayField(label=_("整改完成日期"))


class TaskEntry(forms.Form):
    """What a social worker is asked to do."""

    id_number = forms.CharField(label=_("服务对象身份证号"), max_length=18)
    kind = forms.ChoiceField(label=_("任务"), choices=list(choices.WORK_KINDS.items()))
    text = forms.CharField(label=_("要求"), max_length=300, widget=LINES)
    due_on = DayField(label=_("完成期限"))
    case = forms.CharField(label=_("关联办件编号"), max_length=40, required=False)


class TaskDone(forms.Form):
    """What came of a task."""

    done_on = DayField(label=_("完成日期"))
    result = forms.CharField(label=_("完成情况"), widget=forms.Textarea({"rows": 3}))
    needs = forms.MultipleChoiceField(
        label=_("发现的需求"), choices=NEEDS, required=False, widget=forms.CheckboxSelectMultiple
    )
    passed_to = forms.CharField(
        label=_("转介去向"), max_length=120, required=False, help_text=_("转办转介的填写")
    )


class AssistantEntry(forms.Form):
    """Somebody in a village post."""

    division = forms.ChoiceField(label=_("村（社区）或乡镇"))
    name = forms.CharField(label=_("姓名"), max_length=60)
    post = forms.ChoiceField(label=_("岗位"), choices=list(choices.POSTS.items()))
    duties = forms.CharField(label=_("职责"), widget=forms.Textarea({"rows": 3}))
    valid_from = DayField(label=_("到任日期"))
    is_full_time = forms.BooleanField(label=_("专职"), required=False)
    pay = YuanField(
        label=_("月补助（元）"), required=False, help_text=_("不清楚的不填，没有的填 0")
    )
    pay_source = forms.CharField(label=_("补助来源"), max_length=100, required=False)

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["division"], places)


class TrainingEntry(forms.Form):
    """A training somebody took part in."""

    title = forms.CharField(label=_("培训内容"), max_length=120)
    held_on = DayField(label=_("培训日期"))
    hours = forms.IntegerField(label=_("学时"), min_value=1, max_value=400)
    is_passed = forms.BooleanField(label=_("考核合格"), required=False, initial=True)


class ActivityEntry(forms.Form):
    """A caring activity of a village."""

    division = forms.ChoiceField(label=_("村（社区）"))
    title = forms.CharField(label=_("活动名称"), max_length=100)
    held_on = DayField(label=_("活动日期"))
    organiser = forms.CharField(label=_("组织者"), max_length=100)
    children = forms.IntegerField(label=_("参加儿童人数"), min_value=0)
    volunteers = forms.IntegerField(label=_("志愿者人数"), min_value=0, initial=0)
    content = forms.CharField(label=_("内容"), max_length=500, required=False, widget=LINES)

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["division"], places)
