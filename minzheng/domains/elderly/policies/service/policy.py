"""经济困难高龄老年人养老服务补贴: from a local age for members of poor families."""

from minzheng.policy import COUNTY, PROVINCE, Policy
from minzheng.policy.months import birthday, day_number, first_day, month_of

LAW = "老年人权益保障法 第三十条；国家基本养老服务清单（2023年）"
DECIDES = "一项确定即可判断，其余未知不影响"

policy = Policy("elderly.service", "经济困难高龄老年人养老服务补贴", of="person", basis=LAW)

policy.parameter("service_age", "高龄的起始年龄", unit="岁", set_by=PROVINCE, basis=LAW)
policy.parameter("service_allowance", "养老服务补贴标准", unit="元/月", set_by=COUNTY, basis=LAW)
policy.parameter(
    "poor_groups",
    "经济困难的范围",
    unit="选项",
    set_by=PROVINCE,
    basis=LAW,
    many=True,
    choices={
        "dibao": "最低生活保障家庭",
        "edge": "低保边缘家庭",
        "rigid": "刚性支出困难家庭",
        "tekun": "特困人员",
    },
)
POOR = ("dibao_recipient", "edge_family", "rigid_family", "tekun_recipient")


@policy.condition("属于经济困难的老年人", basis=LAW, optional=POOR, absence=DECIDES)
def is_poor(dibao_recipient, edge_family, rigid_family, tekun_recipient, poor_groups):
    """A recorded recognition among those the place names; a supported person only where named."""
    return (
        (dibao_recipient & poor_groups.str.contains(" dibao ", literal=True))
        | (edge_family & poor_groups.str.contains(" edge ", literal=True))
        | (rigid_family & poor_groups.str.contains(" rigid ", literal=True))
        | (tekun_recipient & poor_groups.str.contains(" tekun ", literal=True))
    )


@policy.condition("达到高龄的起始年龄", basis=LAW)
def old_enough(birth_on, service_age, at):
    """The age is completed on the birthday itself."""
    return day_number(at) >= birthday(birth_on, service_age)


@policy.condition(
    "户籍在本地且在世", basis=LAW, optional=("registered_here", "is_dead"), absence=DECIDES
)
def here_and_alive(registered_here, is_dead):
    """The place of household registration pays; death ends the money from the next month."""
    return registered_here & ~is_dead


@policy.variable("首次发放月（从该日所在月起）", unit="日期", basis=LAW)
def paid_from(at):
    """The month after confirmation."""
    return first_day(month_of(at) + 1)


@policy.amount("每月养老服务补贴", basis=LAW)
def monthly_amount(service_allowance):
    """May be spent as service where the place buys it."""
    return service_allowance + 0
