"""States and kinds of runs and lines, with their Chinese labels."""

from enum import Enum


class RunState(str, Enum):
    """发放批次状态."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SENT = "sent"
    RETURNED = "returned"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return _RUN[self.value]


class RunKind(str, Enum):
    """发放批次类别."""

    REGULAR = "regular"
    EXTRA = "extra"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return {"regular": "当月发放", "extra": "补充发放"}[self.value]


class LineState(str, Enum):
    """发放明细状态."""

    READY = "ready"
    BLOCKED = "blocked"
    SENT = "sent"
    PAID = "paid"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return _LINE[self.value]


class LineKind(str, Enum):
    """发放明细类别."""

    REGULAR = "regular"
    BACK = "back"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return {"regular": "当月", "back": "补发"}[self.value]


_RUN = {
    "draft": "待提交", "submitted": "待复核", "approved": "待发送", "sent": "已送银行",
    "returned": "已回盘", "closed": "已办结",
}  # fmt: skip
_LINE = {
    "ready": "待发",
    "blocked": "暂缓",
    "sent": "已送银行",
    "paid": "已到账",
    "failed": "发放失败",
}
LIVE_LINES = (LineState.READY.value, LineState.SENT.value, LineState.PAID.value)
FROZEN_LINES = (LineState.SENT.value, LineState.PAID.value, LineState.FAILED.value)
