"""What is written down of a visit."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from minzheng.facts import COLUMNS
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.people.models import Person
from minzheng.kernel.visits import choices

from .fields import YuanField

FOUND = (
    "farm_income", "surveyed_income", "support_received", "support_paid", "wages",
    "business_income", "property_income",
)  # fmt: skip
HOUSING = (_("砖混楼房"), _("砖木结构"), _("土木结构"), _("租住"), _("危旧房"), _("其他"))
MOMENT = "%Y-%m-%dT%H:%M"


class VisitRecord(forms.Form):
    """One visit: who went, when, what was seen, what it comes to."""

    kind = forms.ChoiceField(label=_("类型"), choices=list(choices.KINDS.items()))
    visited_at = forms.DateTimeField(
        label=_("走访时间"),
        input_formats=[MOMENT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
    )
    second = forms.ChoiceField(
        label=_("另一名调查人员"),
        required=False,
        help_text=_("入户调查、邻里访问须两人以上。"),
    )
    housing = forms.ChoiceField(
        label=_("住房"),
        choices=[("", "—"), *((str(word), word) for word in HOUSING)],
        required=False,
    )
    seen = forms.CharField(
        label=_("看到的情况"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    conclusion = forms.CharField(
        label=_("调查结论"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )
    fact_person = forms.ChoiceField(label=_("查明的收支：谁的"), required=False)
    fact_item = forms.ChoiceField(
        label=_("项目"),
        choices=[("", "—"), *((name, COLUMNS[name].label) for name in FOUND)],
        required=False,
    )
    fact_amount = YuanField(label=_("金额（元/月）"), required=False)
    is_emergency = forms.BooleanField(label=_("紧急情况（可一人，可远程）"), required=False)
    is_remote = forms.BooleanField(label=_("以视频等远程方式进行"), required=False)

    def __init__(
        self,
        *args: Any,
        colleagues: list[Mandate],
        members: list[Person],
        at: datetime,
        recheck: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if recheck:
            self.fields["is_changed"] = forms.BooleanField(
                label=_("家庭情况有变化，须重新认定（生成变更办件）"), required=False
            )
        self.colleagues = {str(row.pk): row for row in colleagues}
        self.fields["second"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((key, f"{row.user}（{row.duty.label}）") for key, row in self.colleagues.items()),
        ]
        names = [(str(person.pk), person.name) for person in members]
        self.fields["fact_person"].choices = [("", "—"), *names]  # type: ignore[attr-defined]
        self.initial.setdefault("visited_at", localtime(at).strftime(MOMENT))

    def clean(self) -> dict[str, Any]:
        """A figure found needs whose it is and what it is."""
        cleaned = super().clean() or {}
        asked = [cleaned.get("fact_person"), cleaned.get("fact_item")]
        amount = cleaned.get("fact_amount")
        if (amount is not None) != all(asked) and "fact_amount" not in self.errors:
            self.add_error("fact_amount", _("成员、项目和金额须一起填写"))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return what the service of visits takes."""
        cleaned = self.cleaned_data
        facts = []
        if cleaned["fact_amount"] is not None:
            facts.append(
                {
                    "column": cleaned["fact_item"],
                    "value": cleaned["fact_amount"],
                    "person": int(cleaned["fact_person"]),
                }
            )
        seen = {"住房": cleaned["housing"], "家中情况": cleaned["seen"]}
        return {
            "kind": cleaned["kind"],
            "visited_at": cleaned["visited_at"],
            "second_visitor": self.colleagues.get(cleaned["second"]),
            "findings": {label: text for label, text in seen.items() if text},
            "conclusion": cleaned["conclusion"],
            "facts": facts,
            "is_emergency": cleaned["is_emergency"],
            "is_remote": cleaned["is_remote"],
        }
