"""What is typed about checks between areas."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import DayField


class IncomingArea(forms.Form):
    """A request of another area, as its letter says."""

    area_code = forms.RegexField(r"^\d{6,12}$", label=_("来函地区划代码"))
    area_name = forms.CharField(label=_("来函单位"), max_length=100)
    reference = forms.CharField(label=_("来函编号"), max_length=60)
    name = forms.CharField(label=_("被核对人"), max_length=100)
    id_number = forms.CharField(label=_("公民身份号码"), max_length=20)
    purpose = forms.CharField(label=_("事由"), max_length=200)
    signed_on = DayField(label=_("授权书签署日期"))
    letter_valid_to = DayField(label=_("授权书有效期至（不含）"))
    letter = forms.FileField(label=_("授权书扫描件"))
