"""Kinds and states of what is published, with Chinese labels."""

OWNER = "publicity"

# What is published, and where.
NEWS, NOTICE, POLICY, GUIDE, OPEN_INFORMATION, FINANCE, STATISTICS = (
    "news", "notice", "policy", "guide", "open", "finance", "statistics",
)  # fmt: skip
ARTICLES = {
    NEWS: "工作动态",
    NOTICE: "通知公告",
    POLICY: "政策解读",
    GUIDE: "办事指南",
    OPEN_INFORMATION: "政府信息公开",
    FINANCE: "资金信息",
    STATISTICS: "统计信息",
}
DRAFTED, IN_REVIEW, APPROVED, PUBLISHED, SENT_BACK, TAKEN_DOWN = (
    "draft", "review", "approved", "published", "returned", "withdrawn",
)  # fmt: skip
ARTICLE_STATES = {
    DRAFTED: "草稿",
    IN_REVIEW: "审校中",
    APPROVED: "待发布",
    PUBLISHED: "已发布",
    SENT_BACK: "退回修改",
    TAKEN_DOWN: "已撤下",
}
# 三审三校: each review is followed by a proof of the text as it stands after it.
REVIEW_STEPS = {
    "review_1": "一审（初审）",
    "proof_1": "一校",
    "review_2": "二审（复审）",
    "proof_2": "二校",
    "review_3": "三审（终审）",
    "proof_3": "三校",
}
WEBSITE, WECHAT, MICROBLOG = "website", "wechat", "microblog"
ARTICLE_CHANNELS = {WEBSITE: "门户网站", WECHAT: "微信公众号", MICROBLOG: "微博"}
ACCOUNTS = {
    WEBSITE: "网站",
    WECHAT: "微信公众号",
    MICROBLOG: "微博",
    "video": "短视频账号",
    "app": "移动应用",
    "group": "工作群组",
}
ACTIVE, DORMANT, CLOSED_DOWN = "active", "dormant", "closed"
ACCOUNT_STATES = {ACTIVE: "正常", DORMANT: "停更", CLOSED_DOWN: "已注销"}
LOW, MIDDLE, HIGH = "low", "middle", "high"
RISKS = {LOW: "低", MIDDLE: "中", HIGH: "高"}
ADOPTIONS = {
    "county": "县级采用",
    "prefecture": "市（州）级采用",
    "province": "省级采用",
    "state": "国家级采用",
}
