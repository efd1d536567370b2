"""基本殡葬服务免费和减免: the basic items waived for the poor, for donors, and in part for others in need."""

import narwhals as nw

from minzheng.policy import COUNTY, PREFECTURE, PROVINCE, Policy, half_up

LAW = "殡葬管理条例（2026年）第五条"
PRACTICE = "惠民殡葬地方规定"
SCALE = 10_000  # a percentage is held in hundredths of a percent
DECIDES = "一项确定即可判断，其余未知不影响"

policy = Policy("funeral.basic", "基本殡葬服务费减免", of="person", basis=f"{LAW}；{PRACTICE}")

policy.parameter(
    "free_groups",
    "免费提供基本殡葬服务的人员",
    unit="选项",
    set_by=PREFECTURE,
    basis=PRACTICE,
    many=True,
    choices={
        "tekun": "特困人员",
        "dibao": "最低生活保障对象",
        "veteran": "优抚对象",
        "donor": "遗体和人体器官捐献者",
        "listed": "当地其他免费对象",
        "all": "全体户籍居民",
    },
)
policy.parameter(
    "free_items",
    "免费的基本殡葬服务项目",
    unit="选项",
    set_by=PREFECTURE,
    basis=LAW,
    many=True,
    choices={
        "transport": "遗体接运",
        "storage": "遗体存放",
        "cremation": "遗体火化",
        "ash_keeping": "骨灰寄存",
    },
)
policy.parameter("free_storage_days", "免费存放天数", unit="日", set_by=PROVINCE, basis=LAW)
policy.parameter(
    "reduced_percent", "低保边缘和刚性支出困难家庭减收比例", unit="%", set_by=COUNTY, basis=PRACTICE
)


@policy.condition("已死亡", basis=LAW)
def has_died(is_dead):
    """Shown by the death certificate."""
    return is_dead & True


@policy.condition("户籍在本地", basis=PRACTICE)
def is_registered_here(registered_here):
    """The place of household registration bears the cost."""
    return registered_here & True


@policy.variable(
    "属于免费人员",
    unit="是否",
    basis=PRACTICE,
    optional=(
        "tekun_recipient",
        "dibao_recipient",
        "poor_veteran",
        "donated_body",
        "other_free_funeral",
    ),
    absence=DECIDES,
)
def is_free(
    tekun_recipient, dibao_recipient, poor_veteran, donated_body, other_free_funeral, free_groups
):
    """Each group only where the place names it."""
    return (
        free_groups.str.contains(" all ", literal=True)
        | (tekun_recipient & free_groups.str.contains(" tekun ", literal=True))
        | (dibao_recipient & free_groups.str.contains(" dibao ", literal=True))
        | (poor_veteran & free_groups.str.contains(" veteran ", literal=True))
        | (donated_body & free_groups.str.contains(" donor ", literal=True))
        | (other_free_funeral & free_groups.str.contains(" listed ", literal=True))
    )


@policy.variable(
    "属于减收人员",
    unit="是否",
    basis=PRACTICE,
    optional=("edge_family", "rigid_family"),
    absence="未设减收的地方不需要",
)
def is_reduced(edge_family, rigid_family, reduced_percent):
    """By degree of need, where the place has set a share."""
    return (reduced_percent > 0) & (edge_family | rigid_family)


@policy.condition(
    "属于免费或减收人员", basis=PRACTICE, optional=("is_free", "is_reduced"), absence=DECIDES
)
def is_helped(is_free, is_reduced):
    """One of the two."""
    return is_free | is_reduced


@policy.variable("减免比例", unit="%", basis=PRACTICE)
def waived_percent(is_free, reduced_percent):
    """All, or the share."""
    return nw.when(is_free).then(SCALE).otherwise(reduced_percent)


def item_waived(code):
    """The fee of one item where the place waives it; an item it does not waive asks nothing."""

    def waived(fee, free_items):
        named = free_items.str.contains(f" {code} ", literal=True)
        return nw.when(named).then(fee).otherwise(0)

    return waived


@policy.variable("存放费（免费天数以内）", unit="元", basis=LAW)
def free_storage_fee(storage_days, storage_day_fee, free_storage_days):
    """Days beyond are the family's."""
    days = nw.when(storage_days > free_storage_days).then(free_storage_days).otherwise(storage_days)
    return days * storage_day_fee


for _code, _fee, _label in (
    ("transport", "transport_fee", "遗体接运费"),
    ("storage", "free_storage_fee", "遗体存放费"),
    ("cremation", "cremation_fee", "遗体火化费"),
    ("ash_keeping", "ash_keeping_fee", "骨灰寄存费"),
):
    policy.variable(
        f"可减免的{_label}",
        unit="元",
        basis=LAW,
        name=f"waived_{_code}",
        reads=(_fee, "free_items"),
        optional=(_fee,),
        absence="不在免费项目之内的不需要",
    )(item_waived(_code))


@policy.variable("可减免的服务费合计", unit="元", basis=LAW)
def waivable(waived_transport, waived_storage, waived_cremation, waived_ash_keeping):
    """The basic items together."""
    return waived_transport + waived_storage + waived_cremation + waived_ash_keeping


@policy.amount("减免金额", unit="元", basis=PRACTICE)
def waiver(waivable, waived_percent):
    """Settled with the funeral home; rounded once."""
    return half_up(waivable * waived_percent, SCALE)
