"""What is typed about how a department is asked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.exchange.choices import FAILURE_POLICIES, MODES
from minzheng.kernel.exchange.models import PartnerLink
from minzheng.kernel.exchange.services import LIMITS

from .fields import DayField

KEPT = ("mode", "address", "secret_name", "on_failure", *LIMITS)


def _figure(name: str, **more: Any) -> forms.IntegerField:
    label, least, most = LIMITS[name]
    return forms.IntegerField(label=label, min_value=least, max_value=most, **more)


class LinkForm(forms.Form):
    """A way of asking from a day on, with what an outage does and within which limits."""

    data_set = forms.ChoiceField(label=_("数据"))
    mode = forms.ChoiceField(label=_("方式"), choices=list(MODES.items()))
    address = forms.CharField(
        label=_("对方地址"),
        max_length=500,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_(
            "接口写 https:// 地址；前置库写 postgresql://用户@主机/库?view=视图名；文件交换写目录。按月交换和人工函询不填。"
        ),
    )
    secret_name = forms.CharField(
        label=_("密钥变量名"),
        max_length=60,
        required=False,
        help_text=_("密钥由系统管理员设在服务器环境变量里，以 MINZHENG_PARTNER_ 开头。"),
    )
    on_failure = forms.ChoiceField(label=_("未答复时"), choices=list(FAILURE_POLICIES.items()))
    duty_days = _figure("duty_days")
    timeout_seconds = _figure("timeout_seconds")
    attempts = _figure("attempts")
    retry_minutes = _figure("retry_minutes")
    per_second = _figure("per_second")
    daily_quota = _figure("daily_quota", required=False, help_text=_("不填为不限。"))
    since = DayField(label=_("起用日期"))
    source = forms.CharField(label=_("依据的协议或文件"), max_length=300)

    def __init__(self, *args: Any, offered: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["data_set"].choices = offered  # type: ignore[attr-defined]


def initial_of(link: PartnerLink) -> dict[str, Any]:
    """Return what stands on the form before anybody typed: the way in force, or the defaults."""
    return {name: getattr(link, name) for name in KEPT} | {
        "timeout_seconds": round(link.timeout_seconds)
    }
