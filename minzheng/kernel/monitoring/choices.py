"""States, risks and sources of findings and leads, with their Chinese labels."""

from enum import Enum


class Risk(str, Enum):
    """风险等级."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return {"high": "高", "medium": "中", "low": "低"}[self.value]

    @property
    def level(self) -> str:
        """Return the colour of a warning of this risk (红色、橙色、黄色预警)."""
        return {"high": "红色", "medium": "橙色", "low": "黄色"}[self.value]


class FindingState(str, Enum):
    """比对发现状态."""

    NEW = "new"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return {"new": "有效", "superseded": "已被新数据取代"}[self.value]


class LeadSource(str, Enum):
    """线索来源."""

    CYCLE = "cycle"
    VISIT = "visit"
    HOTLINE = "hotline"
    REPORT = "report"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return {
            "cycle": "数据比对",
            "visit": "走访发现",
            "hotline": "热线反映",
            "report": "网格报告",
        }[self.value]


class LeadState(str, Enum):
    """线索状态."""

    OPEN = "open"
    VERIFYING = "verifying"
    CASE_OPENED = "case_opened"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return {
            "open": "待核查",
            "verifying": "核查中",
            "case_opened": "已转办件",
            "closed": "已办结",
        }[self.value]


class Verdict(str, Enum):
    """核查结论: whether what a rule said was so."""

    TRUE = "true"
    FALSE = "false"
    UNCLEAR = "unclear"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return {"true": "属实", "false": "不属实", "unclear": "无法核实"}[self.value]


class Action(str, Enum):
    """处置动作：预警、派发、核查、入户、帮扶、回访、转办、办结、反馈."""

    WARNED = "warned"
    REPEATED = "repeated"
    DISPATCHED = "dispatched"
    VERIFIED = "verified"
    REFERRED = "referred"
    ESCALATED = "escalated"
    FED_BACK = "fed_back"
    TAKEN = "taken"
    VISITED = "visited"
    HELPED = "helped"
    RECHECKED = "rechecked"
    CASE_OPENED = "case_opened"
    CLOSED = "closed"
    SUPERSEDED = "superseded"
    REOPENED = "reopened"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return {
            "warned": "预警",
            "repeated": "重复预警",
            "dispatched": "派发",
            "verified": "核查结论",
            "referred": "转介部门",
            "escalated": "逾期升级",
            "fed_back": "反馈",
            "taken": "开始核查",
            "visited": "入户核查",
            "helped": "帮扶",
            "rechecked": "回访",
            "case_opened": "转入办件",
            "closed": "办结",
            "superseded": "数据更新，预警消除",
            "reopened": "再次预警",
        }[self.value]
