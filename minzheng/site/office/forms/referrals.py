"""What is typed about a referral: what the family asks for and whose it is, and the answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.domains.assistance.choices import HELP_RESULTS, SPECIAL_HELP
from minzheng.kernel.people.models import Person

from .fields import DayField, YuanField

# The six kinds of special help (社会救助法 24–28, 30), and what other offices give.
MATTERS = (
    *SPECIAL_HELP.values(),
    ("法律援助", "县司法局"),
    ("残疾人服务", "县残疾人联合会"),
)


class NewReferral(forms.Form):
    """An application for help that another department gives."""

    matter = forms.ChoiceField(
        label=_("申请事项"), choices=[(m, f"{m}（{d}）") for m, d in MATTERS]
    )
    person = forms.ChoiceField(label=_("申请人"))
    text = forms.CharField(label=_("诉求"), max_length=1000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, members: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(person.pk): person for person in members}
        names = [(key, person.name) for key, person in self.members.items()]
        self.fields["person"].choices = names  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        """Return what the service of referrals takes."""
        matter = self.cleaned_data["matter"]
        return {
            "matter": matter,
            "department": dict(MATTERS)[matter],
            "text": self.cleaned_data["text"],
            "person": self.members[self.cleaned_data["person"]],
        }


class Answer(forms.Form):
    """The department's answer."""

    answer = forms.CharField(
        label=_("答复内容"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )
    is_returned = forms.BooleanField(label=_("不属于该部门，退回乡镇另行转办"), required=False)


SENT_BACK = "sent_back"


class SpecialResult(forms.Form):
    """What the department in charge of special help decided, or that it is not in charge."""

    result = forms.ChoiceField(
        label=_("办理结果"),
        choices=[*HELP_RESULTS.items(), (SENT_BACK, _("不属于该部门，退回乡镇另行转办"))],
    )
    decided_on = DayField(label=_("决定日期"))
    amount = YuanField(label=_("救助金额（元，给予资金的填写）"), required=False)
    text = forms.CharField(
        label=_("说明（不予救助或退回的写明原因）"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
