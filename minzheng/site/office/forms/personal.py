"""What is typed about one person's benefits: a review, a proof of life, services, claims, settlements, findings."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.facts import COLUMNS
from minzheng.kernel.determinations.queries import recordable
from minzheng.kernel.enrolment.choices import CAUSES, LIFE_METHODS, MODES
from minzheng.kernel.enrolment.declarations import enrolments

from .answers import answers_in, fields_of
from .fields import DayField, YuanField


class ReviewRequest(forms.Form):
    """Why a benefit is looked at again."""

    cause = forms.ChoiceField(label=_("复核原因"), choices=list(CAUSES.items()))
    text = forms.CharField(label=_("情况"), max_length=300, required=False)


class LifeProof(forms.Form):
    """How and when somebody was seen alive."""

    checked_on = DayField(label=_("认证日期"))
    method = forms.ChoiceField(label=_("认证方式"), choices=list(LIFE_METHODS.items()))


class Mode(forms.Form):
    """Money, or services the place buys."""

    mode = forms.ChoiceField(label=_("使用方式"), choices=list(MODES.items()))
    since = forms.DateField(
        label=_("自何月1日起"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class Served(forms.Form):
    """A service paid from the allowance of its month."""

    served_on = DayField(label=_("服务日期"))
    service = forms.CharField(label=_("服务项目"), max_length=60)
    provider = forms.CharField(label=_("服务机构"), max_length=100)
    amount = YuanField(label=_("服务价值（元）"))


class Claim(forms.Form):
    """An accident of somebody insured."""

    happened_on = DayField(label=_("出险日期"))
    event = forms.CharField(label=_("出险情况"), max_length=200)


class Settled(forms.Form):
    """What the insurer paid."""

    settled_on = DayField(label=_("结案日期"))
    paid = YuanField(label=_("理赔金额（元）"))


class Insurance(forms.Form):
    """The policy a list of people is insured under."""

    insurer = forms.CharField(label=_("承保公司"), max_length=100)
    policy_number = forms.CharField(label=_("保单号"), max_length=60)
    valid_from = DayField(label=_("保险起始日"))
    valid_to = DayField(label=_("保险终止日（不含）"))
    premium = YuanField(label=_("每人保费（元）"))


class Elsewhere(forms.Form):
    """An application of somebody registered in another place, accepted here (跨省通办)."""

    benefit = forms.ChoiceField(label=_("申请事项"))
    applicant = forms.CharField(label=_("申请人姓名"), max_length=100)
    destination = forms.CharField(label=_("户籍所在地（省、市、县）"), max_length=100)
    text = forms.CharField(
        label=_("情况和材料"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(one.key, one.label) for one in enrolments() if one.remote]
        self.fields["benefit"].choices = rows  # type: ignore[attr-defined]


class Facility(forms.Form):
    """The facility a waiver is settled with."""

    facility = forms.ChoiceField(label=_("服务机构"))
    settled_on = DayField(label=_("结算日期"))

    def __init__(self, *args: Any, facilities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facility"].choices = facilities  # type: ignore[attr-defined]


class Findings(forms.Form):
    """What our own people found of a person, by one fact table; an empty box records nothing."""

    since = DayField(label=_("自何日起"))
    review_on = forms.DateField(
        label=_("复核（复评）日期"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, table: str, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = on
        self.fields["since"].latest = on  # type: ignore[attr-defined]
        asked = [COLUMNS[told.column] for told in recordable(table) if told.grain == "person"]
        self.fields.update(fields_of(asked))

    def clean(self) -> dict[str, Any]:
        """Ask for at least one finding, and for a review that lies ahead."""
        cleaned = super().clean() or {}
        if not self.errors and not answers_in(cleaned):
            raise forms.ValidationError(_("请至少填写一项"))
        ahead, since = cleaned.get("review_on"), cleaned.get("since")
        if ahead and since and ahead <= since:
            self.add_error("review_on", _("复核日期须晚于起始日"))
        return cleaned

    def found(self) -> dict[str, Any]:
        """Return what was filled in, days as days."""
        told = answers_in(self.cleaned_data)
        return {
            name: date.fromisoformat(value) if COLUMNS[name].kind == "day" else value
            for name, value in told.items()
        }
