"""What is typed about needs people report, screenings, life events and the switches of modules."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.core.months import parse_month
from minzheng.kernel.accounts.declarations import MODULES
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.campaigns.choices import (
    CHANNELS,
    CITIZEN,
    HOTLINE,
    LIFE_EVENTS,
    NOTED,
    RESULTS,
)
from minzheng.kernel.campaigns.declarations import PLACES, Target, targets
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.exchange.declarations import data_sets
from minzheng.kernel.people.models import Person

from .fields import DayField

TABLES = (".xlsx", ".csv", ".txt")
AREA = forms.Textarea({"rows": 3})


def places_of(divisions: Iterable[Division]) -> list[tuple[str, str]]:
    """Return divisions as choices, villages with their township."""
    return [
        (row.code, f"{row.parent.name} {row.name}" if row.parent and row.level > 4 else row.name)
        for row in divisions
    ]


class NeedForm(forms.Form):
    """A need somebody noticed, typed on a phone: where, who, what."""

    channel = forms.ChoiceField(label=_("来源"))
    order_number = forms.CharField(
        label=_("热线工单号"), max_length=40, required=False, help_text=_("12345 热线转来的才填")
    )
    division = forms.ChoiceField(label=_("所在村（社区）"))
    person = forms.ChoiceField(label=_("哪一位"), required=False)
    place = forms.CharField(
        label=_("哪一家或什么地方"),
        max_length=100,
        required=False,
        help_text=_("如：三社老井旁第二家"),
    )
    text = forms.CharField(label=_("看到的情况"), max_length=500, widget=AREA)
    told_by = forms.CharField(label=_("反映人"), max_length=60, required=False)
    phone = forms.CharField(
        label=_("反映人电话"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"inputmode": "tel"}),
    )
    urgent = forms.BooleanField(label=_("紧急（一个工作日内核查）"), required=False)

    def __init__(
        self, *args: Any, viewer: Mandate, divisions: Iterable[Division], members: Iterable[Person] = (), **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        own = PLACES.get(viewer.role, "")
        self.fields["channel"].choices = [(k, CHANNELS[k]) for k in (own, HOTLINE, CITIZEN) if k]  # type: ignore[attr-defined]
        self.fields["division"].choices = places_of(divisions)  # type: ignore[attr-defined]
        known = [(str(person.pk), person.name) for person in members]
        self.fields["person"].choices = [("", _("全家")), *known]  # type: ignore[attr-defined]
        if known:
            for name in ("division", "place"):
                del self.fields[name]
        else:
            del self.fields["person"]


class Words(forms.Form):
    """A few sentences: an answer, a reply, what was done."""

    text = forms.CharField(label=_("内容"), max_length=500, widget=AREA)

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label or self.fields["text"].label


class ErrandForm(forms.Form):
    """Whom of the network is asked to do what."""

    to = forms.ChoiceField(label=_("派给"))
    text = forms.CharField(
        label=_("请对方办的事"), max_length=300, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, members: Iterable[Mandate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member in members}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (key, f"{m.user} · {CHANNELS[PLACES[m.role]]} · {m.division.name}")
            for key, m in self.members.items()
        ]


class CampaignPlan(forms.Form):
    """Which area is screened for whom, on what ground and when."""

    title = forms.CharField(label=_("名称"), max_length=100)
    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("文件名和文号"))
    target = forms.ChoiceField(label=_("摸排对象"))
    division = forms.ChoiceField(label=_("范围"))
    starts_on = DayField(label=_("开始"))
    ends_on = DayField(label=_("结束"))

    def __init__(self, *args: Any, divisions: Iterable[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [(t.key, t.label) for t in targets()]  # type: ignore[attr-defined]
        self.fields["division"].choices = places_of(divisions)  # type: ignore[attr-defined]


class FieldResult(forms.Form):
    """What was found at one door: the campaign's own questions, the result, a note."""

    result = forms.ChoiceField(
        label=_("结果"), choices=list(RESULTS.items()), widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("说明"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    visited_at = forms.DateTimeField(
        label=_("走访时间"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )

    def __init__(self, *args: Any, target: Target, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [question.key for question in target.questions]
        for question in reversed(target.questions):
            field: forms.Field = (
                forms.ChoiceField(
                    label=question.label, required=False, help_text=question.help,
                    choices=[("", "—"), *((option, option) for option in question.options)],
                )
                if question.options
                else forms.CharField(label=question.label, required=False, max_length=200, help_text=question.help)
            )  # fmt: skip
            self.fields = {f"ask_{question.key}": field, **self.fields}

    def answers(self) -> dict[str, str]:
        """Return the answers to the campaign's questions by key."""
        return {key: self.cleaned_data[f"ask_{key}"] for key in self.asked}


class LifeForm(forms.Form):
    """Something that happened in a life and is not registered elsewhere."""

    kind = forms.ChoiceField(label=_("事件"), choices=[(k, LIFE_EVENTS[k]) for k in NOTED])
    happened_on = DayField(label=_("发生日期"))
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, latest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].latest = latest  # type: ignore[attr-defined]


class SwitchForm(forms.Form):
    """A module switched on or off at a place from a day."""

    ON, PILOT, OFF = "on", "pilot", "off"

    module = forms.ChoiceField(label=_("模块"))
    division = forms.ChoiceField(label=_("区划"))
    state = forms.ChoiceField(
        label=_("状态"),
        choices=[(PILOT, _("试点启用")), (ON, _("启用")), (OFF, _("停用"))],
    )
    since = DayField(label=_("自"))
    document = forms.CharField(label=_("依据文件"), max_length=120)

    def __init__(self, *args: Any, divisions: Iterable[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["module"].choices = module_choices()  # type: ignore[attr-defined]
        self.fields["division"].choices = places_of(divisions)  # type: ignore[attr-defined]


class PartnerFile(forms.Form):
    """A file that a partner's informant delivers: which data, which month."""

    data_set = forms.ChoiceField(label=_("数据"))
    month = forms.CharField(label=_("月份"), widget=forms.TextInput({"type": "month"}))
    file = forms.FileField(label=_("文件"), help_text=_("Excel 或 csv；列名按约定的数据目录"))

    def __init__(self, *args: Any, partner: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sets = [one for one in data_sets() if partner in ("", one.partner)]
        self.fields["data_set"].choices = [(one.key, one.label) for one in sets]  # type: ignore[attr-defined]

    def clean_month(self) -> str:
        """Refuse what is no month."""
        try:
            return parse_month(self.cleaned_data["month"])
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong

    def clean_file(self) -> Any:
        """Refuse what is no table before anything is kept of it."""
        sent = self.cleaned_data["file"]
        if not sent.name.lower().endswith(TABLES):
            raise forms.ValidationError(_("请上传 Excel 或 csv 文件。"))
        return sent


def module_choices() -> list[tuple[str, Any]]:
    """Return the modules: whole rooms first, then the services of each."""
    known = MODULES.all()
    rooms = [m for m in known if m.is_room]
    return [
        (str(_("业务领域")), [(room.key, room.label) for room in rooms]),
        *(
            (room.label, served)
            for room in rooms
            if (served := [(m.key, m.label) for m in known if m.room == room.key and not m.is_room])
        ),
    ]
