"""残疾儿童临时帮助: a sum once for a disabled child in need whom the help in rehabilitation does not reach."""

from minzheng.policy import COUNTY, Policy

from ..hardship.policy import policy as hardship
from ..orphan.policy import policy as orphan

PAPER = "国发〔2016〕36号 第二条；地方规定"

policy = Policy("children.disabled_help", "残疾儿童临时帮助", of="person", basis=PAPER)

policy.include(orphan, "minor", "is_registered_here")
policy.include(hardship, "rehabilitating")
policy.parameter("help_amount", "残疾儿童临时帮助金", unit="元", set_by=COUNTY, basis=PAPER)


@policy.condition("未满十八周岁", basis="民法典 第十七条")
def is_minor(minor):
    """Children only."""
    return minor & True


@policy.condition("持有残疾人证", basis=PAPER)
def is_disabled(disability_grade):
    """A certificate of any grade."""
    return disability_grade >= 1


@policy.condition("家庭基本生活暂时出现严重困难", basis=PAPER)
def in_need(living_difficult):
    """The township's finding; no means test, as with temporary relief."""
    return living_difficult & True


@policy.condition("未按困难家庭残疾儿童康复期间享受基本生活补贴", basis=PAPER)
def outside_rehabilitation_scheme(rehabilitating):
    """The poor family's child in rehabilitation is supported every month already."""
    return ~rehabilitating


@policy.variable("当地没有设帮助金，转申请临时救助", unit="是否", basis="社会救助法 第二十九条")
def relief_due(is_disabled, in_need, help_amount):
    """Where the place has set no sum, the need is met by temporary relief."""
    return is_disabled & in_need & (help_amount == 0)


@policy.condition("当地设有残疾儿童临时帮助金", basis=PAPER)
def help_is_set(help_amount):
    """No sum set, nothing to pay."""
    return help_amount > 0


policy.adopt("is_registered_here")


@policy.amount("残疾儿童临时帮助金", unit="元", basis=PAPER)
def paid_once(help_amount):
    """One sum for one application."""
    return help_amount + 0
