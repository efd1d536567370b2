"""What is asked when people were told of policies."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.campaigns.choices import DRIVE_CHANNELS

from .fields import DayField
from .purchases import chosen


class Drive(forms.Form):
    """Where, through which channel, how many cards."""

    title = forms.CharField(
        label=_("主题"), max_length=100, help_text=_("如：低保新标准、老年助餐")
    )
    channel = forms.ChoiceField(label=_("渠道"), choices=list(DRIVE_CHANNELS.items()))
    division = forms.ChoiceField(label=_("乡镇、村（社区）"))
    place = forms.CharField(label=_("地点"), max_length=100, help_text=_("如：逢集市场、文化广场、12 辆出租车"))  # fmt: skip
    held_on = DayField(label=_("日期"))
    cards = forms.IntegerField(label=_("发放卡片（张）"), min_value=0, max_value=1_000_000, required=False, help_text=_("没有清点的不填"))  # fmt: skip
    reached = forms.IntegerField(label=_("到场或覆盖人数"), min_value=0, max_value=10_000_000, required=False, help_text=_("没有清点的不填"))  # fmt: skip
    note = forms.CharField(label=_("说明"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}))  # fmt: skip
    photo = forms.FileField(label=_("现场照片"), required=False)

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["division"], places)
