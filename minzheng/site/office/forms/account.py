"""What is typed to sign in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.core.text import half_width


class SignIn(forms.Form):
    """User name, password and the six digits of the phone, asked together."""

    username = forms.CharField(
        label=_("用户名"), max_length=60, widget=forms.TextInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("动态口令"),
        max_length=12,
        required=False,
        help_text=_("手机验证码应用上显示的 6 位数字；首次登录还没有绑定的，先空着"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        """Accept full-width digits and spaces, as phones show them."""
        return half_width(self.cleaned_data["code"]).replace(" ", "")


class Enrolment(forms.Form):
    """The first code of a phone that was just bound."""

    code = forms.CharField(
        label=_("动态口令"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        """Accept full-width digits and spaces, as phones show them."""
        return half_width(self.cleaned_data["code"]).replace(" ", "")
