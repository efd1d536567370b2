"""What is typed about a referral: what the family asks for and whose it is, and the answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.people.models import Person

MATTERS = (
    ("医疗救助", "县医保局"),
    ("住房救助", "县住房和城乡建设局"),
    ("教育救助", "县教育局"),
    ("就业救助", "县人力资源和社会保障局"),
    ("受灾人员救助", "县应急管理局"),
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
