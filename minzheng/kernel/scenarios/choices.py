"""States of a scenario and what a change does to somebody, with their Chinese labels."""

from enum import Enum


class ScenarioState(str, Enum):
    """测算状态."""

    SAVED = "saved"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return {"saved": "已保存", "released": "已转标准草案", "withdrawn": "已撤回"}[self.value]


# What becomes of a household or person, in the order in which lists show it.
ENTERS, LEAVES, GAINS, LOSES = "enters", "leaves", "gains", "loses"
UNCLEAR, SETTLED, UNDETERMINED, UNCHANGED = "unclear", "settled", "undetermined", "unchanged"
EFFECTS = {
    ENTERS: "新纳入",
    LEAVES: "退出",
    GAINS: "增加",
    LOSES: "减少",
    UNCLEAR: "变为待定",
    SETTLED: "由待定变为可认定",
    UNDETERMINED: "仍待定",
    UNCHANGED: "不变",
}
# Where one side is unknown there is no difference: never taken for nought, counted apart.
UNKNOWN = (UNCLEAR, SETTLED, UNDETERMINED)
