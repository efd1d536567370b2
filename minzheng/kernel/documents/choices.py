"""Kinds of papers, retention classes, archive states and validity of policy documents."""

APPLICATION_PAPER = "application_paper"
AUTHORISATION_PAPER = "authorisation"
PHOTO = "photo"
GENERATED = "generated"
REPORT = "report"
EVIDENCE_PACK = "evidence_pack"
POLICY_TEXT = "policy_text"
MINUTES = "minutes"
OTHER = "other"
KINDS = {
    APPLICATION_PAPER: "申请材料",
    AUTHORISATION_PAPER: "核对授权书",
    PHOTO: "照片",
    GENERATED: "制发文书",
    REPORT: "报告",
    EVIDENCE_PACK: "证据包",
    POLICY_TEXT: "政策文件全文",
    MINUTES: "会议纪要",
    OTHER: "其他",
}

# 国家档案局令第8号 (permanent, 30, 10 years); marriage papers have a term of their own.
PERMANENT = "permanent"
CENTURY = "years_100"
LONG = "years_30"
SHORT = "years_10"
RETENTION = {PERMANENT: "永久", CENTURY: "100年", LONG: "30年", SHORT: "10年"}
RETENTION_YEARS = {PERMANENT: None, CENTURY: 100, LONG: 30, SHORT: 10}

FILED = "filed"
TRANSFERRED = "transferred"
APPRAISED = "appraised"
DESTROYED = "destroyed"
ARCHIVE_STATES = {
    FILED: "已归档",
    TRANSFERRED: "已移交",
    APPRAISED: "待销毁审批",
    DESTROYED: "已销毁",
}

IN_FORCE = "in_force"
AMENDED = "amended"
REPEALED = "repealed"
EXPIRED = "expired"
VALIDITY = {IN_FORCE: "有效", AMENDED: "已修改", REPEALED: "已废止", EXPIRED: "已失效"}
