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
        return {"waiting": "未开始", "running": "进行中", "finished": "已完成", "failed": "未完成"}[
            self.value
        ]


STAGE_LABELS = {
    "deliveries": "接收部门数据",
    "facts": "汇集事实",
    "determinations": "认定全部家庭",
    "findings": "比对发现",
    "leads": "派发线索、更新名册",
    "routines": "抽查与复核提醒",
    "payments": "编制发放批次",
    "indicators": "统计指标",
}
FIGURES = {
    "files": "文件",
    "ingested": "有效",
    "failed": "未能读取",
    "rows": "行",
    "rejected": "退回",
    "matched": "退回后比对认定",
    "waiting": "待人工认定",
    "households": "家庭",
    "persons": "人员",
    "new": "新发现",
    "changed": "变化",
    "superseded": "消除",
    "returned": "再现",
    "unchanged": "不变",
    "opened": "线索",
    "repeated": "延续",
    "figures": "指标值",
}
