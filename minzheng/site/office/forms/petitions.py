"""What is typed about voices: a call or a letter taken down, and every deed on the way to the answer."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from minzheng.domains.petitions import choices as c
from minzheng.domains.petitions.declarations import matters
from minzheng.kernel.accounts.declarations import CLERK, HEAD, OFFICER
from minzheng.kernel.divisions.models import Division

from .campaigns import places_of
from .fields import DayField

AREA = forms.Textarea({"rows": 3})
ROLES = [(role.key, role.label) for role in (CLERK, OFFICER)]
DUTY_ROLES = [(role.key, role.label) for role in (CLERK, HEAD, OFFICER)]


class Moment(forms.DateTimeField):
    """A moment typed by hand."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%dT%H:%M"])
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)


class Intake(forms.Form):
    """A call, letter, visit or order taken down; quick enough to be typed while somebody speaks."""

    kind = forms.ChoiceField(
        label=_("是什么"),
        choices=list(c.KINDS.items()),
        widget=forms.RadioSelect,
        initial=c.ENQUIRY,
    )
    note = forms.CharField(
        label=_("说了什么"), max_length=2000, widget=forms.Textarea({"rows": 4, "autofocus": True})
    )
    matter = forms.ChoiceField(label=_("关于什么"))
    division = forms.ChoiceField(label=_("哪里的事"))
    urgency = forms.ChoiceField(
        label=_("紧急程度"),
        choices=list(c.RISKS.items()),
        widget=forms.RadioSelect,
        initial=c.MEDIUM,
    )
    place = forms.CharField(label=_("具体地点"), max_length=100, required=False)
    about = forms.CharField(label=_("反映的对象（孩子、单位或人）"), max_length=100, required=False)
    told_by = forms.CharField(label=_("怎么称呼"), max_length=40, required=False)
    is_anonymous = forms.BooleanField(label=_("要求保密"), required=False)
    order_number = forms.CharField(label=_("12345 工单号"), max_length=40, required=False)
    plan = forms.ChoiceField(label=_("哪一个规划（规划意见填）"), required=False)
    signs = forms.MultipleChoiceField(
        label=_("发现的情形（强制报告填）"), choices=list(c.SIGNS.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    body = forms.ChoiceField(
        label=_("报告单位类型"),
        choices=[("", _("不是单位报告")), *c.BODIES.items()],
        required=False,
    )
    body_name = forms.CharField(label=_("报告单位"), max_length=100, required=False)
    answer = forms.CharField(
        label=_("当场答复（咨询）"), max_length=1000, required=False, widget=AREA
    )

    # What is asked of a particular kind only stays folded.
    RARELY = ("order_number", "plan", "signs", "body", "body_name")

    def __init__(
        self, *args: Any, divisions: Iterable[Division], plans: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.plans = dict(plans)
        self.fields["matter"].choices = [(m.key, m.label) for m in matters()]  # type: ignore[attr-defined]
        self.fields["division"].choices = places_of(divisions)  # type: ignore[attr-defined]
        self.fields["plan"].choices = [("", "—"), *plans]  # type: ignore[attr-defined]

    def usual(self) -> list[forms.BoundField]:
        """Return the boxes of every voice, without those the page sets apart."""
        apart = {*self.RARELY, "kind", "note", "answer"}
        return [self[name] for name in self.fields if name not in apart]

    def rarely_faulty(self) -> bool:
        """Say whether something is wrong in a box that is folded away."""
        return any(name in self.errors for name in self.RARELY)

    def rare(self) -> list[forms.BoundField]:
        """Return the boxes of some voices."""
        return [self[name] for name in self.RARELY]


class Reason(forms.Form):
    """Why: one sentence."""

    reason = forms.CharField(label=_("原因"), max_length=300, widget=forms.Textarea({"rows": 2}))


class Send(forms.Form):
    """To which unit a voice goes."""

    role = forms.ChoiceField(label=_("承办岗位"), choices=ROLES)
    division = forms.ChoiceField(label=_("承办单位所在地"))

    def __init__(self, *args: Any, divisions: Iterable[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.divisions = {row.code: row for row in divisions}
        self.fields["division"].choices = places_of(self.divisions.values())  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        """Return the role and the division."""
        said = self.cleaned_data
        return {"role": said["role"], "division": self.divisions[said["division"]]}


class MoreTime(Reason):
    """How many working days more, and why."""

    days = forms.IntegerField(label=_("延长（工作日）"), min_value=1, max_value=60)


class Decision(forms.Form):
    """Agreed or not."""

    accepted = forms.TypedChoiceField(
        label=_("审定"), choices=[("yes", _("同意")), ("no", _("不同意"))], coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class What(forms.Form):
    """What was done on the spot."""

    what = forms.CharField(label=_("到场或联系的情况"), max_length=500, widget=AREA)


class Text(forms.Form):
    """An answer, or a word that is added."""

    text = forms.CharField(label=_("内容"), max_length=2000, widget=AREA)


class CallBack(forms.Form):
    """What the one who spoke says of the answer."""

    solved = forms.TypedChoiceField(
        label=_("问题是否解决"), choices=[("yes", _("已解决")), ("no", _("未解决"))], coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    satisfied = forms.TypedChoiceField(
        label=_("是否满意"), choices=[("yes", _("满意")), ("no", _("不满意"))], coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    opinion = forms.CharField(label=_("意见"), max_length=500, required=False)


class ScreeningForm(forms.Form):
    """The preliminary check of a child's report."""

    risk = forms.ChoiceField(
        label=_("风险等级"), choices=list(c.RISKS.items()), widget=forms.RadioSelect
    )
    founded = forms.TypedChoiceField(
        label=_("核查结论"), choices=[("yes", _("需要处置")), ("no", _("不属实或无需处置"))],
        coerce=lambda said: said == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    seen = forms.BooleanField(label=_("已见到孩子本人"), required=False)
    finding = forms.CharField(label=_("核查情况"), max_length=1000, widget=AREA)


class Police(forms.Form):
    """Which police took over."""

    unit = forms.CharField(label=_("接收的公安机关"), max_length=100)
    receipt = forms.CharField(label=_("接收回执"), max_length=100, required=False)


class Press(forms.Form):
    """A deed of one press: nothing is typed."""


class Result(forms.Form):
    """What came of something a conference asked for."""

    result = forms.CharField(label=_("完成情况"), max_length=300, widget=AREA)


class Named(forms.Form):
    """Whom a voice is about: the number of the household or the identity number of somebody."""

    number = forms.CharField(
        label=_("户编号或身份证号"), max_length=30, help_text=_("可从档案页复制")
    )


class Other(forms.Form):
    """Another voice or case, by its number."""

    number = forms.CharField(label=_("编号"), max_length=30)


class Conference(forms.Form):
    """A conference: who sat there, what was decided, up to three things to do."""

    held_at = Moment(label=_("会商时间"))
    participants = forms.CharField(
        label=_("参加单位和人员"), max_length=500, help_text=_("用顿号或换行分开"), widget=forms.Textarea({"rows": 2})
    )  # fmt: skip
    decision = forms.CharField(label=_("会商意见"), max_length=2000, widget=AREA)
    role_1 = forms.ChoiceField(label=_("交办岗位"), choices=DUTY_ROLES, required=False)
    text_1 = forms.CharField(label=_("交办事项"), max_length=200, required=False)
    due_1 = DayField(label=_("完成期限"), required=False)
    role_2 = forms.ChoiceField(label=_("交办岗位（第二项）"), choices=DUTY_ROLES, required=False)
    text_2 = forms.CharField(label=_("交办事项（第二项）"), max_length=200, required=False)
    due_2 = DayField(label=_("完成期限（第二项）"), required=False)

    def clean(self) -> dict[str, Any] | None:
        """Ask for a limit wherever something is to be done."""
        said = super().clean() or {}
        for number in ("1", "2"):
            if said.get(f"text_{number}") and not said.get(f"due_{number}"):
                self.add_error(f"due_{number}", _("请填写完成期限"))
        return said

    def sat(self) -> list[str]:
        """Return who sat there, one by one."""
        text = str(self.cleaned_data["participants"])
        for sign in ("\n", "，", ",", "；", " "):
            text = text.replace(sign, "、")
        return [name for name in text.split("、") if name.strip()]

    def answers(self) -> dict[str, Any]:
        """Return the conference with what is to be done: (role, text, day)."""
        said = self.cleaned_data
        asked = [
            (said[f"role_{n}"], said[f"text_{n}"], said[f"due_{n}"])
            for n in "12"
            if said[f"text_{n}"]
        ]
        return {
            "held_at": said["held_at"], "participants": self.sat(), "decision": said["decision"], "asked": asked,
        }  # fmt: skip


def now_typed(at: datetime) -> dict[str, Any]:
    """Return the present moment as a first answer."""
    return {"held_at": localtime(at)}
