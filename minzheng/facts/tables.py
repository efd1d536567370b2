"""The fact tables themselves: what each column means, where it comes from, how guarded it is."""

from .schema import (
    PERSONAL,
    PUBLIC,
    SENSITIVE,
    Column,
    day,
    flag,
    money,
    repeated,
    table,
    text,
    whole,
)

DISABILITY_KINDS = {
    "none": "无",
    "physical": "肢体",
    "visual": "视力",
    "hearing": "听力",
    "speech": "言语",
    "intellectual": "智力",
    "mental": "精神",
    "multiple": "多重",
}


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
        choices=DISABILITY_KINDS,
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


# -- assistance: recorded decisions, assessments and hardships of issue 3 ------------------


@table(grain="household")
class assisted_families:
    """家庭的社会救助认定与刚性支出（金额为最近十二个月合计）."""

    household = repeated("household")
    dibao_family = flag("已认定为低保家庭", "assistance.decisions")
    tekun_family = flag("已认定为特困供养户", "assistance.decisions")
    rigid_family = flag("已认定为刚性支出困难家庭", "assistance.decisions")
    rigid_recognised_on = day("刚性支出困难家庭认定日期", "assistance.decisions")
    yearly_income = money("核定的家庭年总收入", "assistance.spending", unit="元/年")


@table(grain="person")
class assisted_persons:
    """人员的社会救助认定、自理能力评估与刚性支出（金额为最近十二个月合计）."""

    person = repeated("person")
    tekun_recipient = flag("在享特困人员救助供养", "assistance.decisions")
    tekun_as_minor = flag("未成年时认定为特困人员且仍在供养", "assistance.decisions")
    child_scheme_chosen = flag("选择孤儿或事实无人抚养儿童保障", "assistance.decisions")
    died_on = day("死亡日期", "people.register")
    insurance_benefits = money("其他社会保险待遇（已含在其他转移净收入中）", "verification")
    obligor_capacity = text(
        "法定义务人履行义务能力",
        "assistance.decisions",
        choices={
            "none": "无法定义务人",
            "incapable": "义务人均无履行义务能力",
            "capable": "有具备履行义务能力的义务人",
        },
        sensitivity=SENSITIVE,
    )
    lacks_civil_capacity = flag("无民事行为能力", "assistance.assessments", sensitivity=SENSITIVE)
    can_eat = flag("能自主吃饭", "assistance.assessments", sensitivity=SENSITIVE)
    can_dress = flag("能自主穿衣", "assistance.assessments", sensitivity=SENSITIVE)
    can_get_up = flag("能自主上下床", "assistance.assessments", sensitivity=SENSITIVE)
    can_toilet = flag("能自主如厕", "assistance.assessments", sensitivity=SENSITIVE)
    can_walk = flag("能室内自主行走", "assistance.assessments", sensitivity=SENSITIVE)
    can_bathe = flag("能自主洗澡", "assistance.assessments", sensitivity=SENSITIVE)
    has_infectious_disease = flag("患传染性疾病", "assistance.assessments", sensitivity=SENSITIVE)
    care_mode = text(
        "供养形式",
        "assistance.decisions",
        choices={"centralised": "集中供养", "scattered": "分散供养"},
    )
    car_value = money("机动车价值（最高一辆）", "assistance.spending", unit="元")
    medical_spending = money("医疗自付支出", "assistance.spending", unit="元/年")
    medical_relief = money("已获医疗救助和补助", "assistance.spending", unit="元/年")
    education_spending = money("教育支出", "assistance.spending", unit="元/年")
    education_relief = money("已获教育资助", "assistance.spending", unit="元/年")
    rehab_spending = money("残疾康复自付支出", "assistance.spending", unit="元/年")
    rehab_relief = money("已获残疾康复补助", "assistance.spending", unit="元/年")
    other_rigid_spending = money("其他刚性支出", "assistance.spending", unit="元/年")


@table(grain="household")
class hardships:
    """申请临时救助的急难情形."""

    household = repeated("household")
    relief_type = text(
        "临时救助类型",
        "assistance.hardships",
        choices={"emergency": "急难型", "expenditure": "支出型"},
    )
    hardship_cause = text(
        "困难原因",
        "assistance.hardships",
        choices={
            "fire": "火灾",
            "traffic": "交通事故",
            "illness": "突发重大疾病",
            "accident": "其他意外伤害",
            "spending": "生活必需支出突然增加",
            "other": "其他特殊困难",
        },
    )
    living_difficult = flag("基本生活暂时出现严重困难", "assistance.hardships")
    is_urgent = flag("情况紧急，须立即救助", "assistance.hardships")
    same_cause_again = flag("以同一事由再次申请", "assistance.hardships")
    repeat_reason = flag("再次申请有正当理由", "assistance.hardships")
    accepted_division = text("受理的乡镇（街道）", "assistance.hardships", sensitivity=PUBLIC)
    hardship_division = text("急难发生地乡镇（街道）", "assistance.hardships")
    registered_division = text("户籍所在乡镇（街道）", "assistance.hardships")
    requested_amount = money("申请救助金额", "assistance.hardships", unit="元")
    assessed_amount = money("核定困难所需金额", "assistance.hardships", unit="元")
    necessary_spending = money("必需支出自负部分", "assistance.hardships", unit="元")
    instalments = whole("分期发放期数", "assistance.hardships", unit="期")
    first_instalment = money("首期金额", "assistance.hardships", unit="元")


@table(grain="household")
class deceits:
    """查实的骗取社会救助行为."""

    household = repeated("household")
    by_deceit = flag("以虚报、隐瞒、伪造等手段骗取", "assistance.findings", sensitivity=SENSITIVE)
    fraud_amount = money("骗取的金额", "assistance.findings", unit="元")
    fraud_ended_on = day("骗取行为终了之日", "assistance.findings")
    fraud_found_on = day("骗取行为被发现之日", "assistance.findings")


@table(grain="person")
class price_linked_persons:
    """价格补贴联动：指数月份在享的其他待遇."""

    person = repeated("person")
    veteran_recipient = flag("领取定期抚恤补助的优抚对象", "benefits")
    unemployment_recipient = flag("领取失业保险金", "benefits")
    unemployment_aid_recipient = flag("领取失业补助金", "benefits")
    orphan_recipient = flag("在享孤儿基本生活保障", "benefits")
    unsupported_recipient = flag("在享事实无人抚养儿童基本生活补贴", "benefits")


# -- children, disability, elderly, funeral: findings and records of issue 3 ----------------


def _disability_of_parent(whose: str) -> tuple[Column, Column]:
    """The certificate of a parent: kind and grade, 0 for none."""
    kind = text(
        f"{whose}残疾类别",
        "disability.certificates",
        sensitivity=SENSITIVE,
        choices=DISABILITY_KINDS,
    )
    grade = whole(f"{whose}残疾等级", "disability.certificates", unit="级", sensitivity=SENSITIVE)
    return kind, grade


def _custody_of_parent(whose: str) -> tuple[Column, Column, Column]:
    """How a parent is held, for how long, and how much of it was before the judgment."""
    held = text(
        f"{whose}人身自由受限情形",
        "justice.custody",
        sensitivity=SENSITIVE,
        choices={
            "none": "无",
            "remand": "羁押待判",
            "suspended": "判处缓刑",
            "prison": "服刑在押",
            "detox": "强制隔离戒毒",
            "other": "被执行其他限制人身自由的措施",
        },
    )
    term = whole(f"{whose}受限期限", "justice.custody", unit="月", sensitivity=SENSITIVE)
    remand = whole(f"{whose}判决前羁押时间", "justice.custody", unit="月", sensitivity=SENSITIVE)
    return held, term, remand


@table(grain="person")
class parents_of_children:
    """儿童父母双方的情形（事实无人抚养、孤儿认定用）."""

    person = repeated("person")
    father_dead = flag("父亲死亡", "police.deaths")
    father_declared_missing = flag("父亲被宣告失踪", "justice.missing")
    father_not_found = flag("父亲查找不到", "children.findings")
    father_disability_kind, father_disability_grade = _disability_of_parent("父亲")
    father_listed_disease = flag("父亲患当地目录内重病", "medical.expenses", sensitivity=SENSITIVE)
    father_custody, father_term_months, father_remand_months = _custody_of_parent("父亲")
    father_out_of_contact = flag("父亲失联且未履行抚养责任", "children.findings")
    father_lost_on = day("父亲失联之日", "children.findings")
    father_lost_accepted_on = day("父亲失联公安受理之日", "police.lost")
    father_guardianship_revoked = flag("父亲被撤销监护资格", "justice.guardianship")
    father_deported = flag("父亲被遣送（驱逐）出境且未履行抚养责任", "police.deportations")
    mother_dead = flag("母亲死亡", "police.deaths")
    mother_declared_missing = flag("母亲被宣告失踪", "justice.missing")
    mother_not_found = flag("母亲查找不到", "children.findings")
    mother_disability_kind, mother_disability_grade = _disability_of_parent("母亲")
    mother_listed_disease = flag("母亲患当地目录内重病", "medical.expenses", sensitivity=SENSITIVE)
    mother_custody, mother_term_months, mother_remand_months = _custody_of_parent("母亲")
    mother_out_of_contact = flag("母亲失联且未履行抚养责任", "children.findings")
    mother_lost_on = day("母亲失联之日", "children.findings")
    mother_lost_accepted_on = day("母亲失联公安受理之日", "police.lost")
    mother_guardianship_revoked = flag("母亲被撤销监护资格", "justice.guardianship")
    mother_deported = flag("母亲被遣送（驱逐）出境且未履行抚养责任", "police.deportations")


@table(grain="person")
class children_in_care:
    """儿童保障：户籍、安置、监护评估与待遇选择."""

    person = repeated("person")
    registered_here = flag("户籍在本地", "police.households")
    is_adopted = flag("已被收养", "civil.adoptions")
    child_placement = text(
        "养育方式",
        "children.findings",
        choices={"scattered": "社会散居", "institution": "机构集中养育"},
    )
    care_arrangement = text(
        "受托照护方式",
        "children.findings",
        choices={"none": "无", "entrusted": "委托监护", "foster": "家庭寄养"},
    )
    guardian_performs = flag("受托监护人履行照护职责", "children.findings")
    guardianship_level = text(
        "监护评估等级",
        "children.assessments",
        choices={
            "normal": "监护正常",
            "insufficient": "监护不足",
            "improper": "监护失当",
            "missing": "监护缺失",
        },
        sensitivity=SENSITIVE,
    )
    harmed_or_wandering = flag(
        "遭受侵害、意外伤害或流浪", "children.findings", sensitivity=SENSITIVE
    )
    left_behind = flag("留守、流动或有心理健康问题", "children.findings", sensitivity=SENSITIVE)
    in_rehabilitation = flag("正在接受残疾康复", "disability.rehabilitation", sensitivity=SENSITIVE)
    school_ends_on = day("在读学段预计结束日期", "education.students")
    dibao_recipient = flag("本人在享最低生活保障（整户或单人户）", "benefits")
    dibao_family_grant = money("家庭每月基本低保金（不含分类施保）", "benefits")
    dibao_family_heads = whole("家庭低保保障人数", "benefits", unit="人")
    dibao_own_extra = money("本人每月分类施保金", "benefits")
    tekun_total = money(
        "按特困供养应得（基本生活加照料护理，不符合的为 0）", "assistance.decisions"
    )
    child_scheme_choice = text(
        "监护人书面选择",
        "children.findings",
        choices={"none": "未选择", "child": "儿童保障", "tekun": "特困供养"},
    )


@table(grain="person")
class disabled_persons:
    """残疾人两项补贴：证件、护理需要与同类待遇."""

    person = repeated("person")
    certificate_until = day("残疾人证有效期届满日", "disability.certificates")
    certificate_issued_on = day("现持残疾人证签发日", "disability.certificates")
    former_certificate_until = day("前一残疾人证有效期届满日", "disability.certificates")
    care_needed_months = whole(
        "需要长期照护的时间", "disability.assessments", unit="月", sensitivity=SENSITIVE
    )
    work_injury_care = flag("领取工伤保险生活护理费", "hr.work_injury")
    care_insurance_paid = flag("享受长期护理保险待遇", "medical.care_insurance")
    other_living_money = money("老年、因公致残、离休等同类福利性生活补贴", "benefits")
    other_nursing_money = money("老年、因公致残、离休等同类福利性护理补贴", "benefits")
    subsidy_applied_on = day("提出补贴申请之日", "disability.applications")
    moved_in_on = day("户籍迁入本县之日", "police.households")
    disability_aids = text("适配的辅助器具", "disability.aids", sensitivity=SENSITIVE)
    disability_services = text(
        "接受的康复、托养等服务", "disability.services", sensitivity=SENSITIVE
    )


@table(grain="person")
class elders:
    """老年人：能力评估、生存认证、待遇与养老服务账单（账单为每月）."""

    person = repeated("person")
    ability_level = whole(
        "能力评估等级（0 完好至 4 完全失能）", "elderly.assessments", sensitivity=SENSITIVE
    )
    life_confirmed = flag("生存认证有效", "elderly.life_checks")
    allowance_applied_on = day("提出高龄津贴申请之日", "elderly.applications")
    death_reported_on = day("报告死亡之日", "elderly.events")
    allowance_paid_through = day("高龄津贴已发至（当月任一日）", "benefits")
    disability_nursing_money = money("重度残疾人护理补贴应享金额", "benefits")
    in_central_care = flag("纳入经济困难失能老年人集中照护", "elderly.programmes")
    in_home_care_project = flag("纳入居家和社区基本养老服务提升行动", "elderly.programmes")
    home_bill = money("居家上门服务账单", "elderly.bills")
    day_care_bill = money("日间照料账单", "elderly.bills")
    institution_bill = money("机构入住（长住或短期）账单", "elderly.bills")
    home_insured = money("长护险支付的居家上门费用", "medical.care_insurance")
    day_care_insured = money("长护险支付的日间照料费用", "medical.care_insurance")
    institution_insured = money("长护险支付的机构费用", "medical.care_insurance")
    voucher_issued_on = day("消费券实际发放日", "elderly.bills")
    is_left_behind_elder = flag("留守老年人", "elderly.findings")
    lost_only_child = flag("计划生育特殊家庭老年人", "elderly.findings", sensitivity=SENSITIVE)
    has_dementia = flag("经诊断为失智", "elderly.assessments", sensitivity=SENSITIVE)


@table(grain="person")
class deceased:
    """逝者的殡葬服务费用与安葬方式（费用为一次性）."""

    person = repeated("person")
    poor_veteran = flag("优抚对象", "veterans.register")
    donated_body = flag("捐献遗体或人体器官", "red_cross.donors")
    other_free_funeral = flag("列入当地其他免费对象名单", "funeral.findings")
    transport_fee = money("遗体接运费", "funeral.bills", unit="元")
    storage_days = whole("遗体存放天数", "funeral.bills", unit="日")
    storage_day_fee = money("遗体存放费", "funeral.bills", unit="元/日")
    cremation_fee = money("遗体火化费", "funeral.bills", unit="元")
    ash_keeping_fee = money("骨灰寄存费", "funeral.bills", unit="元")
    burial_kind = text(
        "安葬方式",
        "funeral.burials",
        choices={
            "grave": "墓穴安葬",
            "niche": "骨灰格位",
            "wall": "壁葬",
            "tree": "树葬",
            "flower_bed": "花坛葬",
            "lawn": "草坪葬",
            "scattering": "骨灰撒散",
            "sea": "骨灰海葬",
            "deep": "遗体深埋不留坟头",
        },
    )
    burial_proved = flag("持有生态安葬证明", "funeral.burials")
