"""What is typed about facilities: the entry, its changes, states and investments, a table of many."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minzheng.kernel.bodies.choices import FACILITY_LEVELS, FACILITY_STATES, OWNERSHIPS
from minzheng.kernel.bodies.declarations import facility_types
from minzheng.kernel.ledger.declarations import sources

from .fields import DayField, YuanField
from .purchases import chosen


class _Details(forms.Form):
    kind = forms.ChoiceField(label=_("类型"))
    level = forms.ChoiceField(label=_("级别"), choices=list(FACILITY_LEVELS.items()))
    ownership = forms.ChoiceField(label=_("性质"), choices=list(OWNERSHIPS.items()))
    operator = forms.TypedChoiceField(
        label=_("运营机构"), coerce=int, empty_value=None, required=False
    )
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    phone = forms.CharField(label=_("公开电话"), max_length=40, required=False)
    area_m2 = forms.IntegerField(label=_("建筑面积（平方米）"), min_value=0, required=False)
    beds = forms.IntegerField(
        label=_("床位"), min_value=0, required=False, help_text=_("不清楚的不填，没有的填 0")
    )
    nursing_beds = forms.IntegerField(label=_("护理型床位"), min_value=0, required=False)
    built_on = DayField(label=_("建成日期"), required=False)
    renovated_on = DayField(label=_("改造日期"), required=False)
    longitude = forms.DecimalField(
        label=_("经度"), min_value=73, max_value=136, decimal_places=6, required=False
    )
    latitude = forms.DecimalField(
        label=_("纬度"), min_value=3, max_value=54, decimal_places=6, required=False
    )

    def __init__(self, *args: Any, operators: Iterable[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["kind"], [(one.key, one.label) for one in facility_types()])
        chosen(self.fields["operator"], [("", _("未登记")), *operators])


class FacilityEntry(_Details):
    """A facility with its first state."""

    division = forms.ChoiceField(label=_("所在地"))
    name = forms.CharField(label=_("名称"), max_length=120)
    state = forms.ChoiceField(label=_("状态"), choices=list(FACILITY_STATES.items()))
    since = DayField(label=_("状态自"))
    document = forms.CharField(label=_("依据文件"), max_length=120, required=False)
    field_order = ("division", "name", "kind", "level", "ownership", "state", "since")

    def __init__(self, *args: Any, places: Iterable[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["division"], places)


class FacilityAlteration(_Details):
    """What an entry says from a day on."""

    on = DayField(label=_("变更日期"))
    document = forms.CharField(label=_("变更依据"), max_length=120)
    field_order = ("on", "document")


class StateChange(forms.Form):
    """A new state of a facility."""

    state = forms.ChoiceField(label=_("状态"), choices=list(FACILITY_STATES.items()))
    since = DayField(label=_("自"))
    document = forms.CharField(label=_("依据文件"), max_length=120)


class Investment(forms.Form):
    """Money one source put into a facility."""

    source = forms.ChoiceField(label=_("资金来源"))
    year = forms.IntegerField(label=_("年度"), min_value=1949, max_value=2100)
    amount = YuanField(label=_("金额（元）"))
    document = forms.CharField(label=_("依据文件"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["source"], [(one.key, one.label) for one in sources()])


class Fee(forms.Form):
    """What a facility asks for one item from a day on; published on the portal."""

    item = forms.CharField(
        label=_("收费项目"), max_length=60, help_text=_("如：床位费、护理费、遗体接运")
    )
    amount = YuanField(label=_("金额（元）"), help_text=_("免费的项目填 0"))
    unit = forms.CharField(label=_("计价单位"), max_length=20, help_text=_("如：元/月、元/次"))
    since = DayField(label=_("自"))
    document = forms.CharField(label=_("依据文件"), max_length=120)


class FacilityTable(forms.Form):
    """A table of facilities."""

    file = forms.FileField(label=_("Excel 文件"), help_text=_("使用模板的表头，每行一个设施"))
    document = forms.CharField(label=_("依据"), max_length=120, help_text=_("如：2026年设施普查"))
    on = DayField(label=_("数据日期"), help_text=_("已登记的设施自这一天起按表变更"))
