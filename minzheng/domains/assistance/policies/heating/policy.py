"""取暖补贴: so much a month for poor households while the heating season lasts (local)."""

from minzheng.policy import COUNTY, Policy

policy = Policy("assistance.heating", "冬季取暖补贴", of="household", basis="县级规定")

policy.parameter(
    "heating_groups",
    "发给哪些家庭",
    unit="选项",
    set_by=COUNTY,
    basis="县级规定",
    many=True,
    choices={
        "none": "不发",
        "dibao": "低保家庭",
        "tekun": "特困供养户",
        "edge": "低保边缘家庭",
    },
)
policy.parameter("heating_first_month", "取暖季首月", unit="月", set_by=COUNTY, basis="县级规定")
policy.parameter("heating_last_month", "取暖季末月", unit="月", set_by=COUNTY, basis="县级规定")
policy.parameter(
    "heating_amount",
    "每户每月取暖补贴",
    unit="元/户·月",
    set_by=COUNTY,
    by="residence",
    basis="县级规定",
)


@policy.condition(
    "属于发放取暖补贴的家庭",
    basis="县级规定",
    optional=("dibao_family", "tekun_family", "edge_family"),
    absence="一项确定即可判断",
)
def listed_family(heating_groups, dibao_family, tekun_family, edge_family):
    """What counts is the recorded decision on the family."""
    dibao = heating_groups.str.contains(" dibao ", literal=True) & dibao_family
    tekun = heating_groups.str.contains(" tekun ", literal=True) & tekun_family
    edge = heating_groups.str.contains(" edge ", literal=True) & edge_family
    return dibao | tekun | edge


@policy.condition("在取暖季内", basis="县级规定")
def in_season(at, heating_first_month, heating_last_month):
    """A season may run over the new year."""
    month = at.dt.month()
    over_new_year = heating_first_month > heating_last_month
    within = (month >= heating_first_month) & (month <= heating_last_month)
    around = (month >= heating_first_month) | (month <= heating_last_month)
    return (over_new_year & around) | (~over_new_year & within)


@policy.amount("每月取暖补贴", basis="县级规定")
def monthly_heating(heating_amount):
    """One sum per household."""
    return heating_amount
