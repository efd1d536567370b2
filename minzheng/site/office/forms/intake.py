"""The application at the counter: what the registers cannot know, and nothing else."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.core.months import completed_age
from minzheng.core.text import half_width
from minzheng.facts import COLUMNS
from minzheng.kernel.cases import choices
from minzheng.kernel.people.models import Person
from minzheng.site.applying import Kin
from minzheng.site.asking import DECLARABLE, REASONS

from ..casework import account_text
from .fields import YuanField


class Intake(forms.Form):
    """At most eight fields to type; everything else is known, ticked or chosen."""

    applicant = forms.ChoiceField(label=_("申请人"))
    reason = forms.ChoiceField(label=_("主要困难"), choices=REASONS)
    story = forms.CharField(
        label=_("情况说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("一两句话即可；收入、财产由部门数据核对，不用逐项填写。"),
    )
    irregular_income = forms.BooleanField(
        label=_("收入不固定，且家中有劳动能力的人（每半年复核一次）"), required=False
    )
    phone = forms.CharField(
        label=_("联系电话（有变化才填）"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    declared_person = forms.ChoiceField(label=_("部门数据之外的收入：谁的"), required=False)
    declared_item = forms.ChoiceField(label=_("项目"), required=False)
    declared_amount = YuanField(label=_("金额（元/月，存款为元）"), required=False)
    kin = forms.ChoiceField(
        label=_("家庭成员与经办人员、村（居）委会成员有亲属关系吗"),
        choices=[("no", _("没有")), ("yes", _("有，须备案"))],
        widget=forms.RadioSelect,
    )
    kin_member = forms.ChoiceField(label=_("家庭成员"), required=False)
    kin_relation = forms.ChoiceField(
        label=_("对方是该成员的"),
        choices=[("", "—"), *choices.KIN_RELATIONS.items()],
        required=False,
    )
    kin_role = forms.ChoiceField(
        label=_("对方身份"), choices=[("", "—"), *choices.KIN_ROLES.items()], required=False
    )
    kin_name = forms.CharField(label=_("对方姓名"), max_length=50, required=False)

    def __init__(
        self, *args: Any, members: list[Person], unsigned: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(person.pk): person for person in members}
        self.unsigned = unsigned
        names = [(key, person.name) for key, person in self.members.items()]
        self.fields["applicant"].choices = names  # type: ignore[attr-defined]
        for name in ("declared_person", "kin_member"):
            self.fields[name].choices = [("", "—"), *names]  # type: ignore[attr-defined]
        items = [(name, COLUMNS[name].label) for name in DECLARABLE]
        self.fields["declared_item"].choices = [("", "—"), *items]  # type: ignore[attr-defined]
        for row in unsigned:
            self._add_letter(row)

    def _add_letter(self, row: dict[str, Any]) -> None:
        """Ask for the letter of one member: a tick, and for a ward who signed."""
        person = row["person"]
        self.fields[f"signed_{person.pk}"] = forms.BooleanField(
            label=_("%(name)s 已核验身份证并签署授权书") % {"name": person.name}, required=False
        )
        if not row["own"]:
            signers = [(str(s.pk), s.name) for s in row["signers"]]
            self.fields[f"signer_{person.pk}"] = forms.ChoiceField(
                label=_("%(name)s 由谁代签") % {"name": person.name},
                choices=signers,
                required=False,
            )

    @property
    def letters(self) -> list[forms.BoundField]:
        """The fields of the letters, for a place of their own on the page."""
        return [self[name] for name in self.fields if name.startswith(("signed_", "signer_"))]

    def clean_phone(self) -> str:
        """Accept an eleven-digit mobile number, as typed on any keyboard."""
        text = half_width(self.cleaned_data["phone"]).replace(" ", "").replace("-", "")
        if text and not (text.isdigit() and 7 <= len(text) <= 12):
            raise forms.ValidationError(_("电话号码应为 7 至 12 位数字"))
        return text

    def clean(self) -> dict[str, Any]:
        """What belongs together must be filled in together."""
        cleaned = super().clean() or {}
        if cleaned.get("kin") == "yes":
            for name in ("kin_member", "kin_relation", "kin_role", "kin_name"):
                if not cleaned.get(name):
                    self.add_error(name, _("备案须填写"))
        parts = [name for name in ("declared_person", "declared_item") if not cleaned.get(name)]
        amount = cleaned.get("declared_amount")
        if (amount is not None) != (not parts) and "declared_amount" not in self.errors:
            self.add_error("declared_amount", _("成员、项目和金额须一起填写"))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return what the case keeps."""
        cleaned = self.cleaned_data
        found: dict[str, Any] = {
            "reason": cleaned["reason"],
            "story": cleaned["story"],
            "irregular_income": cleaned["irregular_income"],
        }
        if cleaned["declared_amount"] is not None:
            found["declared"] = {
                cleaned["declared_person"]: {cleaned["declared_item"]: cleaned["declared_amount"]}
            }
        return found

    def signed(self) -> list[tuple[Person, Person]]:
        """Return whose letters were signed, and by whom."""
        pairs = []
        for row in self.unsigned:
            person = row["person"]
            if self.cleaned_data.get(f"signed_{person.pk}"):
                chosen = self.cleaned_data.get(f"signer_{person.pk}") or str(person.pk)
                signer = next((s for s in row["signers"] if str(s.pk) == chosen), person)
                pairs.append((person, signer))
        return pairs

    def kin_found(self) -> Kin | None:
        """Return the declared tie, if there is one."""
        cleaned = self.cleaned_data
        if cleaned["kin"] != "yes":
            return None
        member = self.members[cleaned["kin_member"]]
        return Kin(member, cleaned["kin_name"], cleaned["kin_role"], cleaned["kin_relation"])


class PersonIntake(forms.Form):
    """For whom, who is paid, a word: the facts of the benefit are asked at the assessment, if at all."""

    person = forms.ChoiceField(label=_("为谁申请"))
    payee = forms.ChoiceField(label=_("领款人和账户（监护人、本人或者家属）"), required=False)
    phone = forms.CharField(
        label=_("联系电话（有变化才填）"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    origin = forms.CharField(
        label=_("外地受理的，填受理地（跨省通办）"), max_length=100, required=False
    )
    story = forms.CharField(
        label=_("说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("登记和部门数据里已有的，不用填写。"),
    )

    clean_phone = Intake.clean_phone

    def __init__(
        self,
        *args: Any,
        persons: list[Person],
        members: list[Person],
        remote: bool,
        on: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.persons = {str(person.pk): person for person in persons}
        self.members = {str(person.pk): person for person in members}
        asked = [(key, _aged(person, on)) for key, person in self.persons.items()]
        # Among several nobody is chosen beforehand: the head is seldom the one it is about.
        blank = [("", _("请选择"))] if len(asked) > 1 else []
        self.fields["person"].choices = [*blank, *asked]  # type: ignore[attr-defined]
        paid = [(k, f"{p.name}（{account_text(p)}）") for k, p in self.members.items()]
        self.fields["payee"].choices = [("", _("本人")), *paid]  # type: ignore[attr-defined]
        if not remote:
            del self.fields["origin"]

    def answers(self) -> dict[str, Any]:
        """Return what an application of one person takes."""
        cleaned = self.cleaned_data
        return {
            "payee": self.members.get(cleaned["payee"]),
            "story": cleaned["story"],
            "origin": cleaned.get("origin", "").strip(),
            "phone": cleaned["phone"],
        }


def _aged(person: Person, on: date) -> str:
    """Name somebody with the age on a day, or the day of death."""
    if person.died_on is not None:
        return _("%(name)s（%(day)s去世）") % {"name": person.name, "day": person.died_on}
    if person.birth_on is None:
        return person.name
    age = completed_age(person.birth_on, on)
    return _("%(name)s（%(age)s岁）") % {"name": person.name, "age": age}
