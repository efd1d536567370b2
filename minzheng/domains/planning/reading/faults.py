"""What a reader says about a file: a fault refuses it, a warning asks a person to look."""

from dataclasses import dataclass, field
from typing import Any

FAULT, WARNING = "fault", "warning"
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """One sentence about one place: where, what is wrong, what to do."""

    level: str
    where: str
    what: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.where}：{self.what}{'，' if self.advice else ''}{self.advice}。"


@dataclass
class Reading:
    """What a file holds: its content as plain values, and everything found wrong with it."""

    content: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def faults(self) -> list[Finding]:
        """Return what refuses the file."""
        return [one for one in self.findings if one.level == FAULT]

    @property
    def warnings(self) -> list[Finding]:
        """Return what a person has to look at; it refuses nothing."""
        return [one for one in self.findings if one.level == WARNING]


class PlanRefused(ValueError):
    """A file or a decision about it is not taken; ``reasons`` are sentences for the screen."""

    def __init__(self, reasons: list[str] | str) -> None:
        self.reasons = [reasons] if isinstance(reasons, str) else reasons
        super().__init__("\n".join(self.reasons))
