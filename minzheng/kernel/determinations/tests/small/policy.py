"""小额补助: a policy of three rules over register facts and one department's."""

from minzheng.policy import COUNTY, Policy

policy = Policy("test.small", "小额补助", of="household", basis="测试办法")
policy.parameter(
    "small_standard",
    "补助标准",
    unit="元/人·月",
    set_by=COUNTY,
    by="residence",
    basis="测试办法 第一条",
)


@policy.variable("家庭人口", unit="人", basis="测试办法 第二条")
def heads(members):
    """Everybody counts."""
    return members.count()


@policy.variable("家庭养老金", unit="元/月", basis="测试办法 第二条")
def pensions(members, pension):
    """What a department tells."""
    return members.sum(pension)


@policy.condition("人均养老金低于标准", basis="测试办法 第三条")
def small_enough(pensions, heads, small_standard):
    """Strictly below."""
    return pensions < heads * small_standard


@policy.amount("补助额", basis="测试办法 第四条")
def grant(pensions, heads, small_standard):
    """The difference."""
    return heads * small_standard - pensions
