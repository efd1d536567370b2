"""What is typed at the county's desks: parameter values, policy documents, archives, users, mandates."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.accounts.declarations import ROLES, SYSTEM
from minzheng.kernel.determinations.choices import Issuer
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.documents import choices


def _day(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput({"type": "date"}), **more
    )


def places(divisions: Iterable[Division]) -> list[tuple[str, str]]:
    """Return divisions as choices, lower ones indented below their parent."""
    return [(d.code, "　" * max(0, d.level - Level.COUNTY) + d.name) for d in divisions]


class Value(forms.Form):
    """A new value of a parameter, with its document; it waits for a second person."""

    division = forms.ChoiceField(label=_("适用地区"))
    since = _day(_("起用日"))
    until = _day(_("停用日"), required=False, help_text=_("不填即一直有效，直到有新的数值"))
    value = forms.CharField(label=_("数值"), max_length=200)
    source = forms.CharField(label=_("依据"), max_length=300, help_text=_("文件名称和条款"))
    document = forms.CharField(label=_("文号"), max_length=200, required=False)
    issued_by = forms.ChoiceField(
        label=_("发文机关层级"), choices=[(issuer.value, issuer.label) for issuer in Issuer]
    )

    def __init__(
        self, *args: Any, divisions: Iterable[Division], is_standard: bool, **kwargs: Any
    ) -> None:
        """Ask for the level of the paper only where the law says who sets the figure."""
        super().__init__(*args, **kwargs)
        self.fields["division"].choices = places(divisions)  # type: ignore[attr-defined]
        if not is_standard:
            del self.fields["issued_by"]


class WhichValue(forms.Form):
    """Which parameter gets a new value."""

    parameter = forms.ChoiceField(label=_("参数"))

    def __init__(self, *args: Any, known: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parameter"].choices = list(known)  # type: ignore[attr-defined]


class PolicyEntry(forms.Form):
    """A policy document for the register."""

    index_number = forms.CharField(label=_("索引号"), max_length=60)
    title = forms.CharField(label=_("标题"), max_length=200)
    document_number = forms.CharField(
        label=_("发文字号"),
        max_length=60,
        required=False,
        help_text=_("例如：会政办发〔2022〕114号"),
    )
    issuer = forms.CharField(label=_("发文机关"), max_length=100)
    theme_class = forms.CharField(label=_("主题分类"), max_length=60)
    dated_on = _day(_("成文日期"))
    issued_on = _day(_("发布日期"))
    valid_from = _day(_("生效日期"), required=False, help_text=_("不填即发布之日"))
    full_text = forms.FileField(label=_("全文"), required=False, help_text=_("docx 或 PDF"))


class Validity(forms.Form):
    """What became of a policy document, and when."""

    state = forms.ChoiceField(label=_("效力状态"), choices=list(choices.VALIDITY.items()))
    on = _day(_("自何日起"))


class Transfer(forms.Form):
    """To whom an archive file is handed over."""

    receiver = forms.CharField(label=_("接收单位"), max_length=100)


class Opinion(forms.Form):
    """Why an expired archive file may be destroyed."""

    opinion = forms.CharField(label=_("鉴定意见"), widget=forms.Textarea({"rows": 3}))


class NewUser(forms.Form):
    """A new account; the second factor is bound at the first sign-in."""

    username = forms.CharField(label=_("用户名"), max_length=60, help_text=_("建议用姓名全拼"))
    display_name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(label=_("手机号"), max_length=20, required=False)
    password = forms.CharField(
        label=_("初始密码"), max_length=200, strip=False, help_text=_("至少 10 位，不能全是数字，也不能太常见"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip


class NewPassword(forms.Form):
    """A new password, given by the security administrator."""

    password = forms.CharField(
        label=_("新密码"), max_length=200, strip=False, help_text=_("至少 10 位，不能全是数字，也不能太常见"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip


class NewMandate(forms.Form):
    """Who acts as what, where, from when."""

    role = forms.ChoiceField(label=_("岗位"))
    division = forms.ChoiceField(label=_("辖区"))
    valid_from = _day(_("起"), required=False, help_text=_("不填即今天"))
    valid_to = _day(_("止"), required=False, help_text=_("不填即长期"))

    def __init__(self, *args: Any, divisions: Iterable[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [
            (key, role.label)
            for key, role in ROLES.sorted()
            if role != SYSTEM and role.level != "citizen"
        ]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.fields["division"].choices = places(divisions)  # type: ignore[attr-defined]


class Why(forms.Form):
    """The reason of a step that takes something away."""

    reason = forms.CharField(
        label=_("原因"), max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )
