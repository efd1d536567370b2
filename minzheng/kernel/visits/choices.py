"""Kinds and ways of visits, who goes, how often, what may be wrong with one: with their Chinese labels."""

SURVEY = "survey"
COUNTY_CHECK = "county_check"
NEIGHBOUR = "neighbour"
LETTER = "letter"
CARE = "care"
LEAD_CHECK = "lead_check"
SERVICE = "service"
CONTACT = "contact"
KINDS = {
    SURVEY: "入户调查",
    NEIGHBOUR: "邻里访问",
    LETTER: "信函索证",
    COUNTY_CHECK: "县级抽查",
    LEAD_CHECK: "线索核实",
    CARE: "走访探视",
    SERVICE: "照料服务",
    CONTACT: "亲情联系",
}
# 低保57号第十六条: at least two investigators; remote means only in an emergency.
SURVEY_KINDS = (SURVEY, NEIGHBOUR)
# What visit rules may ask for.
PLANNED_KINDS = (CARE, SERVICE, CONTACT)

# How a rule counts time; in a round the windows are parameters (winter and summer holidays).
WEEK, MONTH, QUARTER, ROUND = "week", "month", "quarter", "round"
PERIODS = {WEEK: "每周", MONTH: "每月", QUARTER: "每季度", ROUND: "寒暑假"}

# How a visit stands after its proof was looked at.
SOUND, SUSPICIOUS, CLEARED, REJECTED = "", "suspicious", "cleared", "rejected"
STANDINGS = {SOUND: "正常", SUSPICIOUS: "待核", CLEARED: "核实无误", REJECTED: "不予认可"}
VERDICTS = {CLEARED: STANDINGS[CLEARED], REJECTED: STANDINGS[REJECTED]}

FROM_VISIT, BY_HAND = "visit", "hand"
PLACE_SOURCES = {FROM_VISIT: "首次走访", BY_HAND: "人工标注"}

# Who serves without being staff of the platform.
CARER, SOCIAL_WORKER, VISITOR, VOLUNTEER = "carer", "social_worker", "visitor", "volunteer"
WORKER_KINDS = {
    CARER: "照料服务人员",
    SOCIAL_WORKER: "社会工作者",
    VISITOR: "探访服务员",
    VOLUNTEER: "志愿者",
}

# What social workers and their bodies are asked to do (SA-59, SA-75).
WORK_KINDS = {
    "survey": "家庭经济状况调查",
    "filing": "建档访视",
    "needs": "需求分析",
    "discovery": "主动发现和协助申请",
    "linking": "资源链接",
    "information": "政策咨询",
    "counselling": "心理调适",
    "referral": "转办转介",
    "integration": "社会融入",
}

# What a quality assessment of care looks at, each 0 to 100.
QUALITY_ITEMS = {
    "clean": "居家环境",
    "hygiene": "个人卫生",
    "meals": "饮食起居",
    "health": "健康关注",
    "safety": "居家安全",
    "attitude": "服务态度",
}

ASSISTANT, CHILD_DIRECTOR, CHILD_SUPERVISOR, VILLAGE_VISITOR = (
    "assistant", "child_director", "child_supervisor", "visitor",
)  # fmt: skip
POSTS = {
    ASSISTANT: "社会救助协理员",
    CHILD_DIRECTOR: "儿童主任",
    CHILD_SUPERVISOR: "儿童督导员",
    VILLAGE_VISITOR: "养老探访员",
}
