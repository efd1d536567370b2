"""渐退: a family above the standard because a member took a job keeps its benefit for a time."""

from minzheng.policy import COUNTY, Policy

from ..dibao.household import SCALE
from ..dibao.policy import policy as dibao

policy = Policy(
    "assistance.dibao_fade", "低保渐退", of="household", basis="最低生活保障审核确认办法 第三十三条"
)

ARTICLE = "最低生活保障审核确认办法 第三十三条"

policy.include(dibao, "standard")
policy.parameter("fade_months", "渐退期", unit="月", set_by=COUNTY, basis=ARTICLE)
policy.parameter(
    "fade_mixed_share", "就业增收须超过超出部分的比例", unit="%", set_by=COUNTY, basis=ARTICLE
)


@policy.variable("超出标准的部分", unit="元/月", basis=ARTICLE)
def excess(income_after, standard, members_counted):
    """What the household's income now lies above its standard."""
    return income_after - standard * members_counted


@policy.condition("正在领取低保金", basis=ARTICLE)
def receiving(last_amount):
    """There must be something to keep."""
    return last_amount > 0


@policy.condition("变动前人均收入低于低保标准", basis=ARTICLE)
def was_below_standard(income_before, standard, members_counted):
    """The rise, not an older error, is the reason for leaving."""
    return income_before < standard * members_counted


@policy.condition("变动后人均收入不低于低保标准", basis=ARTICLE)
def no_longer_below_standard(income_after, standard, members_counted):
    """A family still below the standard simply stays, with a new amount."""
    return income_after >= standard * members_counted


@policy.condition("收入超过标准主要因家庭成员就业", basis=ARTICLE)
def mainly_from_work(job_rise, excess, fade_mixed_share):
    """The rise from work must be more than the share of the excess."""
    return job_rise * SCALE > excess * fade_mixed_share


@policy.variable("渐退月数", unit="月", basis=ARTICLE)
def months_kept(fade_months):
    """Months paid on, from the month after the decision."""
    return fade_months + 0


@policy.amount("渐退期内每月按原额发给", basis=ARTICLE)
def kept_amount(last_amount):
    """The last amount paid."""
    return last_amount + 0
