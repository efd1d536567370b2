"""What is typed on a payment run: a reason, a bank's answer, a further run."""

from django import forms
from django.utils.translation import gettext_lazy as _

MOST = 20 * 1024 * 1024


class SendBack(forms.Form):
    """Why a run goes back to the officer."""

    reason = forms.CharField(
        label=_("退回原因"), max_length=300, widget=forms.TextInput({"autocomplete": "off"})
    )


class ReturnFile(forms.Form):
    """The file with which a bank answers."""

    content = forms.FileField(label=_("回盘文件"), allow_empty_file=False)

    def clean_content(self) -> object:
        """Refuse what no bank would send for a county."""
        content = self.cleaned_data["content"]
        if content.size > MOST:
            raise forms.ValidationError(_("文件超过 20 MB，不像是回盘文件，请核对。"))
        return content
