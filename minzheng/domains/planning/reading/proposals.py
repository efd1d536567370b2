"""What a reader proposes: one target, one figure or one doubt, with its sentence and its line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

HIGH, MEDIUM, LOW = "high", "medium", "low"
INDICATORS, TARGETS, PARAMETERS, REACHED, DEFECTS = (
    "indicators", "targets", "parameters", "reached", "defects",
)  # fmt: skip
CONSUMPTION_GROWTH = "prev_year_growth_of_per_capita_consumption"
# What is printed, and the word the plan data use.
UNITS: Mapping[str, str] = {"%": "percent", "平方米": "m2", "平米": "m2", "人次": "person_time"}


@dataclass
class Found:
    """One proposal. ``span`` marks in the sentence what was read; flags ask a person to decide."""

    section: str
    label: str
    line: int
    sentence: str
    span: tuple[int, int] = (0, 0)
    # The part of the sentence it comes from: doubts elsewhere in the sentence are not its doubts.
    clause: tuple[int, int] = (0, 1_000_000)
    number: int | None = None
    part: str = ""
    unit: str = ""
    comparator: str = "="
    value: Decimal | None = None
    upper: Decimal | None = None
    relative_to: str = ""
    kind: str = ""
    base: Decimal | None = None
    base_year: int | None = None
    reached: Decimal | None = None
    status: str = ""
    due: date | None = None
    confidence: str = HIGH
    flags: list[str] = field(default_factory=list)


@dataclass
class Document:
    """What was read from a document: its head and its proposals in the order of the text."""

    title: str = ""
    issuer: str = ""
    document_no: str = ""
    issued_on: date | None = None
    year_from: int | None = None
    year_to: int | None = None
    is_evaluation: bool = False
    found: list[Found] = field(default_factory=list)
