"""States of a parameter value and purposes of a determination, with their Chinese labels."""

from enum import Enum


class ParameterState(str, Enum):
    """参数值状态."""

    DRAFT = "draft"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return {"draft": "待复核", "released": "已发布", "withdrawn": "已撤回"}[self.value]


class Purpose(str, Enum):
    """认定用途."""

    CYCLE = "cycle"
    CASE = "case"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return {"cycle": "月度比对", "case": "办件认定"}[self.value]


OUTCOMES = {
    "eligible": "符合条件",
    "not_eligible": "不符合条件",
    "undetermined": "资料不全，暂不能认定",
}
