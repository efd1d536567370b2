"""States of a cycle and of its stages, with their Chinese labels."""

from enum import Enum


class RunState(str, Enum):
    """运行状态."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return {"waiting": "未开始", "running": "进行中", "finished": "已完成", "failed": "未完成"}[self.value]
