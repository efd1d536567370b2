"""What each step of a procedure asks of whoever takes it: one form per step, by its key."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from minzheng.domains.children.choices import ADULTHOOD, NEEDS
from minzheng.facts.schema import Column
from minzheng.kernel.cases.declarations import Step
from minzheng.kernel.cases.models import Case
from minzheng.kernel.cases.queries import asks_note
from minzheng.kernel.enrolment import queries as enrolment
from minzheng.kernel.enrolment.choices import CAUSES
from minzheng.kernel.enrolment.declarations import enrolment_of
from minzheng.kernel.payments import queries as payments
from minzheng.kernel.people import queries as people
from minzheng.kernel.people.models import Household
from minzheng.site.middleware import StaffRequest

from .answers import answers_in, fields_of
from .fields import DayField, YuanField

APPLICATION, CHANGE = "assistance.dibao.application", "assistance.dibao.change"
LEFT = {
    "moved": _("户口迁出"),
    "married": _("婚嫁离开"),
    "custody": _("服刑或羁押"),
    "other": _("不再共同生活"),
}


class StepForm(forms.Form):
    """The form of a step that asks nothing but, where the procedure wants one, a note."""

    note = forms.CharField(
        label=_("说明"), max_length=1000, widget=forms.Textarea({"rows": 2}), required=False
    )

    def __init__(self, *args: Any, case: Case, step: Step, on: date, **kwargs: Any) -> None:
        self.case, self.step, self.on = case, step, on
        super().__init__(*args, **kwargs)
        if asks_note(step):
            self.fields["note"].required = True
            self.fields["note"].label = _("理由和说明")
            self.order_fields(["note"])
        else:
            del self.fields["note"]
        self.arrange()

    @property
    def household(self) -> Household:
        """The household of the case; only procedures of households ask about members."""
        if self.case.household is None:
            raise LookupError("办件没有关联家庭")
        return self.case.household

    def arrange(self) -> None:
        """Fit the fields to the case; a step that asks more overrides this."""

    def answers(self) -> dict[str, Any]:
        """Return what the step gets as its data; only after the form is valid."""
        return {key: value for key, value in self.cleaned_data.items() if key != "note"}

    def untouched(self) -> dict[str, Any]:
        """Return the data of the step when everything stays as the form proposes it."""
        return {
            name: field.initial
            for name, field in self.fields.items()
            if name != "note" and field.initial not in (None, "")
        }


class Assessment(StepForm):
    """The opinion of the township."""

    opinion = forms.CharField(
        label=_("初审意见"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        initial=_("经入户调查和信息核对，情况属实。"),
        help_text=_("点“提出初审意见”后，系统按核对和调查结果作出认定并说明理由。"),
    )

    def arrange(self) -> None:
        """Hand the proposal on as plain text."""
        self.fields["opinion"].initial = str(self.fields["opinion"].initial)


class Posting(StepForm):
    """Where the notice hangs."""

    place = forms.CharField(label=_("公示地点"), max_length=100)

    def arrange(self) -> None:
        """Propose the board of the family's village."""
        self.fields["place"].initial = f"{self.case.division.name}公示栏"


class ChangeCheck(StepForm):
    """What the visit found: the cause, and for each member whether he still lives here."""

    cause = forms.ChoiceField(
        label=_("变化原因"),
        choices=[
            ("income", _("收入变化")),
            ("assets", _("财产变化")),
            ("death", _("成员死亡")),
            ("left", _("成员离开")),
            ("custody", _("成员服刑或羁押")),
            ("tekun", _("成员转为特困供养")),
            ("review", _("定期复核")),
        ],
    )
    reported_in_time = forms.BooleanField(
        label=_("家庭已按时如实报告变化"), required=False, initial=True
    )

    def arrange(self) -> None:
        """Add two fields for every member: what happened, and when."""
        self.fields["cause"].initial = self.case.data.get("cause")
        self.members = [row.person for row in people.members(self.household, self.on)]
        for person in self.members:
            self.fields[f"what_{person.pk}"] = forms.ChoiceField(
                label=_("%(name)s 现状") % {"name": person.name},
                choices=[("", _("仍共同生活")), ("died", _("已死亡")), *LEFT.items()],
                required=False,
            )
            self.fields[f"on_{person.pk}"] = DayField(
                label=_("发生日期"), required=False, latest=self.on
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the day of every change."""
        cleaned = super().clean() or {}
        for person in self.members:
            if cleaned.get(f"what_{person.pk}") and not cleaned.get(f"on_{person.pk}"):
                self.add_error(f"on_{person.pk}", _("请填写发生日期"))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return cause, deaths and departures as the procedure takes them."""
        cleaned = self.cleaned_data
        deaths, left = [], []
        for person in self.members:
            what, on = cleaned[f"what_{person.pk}"], cleaned[f"on_{person.pk}"]
            if what == "died":
                deaths.append({"person": person.pk, "on": on.isoformat()})
            elif what:
                reason = str(LEFT[what])
                left.append({"person": person.pk, "on": on.isoformat(), "reason": reason})
        return {
            "cause": cleaned["cause"],
            "reported_in_time": cleaned["reported_in_time"],
            "deaths": deaths,
            "left": left,
        }


class Opinion(StepForm):
    """What the recipient said before a cut, or that he waived it."""

    opinion = forms.CharField(
        label=_("当事人意见"), max_length=2000, widget=forms.Textarea({"rows": 3}), required=False
    )
    waived = forms.BooleanField(label=_("当事人明确表示放弃陈述"), required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two must be said."""
        cleaned = super().clean() or {}
        if not cleaned.get("opinion") and not cleaned.get("waived"):
            raise ValidationError(_("请记录当事人的意见，或者勾选放弃陈述。"))
        return cleaned


class Decision(StepForm):
    """The decision of a change; a stop because of work may fade out (渐退)."""

    fades = forms.BooleanField(label=_("因家庭成员就业增收而超过标准，按渐退办理"), required=False)
    income_before = YuanField(label=_("变动前家庭月收入（元）"), required=False)
    income_after = YuanField(label=_("变动后家庭月收入（元）"), required=False)
    job_rise = YuanField(label=_("其中就业增收（元/月）"), required=False)

    def arrange(self) -> None:
        """Only a stop because of income can fade; anything else asks nothing."""
        change = self.case.data.get("change", {})
        if (change.get("kind"), change.get("cause")) != ("stop", "income"):
            for name in list(self.fields):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """A fade needs its three figures."""
        cleaned = super().clean() or {}
        if cleaned.get("fades"):
            for name in ("income_before", "income_after", "job_rise"):
                if cleaned.get(name) is None:
                    self.add_error(name, _("按渐退办理须填写"))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return the facts of the fade, with what the house knows itself."""
        if not self.cleaned_data.get("fades"):
            return {}
        household = self.household
        last = payments.statement(household).first()
        known = {
            "members_counted": people.members(household, self.on).count(),
            "last_amount": last.amount if last else self.case.data["change"]["before"],
        }
        asked = ("income_before", "income_after", "job_rise")
        return {"fade": known | {name: self.cleaned_data[name] for name in asked}}


class Findings(StepForm):
    """The facts nobody knows yet that would settle the case; a case that needs none asks nothing."""

    def arrange(self) -> None:
        """Add one box for every fact that is still missing."""
        self.known = enrolment.answers_of(self.case)
        self.fields.update(fields_of(self.asked()))

    def asked(self) -> list[Column]:
        """Return what to ask: the missing facts, and those this case answered before."""
        trial = enrolment.trial(self.case, self.case.applied_on, dict.fromkeys(self.known))
        return trial.questions

    def answers(self) -> dict[str, Any]:
        """Return the facts filled in, under the one key the procedure reads."""
        return {"answers": answers_in(self.cleaned_data)}


class Review(Findings):
    """What was found at a review: why, since when, and the facts that changed."""

    cause = forms.ChoiceField(label=_("变更原因"), choices=list(CAUSES.items()))
    happened_on = DayField(label=_("发生日期"), required=False)

    def arrange(self) -> None:
        """Start from the cause the case was opened for; ask what nobody knows today."""
        super().arrange()
        self.fields["cause"].initial = self.case.data.get("cause", "review")
        self.fields["happened_on"].latest = self.on  # type: ignore[attr-defined]

    def asked(self) -> list[Column]:
        """Return the facts missing today; a death needs none."""
        return enrolment.trial(self.case, self.on).questions

    def answers(self) -> dict[str, Any]:
        """Return cause, day and facts as the procedure takes them."""
        day = self.cleaned_data["happened_on"]
        told = {"cause": self.cleaned_data["cause"], "answers": answers_in(self.cleaned_data)}
        return {**told, "happened_on": day.isoformat()} if day else told


class Checklist(StepForm):
    """The local checklist of a confirmation: every item in force, ticked as done."""

    def arrange(self) -> None:
        """Add one box for every item not yet ticked."""
        done = self.case.data.get("checked", {})
        rows = enrolment.checklist(self.case.workflow, self.case.division_id, self.on)
        self.items = [row for row in rows if row.name not in done]
        for row in self.items:
            self.fields[row.name] = forms.BooleanField(label=row.value, required=False)

    def ticked(self) -> list[str]:
        """Return the items ticked; only after the form is valid."""
        return [row.name for row in self.items if self.cleaned_data.get(row.name)]

    def answers(self) -> dict[str, Any]:
        """The step itself takes nothing: what was ticked is kept before it."""
        return {}


class AdulthoodPlan(StepForm):
    """What an orphan needs on growing up."""

    needs = forms.MultipleChoiceField(
        label=_("需要的帮助"),
        choices=[(key, f"{matter}（{department}）") for key, (matter, department) in NEEDS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    story = forms.CharField(
        label=_("情况和安排"), max_length=1000, widget=forms.Textarea({"rows": 2}), required=False
    )


ENROLMENT: dict[str, type[StepForm]] = {
    "assess": Findings,
    "verify": Review,
    "confirm": Checklist,
    "notify": Posting,
}
FORMS: dict[tuple[str, str], type[StepForm]] = {
    (APPLICATION, "assess"): Assessment,
    (APPLICATION, "notify"): Posting,
    (ADULTHOOD, "plan"): AdulthoodPlan,
    (CHANGE, "verify"): ChangeCheck,
    (CHANGE, "hear"): Opinion,
    (CHANGE, "decide"): Decision,
}
# Proposals that are read before they are signed: never with one click from a list.
READ_FIRST = frozenset({"assess", "confirm", "decide", "submit"})


def form_of(case: Case, step: Step, request: HttpRequest, *, bound: bool = False) -> StepForm:
    """Return the form of a step of a case, with what was typed when ``bound``."""
    moment: StaffRequest = request  # type: ignore[assignment]
    kind = FORMS.get((case.workflow, step.key), StepForm)
    if kind is StepForm and enrolment_of(case.workflow) is not None:
        kind = ENROLMENT.get(step.key, StepForm)
    typed = request.POST if bound else None
    return kind(typed, case=case, step=step, on=localdate(moment.at), auto_id=f"id_{step.key}_%s")


def wants_typing(workflow: str, step: Step) -> bool:
    """Say whether a step must be taken on the page of the case and not from a list."""
    if asks_note(step) or step.key in READ_FIRST:
        return True
    if enrolment_of(workflow) is not None and step.key == "verify":
        return True
    return (workflow, step.key) in FORMS and FORMS[workflow, step.key] is not Posting
