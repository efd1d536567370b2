"""States of an entitlement, with their Chinese labels."""

from enum import Enum


class EntitlementState(str, Enum):
    """待遇状态."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """Return the word shown on screens."""
        return {"active": "在享", "suspended": "暂停", "ended": "已终止"}[self.value]
