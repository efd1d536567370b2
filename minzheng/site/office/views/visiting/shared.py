"""What the pages of visiting share: tabs, names of people and places, choices of places."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions import queries as divisions
from minzheng.kernel.divisions.choices import Level
from minzheng.kernel.divisions.models import Division
from minzheng.kernel.people.models import Household, Person
from minzheng.kernel.visits import choices
from minzheng.kernel.visits.declarations import VisitRule, visit_rules
from minzheng.ui.tables import Badge

from ... import lists

TABS = (
    ("visit_plan", _lazy("走访计划")),
    ("visit_coverage", _lazy("走访进度")),
    ("visits", _lazy("走访记录")),
    ("suspicious_visits", _lazy("存疑走访")),
    ("visit_gaps", _lazy("儿童关爱查漏")),
    ("care_activities", _lazy("关爱活动")),
)
STAFF_TABS = (
    ("service_workers", _lazy("服务人员")),
    ("care_charges", _lazy("照料责任书")),
    ("work_tasks", _lazy("社工任务")),
    ("assistants", _lazy("村级服务人员")),
)
STANDING_TONES = {
    choices.SOUND: "good",
    choices.SUSPICIOUS: "due",
    choices.CLEARED: "good",
    choices.REJECTED: "danger",
}


def standing(row: Any) -> Badge:
    """Return how a visit stands after its proof was looked at."""
    return Badge(choices.STANDINGS[row.standing], STANDING_TONES[row.standing])


def rules() -> list[tuple[str, str]]:
    """Return the declared rules as choices."""
    return [(rule.key, rule.label) for rule in visit_rules()]


def cycle_of(rule: VisitRule, wanted: int) -> str:
    """Say how often a rule wants a visit: 每月 3 次."""
    return f"{choices.PERIODS[rule.period]} {wanted} 次"


def villages(viewer: Mandate, *, towns: bool = False) -> list[tuple[str, str]]:
    """Return the villages of the viewer as choices; with ``towns`` the townships and the county too."""
    rows = divisions.subtree(viewer.division_id).filter(valid_to=None).select_related("parent")
    rows = rows.filter(level__lte=Level.VILLAGE.value)
    if not towns and viewer.division.level <= Level.VILLAGE:
        rows = rows.filter(level=Level.VILLAGE.value)
    return [(row.code, lists.place(row)) for row in rows.order_by("path")]


class Names:
    """Names of the people and places some lines are about, read at once."""

    def __init__(self, lines: Iterable[Any]) -> None:
        """Read the households, persons and divisions of the lines."""
        held = list(lines)
        self.homes = Household.objects.select_related("head").in_bulk(
            {line.household for line in held}
        )
        self.people = Person.objects.in_bulk({line.person for line in held if line.person})
        codes = {line.division for line in held}
        self.places = {
            row.code: row
            for row in Division.objects.filter(code__in=codes).select_related("parent")
        }

    def who(self, line: Any) -> str:
        """Return whom a line is about: the person, else the head of the household."""
        if line.person:
            return str(self.people[line.person].name)
        home = self.homes[line.household]
        return str(home.head.name if home.head else home.number)

    def place(self, line: Any) -> str:
        """Return the village of a line."""
        found = self.places.get(line.division)
        return str(lists.place(found)) if found else ""


def home_address(line: Any) -> str:
    """Return the page of whom a line is about."""
    if line.person:
        return reverse("office:person", args=[line.person])
    return reverse("office:household", args=[line.household])
