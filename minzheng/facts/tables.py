"""The fact tables themselves: what each column means, where it comes from, how guarded it is."""

from .schema import PERSONAL, PUBLIC, SENSITIVE, day, flag, money, repeated, table, text, whole


@table(grain="household")
class households:
    """家庭."""

    household = whole("家庭编号", "police.households")
    division = text("所在区划", "police.households", sensitivity=PUBLIC)
    residence = text(
        "城乡", "police.households", choices={"urban": "城市", "rural": "农村"}, sensitivity=PUBLIC
    )
    applied_as = text(
        "申请方式", "assistance.applications", choices={"household": "整户", "single": "单人户"}
    )
    edge_family = flag("已认定为低保边缘家庭", "assistance.decisions")


@table(grain="person")
class persons:
    """人员及其核对所得（金额均为每月）."""

    household = repeated("household")
    person = whole("人员编号", "police.households")
    relation = text(
        "与户主关系",
        "police.households",
        choices={
            "head": "户主",
            "spouse": "配偶",
            "child": "子女",
            "grandchild": "孙子女或外孙子女",
            "parent": "父母",
            "grandparent": "祖父母或外祖父母",
            "sibling": "兄弟姐妹",
            "other": "其他",
        },
    )
    age = whole("年龄", "police.households", unit="岁")
    sex = text("性别", "police.households", choices={"male": "男", "female": "女"})
    birth_on = day("出生日期", "police.households")
    is_dead = flag("已死亡", "police.deaths")
    in_custody = flag("服刑或强制隔离戒毒", "justice.custody", sensitivity=SENSITIVE)
    declared_missing = flag("被宣告失踪", "justice.missing")
    years_religious = whole(
        "脱离家庭在宗教场所居住年数", "visits", unit="年", sensitivity=SENSITIVE
    )
    schooling = text(
        "就读情况",
        "education.students",
        choices={
            "none": "不在校",
            "compulsory": "义务教育",
            "senior": "高中阶段",
            "undergraduate": "本科及以下高等教育",
            "postgraduate": "研究生",
        },
    )
    is_conscript = flag("义务兵", "veterans.conscripts")
    can_live_independently = flag("能够独立生活", "visits")
    years_together = whole("共同生活年数", "visits", unit="年")
    lives_with_other_parent = flag("随离异另一方生活", "civil.marriages")
    has_support_duty = flag("有法定赡养、抚养、扶养义务", "visits")
    disability_kind = text(
        "残疾类别",
        "disability.certificates",
        sensitivity=SENSITIVE,
        choices={
            "none": "无",
            "physical": "肢体",
            "visual": "视力",
            "hearing": "听力",
            "speech": "言语",
            "intellectual": "智力",
            "mental": "精神",
            "multiple": "多重",
        },
    )
    disability_grade = whole(
        "残疾等级", "disability.certificates", unit="级", sensitivity=SENSITIVE
    )
    has_major_disease = flag("患重特大疾病", "medical.expenses", sensitivity=SENSITIVE)
    self_paid_medical = money("医疗自付费用", "medical.expenses")

    wages = money("工资性收入", "hr.wages")
    business_income = money("经营净收入", "market.businesses")
    property_income = money("财产净收入", "housing.properties")
    pension = money("养老金", "hr.pensions")
    central_pension = money("中央确定的城乡居民基础养老金", "hr.pensions")
    farm_income = money("农业生产净收入", "agriculture.rural")
    support_received = money("收到的赡养、抚养、扶养费", "visits")
    surveyed_income = money("入户调查认定的其他收入", "visits")
    other_transfers = money("其他转移净收入", "civil.transfers")

    disability_subsidies = money("残疾人两项补贴", "disability.certificates")
    scholarship = money("奖学金、助学金和见义勇为奖励", "education.students")
    childcare_subsidy = money("育儿补贴", "civil.transfers")
    old_age_allowance = money("高龄津贴", "civil.transfers")
    veteran_allowance = money("优待抚恤金", "civil.transfers")
    family_planning_award = money("计划生育奖励与扶助金", "civil.transfers")
    assistance_money = money("政府给予的社会救助款", "civil.transfers")
    elderly_care_subsidy = money("养老服务补贴、护理补贴和服务券", "civil.transfers")
    child_welfare_money = money("孤儿、事实无人抚养儿童基本生活费", "civil.transfers")
    medical_refunds = money("基本医疗保险报销款", "medical.expenses")

    support_paid = money("支付的赡养、抚养、扶养费", "visits")
    insurance_paid = money("缴纳的社会保险费", "hr.wages")

    deposits = money("金融资产", "bank.deposits", unit="元")
    cars = whole("计入的机动车", "transport.vehicles", unit="辆", sensitivity=SENSITIVE)
    homes = whole("住房", "housing.properties", unit="套", sensitivity=SENSITIVE)
    shops = whole("非居住类房产", "housing.properties", unit="处", sensitivity=SENSITIVE)
    registered_capital = money("在营市场主体注册资本", "market.businesses", unit="元")
    active_businesses = whole("在营市场主体", "market.businesses", unit="个", sensitivity=SENSITIVE)


@table(grain="household")
class income_changes:
    """家庭收入变动（渐退用；金额为全家每月合计）."""

    household = repeated("household")
    members_counted = whole("共同生活成员人数", "assistance.decisions", unit="人")
    income_before = money("变动前家庭月收入", "assistance.decisions")
    income_after = money("变动后家庭月收入", "assistance.decisions")
    job_rise = money("就业带来的月收入增加", "assistance.decisions")
    last_amount = money("最近一次发放的月低保金", "benefits")


@table(grain="entitlement", dated=True)
class entitlements:
    """在享待遇."""

    person = repeated("person")
    household = repeated("household")
    benefit = text("待遇", "benefits", sensitivity=PERSONAL)
    division = repeated("division")
    residence = repeated("residence")
    amount = money("月待遇金额", "benefits")
    valid_from = day("起始日", "benefits")
    valid_to = day("终止日（不含）", "benefits")


@table(grain="resident", dated=True)
class residents:
    """常住人口."""

    person = repeated("person")
    household = repeated("household")
    division = repeated("division")
    residence = repeated("residence")
    sex = repeated("sex")
    age = repeated("age")
    valid_from = repeated("valid_from")
    valid_to = repeated("valid_to")
