"""临时救助: quick help for sudden hardship, relief of necessary spending, its cap and instalments."""

import narwhals as nw

from minzheng.policy import half_up

from ..dibao.household import DECIDES, LAW, SCALE
from .hardship import ARTICLE, OLD_ARTICLE, OPINION, policy

GRANT = "地方规定"


@policy.condition("基本生活暂时出现严重困难", basis=OLD_ARTICLE)
def in_serious_difficulty(living_difficult):
    """The township's finding."""
    return living_difficult


@policy.condition("困难原因属于临时救助范围", basis=OLD_ARTICLE)
def covered_hardship(fits_type):
    """Emergency, or necessary spending of the families listed."""
    return fits_type


@policy.condition(
    "由有权的乡镇（街道）受理",
    basis="社会救助暂行办法 第四十八条",
    absence=DECIDES,
    optional=("accepted_division", "registered_division"),
)
def accepted_where_due(emergency, accepted_division, registered_division):
    """Until the law of 2026: emergencies anywhere, necessary spending at the place of registration."""
    return emergency | (accepted_division == registered_division)


@accepted_where_due.since(LAW, basis="社会救助法 第三十七条")
def accepted_where_it_arose(accepted_division, hardship_division):
    """The township where the emergency arises, whatever the household registration."""
    return accepted_division == hardship_division


@policy.condition(
    "不是以同一事由无正当理由再次申请",
    basis="国发〔2014〕47号",
    absence=DECIDES,
    optional=("same_cause_again", "repeat_reason"),
)
def not_repeated(same_cause_again, repeat_reason):
    """The same cause again needs a good reason."""
    return ~same_cause_again | repeat_reason


@policy.condition(
    "分期发放不超过规定期数",
    basis="民发〔2018〕23号",
    optional=("instalments",),
    absence="未写期数的一次发给",
)
def instalments_within_limit(instalments, max_instalments):
    """One decision may pay for some months."""
    return instalments.fill_null(1) <= max_instalments


# -- what is granted ------------------------------------------------------------------------


@policy.variable("小额快救上限", unit="元", basis=OPINION)
def small_cap(standard, small_cap_percent):
    """A share of one month's dibao standard."""
    return half_up(standard * small_cap_percent, SCALE)


@policy.variable("临时救助上限", unit="元", basis=GRANT)
def relief_cap(standard, temporary_cap_multiple):
    """So many months' dibao standard."""
    return standard * temporary_cap_multiple


@policy.variable("小额快救金额", unit="元", basis=OPINION)
def small_grant(requested_amount, small_cap):
    """What is asked for, up to the cap."""
    return nw.when(requested_amount < small_cap).then(requested_amount).otherwise(small_cap)


@policy.variable("申请中只能按一般程序办理的部分", unit="元", basis=OPINION)
def left_to_ordinary_route(requested_amount, small_grant):
    """The rest of the request."""
    return requested_amount - small_grant


@policy.variable("急难型一般程序金额", unit="元", basis=GRANT)
def assessed_grant(assessed_amount, relief_cap):
    """What the need was assessed at, up to the cap."""
    return nw.when(assessed_amount < relief_cap).then(assessed_amount).otherwise(relief_cap)


@policy.variable("支出型金额", unit="元", basis=GRANT)
def spending_grant(necessary_spending, spending_percent, relief_cap):
    """A share of the necessary spending borne by the family, up to the cap."""
    share = half_up(necessary_spending * spending_percent, SCALE)
    return nw.when(share < relief_cap).then(share).otherwise(relief_cap)


def where_it_applies(grant, applies):
    """The grant of the route taken; the other routes ask nothing."""
    return nw.when(applies).then(grant).otherwise(0)


@policy.variable("按急难型一般程序", unit="是否", basis=ARTICLE)
def ordinary_emergency(emergency, help_first):
    """An emergency that can wait for the ordinary steps."""
    return emergency & ~help_first


@policy.variable("按支出型", unit="是否", basis=OPINION)
def by_spending(emergency):
    """Necessary spending."""
    return ~emergency


for _route, _grant, _label in (
    ("help_first", "small_grant", "按小额快救发给"),
    ("ordinary_emergency", "assessed_grant", "按急难型一般程序发给"),
    ("by_spending", "spending_grant", "按支出型发给"),
):
    policy.variable(
        _label,
        unit="元",
        basis=GRANT,
        name=f"paid_{_route}",
        reads=(_grant, _route),
        optional=(_grant,),
        absence="其他途径的金额不需要",
    )(where_it_applies)


@policy.amount("救助金额", unit="元", basis=OLD_ARTICLE)
def total_grant(paid_help_first, paid_ordinary_emergency, paid_by_spending):
    """One route, one sum."""
    return paid_help_first + paid_ordinary_emergency + paid_by_spending


# -- instalments and power ------------------------------------------------------------------


@policy.variable(
    "首期金额",
    unit="元",
    basis="民发〔2018〕23号",
    optional=("first_instalment", "instalments"),
    absence="未写首期金额的各期相等，未写期数的一次发给",
)
def first_payment(total_grant, first_instalment, instalments):
    """As the decision says; else an equal share, whole fen."""
    equal = total_grant // instalments.fill_null(1)
    wanted = nw.when(first_instalment.is_null()).then(equal).otherwise(first_instalment)
    whole = nw.when(wanted < total_grant).then(wanted).otherwise(total_grant)
    return nw.when(instalments.fill_null(1) == 1).then(total_grant).otherwise(whole)


@policy.variable(
    "其后每期金额",
    unit="元",
    basis="民发〔2018〕23号",
    optional=("instalments",),
    absence="未写期数的一次发给",
)
def later_payment(total_grant, first_payment, instalments):
    """Equal shares of the rest, whole fen."""
    later = nw.max_horizontal(instalments.fill_null(1) - 1, nw.lit(1))
    return (total_grant - first_payment) // later


@policy.variable(
    "末期金额",
    unit="元",
    basis="民发〔2018〕23号",
    optional=("instalments",),
    absence="未写期数的一次发给",
)
def last_payment(total_grant, first_payment, later_payment, instalments):
    """The last share takes the rest."""
    between = nw.max_horizontal(instalments.fill_null(1) - 2, nw.lit(0))
    return (
        nw.when(instalments.fill_null(1) == 1)
        .then(0)
        .otherwise(total_grant - first_payment - later_payment * between)
    )


@policy.variable(
    "决定机关", unit="文本", basis="社会救助法 第四十四条；社会救助暂行办法 第四十八条"
)
def decided_by(total_grant, township_power, township_limit):
    """The township within its limit, in its own name only where the province says so."""
    within = total_grant <= township_limit
    return (
        nw.when(within & (township_power == "own"))
        .then(nw.lit("乡镇人民政府（街道办事处）"))
        .otherwise(
            nw.when(within & (township_power == "entrusted"))
            .then(nw.lit("乡镇人民政府（街道办事处），受县级民政部门委托，以其名义"))
            .otherwise(nw.lit("县级民政部门"))
        )
    )


for _rule in (in_serious_difficulty, covered_hardship, total_grant):
    _rule.rebased(LAW, basis=ARTICLE)
