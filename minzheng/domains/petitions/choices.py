"""What people tell us, how it came, how urgent it is and how far it has got."""

ENQUIRY, COMPLAINT, REPORT, SUGGESTION, HELP, MANDATORY, OPINION = (
    "enquiry", "complaint", "report", "suggestion", "help", "mandatory", "opinion",
)  # fmt: skip
KINDS = {
    ENQUIRY: "咨询",
    COMPLAINT: "投诉",
    REPORT: "举报",
    SUGGESTION: "建议",
    HELP: "求助",
    MANDATORY: "强制报告",
    OPINION: "规划意见",
}
# What is told about somebody: the told-of never learns by whom, and the told-of's own office does not read it.
GUARDED = (COMPLAINT, REPORT, MANDATORY)

PORTAL, HOTLINE, ORDER, COUNTER, LETTER, CALLER, FIELD, MEDIA = (
    "portal", "hotline", "order", "counter", "letter", "caller", "field", "media",
)  # fmt: skip
CHANNELS = {
    PORTAL: "网上",
    HOTLINE: "热线来电",
    ORDER: "12345 转办",
    COUNTER: "窗口",
    LETTER: "来信",
    CALLER: "来访",
    FIELD: "下乡走访",
    MEDIA: "媒体反映",
}

LIFE, HIGH, MEDIUM, LOW = "life", "high", "medium", "low"
RISKS = {LIFE: "危及生命", HIGH: "高", MEDIUM: "中", LOW: "低"}
URGENT = (LIFE, HIGH)

WAITING, ASSIGNED, WORKING, ANSWERED, HUNG, JOINED, CLOSED = (
    "waiting", "assigned", "working", "answered", "hung", "joined", "closed",
)  # fmt: skip
STATES = {
    WAITING: "待派单",
    ASSIGNED: "已派单",
    WORKING: "办理中",
    ANSWERED: "已答复",
    HUNG: "挂账",
    JOINED: "并入同一件",
    CLOSED: "已办结",
}
# The clock of the citizen stands still in none of these but HUNG, and ends with the answer.
RUNNING = (WAITING, ASSIGNED, WORKING)

# Units in close contact with minors and the others whom 未成年人保护法 11 and 130 oblige to report.
BODIES = {
    "school": "学校、幼儿园",
    "training": "校外培训、托育、托管机构",
    "medical": "医疗机构",
    "village": "村（居）民委员会",
    "welfare": "儿童福利、救助保护机构",
    "home_service": "家政、看护服务机构",
    "hotel": "旅馆、宾馆",
    "state": "国家机关",
    "other": "其他密切接触未成年人的单位",
}
# 关于建立侵害未成年人案件强制报告制度的意见（试行） 第四条.
SIGNS = {
    "private_parts": "生殖器官或隐私部位遭受或疑似遭受非正常损伤",
    "under_14": "不满十四周岁的女性遭受或疑似遭受性侵害、怀孕、流产",
    "over_14": "十四周岁以上女性遭受或疑似遭受性侵害所致怀孕、流产",
    "injured": "身体多处损伤、严重营养不良、意识不清，存在或疑似存在家暴、欺凌、虐待",
    "died": "自杀、自残、工伤、中毒、被人麻醉、殴打等非正常损伤、死亡",
    "abandoned": "被遗弃或长期处于无人照料状态",
    "missing": "来源不明、失踪或者被拐卖、收买",
    "begging": "被组织乞讨",
    "other": "其他严重侵害身心健康或者面临危险的情形",
}

ANSWER_GIVEN, RETURNED, REASSIGNED = "answered", "returned", "reassigned"
OUTCOMES = {ANSWER_GIVEN: "已答复", RETURNED: "已退单", REASSIGNED: "已改派"}

# What is written into the history of a voice; the citizen reads those that say so.
TOLD, SENT, TAKEN, CONTACTED, ADDED = "told", "sent", "taken", "contacted", "added"
RETURN_ASKED, RETURN_DECIDED = "return_asked", "return_decided"
MORE_ASKED, MORE_DECIDED = "more_asked", "more_decided"
HELD_UP, RESUMED, REPLIED, CALLED_BACK, AGAIN = "held_up", "resumed", "replied", "called_back", "again"  # fmt: skip
SCREENED, POLICE, TO_LEAD, TO_CASE, CONFERRED, REMOVED_TO = (
    "screened", "police", "to_lead", "to_case", "conferred", "joined_to",
)  # fmt: skip
DUTY_DONE = "duty_done"
ACTIONS = {
    TOLD: "登记",
    SENT: "派单",
    TAKEN: "接单",
    CONTACTED: "首次响应",
    ADDED: "补充情况",
    RETURN_ASKED: "申请退单",
    RETURN_DECIDED: "退单审定",
    MORE_ASKED: "申请延期",
    MORE_DECIDED: "延期审定",
    HELD_UP: "挂账",
    RESUMED: "恢复办理",
    REPLIED: "答复",
    CALLED_BACK: "回访",
    AGAIN: "二次办理",
    SCREENED: "初步核查",
    POLICE: "移交公安",
    TO_LEAD: "转为救助线索",
    TO_CASE: "建立办件",
    CONFERRED: "个案会商",
    REMOVED_TO: "并入同一件",
    DUTY_DONE: "会商事项完成",
}

# The procedure small urgent help goes through; it belongs to another room and is known by its key.
RELIEF = "assistance.temporary.application"
