"""States and kinds of plans and of what hangs on them, with their Chinese labels."""

# -- plans, targets, tasks, projects ------------------------------------------------------------

PLAN_KINDS = {
    "five_year_plan": "五年规划",
    "annual_work_list": "年度工作要点",
    "three_year_action": "三年行动方案",
    "special_plan": "专项规划",
    "action_plan": "行动方案",
    "other": "其他",
}
DRAFT, IN_FORCE, CLOSED = "draft", "in_force", "closed"
PLAN_STATES = {DRAFT: "待发布", IN_FORCE: "实施中", CLOSED: "已结束"}

COMPARATORS = {">=": "不低于", ">": "高于", "=": "达到", "<=": "不高于", "<": "低于"}
BINDING, EXPECTED = "binding", "expected"
TARGET_KINDS = {BINDING: "约束性", EXPECTED: "预期性", "": "未注明"}
# How far a target has come (platform.md §13).
RISE, KEEP, CUMULATIVE, DONE = "rise", "keep", "cumulative", "done"
METHODS = {RISE: "升降型", KEEP: "保持型", CUMULATIVE: "累计型", DONE: "完成型"}

GREEN, YELLOW, RED, UNKNOWN = "green", "yellow", "red", "unknown"
COLOURS = {GREEN: "绿灯", YELLOW: "黄灯", RED: "红灯", UNKNOWN: "无法判断"}
EARLY, MET, ON_TRACK, BEHIND = "early", "done", "on_track", "behind"
STATUSES = {
    EARLY: "提前完成",
    MET: "已完成",
    ON_TRACK: "达到进度",
    BEHIND: "滞后",
    UNKNOWN: "无法判断",
}

OPEN, TASK_DONE, CANCELLED = "open", "done", "cancelled"
TASK_STATES = {OPEN: "进行中", TASK_DONE: "已完成", CANCELLED: "已取消"}

PROJECT_STATES = {
    "proposed": "谋划",
    "preparing": "前期",
    "building": "在建",
    "finished": "完工",
    "in_use": "投入使用",
    "stopped": "停建",
}
FACT_SECTIONS = {
    "standard": "标准",
    "parameter": "参数",
    "count": "数量",
    "fund": "资金",
    "measure": "拟出台文件",
    "defect": "原文疑点",
}

# -- evaluation reports -------------------------------------------------------------------------

MIDTERM_REPORT, FINAL_REPORT = "midterm", "final"
REPORT_KINDS = {MIDTERM_REPORT: "中期评估报告", FINAL_REPORT: "终期评估报告"}
DRAFTED, SUBMITTED, SEALED = "draft", "submitted", "sealed"
REPORT_STATES = {DRAFTED: "起草中", SUBMITTED: "待定稿", SEALED: "已定稿"}
PREFACE, ON_TARGETS, ON_TASKS, ON_PROJECTS = "preface", "targets", "tasks", "projects"
EXPERIENCE, PROBLEMS, ADVICE = "experience", "problems", "advice"
REPORT_SECTIONS = {
    PREFACE: "前言",
    ON_TARGETS: "主要目标指标完成情况",
    ON_TASKS: "重点任务推进情况",
    ON_PROJECTS: "重大工程实施情况",
    EXPERIENCE: "典型经验",
    PROBLEMS: "存在问题",
    ADVICE: "下一步建议",
}
