"""What a dibao household counts as its income, and what it may leave out or deduct."""

import narwhals as nw

from minzheng.policy import COUNTY, PROVINCE

from .household import METHOD, SCALE, policy

INCOME = f"{METHOD} 第十三条"
X4 = f"{INCOME}；政府给予的社会救助款物不计入"
ITEMS = {
    "wages": ("工资性收入", INCOME),
    "business_income": ("经营净收入", INCOME),
    "property_income": ("财产净收入", INCOME),
    "pension": ("养老金", INCOME),
    "farm_income": ("农业生产净收入", INCOME),
    "support_received": ("收到的赡养、抚养、扶养费", INCOME),
    "other_transfers": ("其他转移净收入", INCOME),
    "disability_subsidies": ("残疾人两项补贴", "国发〔2015〕52号"),
    "scholarship": ("奖学金、助学金和见义勇为奖励", INCOME),
    "childcare_subsidy": ("育儿补贴", "育儿补贴制度实施方案"),
    "old_age_allowance": ("高龄津贴", INCOME),
    "veteran_allowance": ("优待抚恤金", INCOME),
    "family_planning_award": ("计划生育奖励与扶助金", INCOME),
    "assistance_money": ("政府给予的社会救助款", X4),
    "elderly_care_subsidy": ("养老服务补贴、护理补贴和服务券", INCOME),
    "child_welfare_money": ("孤儿、事实无人抚养儿童基本生活费", INCOME),
    "medical_refunds": ("基本医疗保险报销款", INCOME),
}
NOT_NEEDED = "不计入的项目，数额未知不影响结果"


def taken(item, switch):
    """The item where the place's rule takes it, else nothing, whatever its amount."""
    return nw.when(switch).then(item).otherwise(0)


for _item, (_label, _basis) in ITEMS.items():
    policy.parameter(
        f"counts_{_item}", f"{_label}计入收入", unit="是否", set_by=PROVINCE, basis=_basis
    )
    policy.variable(
        f"计入的{_label}",
        unit="元/月",
        of="person",
        basis=_basis,
        name=f"counted_{_item}",
        reads=(_item, f"counts_{_item}"),
        optional=(_item,),
        absence=NOT_NEEDED,
    )(taken)

policy.parameter(
    "counts_surveyed_income",
    "入户调查认定的其他收入计入",
    unit="是否",
    set_by=PROVINCE,
    basis=INCOME,
)
policy.parameter(
    "counts_central_pension",
    "中央确定的城乡居民基础养老金计入收入",
    unit="是否",
    set_by=PROVINCE,
    basis="最低生活保障审核确认办法 第十三条；社会救助法 第二十三条",
)


@policy.variable(
    "计入的入户调查认定收入",
    unit="元/月",
    of="person",
    basis=INCOME,
    optional=("surveyed_income",),
    absence="入户调查未认定其他收入的，按无计",
)
def counted_surveyed_income(surveyed_income, counts_surveyed_income):
    """What the visit found; no finding is no income."""
    return nw.when(counts_surveyed_income).then(surveyed_income.fill_null(0)).otherwise(0)


@policy.variable(
    "不计入的中央基础养老金",
    unit="元/月",
    of="person",
    absence=NOT_NEEDED,
    basis="最低生活保障审核确认办法 第十三条；社会救助法 第二十三条",
    optional=("pension", "central_pension"),
)
def excluded_central_pension(pension, central_pension, counts_pension, counts_central_pension):
    """The centrally set part of a counted pension, while it is left out."""
    part = nw.when(pension < central_pension).then(pension).otherwise(central_pension)
    return nw.when(counts_central_pension | ~counts_pension).then(0).otherwise(part + pension * 0)


policy.parameter("work_cost_percent", "必要就业成本比例", unit="%", set_by=COUNTY, basis=INCOME)
policy.parameter(
    "work_cost_base",
    "必要就业成本的基数",
    unit="选项",
    set_by=COUNTY,
    basis=INCOME,
    choices={"wage": "工资", "standard": "低保标准"},
)
policy.parameter(
    "work_cost_cap_percent", "必要就业成本上限占低保标准比例", unit="%", set_by=COUNTY, basis=INCOME
)


@policy.variable("必要就业成本", unit="元/月", of="person", basis=INCOME, scale=SCALE)
def work_cost(counted_wages, work_cost_percent, work_cost_base, work_cost_cap_percent, standard):
    """A share of the wage (or of the standard), at most a share of the standard and never above the wage."""
    share = (
        nw.when(work_cost_base == "standard").then(standard).otherwise(counted_wages)
        * work_cost_percent
    )
    return nw.min_horizontal(share, standard * work_cost_cap_percent, counted_wages * SCALE)


DEDUCTIONS = {
    "support_paid": ("支付的赡养、抚养、扶养费", "deduct_support_paid"),
    "insurance_paid": ("缴纳的社会保险费", "deduct_insurance"),
    "self_paid_medical": ("医疗自付费用", "deduct_medical"),
    "disability_subsidies": ("残疾照护费用（按两项补贴之和）", "deduct_disability_care"),
}
for _item, (_label, _switch) in DEDUCTIONS.items():
    policy.parameter(_switch, f"扣减{_label}", unit="是否", set_by=PROVINCE, basis=INCOME)
    policy.variable(
        f"扣减的{_label}",
        unit="元/月",
        of="person",
        basis=INCOME,
        name=_switch.replace("deduct", "deducted"),
        reads=(_item, _switch),
        optional=(_item,),
        absence="不扣减的项目，数额未知不影响结果",
    )(taken)

COUNTED = (*(f"counted_{item}" for item in ITEMS), "counted_surveyed_income")
DEDUCTED = (
    "excluded_central_pension",
    *(s.replace("deduct", "deducted") for _, s in DEDUCTIONS.values()),
)


def net_income(work_cost, *parts):
    """Counted items less what is left out or deducted, less work cost; may fall below zero for one person."""
    taken_in, left_out = parts[: len(COUNTED)], parts[len(COUNTED) :]
    total = taken_in[0]
    for part in taken_in[1:]:
        total = total + part
    for part in left_out:
        total = total - part
    return total * SCALE - work_cost


policy.variable(
    "个人计入收入",
    unit="元/月",
    of="person",
    basis=INCOME,
    scale=SCALE,
    name="person_income",
    reads=("work_cost", *COUNTED, *DEDUCTED),
)(net_income)


@policy.variable("家庭成员收入合计", unit="元/月", basis=INCOME, scale=SCALE)
def net_household_income(members, person_income, counted_member):
    """Only members who share the standard bring income."""
    return members.sum(person_income, where=counted_member)


@policy.variable("家庭月收入", unit="元/月", basis=INCOME, scale=SCALE)
def countable_income(net_household_income):
    """Deductions may empty the income, not turn it around."""
    return nw.when(net_household_income < 0).then(0).otherwise(net_household_income)
