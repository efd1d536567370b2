"""What is typed on the sharing platform; the form of a register row is made from its declaration."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.exchange import declarations as exchange
from minzheng.kernel.sharing import declarations
from minzheng.kernel.sharing.choices import Mode
from minzheng.kernel.sharing.declarations import SharedSet
from minzheng.kernel.sharing.mapping import written
from minzheng.kernel.sharing.models import Connection, Entry

LARGEST = 20 * 1024 * 1024


class Ask(forms.Form):
    """A request for fields of a data set."""

    fields_asked = forms.MultipleChoiceField(label=_("字段"), widget=forms.CheckboxSelectMultiple)
    purpose = forms.CharField(label=_("用途"), max_length=300, widget=forms.Textarea({"rows": 2}))
    document = forms.CharField(
        label=_("依据文件"), max_length=200, help_text=_("来函文号或合作协议名称")
    )
    valid_from = forms.DateField(
        label=_("起始日期"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    valid_to = forms.DateField(
        label=_("终止日期（不填为长期）"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, *args: Any, share: SharedSet, names: Iterable[str], since: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        pairs = [(name, share.column(name).label) for name in names]
        self.fields["fields_asked"].choices = pairs  # type: ignore[attr-defined]
        self.fields["fields_asked"].initial = [name for name, _label in pairs]
        self.fields["valid_from"].initial = since

    def clean(self) -> dict[str, Any]:
        """Return what the service takes: the fields under its own name."""
        cleaned = super().clean() or {}
        if "fields_asked" in cleaned:
            cleaned["fields"] = cleaned.pop("fields_asked")
        return cleaned


class Decide(forms.Form):
    """The answer to a request."""

    answer = forms.ChoiceField(
        label=_("审批意见"),
        choices=[("grant", _("批准")), ("refuse", _("不批准"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("说明（不批准须写明理由）"),
        max_length=300,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class Why(forms.Form):
    """Why something is ended."""

    reason = forms.CharField(
        label=_("原因"), max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )


class Connect(forms.Form):
    """How a partner is reached."""

    mode = forms.ChoiceField(label=_("方式"), choices=Mode.choices)
    address = forms.CharField(
        label=_("接口或前置库地址"),
        max_length=300,
        required=False,
        help_text=_(
            "前置库写作 postgresql://用户@主机/库?table=数据表&receipts=回执表；不写密码。"
        ),
        widget=forms.TextInput({"placeholder": "https://", "autocomplete": "off"}),
    )
    secret_name = forms.CharField(
        label=_("密钥变量名"),
        max_length=60,
        required=False,
        help_text=_(
            "密钥（前置库为密码）由系统管理员设在服务器环境变量里，这里只写变量名，以 MINZHENG_SHARE_ 开头。"
        ),
    )
    encoding = forms.ChoiceField(
        label=_("文件编码"), choices=[("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")]
    )

    @staticmethod
    def initial_of(way: Connection | None, mode: str) -> dict[str, Any]:
        """Return what stands on the form before anybody typed."""
        if way is None:
            return {"mode": mode, "encoding": "utf-8-sig"}
        return {
            "mode": way.mode,
            "address": way.address,
            "secret_name": way.secret_name,
            "encoding": way.encoding,
        }


class Receipts(forms.Form):
    """A file brought by hand."""

    file = forms.FileField(label=_("文件（csv，UTF-8 或 GB18030）"))

    def clean_file(self) -> Any:
        """Refuse a file larger than a register of a county."""
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise forms.ValidationError(_("文件不能超过 20 MB"))
        return given


class Issue(forms.Form):
    """Which certificate is issued."""

    kind = forms.ChoiceField(label=_("证照种类"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = [
            (one.key, f"{one.label}（{one.issuer}）") for one in declarations.certificate_kinds()
        ]
        self.fields["kind"].choices = pairs  # type: ignore[attr-defined]


class Check(forms.Form):
    """A certificate to be checked."""

    number = forms.CharField(label=_("证照编号"), max_length=30)
    digest = forms.CharField(label=_("校验码"), max_length=64)

    def clean_digest(self) -> str:
        """Return the check code without the spaces that paper adds."""
        return str(self.cleaned_data["digest"]).replace(" ", "").lower()


class Stage(forms.Form):
    """The stage a row goes to."""

    stage = forms.TypedChoiceField(label=_("变更为"), coerce=int)
    note = forms.CharField(
        label=_("说明"),
        max_length=300,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, share: SharedSet, row: Entry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = [
            (n, text)
            for n, text in enumerate(share.stages)
            if n <= row.stage + 1 and n != row.stage
        ]
        self.fields["stage"].choices = pairs  # type: ignore[attr-defined]
        self.fields["stage"].initial = row.stage + 1


class EntryForm(forms.Form):
    """A row of a register, one control for each declared column; the service reads what was typed."""

    def __init__(self, *args: Any, share: SharedSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in share.columns:
            self.fields[column.name] = _control(column)

    @staticmethod
    def initial_of(share: SharedSet, values: dict[str, Any]) -> dict[str, str]:
        """Return the values of a row as they are typed."""
        return {column.name: written(column, values.get(column.name)) for column in share.columns}


def _control(column: exchange.Field) -> forms.Field:
    told: dict[str, Any] = {"label": column.label, "required": column.required}
    if column.kind == exchange.CHOICE:
        empty = [] if column.required else [("", "—")]
        return forms.ChoiceField(choices=[*empty, *((v, v) for v in column.choices)], **told)
    if column.kind == exchange.DATE:
        return forms.CharField(widget=forms.DateInput({"type": "date"}), **told)
    if column.kind in {exchange.MONEY, exchange.DECIMAL}:
        told["help_text"] = column.unit if column.kind == exchange.MONEY else ""
        return forms.CharField(widget=forms.TextInput({"inputmode": "decimal"}), **told)
    return forms.CharField(max_length=300, widget=forms.TextInput({"autocomplete": "off"}), **told)
