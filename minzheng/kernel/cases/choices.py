"""The kinds and states of notices, tasks, referrals and kin, with their Chinese labels."""

PRE_DECISION = "pre_decision"
ANNOUNCEMENT = "announcement"
NOTICE_KINDS = {PRE_DECISION: "拟确认公示", ANNOUNCEMENT: "确认结果公布"}

POSTED = "posted"
CHECKED = "checked"
WITHDRAWN = "withdrawn"
EXPIRED = "expired"
NOTICE_ACTS = {POSTED: "张贴", CHECKED: "查看", WITHDRAWN: "撤下", EXPIRED: "到期撤下"}

STEP_TASK = "step"
LEAD_TASK = "lead"
REFERRAL_TASK = "referral"
RECHECK_TASK = "recheck"
RATING_TASK = "rating"
OTHER_TASK = "other"
TASK_KINDS = {
    STEP_TASK: "办件环节",
    LEAD_TASK: "线索核查",
    REFERRAL_TASK: "转办",
    RECHECK_TASK: "定期复核",
    RATING_TASK: "差评整改",
    OTHER_TASK: "其他",
}

# What a telephone is told of a step, by its key: never what the matter is. Others stay in the inbox.
OBJECTION_ANSWERS = {
    "uphold": "的异议已答复：维持原决定",
    "reopen": "的异议已答复：重新受理",
}
TOLD_BY_SMS = {
    "accept": "已受理",
    "correct": "还需要补充材料，请尽快补交",
    "notify": "已经审核，正在公示",
    **OBJECTION_ANSWERS,
}
ENDED, GRANTED = "已经结束", "已办结，可以查看结果"
REFUSED = "没有得到同意，理由写在决定书里"

# 民法典第一千零四十五条第二款: the closed list of near relatives.
NEAR_KIN = {
    "spouse": "配偶",
    "parent": "父母",
    "child": "子女",
    "sibling": "兄弟姐妹",
    "grandparent": "祖父母、外祖父母",
    "grandchild": "孙子女、外孙子女",
}
OTHER_KIN = {
    "cousin": "堂（表）兄弟姐妹",
    "uncle_aunt": "伯叔姑舅姨",
    "nephew_niece": "侄（外甥）子女",
    "in_law": "姻亲",
    "other": "其他亲属",
}
KIN_RELATIONS = {**NEAR_KIN, **OTHER_KIN}
KIN_ROLES = {"handler": "经办人员", "committee": "村（居）民委员会成员"}

REFERRED = "referred"
RECEIVED = "received"
ANSWERED = "answered"
RETURNED = "returned"
REFERRAL_STATES = {
    REFERRED: "已转办",
    RECEIVED: "已接收",
    ANSWERED: "已答复",
    RETURNED: "已退回",
}

# 好差评: five levels, not to be altered locally; the last two are bad (国办发〔2019〕51号).
LEVELS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
BAD = 2
GOOD_TAGS = {
    "kind": "态度热情",
    "fast": "办事快",
    "clear": "讲得明白",
    "few_papers": "材料要得少",
    "near": "不用跑腿",
}
BAD_TAGS = {
    "rude": "态度不好",
    "slow": "办得慢",
    "unclear": "没有一次说清",
    "many_papers": "要的材料多",
    "many_trips": "跑了好几趟",
    "unfair": "处理不公",
    "extra_fee": "收了不该收的费",
}
TAGS = {**GOOD_TAGS, **BAD_TAGS}
BY_PORTAL, BY_CODE = "portal", "code"
RATED_BY = {BY_PORTAL: "网上", BY_CODE: "扫码"}
BY_MESSAGE, ON_PAPER = "message", "paper"
INVITED_BY = {BY_MESSAGE: "消息", ON_PAPER: "窗口回执"}
TRUE, PARTLY, UNFOUNDED = "true", "partly", "unfounded"
RATING_OUTCOMES = {TRUE: "属实", PARTLY: "部分属实", UNFOUNDED: "不属实"}
