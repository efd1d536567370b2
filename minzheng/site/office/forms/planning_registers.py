"""What is typed about measures, standards, pilots, honours and surveys."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from minzheng.domains.planning.choices import (
    CHANNELS,
    EVALUATIONS,
    GOVERNMENT_LEVELS,
    HONOUR_KINDS,
    MATERIALS,
    MEASURE_CLASSES,
    MEASURE_KINDS,
    MULTIPLE,
    NORM_KINDS,
    NUMBER,
    OPINIONS,
    PILOT_STATES,
    PILOTING,
    QUESTION_KINDS,
    SCALE,
    SINGLE,
    UNIT_STATES,
    WAITING,
)
from minzheng.domains.planning.models import SurveyQuestion
from minzheng.kernel.bodies.declarations import facility_types

from .fields import DayField
from .purchases import WORDS, chosen

ROWS = forms.Textarea({"rows": 6})


class RowsField(forms.CharField):
    """Texts typed one a line; clean gives the list."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ROWS)
        super().__init__(max_length=5_000, **kwargs)

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        """Return the lines that say something."""
        return [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]


# -- measures --------------------------------------------------------------------------------------


class MeasureDescription(forms.Form):
    """What kind of paper it is, who makes it and until when."""

    kind = forms.ChoiceField(label=_("文件种类"), choices=list(MEASURE_KINDS.items()))
    rank = forms.ChoiceField(
        label=_("制定程序"), choices=list(MEASURE_CLASSES.items()),
        help_text=_("规范性文件须征求意见和合法性审核；重大行政决策还须专家论证和风险评估"),
    )  # fmt: skip
    owner = forms.CharField(label=_("责任单位"), max_length=100)
    due_on = DayField(label=_("要求印发日期"))


class MeasureEntry(MeasureDescription):
    """A measure that is to be issued, and by what order."""

    title = forms.CharField(label=_("文件名称"), max_length=200)
    plan = forms.TypedChoiceField(label=_("所属规划"), coerce=int, empty_value=None, required=False)
    ordered_by = forms.CharField(
        label=_("提出依据"), max_length=200, required=False, help_text=_("不属于规划的，写明文件或会议")
    )  # fmt: skip
    field_order = ("title", "plan", "ordered_by", "kind", "rank", "owner", "due_on")

    def __init__(self, *args: Any, plans: Iterable[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["plan"], [("", _("不属于规划")), *plans])


class MeasureStepForm(forms.Form):
    """A step that was taken, or is left out with its reason."""

    kind = forms.ChoiceField(label=_("环节"))
    from_on = DayField(label=_("开始日期"))
    on = DayField(label=_("完成日期"))
    text = forms.CharField(label=_("情况"), max_length=500, widget=WORDS)
    is_excused = forms.BooleanField(label=_("依法不需要这一步"), required=False)
    excuse = forms.CharField(
        label=_("理由"), max_length=300, required=False, widget=WORDS, help_text=_("不需要或者缩短期限时填写")
    )  # fmt: skip
    document = forms.FileField(label=_("材料"), required=False)

    def __init__(self, *args: Any, steps: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["kind"], steps)


class LegalitySubmission(forms.Form):
    """The papers sent in for the review of legality."""

    materials = forms.MultipleChoiceField(
        label=_("送审材料"), choices=list(MATERIALS.items()), widget=forms.CheckboxSelectMultiple
    )
    is_urgent = forms.BooleanField(
        label=_("紧急（应对突发事件或执行上级紧急命令）"), required=False
    )
    document = forms.FileField(label=_("送审文件"), required=False)


class LegalityOpinion(forms.Form):
    """The opinion on a draft."""

    opinion = forms.ChoiceField(label=_("审核意见"), choices=list(OPINIONS.items()))
    text = forms.CharField(label=_("意见内容"), max_length=2_000, widget=ROWS)


class Issue(forms.Form):
    """Under which number and when a measure was issued."""

    document_number = forms.CharField(
        label=_("发文字号"), max_length=60, help_text=_("如：会民发〔2026〕12号")
    )
    issued_on = DayField(label=_("印发日期"))
    valid_to = DayField(
        label=_("有效期至"), required=False, help_text=_("规范性文件不填的，按参数规定的年数")
    )
    text = forms.FileField(label=_("文件全文"), required=False)


class Evaluation(forms.Form):
    """What the evaluation of an issued measure came to."""

    conclusion = forms.ChoiceField(label=_("评估结论"), choices=list(EVALUATIONS.items()))
    on = DayField(label=_("评估日期"))
    text = forms.CharField(label=_("评估情况"), max_length=500, widget=WORDS)


class Reason(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("原因"), max_length=300, widget=WORDS)


# -- standards, pilots, honours ------------------------------------------------------------------------


class NormEntry(forms.Form):
    """A technical standard, what it is for and what a check looks at."""

    number = forms.CharField(label=_("标准号"), max_length=60, help_text=_("如：GB 38600-2019"))
    title = forms.CharField(label=_("标准名称"), max_length=200)
    kind = forms.ChoiceField(label=_("性质"), choices=list(NORM_KINDS.items()))
    valid_from = DayField(label=_("实施日期"))
    valid_to = DayField(label=_("失效日期"), required=False)
    replaces = forms.TypedChoiceField(
        label=_("代替的标准"), coerce=int, empty_value=None, required=False
    )
    facility_types = forms.MultipleChoiceField(
        label=_("适用设施"), required=False, widget=forms.CheckboxSelectMultiple
    )
    items = RowsField(label=_("检查项目"), required=False, help_text=_("每行一项"))

    def __init__(self, *args: Any, norms: Iterable[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["replaces"], [("", _("没有")), *norms])
        chosen(self.fields["facility_types"], [(one.key, one.label) for one in facility_types()])


class NormEnd(forms.Form):
    """From which day a standard no longer holds."""

    valid_to = DayField(label=_("失效日期"))


class NormCheckForm(forms.Form):
    """What a check of a facility found."""

    on = DayField(label=_("检查日期"))
    checker = forms.CharField(label=_("检查人"), max_length=60)
    failing = forms.MultipleChoiceField(
        label=_("不符合的项目"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("全部符合的不勾选"),
    )  # fmt: skip
    rectify_by = DayField(label=_("整改期限"), required=False)
    rectification = forms.CharField(
        label=_("整改台账编号"), max_length=60, required=False, help_text=_("已列入整改台账的填写")
    )
    note = forms.CharField(label=_("说明"), max_length=500, required=False, widget=WORDS)
    evidence = forms.FileField(label=_("照片或文件"), required=False)

    def __init__(self, *args: Any, items: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["failing"], [(item, item) for item in items])


class PilotEntry(forms.Form):
    """A pilot with its term and the standards it tries."""

    title = forms.CharField(label=_("试点名称"), max_length=150)
    level = forms.ChoiceField(label=_("级别"), choices=list(GOVERNMENT_LEVELS.items()))
    batch = forms.CharField(label=_("批次"), max_length=60, required=False)
    unit = forms.CharField(label=_("承担单位"), max_length=100)
    document_number = forms.CharField(label=_("批准文件"), max_length=120)
    starts_on = DayField(label=_("开始日期"))
    ends_on = DayField(label=_("结束日期"))
    norms = forms.MultipleChoiceField(
        label=_("试行的标准"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, norms: Iterable[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["norms"], norms)


class PilotEnd(forms.Form):
    """How a pilot came out."""

    state = forms.ChoiceField(
        label=_("结果"), choices=[(k, v) for k, v in PILOT_STATES.items() if k != PILOTING]
    )
    closed_on = DayField(label=_("验收日期"))
    outcome = forms.CharField(label=_("验收结论"), max_length=500, widget=WORDS)


class HonourEntry(forms.Form):
    """An honour with its document and evidence."""

    division = forms.ChoiceField(label=_("区划"))
    kind = forms.ChoiceField(label=_("对象"), choices=list(HONOUR_KINDS.items()))
    holder = forms.CharField(label=_("获得者"), max_length=100)
    unit = forms.CharField(
        label=_("所在单位"), max_length=100, required=False, help_text=_("个人和品牌填写")
    )
    title = forms.CharField(label=_("荣誉名称"), max_length=150)
    level = forms.ChoiceField(label=_("级别"), choices=list(GOVERNMENT_LEVELS.items()))
    giver = forms.CharField(label=_("授予单位"), max_length=120)
    document_number = forms.CharField(label=_("表彰文件"), max_length=120)
    given_on = DayField(label=_("授予日期"))
    valid_to = DayField(label=_("有效期至"), required=False)
    evidence = forms.FileField(label=_("证书或文件"))

    def __init__(self, *args: Any, places: Iterable[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["division"], places)


class Revocation(Reason):
    """When and why an honour was taken back."""

    revoked_on = DayField(label=_("撤销日期"))
    field_order = ("revoked_on", "reason")


# -- surveys -----------------------------------------------------------------------------------------


class SurveyDesign(forms.Form):
    """Of whom, how many, from which seed, and who asks."""

    title = forms.CharField(label=_("调查名称"), max_length=150)
    purpose = forms.CharField(label=_("目的"), max_length=500, widget=WORDS)
    plan = forms.TypedChoiceField(label=_("评估的规划"), coerce=int, empty_value=None, required=False)  # fmt: skip
    population = forms.ChoiceField(label=_("调查总体"))
    size = forms.IntegerField(label=_("样本量"), min_value=1, max_value=20_000)
    seed = forms.IntegerField(
        label=_("抽样种子"), min_value=0, max_value=2**31 - 1, initial=1,
        help_text=_("同一总体、样本量和种子抽出同一样本，可复核"),
    )  # fmt: skip
    starts_on = DayField(label=_("开始日期"))
    ends_on = DayField(label=_("结束日期"))
    evaluator = forms.TypedChoiceField(
        label=_("委托第三方"), coerce=int, empty_value=None, required=False
    )
    agency = forms.CharField(label=_("第三方机构名称"), max_length=120, required=False)

    def __init__(
        self, *args: Any, plans: Iterable[tuple[Any, str]], populations: Iterable[tuple[str, str]],
        evaluators: Iterable[tuple[Any, str]], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        chosen(self.fields["plan"], [("", _("不属于规划")), *plans])
        chosen(self.fields["population"], populations)
        chosen(self.fields["evaluator"], [("", _("本单位调查")), *evaluators])


class Question(forms.Form):
    """One question of the questionnaire."""

    kind = forms.ChoiceField(label=_("题型"), choices=list(QUESTION_KINDS.items()))
    text = forms.CharField(label=_("问题"), max_length=300)
    options = RowsField(label=_("选项"), required=False, help_text=_("选择题填写，每行一个"))
    low = forms.IntegerField(
        label=_("最低"), required=False, help_text=_("打分题、数字题填写，如 1")
    )
    high = forms.IntegerField(label=_("最高"), required=False, help_text=_("如 5"))
    is_required = forms.BooleanField(label=_("必答"), required=False, initial=True)


class QuestionChoice(forms.Form):
    """Which question is taken out."""

    question = forms.TypedChoiceField(label=_("题目"), coerce=int)

    def __init__(self, *args: Any, questions: Iterable[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["question"], questions)


class Answers(forms.Form):
    """How asking one unit went; the questions come from the questionnaire."""

    state = forms.ChoiceField(
        label=_("访问结果"), choices=[(k, v) for k, v in UNIT_STATES.items() if k != WAITING]
    )
    channel = forms.ChoiceField(label=_("方式"), choices=list(CHANNELS.items()))
    asked_on = DayField(label=_("访问日期"))
    note = forms.CharField(label=_("说明"), max_length=300, required=False)

    def __init__(self, *args: Any, questions: Sequence[SurveyQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[self.name_of(question)] = _answer_field(question)

    @staticmethod
    def name_of(question: SurveyQuestion) -> str:
        """Return the name of the field of a question."""
        return f"question_{question.pk}"

    def clean(self) -> dict[str, Any]:
        """Refuse an answer left out where the unit answered."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("state") == "answered":
            for question in self.questions:
                name = self.name_of(question)
                empty = told.get(name) in (None, "", [])
                if question.is_required and empty and name not in self.errors:
                    self.add_error(name, ValidationError(_("请回答这一题。")))
        return told

    def answers(self) -> dict[str, Any]:
        """Return what the service takes."""
        told = {k: v for k, v in self.cleaned_data.items() if not k.startswith("question_")}
        given = {q.pk: self.cleaned_data.get(self.name_of(q)) for q in self.questions}
        return {**told, "answers": given}


def _answer_field(question: SurveyQuestion) -> forms.Field:
    told: dict[str, Any] = {"label": f"{question.sequence}. {question.text}", "required": False}
    pairs = [(option, option) for option in question.options]
    if question.kind == SINGLE:
        return forms.ChoiceField(choices=pairs, widget=forms.RadioSelect, **told)
    if question.kind == MULTIPLE:
        return forms.MultipleChoiceField(choices=pairs, widget=forms.CheckboxSelectMultiple, **told)
    if question.kind == SCALE:
        span = range(question.low or 0, (question.high or 0) + 1)
        return forms.ChoiceField(
            choices=[(str(n), str(n)) for n in span], widget=forms.RadioSelect, **told
        )
    if question.kind == NUMBER:
        return forms.DecimalField(min_value=question.low, max_value=question.high, **told)
    return forms.CharField(max_length=1_000, widget=WORDS, **told)
