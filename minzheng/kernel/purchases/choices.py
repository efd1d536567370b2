"""States and kinds of purchases, subsidies, projects, aid and goods, with their Chinese labels."""

# What two people enter and decide: a demand, a rule, an appraisal.
ENTERED, CONFIRMED, REFUSED = "entered", "confirmed", "refused"
DECISIONS = {ENTERED: "待复核", CONFIRMED: "已复核", REFUSED: "已退回"}
# A settlement is paid after that, by a third.
PAID = "paid"
SETTLEMENT_STATES = {ENTERED: "待复核", CONFIRMED: "待支付", PAID: "已支付", REFUSED: "已退回"}

PURCHASE, SCORED, HEADS, PIECES = "purchase", "scored", "heads", "pieces"
PROJECT, EMERGENCY, AID, PREMIUM = "project", "emergency", "aid", "premium"
SETTLEMENTS = {
    PURCHASE: "政府购买服务",
    SCORED: "考核补贴",
    HEADS: "按人数补助",
    PIECES: "按次补贴",
    PROJECT: "项目资金",
    EMERGENCY: "应急救助",
    AID: "慈善资助",
    PREMIUM: "保险费",
}
# The reasons for which one person is aided from charity (资助类别).
AIDS = {
    "illness": "重大疾病",
    "student": "助学",
    "police": "公安基金",
    "family": "亲情关爱",
    "other": "其他",
}

METHODS = {
    "tender": "公开招标",
    "negotiation": "竞争性磋商",
    "inquiry": "询价",
    "single": "单一来源",
    "direct": "限额以下直接采购",
}
ACTIVE, ENDED = "active", "ended"
CONTRACT_STATES = {ACTIVE: "履行中", ENDED: "已结束"}

# What a project goes through from the plan to the publication (LO-03), and its sign (LO-05).
PLAN, BUDGET, ACCEPT, PERFORMANCE = "plan", "budget", "accept", "performance"
AUDIT, PUBLISH, SIGN = "audit", "publish", "sign"
PROJECT_STEPS = {
    PLAN: "立项",
    BUDGET: "预算批复",
    ACCEPT: "验收",
    PERFORMANCE: "绩效评价",
    AUDIT: "专项审计",
    PUBLISH: "公开使用情况",
    SIGN: "设置标识",
}
LOTTERY = "lottery"

IN, OUT = "in", "out"
MOVES = {IN: "入库", OUT: "发放"}

# Who is paid; the share of lottery money that goes to social organisations is watched (FN-08).
SOCIAL_ORGANISATION = "social_organisation"
SUPPLIERS = {
    SOCIAL_ORGANISATION: "社会组织",
    "company": "企业",
    "institution": "事业单位或养老机构",
    "insurer": "保险公司",
    "hospital": "医疗机构",
}
