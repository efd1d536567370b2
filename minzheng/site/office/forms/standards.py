"""What is typed at the standards desk: the paper, its day and place, and by how much to raise."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.core.text import half_width
from minzheng.kernel.determinations.choices import Issuer
from minzheng.kernel.divisions.models import Division

from .county import places


def _day(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **more)


class WhichStandards(forms.Form):
    """Which benefits' standards one paper changes."""

    owner = forms.MultipleChoiceField(label=_("调整哪些标准"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, known: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = list(known)  # type: ignore[attr-defined]


class Paper(forms.Form):
    """The paper that changes standards; the new values stand in the grid beside it."""

    title = forms.CharField(
        label=_("事由"), max_length=120, help_text=_("例如：2027年城乡低保和特困供养标准")
    )
    document = forms.CharField(label=_("文号"), max_length=200, required=False)
    source = forms.CharField(label=_("依据"), max_length=300, help_text=_("文件名称和条款"))
    issued_by = forms.ChoiceField(
        label=_("发文机关层级"), choices=[(issuer.value, issuer.label) for issuer in Issuer],
        help_text=_("县级只能登记上级制定的标准，不能自行制定"),
    )  # fmt: skip
    dated_on = _day(_("成文日期"), required=False)
    division = forms.ChoiceField(label=_("适用地区"))
    since = _day(_("起用日"), help_text=_("早于本月的，发布后逐户补发"))
    note = forms.CharField(
        label=_("说明"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, divisions: Iterable[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].choices = places(divisions)  # type: ignore[attr-defined]


class Reason(forms.Form):
    """Why a change is released although a check warns or cannot tell."""

    reason = forms.CharField(
        label=_("发布理由"), max_length=300, required=False, widget=forms.Textarea({"rows": 2}),
        help_text=_("有核验项不符合或无法判断时必填"),
    )  # fmt: skip


def percent_of(text: str) -> Fraction | None:
    """Read a percentage as typed (6, 6.5, ６％); None when it is none or leads nowhere."""
    try:
        found = Fraction(half_width(text).strip().removesuffix("%").strip())
    except (ValueError, ZeroDivisionError):
        return None
    return found if 0 < found <= 100 else None
