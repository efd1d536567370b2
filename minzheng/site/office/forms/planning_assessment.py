"""What is typed about assessments: schemes, self-scores, reviews, objections, what results are used for."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from minzheng.domains.planning.choices import CONSEQUENCES
from minzheng.domains.planning.declarations import scoring
from minzheng.domains.planning.declarations.scoring import POINT, ScoreItem
from minzheng.domains.planning.models import Score
from minzheng.domains.planning.services.assessment import Claimed, Judged

from .fields import DayField
from .purchases import WORDS, LinesField, chosen

SIDES = {scoring.UP: "高好", scoring.DOWN: "低好"}
PARTS = ("section", "text", "points", "way", "indicator", "target", "better", "steps", "measured")


def line_of(item: ScoreItem) -> str:
    """Return an item as it is typed on one line."""
    steps = " ".join(f"{at}:{points}" for at, points in item.steps)
    target = "" if item.target is None else str(item.target)
    parts = (item.section, item.text, str(item.points), scoring.WAYS[item.way], item.indicator, target,
             SIDES[item.better], steps, item.measured)  # fmt: skip
    return "|".join(parts)


def _key(labels: dict[str, str], label: str) -> str:
    return next((key for key, word in labels.items() if word == label), label)


class SchemeForm(forms.Form):
    """How a kind of work is assessed in a year."""

    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    title = forms.CharField(label=_("名称"), max_length=120)
    document = forms.CharField(label=_("依据文件"), max_length=120)
    counted_to = DayField(
        label=_("指标截止日期"), help_text=_("统计期在这一天及以前结束的指标值计入")
    )
    objection_days = forms.IntegerField(
        label=_("异议期（工作日）"), min_value=1, max_value=60, initial=5
    )
    bonus_cap = forms.IntegerField(label=_("加分上限"), min_value=0, max_value=20, initial=5)
    items = LinesField(
        label=_("考核项目"), parts=len(PARTS), divider="|", widget=forms.Textarea({"rows": 16, "spellcheck": "false"}),
        help_text=_(
            "每行一项：板块|内容|分值|方式|指标代码|目标值|方向|区间|衡量方法。"
            "方式：按完成比例、按区间、凭证评分（这三种合计 100 分）、加分、扣分、一票否决（分值为总分上限）；方向：高好、低好；区间写作 80:9 90:15"
        ),
    )  # fmt: skip

    def clean_items(self) -> list[ScoreItem]:
        """Return the items; a line that cannot be read is named."""
        found = []
        for number, parts in enumerate(self.cleaned_data["items"], start=1):
            told = dict(zip(PARTS, parts, strict=True))
            told["way"] = _key(scoring.WAYS, told["way"])
            told["better"] = _key(SIDES, told["better"])
            try:
                found.append(scoring.item_from(told))
            except ValueError as wrong:
                raise ValidationError(
                    _now("第 %(n)s 行：%(wrong)s") % {"n": number, "wrong": wrong}
                ) from wrong
        return found


class PointsField(forms.DecimalField):
    """Points with two places; clean gives hundredths of a point."""

    def __init__(self, item: ScoreItem, **kwargs: Any) -> None:
        super().__init__(
            min_value=0, max_value=item.points, max_digits=6, decimal_places=2, **kwargs
        )

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        """Return hundredths of a point; None when nothing was typed."""
        found = super().clean(value)
        return None if found is None else int(found * POINT)


class _Items(forms.Form):
    """A form with boxes for the items of a sheet."""

    def __init__(
        self, *args: Any, items: Sequence[ScoreItem], scores: Sequence[Score], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(zip(items, scores, strict=True))

    def _points(self, name: str, number: int, item: ScoreItem, initial: int | None) -> None:
        label = f"{number}. {item.text}（{scoring.WAYS[item.way]} {item.points}）"
        first = None if initial is None else Decimal(initial) / POINT
        if item.way == scoring.VETO:
            self.fields[name] = forms.BooleanField(
                label=label, required=False, initial=bool(initial), help_text=_("发生的勾选")
            )
        else:
            if first is None and item.way in (scoring.BONUS, scoring.DEDUCTION):
                first = Decimal(0)
            self.fields[name] = PointsField(
                item, label=label, required=False, initial=first, help_text=item.measured
            )

    def _words(self, number: int, label: str, initial: str = "") -> None:
        self.fields[f"note_{number}"] = forms.CharField(
            label=label, max_length=500, required=False, initial=initial, widget=forms.Textarea({"rows": 1})
        )  # fmt: skip

    def _typed(self, name: str, item: ScoreItem) -> int | None:
        value = self.cleaned_data.get(name)
        return (item.most if value else 0) if item.way == scoring.VETO else value


class SelfScores(_Items):
    """What the assessed give themselves, item by item, each with a file that shows it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item, score in self.rows:
            if item.is_computed:
                continue
            number = score.number
            self._points(f"points_{number}", number, item, score.self_points)
            if item.way in (scoring.MANUAL, scoring.BONUS):
                self.fields[f"evidence_{number}"] = forms.FileField(
                    label=_now("第 %(n)s 项佐证") % {"n": number}, required=False,
                    help_text=_("已上传，重新选择则替换") if score.evidence_id else "",
                )  # fmt: skip
            self._words(number, _now("第 %(n)s 项说明") % {"n": number}, score.self_note)

    def answers(self) -> dict[int, Claimed]:
        """Return what was claimed by the number of the item."""
        return {
            score.number: Claimed(
                self._typed(f"points_{score.number}", item),
                self.cleaned_data.get(f"note_{score.number}", ""),
                self.cleaned_data.get(f"evidence_{score.number}"),
            )
            for item, score in self.rows
            if not item.is_computed and self._typed(f"points_{score.number}", item) is not None
        }


class Review(_Items):
    """What the level above gives, item by item; computed points stand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item, score in self.rows:
            number = score.number
            stands = item.is_computed and score.figure is not None
            if not stands:
                self._points(f"points_{number}", number, item, score.self_points)
            if item.way in scoring.WEIGHED:
                of = f"{number}. {item.text}：" if stands else _now("第 %(n)s 项") % {"n": number}
                self.fields[f"excused_{number}"] = forms.BooleanField(
                    label=of + _now("不参评"), required=False
                )
            self._words(
                number, _now("第 %(n)s 项说明（与自评不同、不参评的须写明理由）") % {"n": number}
            )

    def answers(self) -> dict[int, Judged]:
        """Return what was given by the number of the item."""
        return {
            score.number: Judged(
                self._typed(f"points_{score.number}", item),
                self.cleaned_data[f"note_{score.number}"],
                self.cleaned_data.get(f"excused_{score.number}", False),
            )
            for item, score in self.rows
        }


class ObjectionForm(forms.Form):
    """What the assessed object to."""

    number = forms.TypedChoiceField(label=_("考核项"), coerce=int)
    text = forms.CharField(label=_("异议理由"), max_length=500, widget=WORDS)
    evidence = forms.FileField(label=_("补充材料"), required=False)

    def __init__(self, *args: Any, items: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["number"], items)


class ObjectionAnswer(forms.Form):
    """How an objection is decided."""

    objection = forms.TypedChoiceField(label=_("异议"), coerce=int)
    is_upheld = forms.TypedChoiceField(
        label=_("结论"), coerce=lambda value: value == "yes",
        choices=[("yes", _("采纳")), ("no", _("不采纳"))],
    )  # fmt: skip
    points = forms.DecimalField(
        label=_("改判得分"), required=False, min_value=0, max_digits=6, decimal_places=2,
        help_text=_("采纳的填写"),
    )  # fmt: skip
    reason = forms.CharField(label=_("答复理由"), max_length=500, widget=WORDS)

    def __init__(self, *args: Any, objections: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["objection"], objections)

    def clean_points(self) -> int | None:
        """Return hundredths of a point."""
        value = self.cleaned_data["points"]
        return None if value is None else int(value * POINT)


class ResultUse(forms.Form):
    """What a published result is used for."""

    kind = forms.ChoiceField(label=_("运用方式"), choices=list(CONSEQUENCES.items()))
    whom = forms.CharField(label=_("单位或人员"), max_length=120)
    text = forms.CharField(label=_("内容"), max_length=200, widget=WORDS)
    number = forms.TypedChoiceField(
        label=_("针对的考核项"), coerce=int, required=False, empty_value=None
    )
    due_on = DayField(
        label=_("改进期限"), required=False, help_text=_("工作改进填写，同时下达任务")
    )
    document = forms.CharField(
        label=_("文件"), max_length=120, required=False, help_text=_("评先评优填写")
    )

    def __init__(self, *args: Any, items: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["number"], [("", "—"), *items])
