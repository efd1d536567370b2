"""骗取社会救助的处理: what is to be returned and between which bounds a fine may lie."""

import narwhals as nw

from minzheng.policy import STATE, Policy

from ..dibao.household import LAW

policy = Policy(
    "assistance.fraud",
    "骗取社会救助的退回与罚款",
    of="household",
    basis="社会救助法 第七十三条；行政处罚法 第三十六条、第三十七条",
)

ARTICLE = "社会救助法 第七十三条"
OLD_ARTICLE = "社会救助暂行办法 第六十八条"
PENALTY = "行政处罚法 第三十六条"

policy.parameter(
    "fine_least_multiple", "罚款下限为骗取金额的倍数", unit="倍", set_by=STATE, basis=ARTICLE
)
policy.parameter(
    "fine_most_multiple", "罚款上限为骗取金额的倍数", unit="倍", set_by=STATE, basis=ARTICLE
)
policy.parameter("fine_within_years", "发现违法行为的期限", unit="年", set_by=STATE, basis=PENALTY)


@policy.condition("以虚报、隐瞒、伪造等手段骗取", basis=OLD_ARTICLE)
def obtained_by_deceit(by_deceit):
    """Without intent there is no fine; the rule on overpayments decides on recovery."""
    return by_deceit


@policy.condition("有骗取的金额", basis=OLD_ARTICLE)
def something_obtained(fraud_amount):
    """Money or goods at their value."""
    return fraud_amount > 0


@policy.variable("在处罚期限内发现", unit="是否", basis=PENALTY)
def found_in_time(fraud_ended_on, fraud_found_on, fine_within_years):
    """Counted from the end of the act, through the same day of the last year."""
    years = fraud_found_on.dt.year() - fraud_ended_on.dt.year()
    found = fraud_found_on.dt.month() * 31 + fraud_found_on.dt.day()
    ended = fraud_ended_on.dt.month() * 31 + fraud_ended_on.dt.day()
    return (years < fine_within_years) | ((years == fine_within_years) & (found <= ended))


def fine(fraud_amount, multiple, found_in_time):
    """So many times what was obtained; nothing once the time for a fine is over."""
    return nw.when(found_in_time).then(fraud_amount * multiple).otherwise(0)


for _bound, _label in (("least", "罚款下限"), ("most", "罚款上限")):
    policy.variable(
        _label,
        unit="元",
        basis=OLD_ARTICLE,
        name=f"fine_{_bound}",
        reads=("fraud_amount", f"fine_{_bound}_multiple", "found_in_time"),
    )(fine)


@policy.amount("责令退回的金额", unit="元", basis=OLD_ARTICLE)
def to_return(fraud_amount):
    """The order to return knows no time limit in the law."""
    return fraud_amount


for _rule in (obtained_by_deceit, something_obtained, to_return):
    _rule.rebased(LAW, basis=ARTICLE)
policy.rules["fine_least"].rebased(LAW, basis=ARTICLE)
policy.rules["fine_most"].rebased(LAW, basis=ARTICLE)
