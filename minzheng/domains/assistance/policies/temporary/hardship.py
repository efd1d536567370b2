"""Which hardship temporary relief answers, where it is asked for and how fast it must come."""

import narwhals as nw

from minzheng.policy import COUNTY, PREFECTURE, PROVINCE, Policy

from ..dibao.household import DECIDES
from ..dibao.policy import policy as dibao

policy = Policy(
    "assistance.temporary",
    "临时救助",
    of="household",
    basis="社会救助法 第二十九条；关于进一步健全完善临时救助制度的意见",
)

ARTICLE = "社会救助法 第二十九条"
OPINION = "关于进一步健全完善临时救助制度的意见"
OLD_ARTICLE = "社会救助暂行办法 第四十七条"

policy.include(dibao, "standard")
policy.parameter(
    "expenditure_groups",
    "支出型临时救助的对象",
    unit="选项",
    set_by=PROVINCE,
    basis=OPINION,
    many=True,
    choices={
        "rigid": "刚性支出困难家庭",
        "edge": "低保边缘家庭",
        "dibao": "低保家庭",
        "tekun": "特困供养户",
    },
)
policy.parameter(
    "small_cap_percent",
    "小额快救上限占月低保标准比例",
    unit="%",
    set_by=PREFECTURE,
    basis=OPINION,
)
policy.parameter("small_within_days", "小额快救办结日数", unit="天", set_by=COUNTY, basis=OPINION)
policy.parameter(
    "explanation_within_days",
    "先行救助后补充说明工作日数",
    unit="天",
    set_by=COUNTY,
    basis="国发〔2014〕47号",
)
policy.parameter(
    "temporary_cap_multiple",
    "临时救助上限为月低保标准的倍数",
    unit="倍",
    set_by=PREFECTURE,
    basis="地方规定",
)
policy.parameter(
    "spending_percent", "支出型按必需支出发给的比例", unit="%", set_by=COUNTY, basis="地方规定"
)
policy.parameter(
    "max_instalments", "分期发放最多期数", unit="期", set_by=COUNTY, basis="民发〔2018〕23号"
)
policy.parameter(
    "township_power",
    "乡镇（街道）的权限",
    unit="选项",
    set_by=PROVINCE,
    basis="社会救助法 第四十四条；社会救助暂行办法 第四十八条",
    choices={"none": "仅县级决定", "entrusted": "受县级委托决定小额救助", "own": "以自己名义决定"},
)
policy.parameter(
    "township_limit", "乡镇（街道）决定的金额上限", unit="元", set_by=COUNTY, basis="地方规定"
)


@policy.variable("急难型", unit="是否", basis=OPINION)
def emergency(relief_type):
    """Sudden misfortune, injury, illness; the other type is expenditure."""
    return relief_type == "emergency"


@policy.variable("小额快救（先行救助，事后说明）", unit="是否", basis="社会救助法 第五十条")
def help_first(emergency, is_urgent):
    """Urgent hardship must be helped first: no economic check, no publicity."""
    return emergency & is_urgent


@policy.variable("须核对家庭经济状况", unit="是否", basis=OPINION)
def needs_check(help_first, dibao_family, tekun_family, edge_family, rigid_family):
    """Not for quick help, and not for a family already recognised."""
    return ~help_first & ~(dibao_family | tekun_family | edge_family | rigid_family)


@policy.variable("须公示", unit="是否", basis=OPINION)
def needs_publicity(help_first):
    """Everything but quick help is posted before the grant."""
    return ~help_first


@policy.variable("办结时限（日历日，不顺延）", unit="天", basis=OPINION)
def days_to_finish(help_first, small_within_days):
    """Quick help in its days; 0 means the ordinary limits of the case apply."""
    return nw.when(help_first).then(small_within_days).otherwise(0)


@policy.variable("事后补充说明时限（工作日）", unit="天", basis="社会救助法 第五十条")
def days_to_explain(help_first, explanation_within_days):
    """Papers follow the help; 0 means there is nothing to add later."""
    return nw.when(help_first).then(explanation_within_days).otherwise(0)


@policy.variable(
    "属于支出型临时救助的对象",
    unit="是否",
    basis=OPINION,
    absence=DECIDES,
    optional=("rigid_family", "edge_family", "dibao_family", "tekun_family"),
)
def of_expenditure_group(expenditure_groups, rigid_family, edge_family, dibao_family, tekun_family):
    """Families the place lists, by their recorded decisions."""
    return (
        (expenditure_groups.str.contains(" rigid ", literal=True) & rigid_family)
        | (expenditure_groups.str.contains(" edge ", literal=True) & edge_family)
        | (expenditure_groups.str.contains(" dibao ", literal=True) & dibao_family)
        | (expenditure_groups.str.contains(" tekun ", literal=True) & tekun_family)
    )


@policy.variable(
    "困难原因与类型相符",
    unit="是否",
    basis=OLD_ARTICLE,
    absence=DECIDES,
    optional=("of_expenditure_group", "hardship_cause"),
)
def fits_type(emergency, hardship_cause, of_expenditure_group):
    """Necessary spending that jumped belongs to the expenditure type and its families."""
    spending = hardship_cause == "spending"
    return (emergency & ~spending) | (~emergency & of_expenditure_group)
