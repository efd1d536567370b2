"""Kinds and states of credit records, objections and checks, with their Chinese labels."""

PENALTY, REWARD = "penalty", "reward"
KINDS = {PENALTY: "失信", REWARD: "守信"}

ENTERED, CONFIRMED, REFUSED, REPAIRED, REVOKED = (
    "entered", "confirmed", "refused", "repaired", "revoked",
)  # fmt: skip
STATES = {
    ENTERED: "待复核",
    CONFIRMED: "已生效",
    REFUSED: "复核不通过",
    REPAIRED: "已信用修复",
    REVOKED: "异议成立，已撤销",
}

OBJECTION, REPAIR = "objection", "repair"
PLEA_KINDS = {OBJECTION: "异议", REPAIR: "信用修复申请"}
FILED, UPHELD, REJECTED = "filed", "upheld", "rejected"
PLEA_STATES = {FILED: "待办理", UPHELD: "成立", REJECTED: "不成立"}
