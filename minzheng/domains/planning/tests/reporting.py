"""What the tests of reports stand on: a plan of the county with figures, a task, a project, an evaluator."""

from datetime import date
from decimal import Decimal

import pytest

from minzheng.kernel.accounts.models import Mandate, User
from minzheng.kernel.documents.tests.county import moment
from minzheng.kernel.indicators.models import Definition, Observation

from ..models import Plan, Project, ProjectMilestone, Target, Task
from ..services import reports

ON = date(2023, 6, 30)
AT = moment(7, 3, year=2023)
PLACE = "620422"


@pytest.fixture
def hands(staff):
    """Return the staff with an evaluator of a third party."""
    user = User.objects.create_user("fan", display_name="范博")
    staff["fan"] = Mandate.objects.create(
        user=user, role="evaluator", division_id=PLACE, valid_from=date(2020, 1, 1)
    )
    return staff


@pytest.fixture
def plan(hands):
    return Plan.objects.create(
        key="test-plan", title="会宁县民政事业规划", kind="five_year_plan", division_id=PLACE,
        period_from=date(2021, 1, 1), period_to=date(2025, 12, 31), by=hands["chen"], at=AT,
    )  # fmt: skip


@pytest.fixture
def target(plan, hands):
    """Return a function that adds a target with its indicator and, where told, what it stood at when."""

    def add(label, *, value=None, base=None, now=None, year=2022, unit="%", place=PLACE, **told):
        number = plan.targets.count() + 1
        key = f"plan.test_{number}"
        Definition.objects.get_or_create(
            key=key,
            defaults={
                "label": label, "unit": unit, "kind": "stock", "every": "year", "definition": label,
                "basis": "规划", "per": 100 if unit == "%" else 1, "by": hands["chen"], "at": AT,
            },
        )  # fmt: skip
        row = Target.objects.create(
            plan=plan, sequence=number, key=f"t{number}", indicator=key, label=label, unit=unit,
            value=value, base=base, due_on=date(2025, 12, 31), **told,
        )  # fmt: skip
        if now is not None:
            observe(row, now, str(year), place)
        return row

    return add


def observe(target: Target, value, period: str, place: str = PLACE) -> Observation:
    """Lay a figure of a target's indicator under a place and period; shares in hundredths of a percent."""
    scale = 100 if target.unit == "%" else 1
    return Observation.objects.update_or_create(
        indicator=target.indicator, division_id=place, period=period, dimension="", category="",
        defaults={
            "numerator": int(Decimal(str(value)) * scale), "denominator": 10_000 if target.unit == "%" else None,
            "origin": "reported", "computed_at": AT,
        },
    )[0]  # fmt: skip


@pytest.fixture
def busy(plan, target, hands):
    """Return the plan with a target behind, one done early, one without figures, late tasks, a project."""
    target("护理型床位占比", value=73, base=50, now=61, kind="binding")
    target("月探访率", value=100, base=80, now=100, kind="expected")
    target("生态安葬率", value=70, base=20, kind="expected")
    told = {"plan": plan, "division_id": PLACE, "by": hands["chen"], "at": AT}
    Task.objects.create(title="改造敬老院", unit="养老股", due_on=date(2023, 3, 31), **told)
    Task.objects.create(title="建立台账", due_on=date(2023, 6, 1), state="done", done_on=date(2023, 5, 1), **told)  # fmt: skip
    # Finished after the day of the evaluation: on that day it was still late.
    Task.objects.create(title="培训护理员", due_on=date(2023, 6, 1), state="done", done_on=date(2023, 7, 2), **told)  # fmt: skip
    project = Project.objects.create(name="县养护楼", state="building", **told)
    ProjectMilestone.objects.create(project=project, sequence=1, title="主体完工", due_on=date(2022, 12, 31))  # fmt: skip
    return plan


@pytest.fixture
def report(busy, hands):
    return reports.draft(busy, "midterm", on=ON, by=hands["chen"], at=AT)


def figure(report, name):
    """Return the figure of a report by its name."""
    return report.figures.get(name=name)
