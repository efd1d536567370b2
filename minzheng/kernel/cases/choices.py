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
OTHER_TASK = "other"
TASK_KINDS = {
    STEP_TASK: "办件环节",
    LEAD_TASK: "线索核查",
    REFERRAL_TASK: "转办",
    RECHECK_TASK: "定期复核",
    OTHER_TASK: "其他",
}

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
