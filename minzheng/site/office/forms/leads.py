"""What is typed about a lead: a need noticed, a measure taken, a reason for closing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.monitoring.choices import Action, LeadSource, Verdict


class LeadReport(forms.Form):
    """A need somebody noticed."""

    household = forms.IntegerField(required=False, widget=forms.HiddenInput)
    source = forms.ChoiceField(
        label=_("来源"),
        choices=[
            (source.value, source.label)
            for source in (LeadSource.REPORT, LeadSource.VISIT, LeadSource.HOTLINE)
        ],
    )
    division = forms.ChoiceField(label=_("所在村（社区）"))
    text = forms.CharField(
        label=_("发现的情况"), max_length=500, widget=forms.Textarea({"rows": 3})
    )
    urgent = forms.BooleanField(label=_("紧急（一个工作日内核查）"), required=False)

    def __init__(self, *args: Any, divisions: Iterable[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].choices = [  # type: ignore[attr-defined]
            (row.code, f"{row.parent.name} {row.name}" if row.parent else row.name)
            for row in divisions
        ]


class Measure(forms.Form):
    """What was done about a lead, or why it is closed."""

    CLOSE = "close"

    action = forms.ChoiceField(
        label=_("处置"),
        choices=[
            (Action.VISITED.value, Action.VISITED.label),
            (Action.HELPED.value, Action.HELPED.label),
            (Action.RECHECKED.value, Action.RECHECKED.label),
            (CLOSE, _("办结（无需办件或已解决）")),
        ],
    )
    note = forms.CharField(
        label=_("情况或原因"), max_length=300, widget=forms.Textarea({"rows": 2})
    )


class Dispatch(forms.Form):
    """To whom a lead is given."""

    to = forms.ChoiceField(label=_("派给"))
    note = forms.CharField(label=_("要求"), max_length=200, required=False)

    def __init__(self, *args: Any, people: Iterable[Mandate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (row.pk, f"{row.user.display_name}（{row.division.name}{row.get_role_display()}）")
            for row in people
        ]


class Judgement(forms.Form):
    """Whether the warning was right."""

    verdict = forms.ChoiceField(
        label=_("核查结论"), choices=[(verdict.value, verdict.label) for verdict in Verdict]
    )
    note = forms.CharField(label=_("核查情况"), max_length=300, widget=forms.Textarea({"rows": 2}))


class Passing(forms.Form):
    """The department a lead is passed to, and what it is asked for."""

    department = forms.CharField(label=_("主管部门"), max_length=100)
    matter = forms.CharField(label=_("办理事项"), max_length=100)
    text = forms.CharField(
        label=_("情况说明"), max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )


class Feedback(forms.Form):
    """What the county says of how a lead was closed."""

    text = forms.CharField(label=_("反馈意见"), max_length=300, widget=forms.Textarea({"rows": 2}))
