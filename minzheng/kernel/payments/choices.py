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


class RecoveryState(str, Enum):
    """追缴状态."""

    FOUND = "found"
    PROPOSED = "proposed"
    DECIDED = "decided"
    NOTIFIED = "notified"
    FINISHED = "finished"
    WRITTEN_OFF = "written_off"
    WAIVED = "waived"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return _RECOVERY[self.value]


class RecoveryOrigin(str, Enum):
    """追缴来源: how the overpayment came to light."""

    STOP = "stop"
    FALL = "fall"
    DEATH = "death"
    LEAD = "lead"
    HAND = "hand"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return {
            "stop": "迟停发", "fall": "迟减发", "death": "死亡后发放", "lead": "监测预警", "hand": "人工登记",
        }[self.value]  # fmt: skip


class RecoveryCause(str, Enum):
    """多发原因: what the law asks before anybody may be told to return money."""

    IN_TIME = "in_time"
    OFFICE = "office"
    UNREPORTED = "unreported"
    KEPT = "kept"
    FRAUD = "fraud"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return {
            "in_time": "已按时报告变化", "office": "工作机关的差错", "unreported": "未报告或迟报变化",
            "kept": "停发减发决定后仍领取", "fraud": "虚报、隐瞒、伪造骗取",
        }[self.value]  # fmt: skip


class RepaidBy(str, Enum):
    """退回方式."""

    WITHHELD = "withheld"
    COUNTER = "counter"
    BANK = "bank"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return {"withheld": "从待遇中扣回", "counter": "柜台退回", "bank": "银行转账退回"}[
            self.value
        ]


_RECOVERY = {
    "found": "待核实", "proposed": "待决定", "decided": "待送达", "notified": "追缴中",
    "finished": "已收回", "written_off": "已核销", "waived": "不予追缴",
}  # fmt: skip
# The law leaves these with the people (assistance handbook §11), unless the place rules otherwise.
INNOCENT = (RecoveryCause.IN_TIME.value, RecoveryCause.OFFICE.value)
