"""What is typed about rectification, special campaigns, meetings and inspections."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from minzheng.domains.planning.choices import (
    CAMPAIGN_RESULTS,
    CONVENERS,
    FAULTY,
    FINDING_SOURCES,
    INSPECTION_ANSWERS,
    MECHANISM_KINDS,
    MECHANISM_MEETING,
    MEETING_KINDS,
    MEMBER_ROLES,
    PROBLEM,
)
from minzheng.domains.planning.declarations.checklist import CheckPoint
from minzheng.domains.planning.services.inspections import Found
from minzheng.kernel.bodies.declarations import facility_types
from minzheng.kernel.campaigns.declarations import targets

from .fields import ChosenField, DayField, YuanField
from .purchases import WORDS, LinesField, chosen

Pairs = Iterable[tuple[Any, Any]]
# A fault found on site is put right within a month unless another day is typed.
MEND_DAYS = 30


class _Placed(forms.Form):
    """A form that names a place."""

    def __init__(self, *args: Any, places: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["division"], places)


class RectificationEntry(_Placed):
    """A problem that must be put right."""

    division = forms.ChoiceField(label=_("责任单位所在区划"))
    source = forms.ChoiceField(label=_("来源"), choices=list(FINDING_SOURCES.items()))
    paper = forms.CharField(
        label=_("来源文件"), max_length=200, help_text=_("报告、通报或纪要的名称和文号")
    )
    issue = forms.CharField(label=_("问题"), max_length=1000, widget=WORDS)
    measure = forms.CharField(
        label=_("整改措施"), max_length=1000, widget=WORDS, required=False,
        help_text=_("可以由责任单位填写"),
    )  # fmt: skip
    unit = forms.CharField(label=_("责任单位"), max_length=100)
    due_on = DayField(label=_("整改期限"))
    amount = YuanField(label=_("涉及金额（元）"), required=False)
    document = forms.FileField(label=_("来源文件扫描件"), required=False)


class _Owned(forms.Form):
    def __init__(self, *args: Any, owners: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, ChosenField)
        field.offer(owners)


class MeasureSet(_Owned):
    """What will be done and who answers for it."""

    measure = forms.CharField(label=_("整改措施"), max_length=1000, widget=WORDS)
    owner = ChosenField(label=_("责任人"))


class Mended(forms.Form):
    """That a problem is put right."""

    text = forms.CharField(label=_("整改情况"), max_length=1000, widget=WORDS)
    evidence = forms.FileField(label=_("证明材料"), help_text=_("照片、文件或凭证扫描件"))


class Verdict(forms.Form):
    """What the verifier found."""

    passed = forms.TypedChoiceField(
        label=_("复查结果"), choices=[("1", _("整改到位，销号")), ("0", _("未到位，退回整改"))],
        coerce=lambda text: text == "1",
    )  # fmt: skip
    opinion = forms.CharField(label=_("复查意见"), max_length=500, widget=WORDS)


class Extension(forms.Form):
    """A later deadline, with its reason."""

    new_due_on = DayField(label=_("申请延至"))
    reason = forms.CharField(label=_("理由"), max_length=500, widget=WORDS)


class ExtensionDecision(forms.Form):
    """Whether a later deadline is agreed."""

    agreed = forms.TypedChoiceField(
        label=_("是否同意"), choices=[("1", _("同意")), ("0", _("不同意"))],
        coerce=lambda text: text == "1",
    )  # fmt: skip
    opinion = forms.CharField(label=_("意见"), max_length=300, widget=WORDS)


class HandingOn(forms.Form):
    """To whom a problem goes whose matter it is."""

    handed_to = forms.CharField(label=_("移交给"), max_length=100)
    handing = forms.CharField(label=_("移交说明"), max_length=500, widget=WORDS)


class Deadline(forms.Form):
    """By when something taken over must be put right."""

    due_on = DayField(label=_("整改期限"))


# -- special campaigns --------------------------------------------------------------------------------


class CampaignEntry(_Placed):
    """A special campaign: its area, matter, time and document."""

    division = forms.ChoiceField(label=_("整治范围"))
    title = forms.CharField(label=_("名称"), max_length=100)
    scope = forms.CharField(label=_("整治内容和对象"), max_length=500, widget=WORDS)
    basis = forms.CharField(label=_("依据文件"), max_length=200)
    starts_on = DayField(label=_("开始"))
    ends_on = DayField(label=_("结束"))


class ListUpload(forms.Form):
    """A workbook with what is to be checked."""

    upload = forms.FileField(
        label=_("Excel 清单"), help_text=_("用本页下载的模板填写；有错的行会逐行指出，改好再导入")
    )


class FacilityDraw(forms.Form):
    """A type of facility to be taken from the register."""

    kind = forms.ChoiceField(
        label=_("设施类型"), choices=lambda: [(t.key, t.label) for t in facility_types()]
    )


class ScreeningChoice(forms.Form):
    """Whom the visits of a campaign are about."""

    target = forms.ChoiceField(
        label=_("摸排对象"), choices=lambda: [(t.key, t.label) for t in targets()]
    )


class CheckResult(forms.Form):
    """What was found at one thing of the list."""

    result = forms.ChoiceField(label=_("结果"), choices=list(CAMPAIGN_RESULTS.items()))
    checked_on = DayField(label=_("排查日期"))
    note = forms.CharField(
        label=_("情况"), max_length=1000, widget=WORDS, required=False, help_text=_("发现问题的须写明")
    )  # fmt: skip
    unit = forms.CharField(label=_("责任单位"), max_length=100, required=False)
    measure = forms.CharField(label=_("整改措施"), max_length=1000, widget=WORDS, required=False)
    due_on = DayField(label=_("整改期限"), required=False, help_text=_("发现问题的须填写"))

    def clean(self) -> dict[str, Any]:
        """Ask for words and a deadline where a problem was found."""
        told = super().clean() or {}
        if told.get("result") == PROBLEM and not (told.get("note") and told.get("due_on")):
            raise ValidationError(_("发现问题的，请写明情况和整改期限。"))
        return told


class Summary(forms.Form):
    """What a campaign came to."""

    summary = forms.CharField(
        label=_("总结"), max_length=5_000, widget=forms.Textarea({"rows": 6}),
        help_text=_("对象全部排查、整改全部销号或移交后才能结束"),
    )  # fmt: skip


# -- meetings -----------------------------------------------------------------------------------------


class MechanismEntry(_Placed):
    """A mechanism with the document that founded it."""

    division = forms.ChoiceField(label=_("区划"))
    title = forms.CharField(label=_("名称"), max_length=120)
    kind = forms.ChoiceField(label=_("类别"), choices=list(MECHANISM_KINDS.items()))
    basis = forms.CharField(label=_("成立文件"), max_length=200)
    duty = forms.CharField(label=_("职责"), max_length=500, widget=WORDS)
    office = forms.CharField(label=_("办公室设在"), max_length=100, required=False)
    since = DayField(label=_("成立日期"))


class Seat(forms.Form):
    """Somebody who sits in a mechanism."""

    role = forms.ChoiceField(label=_("职务"), choices=list(MEMBER_ROLES.items()))
    name = forms.CharField(label=_("姓名"), max_length=60)
    unit = forms.CharField(label=_("单位"), max_length=100)
    post = forms.CharField(label=_("单位职务"), max_length=60, required=False)
    since = DayField(label=_("任职日期"))


class SeatEnd(forms.Form):
    """A member who leaves."""

    member = ChosenField(label=_("成员"))
    until = DayField(label=_("离任日期"))

    def __init__(self, *args: Any, members: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, ChosenField)
        field.offer(members)


class MechanismEnd(forms.Form):
    """When a mechanism is dissolved."""

    until = DayField(label=_("撤销日期"))


class MeetingEntry(_Placed):
    """A meeting that was held, with its matters and decisions."""

    division = forms.ChoiceField(label=_("区划"))
    kind = forms.ChoiceField(label=_("会议类别"), choices=list(MEETING_KINDS.items()))
    mechanism = ChosenField(label=_("所属机制"), required=False, help_text=_("协调机制会议须选择"))
    convener = forms.ChoiceField(label=_("召开单位"), choices=list(CONVENERS.items()))
    title = forms.CharField(label=_("会议名称"), max_length=120)
    held_on = DayField(label=_("召开日期"))
    place = forms.CharField(label=_("地点"), max_length=100)
    chair = forms.CharField(label=_("主持人"), max_length=60)
    attendees = forms.CharField(label=_("参会人员"), max_length=1000, widget=WORDS, required=False)
    issues = LinesField(
        label=_("议题和决定"), parts=2, divider="|", required=False,
        help_text=_("每行一项：议题 | 决定。如：敬老院消防改造 | 由县民政局年底前完成"),
    )  # fmt: skip
    minutes = forms.FileField(label=_("会议纪要"), required=False)

    def __init__(self, *args: Any, mechanisms: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["mechanism"]
        assert isinstance(field, ChosenField)
        field.offer(mechanisms)

    def clean(self) -> dict[str, Any]:
        """Ask for the mechanism of its own meetings, and for none otherwise."""
        told = super().clean() or {}
        if told.get("kind") and (told["kind"] == MECHANISM_MEETING) != bool(told.get("mechanism")):
            self.add_error("mechanism", _("协调机制会议须选择所属机制，其他会议不选。"))
        return told


class IssueEntry(forms.Form):
    """A matter with its decision."""

    title = forms.CharField(label=_("议题"), max_length=200)
    decision = forms.CharField(label=_("决定"), max_length=1000, widget=WORDS)


class Minutes(forms.Form):
    """The minutes of a meeting."""

    minutes = forms.FileField(label=_("会议纪要"))


class Assignment(_Placed, _Owned):
    """A task a meeting gives out."""

    title = forms.CharField(label=_("事项"), max_length=200)
    text = forms.CharField(label=_("要求"), max_length=1000, widget=WORDS, required=False)
    division = forms.ChoiceField(label=_("责任单位所在区划"))
    unit = forms.CharField(label=_("责任单位"), max_length=120)
    owner = ChosenField(label=_("责任人"), required=False)
    issue = ChosenField(label=_("议题"), required=False)
    due_on = DayField(label=_("期限"))

    def __init__(self, *args: Any, issues: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["issue"]
        assert isinstance(field, ChosenField)
        field.offer(issues)


class Pressing(forms.Form):
    """The words with which somebody is pressed."""

    text = forms.CharField(label=_("催办意见"), max_length=300)


# -- inspections --------------------------------------------------------------------------------------


class QuarterChoice(forms.Form):
    """A quarter whose inspections are planned."""

    quarter = forms.ChoiceField(label=_("季度"))

    def __init__(self, *args: Any, quarters: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["quarter"], quarters)


class InspectionRecord(forms.Form):
    """What two people found on site, line by line of the checklist."""

    held_on = DayField(label=_("检查日期"))
    place = forms.CharField(label=_("检查地点"), max_length=200)
    companion = ChosenField(label=_("另一检查人"))
    photo = forms.FileField(label=_("现场照片"), required=False)

    def __init__(
        self, *args: Any, points: Sequence[CheckPoint], companions: Pairs, today: date, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.points = points
        field = self.fields["companion"]
        assert isinstance(field, ChosenField)
        field.offer(companions)
        for number, point in enumerate(points, start=1):
            self.fields[f"answer_{number}"] = forms.ChoiceField(
                label=f"{number}. {point.text}", choices=list(INSPECTION_ANSWERS.items()), help_text=point.basis
            )  # fmt: skip
            self.fields[f"note_{number}"] = forms.CharField(
                label=_("情况（不符合的须写明）"), max_length=300, required=False
            )
        self.fields["due_on"] = DayField(
            label=_("不符合项的整改期限"), initial=today + timedelta(days=MEND_DAYS)
        )
        self.fields["opinion"] = forms.CharField(
            label=_("检查指导意见"), max_length=1000, widget=WORDS
        )

    def clean(self) -> dict[str, Any]:
        """Ask for words about every line that is not as it should be."""
        told = super().clean() or {}
        for number in range(1, len(self.points) + 1):
            if told.get(f"answer_{number}") == FAULTY and not told.get(f"note_{number}"):
                self.add_error(f"note_{number}", _("不符合的，请写明情况。"))
        return told

    def answers(self) -> dict[str, Any]:
        """Return what the service takes."""
        told = self.cleaned_data
        found = [
            Found(point, told[f"answer_{number}"], told[f"note_{number}"], told["due_on"])
            for number, point in enumerate(self.points, start=1)
        ]
        names = ("held_on", "place", "opinion", "companion", "photo")
        return {**{name: told[name] for name in names}, "found": found}
