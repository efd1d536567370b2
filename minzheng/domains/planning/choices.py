"""States and kinds of plans and of what hangs on them, with their Chinese labels."""

# -- plans, targets, tasks, projects ------------------------------------------------------------

PLAN_KINDS = {
    "five_year_plan": "五年规划",
    "annual_work_list": "年度工作要点",
    "three_year_action": "三年行动方案",
    "special_plan": "专项规划",
    "action_plan": "行动方案",
    "news_digest_of_plan": "规划报道摘要",
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

# The owner of the dated parameters that say when a lamp is yellow (plan.colours).
COLOUR_RULES = "planning.colours"

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

# -- local measures (KC-14, KC-15) --------------------------------------------------------------

MEASURE_KINDS = {
    "rules": "实施细则",
    "measures": "办法",
    "scheme": "实施方案",
    "action": "行动方案",
    "assessment": "考核细则",
    "programme": "专项规划",
    "standard": "标准规范",
    "other": "其他文件",
}
PLAIN, NORMATIVE, MAJOR = "plain", "normative", "major"
MEASURE_CLASSES = {
    PLAIN: "一般文件",
    NORMATIVE: "行政规范性文件",
    MAJOR: "重大行政决策",
}
DRAFTING, CONSULT, EXPERTS, RISK = "drafting", "consult", "experts", "risk"
LEGALITY, DELIBERATE, ISSUE, EVALUATE = "legality", "deliberate", "issue", "evaluate"
MEASURE_STEPS = {
    DRAFTING: "起草",
    CONSULT: "公众参与（征求意见）",
    EXPERTS: "专家论证",
    RISK: "风险评估",
    LEGALITY: "合法性审核",
    DELIBERATE: "集体审议",
    ISSUE: "印发公布",
    EVALUATE: "到期评估",
}
# 国办发〔2018〕37号 三 (normative documents); 重大行政决策程序暂行条例 第二章、第三章 (major decisions).
STEPS_NEEDED = {
    PLAIN: (DRAFTING, DELIBERATE, ISSUE),
    NORMATIVE: (DRAFTING, CONSULT, LEGALITY, DELIBERATE, ISSUE),
    MAJOR: (DRAFTING, CONSULT, EXPERTS, RISK, LEGALITY, DELIBERATE, ISSUE),
}
# What may be left out with a reason (条例 第十四条、第十九条、第二十二条); legality and deliberation never
# (条例 第二十五条、第三十条).
EXCUSABLE = (CONSULT, EXPERTS, RISK)
ORDERED, ISSUED, EVALUATED = "ordered", "issued", "evaluated"
MEASURE_STAGES = {
    ORDERED: "待起草",
    DRAFTING: "起草中",
    CONSULT: "征求意见和论证",
    LEGALITY: "合法性审核",
    DELIBERATE: "待审议印发",
    ISSUED: "已印发",
    EVALUATED: "已评估",
    CANCELLED: "已撤销",
}
OPEN_STAGES = (ORDERED, DRAFTING, CONSULT, LEGALITY, DELIBERATE)
LAWFUL, TO_CHANGE, UNLAWFUL = "lawful", "to_change", "unlawful"
OPINIONS = {LAWFUL: "合法", TO_CHANGE: "应当修改", UNLAWFUL: "不合法"}
# 国办发〔2018〕115号 二（一）: what is sent in for review.
MATERIALS = {
    "text": "文件送审稿",
    "notes": "起草说明",
    "basis": "制定依据",
    "opinions": "征求意见及采纳情况",
    "own_opinion": "起草单位的合法性审核意见",
}
EVALUATIONS = {"keep": "继续有效", "revise": "修订", "repeal": "废止"}


# -- tracking: rectification, special campaigns, meetings, inspections --------------------------------

# Whose the dated numbers of `tracking.csv` are.
TRACKING = "planning.tracking"
# Where a problem that must be put right was found (KC-25).
PATROL_INSPECTION, AUDIT_SOURCE, SUPERVISION = "patrol", "audit", "supervision"
SPECIAL_CAMPAIGN, COUNTY_CHECK, SITE_INSPECTION = "campaign", "county_check", "inspection"
FINDING_SOURCES = {
    PATROL_INSPECTION: "巡察",
    AUDIT_SOURCE: "审计",
    SUPERVISION: "督查",
    SPECIAL_CAMPAIGN: "专项治理",
    COUNTY_CHECK: "县级检查",
    SITE_INSPECTION: "乡镇实地检查",
}
MENDING, TO_VERIFY, STRUCK_OFF, HANDED_ON = "mending", "to_verify", "struck_off", "handed_on"
RECTIFICATION_STATES = {
    MENDING: "整改中",
    TO_VERIFY: "待复查",
    STRUCK_OFF: "已销号",
    HANDED_ON: "已移交",
}
VERIFIED, SENT_BACK = "verified", "sent_back"
ROUND_OUTCOMES = {VERIFIED: "复查通过", SENT_BACK: "退回整改"}
# What a missed deadline leads to: first supervised, after a second miss put on the board.
NOT_SUPERVISED, SUPERVISED, ON_THE_BOARD = 0, 1, 2
SUPERVISION_LEVELS = {NOT_SUPERVISED: "正常", SUPERVISED: "逾期督办", ON_THE_BOARD: "挂牌督办"}

CAMPAIGN_RUNS, CAMPAIGN_CLOSED = "running", "closed"
SPECIAL_CAMPAIGN_STATES = {CAMPAIGN_RUNS: "进行中", CAMPAIGN_CLOSED: "已结束"}
NO_PROBLEM, PROBLEM, NOT_THERE = "fine", "problem", "gone"
CAMPAIGN_RESULTS = {NO_PROBLEM: "未发现问题", PROBLEM: "发现问题", NOT_THERE: "已不存在或不属范围"}

LEADING_GROUP, JOINT_MEETING, COORDINATION = "leading_group", "joint_meeting", "coordination"
MECHANISM_KINDS = {
    LEADING_GROUP: "领导小组或委员会",
    JOINT_MEETING: "部门联席会议",
    COORDINATION: "工作协调机制",
}
CHAIR, VICE_CHAIR, MEMBER, OFFICE = "chair", "vice", "member", "office"
MEMBER_ROLES = {CHAIR: "召集人（组长）", VICE_CHAIR: "副召集人（副组长）", MEMBER: "成员", OFFICE: "办公室联络员"}  # fmt: skip
WEEKLY, MECHANISM_MEETING, SPECIAL_MEETING, WORK_MEETING = "weekly", "mechanism", "special", "work"
MEETING_KINDS = {
    WEEKLY: "周例会",
    MECHANISM_MEETING: "协调机制会议",
    SPECIAL_MEETING: "专题会议",
    WORK_MEETING: "工作会议",
}
PARTY_COMMITTEE, GOVERNMENT, BUREAU = "party", "government", "bureau"
CONVENERS = {PARTY_COMMITTEE: "党委", GOVERNMENT: "政府", BUREAU: "民政部门"}

PLANNED_INSPECTION, INSPECTED = "planned", "done"
INSPECTION_STATES = {PLANNED_INSPECTION: "待检查", INSPECTED: "已检查"}
AS_IT_SHOULD_BE, FAULTY, NOT_APPLICABLE = "ok", "faulty", "na"
INSPECTION_ANSWERS = {AS_IT_SHOULD_BE: "符合", FAULTY: "不符合", NOT_APPLICABLE: "不适用"}

# What is looked at on the page of everything due (督办).
DUE_TASK, DUE_RECTIFICATION, DUE_MEASURE, DUE_INSPECTION = "task", "rectification", "measure", "inspection"  # fmt: skip
DUE_KINDS = {
    DUE_TASK: "任务",
    DUE_RECTIFICATION: "整改",
    DUE_MEASURE: "制度文件",
    DUE_INSPECTION: "实地检查",
}
SOON, LATE = "soon", "late"
REMINDERS = {SOON: "到期提醒", LATE: "逾期督办"}

# -- assessment ---------------------------------------------------------------------------------

COUNTY_SCHEME, PEACE_SCHEME, TOWN_SCHEME = "county", "peace", "town"
SCHEME_KINDS = {
    COUNTY_SCHEME: "市州对县（市、区）年度绩效考核",
    PEACE_SCHEME: "平安建设考核（民政事项）",
    TOWN_SCHEME: "县对乡镇民政工作考核",
}
ENTERED, CONFIRMED, REFUSED, REPLACED = "entered", "confirmed", "refused", "replaced"
SCHEME_STATES = {
    ENTERED: "待复核",
    CONFIRMED: "执行中",
    REFUSED: "已退回",
    REPLACED: "已被新版本替代",
}
SELF_SCORING, SCORED, REVIEWED, PUBLISHED = "self", "scored", "reviewed", "published"
SHEET_STATES = {
    SELF_SCORING: "自评中",
    SCORED: "待评审",
    REVIEWED: "评审完成，异议期",
    PUBLISHED: "已公布",
}
COMMEND, IMPROVE, PERFORMANCE_USE = "commend", "improve", "performance"
CONSEQUENCES = {COMMEND: "评先评优", IMPROVE: "工作改进", PERFORMANCE_USE: "绩效考核"}

# -- statistics ---------------------------------------------------------------------------------

APPROVAL_STATES = {ENTERED: "待复核", CONFIRMED: "有效", REFUSED: "已退回"}
FILLING, FILLED, SIGNED, SENT_UP = "filling", "filled", "signed", "sent"
RETURN_STATES = {
    FILLING: "填报中",
    FILLED: "待负责人签署",
    SIGNED: "已签署、数据已冻结",
    SENT_UP: "已报送",
}
FROM_INDICATOR, FROM_REPORT, TYPED, SUMMED = "computed", "reported", "typed", "summed"
CELL_ORIGINS = {
    FROM_INDICATOR: "平台计算",
    FROM_REPORT: "上报审核",
    TYPED: "人工填报",
    SUMMED: "表内合计",
}

# -- standards, pilots, honours (KC-21, KC-27) -----------------------------------------------------

MANDATORY, RECOMMENDED, TRADE, LOCAL = "mandatory", "recommended", "trade", "local"
NORM_KINDS = {
    MANDATORY: "强制性国家标准",
    RECOMMENDED: "推荐性国家标准",
    TRADE: "行业标准",
    LOCAL: "地方标准",
}
CONFORMING, PARTLY, FAILING = "conforming", "partly", "failing"
CHECK_RESULTS = {CONFORMING: "符合", PARTLY: "部分符合", FAILING: "不符合"}
PILOTING, PASSED, ENDED = "piloting", "passed", "ended"
PILOT_STATES = {PILOTING: "试点中", PASSED: "通过验收", ENDED: "终止"}
HONOUR_KINDS = {"unit": "先进集体", "person": "先进个人", "brand": "品牌", "area": "示范区"}
GOVERNMENT_LEVELS = {
    "state": "国家级",
    "province": "省级",
    "prefecture": "市级",
    "county": "县级",
    "town": "乡镇级",
}

# -- sample surveys (PL-10) ------------------------------------------------------------------------

DESIGNING, ASKING, SURVEYED = "designing", "asking", "closed"
SURVEY_STATES = {DESIGNING: "设计中", ASKING: "调查中", SURVEYED: "已结束"}
SINGLE, MULTIPLE, SCALE, NUMBER, WORDS = "single", "multiple", "scale", "number", "words"
QUESTION_KINDS = {
    SINGLE: "单选",
    MULTIPLE: "多选",
    SCALE: "打分",
    NUMBER: "数字",
    WORDS: "文字",
}
WAITING, ANSWERED, REFUSED_UNIT, UNREACHED = "waiting", "answered", "refused", "unreached"
UNIT_STATES = {
    WAITING: "待访问",
    ANSWERED: "已答",
    REFUSED_UNIT: "拒访",
    UNREACHED: "联系不上",
}
CHANNELS = {"phone": "电话", "paper": "纸质", "visit": "入户"}

# -- imports of plans ---------------------------------------------------------------------------

DATA_FILE, PLAN_TEXT, EVALUATION_TEXT = "data", "plan", "evaluation"
IMPORT_KINDS = {DATA_FILE: "规划数据文件", PLAN_TEXT: "规划正文", EVALUATION_TEXT: "评估报告"}
IMPORT_OPEN, IMPORT_MADE, IMPORT_DROPPED = "open", "made", "dropped"
IMPORT_STATES = {IMPORT_OPEN: "核对中", IMPORT_MADE: "已生成规划", IMPORT_DROPPED: "已放弃"}
PROPOSED, TAKEN, LEFT_OUT = "open", "accepted", "dropped"
PROPOSAL_STATES = {PROPOSED: "待处理", TAKEN: "已采用", LEFT_OUT: "不采用"}
PROPOSAL_SECTIONS = {
    "indicators": "指标表",
    "targets": "目标",
    "parameters": "参数",
    "reached": "完成值",
    "defects": "原文疑点",
}
CONFIDENCES = {"high": "把握大", "medium": "需看一眼", "low": "须核对"}
