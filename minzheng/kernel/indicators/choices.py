"""States and kinds of indicators and reported values, with their Chinese labels."""

from minzheng.core.months import HALF, MONTH, QUARTER, YEAR

STOCK, FLOW = "stock", "flow"
UP, DOWN = "up", "down"
COMPUTED, REPORTED, DEFINED = "computed", "reported", "defined"

ORIGINS = {COMPUTED: "平台计算", REPORTED: "上报审核", DEFINED: "自定义上报"}
KINDS = {STOCK: "期末时点", FLOW: "当期发生"}
FREQUENCIES = {MONTH: "月", QUARTER: "季", HALF: "半年", YEAR: "年"}
DIRECTIONS = {UP: "越高越好", DOWN: "越低越好"}

SUBMITTED, ACCEPTED, REJECTED, WITHDRAWN = "submitted", "accepted", "rejected", "withdrawn"
VALUE_STATES = {
    SUBMITTED: "待审核",
    ACCEPTED: "已审核",
    REJECTED: "已退回",
    WITHDRAWN: "已撤回",
}

DRAFT, APPROVED = "draft", "approved"
RELEASE_STATES = {DRAFT: "待批准", APPROVED: "已公布", WITHDRAWN: "已撤回"}
# Whose parameters the days of reporting are.
OWNER = "indicators"
