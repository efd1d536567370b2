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


class Issuer(str, Enum):
    """发文机关层级: whose document sets a standard."""

    STATE = "state"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"

    @property
    def label(self) -> str:
        """Return the word shown on screens; the same words policies say `set_by` with."""
        return {
            "state": "国家",
            "province": "省级",
            "prefecture": "市级",
            "county": "县级",
        }[self.value]

    @property
    def depth(self) -> int:
        """Return how deep in the tree of divisions the level lies: 0 for the state, 3 for a county."""
        return list(Issuer).index(self)


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
