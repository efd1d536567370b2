"""小额核对: income and two kinds of assets against local limits."""

from minzheng.policy import COUNTY, Policy

policy = Policy("test.means", "小额核对", of="household", basis="测试办法")
policy.parameter("income_line", "收入标准", unit="元/人·月", set_by=COUNTY, basis="第一条")
policy.parameter("deposit_limit", "存款限额", unit="元/人", set_by=COUNTY, basis="第二条")
policy.parameter("car_limit", "机动车限额", unit="辆", set_by=COUNTY, basis="第三条")


@policy.variable("家庭人口", unit="人")
def heads(members):
    """Everybody counts."""
    return members.count()


@policy.variable("家庭养老金", unit="元/月")
def income(members, pension):
    """Pensions only."""
    return members.sum(pension)


@policy.variable("家庭存款", unit="元")
def savings(members, deposits):
    """Deposits of all members."""
    return members.sum(deposits)


@policy.variable("家庭机动车", unit="辆")
def vehicles(members, cars):
    """Cars of all members."""
    return members.sum(cars)


@policy.condition("人均收入低于标准", basis="第一条")
def below_line(income, heads, income_line):
    """Strictly below."""
    return income < heads * income_line


@policy.condition("存款不超过限额", basis="第二条")
def within_deposits(savings, heads, deposit_limit):
    """At the limit is within."""
    return savings <= heads * deposit_limit


@policy.condition("机动车不超过限额", basis="第三条")
def within_cars(vehicles, car_limit):
    """At the limit is within."""
    return vehicles <= car_limit


@policy.amount("补差", basis="第四条")
def grant(income, heads, income_line):
    """The difference."""
    return heads * income_line - income
