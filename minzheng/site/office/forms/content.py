"""What is typed about publishing: a text, its steps, online accounts and their checks."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.domains.publicity import choices

from .fields import DayField
from .purchases import chosen


class ArticleText(forms.Form):
    """The text and its metadata (政府信息公开 asks for index number, theme and unit)."""

    kind = forms.ChoiceField(label=_("栏目"), choices=list(choices.ARTICLES.items()))
    theme_class = forms.CharField(label=_("主题分类"), max_length=60)
    title = forms.CharField(label=_("标题"), max_length=120)
    summary = forms.CharField(
        label=_("摘要（微博用，可不填）"),
        max_length=120,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    body = forms.CharField(
        label=_("正文"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 12}),
        help_text=_("一段一行。不得出现身份证号、手机号、银行卡号。"),
    )
    keywords = forms.CharField(label=_("关键词"), max_length=120, required=False)
    policy = forms.TypedChoiceField(
        label=_("所解读的政策文件"), coerce=int, empty_value=None, required=False
    )
    until_on = DayField(label=_("展示至（不填为长期）"), required=False)
    photo = forms.FileField(label=_("配图（JPG、PNG）"), required=False)

    def __init__(self, *args: Any, policies: Iterable[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["policy"], [("", "—"), *policies])


class ArticleEntry(ArticleText):
    """A new text of a unit."""

    division = forms.ChoiceField(label=_("报送单位所在地"))
    unit = forms.CharField(label=_("报送单位"), max_length=100)
    field_order = ("division", "unit")

    def __init__(self, *args: Any, places: Iterable[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["division"], places)


class Sure(forms.Form):
    """Nothing to fill in."""


class Passing(forms.Form):
    """An opinion with a step that is passed."""

    note = forms.CharField(label=_("意见（可不填）"), max_length=300, required=False)


class Reason(forms.Form):
    """Why something is sent back or taken down."""

    reason = forms.CharField(label=_("原因"), max_length=200)


class Channels(forms.Form):
    """Where a text is published."""

    channels = forms.MultipleChoiceField(
        label=_("发布渠道"),
        choices=list(choices.ARTICLE_CHANNELS.items()),
        initial=[choices.WEBSITE],
        widget=forms.CheckboxSelectMultiple,
    )


class Shown(forms.Form):
    """Under which address a channel shows a text."""

    publication = forms.TypedChoiceField(label=_("渠道"), coerce=int)
    address = forms.CharField(label=_("发布后的网址"), max_length=300)

    def __init__(self, *args: Any, publications: Iterable[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["publication"], publications)


class AdoptionEntry(forms.Form):
    """Who took a text over."""

    level = forms.ChoiceField(label=_("采用级别"), choices=list(choices.ADOPTIONS.items()))
    on = DayField(label=_("采用日期"))
    medium = forms.CharField(label=_("采用媒体或刊物"), max_length=100)
    proof = forms.CharField(label=_("凭据（网址、刊期）"), max_length=200)


class AccountEntry(forms.Form):
    """An online account with who answers for it."""

    division = forms.ChoiceField(label=_("主办单位所在地"))
    unit = forms.CharField(label=_("主办单位"), max_length=100)
    name = forms.CharField(label=_("账号名称"), max_length=100)
    kind = forms.ChoiceField(label=_("类型"), choices=list(choices.ACCOUNTS.items()))
    identifier = forms.CharField(label=_("账号标识（网址、微信号等）"), max_length=100)
    owner = forms.CharField(label=_("责任人"), max_length=60)
    phone = forms.CharField(label=_("联系电话"), max_length=20, required=False)
    opened_on = DayField(label=_("开通日期"))
    filing_number = forms.CharField(label=_("备案号"), max_length=60, required=False)

    def __init__(self, *args: Any, places: Iterable[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["division"], places)


class AccountState(forms.Form):
    """A new state or owner."""

    state = forms.ChoiceField(label=_("状态"), choices=list(choices.ACCOUNT_STATES.items()))
    on = DayField(label=_("自"))
    owner = forms.CharField(label=_("责任人"), max_length=60)
    phone = forms.CharField(label=_("联系电话（有变化才填）"), max_length=20, required=False)


class CheckEntry(forms.Form):
    """What a check found."""

    on = DayField(label=_("检查日期"))
    last_post_on = DayField(label=_("最近更新日期"), required=False)
    risk = forms.ChoiceField(label=_("舆情风险"), choices=list(choices.RISKS.items()))
    findings = forms.CharField(
        label=_("发现的问题（一行一条）"), required=False, widget=forms.Textarea({"rows": 3})
    )
    measure = forms.CharField(label=_("处置措施"), max_length=300, required=False)

    def answers(self) -> dict[str, Any]:
        """Return the findings line by line."""
        return {**self.cleaned_data, "findings": self.cleaned_data["findings"].splitlines()}


class Mended(forms.Form):
    """What was done about a check."""

    on = DayField(label=_("整改完成日期"))
    note = forms.CharField(label=_("整改情况"), max_length=300)
