"""最低生活保障: who is counted, what income and assets count, what is paid."""

import narwhals as nw

from minzheng.policy import COUNTY, PREFECTURE, PROVINCE, Policy, half_up, up

SCALE = 10_000  # a percentage is held in hundredths of a percent: figures with one are exact in 1/10000 fen
LAW = "2026-07-01"
METHOD = "最低生活保障审核确认办法"

policy = Policy("assistance.dibao", "最低生活保障", of="household", basis="社会救助法；最低生活保障审核确认办法")

policy.parameter("guiding_standard", "低保指导标准", unit="元/人·月", set_by=PROVINCE, by="residence",
                 basis="社会救助法 第十九条")
policy.parameter("standard", "低保标准", unit="元/人·月", set_by=PREFECTURE, by="residence",
                 basis="社会救助法 第十九条", floor="guiding_standard", floor_since=LAW)

# -- who is counted ------------------------------------------------------------------

MEMBERSHIP = f"{METHOD} 第七条"
policy.parameter("adult_age", "成年年龄", unit="岁", set_by=PROVINCE, basis="民法典 第十七条")
policy.parameter("religious_years", "宗教教职人员脱离家庭年数", unit="年", set_by=PROVINCE, basis=MEMBERSHIP)
policy.parameter("long_residence_years", "长期共同居住年数", unit="年", set_by=COUNTY, basis=MEMBERSHIP)
policy.parameter("excludes_conscripts", "义务兵不计入", unit="是否", set_by=PROVINCE, basis=MEMBERSHIP)
policy.parameter("counts_postgraduates", "在读研究生计入", unit="是否", set_by=PROVINCE, basis=MEMBERSHIP)

DECIDES = "一项确定即可判断，其余未知不影响"


@policy.variable("不计入共同生活家庭成员的情形", unit="是否", of="person", basis=MEMBERSHIP, absence=DECIDES,
                 optional=("is_dead", "in_custody", "declared_missing", "years_religious", "is_conscript"))
def excluded_member(is_dead, in_custody, declared_missing, years_religious, religious_years, is_conscript,
                    excludes_conscripts):
    """Dead, in prison or compulsory rehabilitation, declared missing, religious staff, conscripts where so."""
    return (is_dead | in_custody | declared_missing | (years_religious >= religious_years)
            | (excludes_conscripts & is_conscript))


@policy.variable("户主或配偶", unit="是否", of="person", basis=MEMBERSHIP)
def head_or_spouse(relation):
    """The spouse counts wherever registered."""
    return (relation == "head") | (relation == "spouse")


@policy.variable("未成年子女", unit="是否", of="person", basis=MEMBERSHIP, absence=DECIDES,
                 optional=("relation", "age", "lives_with_other_parent"))
def minor_child(relation, age, adult_age, lives_with_other_parent):
    """A child of divorced parents counts only where it lives."""
    return (relation == "child") & (age < adult_age) & ~lives_with_other_parent


@policy.variable("不能独立生活的成年子女", unit="是否", of="person", basis=MEMBERSHIP, absence=DECIDES,
                 optional=("relation", "age", "can_live_independently", "schooling"))
def dependent_child(relation, age, adult_age, can_live_independently, schooling):
    """Full-time students up to bachelor level included."""
    studies = (schooling == "compulsory") | (schooling == "senior") | (schooling == "undergraduate")
    return (relation == "child") & (age >= adult_age) & (~can_live_independently | studies)


@policy.variable("在读研究生子女", unit="是否", of="person", basis=MEMBERSHIP, absence=DECIDES,
                 optional=("relation", "age", "schooling"))
def postgraduate_child(relation, age, adult_age, schooling):
    """The student clause ends at bachelor level."""
    return (relation == "child") & (age >= adult_age) & (schooling == "postgraduate")


@policy.variable("有法定义务并长期共同居住", unit="是否", of="person", basis=MEMBERSHIP, absence=DECIDES,
                 optional=("has_support_duty", "years_together"))
def living_together(has_support_duty, years_together, long_residence_years):
    """Any other person with a legal duty of support and a long common residence."""
    return has_support_duty & (years_together >= long_residence_years)


@policy.variable("计入共同生活家庭成员", unit="是否", of="person", basis=MEMBERSHIP, absence=DECIDES,
                 optional=("excluded_member", "head_or_spouse", "minor_child", "dependent_child",
                           "postgraduate_child", "living_together"))
def counted_member(excluded_member, head_or_spouse, minor_child, dependent_child, postgraduate_child,
                   counts_postgraduates, living_together):
    """One sure ground is enough, one sure exclusion too."""
    student = postgraduate_child & counts_postgraduates
    other = living_together & ~postgraduate_child
    return ~excluded_member & (head_or_spouse | minor_child | dependent_child | student | other)


@policy.variable("共同生活家庭成员人数", unit="人", basis=MEMBERSHIP)
def size(members, counted_member):
    """Number of members who share the standard."""
    return members.count(where=counted_member)


# -- countable income, per person and month ----------------------------------------------

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
    policy.parameter(f"counts_{_item}", f"{_label}计入收入", unit="是否", set_by=PROVINCE, basis=_basis)
    policy.variable(f"计入的{_label}", unit="元/月", of="person", basis=_basis, name=f"counted_{_item}",
                    reads=(_item, f"counts_{_item}"), optional=(_item,), absence=NOT_NEEDED)(taken)

policy.parameter("counts_surveyed_income", "入户调查认定的其他收入计入", unit="是否", set_by=PROVINCE, basis=INCOME)
policy.parameter("counts_central_pension", "中央确定的城乡居民基础养老金计入收入", unit="是否", set_by=PROVINCE,
                 basis="最低生活保障审核确认办法 第十三条；社会救助法 第二十三条")


@policy.variable("计入的入户调查认定收入", unit="元/月", of="person", basis=INCOME, optional=("surveyed_income",),
                 absence="入户调查未认定其他收入的，按无计")
def counted_surveyed_income(surveyed_income, counts_surveyed_income):
    """What the visit found; no finding is no income."""
    return nw.when(counts_surveyed_income).then(surveyed_income.fill_null(0)).otherwise(0)


@policy.variable("不计入的中央基础养老金", unit="元/月", of="person", absence=NOT_NEEDED,
                 basis="最低生活保障审核确认办法 第十三条；社会救助法 第二十三条", optional=("pension", "central_pension"))
def excluded_central_pension(pension, central_pension, counts_pension, counts_central_pension):
    """The centrally set part of a counted pension, while it is left out."""
    part = nw.when(pension < central_pension).then(pension).otherwise(central_pension)
    return nw.when(counts_central_pension | ~counts_pension).then(0).otherwise(part + pension * 0)


policy.parameter("work_cost_percent", "必要就业成本比例", unit="%", set_by=COUNTY, basis=INCOME)
policy.parameter("work_cost_base", "必要就业成本的基数", unit="选项", set_by=COUNTY, basis=INCOME,
                 choices={"wage": "工资", "standard": "低保标准"})
policy.parameter("work_cost_cap_percent", "必要就业成本上限占低保标准比例", unit="%", set_by=COUNTY, basis=INCOME)


@policy.variable("必要就业成本", unit="元/月", of="person", basis=INCOME, scale=SCALE)
def work_cost(counted_wages, work_cost_percent, work_cost_base, work_cost_cap_percent, standard):
    """A share of the wage (or of the standard), at most a share of the standard and never above the wage."""
    share = nw.when(work_cost_base == "standard").then(standard).otherwise(counted_wages) * work_cost_percent
    return nw.min_horizontal(share, standard * work_cost_cap_percent, counted_wages * SCALE)


DEDUCTIONS = {
    "support_paid": ("支付的赡养、抚养、扶养费", "deduct_support_paid"),
    "insurance_paid": ("缴纳的社会保险费", "deduct_insurance"),
    "self_paid_medical": ("医疗自付费用", "deduct_medical"),
    "disability_subsidies": ("残疾照护费用（按两项补贴之和）", "deduct_disability_care"),
}
for _item, (_label, _switch) in DEDUCTIONS.items():
    policy.parameter(_switch, f"扣减{_label}", unit="是否", set_by=PROVINCE, basis=INCOME)
    policy.variable(f"扣减的{_label}", unit="元/月", of="person", basis=INCOME, name=_switch.replace("deduct", "deducted"),
                    reads=(_item, _switch), optional=(_item,), absence="不扣减的项目，数额未知不影响结果")(taken)

COUNTED = (*(f"counted_{item}" for item in ITEMS), "counted_surveyed_income")
DEDUCTED = ("excluded_central_pension", *(s.replace("deduct", "deducted") for _, s in DEDUCTIONS.values()))


def net_income(work_cost, *parts):
    """Counted items less what is left out or deducted, less work cost; may fall below zero for one person."""
    taken_in, left_out = parts[:len(COUNTED)], parts[len(COUNTED):]
    total = taken_in[0]
    for part in taken_in[1:]:
        total = total + part
    for part in left_out:
        total = total - part
    return total * SCALE - work_cost


policy.variable("个人计入收入", unit="元/月", of="person", basis=INCOME, scale=SCALE, name="person_income",
                reads=("work_cost", *COUNTED, *DEDUCTED))(net_income)


@policy.variable("家庭成员收入合计", unit="元/月", basis=INCOME, scale=SCALE)
def net_household_income(members, person_income, counted_member):
    """Only members who share the standard bring income."""
    return members.sum(person_income, where=counted_member)


@policy.variable("家庭月收入", unit="元/月", basis=INCOME, scale=SCALE)
def countable_income(net_household_income):
    """Deductions may empty the income, not turn it around."""
    return nw.when(net_household_income < 0).then(0).otherwise(net_household_income)


# -- assets --------------------------------------------------------------------------------

ASSETS = f"{METHOD} 第十四条"
policy.parameter("financial_asset_months", "金融资产限额折合低保标准月数", unit="月", set_by=PROVINCE, basis=ASSETS)
policy.parameter("financial_limit_inclusive", "金融资产恰等于限额视为符合", unit="是否", set_by=PROVINCE, basis=ASSETS)
policy.parameter("cars_limit", "机动车限量", unit="辆", set_by=PROVINCE, basis=ASSETS)
policy.parameter("shops_limit", "非居住类房产限量", unit="处", set_by=PROVINCE, basis=ASSETS)
policy.parameter("homes_limit", "住房限量", unit="套", set_by=PROVINCE, basis=ASSETS)
policy.parameter("registered_capital_limit", "市场主体注册资本限额", unit="元", set_by=PROVINCE, basis=ASSETS)


def owned(members, possession, counted_member):
    """What the counted members own together."""
    return members.sum(possession, where=counted_member)


for _name, _label, _unit, _fact in (
    ("financial_assets", "家庭金融资产", "元", "deposits"), ("cars_owned", "家庭机动车", "辆", "cars"),
    ("shops_owned", "家庭非居住类房产", "处", "shops"), ("homes_owned", "家庭住房", "套", "homes"),
    ("capital_owned", "家庭在营市场主体注册资本", "元", "registered_capital"),
):
    policy.variable(_label, unit=_unit, basis=ASSETS, name=_name, reads=("members", _fact, "counted_member"))(owned)


@policy.variable("家庭金融资产限额", unit="元", basis=ASSETS)
def financial_limit(standard, financial_asset_months, size, financial_limit_inclusive):
    """Standard × months × members; one fen less where the limit itself is already too much."""
    return standard * financial_asset_months * size - nw.when(financial_limit_inclusive).then(0).otherwise(1)


# -- conditions ----------------------------------------------------------------------------

ARTICLE = "社会救助法 第十八条"
OLD_ARTICLE = "社会救助暂行办法 第九条"


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

# -- what is paid --------------------------------------------------------------------------

policy.parameter("method", "低保金计发方式", unit="选项", set_by=PROVINCE, basis=ARTICLE,
                 choices={"difference": "按差额", "band": "分档"})
policy.parameter("rounding", "低保金取整方式", unit="选项", set_by=COUNTY, basis="取整规则",
                 choices={"fen": "四舍五入到分", "yuan": "四舍五入到元", "yuan_up": "见分进元"})
policy.parameter("min_grant", "每户每月最低发放额", unit="元/月", set_by=COUNTY, basis="地方规定")
for _n in (1, 2, 3):
    policy.parameter(f"band_{_n}_above", f"第{_n}档人均差额超过", unit="元/人·月", set_by=COUNTY, basis=ARTICLE)
for _n in (1, 2, 3, 4):
    policy.parameter(f"band_{_n}_grant", f"第{_n}档人均低保金", unit="元/人·月", set_by=COUNTY, basis=ARTICLE)


@policy.variable("家庭收入与标准的差额", unit="元/月", basis="社会救助暂行办法 第十二条", scale=SCALE)
def shortfall(standard, size, countable_income):
    """Standard × members less the household's income."""
    return standard * size * SCALE - countable_income


@policy.variable("分档低保金", unit="元/月", basis="社会救助暂行办法 第十二条")
def band_grant(shortfall, size, band_1_above, band_2_above, band_3_above,
               band_1_grant, band_2_grant, band_3_grant, band_4_grant):
    """The band of the gap per head, compared without dividing, times the members."""
    heads = size * SCALE
    return size * (nw.when(shortfall > band_1_above * heads).then(band_1_grant)
                   .otherwise(nw.when(shortfall > band_2_above * heads).then(band_2_grant)
                              .otherwise(nw.when(shortfall > band_3_above * heads).then(band_3_grant)
                                         .otherwise(band_4_grant))))


def rounded(exact, rounding):
    """An amount in 1/10000 fen as whole fen, rounded once as the place says."""
    whole_yuan = 100 * SCALE
    return (nw.when(rounding == "yuan_up").then(up(exact, whole_yuan) * 100)
            .otherwise(nw.when(rounding == "yuan").then(half_up(exact, whole_yuan) * 100)
                       .otherwise(half_up(exact, SCALE))))


@policy.variable("差额低保金", unit="元/月", basis="社会救助暂行办法 第十二条")
def difference_grant(shortfall, rounding):
    """Rounded once, on the household total."""
    return rounded(shortfall, rounding)


@policy.variable("按差额计发", unit="元/月", basis="社会救助暂行办法 第十二条")
def difference_part(method, difference_grant):
    """The difference, where the place pays by difference."""
    return taken(difference_grant, method == "difference")


@policy.variable("按分档计发", unit="元/月", basis="社会救助暂行办法 第十二条",
                 optional=("band_grant",), absence="按差额计发的地方不需要分档表")
def band_part(method, band_grant):
    """The band, where the place pays by bands."""
    return taken(band_grant, method == "band")


@policy.variable("基本低保金", unit="元/月", basis="社会救助暂行办法 第十二条")
def basic_grant(difference_part, band_part, min_grant):
    """By difference or by band; the floor comes after rounding."""
    chosen = difference_part + band_part
    return nw.when(chosen < min_grant).then(min_grant).otherwise(chosen)


# -- extra help for the old, minors, severely disabled and seriously ill --------------------

EXTRA = "社会救助暂行办法 第十二条"
policy.parameter("extra_old_age", "分类施保老年人年龄", unit="岁", set_by=COUNTY, basis="社会救助法 第二十条")
for _group, _label in (("old", "老年人"), ("minor", "未成年人"), ("disabled", "重度残疾人"), ("ill", "重病患者")):
    policy.parameter(f"extra_{_group}_percent", f"{_label}分类施保占低保标准比例", unit="%", set_by=COUNTY,
                     basis="社会救助法 第二十条")


@policy.variable("重度残疾", unit="是否", of="person", basis=f"{METHOD} 第八条", absence=DECIDES,
                 optional=("disability_kind", "disability_grade"))
def severely_disabled(disability_kind, disability_grade):
    """Grade 1-2 of any kind, grade 3 if intellectual or mental."""
    has_grade = disability_grade >= 1
    of_mind = (disability_kind == "intellectual") | (disability_kind == "mental")
    return has_grade & ((disability_grade <= 2) | ((disability_grade == 3) & of_mind))


def share_if(belongs, share):
    """The share where the person belongs to the group; a group without a share asks nothing."""
    return nw.when(share == 0).then(0).otherwise(belongs.cast(nw.Int64) * share)


@policy.variable("老年人分类施保比例", unit="%", of="person", basis=EXTRA, optional=("age",), absence="未设比例的类别不需要")
def extra_old(age, extra_old_age, extra_old_percent):
    """From the age the place names."""
    return share_if(age >= extra_old_age, extra_old_percent)


@policy.variable("未成年人分类施保比例", unit="%", of="person", basis=EXTRA, optional=("age",), absence="未设比例的类别不需要")
def extra_minor(age, adult_age, extra_minor_percent):
    """Below the age of majority."""
    return share_if(age < adult_age, extra_minor_percent)


@policy.variable("重度残疾人分类施保比例", unit="%", of="person", basis=EXTRA, optional=("severely_disabled",),
                 absence="未设比例的类别不需要")
def extra_disabled(severely_disabled, extra_disabled_percent):
    """Severely disabled."""
    return share_if(severely_disabled, extra_disabled_percent)


@policy.variable("重病患者分类施保比例", unit="%", of="person", basis=EXTRA, optional=("has_major_disease",),
                 absence="未设比例的类别不需要")
def extra_ill(has_major_disease, extra_ill_percent):
    """Seriously ill."""
    return share_if(has_major_disease, extra_ill_percent)


@policy.variable("分类施保金", unit="元/月", of="person", basis=EXTRA)
def person_extra(extra_old, extra_minor, extra_disabled, extra_ill, standard):
    """The highest share that applies, once per person, rounded per person."""
    return half_up(nw.max_horizontal(extra_old, extra_minor, extra_disabled, extra_ill) * standard, SCALE)


@policy.variable("家庭分类施保金", unit="元/月", basis=EXTRA)
def extra_grant(members, person_extra, counted_member):
    """Extra help of all counted members."""
    return members.sum(person_extra, where=counted_member)


@policy.amount("每月低保金", basis="社会救助暂行办法 第十二条")
def monthly_amount(basic_grant, extra_grant):
    """Basic grant plus extra help."""
    return basic_grant + extra_grant


for _paid in ("shortfall", "band_grant", "difference_grant", "difference_part", "band_part", "basic_grant",
              "monthly_amount"):
    policy.rules[_paid].rebased(LAW, basis=ARTICLE)
for _extra in ("extra_old", "extra_minor", "extra_disabled", "extra_ill", "person_extra", "extra_grant"):
    policy.rules[_extra].rebased(LAW, basis="社会救助法 第二十条")
