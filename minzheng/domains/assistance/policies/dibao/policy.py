"""最低生活保障: the conditions of the minimum living allowance, over household, income, assets and grant."""

from . import assets, grant, income
from .household import ARTICLE, LAW, OLD_ARTICLE, SCALE, policy

__all__ = ["assets", "grant", "income", "policy"]


@policy.condition("有共同生活的家庭成员", basis=OLD_ARTICLE)
def has_counted_member(size):
    """Somebody is left to share the standard."""
    return size > 0


@policy.condition("家庭人均收入低于当地低保标准", basis=OLD_ARTICLE)
def below_standard(countable_income, standard, size):
    """Compared as whole sums: no division, nothing to round; equal is not below."""
    return countable_income < standard * size * SCALE


@policy.condition("家庭金融资产不超过限额", basis=OLD_ARTICLE)
def within_financial_limit(financial_assets, financial_limit):
    """Deposits, securities, insurance and the like of the counted members together."""
    return financial_assets <= financial_limit


@policy.condition("家庭机动车不超过限量", basis=OLD_ARTICLE)
def within_cars_limit(cars_owned, cars_limit):
    """Vehicles for the disabled and small working vehicles are not among those that count."""
    return cars_owned <= cars_limit


@policy.condition("家庭非居住类房产不超过限量", basis=OLD_ARTICLE)
def within_shops_limit(shops_owned, shops_limit):
    """Shops, offices and the like."""
    return shops_owned <= shops_limit


@policy.condition("家庭住房不超过限量", basis=OLD_ARTICLE)
def within_homes_limit(homes_owned, homes_limit):
    """Homes the counted members own together."""
    return homes_owned <= homes_limit


@policy.condition("家庭市场主体注册资本不超过限额", basis=OLD_ARTICLE)
def within_capital_limit(capital_owned, registered_capital_limit):
    """Registered capital of active businesses; a company struck off no longer counts."""
    return capital_owned <= registered_capital_limit


for _condition in policy.conditions:
    policy.rules[_condition].rebased(LAW, basis=ARTICLE)
