"""The words of visiting: a rule says who is visited how often, on which ground, and what is asked there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from minzheng.core.forms import CHOICE, LONG, MANY, PHOTO, Form, Item
from minzheng.core.registry import Registry

from . import choices

OWNER = "visits"
PARAMETERS = Path(__file__).parent / "parameters.csv"

# What a visit may find that somebody must see to; asked by every form, so that nothing found is lost.
NEEDS = (
    ("living", "生活困难"),
    ("medical", "就医用药"),
    ("care", "照料护理"),
    ("housing", "住房修缮"),
    ("safety", "安全隐患"),
    ("mind", "心理关爱"),
    ("schooling", "就学"),
    ("other", "其他"),
)
NOTHING, LEAD, URGENT, REFERRAL = "no", "lead", "urgent", "referral"
FOLLOW_UPS = (
    (NOTHING, "不需要"),
    (LEAD, "报乡镇核实帮助"),
    (URGENT, "情况紧急，立即上报"),
    (REFERRAL, "转其他部门办理"),
)
CLOSING = (
    Item("photos", "现场照片", PHOTO, help="走访时现场拍摄", most=5),
    Item("follow_up", "需要跟进吗", CHOICE, options=FOLLOW_UPS, is_required=True),
    Item("needs", "需要什么", MANY, options=NEEDS),
    Item("note", "说明", LONG, help="看到的情况、需要跟进的事", most=300),
)


def visit_form(key: str, label: str, *items: Item) -> Form:
    """Return the form of a rule: its own items, then what every visit asks at the end."""
    return Form(key, label, (*items, *CLOSING))


@dataclass(frozen=True, slots=True)
class Due:
    """Who is to be visited: the household, the person where the rule is about one, the village, why.

    ``since`` is the first day the rule concerns them, None where that is not on record.
    """

    household: int
    person: int | None
    division: str
    why: str
    since: date | None = None


# (codes of divisions, day) -> whom the rule concerns there on that day.
Whom = Callable[[list[str], date], Iterable[Due]]


@dataclass(frozen=True, slots=True)
class VisitRule:
    """Who is visited how often, on which ground, and what is asked there.

    ``every`` names the parameter (of ``owner``) that says how many visits a ``period`` needs; the
    windows of a round (winter and summer holidays, ``MM-DD/MM-DD``) are parameters too. ``also``
    names rules whose visits count for this one: one walk to the door serves both.
    """

    key: str
    label: str
    room: str
    whom: Whom
    every: str
    form: Form
    basis: str
    period: str = choices.MONTH
    kind: str = choices.CARE
    windows: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def owner(self) -> str:
        """Return the owner of the rule's parameters."""
        return f"{self.room}.{OWNER}"


_rules: Registry[VisitRule] = Registry("走访规则")


def declare_visit_rule(rule: VisitRule) -> VisitRule:
    """Declare a rule; a round without windows and a kind nobody plans fail loudly."""
    if (rule.period == choices.ROUND) != bool(rule.windows):
        raise ValueError(f"走访规则“{rule.label}”的周期与集中走访时段不符。")
    if rule.kind not in choices.PLANNED_KINDS or rule.period not in choices.PERIODS:
        raise ValueError(f"走访规则“{rule.label}”的类型或周期未知。")
    return _rules.add(rule.key, rule)


def visit_rules(*keys: str) -> list[VisitRule]:
    """Return every declared rule, by key, or those named that there are."""
    return [rule for rule in _rules if not keys or rule.key in keys]


def visit_rule(key: str) -> VisitRule:
    """Return the rule of a key; KeyError when nobody declared it."""
    return _rules.get(key)


def forget(key: str) -> None:
    """Take a rule or a check out again (for tests that declare their own)."""
    _rules.remove(key)
    _checks.remove(key)


@dataclass(frozen=True, slots=True)
class VillageCheck:
    """What a village is held to beside its plans: nobody unregistered, nobody unvisited under some rules.

    ``unregistered(codes, day)`` gives who seems to belong on the list and stands on none.
    """

    key: str
    label: str
    rules: tuple[str, ...]
    unregistered: Whom
    basis: str


_checks: Registry[VillageCheck] = Registry("村级查漏")


def declare_village_check(check: VillageCheck) -> VillageCheck:
    """Declare what villages are checked for."""
    return _checks.add(check.key, check)


def village_check(key: str) -> VillageCheck:
    """Return the check of a key; KeyError when nobody declared it."""
    return _checks.get(key)
