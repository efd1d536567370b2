"""States of the procedures of social assistance, with their Chinese labels."""

from minzheng.kernel.cases.declarations import States

DIBAO = "assistance.dibao"
DIBAO_EDGE = "assistance.dibao_edge"
DIBAO_SINGLE = "assistance.dibao_single"
DIBAO_FADE = "assistance.dibao_fade"
APPLICATION = "assistance.dibao.application"
CHANGE = "assistance.dibao.change"
OBJECTION = "assistance.dibao.objection"


class Application(States):
    """States of an application for dibao."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已申请"
    ACCEPTED = "accepted", "已受理（核对与入户调查）"
    ASSESSED = "assessed", "已提出初审意见"
    NOTICED = "noticed", "公示中"
    REPORTED = "reported", "已上报县级"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "不予确认"
    WITHDRAWN = "withdrawn", "已撤回"


class Change(States):
    """States of a change, reduction or stop of dibao."""

    OPENED = "opened", "待核查"
    VERIFIED = "verified", "已核查"
    HEARING = "hearing", "听取意见中"
    HEARD = "heard", "已听取意见"
    DECIDED = "decided", "已决定"
    CLOSED = "closed", "无需调整"


class Objection(States):
    """States of an applicant's objection to a refusal."""

    FILED = "filed", "已提出异议"
    UPHELD = "upheld", "维持原决定"
    REOPENED = "reopened", "重新受理"


TEMPORARY = "assistance.temporary"
TEKUN = "assistance.tekun"
RIGID = "assistance.rigid"
RELIEF = "assistance.temporary.application"


class Relief(States):
    """States of an application for temporary relief."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已申请"
    ACCEPTED = "accepted", "已受理"
    HELPED = "helped", "已先行救助，待补充说明"
    ASSESSED = "assessed", "已提出审核意见"
    NOTICED = "noticed", "公示中"
    REPORTED = "reported", "已上报县级"
    CONFERRED = "conferred", "已会商（一事一议）"
    CONFIRMED = "confirmed", "已救助"
    REFUSED = "refused", "不予救助"
    WITHDRAWN = "withdrawn", "已撤回"


FROM_RUN, FROM_RESERVE = "run", "reserve"
INSTALMENT_SOURCES = {FROM_RUN: "县级发放批次", FROM_RESERVE: "乡镇备用金"}
PLANNED, ISSUED, PAID = "planned", "issued", "paid"
INSTALMENT_STATES = {PLANNED: "待发", ISSUED: "已列入发放", PAID: "已发放"}

DEPOSIT, REPLENISHMENT, PAYMENT = "deposit", "replenishment", "payment"
ENTRY_KINDS = {DEPOSIT: "拨入", REPLENISHMENT: "补足", PAYMENT: "救助支出"}
ORDER_KINDS = {DEPOSIT: "拨入", REPLENISHMENT: "补足"}
ASKED, CONFIRMED, REFUSED = "asked", "confirmed", "refused"
ORDER_STATES = {ASKED: "待复核", CONFIRMED: "已入账", REFUSED: "不同意"}

SUPPORT = "assistance.tekun.application"
SUPPORT_CHANGE = "assistance.tekun.change"


class Support(States):
    """States of an application for the support of the destitute (特困)."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已申请"
    ACCEPTED = "accepted", "已受理（调查核对与自理能力评估）"
    ASSESSED = "assessed", "已提出审核意见"
    NOTICED = "noticed", "公示中"
    REPORTED = "reported", "已上报县级"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "不予确认"
    WITHDRAWN = "withdrawn", "已撤回"


CENTRALISED, SCATTERED = "centralised", "scattered"
CARE_MODES = {CENTRALISED: "集中供养", SCATTERED: "分散供养"}
CARE_ITEMS = {
    "can_eat": "自主吃饭",
    "can_dress": "自主穿衣",
    "can_get_up": "自主上下床",
    "can_toilet": "自主如厕",
    "can_walk": "室内自主行走",
    "can_bathe": "自主洗澡",
}
WAITING, ADMITTED, WITHDRAWN = "waiting", "admitted", "withdrawn"
ADMISSION_STATES = {WAITING: "待入住", ADMITTED: "已入住", WITHDRAWN: "本人撤回"}
TIERS = ("全自理", "半护理", "全护理")
# 特困43号（终止供养）: why the support of a person ends or is worked out anew.
SUPPORT_CAUSES = {
    "review": "定期复核",
    "tier": "自理能力变化",
    "mode": "供养形式变化",
    "grown": "年满十八周岁且不再就读",
    "means": "收入或财产超过规定",
    "obligor": "有履行义务能力的法定义务人",
    "labour": "恢复劳动能力",
    "custody": "被判处刑罚且在监狱服刑",
    "request": "本人申请终止",
}

RIGID_APPLICATION = "assistance.rigid.application"
LOW_INCOME = "assistance.low_income"
LOW_INCOME_APPLICATION = "assistance.low_income.application"


class Recognition(States):
    """States of an application to be recognised as a family in difficulty."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已申请"
    ACCEPTED = "accepted", "已受理（核对与调查）"
    ASSESSED = "assessed", "已提出审核意见"
    NOTICED = "noticed", "公示中"
    REPORTED = "reported", "已上报县级"
    CONFIRMED = "confirmed", "已认定"
    REFUSED = "refused", "不予认定"
    WITHDRAWN = "withdrawn", "已撤回"


SPECIAL = "assistance.special"
ROUND_KINDS = {
    "epidemic": "疫情救助",
    "disaster": "受灾救助",
    "school": "就学救助",
    "heating": "采暖补贴",
    "price": "价格补贴",
    "other": "其他专项",
}
OPEN, SUBMITTED, APPROVED, IN_PAYMENT = "open", "submitted", "approved", "in_payment"
ROUND_STATES = {OPEN: "编制名单", SUBMITTED: "待审批", APPROVED: "已审批", IN_PAYMENT: "已列入发放"}
LISTED, REMOVED = "listed", "removed"
ROUND_LINE_STATES = {LISTED: "列入", REMOVED: "移出"}

NEEDS = {
    "living": "基本生活",
    "medical": "医疗",
    "education": "教育",
    "housing": "住房",
    "work": "就业",
    "care": "照料护理",
    "mental": "心理和社会融入",
    "goods": "生活物品",
}
MONEY, GOODS, SERVICE = "money", "goods", "service"
HELP_FORMS = {MONEY: "资金", GOODS: "物质", SERVICE: "服务"}
# 服务35号: care, living and caring services; the list of a place is its own.
SERVICE_KINDS = {
    "employment": "就业帮扶",
    "training": "技能培训",
    "care": "照料护理",
    "counselling": "心理疏导",
    "integration": "社会融入",
    "linking": "资源链接",
}

# Who gives help beside our own benefits (综合救助信息资源库).
DEPARTMENT, MASS, SOCIAL, CHARITY, ENTERPRISE = (
    "department", "mass", "social", "charity", "enterprise",
)  # fmt: skip
GIVERS = {
    DEPARTMENT: "政府部门",
    MASS: "群团组织",
    SOCIAL: "社会组织",
    CHARITY: "慈善组织",
    ENTERPRISE: "企业和爱心人士",
}
IMPORTED, REFERRED, ORDERED, TYPED = "imported", "referred", "ordered", "typed"
HELP_ORIGINS = {IMPORTED: "部门数据", REFERRED: "转办结果", ORDERED: "救助订单", TYPED: "人工登记"}
OWN = "own"

# Orders (订单式救助): from a need to its confirmed answer.
RAISED, POSTED, ACCEPTED, DELIVERED, CLOSED, RETURNED, CANCELLED = (
    "raised", "posted", "accepted", "delivered", "closed", "returned", "cancelled",
)  # fmt: skip
HELP_ORDER_STATES = {
    RAISED: "待发布",
    POSTED: "待接单",
    ACCEPTED: "已接单",
    DELIVERED: "已送达，待确认",
    CLOSED: "已确认",
    RETURNED: "无人接单，已退回",
    CANCELLED: "已撤销",
}
ORDER_SOURCES = {
    "lead": "线索核查",
    "visit": "入户走访",
    "campaign": "集中摸排",
    "citizen": "群众反映",
    "case": "临时救助办件",
    "plan": "帮扶方案",
}
BY_FAMILY, BY_WORKER = "family", "worker"
CONFIRMERS = {BY_FAMILY: "受助家庭", BY_WORKER: "工作人员代为确认"}

# 社会救助法 24–28, 30: the six kinds of special and urgent help of other departments.
SPECIAL_HELP = {
    "medical": ("医疗救助", "县医保局"),
    "disease_emergency": ("疾病应急救助", "县卫生健康局"),
    "education": ("教育救助", "县教育局"),
    "housing": ("住房救助", "县住房和城乡建设局"),
    "employment": ("就业救助", "县人力资源和社会保障局"),
    "disaster": ("受灾人员救助", "县应急管理局"),
}
SPECIAL_HELP_KINDS = {key: label for key, (label, _office) in SPECIAL_HELP.items()}
GIVEN, DECLINED = "given", "declined"
HELP_RESULTS = {GIVEN: "已给予救助", DECLINED: "不予救助"}
# Which need of a family each kind of help answers.
NEED_OF_HELP = {
    "medical": "medical",
    "disease_emergency": "medical",
    "education": "education",
    "housing": "housing",
    "employment": "work",
    "disaster": "living",
}
# Which need the cause of a hardship is, for what others gave for the same (临时救助与其他救助衔接).
NEED_OF_CAUSE = {
    "fire": "housing",
    "traffic": "medical",
    "illness": "medical",
    "accident": "medical",
    "spending": "living",
    "other": "living",
}

# 容错纠错: what must hold, each of it, for an honest error to be exempt.
TOLERANCE_TESTS = {
    "lawful": "没有违反法律法规的禁止性规定",
    "in_duty": "在履行职责、按规定程序办理中发生",
    "no_gain": "没有为本人或他人谋取私利",
    "honest": "没有故意，主动报告、没有隐瞒",
    "corrected": "发现后及时纠正，没有造成重大损失",
}
REPORTED, EXEMPT, NOT_EXEMPT = "reported", "exempt", "not_exempt"
TOLERANCE_STATES = {REPORTED: "待审议", EXEMPT: "予以免责", NOT_EXEMPT: "不予免责"}
